using System.Management.Automation;
using Tracking.Binding;
using Tracking.Completion;

namespace Tracking.Commands;

/// <summary>Opens a store and makes it the current one of this session, for all of its runspaces.</summary>
/// <remarks>
/// <para>
/// A file that is not there is made. The file stays open and locked for other processes that would write to it until Close-TrackStore or the end of the session. When another process
/// holds it, Open-TrackStore waits up to a second and then says which one.
/// </para>
/// <para>With -ReadOnly the store is a snapshot of what the file holds now. It takes no lock and does not become current.</para>
/// </remarks>
/// <inputs cref="string">The path of a session file, or a file by its property PSPath or FullName, as Get-ChildItem gives it.</inputs>
/// <outputs cref="TrackStore">The store.</outputs>
/// <example>
/// <para>Go on with the same file every night</para>
/// <code>
/// PS> $null = Open-TrackStore nightly.json
/// PS> Save-UserTrack backup @{ files = 120 }
/// 0000001
/// PS> Close-TrackStore
/// PS> $null = Open-TrackStore nightly.json
/// PS> Save-UserTrack backup @{ files = 125 }
/// 0000002
/// </code>
/// </example>
/// <example>
/// <para>Look at a colleague's file without touching it</para>
/// <code>
/// PS> $null = Save-UserTrack deploy @{ version = '2.1' } -UserName bob -Store bob.json
/// PS> $bob = Open-TrackStore bob.json -ReadOnly
/// PS> Search-Track -Store $bob | ForEach-Object { $_.Data.version }
/// 2.1
/// PS> Save-UserTrack deploy @{ version = '2.2' } -Store $bob
/// Save-UserTrack: ...read-only...
/// </code>
/// </example>
/// <example>
/// <para>Try things out where nothing stays</para>
/// <code>
/// PS> (Open-TrackStore -InMemory).Kind
/// Memory
/// PS> Save-UserTrack try @{ k = 1 }
/// 0000001
/// PS> Close-TrackStore
/// PS> Search-Track try
/// </code>
/// </example>
/// <example>
/// <para>Have every step on the disk before the next one begins</para>
/// <code>
/// PS> $store = Open-TrackStore payments.json -Durability Always
/// PS> Save-UserTrack payment @{ invoice = 4711; state = 'sent' }
/// 0000001
/// PS> $store.Durability
/// Always
/// </code>
/// </example>
/// <seealso cref="CloseTrackStoreCommand"/>
/// <seealso cref="GetTrackStoreCommand"/>
/// <seealso cref="OptimizeTrackStoreCommand"/>
/// <seealso href="about_Tracking_Stores"/>
/// <seealso href="about_Tracking_Durability"/>
[Cmdlet(VerbsCommon.Open, "TrackStore", DefaultParameterSetName = ByPath, SupportsShouldProcess = true)]
[OutputType(typeof(TrackStore))]
public sealed class OpenTrackStoreCommand : TrackingCommand
{
    private const string ByPath = "Path";
    private const string InMemorySet = "InMemory";

    /// <summary>The session file.</summary>
    [Parameter(Mandatory = true, Position = 0, ParameterSetName = ByPath, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    [Alias("FullName", "PSPath")]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(SessionFileCompleter))]
    public string Path { get; set; } = "";

    /// <summary>A store that lives in memory only, empty.</summary>
    [Parameter(Mandatory = true, ParameterSetName = InMemorySet)]
    public SwitchParameter InMemory { get; set; }

    /// <summary>A snapshot of what is in the file now; nothing is locked and nothing can be changed.</summary>
    [Parameter(ParameterSetName = ByPath)]
    public SwitchParameter ReadOnly { get; set; }

    /// <summary>When what was acknowledged also survives the machine. That it survives the process holds always.</summary>
    /// <value>EverySecond, or as it is when the store is open</value>
    [Parameter(ParameterSetName = ByPath)]
    public Durability? Durability { get; set; }

    /// <summary>Keeps a damaged original beside and makes the best of it, with a warning for each place.</summary>
    [Parameter(ParameterSetName = ByPath)]
    public SwitchParameter Repair { get; set; }

    /// <inheritdoc/>
    protected override void ProcessRecord() => Try(Path, () =>
    {
        if (InMemory)
        {
            if (ShouldProcess(SessionStore.MemoryName, "Open store"))
                WriteObject(StoreRegistry.OpenMemory());
            return;
        }
        var path = StorePaths.Resolve(SessionState, Path);
        if (!ShouldProcess(path, "Open store"))
            return;
        var store = Opening(bar => ReadOnly ? StoreRegistry.OpenSnapshot(path, bar) : StoreRegistry.Open(path, Durability, Repair, bar));
        WriteWarnings(ForQuestion(store));
        WriteObject(store);
    });
}

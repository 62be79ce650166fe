using System.Management.Automation;
using Tracking.Binding;

namespace Tracking.Commands;

/// <summary>Opens a store and makes it the current one of this session, for all of its runspaces.</summary>
/// <remarks>A file that is not there is made. With -ReadOnly the store is a snapshot, takes no lock, and does not become current.</remarks>
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
    public string Path { get; set; } = "";

    /// <summary>A store that lives in memory only, empty.</summary>
    [Parameter(Mandatory = true, ParameterSetName = InMemorySet)]
    public SwitchParameter InMemory { get; set; }

    /// <summary>A snapshot of what is in the file now; nothing is locked and nothing can be changed.</summary>
    [Parameter(ParameterSetName = ByPath)]
    public SwitchParameter ReadOnly { get; set; }

    /// <summary>When what was acknowledged also survives the machine: EverySecond (the default), Always, or OnClose. That it survives the process holds always.</summary>
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

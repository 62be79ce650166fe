using System.Management.Automation;
using Tracking.Binding;
using Tracking.Completion;
using Tracking.Stores;

namespace Tracking.Commands;

/// <summary>Looks at every line of a session file and says whether it is whole, and what a repair would take of it.</summary>
/// <remarks>
/// <para>
/// The file is read, and nothing else: no lock is taken, nothing is changed, and nothing is left beside it. What another process writes
/// meanwhile does not look like damage.
/// </para>
/// <para>
/// IsWhole says whether every line is as it was written. Condition is Whole; Edited, where the file opens and some lines were edited by
/// hand, or had one bit that flipped; TornEnd, where it opens and what a write that was cut off left is set aside; or Damaged, where it
/// opens by Open-TrackStore -Repair. Accepted, Dropped, Uncertain, Corrected and Edited count lines, TrackCount, RunCount and StepCount
/// what would be there after a repair, and Findings names each line, up to a thousand.
/// </para>
/// </remarks>
/// <inputs cref="TrackStore">A store, as Get-TrackStore -ListAvailable returns it.</inputs>
/// <outputs cref="StoreCheck">How the file stands.</outputs>
/// <example>
/// <para>See whether a file is whole</para>
/// <code>
/// PS> $null = Save-UserTrack backup @{ files = 120 } -Store nightly.json
/// PS> (Test-TrackStore nightly.json).IsWhole
/// True
/// </code>
/// </example>
/// <example>
/// <para>Look for session files that are not whole</para>
/// <code>
/// PS> $null = Save-UserTrack try @{ k = 1 } -Store "$env:TRACKING_HOME/monday.json"
/// PS> Get-TrackStore -ListAvailable | Test-TrackStore | Where-Object IsWhole -EQ $false
/// </code>
/// </example>
/// <example>
/// <para>See what a repair would take of a damaged file, line by line</para>
/// <code>
/// PS> 1..3 | ForEach-Object { $null = Save-UserTrack log @{ n = $_ } -Store app.json }
/// PS> (Get-Content app.json) -replace '"n":3,', '"n":3' | Set-Content app.json
/// PS> $check = Test-TrackStore app.json
/// PS> "$($check.Condition): $($check.TrackCount) tracks, $($check.Dropped) lines dropped"
/// Damaged: 2 tracks, 1 lines dropped
/// PS> $check.Findings.Text
/// Line 4, byte ...: ... It was passed over.
/// Events 3 to 3 are missing...
/// </code>
/// </example>
/// <seealso cref="OpenTrackStoreCommand"/>
/// <seealso cref="GetTrackStoreCommand"/>
/// <seealso cref="OptimizeTrackStoreCommand"/>
/// <seealso href="about_Tracking_Durability"/>
[Cmdlet(VerbsDiagnostic.Test, "TrackStore", DefaultParameterSetName = ByPath)]
[OutputType(typeof(StoreCheck))]
public sealed class TestTrackStoreCommand : TrackingCommand
{
    private const string ByStore = "Store";
    private const string ByPath = "Path";

    /// <summary>The stores, as Get-TrackStore -ListAvailable returns them.</summary>
    [Parameter(Mandatory = true, ParameterSetName = ByStore, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    [StorePath]
    [ValidateNotNull]
    [ArgumentCompleter(typeof(StoreCompleter))]
    public TrackStore? Store { get; set; }

    /// <summary>The paths of the session files, taken literally.</summary>
    /// <value>The file of the current store</value>
    [Parameter(ParameterSetName = ByPath, Position = 0)]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(SessionFileCompleter))]
    public string[] Path { get; set; } = [];

    /// <inheritdoc/>
    private protected override void OnRecord()
    {
        if (ParameterSetName == ByStore || Path.Length == 0)
            Try(Store, () => Check(StoreOrCurrent(Store)));
        foreach (var path in ParameterSetName == ByPath ? Path : [])
            Try(path, () => Check(StoreRegistry.Instance.ForPath(StorePaths.Resolve(SessionState, path))));
    }

    private void Check(TrackStore store)
    {
        var kind = store.FileKind ?? throw new TrackingException(
            TrackingErrorCode.TrackStorePathInvalid, "A store in memory or in a database has no file to look at.");
        WriteObject(WithBar("Testing the store", bar => kind.Check(store.Path!, bar, Cancellation)));
    }
}

using System.Management.Automation;
using Tracking.Binding;
using Tracking.Completion;
using Tracking.Stores;

namespace Tracking.Commands;

/// <summary>Deletes session files, except those that a process holds and files that are not stores.</summary>
/// <remarks>
/// <para>
/// Close a store that is open in this session first. The small lock file beside the session file stays, so that two processes never use
/// different locks for one path.
/// </para>
/// </remarks>
/// <inputs cref="TrackStore">The stores, as Get-TrackStore -ListAvailable returns them.</inputs>
/// <example>
/// <para>Delete a file that is no longer needed</para>
/// <code>
/// PS> $null = Save-UserTrack try @{ k = 1 } -Store try.json
/// PS> Remove-TrackStore try.json
/// PS> Test-Path try.json
/// False
/// </code>
/// </example>
/// <example>
/// <para>Delete session files that were not written to for 30 days</para>
/// <code>
/// PS> $null = Save-UserTrack old @{ k = 1 } -Store "$env:TRACKING_HOME/old.json"
/// PS> $null = Save-UserTrack new @{ k = 1 } -Store "$env:TRACKING_HOME/new.json"
/// PS> (Get-Item "$env:TRACKING_HOME/old.json").LastWriteTime = '2024-01-31'
/// PS> $limit = (Get-Date).AddDays(-30)
/// PS> Get-TrackStore -ListAvailable | Where-Object LastWriteTime -LT $limit | Remove-TrackStore
/// PS> Get-TrackStore -ListAvailable | ForEach-Object Name
/// new.json
/// </code>
/// </example>
/// <example>
/// <para>Archive what a file holds, then delete it</para>
/// <code>
/// PS> $null = Save-UserTrack deploy @{ version = '2.1' } -Store monday.json
/// PS> $copied = Copy-Track -Store monday.json -Destination archive.json -ErrorAction Stop
/// PS> Remove-TrackStore monday.json -WhatIf
/// What if: Performing the operation "Remove store" on target "...monday.json".
/// PS> Remove-TrackStore monday.json
/// PS> Search-Track -Store archive.json | ForEach-Object { $_.Data.version }
/// 2.1
/// </code>
/// </example>
/// <seealso cref="GetTrackStoreCommand"/>
/// <seealso cref="CloseTrackStoreCommand"/>
/// <seealso cref="RemoveTrackCommand"/>
/// <seealso cref="CopyTrackCommand"/>
/// <seealso href="about_Tracking_Stores"/>
[Cmdlet(VerbsCommon.Remove, "TrackStore", DefaultParameterSetName = ByStore, SupportsShouldProcess = true)]
public sealed class RemoveTrackStoreCommand : TrackingCommand
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
    [Parameter(Mandatory = true, ParameterSetName = ByPath, Position = 0)]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(SessionFileCompleter))]
    public string[] Path { get; set; } = [];

    /// <inheritdoc/>
    private protected override void OnRecord()
    {
        if (ParameterSetName == ByStore)
        {
            Try(Store, () =>
            {
                RequireOwn(Store!);
                Remove(Store!);
            });
        }
        foreach (var path in ParameterSetName == ByPath ? Path : [])
            Try(path, () => Remove(StoreRegistry.Instance.ForPath(StorePaths.Resolve(SessionState, path))));
    }

    private void Remove(TrackStore store)
    {
        if (store.FileKind == null)
        {
            throw new TrackingException(
                TrackingErrorCode.TrackStorePathInvalid,
                "A store in memory or in a database has no file to remove. Close-TrackStore closes it.");
        }
        if (store.IsOpen)
        {
            throw new TrackingException(
                TrackingErrorCode.TrackStoreLocked, $"'{store.Path}' is open in this session. Close it by Close-TrackStore first.");
        }
        if (store.Unsent > 0)
        {
            throw new TrackingException(
                TrackingErrorCode.TrackStoreLocked,
                $"'{store.Path}' is a spool with {store.Unsent} changes that were not sent to its database yet, and stays. Open-TrackStore "
                    + "-Spool with the address of that sends them.");
        }
        if (ShouldProcess(store.ToString(), "Remove store"))
            store.FileKind.Delete(store.Path!);
    }
}

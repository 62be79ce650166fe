using System.Management.Automation;

namespace Tracking.Commands;

/// <summary>Builds every index of a store again from its tracks.</summary>
[Cmdlet(VerbsData.Update, "TrackIndex", SupportsShouldProcess = true)]
public sealed class UpdateTrackIndexCommand : StoreTargetCommand
{
    /// <inheritdoc/>
    protected override void Process(TrackStore store)
    {
        if (ShouldProcess(store.ToString(), "Rebuild indexes"))
        {
            var opened = ForQuestion(store);
            WithBar("Rebuilding the indexes", bar =>
            {
                opened.RebuildIndexes(bar);
                return true;
            });
        }
    }
}

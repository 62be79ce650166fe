using System.Management.Automation;
using Tracking.Binding;
using Tracking.Completion;

namespace Tracking.Commands;

/// <summary>A cmdlet that works on stores themselves, which are also taken from the pipeline.</summary>
public abstract class StoreTargetCommand : TrackingCommand
{
    /// <summary>The store: an object, piped or given, or the path of a session file.</summary>
    /// <value>The current store</value>
    [Parameter(Position = 0, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    [StorePath]
    [ValidateNotNull]
    [ArgumentCompleter(typeof(StoreCompleter))]
    public TrackStore? Store { get; set; }

    /// <inheritdoc/>
    private protected sealed override void OnRecord() => Try(Store, () => Process(StoreOrCurrent(Store)));

    /// <summary>Works on one store.</summary>
    protected abstract void Process(TrackStore store);
}

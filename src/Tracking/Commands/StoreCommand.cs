using System.Management.Automation;
using Tracking.Binding;
using Tracking.Completion;

namespace Tracking.Commands;

/// <summary>A cmdlet whose store may come with what is piped to it.</summary>
public abstract class StoreCommand : TrackingCommand
{
    /// <summary>The store: an object, or the path of a session file.</summary>
    /// <value>The current store</value>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    [StorePath]
    [ValidateNotNull]
    [ArgumentCompleter(typeof(StoreCompleter))]
    public TrackStore? Store { get; set; }
}

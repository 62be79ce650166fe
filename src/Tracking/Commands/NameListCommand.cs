using System.Collections.Generic;
using System.Management.Automation;
using Tracking.Binding;

namespace Tracking.Commands;

/// <summary>A cmdlet that lists what has tracks, by name.</summary>
public abstract class NameListCommand : TrackingCommand
{
    private HashSet<string> _onCommandLine = [];

    /// <summary>Tasks; wildcards are allowed. A name from the pipeline is taken literally.</summary>
    [Parameter(Position = 0, ValueFromPipelineByPropertyName = true)]
    [AllowNull]
    [AllowEmptyCollection]
    [AllowEmptyString]
    [ScalarName(Many = true)]
    [SupportsWildcards]
    public string?[]? TaskId { get; set; }

    /// <summary>The store: an object, piped or given, or the path of a session file. The current store when it is left out.</summary>
    [Parameter(ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    [StorePath]
    [ValidateNotNull]
    public TrackStore? Store { get; set; }

    /// <inheritdoc/>
    protected override void BeginProcessing() => _onCommandLine = [.. MyInvocation.BoundParameters.Keys];

    /// <summary>The criteria of a parameter; null when it was not given.</summary>
    protected IReadOnlyList<NameCriterion>? Criteria(string parameter, string?[]? names) =>
        NameCriteria.From(MyInvocation.BoundParameters.ContainsKey(parameter), names, isLiteral: !_onCommandLine.Contains(parameter));
}

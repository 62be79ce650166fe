using System.Collections.Generic;
using System.Management.Automation;
using Tracking.Binding;
using Tracking.Completion;
using Tracking.Model;
using Tracking.Seam;

namespace Tracking.Commands;

/// <summary>A question by names, which may be wildcards, to one store or to many.</summary>
public abstract class NameQuestionCommand : TrackingCommand
{
    /// <summary>Tasks; wildcards are allowed. A name from the pipeline is taken literally.</summary>
    /// <value>All tasks</value>
    [Parameter(Position = 0, ValueFromPipelineByPropertyName = true)]
    [AllowNull]
    [AllowEmptyCollection]
    [AllowEmptyString]
    [ScalarName(Many = true)]
    [SupportsWildcards]
    [ArgumentCompleter(typeof(TaskPatternCompleter))]
    public string?[]? TaskId { get; set; } = NotGiven.Names;

    /// <summary>The store: an object, piped or given, or the path of a session file.</summary>
    /// <value>The current store</value>
    [Parameter(ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    [StorePath]
    [ValidateNotNull]
    [ArgumentCompleter(typeof(StoreCompleter))]
    public TrackStore? Store { get; set; }

    /// <summary>Whether the store, if any was given, was piped.</summary>
    private protected bool IsPiped => !IsOnCommandLine(nameof(Store));

    /// <summary>Opens a store for the question; null when it was piped and cannot be read.</summary>
    private protected ITrackStore? Open(TrackStore store) => ForQuestion(store, IsPiped);

    /// <summary>The criteria of a parameter; null when it was not given.</summary>
    private protected IReadOnlyList<NameCriterion>? Criteria(string parameter, string?[]? names) =>
        NameCriteria.From(names, isLiteral: !IsOnCommandLine(parameter));
}

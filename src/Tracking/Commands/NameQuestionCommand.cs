using System.Collections.Generic;
using System.Management.Automation;
using Tracking.Binding;
using Tracking.Completion;
using Tracking.Model;
using Tracking.Seam;
using Tracking.Stores;

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

    /// <summary>
    /// Asks all your session files and all stores that are open here, and gives one answer. The store of what is piped is passed over.
    /// </summary>
    [Parameter]
    public SwitchParameter AllSessions { get; set; }

    /// <summary>The store that is given or piped, which may stand for several, or the current one.</summary>
    private protected IReadOnlyList<TrackStore> GivenStores => Store?.Parts ?? [StoreOrCurrent(Store)];

    /// <summary>Whether the store, if any was given, was piped.</summary>
    private protected bool IsPiped => !IsOnCommandLine(nameof(Store));

    /// <summary>Refuses what contradicts -AllSessions: a store, and a run, which is in one store.</summary>
    /// <param name="isOfRun">Whether the pipeline names a run.</param>
    /// <exception cref="TrackingException">TrackQueryInvalid.</exception>
    private protected void RequireConsistent(bool isOfRun = false)
    {
        RequireOneOfStores(AllSessions, nameof(Store));
        if (AllSessions && isOfRun)
        {
            throw new TrackingException(
                TrackingErrorCode.TrackQueryInvalid, "What is piped names a run, which is in one store. Leave out -AllSessions.");
        }
    }

    /// <summary>Writes a row of the answer; one of all sessions shows its store.</summary>
    private protected void WriteRow(object row)
    {
        HasRows = true;
        if (AllSessions)
        {
            var shown = PSObject.AsPSObject(row);
            shown.TypeNames.Insert(0, shown.TypeNames[0] + "#Store");
            row = shown;
        }
        WriteObject(row);
    }

    /// <summary>
    /// Says of an empty answer of this session's own store, which is empty, that there are other sessions: to whoever sits at the screen,
    /// else by -Verbose, since what a host shows is part of a program's output.
    /// </summary>
    private protected void WriteOtherSessions()
    {
        if (HasRows || AllSessions || Store != null || MyInvocation.ExpectingInput)
            return;
        if (OtherSessions.Hint(StoreRegistry.Instance.CurrentIfOpen, Cancellation) is not { } hint)
            return;
        if (OtherSessions.IsSomebodyThere(Host))
            Host.UI.WriteLine(hint);
        else
            WriteVerbose(hint);
    }

    /// <summary>Whether anything was answered.</summary>
    private protected bool HasRows { get; private set; }

    /// <summary>Opens a store for the question; null when it was piped and cannot be read.</summary>
    private protected ITrackStore? Open(TrackStore store) => ForQuestion(store, IsPiped);

    /// <summary>The criteria of a parameter; null when it was not given.</summary>
    private protected IReadOnlyList<NameCriterion>? Criteria(string parameter, string?[]? names) =>
        NameCriteria.From(names, isLiteral: !IsOnCommandLine(parameter));
}

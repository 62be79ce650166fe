using System.Collections;
using System.Collections.Generic;
using System.Linq;
using System.Management.Automation;
using Tracking.Binding;
using Tracking.Completion;
using Tracking.Data;
using Tracking.Errors;
using Tracking.Model;

namespace Tracking.Commands;

/// <summary>A question for tracks by task, user, run and data, to one store or to many.</summary>
public abstract class TrackQuestionCommand : NameQuestionCommand
{
    private readonly List<(TrackStore Store, TrackQuery Query)> _questions = [];
    private readonly List<TrackQuery> _ofAll = [];
    private TrackQuery _asked = new();

    /// <summary>What the command line and the objects of the pipeline ask, one after the other.</summary>
    private protected IReadOnlyList<(TrackStore Store, TrackQuery Query)> Questions => _questions;

    /// <summary>What they ask of the stores of all sessions, with -AllSessions.</summary>
    private protected IReadOnlyList<TrackQuery> QuestionsToAll => _ofAll;

    /// <summary>What -Data asks for; null when it was not given.</summary>
    private protected DataFilter? Filter { get; private set; }

    /// <summary>Users; wildcards are allowed. A name from the pipeline is taken literally.</summary>
    /// <value>All users</value>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    [AllowNull]
    [AllowEmptyCollection]
    [AllowEmptyString]
    [ScalarName(Many = true)]
    [SupportsWildcards]
    [ArgumentCompleter(typeof(UserPatternCompleter))]
    public string?[]? UserName { get; set; } = NotGiven.Names;

    /// <summary>Run ids.</summary>
    /// <value>All runs</value>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    [AllowNull]
    [AllowEmptyCollection]
    [ArgumentCompleter(typeof(RunCompleter))]
    public int[]? RunId { get; set; } = NotGiven.RunIds;

    /// <summary>A run, as Get-TrackRun returns it: its tracks, whatever their tasks.</summary>
    [Parameter(ValueFromPipeline = true)]
    [ValidateNotNull]
    public TrackRun? Run { get; set; }

    /// <summary>
    /// Keys that the data must have, with values that must be equal, compared as PowerShell does, or with conditions: script blocks that
    /// get the stored value as <c>$_</c>, a list as a whole, and run only where the key is there. A list of values is alternatives; a
    /// stored list matches by any of its elements; a nested mapping matches as a subset, and <c>'agent.os'</c> names a nested key.
    /// </summary>
    [Parameter]
    [AllowNull]
    [AllowEmptyCollection]
    [ArgumentCompleter(typeof(DataKeyCompleter))]
    public IDictionary? Data { get; set; }

    /// <inheritdoc/>
    private protected sealed override void OnBegin()
    {
        try
        {
            Filter = IsOnCommandLine(nameof(Data)) ? new DataFilter(Data) : null;
            _asked = WithOwnCriteria(new TrackQuery
            {
                Where = Filter == null ? null : Filter.Matches,
                // What is said of mistyped keys is said of all tracks that the other criteria leave.
                DataTokens = Filter is { Tokens.Count: > 0 } && !IsVerbose ? Filter.Tokens : null,
            });
        }
        catch (TrackingException error)
        {
            ThrowTerminatingError(ErrorRecords.From(error, null));
        }
    }

    /// <summary>Says which keys of -Data may be mistyped.</summary>
    private protected void WriteMissingKeys()
    {
        if (!IsVerbose || Filter is not { Count: > 0 } filter)
            return;
        foreach (var key in filter.Missing)
            WriteVerbose($"Of the {filter.Count} tracks whose data were looked at, none has the key '{key}'.");
    }

    /// <summary>Adds what the command line asks and no object from the pipeline can.</summary>
    private protected abstract TrackQuery WithOwnCriteria(TrackQuery query);

    /// <inheritdoc/>
    private protected sealed override void OnRecord() => Try(RunId == NotGiven.RunIds ? Store : RunId, () =>
    {
        RequireConsistent(isOfRun: Run != null || (RunId != NotGiven.RunIds && !IsOnCommandLine(nameof(RunId))));
        if (RunId?.Any(id => id < 0) == true)
            throw new TrackingException(TrackingErrorCode.TrackRunInvalid, "A run id is a positive number.");
        // A run that is piped stands for all of its tracks: the task that it was started for, bound by name, is no further criterion.
        var query = Run != null
            ? _asked with
            {
                Tasks = OnCommandLine(nameof(TaskId), TaskId),
                Users = OnCommandLine(nameof(UserName), UserName),
                RunIds = RunsOf(Run),
            }
            : _asked with
            {
                Tasks = Criteria(nameof(TaskId), TaskId),
                Users = Criteria(nameof(UserName), UserName),
                RunIds = RunId == NotGiven.RunIds ? null : RunId ?? [],
            };
        if (AllSessions)
            _ofAll.Add(query);
        else
            _questions.AddRange(GivenStores.Select(store => (store, query)));
    });

    /// <summary>The run that is given, unless the command line names runs and it is none of them.</summary>
    private IReadOnlyList<int> RunsOf(TrackRun run) =>
        !IsOnCommandLine(nameof(RunId)) || RunId?.Contains(run.RunId) == true ? [run.RunId] : [];

    /// <summary>A criterion that the command line names; what the pipeline binds by name is no part of it.</summary>
    private IReadOnlyList<NameCriterion>? OnCommandLine(string parameter, string?[]? names) =>
        IsOnCommandLine(parameter) ? Criteria(parameter, names) : null;
}

using System;
using System.Collections;
using System.Collections.Generic;
using System.Linq;
using System.Management.Automation;
using Tracking.Binding;
using Tracking.Data;
using Tracking.State;

namespace Tracking.Commands;

/// <summary>Finds tracks by task, user, run, id, time and data.</summary>
/// <remarks>
/// Several values of one parameter are alternatives; several parameters must all hold. A criterion that is given but empty matches nothing. All that is piped, tasks, users, runs or
/// stores, is one question: the answer comes in the order of time when the pipeline ends, and -First, -Skip and -Last count over the whole.
/// </remarks>
[Cmdlet(VerbsCommon.Search, "Track")]
[OutputType(typeof(Track))]
public sealed class SearchTrackCommand : NameQuestionCommand
{
    private readonly List<(TrackStore Store, TrackQuery Query)> _questions = [];
    private TrackQuery _asked = new();

    /// <summary>Users; wildcards are allowed. A name from the pipeline is taken literally.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    [AllowNull]
    [AllowEmptyCollection]
    [AllowEmptyString]
    [ScalarName(Many = true)]
    [SupportsWildcards]
    public string?[]? UserName { get; set; } = NotGiven.Names;

    /// <summary>Runs.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    [AllowNull]
    [AllowEmptyCollection]
    public int[]? RunId { get; set; } = NotGiven.RunIds;

    /// <summary>A run as Get-TrackRun gives it: its tracks, whatever their tasks.</summary>
    [Parameter(ValueFromPipeline = true)]
    [ValidateNotNull]
    public TrackRun? Run { get; set; }

    /// <summary>Track ids: <c>'0000003'</c> or 3.</summary>
    [Parameter]
    [AllowNull]
    [AllowEmptyCollection]
    public object?[]? Id { get; set; }

    /// <summary>The earliest time, included.</summary>
    [Parameter]
    public DateTime From { get; set; }

    /// <summary>The latest time, included.</summary>
    [Parameter]
    public DateTime To { get; set; }

    /// <summary>
    /// Keys that the data must have, with values that must be equal as PowerShell compares them. A list of values is alternatives; a stored list matches by any element; a nested mapping
    /// matches as a part.
    /// </summary>
    [Parameter]
    [AllowNull]
    [AllowEmptyCollection]
    public IDictionary? Data { get; set; }

    /// <summary>Newest first.</summary>
    [Parameter]
    public SwitchParameter Descending { get; set; }

    /// <summary>At most so many tracks.</summary>
    [Parameter]
    public long First { get; set; }

    /// <summary>Passes over so many tracks: from the newest when -Last is given.</summary>
    [Parameter]
    public long Skip { get; set; }

    /// <summary>Only the newest so many, the oldest of them first unless -Descending.</summary>
    [Parameter]
    public long Last { get; set; }

    /// <inheritdoc/>
    protected override void BeginProcessing()
    {
        base.BeginProcessing();
        try
        {
            _asked = new TrackQuery
            {
                Numbers = IsOnCommandLine(nameof(Id)) ? TrackIds.Read(Id) : null,
                FromUtc = IsOnCommandLine(nameof(From)) ? From.ToUniversalTime() : null,
                ToUtc = IsOnCommandLine(nameof(To)) ? To.ToUniversalTime() : null,
                Where = IsOnCommandLine(nameof(Data)) ? new DataFilter(Data).Matches : null,
                Descending = Descending,
                First = IsOnCommandLine(nameof(First)) ? First : null,
                Skip = Skip,
                Last = IsOnCommandLine(nameof(Last)) ? Last : null,
            };
            TrackSearch.RequireSense(_asked);
        }
        catch (TrackingException error)
        {
            ThrowTerminatingError(ErrorRecords.From(error, null));
        }
    }

    /// <inheritdoc/>
    protected override void ProcessRecord() => Try(RunId == NotGiven.RunIds ? Store : RunId, () =>
    {
        if (RunId?.Any(id => id < 0) == true)
            throw new TrackingException(TrackingErrorCode.TrackRunInvalid, "A run id is a positive number.");
        // A run that is piped stands for all of its tracks: the task that it was started for, bound by name, is no further criterion.
        var query = Run != null
            ? _asked with { Tasks = OnCommandLine(nameof(TaskId), TaskId), Users = OnCommandLine(nameof(UserName), UserName), RunIds = RunsOf(Run) }
            : _asked with { Tasks = Criteria(nameof(TaskId), TaskId), Users = Criteria(nameof(UserName), UserName), RunIds = RunId == NotGiven.RunIds ? null : RunId ?? [] };
        _questions.Add((StoreOrCurrent(Store), query));
    });

    /// <inheritdoc/>
    protected override void EndProcessing()
    {
        var stores = new Dictionary<ITrackStore, TrackStore>();
        var parts = new List<(ITrackStore Store, TrackQuery Query)>();
        foreach (var (store, query) in _questions)
        {
            Try(store, () =>
            {
                var opened = ForQuestion(store);
                stores[opened] = store;
                parts.Add((opened, query));
            });
        }
        if (parts.Count > 0)
        {
            Try(null, () =>
            {
                foreach (var (record, store) in UnionSearch.Run(parts))
                    WriteObject(new Track(record, stores[store]));
            });
        }
        base.EndProcessing();
    }

    /// <summary>The run that is given, unless the command line names runs and it is none of them.</summary>
    private IReadOnlyList<int> RunsOf(TrackRun run) => !IsOnCommandLine(nameof(RunId)) || RunId?.Contains(run.RunId) == true ? [run.RunId] : [];

    /// <summary>A criterion that the command line names; what the pipeline binds by name is no part of it.</summary>
    private IReadOnlyList<NameCriterion>? OnCommandLine(string parameter, string?[]? names) => IsOnCommandLine(parameter) ? Criteria(parameter, names) : null;
}

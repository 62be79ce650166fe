using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.Linq;
using System.Management.Automation;
using Tracking.Binding;
using Tracking.Completion;
using Tracking.Errors;
using Tracking.Model;
using Tracking.Seam;
using Tracking.Traces;
using Tracking.Watching;

namespace Tracking.Commands;

/// <summary>Sends runs that have ended as traces to an OpenTelemetry receiver: runs and steps as spans, tracks as span events.</summary>
/// <remarks>
/// <para>
/// A receiver is whatever takes OTLP over HTTP as JSON: a collector, Jaeger, Tempo, the Aspire dashboard. It is named by -Endpoint, or by
/// $env:OTEL_EXPORTER_OTLP_ENDPOINT; without both it is http://localhost:4318. The other variables of the OTLP exporter are followed as
/// well: HEADERS, TIMEOUT, COMPRESSION, CERTIFICATE and PROTOCOL, each also with TRACES_ before it, and OTEL_SERVICE_NAME and
/// OTEL_RESOURCE_ATTRIBUTES. What cannot be followed, as the protocol grpc, is an error that names the variable.
/// </para>
/// <para>
/// A run is sent when it has ended: Finished, FinishedWithErrors, Failed, Stopped or Abandoned. The ids of its spans are made of what
/// identifies run and steps everywhere, and a run can be sent any number of times, from any copy: it is the same trace. Tracks that
/// are saved to a run after its end are not in it. Steps that a run took over from the one that it continues are in the trace of that one.
/// </para>
/// <para>
/// A run that began within another one is in the trace of that one. One that began where the variable TRACEPARENT was set, as in a job
/// of a build server, is in the trace that it names. Invoke-TrackRun -SetTraceParent sets the variable for the programs of a run.
/// </para>
/// <para>
/// With -Follow, runs are sent as they end, until Ctrl+C; what could not be sent is sent again, within a minute. With -Verbose, you see
/// what the receiver said: one that has a span already may keep that one and count the other as rejected.
/// </para>
/// </remarks>
/// <inputs cref="Tracking.TrackRun">Runs to send, as Get-TrackRun returns them; those that have not ended are passed over.</inputs>
/// <inputs cref="TrackStore">Stores whose runs are sent, as Get-TrackStore returns them.</inputs>
/// <outputs cref="Tracking.TrackRun">With -PassThru: the runs that were sent.</outputs>
/// <example>
/// <para>Send what ended since yesterday, in any session</para>
/// <code>
/// PS> Invoke-TrackRun backup { Invoke-TrackStep copy { 'copied' } }
/// copied
/// PS> Send-TrackTrace -AllSessions -From (Get-Date).AddDays(-1) -WhatIf
/// What if: Performing the operation "Send 1 run" on target "http://localhost:4318/v1/traces".
/// </code>
/// </example>
/// <example>
/// <para>See which runs would be sent</para>
/// <code>
/// PS> Invoke-TrackRun backup { 'copied' }
/// copied
/// PS> $null = Start-TrackRun report
/// PS> Get-TrackRun | Send-TrackTrace -Endpoint http://localhost:4318/v1/traces -WhatIf
/// What if: Performing the operation "Send 1 run" on target "http://localhost:4318/v1/traces".
/// </code>
/// <para>The run of report has not ended.</para>
/// </example>
/// <example>
/// <para>A setting that cannot be followed is an error</para>
/// <code>
/// PS> $env:OTEL_EXPORTER_OTLP_PROTOCOL = 'grpc'
/// PS> try { Send-TrackTrace } catch { $_.FullyQualifiedErrorId }
/// TrackTraceSettingInvalid,Tracking.Commands.SendTrackTraceCommand
/// PS> $env:OTEL_EXPORTER_OTLP_PROTOCOL = ''
/// </code>
/// </example>
/// <seealso cref="InvokeTrackRunCommand"/>
/// <seealso cref="GetTrackRunCommand"/>
/// <seealso cref="WatchTrackCommand"/>
/// <seealso href="about_Tracking"/>
[Cmdlet(VerbsCommunications.Send, "TrackTrace", DefaultParameterSetName = ByQuestion, SupportsShouldProcess = true)]
[OutputType(typeof(TrackRun))]
public sealed class SendTrackTraceCommand : TrackingCommand
{
    private const string ByQuestion = "Question";
    private const string ByRun = "Run";
    private const int LookEveryMilliseconds = 100;

    private const int RunsAtOnce = 500;

    private static readonly TimeSpan ShortestPause = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan LongestPause = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan BetweenListings = TimeSpan.FromSeconds(1);

    private readonly List<TrackStore> _stores = [];
    private readonly List<TrackRun> _runs = [];
    private readonly HashSet<Origin> _known = [];
    private readonly List<(TrackRun Run, RunTrace Trace)> _pending = [];
    private IReadOnlyList<NameCriterion>? _tasks;
    private OtlpSettings? _settings;
    private OtlpSender? _sender;
    private TrackingException? _failure;
    private long _pendingCharacters;

    /// <summary>Runs, as Get-TrackRun returns them.</summary>
    [Parameter(Mandatory = true, ParameterSetName = ByRun, ValueFromPipeline = true)]
    [ValidateNotNull]
    public TrackRun? Run { get; set; }

    /// <summary>The stores: objects, or paths of session files.</summary>
    /// <value>The current store</value>
    [Parameter(ParameterSetName = ByQuestion, ValueFromPipeline = true)]
    [StorePath(Many = true)]
    [ValidateNotNull]
    [ArgumentCompleter(typeof(StoreCompleter))]
    public TrackStore[]? Store { get; set; }

    /// <summary>Sends the runs of all your session files and all stores that are open here, each run once.</summary>
    [Parameter(ParameterSetName = ByQuestion)]
    public SwitchParameter AllSessions { get; set; }

    /// <summary>Tasks; wildcards are allowed.</summary>
    /// <value>All tasks</value>
    [Parameter(ParameterSetName = ByQuestion, Position = 0)]
    [AllowNull]
    [AllowEmptyCollection]
    [AllowEmptyString]
    [ScalarName(Many = true)]
    [SupportsWildcards]
    [ArgumentCompleter(typeof(TaskPatternCompleter))]
    public string?[]? TaskId { get; set; } = NotGiven.Names;

    /// <summary>Only runs that ended at this time or later.</summary>
    [Parameter(ParameterSetName = ByQuestion)]
    [Time]
    public DateTime From { get; set; }

    /// <summary>Only runs that started at this time or before.</summary>
    [Parameter(ParameterSetName = ByQuestion)]
    [Time]
    public DateTime To { get; set; }

    /// <summary>Sends runs as they end, from now on, or with -From also those that ended since, until Ctrl+C.</summary>
    [Parameter(ParameterSetName = ByQuestion)]
    public SwitchParameter Follow { get; set; }

    /// <summary>
    /// The address of the receiver, as it is, usually with /v1/traces at its end. It takes the place of $env:OTEL_EXPORTER_OTLP_ENDPOINT
    /// and $env:OTEL_EXPORTER_OTLP_TRACES_ENDPOINT.
    /// </summary>
    /// <value>What these variables say, else http://localhost:4318/v1/traces</value>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? Endpoint { get; set; }

    /// <summary>Returns the runs that were sent.</summary>
    [Parameter]
    public SwitchParameter PassThru { get; set; }

    private bool IsPiped => MyInvocation.ExpectingInput && !IsOnCommandLine(nameof(Store));

    /// <inheritdoc/>
    private protected override void OnBegin()
    {
        try
        {
            _tasks = NameCriteria.From(TaskId, isLiteral: false);
            new TrackQuery { FromUtc = FromUtc, ToUtc = ToUtc }.RequireConsistent();
            RequireOneOfStores(AllSessions, nameof(Store));
            _settings = OtlpSettings.Read(Endpoint);
            _sender = new OtlpSender(_settings, WriteVerbose, Cancellation);
        }
        catch (TrackingException error)
        {
            ThrowTerminatingError(ErrorRecords.From(error, Endpoint));
        }
    }

    private DateTime? FromUtc => GivenUtc(nameof(From), From);

    private DateTime? ToUtc => GivenUtc(nameof(To), To);

    /// <inheritdoc/>
    private protected override void OnRecord()
    {
        if (ParameterSetName == ByRun)
            _runs.Add(Run!);
        else if (!AllSessions)
            _stores.AddRange(Store ?? (IsPiped ? [] : [StoreOrCurrent(null)]));
    }

    /// <inheritdoc/>
    private protected override void OnEnd()
    {
        if (Follow)
            FollowStores();
        foreach (var group in _runs.GroupBy(run => run.Store))
        {
            Try(group.Key, () =>
            {
                var opened = ForQuestion(group.Key);
                Collect(group.Key, opened, group.Select(run => FindRun(opened, run.RunId)).OfType<RunRecord>());
            });
        }
        foreach (var store in _stores)
        {
            Try(store, () =>
            {
                if (ForQuestion(store, IsPiped) is { } opened)
                    Collect(store, opened, opened.ListRuns(taskId: null, Cancellation));
            });
        }
        if (AllSessions)
        {
            VisitAll(
                summary => summary.CanHoldRuns(_tasks, FromUtc, ToUtc),
                (store, _, opened) => Collect(store, opened, opened.ListRuns(taskId: null, Cancellation)));
        }
        SendPending();
        if (_failure != null)
            WriteError(ErrorRecords.From(_failure, _settings!.Name));
    }

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        _sender?.Dispose();
        base.Dispose(disposing);
    }

    /// <summary>Makes the spans of those of some runs that are to be sent, and sends when there is enough.</summary>
    private void Collect(TrackStore store, ITrackStore opened, IEnumerable<RunRecord> runs)
    {
        // What failed would fail again.
        if (_failure != null)
            return;
        var wanted = runs.Where(run => Matches(run) && _known.Add(run.Identity)).ToList();
        for (var done = 0; done < wanted.Count && _failure == null; done += RunsAtOnce)
        {
            var some = wanted.Skip(done).Take(RunsAtOnce).ToList();
            var steps = opened.ListSteps([.. some.Select(run => run.RunId)], Cancellation).ToLookup(step => step.RunId);
            foreach (var run in some)
            {
                var tracks = opened.Search(new TrackQuery { RunIds = [run.RunId] }, Cancellation);
                var trace = RunTrace.Of(run, [.. steps[run.RunId]], tracks);
                if (trace.Dropped > 0)
                {
                    WriteWarning($"Run {run.RunId} of {run.TaskId} has too many tracks for one span: {trace.Dropped} are not in its "
                        + "trace.");
                }
                _pending.Add((new TrackRun(run, store), trace));
                _pendingCharacters += trace.Spans.Sum(span => (long)span.Length);
                if (_pendingCharacters >= TraceRequest.EnoughCharacters && !Follow)
                    SendPending();
            }
        }
    }

    private bool Matches(RunRecord run) =>
        RunTrace.IsOver(run) && NameCriterion.AnyMatches(_tasks, run.TaskId)
        && !(run.EndUtc < FromUtc) && !(run.StartUtc > ToUtc);

    /// <summary>Sends what was collected; what cannot be sent stays.</summary>
    private void SendPending()
    {
        if (_failure != null || _pending.Count == 0)
            return;
        var runs = _pending.Count == 1 ? "1 run" : $"{_pending.Count} runs";
        if (ShouldProcess(_settings!.Name, $"Send {runs}"))
        {
            try
            {
                foreach (var request in TraceRequest.For(_pending.Select(pending => pending.Trace), _settings))
                    _sender!.Send(request);
            }
            catch (TrackingException error)
            {
                _failure = error;
                return;
            }
            WriteVerbose($"{runs} sent to {_settings.Name}.");
            if (PassThru)
                _pending.ForEach(pending => WriteObject(pending.Run));
        }
        _pending.Clear();
        _pendingCharacters = 0;
    }

    /// <summary>Sends runs as they end, until the pipeline is stopped.</summary>
    private void FollowStores()
    {
        var followed = new List<(TrackStore Store, IStoreFollower Follower)>();
        var sessions = AllSessions ? new SessionWatch(FromUtc) : null;
        var clock = Stopwatch.StartNew();
        TimeSpan nextListing = default;
        TimeSpan nextAttempt = default;
        var pause = ShortestPause;
        try
        {
            if (AllSessions)
                StoreOrCurrent(null);
            foreach (var store in _stores)
                Try(store, () => followed.Add((store, ForFollowing(store, FromUtc))));
            while (sessions != null || followed.Count > 0)
            {
                if (sessions != null && clock.Elapsed >= nextListing)
                {
                    nextListing = clock.Elapsed + BetweenListings;
                    ListSessions(sessions, followed);
                }
                foreach (var each in followed.ToList())
                    Look(each, followed);
                if (clock.Elapsed >= nextAttempt)
                {
                    SendPending();
                    if (_failure != null)
                    {
                        WriteError(ErrorRecords.From(_failure, _settings!.Name));
                        _failure = null;
                        nextAttempt = clock.Elapsed + pause;
                        pause = pause + pause < LongestPause ? pause + pause : LongestPause;
                    }
                    else
                    {
                        pause = ShortestPause;
                    }
                }
                if (Cancellation.WaitHandle.WaitOne(LookEveryMilliseconds))
                    throw new PipelineStoppedException();
            }
        }
        finally
        {
            followed.ForEach(each => each.Follower.Dispose());
        }
    }

    private void ListSessions(SessionWatch sessions, List<(TrackStore Store, IStoreFollower Follower)> followed)
    {
        foreach (var over in followed.Where(each => sessions.IsOver(each.Store)).ToList())
            End(over, followed);
        foreach (var (store, from, once) in sessions.ListNew(error => WriteWarning(Advice.Message(error))))
        {
            try
            {
                var begun = (store, ForFollowing(store, from));
                followed.Add(begun);
                if (!once)
                    continue;
                Look(begun, followed);
                End(begun, followed);
            }
            catch (TrackingException error)
            {
                WriteVerbose(Advice.Message(error));
            }
        }
    }

    private void Look((TrackStore Store, IStoreFollower Follower) each, List<(TrackStore Store, IStoreFollower Follower)> followed)
    {
        try
        {
            var ended = each.Follower.Read(Cancellation).Where(change => change.Run is { } run && RunTrace.IsOver(run))
                .Select(change => change.Run!.RunId).Distinct().ToList();
            if (ended.Count > 0)
            {
                Visit(
                    [new VisitedStore(each.Store, Place: 0, Summary: null)],
                    _ => true,
                    (store, _, opened) =>
                        Collect(store, opened, ended.Select(id => opened.FindRun(id, Cancellation)).OfType<RunRecord>()));
            }
        }
        catch (TrackingException error)
        {
            End(each, followed);
            WriteError(ErrorRecords.From(error, each.Store));
        }
    }

    private static void End(
        (TrackStore Store, IStoreFollower Follower) each, List<(TrackStore Store, IStoreFollower Follower)> followed)
    {
        followed.Remove(each);
        each.Follower.Dispose();
    }
}

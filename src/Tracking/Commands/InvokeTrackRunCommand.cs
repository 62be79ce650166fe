using System;
using System.Management.Automation;
using Tracking.Binding;
using Tracking.Blocks;
using Tracking.Completion;
using Tracking.Files;
using Tracking.Keys;
using Tracking.Model;
using Tracking.Runs;
using Tracking.Seam;
using Tracking.Stores;

namespace Tracking.Commands;

/// <summary>Runs a script block as a run of a task: starts the run, runs the block, and records how it ended.</summary>
/// <remarks>
/// <para>
/// The run is Finished when the block came to its end and nothing went wrong in it. It is FinishedWithErrors when an error was written in
/// the block, when a step failed, whether the script caught that or not, or when the last native program had an unexpected exit code. It is
/// Failed when the block throws or exits with another code than 0, and Stopped after Ctrl+C, or when it is left by break or continue. The
/// run of a process that was killed is Abandoned. A Stop-TrackRun inside the block stands.
/// </para>
/// <para>
/// The block runs in the caller's scope, and its output, errors and other streams are the cmdlet's own, as they are produced. While it
/// runs, the run's store is the current one, and Save-UserTrack for the run's task saves to the run. -WhatIf runs nothing; the block of a
/// script that was itself called with -WhatIf is run, and nothing is recorded.
/// </para>
/// <para>
/// With -Resume, the run continues the last run of the task if that one failed, was stopped or was abandoned. It is a new run: it begins
/// with the steps that the other one completed, which are not run again, and the other one stays as it ended. Only a run of the same key
/// and the same host is continued. The key is what -Key says; without it, it is made of the values of all parameters of the function or
/// script around the call, so that Copy-Db prod never goes on where Copy-Db test stopped. Without -Key, nothing is continued that began
/// more than 12 hours ago, unless -MaxAge allows it. A run that is at work is not continued: a second start is TrackRunClaimed.
/// </para>
/// <para>Put work that can be skipped when it was done before into Invoke-TrackStep.</para>
/// <para>
/// -OnEnd is run when the run has ended, and so is the program that $env:TRACKING_ON_END names, for all runs. Neither changes how the run
/// ended. about_Tracking_Hooks has recipes.
/// </para>
/// </remarks>
/// <outputs cref="object">The output of the script block.</outputs>
/// <example>
/// <para>Run one job for each of several things, and start it again after a failure</para>
/// <code>
/// PS> function Backup-Database([string[]] $Name) {
/// >>     foreach ($db in $Name) {
/// >>         Invoke-TrackRun backup -Resume -Key $db {
/// >>             $file = Invoke-TrackStep dump { "$db.dump" }
/// >>             Invoke-TrackStep upload { if ($full) { throw "no room for $file" }; "uploaded $file" }
/// >>         }
/// >>     }
/// >> }
/// PS> $full = $true
/// PS> try { Backup-Database orders } catch { "$_" }
/// no room for orders.dump
/// PS> $full = $false
/// PS> Backup-Database orders 6> $null
/// uploaded orders.dump
/// PS> Get-TrackRun backup | Format-Table RunId, Key, Status
///
/// RunId Key      Status
/// ----- ---      ------
///     1 orders   Failed
///     2 orders Finished
///
/// </code>
/// <para>The second run did not run dump again.</para>
/// </example>
/// <example>
/// <para>Record when a job ran, and how it ended</para>
/// <code>
/// PS> Invoke-TrackRun backup { 'copied 120 files' }
/// copied 120 files
/// PS> Get-TrackRun backup | Format-Table RunId, TaskId, Status
///
/// RunId TaskId   Status
/// ----- ------   ------
///     1 backup Finished
///
/// </code>
/// </example>
/// <example>
/// <para>See why a run failed, and in which step</para>
/// <code>
/// PS> try { Invoke-TrackRun report { Invoke-TrackStep divide { $pages = 0; 100 / $pages } } } catch [DivideByZeroException] { 'no pages' }
/// no pages
/// PS> Get-TrackRun report | Format-List Status, Message
///
/// Status  : Failed
/// Message : Attempted to divide by zero.
///
/// PS> Get-TrackStep report | ForEach-Object { "$($_.Path): $($_.Status), $($_.ErrorId)" }
/// divide: Failed, RuntimeException
/// </code>
/// </example>
/// <example>
/// <para>Store the progress of a script in its own file</para>
/// <code>
/// PS> Invoke-TrackRun import -Store import.json {
/// >>     $null = Save-UserTrack import @{ rows = 4000 }
/// >>     'done'
/// >> }
/// done
/// PS> Search-Track import -Store import.json | ForEach-Object { $_.Data.rows }
/// 4000
/// </code>
/// </example>
/// <example>
/// <para>Run only what went wrong again</para>
/// <code>
/// PS> function Update-Server([string[]] $Name) {
/// >>     Invoke-TrackRun update -Key servers -RetryFailed {
/// >>         foreach ($server in $Name) {
/// >>             Invoke-TrackStep update -Key $server -ErrorAction SilentlyContinue {
/// >>                 if ($server -eq $down) { throw "$server is down" }
/// >>                 "updated $server"
/// >>             }
/// >>         }
/// >>     }
/// >> }
/// PS> $down = 'web2'
/// PS> Update-Server web1, web2
/// updated web1
/// PS> $down = ''
/// PS> Update-Server web1, web2 6> $null
/// updated web1
/// updated web2
/// PS> Get-TrackRun update | ForEach-Object { "$($_.Status)" }
/// FinishedWithErrors
/// Finished
/// </code>
/// </example>
/// <example>
/// <para>Do something when the run has ended, however it ended</para>
/// <code>
/// PS> Invoke-TrackRun backup { 'copied 120 files' } -OnEnd { Set-Content status.txt "$($_.TaskId): $($_.Status)" }
/// copied 120 files
/// PS> Get-Content status.txt
/// backup: Finished
/// PS> Get-TrackRun OnEnd | ForEach-Object { "$($_.Key): $($_.Status)" }
/// backup: Finished
/// </code>
/// </example>
/// <seealso cref="InvokeTrackStepCommand"/>
/// <seealso cref="GetTrackStepCommand"/>
/// <seealso cref="GetTrackRunCommand"/>
/// <seealso cref="StartTrackRunCommand"/>
/// <seealso cref="StopTrackRunCommand"/>
/// <seealso cref="TestTrackTaskCommand"/>
/// <seealso href="about_Tracking_Scripts"/>
/// <seealso href="about_Tracking_Hooks"/>
/// <seealso href="about_Tracking"/>
[Cmdlet(VerbsLifecycle.Invoke, "TrackRun", SupportsShouldProcess = true)]
[OutputType(typeof(object))]
public sealed class InvokeTrackRunCommand : BlockCommand
{
    /// <summary>How many seconds what is run at the end of a run may take, unless -OnEndTimeout says otherwise.</summary>
    internal const double HookSeconds = 10;

    private CallIdentity? _call;

    /// <summary>The task, taken literally.</summary>
    [Parameter(Mandatory = true, Position = 0)]
    [ScalarName]
    [ArgumentCompleter(typeof(TaskCompleter))]
    public string TaskId { get; set; } = "";

    /// <summary>The work. It runs in the scope of the caller.</summary>
    [Parameter(Mandatory = true, Position = 1)]
    public ScriptBlock ScriptBlock { get; set; } = ScriptBlock.Create("");

    /// <summary>
    /// Continues the task's last run of the same key and host if it failed, was stopped or was abandoned: steps that it completed are not
    /// run again, and return their recorded output.
    /// </summary>
    [Parameter]
    public SwitchParameter Resume { get; set; }

    /// <summary>
    /// As -Resume, and continues a run that finished with errors too: only the steps that failed or had errors are run again.
    /// </summary>
    [Parameter]
    public SwitchParameter RetryFailed { get; set; }

    /// <summary>
    /// What the run is about: a value, or a mapping of several. Only a run of the same key is continued. A loop around the run needs one.
    /// </summary>
    /// <value>The values of all parameters of the function or script around the call</value>
    [Parameter]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(RunKeyCompleter))]
    public object? Key { get; set; }

    /// <summary>
    /// The run to continue, as Get-TrackRun returns it, whatever its key, host and age: also one that is Open or Unknown, of which only you
    /// can know that it is not at work.
    /// </summary>
    [Parameter]
    [ValidateNotNull]
    public TrackRun? Continue { get; set; }

    /// <summary>How long ago the run that is continued, or the first one of its chain, may have begun.</summary>
    /// <value>12 hours; without limit if -Key is given</value>
    [Parameter]
    public TimeSpan MaxAge { get; set; }

    /// <summary>Continues a run of another host too: it must not be at work there any more, which cannot be known from here.</summary>
    [Parameter]
    public SwitchParameter AnyHost { get; set; }

    /// <summary>Steps that are run again although they completed, with all that is in them. Wildcards are allowed.</summary>
    [Parameter]
    [SupportsWildcards]
    [ValidateNotNullOrEmpty]
    public string[] Redo { get; set; } = [];

    /// <summary>
    /// How long after a success of the task the next one is due: a time span, as 1.02:00 for 26 hours, or a number of days. It is on
    /// record, and Test-TrackTask says whether it was kept. 0 says that none is due any more.
    /// </summary>
    [Parameter]
    [Days]
    public TimeSpan DueWithin { get; set; }

    /// <summary>What the block receives as arguments.</summary>
    [Parameter]
    [AllowNull]
    [AllowEmptyCollection]
    public object?[]? ArgumentList { get; set; }

    /// <summary>
    /// The store of the run: an object, or the path of a session file, which is created if it does not exist. With -Resume, only this store
    /// is searched for a run to continue.
    /// </summary>
    /// <value>The current store</value>
    [Parameter]
    [StorePath]
    [ArgumentCompleter(typeof(StoreCompleter))]
    [ValidateNotNull]
    public TrackStore? Store { get; set; }

    /// <summary>
    /// Is run when the run has ended, however it ended but by Ctrl+C, with the run in <c>$_</c>. It changes nothing of how the run ended:
    /// what goes wrong in it is a warning, and on record as a run of the task OnEnd.
    /// </summary>
    [Parameter]
    [ValidateNotNull]
    public new ScriptBlock? OnEnd { get; set; }

    /// <summary>
    /// After how many seconds -OnEnd is asked to stop, as by Ctrl+C, and a program that $env:TRACKING_ON_END names is killed.
    /// </summary>
    /// <value>10</value>
    [Parameter]
    [ValidateRange(0.001, 86400.0)]
    public double OnEndTimeout { get; set; } = HookSeconds;

    private bool Continues => Resume || RetryFailed || Continue != null;

    /// <inheritdoc/>
    private protected override void OnBegin() => _call = CallIdentity.Of(this);

    /// <inheritdoc/>
    private protected override void OnRecord()
    {
        var options = new BlockOptions { Arguments = ArgumentList ?? [], ErrorAction = ErrorActionGiven };
        if (InheritsWhatIf)
        {
            Blocks.Conclude(Blocks.Run(ScriptBlock, options), options);
            return;
        }
        if (!ShouldProcess(TaskId, "Run script block"))
            return;
        BlockOutcome? outcome = null;
        try
        {
            var call = _call!;
            var key = Key == null ? call.Hash : KeyText.Of(Key);
            var store = StoreOrCurrent(Store);
            var opened = ForChange(store, keepOpen: true);
            using var claim = Claim(store, opened, key, call);
            var active = Start(store, opened, key, call);
            var former = StoreRegistry.Instance.MakeCurrent(store);
            try
            {
                var ended = InRun(active, () => outcome = Blocks.Run(ScriptBlock, options));
                // So that a hook can start the same again.
                claim?.Dispose();
                RunHooks(active, ended, OnEnd, TimeSpan.FromSeconds(OnEndTimeout));
            }
            finally
            {
                StoreRegistry.Instance.MakeCurrent(former, insteadOf: store);
            }
            if (active.Failure is { } failure)
                throw failure;
        }
        catch (TrackingException error)
        {
            EndBy(error, TaskId);
        }
        if (outcome != null)
            Blocks.Conclude(outcome, options);
    }

    private ActiveRun Start(TrackStore store, ITrackStore opened, string key, CallIdentity call)
    {
        var continued = Continues && !IsOfOtherThing() ? FindContinued(key, call) : null;
        var facts = RunStarter.Facts(call.Script, store, UserName) with
        {
            Caller = call.Caller,
            Parameters = call.Parameters,
            IsKeyGiven = Key != null,
            CanBeContinued = true,
            ChainStartUtc = continued?.ChainStartUtc,
            DueWithin = IsOnCommandLine(nameof(DueWithin)) ? DueWithin : null,
        };
        var run = opened.Start(
            new RunDraft(TaskId)
            {
                Key = key,
                Facts = facts.ToData(),
                Continues = continued?.Run.Identity,
                Carried = continued?.Carried ?? [],
            },
            Cancellation);
        WriteWarnings(opened);
        WriteVerbose($"Run {run.RunId} of {run.TaskId} in '{store}': Running.");
        if (continued != null)
        {
            var elsewhere = continued.Store == store ? "" : $" of '{continued.Store.Name}'";
            Announce($"Run {run.RunId} of {run.TaskId} continues run {continued.Run.RunId}{elsewhere} ({continued.Run.Status}), which "
                + "ended "
                + $"{continued.Run.EndUtc.ToLocalTime():yyyy-MM-dd HH:mm:ss}: {Count(continued.SkippedCount)} skipped.");
        }
        var carried = continued == null ? [] : opened.ListSteps([run.RunId], Cancellation);
        return ActiveRun.Begin(store, run, carried, isOfLoneStep: false, warnsOfCopies: Continues, user: UserName);
    }

    /// <summary>Whether the run is of one thing after the other, in a loop, and has no key that says of which.</summary>
    private bool IsOfOtherThing()
    {
        if (Key != null || LoopSite.VariesBy(ScriptBlock) is not { } variable)
            return false;
        WriteWarning($"Run of '{TaskId}' stands in a loop, and its block works on ${variable}. No run is continued, since which one was "
            + $"about the same cannot be known. Give it a key, as -Key ${variable}.");
        return true;
    }

    private static string Count(int steps) => steps == 1 ? "1 completed step is" : $"{steps} completed steps are";

    private Continuation? FindContinued(string key, CallIdentity call)
    {
        var redone = Array.ConvertAll(Redo, name => new WildcardPattern(name, WildcardOptions.IgnoreCase));
        var finder = new ContinuationFinder(WriteWarning, Announce, Cancellation);
        bool IsRedone(string name) => Array.Exists(redone, pattern => pattern.IsMatch(name));
        if (Continue != null)
            return finder.Named(Continue, RetryFailed, IsRedone);
        return finder.Find(new ContinuationFinder.Criteria(TaskId, key, call)
        {
            Store = Store,
            IsKeyGiven = Key != null,
            MaxAge = IsOnCommandLine(nameof(MaxAge)) ? MaxAge : null,
            AnyHost = AnyHost,
            RetryFailed = RetryFailed,
            IsRedone = IsRedone,
        });
    }

    /// <summary>
    /// Claims the task and key. A run that is to continue another one needs the claim; any other one runs without it beside a run that
    /// holds it.
    /// </summary>
    private IDisposable? Claim(TrackStore store, ITrackStore opened, string key, CallIdentity call)
    {
        string? holder = null;
        IDisposable? claim;
        try
        {
            claim = HeldClaims.TryClaim(store, opened, TaskId, key, out holder);
        }
        catch (Exception error) when (RunClaims.IsFault(error)
            || error is TrackingException { Code: TrackingErrorCode.TrackStorePathInvalid })
        {
            WriteWarning($"Whether another process runs the same cannot be known: {error.Message} "
                + "Set $env:TRACKING_HOME to a folder that can be written.");
            return null;
        }
        if (claim == null && Continues)
        {
            // Which one it is is told, if it is on record already.
            FindContinued(key, call);
            throw new TrackingException(
                TrackingErrorCode.TrackRunClaimed,
                $"A run of task '{TaskId}' with the same key is at work{(holder == null ? "" : " in " + holder)}. "
                + "Wait for its end, or give -Key if this one is about something else.");
        }
        return claim;
    }
}

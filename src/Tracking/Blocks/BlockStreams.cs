using System;
using System.Collections.ObjectModel;
using System.Management.Automation;
using System.Runtime.CompilerServices;

namespace Tracking.Blocks;

/// <summary>
/// The streams of a block while it runs: each object, error and warning is counted or noted on its way, and goes on to where it would have
/// gone without. Native programs see the same terminal as without, unless their output is noted.
/// </summary>
internal sealed class BlockStreams : IDisposable
{
    // What a runner has counted, for the runners around it.
    private static readonly ConditionalWeakTable<object, object> Counted = new();

    private readonly PSCmdlet _command;
    private readonly BlockOptions _options;
    private readonly BlockOutcome _outcome;
    private readonly ExitCodeWatch _exitCode;
    private readonly StopPreference? _stop;
    private readonly object _context;
    private readonly object? _formerErrorPipe;
    private readonly bool _formerPropagates;
    private readonly object? _formerWarningPipe;
    private readonly object _formerErrorMerge;
    private readonly object _warnings;

    /// <summary>Takes the streams of a cmdlet.</summary>
    public BlockStreams(PSCmdlet command, BlockOptions options, BlockOutcome outcome, ExitCodeWatch exitCode, StopPreference? stop)
    {
        (_command, _options, _outcome, _exitCode, _stop) = (command, options, outcome, exitCode, stop);
        _context = ShellInternals.ContextOf(command);
        _formerErrorPipe = ShellInternals.ErrorPipe(_context);
        _formerPropagates = ShellInternals.Propagates(_context);
        _formerWarningPipe = ShellInternals.WarningPipe(Runtime);
        _formerErrorMerge = ShellInternals.ErrorMerge(Runtime);

        var after = ShellInternals.OutputPipe(Runtime);
        var isNoted = !options.LeavesTerminal && (options.Hold || options.OnOutput != null);
        Output = ShellInternals.PipeTo(new BlockWriter(WriteOutput), like: isNoted ? null : after);
        ErrorTarget = _formerErrorMerge.Equals(ShellInternals.NotMerged) ? ShellInternals.ErrorPipe(Runtime) : after;
        var errors = ShellInternals.PipeTo(new BlockWriter(WriteError), like: ErrorTarget);
        _warnings = ShellInternals.PipeTo(new BlockWriter(WriteWarning), like: null);
        // The new pipe does not know what -InformationVariable names, neither that of the cmdlet nor that of a function around.
        ShellInternals.CollectInformation(Output, new InformationWriter(after));

        ShellInternals.SetErrorPipe(_context, errors);
        // Where errors had no pipe, each of them ended the script. It still does.
        if (_formerErrorPipe == null)
            ShellInternals.SetPropagates(_context, true);
        ShellInternals.SetWarningPipe(Runtime, _warnings);
        ShellInternals.SetErrorMerge(Runtime, ShellInternals.NotMerged);
    }

    /// <summary>The pipe for the block's output.</summary>
    public object Output { get; }

    private object ErrorTarget { get; }

    private ICommandRuntime Runtime => _command.CommandRuntime;

    /// <summary>Takes note that an error is on record: a runner around this one does not count it.</summary>
    public static void MarkAsCounted(object record) => Counted.GetValue(record, static record => true);

    /// <summary>Gives the streams back.</summary>
    public void Dispose()
    {
        ShellInternals.SetErrorPipe(_context, _formerErrorPipe);
        ShellInternals.SetPropagates(_context, _formerPropagates);
        ShellInternals.SetWarningPipe(Runtime, _formerWarningPipe);
        ShellInternals.SetErrorMerge(Runtime, _formerErrorMerge);
    }

    private static bool IsNew(object record)
    {
        if (Counted.TryGetValue(record, out _))
            return false;
        MarkAsCounted(record);
        return true;
    }

    // What a native program wrote to its stderr, where that is redirected. No error, though it looks like one.
    private static bool IsFromProgram(ErrorRecord error) =>
        error.FullyQualifiedErrorId is "NativeCommandError" or "NativeCommandErrorMessage";

    private void WriteOutput(PSObject? value)
    {
        if (!_options.LeavesTerminal)
        {
            _options.OnOutput?.Invoke(value);
            if (_options.Hold)
            {
                _outcome.Hold(value);
                return;
            }
        }
        // Who reads it is not part of the block.
        _stop?.Suspend();
        var mark = _exitCode.Mark();
        try
        {
            _command.WriteObject(value);
        }
        finally
        {
            _exitCode.Disown(mark);
            _stop?.Resume();
        }
    }

    private void WriteError(PSObject? value)
    {
        if (value?.BaseObject is not ErrorRecord error || IsFromProgram(error))
        {
            ShellInternals.Add(ErrorTarget, value);
            return;
        }
        if (IsNew(error))
            _outcome.Count(error);
        if (_options.ErrorAction == ActionPreference.Ignore)
        {
            ErrorHistory.Forget(_command, error);
            return;
        }
        ShellInternals.AppendError(ShellInternals.OutputPipe(Runtime), error);
        if (_options.ErrorAction != ActionPreference.SilentlyContinue)
            ShellInternals.Add(ErrorTarget, value);
    }

    private void WriteWarning(PSObject? value)
    {
        if (value?.BaseObject is not WarningRecord warning)
            return;
        if (IsNew(warning))
            _outcome.WarningCount++;
        ShellInternals.SetWarningPipe(Runtime, _formerWarningPipe);
        try
        {
            ShellInternals.WriteWarning(Runtime, warning, _command.MyInvocation.BoundParameters.ContainsKey("WarningAction"));
        }
        finally
        {
            ShellInternals.SetWarningPipe(Runtime, _warnings);
        }
    }

    /// <summary>Hands information records on to those who collect them in another pipe.</summary>
    private sealed class InformationWriter(object pipe) : Collection<object?>
    {
        protected override void InsertItem(int index, object? item) => ShellInternals.AppendInformation(pipe, item);
    }
}

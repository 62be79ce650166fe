using System;
using System.Collections.Generic;
using System.Management.Automation;
using System.Runtime.ExceptionServices;

namespace Tracking.Blocks;

/// <summary>What happened in a block, and how it ended.</summary>
internal sealed class BlockOutcome(ScriptBlock block)
{
    /// <summary>The most errors that are kept.</summary>
    public const int MaxErrors = 20;

    private readonly List<BlockError> _errors = [];
    private readonly List<object?> _held = [];

    /// <summary>The first errors that reached the error stream.</summary>
    public IReadOnlyList<BlockError> Errors => _errors;

    /// <summary>
    /// How many errors reached the error stream: not what was silenced, redirected or caught on the way, nor what a step inside has
    /// counted.
    /// </summary>
    public int ErrorCount { get; private set; }

    /// <summary>How many warnings reached the warning stream, likewise.</summary>
    public int WarningCount { get; set; }

    /// <summary>
    /// The exit code of the last native program, or script, that ran in the block and in no step inside; null when none did.
    /// </summary>
    public int? ExitCode { get; set; }

    /// <summary>How the block ended.</summary>
    public BlockEnd End { get; private set; }

    /// <summary>What it said to exit with.</summary>
    public int ExitedWith { get; private set; }

    /// <summary>The error that ended it.</summary>
    public Exception? Failure { get; private set; }

    /// <inheritdoc cref="Failure"/>
    public ErrorRecord? FailureRecord { get; private set; }

    /// <summary>Whether the block assigns variables that live on after it.</summary>
    public bool AssignedVariables => VariableAssignments.AreIn(block);

    /// <summary>Whether the current location is another one than before.</summary>
    public bool ChangedLocation { get; set; }

    /// <summary>The output, if it was to be held.</summary>
    public IReadOnlyList<object?> Held => _held;

    /// <summary>The function whose own $PSCmdlet.ThrowTerminatingError ended the block; null otherwise.</summary>
    public PSCmdlet? EndedCaller { get; set; }

    /// <summary>What came out of the block to end it; null when it ran to its end.</summary>
    private Exception? Thrown { get; set; }

    public void Hold(object? value) => _held.Add(value);

    public void Count(ErrorRecord error)
    {
        ErrorCount++;
        if (_errors.Count < MaxErrors)
            _errors.Add(BlockError.Of(error));
    }

    /// <summary>Takes note of what ended the block.</summary>
    /// <param name="thrown">What came out of it.</param>
    /// <param name="failure">The error that this stands for; null when it is none.</param>
    /// <param name="isStopping">Whether the pipeline is being stopped.</param>
    public void EndBy(Exception thrown, Exception? failure, bool isStopping)
    {
        Thrown = thrown;
        if (isStopping)
        {
            End = BlockEnd.Stopped;
        }
        else if (thrown is ExitException exit)
        {
            End = BlockEnd.Exited;
            ExitedWith = LanguagePrimitives.TryConvertTo<int>(exit.Argument, out var code) ? code : 0;
        }
        else if (failure != null)
        {
            End = BlockEnd.Failed;
            Failure = failure;
            FailureRecord = (failure as IContainsErrorRecord)?.ErrorRecord
                ?? new ErrorRecord(failure, failure.GetType().FullName, ErrorCategory.NotSpecified, null);
        }
        else
        {
            End = BlockEnd.Left;
        }
    }

    /// <summary>Throws what came out of the block once more, as the caller would have met it without a cmdlet around the block.</summary>
    public void Rethrow()
    {
        if (Thrown == null)
            return;
        // Else PowerShell makes an error of this cmdlet of it, with this cmdlet's name in its id and this cmdlet's place in the script.
        if (Thrown is RuntimeException error)
            error.WasThrownFromThrowStatement = true;
        ExceptionDispatchInfo.Capture(Thrown).Throw();
    }
}

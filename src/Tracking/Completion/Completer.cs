using System;
using System.Collections;
using System.Collections.Generic;
using System.Management.Automation;
using System.Management.Automation.Language;

namespace Tracking.Completion;

/// <summary>Answers a Tab. It is never an error: whatever goes wrong, there is nothing to offer, and PowerShell offers what it would without us.</summary>
internal abstract class Completer : IArgumentCompleter
{
    /// <summary>How many answers are offered at most.</summary>
    protected const int Most = 100;

    public IEnumerable<CompletionResult> CompleteArgument(string commandName, string parameterName, string wordToComplete, CommandAst commandAst, IDictionary fakeBoundParameters)
    {
        try
        {
            // Read to its end here: what is thrown later is thrown at the user.
            return [.. Complete(new CompletionWord(wordToComplete), new CommandLine(commandAst, fakeBoundParameters))];
        }
        catch (Exception)
        {
            return [];
        }
    }

    /// <summary>What there is to offer for the word.</summary>
    protected abstract IEnumerable<CompletionResult> Complete(CompletionWord word, CommandLine line);

    /// <summary>One answer: the text that is put into the line, what a menu shows, and what it says of it.</summary>
    protected static CompletionResult Result(string text, string shown, string told) => new(text, TrackView.OneLine(shown), CompletionResultType.ParameterValue, TrackView.OneLine(told));
}

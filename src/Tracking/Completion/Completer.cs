using System;
using System.Collections;
using System.Collections.Generic;
using System.Management.Automation;
using System.Management.Automation.Language;

namespace Tracking.Completion;

/// <summary>Answers a Tab. It is never an error: whatever goes wrong, there is nothing to offer.</summary>
internal abstract class Completer : IArgumentCompleter
{
    /// <summary>How many answers are offered at most.</summary>
    protected const int Most = 100;

    public IEnumerable<CompletionResult> CompleteArgument(
        string commandName, string parameterName, string wordToComplete, CommandAst commandAst, IDictionary fakeBoundParameters)
    {
        List<CompletionResult> found = [];
        try
        {
            // Read to its end here: what is thrown later is thrown at the user.
            found.AddRange(Complete(new CompletionWord(wordToComplete), new CommandLine(commandAst, fakeBoundParameters)));
        }
        catch (Exception)
        {
            found.Clear();
        }
        return found.Count == 0 && IsPath ? null! : found;
    }

    /// <summary>
    /// Whether the parameter takes any file: PowerShell offers its own files for a completer that answers null, and none for one that
    /// answers nothing.
    /// </summary>
    protected virtual bool IsPath => false;

    /// <summary>What there is to offer for the word.</summary>
    protected abstract IEnumerable<CompletionResult> Complete(CompletionWord word, CommandLine line);

    /// <summary>One answer: the text that is put into the line, what a menu shows, and what it says of it.</summary>
    protected static CompletionResult Result(string text, string shown, string told) =>
        new(text, TrackView.OneLine(shown), CompletionResultType.ParameterValue, TrackView.OneLine(told));
}

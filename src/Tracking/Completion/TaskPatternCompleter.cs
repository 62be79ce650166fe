namespace Tracking.Completion;

/// <summary>Offers tasks where wildcards are allowed: a name that looks like one is written so that it stands for itself.</summary>
internal sealed class TaskPatternCompleter : TaskCompleter
{
    protected override string Text(string name, CompletionWord word) => CompletionText.Pattern(name, word.IsQuoted);
}

using System;
using System.Collections;
using System.Linq;
using System.Management.Automation;

namespace Tracking.Blocks;

/// <summary><c>$Error</c>.</summary>
internal static class ErrorHistory
{
    /// <summary>Removes an error that is to leave no trace, if it is the latest.</summary>
    public static void Forget(PSCmdlet command, ErrorRecord error)
    {
        if (Latest(command, error) != null)
            Entries(command)!.RemoveAt(0);
    }

    /// <summary>The latest entry, if it stands for an error; null otherwise.</summary>
    public static ErrorRecord? Latest(PSCmdlet command, ErrorRecord error) =>
        Entries(command) is { Count: > 0 } entries && RecordOf(entries[0]) is { } record && Matches(record, error) ? record : null;

    /// <summary>Has it be afterwards what it is now, whatever happens meanwhile.</summary>
    public static IDisposable Restore(PSCmdlet command) => new Restorer(command);

    private static IList? Entries(PSCmdlet command) => command.SessionState.PSVariable.GetValue("global:Error") as IList;

    private static ErrorRecord? RecordOf(object? entry) => entry as ErrorRecord ?? (entry as IContainsErrorRecord)?.ErrorRecord;

    // PowerShell makes several records of one error.
    private static bool Matches(ErrorRecord one, ErrorRecord other) =>
        ReferenceEquals(one, other) || ReferenceEquals(one.Exception, other.Exception) || Holds(one, other) || Holds(other, one);

    private static bool Holds(ErrorRecord outer, ErrorRecord inner) =>
        outer.Exception is IContainsErrorRecord holder && ReferenceEquals(holder.ErrorRecord?.Exception, inner.Exception);

    private sealed class Restorer(PSCmdlet command) : IDisposable
    {
        private readonly object?[] _before = Entries(command)?.Cast<object?>().ToArray() ?? [];

        public void Dispose()
        {
            if (Entries(command) is not { } entries || entries.Cast<object?>().SequenceEqual(_before))
                return;
            entries.Clear();
            foreach (var entry in _before)
                entries.Add(entry);
        }
    }
}

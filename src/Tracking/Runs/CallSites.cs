using System;
using System.Collections.Concurrent;
using System.Collections.Generic;
using System.Linq;
using System.Management.Automation;
using System.Management.Automation.Language;
using System.Management.Automation.Runspaces;
using System.Runtime.CompilerServices;

namespace Tracking.Runs;

/// <summary>The calls of functions, scripts and blocks that are at work in this runspace, and where in their texts they are.</summary>
internal static class CallSites
{
    // So PowerShell calls the runspaces of ForEach-Object -Parallel.
    private const string ParallelName = "PSTask:";

    // By the text of a script: its statements, by where they begin and end.
    private static readonly ConditionalWeakTable<string, ConcurrentDictionary<(int, int), Ast?>> Statements = new();
    private static readonly ConditionalWeakTable<string, Ast> Scripts = new();

    /// <summary>Whether this is a block of ForEach-Object -Parallel.</summary>
    public static bool IsParallel => Runspace.DefaultRunspace?.Name?.StartsWith(ParallelName, StringComparison.Ordinal) == true;

    /// <summary>How many calls are at work.</summary>
    public static int Depth => Frames().Count;

    /// <summary>Which runspace this is.</summary>
    public static Guid RunspaceId => Runspace.DefaultRunspace?.InstanceId ?? Guid.Empty;

    /// <summary>Whether a runspace is this one.</summary>
    public static bool IsCurrent(Guid runspaceId) => runspaceId == RunspaceId;

    /// <summary>The calls at work, innermost first.</summary>
    public static IReadOnlyList<CallStackFrame> Frames() => [.. Runspace.DefaultRunspace?.Debugger?.GetCallStack() ?? []];

    /// <summary>The statement that a call is at; null when its text is not known.</summary>
    public static Ast? StatementAt(CallStackFrame frame)
    {
        if (frame.Position?.StartScriptPosition?.GetFullScript() is not { Length: > 0 } text)
            return null;
        var place = (frame.Position.StartOffset, frame.Position.EndOffset);
        return Statements.GetOrCreateValue(text).GetOrAdd(place, _ => Scripts
            .GetValue(text, static text => Parser.ParseInput(text, out var _, out var _))
            .FindAll(ast => (ast.Extent.StartOffset, ast.Extent.EndOffset) == place, searchNestedScriptBlocks: true)
            .LastOrDefault());
    }
}

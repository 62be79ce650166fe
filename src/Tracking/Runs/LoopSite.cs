using System;
using System.Collections.Generic;
using System.Linq;
using System.Management.Automation;
using System.Management.Automation.Language;

namespace Tracking.Runs;

/// <summary>
/// Tells from the text of scripts, and from which calls are at work, whether a step comes again and again under one name (rule 7.5), and
/// whether a run without a key is of one thing after the other: its call, or one of a function around it, stands in a loop.
/// </summary>
internal static class LoopSite
{
    private const string Step = "Invoke-TrackStep";
    private const string Run = "Invoke-TrackRun";

    private static readonly string[] Loops = ["ForEach-Object", "foreach", "%", "Where-Object", "where", "?"];
    private static readonly string[] LoopMethods = ["ForEach", "Where"];
    private static readonly string[] PipedNames = ["_", "PSItem"];

    /// <summary>
    /// Whether the call that a step's block was written for stands in a loop within the scope, under a name that does not change.
    /// </summary>
    /// <param name="block">The block of the step.</param>
    /// <param name="scope">What the step is part of.</param>
    public static bool Repeats(ScriptBlock block, StepScope scope)
    {
        var frames = CallSites.Frames();
        var count = CallSites.IsCurrent(scope.RunspaceId) ? frames.Count - scope.Depth : frames.Count;
        var call = FindCall(block.Ast, Step) ?? (count > 0 ? CallSites.StatementAt(frames[0]) : null)?
            .Find(ast => ast is CommandAst command && IsOf(command, Step), searchNestedScriptBlocks: false) as CommandAst;
        if (call == null || !HasFixedName(call))
            return false;
        for (var i = 0; i < Math.Max(count, 1); i++)
        {
            var ast = i == 0 ? call : CallSites.StatementAt(frames[i]);
            if (ast != null && IsInLoop(ast, isPiped: i < frames.Count && frames[i].InvocationInfo?.ExpectingInput == true))
                return true;
        }
        return CallSites.IsParallel && !CallSites.IsCurrent(scope.RunspaceId);
    }

    /// <summary>
    /// The variable by which the block of a run works on another thing each time that its call comes in a loop; null when there is none, or
    /// when something else in the call changes with it and tells the runs apart.
    /// </summary>
    /// <param name="block">The block of the run.</param>
    public static string? VariesBy(ScriptBlock block)
    {
        if (FindCall(block.Ast, Run) is not { } call)
            return null;
        var changing = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
        Ast child = call;
        for (var ast = call.Parent; ast is not (null or FunctionDefinitionAst); child = ast, ast = ast.Parent)
        {
            switch (ast)
            {
                case LoopStatementAst loop when !IsOnce(loop, child):
                    if (loop is ForEachStatementAst each)
                        changing.Add(each.Variable.VariablePath.UserPath);
                    AddAssigned(loop, call, changing);
                    break;
                case ScriptBlockExpressionAst body when IsOfLoop(body):
                    changing.UnionWith(PipedNames);
                    AddAssigned(body, call, changing);
                    break;
                case ScriptBlockExpressionAst { Parent: CommandAst other } when IsOf(other, Run) || IsOf(other, Step):
                    return null;
            }
            if (ast.Parent == null && CallSites.IsParallel)
            {
                changing.UnionWith(PipedNames);
                AddAssigned(ast, call, changing);
            }
        }
        return changing.Count == 0 || call.CommandElements.Any(element => !IsWork(element, call) && FindIn(element, changing) != null)
            ? null
            : call.CommandElements.Select(element => FindIn(element, changing)).FirstOrDefault(name => name != null);
    }

    private static string? FindIn(Ast ast, HashSet<string> names) =>
        (ast.Find(each => each is VariableExpressionAst variable && names.Contains(variable.VariablePath.UserPath),
            searchNestedScriptBlocks: true) as VariableExpressionAst)?.VariablePath.UserPath;

    // What the block works on does not tell runs apart; the task, the store and the rest do.
    private static bool IsWork(CommandElementAst element, CommandAst call)
    {
        if (element is ScriptBlockExpressionAst)
            return true;
        var before = call.CommandElements[call.CommandElements.IndexOf(element) - (element == call.CommandElements[0] ? 0 : 1)];
        return before is CommandParameterAst { Argument: null, ParameterName.Length: > 0 } parameter
            && "ArgumentList".StartsWith(parameter.ParameterName, StringComparison.OrdinalIgnoreCase);
    }

    // What is set to a constant, as by a loop that tries until it has done it, is no other thing.
    private static void AddAssigned(Ast loop, CommandAst call, HashSet<string> changing)
    {
        foreach (var assignment in loop.FindAll(ast => ast is AssignmentStatementAst, searchNestedScriptBlocks: true)
            .Cast<AssignmentStatementAst>())
        {
            var isWithin = assignment.Extent.StartOffset >= call.Extent.StartOffset && assignment.Extent.EndOffset <= call.Extent.EndOffset;
            var isOfCall = assignment.Extent.StartOffset <= call.Extent.StartOffset && assignment.Extent.EndOffset >= call.Extent.EndOffset;
            if (!isWithin && !isOfCall && assignment.Operator == TokenKind.Equals && assignment.Left is VariableExpressionAst variable
                && assignment.Right.Find(IsOpen, searchNestedScriptBlocks: true) != null)
            {
                changing.Add(variable.VariablePath.UserPath);
            }
        }
    }

    private static bool IsOpen(Ast ast) =>
        ast is VariableExpressionAst { VariablePath.UserPath: not ("true" or "false" or "null") } or CommandAst;

    private static bool IsInLoop(Ast call, bool isPiped)
    {
        var child = call;
        for (var ast = call.Parent; ast != null; child = ast, ast = ast.Parent)
        {
            switch (ast)
            {
                case LoopStatementAst loop when !IsOnce(loop, child):
                    return true;
                case NamedBlockAst { BlockKind: TokenKind.Process } when isPiped:
                    return true;
                case FunctionDefinitionAst:
                    return false;
                // What is around a block is where the block is called, which is another call at work.
                case ScriptBlockExpressionAst block:
                    return IsOfLoop(block);
            }
        }
        return false;
    }

    // What a loop goes through is found once.
    private static bool IsOnce(LoopStatementAst loop, Ast part) =>
        loop is ForEachStatementAst each ? part == each.Condition : loop is ForStatementAst counting && part == counting.Initializer;

    private static bool IsOfLoop(ScriptBlockExpressionAst block) => block.Parent switch
    {
        CommandAst command => Loops.Any(name => IsOf(command, name)),
        CommandParameterAst { Parent: CommandAst command } => Loops.Any(name => IsOf(command, name)),
        InvokeMemberExpressionAst { Member: StringConstantExpressionAst name } =>
            LoopMethods.Contains(name.Value, StringComparer.OrdinalIgnoreCase),
        _ => false,
    };

    /// <summary>The call that a block is an argument of.</summary>
    private static CommandAst? FindCall(Ast block, string name) =>
        block.Parent is ScriptBlockExpressionAst { Parent: var around }
            && ((around as CommandAst ?? (around as CommandParameterAst)?.Parent as CommandAst) is { } call) && IsOf(call, name)
                ? call
                : null;

    private static bool IsOf(CommandAst command, string name)
    {
        var called = command.GetCommandName();
        var last = called?.LastIndexOf('\\') ?? -1;
        return string.Equals(last < 0 ? called : called!.Substring(last + 1), name, StringComparison.OrdinalIgnoreCase);
    }

    private static bool HasFixedName(CommandAst call)
    {
        CommandElementAst? name = null;
        for (var i = 1; i < call.CommandElements.Count; i++)
        {
            if (call.CommandElements[i] is CommandParameterAst parameter)
            {
                if (parameter.ParameterName.Length > 1 && "Key".StartsWith(parameter.ParameterName, StringComparison.OrdinalIgnoreCase))
                    return false;
                if (!"Name".StartsWith(parameter.ParameterName, StringComparison.OrdinalIgnoreCase))
                    continue;
                name = parameter.Argument as CommandElementAst ?? (i + 1 < call.CommandElements.Count ? call.CommandElements[i + 1] : null);
                break;
            }
            var isValue = call.CommandElements[i - 1] is CommandParameterAst { Argument: null };
            if (name == null && !isValue && call.CommandElements[i] is not ScriptBlockExpressionAst)
                name = call.CommandElements[i];
        }
        return name is StringConstantExpressionAst;
    }
}

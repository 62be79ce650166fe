using System.Linq;
using System.Management.Automation;
using System.Management.Automation.Language;

namespace Tracking.Runs;

/// <summary>
/// Tells from a script's text whether a step comes again and again under one name: its call stands in a loop, and its name does not change
/// (rule 7.5).
/// </summary>
internal static class LoopSite
{
    private const string Step = "Invoke-TrackStep";
    private const string Run = "Invoke-TrackRun";

    private static readonly string[] Loops = ["ForEach-Object", "foreach", "%", "Where-Object", "where", "?"];

    /// <summary>Whether the call that a block was written for stands in a loop, under a name that does not change.</summary>
    public static bool Repeats(ScriptBlock block)
    {
        if (FindCall(block.Ast) is not { } call || !HasFixedName(call))
            return false;
        for (var ast = call.Parent; ast != null; ast = ast.Parent)
        {
            switch (ast)
            {
                case LoopStatementAst:
                    return true;
                case FunctionDefinitionAst:
                    return false;
                case CommandAst command when IsOf(command, Step) || IsOf(command, Run):
                    return false;
                case CommandAst command when Loops.Any(name => IsOf(command, name)):
                    return true;
            }
        }
        return false;
    }

    /// <summary>The call that a block is an argument of.</summary>
    private static CommandAst? FindCall(Ast block) =>
        block.Parent is ScriptBlockExpressionAst { Parent: CommandAst call } && IsOf(call, Step) ? call : null;

    private static bool IsOf(CommandAst command, string name)
    {
        var called = command.GetCommandName();
        var last = called?.LastIndexOf('\\') ?? -1;
        return string.Equals(last < 0 ? called : called!.Substring(last + 1), name, System.StringComparison.OrdinalIgnoreCase);
    }

    private static bool HasFixedName(CommandAst call)
    {
        CommandElementAst? name = null;
        for (var i = 1; i < call.CommandElements.Count; i++)
        {
            if (call.CommandElements[i] is CommandParameterAst parameter)
            {
                if (parameter.ParameterName.Length > 1 && "Key".StartsWith(parameter.ParameterName, System.StringComparison.OrdinalIgnoreCase))
                    return false;
                if (!"Name".StartsWith(parameter.ParameterName, System.StringComparison.OrdinalIgnoreCase))
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

using System;
using System.Collections.Generic;
using System.Linq;
using System.Management.Automation;
using System.Management.Automation.Language;
using System.Runtime.CompilerServices;

namespace Tracking.Blocks;

/// <summary>
/// Whether a block, when it runs in the scope of its caller, assigns variables that live on after it, or changes what is in them.
/// </summary>
internal sealed class VariableAssignments : AstVisitor
{
    private static readonly ConditionalWeakTable<Ast, object> Known = new();

    // They run a block that they are given in the scope they are called in.
    private static readonly HashSet<string> RunInPlace = new(StringComparer.OrdinalIgnoreCase)
    {
        "ForEach-Object", "ForEach", "%", "Where-Object", "Where", "?", "Measure-Command", "Invoke-TrackRun", "Invoke-TrackStep",
    };

    private static readonly HashSet<string> Setters = new(StringComparer.OrdinalIgnoreCase)
    {
        "Set-Variable", "sv", "set", "New-Variable", "nv",
    };

    private static readonly string[] OutVariables = ["ov", "ev", "wv", "iv", "pv", "SV", "RHV"];

    // -OutVariable, -SessionVariable, Tee-Object -Variable and all others that name the variable which they assign.
    private const string OutVariable = "Variable";

    // What changes the list, the table or the text that it is called of.
    private static readonly HashSet<string> Changers = new(StringComparer.OrdinalIgnoreCase)
    {
        "Add", "AddRange", "AddFirst", "AddLast", "AddOrUpdate", "TryAdd", "Insert", "InsertRange", "Remove", "RemoveAt", "RemoveAll",
        "RemoveRange", "RemoveFirst", "RemoveLast", "TryRemove", "Clear", "Push", "Pop", "TryPop", "Enqueue", "Dequeue", "TryDequeue",
        "Append", "AppendLine", "AppendFormat", "UnionWith", "ExceptWith", "IntersectWith", "Sort", "Reverse", "SetValue", "set_Item",
    };

    private static readonly HashSet<string> Automatic = new(StringComparer.OrdinalIgnoreCase) { "null", "_", "LASTEXITCODE" };

    private bool _found;

    private VariableAssignments()
    {
    }

    public static bool AreIn(ScriptBlock block) => (bool)Known.GetValue(block.Ast, static ast => new VariableAssignments().FindIn(ast));

    public override AstVisitAction VisitAssignmentStatement(AssignmentStatementAst assignment) => Assigns(assignment.Left);

    public override AstVisitAction VisitForEachStatement(ForEachStatementAst loop) => Assigns(loop.Variable);

    public override AstVisitAction VisitUnaryExpression(UnaryExpressionAst unary) =>
        unary.TokenKind is TokenKind.PlusPlus or TokenKind.MinusMinus or TokenKind.PostfixPlusPlus or TokenKind.PostfixMinusMinus
            ? Assigns(unary.Child)
            : AstVisitAction.Continue;

    public override AstVisitAction VisitCommand(CommandAst command) =>
        Setters.Contains(command.GetCommandName() ?? "") || IsDotted(command) ? Found() : AstVisitAction.Continue;

    public override AstVisitAction VisitCommandParameter(CommandParameterAst parameter) =>
        OutVariables.Contains(parameter.ParameterName, StringComparer.OrdinalIgnoreCase)
        || parameter.ParameterName.EndsWith(OutVariable, StringComparison.OrdinalIgnoreCase)
            ? Found()
            : AstVisitAction.Continue;

    public override AstVisitAction VisitInvokeMemberExpression(InvokeMemberExpressionAst call) =>
        !call.Static && call.Member is StringConstantExpressionAst name && Changers.Contains(name.Value)
        && Holder(call.Expression) is { VariablePath: { IsVariable: true } }
            ? Found()
            : AstVisitAction.Continue;

    // A function has a scope of its own, whenever it is called.
    public override AstVisitAction VisitFunctionDefinition(FunctionDefinitionAst function) => AstVisitAction.SkipChildren;

    public override AstVisitAction VisitScriptBlockExpression(ScriptBlockExpressionAst block) => block.Parent switch
    {
        CommandAst command when command.InvocationOperator == TokenKind.Dot => AstVisitAction.Continue,
        CommandAst command when RunInPlace.Contains(command.GetCommandName() ?? "") => AstVisitAction.Continue,
        _ => AstVisitAction.SkipChildren,
    };

    private bool FindIn(Ast block)
    {
        block.Visit(this);
        return _found;
    }

    private AstVisitAction Assigns(ExpressionAst target)
    {
        if (target is IndexExpressionAst or MemberExpressionAst)
            return Holder(target) is { VariablePath: { IsVariable: true } } ? Found() : AstVisitAction.Continue;
        foreach (var variable in Targets(target))
        {
            // Of the environment, or of another drive, or a value that PowerShell sets itself.
            if (variable.VariablePath.IsVariable && !Automatic.Contains(variable.VariablePath.UserPath))
                return Found();
        }
        return AstVisitAction.Continue;
    }

    // A file or a function; of a block, the text is there.
    private static bool IsDotted(CommandAst command) =>
        command.InvocationOperator == TokenKind.Dot && command.CommandElements[0] is not ScriptBlockExpressionAst;

    /// <summary>The variable in which the thing is that an expression changes a part of: $table in $table['a'].Size.</summary>
    private static VariableExpressionAst? Holder(ExpressionAst expression) => expression switch
    {
        VariableExpressionAst variable => variable,
        IndexExpressionAst index => Holder(index.Target),
        MemberExpressionAst { Static: false } member => Holder(member.Expression),
        ParenExpressionAst { Pipeline: PipelineAst { PipelineElements: [CommandExpressionAst inner] } } => Holder(inner.Expression),
        _ => null,
    };

    private static IEnumerable<VariableExpressionAst> Targets(ExpressionAst target) => target switch
    {
        VariableExpressionAst variable => [variable],
        // [int] $n = …
        AttributedExpressionAst attributed => Targets(attributed.Child),
        ArrayLiteralAst several => several.Elements.SelectMany(Targets),
        ParenExpressionAst { Pipeline: PipelineAst { PipelineElements: [CommandExpressionAst inner] } } => Targets(inner.Expression),
        _ => [],
    };

    private AstVisitAction Found()
    {
        _found = true;
        return AstVisitAction.StopVisit;
    }
}

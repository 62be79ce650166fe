using System;
using System.Collections.Generic;
using System.Linq;
using System.Management.Automation;
using System.Management.Automation.Language;
using System.Management.Automation.Runspaces;
using System.Security;
using System.Text;
using Tracking.Data;

namespace Tracking.Keys;

/// <summary>
/// What a run is a run of, where nobody says so by a key: the nearest function or script that encloses the call, and the values of all its
/// parameters, defaults included, at the time of the call; and those of the blocks between it and the call. The prompt, a block without
/// parameters and a parallel block have none.
/// </summary>
internal sealed class CallIdentity
{
    // The name under which what is bound to no parameter is known; no parameter can have it.
    private const string UnboundName = "args";

    // Likewise the object that is piped to a function which finds it in $_.
    private const string PipedName = "_";

    private const string OuterMark = "+";

    private CallIdentity(string? script, string? caller, SortedDictionary<string, string> texts)
    {
        Script = script;
        Caller = caller;
        Parameters = texts.ToDictionary(pair => pair.Key, pair => ShortText.Of(pair.Value), StringComparer.OrdinalIgnoreCase);
        Hash = HashOf(texts);
    }

    /// <summary>The path of the script file that the call stands in; null when it stands in none.</summary>
    public string? Script { get; }

    /// <summary>The name of the function or of the script; null when there is none.</summary>
    public string? Caller { get; }

    /// <summary>By name, the text of each value: <see cref="ShortText"/> of <see cref="ParameterText"/>.</summary>
    public IReadOnlyDictionary<string, string> Parameters { get; }

    /// <summary>32 hexadecimal digits over the names and the whole texts: the same on all machines.</summary>
    public string Hash { get; }

    /// <summary>
    /// The identity of a call. In a pipeline, only a cmdlet that begins is where its call stands: later a function before it is at work.
    /// </summary>
    /// <param name="command">The cmdlet that is called.</param>
    public static CallIdentity Of(PSCmdlet command)
    {
        var script = command.MyInvocation.ScriptName is { Length: > 0 } path ? path : null;
        var texts = new SortedDictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        CommandInfo? caller = null;
        foreach (var frame in Frames(script))
        {
            AddFrame(command, frame, texts);
            caller = frame.InvocationInfo.MyCommand;
        }
        return new CallIdentity(script, caller is FunctionInfo or ExternalScriptInfo ? caller.Name : null, texts);
    }

    /// <summary>Adds what a function, script or block was given; what an inner one was given stands.</summary>
    private static void AddFrame(PSCmdlet command, CallStackFrame frame, SortedDictionary<string, string> texts)
    {
        var invocation = frame.InvocationInfo;
        var variables = frame.GetFrameVariables();
        var declared = new HashSet<string>(ParametersOf(invocation.MyCommand), StringComparer.OrdinalIgnoreCase);
        foreach (var name in declared)
            Add(name, ValueOf(name));
        // Those that a function makes when it is called are in no declaration.
        foreach (var bound in invocation.BoundParameters)
        {
            if (!declared.Contains(bound.Key) && !IsCommon(bound.Key))
                Add(bound.Key, bound.Value);
        }
        if (Unbound() is { Count: > 0 } unbound)
            Add(UnboundName, unbound);
        if (invocation.ExpectingInput && UsesPiped(invocation.MyCommand) && variables.TryGetValue(PipedName, out var piped)
            && piped.Value != null)
        {
            Add(PipedName, piped.Value);
        }

        void Add(string name, object? value)
        {
            if (Secrets.Is(PSObject.AsPSObject(value ?? "").BaseObject))
                return;
            // A block's parameter may have the name of one of the function around it.
            while (texts.ContainsKey(name))
                name += OuterMark;
            texts[name] = ParameterText.Of(value);
        }

        // Dot-sourced, a function has its variables in its caller's scope, and may have none of its own.
        object? ValueOf(string name) => variables.TryGetValue(name, out var variable)
            ? variable.Value
            : invocation.BoundParameters.TryGetValue(name, out var bound) ? bound : command.SessionState.PSVariable.GetValue(name);

        IReadOnlyCollection<object?>? Unbound() =>
            variables.TryGetValue(UnboundName, out var rest) && rest.Value is object?[] values ? values : invocation.UnboundArguments;
    }

    /// <summary>What differs from a former call, by name: "Disk: was 'a', is 'b'".</summary>
    /// <param name="other">Its <see cref="Parameters"/>.</param>
    public IReadOnlyList<string> Differences(IReadOnlyDictionary<string, string> other)
    {
        var former = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        foreach (var pair in other)
            former[pair.Key] = pair.Value;
        return [.. Parameters.Keys.Union(former.Keys, StringComparer.OrdinalIgnoreCase)
            .OrderBy(name => name, StringComparer.OrdinalIgnoreCase)
            .Select(name => Difference(name, Text(former, name), Text(Parameters, name)))
            .OfType<string>()];

        static string? Text(IReadOnlyDictionary<string, string> texts, string name) => texts.TryGetValue(name, out var text) ? text : null;
    }

    private static string? Difference(string name, string? was, string? now) =>
        was == now ? null : $"{name}: {(was == null ? "was not there" : $"was '{was}'")}, {(now == null ? "is not there" : $"is '{now}'")}";

    /// <summary>
    /// The nearest function or script that is at work, if there is one, and before it the blocks of the script that calls which were given
    /// something: those of others, as of a test framework, say nothing of what the run is about.
    /// </summary>
    private static IEnumerable<CallStackFrame> Frames(string? script)
    {
        foreach (var frame in Runspace.DefaultRunspace?.Debugger?.GetCallStack() ?? [])
        {
            var command = frame.InvocationInfo?.MyCommand;
            if (command is FunctionInfo or ExternalScriptInfo)
            {
                yield return frame;
                yield break;
            }
            if (command is ScriptInfo && (frame.ScriptName ?? "") == (script ?? "")
                && (ParametersOf(command).Any() || frame.InvocationInfo!.UnboundArguments.Count > 0))
            {
                yield return frame;
            }
        }
    }

    private static IEnumerable<string> ParametersOf(CommandInfo command)
    {
        var body = command switch
        {
            FunctionInfo function => function.ScriptBlock.Ast,
            ExternalScriptInfo script => script.ScriptBlock.Ast,
            ScriptInfo block => block.ScriptBlock.Ast,
            _ => null,
        };
        var parameters = body switch
        {
            FunctionDefinitionAst function => function.Parameters ?? function.Body.ParamBlock?.Parameters,
            ScriptBlockAst block => block.ParamBlock?.Parameters,
            _ => null,
        };
        // One whose type is that of a secret is one also where it is empty.
        return (parameters ?? Enumerable.Empty<ParameterAst>())
            .Where(parameter => parameter.StaticType != typeof(SecureString) && parameter.StaticType != typeof(PSCredential))
            .Select(parameter => parameter.Name.VariablePath.UserPath);
    }

    private static bool UsesPiped(CommandInfo command) =>
        (command as FunctionInfo)?.ScriptBlock.Ast.Find(
            ast => ast is VariableExpressionAst { VariablePath.UserPath: var name } && (name == PipedName || IsSame(name, "PSItem")),
            searchNestedScriptBlocks: true) != null;

    private static bool IsSame(string a, string b) => string.Equals(a, b, StringComparison.OrdinalIgnoreCase);

    private static bool IsCommon(string name) => Cmdlet.CommonParameters.Contains(name) || Cmdlet.OptionalCommonParameters.Contains(name);

    private static string HashOf(SortedDictionary<string, string> texts)
    {
        var all = new StringBuilder();
        // The lengths tell where a name or a text ends, whatever is in it.
        foreach (var pair in texts.OrderBy(pair => pair.Key.ToLowerInvariant(), StringComparer.Ordinal))
            all.Append($"{pair.Key.Length} {pair.Key.ToLowerInvariant()} {pair.Value.Length} {pair.Value}\n");
        return TextHash.Of(all.ToString());
    }
}

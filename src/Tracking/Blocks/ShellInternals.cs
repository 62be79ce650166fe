using System;
using System.Collections;
using System.Collections.Generic;
using System.Collections.ObjectModel;
using System.Linq;
using System.Management.Automation;
using System.Management.Automation.Internal;
using System.Reflection;
using System.Runtime.ExceptionServices;

namespace Tracking.Blocks;

/// <summary>
/// What PowerShell's engine does for its own cmdlets that run script blocks, and offers to no other: a block that runs in its caller's
/// scope, and streams that are seen on their way and stay what they are. No combination of public commands does it: merged streams can not
/// be told from what the script itself merged, and errors that are written again are other errors. Where a version of PowerShell lacks a
/// member, <see cref="IsKnown"/> is false, and <see cref="PlainBlock"/> stands in.
/// </summary>
internal static class ShellInternals
{
    private const BindingFlags Hidden = BindingFlags.Instance | BindingFlags.NonPublic | BindingFlags.Public;

    // DoNotWrapExceptions, which .NET Standard does not name: else break, exit and Ctrl+C would come wrapped, and lose their stack.
    private const BindingFlags Unwrapped = (BindingFlags)0x02000000;

    private static readonly Assembly Automation = typeof(PSCmdlet).Assembly;
    private static readonly Type? RuntimeType = Automation.GetType("System.Management.Automation.MshCommandRuntime");
    private static readonly Type? PipeType = Automation.GetType("System.Management.Automation.Internal.Pipe");
    private static readonly PropertyInfo? CommandContext = typeof(PSCmdlet).GetProperty("Context", Hidden);
    private static readonly PropertyInfo? ContextErrorPipe =
        CommandContext?.PropertyType.GetProperty("ShellFunctionErrorOutputPipe", Hidden);

    private static readonly PropertyInfo? ContextPropagates =
        CommandContext?.PropertyType.GetProperty("PropagateExceptionsToEnclosingStatementBlock", Hidden);

    private static readonly PropertyInfo? RuntimeOutput = RuntimeType?.GetProperty("OutputPipe", Hidden);
    private static readonly PropertyInfo? RuntimeError = RuntimeType?.GetProperty("ErrorOutputPipe", Hidden);
    private static readonly PropertyInfo? RuntimeWarning = RuntimeType?.GetProperty("WarningOutputPipe", Hidden);
    private static readonly PropertyInfo? RuntimeErrorMerge = RuntimeType?.GetProperty("ErrorMergeTo", Hidden);
    private static readonly PropertyInfo? RuntimeWarningPreference = RuntimeType?.GetProperty("WarningPreference", Hidden);
    private static readonly PropertyInfo? RuntimeWarningActionSet = RuntimeType?.GetProperty("IsWarningActionSet", Hidden);
    private static readonly MethodInfo? RuntimeWriteWarning =
        RuntimeType?.GetMethods(Hidden).FirstOrDefault(method => method.Name == "WriteWarning"
            && method.GetParameters() is [{ } first, { } second]
            && first.ParameterType == typeof(WarningRecord) && second.ParameterType == typeof(bool));

    private static readonly ConstructorInfo? NewPipe =
        PipeType?.GetConstructor(Hidden, binder: null, [typeof(Collection<PSObject>)], modifiers: null);

    private static readonly PropertyInfo? PipeDownstream = PipeType?.GetProperty("DownstreamCmdlet", Hidden);
    private static readonly MethodInfo? PipeAdd = PipeType?.GetMethod("AddWithoutAppendingOutVarList", Hidden);
    private static readonly MethodInfo? PipeAppend = PipeType?.GetMethod("AppendVariableList", Hidden);
    private static readonly MethodInfo? PipeAddList = PipeType?.GetMethod("AddVariableList", Hidden);
    private static readonly object? ErrorVariables = StreamKind("Error");
    private static readonly object? InformationVariables = StreamKind("Information");

    private static readonly MethodInfo? BlockInvoke = typeof(ScriptBlock).GetMethod("InvokeWithPipe", Hidden);
    private static readonly Func<object?[], object?[]>? BlockArguments = ArgumentsOf(BlockInvoke);

    // These are missed less: without them, a failure by $PSCmdlet.ThrowTerminatingError is not known as one.
    private static readonly PropertyInfo? RuntimePipeline = RuntimeType?.GetProperty("PipelineProcessor", Hidden);
    private static readonly FieldInfo? PipelineFailure = RuntimePipeline?.PropertyType.GetField("_firstTerminatingError", Hidden);
    private static readonly MethodInfo? PipelineForget = RuntimePipeline?.PropertyType.GetMethod("ForgetFailure", Hidden);
    private static readonly MethodInfo? PipelineRecord = RuntimePipeline?.PropertyType.GetMethod("RecordFailure", Hidden);

    // And without this, an error that is written once more names the cmdlet's place.
    private static readonly PropertyInfo? ErrorPreserves = typeof(ErrorRecord).GetProperty("PreserveInvocationInfoOnce", Hidden);

    /// <summary>Whether this PowerShell has all that is needed to run a block as the engine does.</summary>
    public static bool IsKnown { get; } = new object?[]
    {
        ContextErrorPipe, ContextPropagates, RuntimeOutput, RuntimeError, RuntimeWarning, RuntimeErrorMerge, RuntimeWarningPreference,
        RuntimeWarningActionSet?.GetSetMethod(nonPublic: true), RuntimeWriteWarning, NewPipe, PipeDownstream, PipeAdd, PipeAppend,
        PipeAddList, ErrorVariables, InformationVariables, BlockArguments,
    }.All(member => member != null);

    public static object ContextOf(PSCmdlet command) => CommandContext!.GetValue(command)!;

    /// <summary>The pipe that errors of a script go to; null where an error of any kind ends the script.</summary>
    public static object? ErrorPipe(object context) => ContextErrorPipe!.GetValue(context);

    public static void SetErrorPipe(object context, object? pipe) => ContextErrorPipe!.SetValue(context, pipe);

    /// <summary>Whether an error in a statement ends the script, as within try.</summary>
    public static bool Propagates(object context) => (bool)ContextPropagates!.GetValue(context)!;

    public static void SetPropagates(object context, bool value) => ContextPropagates!.SetValue(context, value);

    public static object OutputPipe(ICommandRuntime runtime) => RuntimeOutput!.GetValue(runtime)!;

    public static object ErrorPipe(ICommandRuntime runtime) => RuntimeError!.GetValue(runtime)!;

    public static object? WarningPipe(ICommandRuntime runtime) => RuntimeWarning!.GetValue(runtime);

    public static void SetWarningPipe(ICommandRuntime runtime, object? pipe) => RuntimeWarning!.SetValue(runtime, pipe);

    /// <summary>Where a cmdlet's errors are merged to, as 2&gt;&amp;1 sets it; <see cref="NotMerged"/> by default.</summary>
    public static object ErrorMerge(ICommandRuntime runtime) => RuntimeErrorMerge!.GetValue(runtime)!;

    public static void SetErrorMerge(ICommandRuntime runtime, object merge) => RuntimeErrorMerge!.SetValue(runtime, merge);

    public static object NotMerged => Enum.ToObject(RuntimeErrorMerge!.PropertyType, 0);

    /// <summary>A pipe that ends in a writer.</summary>
    /// <param name="writer">The writer.</param>
    /// <param name="like">
    /// A pipe, whose reader counts as that of the new one: a program keeps its terminal where that reader is the screen.
    /// </param>
    public static object PipeTo(BlockWriter writer, object? like)
    {
        var pipe = NewPipe!.Invoke([writer]);
        if (like != null)
            PipeDownstream!.SetValue(pipe, PipeDownstream.GetValue(like));
        return pipe;
    }

    /// <summary>Puts what is no output, as errors are, into a pipe.</summary>
    public static void Add(object pipe, object? value) => PipeAdd!.Invoke(pipe, Unwrapped, binder: null, [value], culture: null);

    /// <summary>Appends an error to what -ErrorVariable names.</summary>
    public static void AppendError(object pipe, ErrorRecord error) => PipeAppend!.Invoke(pipe, [ErrorVariables, error]);

    /// <summary>Appends an information record to what -InformationVariable names.</summary>
    public static void AppendInformation(object pipe, object? record) => PipeAppend!.Invoke(pipe, [InformationVariables, record]);

    /// <summary>Has the information records of a pipe's commands added to a list.</summary>
    public static void CollectInformation(object pipe, IList list) => PipeAddList!.Invoke(pipe, [InformationVariables, list]);

    /// <summary>Writes a warning as a cmdlet does, but the very record, whatever the preference: it has passed one already.</summary>
    /// <param name="runtime">The cmdlet's runtime.</param>
    /// <param name="warning">The warning.</param>
    /// <param name="hasAction">Whether the cmdlet was given -WarningAction, which holds then.</param>
    public static void WriteWarning(ICommandRuntime runtime, WarningRecord warning, bool hasAction)
    {
        if (!hasAction)
            RuntimeWarningPreference!.SetValue(runtime, ActionPreference.Continue);
        try
        {
            RuntimeWriteWarning!.Invoke(runtime, Unwrapped, binder: null, [warning, false], culture: null);
        }
        finally
        {
            if (!hasAction)
                RuntimeWarningActionSet!.SetValue(runtime, false);
        }
    }

    /// <summary>Runs a block in the scope of the caller.</summary>
    /// <param name="block">The block.</param>
    /// <param name="underscore">Its <c>$_</c>; AutomationNull for that of the caller.</param>
    /// <param name="output">The pipe for its output.</param>
    /// <param name="invocation">Its <c>$MyInvocation</c>.</param>
    /// <param name="arguments">Its arguments.</param>
    public static void Invoke(ScriptBlock block, object? underscore, object output, InvocationInfo? invocation, object?[] arguments)
    {
        try
        {
            var all = BlockArguments!([underscore, output, invocation, arguments]);
            BlockInvoke!.Invoke(block, Unwrapped, binder: null, all, culture: null);
        }
        catch (TargetInvocationException error) when (error.InnerException != null)
        {
            // Of a runtime that does not know the flag.
            ExceptionDispatchInfo.Capture(error.InnerException).Throw();
        }
    }

    /// <summary>The error that a cmdlet ended itself with, though PowerShell has not shown it yet.</summary>
    public static Exception? TerminatingErrorOf(PSCmdlet? command) =>
        PipelineOf(command) is { } pipeline
            ? PipelineFailure?.GetValue(pipeline) switch
            {
                ExceptionDispatchInfo info => info.SourceException,
                Exception error => error,
                _ => null,
            }
            : null;

    /// <summary>Forgets it, as catch does.</summary>
    public static void ForgetTerminatingError(PSCmdlet command)
    {
        if (PipelineOf(command) is { } pipeline)
            PipelineForget?.Invoke(pipeline, []);
    }

    /// <summary>Ends a cmdlet by an error that was forgotten.</summary>
    public static void RecallTerminatingError(PSCmdlet command, Exception error)
    {
        if (PipelineOf(command) is { } pipeline)
            PipelineRecord?.Invoke(pipeline, [error, command]);
    }

    /// <summary>Has an error keep its place when it is written next.</summary>
    public static void PreservePlace(ErrorRecord error) => ErrorPreserves?.SetValue(error, true);

    private static object? PipelineOf(PSCmdlet? command) =>
        command?.CommandRuntime is { } runtime && runtime.GetType() == RuntimeType ? RuntimePipeline?.GetValue(runtime) : null;

    private static object? StreamKind(string name)
    {
        var kinds = PipeAppend?.GetParameters()[0].ParameterType;
        return kinds is { IsEnum: true } && Enum.IsDefined(kinds, name) ? Enum.Parse(kinds, name) : null;
    }

    /// <summary>
    /// Makes the arguments of a call by the names of its parameters, some of which came with later versions: those that are known here, and
    /// for the others their defaults. Null when one has neither.
    /// </summary>
    private static Func<object?[], object?[]>? ArgumentsOf(MethodInfo? method)
    {
        if (method == null)
            return null;
        var given = new List<(int At, int From)>();
        var parameters = method.GetParameters();
        var template = new object?[parameters.Length];
        for (var i = 0; i < parameters.Length; i++)
        {
            var type = parameters[i].ParameterType;
            switch (parameters[i].Name)
            {
                case "useLocalScope":
                    template[i] = false;
                    break;
                case "errorHandlingBehavior" when type.IsEnum && Enum.IsDefined(type, "WriteToCurrentErrorPipe"):
                    template[i] = Enum.Parse(type, "WriteToCurrentErrorPipe");
                    break;
                case "dollarUnder":
                    given.Add((i, 0));
                    break;
                case "input":
                case "scriptThis":
                    // Those of the caller.
                    template[i] = AutomationNull.Value;
                    break;
                case "outputPipe":
                    given.Add((i, 1));
                    break;
                case "invocationInfo":
                    given.Add((i, 2));
                    break;
                case "args":
                    given.Add((i, 3));
                    break;
                default:
                    if (!parameters[i].HasDefaultValue)
                        return null;
                    template[i] = parameters[i].DefaultValue;
                    break;
            }
        }
        if (given.Count != 4)
            return null;
        return values =>
        {
            var all = (object?[])template.Clone();
            foreach (var (at, from) in given)
                all[at] = values[from];
            return all;
        };
    }
}

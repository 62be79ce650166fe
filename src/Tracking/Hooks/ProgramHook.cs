using System;
using System.ComponentModel;
using System.Diagnostics;
using System.Globalization;
using System.IO;
using System.Text;
using System.Threading;
using System.Threading.Tasks;
using Tracking.Data;
using Tracking.Stores;

namespace Tracking.Hooks;

/// <summary>
/// The program that <c>$env:TRACKING_ON_END</c> names, with its arguments, at the end of each run (rule 13.3). It has the run in variables
/// of its environment, and as a line of JSON in its standard input.
/// </summary>
internal sealed class ProgramHook
{
    /// <summary>The variable, and the task of what is on record of the program.</summary>
    public const string Variable = "TRACKING_ON_END";

    private const int MostErrorText = 2000;

    private static readonly TimeSpan PatienceForErrorText = TimeSpan.FromSeconds(1);

    // What else is a name, which is looked for where programs are.
    private static readonly char[] SignsOfPath = [Path.DirectorySeparatorChar, Path.AltDirectorySeparatorChar, '$', '~', '%'];
    private static readonly UTF8Encoding Utf8 = new(encoderShouldEmitUTF8Identifier: false);

    private readonly string _program;
    private readonly string _arguments;

    private ProgramHook(string program, string arguments) => (_program, _arguments) = (program, arguments);

    /// <summary>The program; null when none is named.</summary>
    public static ProgramHook? Find()
    {
        if (EnvironmentPath.Read(Variable) is not { } line)
            return null;
        var isQuoted = line[0] == '"';
        var end = isQuoted ? line.IndexOf('"', 1) : line.IndexOfAny([' ', '\t']);
        if (end < 0)
            return new ProgramHook(line.Trim('"'), "");
        return new ProgramHook(isQuoted ? line.Substring(1, end - 1) : line.Substring(0, end), line.Substring(end + 1).Trim());
    }

    /// <summary>Runs it to its end, or kills it.</summary>
    /// <param name="run">The run that ended.</param>
    /// <param name="timeout">After how long it is killed.</param>
    /// <param name="cancellation">Kills it at once.</param>
    public HookOutcome Run(TrackRun run, TimeSpan timeout, CancellationToken cancellation)
    {
        try
        {
            using var process = new Process { StartInfo = StartOf(run), EnableRaisingEvents = true };
            using var exited = new ManualResetEvent(initialState: false);
            process.Exited += (_, _) => Set(exited);
            process.Start();
            var errorText = ReadStart(process.StandardError);
            _ = Ignoring(() => process.StandardOutput.BaseStream.CopyTo(Stream.Null));
            _ = Ignoring(() => Give(process, Describe(run)));
            if (WaitHandle.WaitAny([exited, cancellation.WaitHandle], timeout) != 0)
            {
                Kill(process);
                return new HookOutcome(
                    RunStatus.Stopped,
                    cancellation.IsCancellationRequested ? null : BlockHook.Late(timeout));
            }
            process.WaitForExit();
            if (process.ExitCode == 0)
                return HookOutcome.Done;
            // Who is left behind by it may hold its stream open.
            var said = errorText.Wait(PatienceForErrorText) && errorText.Result.Length > 0 ? $": {errorText.Result}" : "";
            return HookOutcome.Failed(string.Format(CultureInfo.InvariantCulture, "exit code {0}{1}", process.ExitCode, said));
        }
        catch (Exception error) when (error is Win32Exception or InvalidOperationException or IOException or TrackingException)
        {
            return HookOutcome.Failed($"'{_program}' could not be started: {error.Message}");
        }
    }

    private ProcessStartInfo StartOf(TrackRun run)
    {
        var start = new ProcessStartInfo
        {
            FileName = _program.IndexOfAny(SignsOfPath) >= 0 ? EnvironmentPath.Expand(Variable, _program) : _program,
            Arguments = _arguments,
            UseShellExecute = false,
            CreateNoWindow = true,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        // What runs in it runs it no more.
        start.Environment.Remove(Variable);
        start.Environment["TRACKING_RUN_ID"] = run.RunId.ToString(CultureInfo.InvariantCulture);
        start.Environment["TRACKING_RUN_TASK"] = Plain(run.TaskId);
        start.Environment["TRACKING_RUN_STATUS"] = run.Status.ToString();
        start.Environment["TRACKING_RUN_MESSAGE"] = Plain(run.Message);
        return start;
    }

    // An environment cannot hold it.
    private static string Plain(string? text) => text?.Replace('\0', ' ') ?? "";

    private static string Describe(TrackRun run)
    {
        var json = new JsonText().Begin('{')
            .Name(nameof(run.RunId)).Number(run.RunId)
            .Name(nameof(run.TaskId)).Text(run.TaskId)
            .Name(nameof(run.Key)).Text(run.Key)
            .Name(nameof(run.Status)).Text(run.Status.ToString())
            .Name(nameof(run.Message)).Text(run.Message)
            .Name(nameof(run.Start)).Text(Utc(run.Record.StartUtc))
            .Name(nameof(run.End)).Text(Utc(run.Record.EndUtc))
            .Name(nameof(run.Host)).Text(run.Host)
            .Name(nameof(run.User)).Text(run.User)
            .Name(nameof(run.Script)).Text(run.Script)
            .Name(nameof(run.Identity)).Text(run.Identity)
            .Name(nameof(run.Store)).Text(run.Store.ToString());
        return json.End('}').ToString();
    }

    private static string Utc(DateTime time) => time.ToString("yyyy-MM-dd'T'HH:mm:ss.fffffff'Z'", CultureInfo.InvariantCulture);

    private static void Give(Process process, string text)
    {
        using var input = process.StandardInput.BaseStream;
        var bytes = Utf8.GetBytes(text + "\n");
        input.Write(bytes, 0, bytes.Length);
    }

    private static Task<string> ReadStart(StreamReader reader) => Task.Run(() =>
    {
        var start = new StringBuilder();
        var buffer = new char[MostErrorText];
        try
        {
            for (int count; (count = reader.Read(buffer, 0, buffer.Length)) > 0;)
                start.Append(buffer, 0, Math.Min(count, MostErrorText - start.Length));
        }
        catch (Exception error) when (error is IOException or ObjectDisposedException)
        {
            // It was killed.
        }
        return start.ToString().Trim();
    });

    private static Task Ignoring(Action action) => Task.Run(() =>
    {
        try
        {
            action();
        }
        catch (Exception error) when (error is IOException or ObjectDisposedException or InvalidOperationException)
        {
            // A program need not read what it is given, and may end before.
        }
    });

    private static void Set(ManualResetEvent exited)
    {
        try
        {
            exited.Set();
        }
        catch (ObjectDisposedException)
        {
            // It was killed, and nobody waits any more.
        }
    }

    private static void Kill(Process process)
    {
        try
        {
            // With what it started, where the runtime can do that.
            var whole = typeof(Process).GetMethod(nameof(Process.Kill), [typeof(bool)]);
            if (whole != null)
                ((Action<bool>)whole.CreateDelegate(typeof(Action<bool>), process))(true);
            else
                process.Kill();
        }
        catch (Exception error) when (error is InvalidOperationException or Win32Exception or AggregateException)
        {
            // It ended meanwhile.
        }
    }
}

using System;
using Tracking.Traces;

namespace Tracking.Runs;

/// <summary>
/// The variable TRACEPARENT of this process, by which native programs learn in which span they run. The environment is the process's: one
/// run sets it at a time, but for runs within that one (rule 14.4).
/// </summary>
internal static class TraceEnvironment
{
    private static readonly object Gate = new();

    private static Setting? _innermost;

    /// <summary>What the process was started within; null when that is not said. What a run has set is not meant.</summary>
    public static TraceParent? Outer
    {
        get
        {
            lock (Gate)
            {
                var outermost = _innermost;
                while (outermost?.Around is { } around)
                    outermost = around;
                return TraceParent.Read(outermost == null ? Value : outermost.Former);
            }
        }
    }

    private static string? Value
    {
        get => Environment.GetEnvironmentVariable(TraceParent.Variable);
        set => Environment.SetEnvironmentVariable(TraceParent.Variable, value);
    }

    /// <summary>Sets it to the span of a run until what is returned is disposed; null while another run has set it.</summary>
    public static IDisposable? Set(ActiveRun run)
    {
        lock (Gate)
        {
            if (_innermost is { } other && !IsWithin(run, other.Run))
                return null;
            _innermost = new Setting(run, _innermost, Value);
            Value = TraceParent.Of(run.Record).ToString();
            return _innermost;
        }
    }

    private static bool IsWithin(ActiveRun run, ActiveRun other)
    {
        for (var around = run.Around; around != null; around = around.Run.Around)
        {
            if (around.Run == other)
                return true;
        }
        return false;
    }

    private sealed class Setting(ActiveRun run, Setting? around, string? former) : IDisposable
    {
        public ActiveRun Run { get; } = run;

        public Setting? Around { get; } = around;

        public string? Former { get; } = former;

        public void Dispose()
        {
            lock (Gate)
            {
                // One that is not the innermost ends beside others in parallel, which go on.
                if (_innermost != this)
                    return;
                _innermost = Around;
                Value = Former;
            }
        }
    }
}

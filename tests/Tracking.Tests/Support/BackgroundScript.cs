using System;
using System.Diagnostics;
using System.IO;
using System.Linq;
using System.Management.Automation;
using System.Management.Automation.Runspaces;
using System.Threading;

namespace Tracking.Tests;

/// <summary>A script that runs in a runspace of its own, until it ends or is stopped as Ctrl+C does.</summary>
public sealed class BackgroundScript : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private readonly Runspace _runspace;
    private readonly PowerShell _shell;
    private readonly IAsyncResult _work;

    internal BackgroundScript(Runspace runspace, string script)
    {
        _runspace = runspace;
        _shell = PowerShell.Create(runspace).AddScript(script);
        _work = _shell.BeginInvoke();
    }

    /// <summary>Waits until the script has made a file.</summary>
    public BackgroundScript WaitFor(string path) => WaitUntil(() => File.Exists(path), $"The script made no '{path}'.");

    /// <summary>Waits until the script has written such a progress record.</summary>
    public BackgroundScript WaitForProgress(Func<ProgressRecord, bool> isMeant) =>
        WaitUntil(() => _shell.Streams.Progress.ToArray().Any(isMeant), "The script wrote no such progress record.");

    /// <summary>Stops the script, which must be at work; how long that took.</summary>
    public TimeSpan Stop()
    {
        if (_work.IsCompleted)
            throw new InvalidOperationException($"There is nothing to stop: {string.Join("\n", End().Errors)}");
        var watch = Stopwatch.StartNew();
        _shell.Stop();
        return watch.Elapsed;
    }

    /// <summary>Waits for the script's end; what came out of it.</summary>
    public ScriptResult End()
    {
        if (!_work.AsyncWaitHandle.WaitOne(Patience))
            throw new InvalidOperationException("The script does not end.");
        return ScriptResult.Of(_shell, () => _shell.EndInvoke(_work));
    }

    private BackgroundScript WaitUntil(Func<bool> condition, string otherwise)
    {
        var watch = Stopwatch.StartNew();
        while (!condition())
        {
            if (_work.IsCompleted || watch.Elapsed > Patience)
                throw new InvalidOperationException($"{otherwise} {string.Join('\n', _shell.Streams.Error)}");
            Thread.Sleep(2);
        }
        return this;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _shell.Dispose();
        _runspace.Dispose();
    }
}

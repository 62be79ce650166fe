using System;
using System.IO;
using System.Linq;

namespace Tracking.Tests;

/// <summary>A test of the cmdlets: it has a session of its own, and says what it does in PowerShell.</summary>
public abstract class ModuleTest : IDisposable
{
    private readonly ModuleSession _session = new();

    /// <summary>The session's location: <c>$folder</c> in scripts.</summary>
    protected string Folder => _session.Folder;

    /// <summary>The path of a file in <see cref="Folder"/>, whether it is there or not.</summary>
    protected string FilePath(string name) => Path.Combine(Folder, name);

    /// <inheritdoc cref="ModuleSession.Set"/>
    protected void Set(string name, object? value) => _session.Set(name, value);

    /// <inheritdoc cref="ModuleSession.Get"/>
    protected object? Get(string name) => _session.Get(name);

    /// <inheritdoc cref="ModuleSession.Run"/>
    protected ScriptResult Run(string script) => _session.Run(script);

    /// <summary>
    /// Runs a script for each of some values, which is <c>$_</c> there; the entries of one that is a hashtable are variables
    /// besides. An error that comes out of it fails the test.
    /// </summary>
    /// <param name="values">An expression of PowerShell.</param>
    /// <param name="script">The script.</param>
    protected void RunForEach(string values, string script) => Run($$"""
        $testRows = @(& {
            Set-StrictMode -Version 3
            {{values}}
        })
        if ($testRows.Count -eq 0) { throw 'There are no values to test.' }
        foreach ($testRow in $testRows) {
            $_ = $testRow
            if ($testRow -is [hashtable]) { foreach ($testKey in $testRow.Keys) { Set-Variable $testKey $testRow[$testKey] } }
            . {
                {{script}}
            }
        }
        """);

    /// <inheritdoc cref="ModuleSession.Attempt"/>
    protected ScriptResult Attempt(string script) => _session.Attempt(script);

    /// <summary>What a script puts out, as text; an error that comes out of it fails the test.</summary>
    protected string[] Output(string script) => Run(script).Output;

    /// <inheritdoc cref="ModuleSession.Begin"/>
    protected static BackgroundScript Begin(string script) => ModuleSession.Begin(script);

    /// <summary>What holds after each test of the class.</summary>
    protected virtual void Verify()
    {
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        try
        {
            Verify();
        }
        finally
        {
            _session.Dispose();
        }
        GC.SuppressFinalize(this);
    }

    /// <summary>The lines of a file's events, but for those that say who had it open.</summary>
    protected static string[] EventsOf(string path) =>
        [.. File.ReadAllLines(path)[1..^1].Where(line => !line.Contains("\"opened\":", StringComparison.Ordinal))];
}

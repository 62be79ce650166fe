using System;
using System.Collections;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Management.Automation;
using System.Management.Automation.Runspaces;

namespace Tracking.Tests.Resuming;

/// <summary>A new runspace, which starts the script of a <see cref="StepTree"/> and knows nothing but the store.</summary>
internal sealed class ScriptSession : IDisposable
{
    private const string Prelude = """
        $ErrorActionPreference = 'Stop'
        $global:once = [Collections.Generic.HashSet[string]]::new()
        # How far the file was when it was done.
        function global:Length { if ($path -and (Test-Path $path)) { (Get-Item $path).Length } else { 0 } }
        function global:Did([string] $Id) {
            if (++$global:leaf -eq $global:failAt) { throw 'injected' }
            $global:did.Add("$(Length) $Id")
        }
        function global:Mark([string] $Id) { $global:marks["$Id"] = Length }
        # What fails the first time in each process.
        function global:Once([string] $Id) { if ($once.Add($Id)) { throw 'once' } }
        function global:Show($v) {
            if ($null -eq $v) { 'null' }
            elseif ($v -is [Collections.IDictionary]) {
                '{' + (@($v.Keys | Sort-Object | ForEach-Object { "$_=$(Show $v[$_])" }) -join ';') + '}'
            }
            elseif ($v -is [Collections.IList]) { '(' + (@(foreach ($one in $v) { Show $one }) -join ',') + ')' }
            elseif ($v -is [Management.Automation.PSCustomObject]) {
                '<' + (@($v.PSObject.Properties | ForEach-Object { "$($_.Name)=$(Show $_.Value)" }) -join ';') + '>'
            }
            elseif ($v -is [DateOnly]) { $v.ToString('d MMMM yyyy', [cultureinfo]::InvariantCulture) }
            else { "$v" }
        }
        """;

    private readonly Runspace _runspace;

    /// <param name="script">What is run.</param>
    /// <param name="store">An expression of PowerShell that gives the store.</param>
    /// <param name="path">The store's file, if it is one.</param>
    /// <param name="failAt">The number of the leaf that fails; 0 for none.</param>
    public ScriptSession(string script, string store, string? path = null, int failAt = 0)
    {
        var state = InitialSessionState.CreateDefault2();
        state.ImportPSModule([Manifest]);
        state.ThreadOptions = PSThreadOptions.ReuseThread;
        _runspace = RunspaceFactory.CreateRunspace(state);
        _runspace.Open();
        Set("path", path);
        Set("manifest", Manifest);
        Set("leaf", 0);
        Set("failAt", failAt);
        Invoke(Prelude);
        Invoke($"$global:where = {store}");
        Set("text", ScriptBlock.Create(script));
    }

    private static string Manifest { get; } = Path.Combine(AppContext.BaseDirectory, "ImportedModule", "Tracking.psd1");

    /// <summary>Starts the script, with -Resume.</summary>
    public ScriptRun Start(string key = "one", bool retryFailed = false)
    {
        Set("did", new List<string>());
        Set("marks", new Hashtable(StringComparer.Ordinal));
        Set("key", key);
        Set("retryFailed", retryFailed);
        var output = Invoke("""
            $global:got = [Collections.Generic.List[string]]::new()
            try {
                Invoke-TrackRun t -Key $key -RetryFailed:$retryFailed -Resume -Store $where $text 2> $null 3> $null 6> $null |
                    ForEach-Object { $got.Add((Show $_)) }
            }
            catch { $got.Add("error: $_") }
            $got
            "$(@(Get-TrackRun t -All -Store $where).Where({ $_.Key -eq $key }, 'Last').Status)"
            """);
        var did = ((List<string>)Get("did")!).Select(text => text.Split(' ', 2)).ToList();
        var marks = (Hashtable)Get("marks")!;
        return new ScriptRun(output[..^1], output[^1], [.. did.Select(one => one[1])], [.. did.Select(one => long.Parse(one[0], null))],
            marks.Cast<DictionaryEntry>().ToDictionary(pair => (string)pair.Key, pair => Convert.ToInt64(pair.Value, null)));
    }

    /// <summary>Closes the store, and the runspace.</summary>
    public void Dispose()
    {
        // What it opened, and a file that it opened for itself is closed already.
        Invoke("$where | Where-Object { $_ -isnot [string] } | Close-TrackStore");
        _runspace.Dispose();
    }

    private void Set(string name, object? value) => _runspace.SessionStateProxy.SetVariable(name, value);

    private object? Get(string name) => _runspace.SessionStateProxy.GetVariable(name) is PSObject wrapped
        ? wrapped.BaseObject
        : _runspace.SessionStateProxy.GetVariable(name);

    private string[] Invoke(string script)
    {
        using var shell = PowerShell.Create(_runspace).AddScript(script);
        return ScriptResult.Of(shell, () => shell.Invoke()).WithoutErrors().Output;
    }
}

/// <summary>One start of a script.</summary>
/// <param name="Output">What it put out, as Show says it; an error that ended it is the last of it.</param>
/// <param name="Status">The run's status, as the store has it afterwards; empty where there is no run.</param>
/// <param name="Did">The leaves that were done, in order.</param>
/// <param name="Lengths">How long the file was when each of them was done.</param>
/// <param name="Marks">The leaves whose step came back, and how long the file was then.</param>
internal sealed record ScriptRun(string[] Output, string Status, List<string> Did, List<long> Lengths, Dictionary<string, long> Marks);

using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Management.Automation;
using Xunit;

namespace Tracking.Tests.Wrapped;

/// <summary>
/// A script in blocks of Invoke-TrackRun or Invoke-TrackStep gives what it gives without them: its output, errors, warnings, all streams in
/// their order, $Error with every place and stack, and how it ends.
/// </summary>
public sealed class WrappedScriptTests : IDisposable
{
    private const string Dotted = ".                  ";
    private const string Bare = "if (1)             ";
    private const string InRun = "Invoke-TrackRun  n ";
    private const string InStep = "Invoke-TrackStep n ";

    /// <summary>
    /// A dot and a block have a <c>$MyInvocation</c>, <c>$PSBoundParameters</c> and <c>$args</c> of their own, and the place of an error by
    /// Write-Error is that of <c>$MyInvocation</c>. These give what they give without any block; only the stack has the block's frame.
    /// </summary>
    private static readonly HashSet<string> LikeBare =
    [
        "PSBoundParameters", "PSBoundParameters of a splatted call", "PSBoundParameters handed on", "PSBoundParameters changed",
        "PSBoundParameters of nested functions", "PSBoundParameters of a function in a block", "PSBoundParameters of a script block",
        "PSBoundParameters of each object", "PSBoundParameters of a module function", "PSBoundParameters of a class method",
        "PSBoundParameters in parallel", "MyInvocation of a script block and a dot", "MyInvocation says how it was called",
        "MyInvocation", "args", "PSCmdlet", "write error", "write error as if there were no block", "several errors",
        "order", "delegate",
    ];

    /// <summary>What is not the same, and why.</summary>
    private static readonly Dictionary<string, string> Exceptions = new()
    {
        ["removes a variable"] = "PowerShell compiles a variable that the script names outside the block into a slot, unless the script "
            + "has a dot operator, and removes no slot. So it is with ForEach-Object.",
        ["typed variable"] = "As above: a slot takes no type from within a block, if the script assigns the variable outside, too.",
        ["verbose preference"] = "The cmdlets say themselves what they do.",
        ["stop preference uncaught"] = "PowerShell enters such an error in $Error twice, as record and as exception; here it is one entry.",
        ["stop preference in a function inside"] = "As above.",
    };

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("wrapped-");

    public static TheoryData<string> Names => [.. WrappedScripts.All.Keys];

    [Theory]
    [MemberData(nameof(Names))]
    public void It_gives_what_it_gives_without(string name)
    {
        var script = WrappedScripts.All[name];
        var hasStack = !LikeBare.Contains(name);
        var without = hasStack ? Dotted : Bare;
        using var session = new ModuleSession();
        foreach (var merged in new[] { false, true })
        {
            var plain = Run(session, script, without, merged, hasStack);
            foreach (var block in new[] { InRun, InStep })
            {
                var wrapped = Run(session, script, block, merged, hasStack);
                if (!Exceptions.ContainsKey(name))
                    Assert.True(plain == wrapped, $"{block}{(merged ? "*>&1" : "")}\n--- without\n{plain}\n--- with\n{wrapped}");
                else if (!merged)
                    Assert.NotEqual(plain, wrapped);
            }
        }
    }

    [Fact]
    public void Each_name_here_is_that_of_a_script() => Assert.Empty(Exceptions.Keys.Concat(LikeBare).Except(WrappedScripts.All.Keys));

    public void Dispose() => _folder.Delete(recursive: true);

    private string Run(ModuleSession session, string script, string block, bool merged, bool hasStack)
    {
        var path = Path.Combine(_folder.FullName, "script.ps1");
        File.WriteAllText(path, script.Replace("BLOCK ", block, StringComparison.Ordinal));
        session.Set("path", path);
        session.Run("$null = Open-TrackStore -InMemory; $global:LASTEXITCODE = 0; $Error.Clear()");
        var result = session.Attempt(merged
            ? "& $path *>&1 | ForEach-Object { \"$(if ($null -eq $_) { 'null' } else { $_.GetType().Name }) $_\" }"
            : "& $path");
        var lines = new List<string>();
        lines.AddRange(result.Output.Select(line => $"output {line}"));
        lines.AddRange(result.Errors.Select(error => $"error {Text(error)}"));
        lines.AddRange(result.Warnings.Select(line => $"warning {line}"));
        lines.AddRange(result.Verbose.Select(line => $"verbose {line}"));
        lines.AddRange(result.Information.Select(line => $"information {line}"));
        lines.Add($"ended {result.WasEnded}");
        var history = (System.Collections.IEnumerable)session.Get("Error")!;
        lines.AddRange(history.Cast<object>().Select(entry => entry is ErrorRecord record
            ? $"$Error {Text(record)}"
            : $"$Error {entry.GetType().Name} {Text(((IContainsErrorRecord)entry).ErrorRecord)}"));
        if (!hasStack)
            lines = [.. lines.Select(line => line.Split(" | stack ")[0])];
        return string.Join('\n', lines).Replace(block, "BLOCK ", StringComparison.Ordinal);
    }

    private static string Text(ErrorRecord error) =>
        $"{error.FullyQualifiedErrorId} | {error} | {error.Exception.GetType().Name} | {error.CategoryInfo.Category} | "
        + $"{error.InvocationInfo?.ScriptLineNumber}:{error.InvocationInfo?.OffsetInLine} {error.InvocationInfo?.MyCommand} "
        + $"{error.InvocationInfo?.Line?.Trim()} | stack {error.ScriptStackTrace}";
}

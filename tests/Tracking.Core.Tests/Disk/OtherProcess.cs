using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.Linq;
using System.Reflection;
using Xunit;

namespace Tracking.Tests.Disk;

/// <summary>Runs other programs, this test program among them.</summary>
internal static class OtherProcess
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    public static Process Start(IEnumerable<string> command, string? childPath = null)
    {
        string[] parts = [.. command];
        var start = new ProcessStartInfo(parts[0], parts.Skip(1))
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        if (childPath is not null)
            start.Environment[ChildActs.PathVariable] = childPath;

        return Process.Start(start)!;
    }

    /// <summary>Runs a command to its end.</summary>
    public static (int ExitCode, string Output) Run(IEnumerable<string> command, string? childPath = null)
    {
        using var process = Start(command, childPath);
        var errors = process.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        var output = process.StandardOutput.ReadToEnd();
        Assert.True(process.WaitForExit(Patience), "The other process does not end.");
        return (process.ExitCode, output + errors.GetAwaiter().GetResult());
    }

    /// <summary>The command that runs one of <see cref="ChildActs"/> in a process of its own.</summary>
    public static IEnumerable<string> ChildAct(string name) =>
    [
        Environment.GetEnvironmentVariable("DOTNET_HOST_PATH") ?? "dotnet",
        Assembly.GetExecutingAssembly().Location,
        "-explicit", "only", "-noLogo", "-noColor",
        "-method", $"{typeof(ChildActs).FullName}.{name}",
    ];

    /// <summary>Skips the test, by the program's name, where it is not installed or may not do its work.</summary>
    public static void SkipUnlessWorks(params string[] command)
    {
        try
        {
            (var exitCode, var output) = Run(command);
            Assert.SkipUnless(exitCode == 0, $"'{command[0]}' does not work here: {output.Trim()}");
        }
        catch (System.ComponentModel.Win32Exception)
        {
            Assert.Skip($"'{command[0]}' is not installed.");
        }
    }
}

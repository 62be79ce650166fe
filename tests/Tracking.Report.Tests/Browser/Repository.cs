using System;
using System.Diagnostics;
using System.IO;
using System.Threading.Tasks;

namespace Tracking.Report.Tests;

/// <summary>The work tree that the tests are of, and the PowerShell that runs its module.</summary>
internal static class Repository
{
    public static string Root { get; } = Find(AppContext.BaseDirectory);

    /// <summary>Runs a script of the repository; its output is told when it fails.</summary>
    public static async Task RunScript(string path, params string[] arguments)
    {
        // build.ps1 says which PowerShell runs it; started by hand, the tests take the tool that the repository names.
        var pwsh = Environment.GetEnvironmentVariable("TRACKING_TEST_PWSH")?.Split(Path.PathSeparator) ?? ["dotnet", "pwsh"];
        var start = new ProcessStartInfo(pwsh[0], [.. pwsh[1..], "-NoProfile", "-NonInteractive", "-File", path, .. arguments])
        {
            WorkingDirectory = Root,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        // No store of the user's.
        start.Environment["TRACKING_STORE"] = ":memory:";
        start.Environment["NO_COLOR"] = "1";
        using var process = Process.Start(start)!;
        process.StandardInput.Close();
        var output = process.StandardOutput.ReadToEndAsync();
        var fault = process.StandardError.ReadToEndAsync();
        await process.WaitForExitAsync();
        if (process.ExitCode != 0)
        {
            throw new InvalidOperationException(
                $"{Path.GetFileName(path)} ended with exit code {process.ExitCode}:\n{await output}\n{await fault}");
        }
    }

    private static string Find(string folder)
    {
        while (!File.Exists(Path.Combine(folder, "Tracking.psd1")))
            folder = Path.GetDirectoryName(folder) ?? throw new InvalidOperationException("The tests do not lie in the repository.");
        return folder;
    }
}

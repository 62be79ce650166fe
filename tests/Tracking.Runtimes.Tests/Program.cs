#if NETFRAMEWORK
using System;
using System.Runtime.InteropServices;
using Xunit.Runner.InProc.SystemConsole;

namespace Tracking.Tests;

/// <summary>Runs the tests, and ends the process in a way that Mono survives.</summary>
internal static class Program
{
    public static int Main(string[] args)
    {
        var exitCode = ConsoleRunner.Run(args).GetAwaiter().GetResult();
        Console.Out.Flush();
        // Mono 6.8 aborts the threads of its pool when it ends, and often crashes as it does so, after all tests have been reported.
        if (!OperatingSystem.IsWindows())
            ExitAtOnce(exitCode);
        return exitCode;
    }

    [DllImport("libc", EntryPoint = "_exit")]
    private static extern void ExitAtOnce(int exitCode);
}
#endif

using System;
using System.IO;
using System.Text;

namespace Tracking.Driver;

/// <summary>
/// Lines for whoever started this process. Each has left it, by one system call, when the call
/// returns: what was said stays said when the process is killed.
/// </summary>
internal static class Output
{
    private static readonly Stream Out = Console.OpenStandardOutput();

    public static void Say(string line)
    {
        lock (Out)
            Out.Write(Encoding.UTF8.GetBytes(line + "\n"));
    }
}

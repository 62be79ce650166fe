using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;

namespace Tracking.Tests.Wrapped;

/// <summary>The scripts of WrappedScripts.ps1, by their names.</summary>
internal static class WrappedScripts
{
    private const string Heading = "## ";

    public static IReadOnlyDictionary<string, string> All { get; } = Read();

    private static Dictionary<string, string> Read()
    {
        var text = File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "WrappedScripts.ps1"));
        return text.Split($"\n{Heading}").Skip(1).Select(section => section.Split('\n', 2)).ToDictionary(
            section => section[0].Trim(),
            section => string.Join('\n', section[1].Split('\n').Where(line => !line.StartsWith("# ", StringComparison.Ordinal))).Trim());
    }
}

using System;
using System.IO;
using System.Linq;
using System.Reflection;

namespace Tracking.Tests;

/// <summary>The help topic about_Tracking_Server, whose statements are run as they stand there.</summary>
internal static class ServerTopic
{
    private static readonly string Text = File.ReadAllText(
        typeof(ServerTopic).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().Single(a => a.Key == "ServerTopic").Value!);

    /// <summary>What stands between two headings.</summary>
    public static string Section(string heading, string next) =>
        Text[Text.IndexOf("\n" + heading, StringComparison.Ordinal)..Text.IndexOf("\n" + next, StringComparison.Ordinal)];
}

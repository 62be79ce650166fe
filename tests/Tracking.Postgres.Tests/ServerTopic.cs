using System;
using System.IO;
using System.Linq;
using System.Reflection;

namespace Tracking.Tests;

/// <summary>The help topics about_Tracking_Server and about_Tracking_Fleet, whose statements are run as they stand there.</summary>
internal static class ServerTopic
{
    private static readonly string Path =
        typeof(ServerTopic).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().Single(a => a.Key == "ServerTopic").Value!;

    private static readonly string Text = File.ReadAllText(Path);

    /// <summary>The topic for those who operate the server.</summary>
    public static string Fleet { get; } = File.ReadAllText(Path.Replace("_Server.", "_Fleet.", StringComparison.Ordinal));

    /// <summary>What stands between two headings.</summary>
    public static string Section(string heading, string next) =>
        Text[Text.IndexOf("\n" + heading, StringComparison.Ordinal)..Text.IndexOf("\n" + next, StringComparison.Ordinal)];
}

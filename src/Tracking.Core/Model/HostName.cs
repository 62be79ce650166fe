using System;

namespace Tracking.Model;

/// <summary>The name of the machine that runs and writers are told apart by (rule 8.5).</summary>
public static class HostName
{
    /// <summary>The environment variable that names the host, where containers change the machine's own name.</summary>
    public const string Variable = "TRACKING_HOST";

    /// <summary>What the variable says, else the machine's name.</summary>
    public static string Current =>
        Environment.GetEnvironmentVariable(Variable) is { } named && !string.IsNullOrWhiteSpace(named) ? named.Trim()
            : Environment.MachineName;

    /// <summary>Whether a name is that of this host.</summary>
    public static bool IsCurrent(string? host) => string.Equals(host, Current, StringComparison.OrdinalIgnoreCase);
}

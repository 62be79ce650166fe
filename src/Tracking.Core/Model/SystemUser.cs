using System;
using System.Globalization;
using System.Linq;
using System.Runtime.InteropServices;

namespace Tracking.Model;

/// <summary>
/// The operating system's user (rule 3.6), asked once: the system reads its user database for each answer, which costs more than saving a
/// track.
/// </summary>
public static class SystemUser
{
    /// <summary>The user's name; in a container that runs under a number without an entry, what stands for it. Never empty.</summary>
    public static string Name { get; } = Find(Environment.UserName, Environment.GetEnvironmentVariable, Number);

    /// <summary>The first of the names that is there: the system's own, that of the environment, the user's number.</summary>
    internal static string Find(string? ofSystem, Func<string, string?> variable, Func<string> number) =>
        new[] { ofSystem, variable("USER"), variable("LOGNAME") }.FirstOrDefault(name => !string.IsNullOrWhiteSpace(name)) ?? number();

    private static string Number() =>
        RuntimeInformation.IsOSPlatform(OSPlatform.Windows) ? "unknown" : EffectiveUser().ToString(CultureInfo.InvariantCulture);

    /// <summary>geteuid(2).</summary>
    [DllImport("libc", EntryPoint = "geteuid")]
    private static extern uint EffectiveUser();
}

using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.IO;
using System.Linq;

namespace Tracking.Stores;

/// <summary>Where this user's session files lie, and which one is this session's own (rule 1.4).</summary>
internal static class SessionStore
{
    /// <summary>What stands for a store in memory where a path is expected.</summary>
    public const string MemoryName = ":memory:";

    private static readonly Lazy<string> OwnFileName = new(() =>
    {
        using var self = Process.GetCurrentProcess();
        return $"{self.StartTime:yyyyMMdd-HHmmss}-{self.Id}-{Guid.NewGuid().ToString("N").Substring(0, 8)}.json";
    });

    /// <summary>The folder of the session files: <c>$env:TRACKING_HOME</c>, else a folder below the user's local application data.</summary>
    public static string Home
    {
        get
        {
            var home = Environment.GetEnvironmentVariable("TRACKING_HOME");
            return string.IsNullOrEmpty(home)
                ? Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.LocalApplicationData, Environment.SpecialFolderOption.DoNotVerify), "powershell", "Tracking")
                : Path.GetFullPath(home);
        }
    }

    /// <summary>Where this session's store is: a path, <see cref="MemoryName"/>, or a database. Asked when the store is first used.</summary>
    public static string Locate()
    {
        var named = Environment.GetEnvironmentVariable("TRACKING_STORE");
        if (string.IsNullOrEmpty(named))
            return Path.Combine(Home, OwnFileName.Value);
        return named == MemoryName || IsDatabase(named) ? named : Path.GetFullPath(named);
    }

    /// <summary>Whether a place is a database: <c>postgres://user@host:port/database</c>.</summary>
    public static bool IsDatabase(string place) =>
        place.StartsWith("postgres://", StringComparison.OrdinalIgnoreCase) || place.StartsWith("postgresql://", StringComparison.OrdinalIgnoreCase);

    /// <summary>This user's session files, oldest first.</summary>
    public static IEnumerable<string> ListFiles() =>
        Directory.Exists(Home) ? Directory.EnumerateFiles(Home, "*.json").OrderBy(path => path, StringComparer.Ordinal) : [];
}

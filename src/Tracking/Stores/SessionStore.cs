using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.IO;
using System.Linq;
using System.Text.RegularExpressions;
using Tracking.Seam;

namespace Tracking.Stores;

/// <summary>Where this user's session files lie, and which one is this session's own (rule 1.4).</summary>
internal static class SessionStore
{
    private static readonly Lazy<string> OwnFileName = new(() =>
    {
        using var self = Process.GetCurrentProcess();
        return $"{self.StartTime:yyyyMMdd-HHmmss}-{self.Id}-{Guid.NewGuid().ToString("N").Substring(0, 8)}.json";
    });

    private static readonly Regex OwnName = new(@"^[0-9]{8}-[0-9]{6}-[0-9]+-[0-9a-f]{8}\.json$", RegexOptions.CultureInvariant);

    /// <summary>
    /// The folder of the session files: <c>$env:TRACKING_HOME</c>, else a folder below the user's local application data.
    /// </summary>
    public static string Home
    {
        get
        {
            var home = Environment.GetEnvironmentVariable("TRACKING_HOME");
            if (!string.IsNullOrEmpty(home))
                return Path.GetFullPath(home);
            const Environment.SpecialFolder Data = Environment.SpecialFolder.LocalApplicationData;
            return Path.Combine(Environment.GetFolderPath(Data, Environment.SpecialFolderOption.DoNotVerify), "powershell", "Tracking");
        }
    }

    /// <summary>The folder whose files are compacted by themselves; null when <c>$env:TRACKING_COMPACT</c> is <c>off</c>.</summary>
    public static string? CompactionFolder =>
        string.Equals(Environment.GetEnvironmentVariable("TRACKING_COMPACT"), "off", StringComparison.OrdinalIgnoreCase) ? null : Home;

    /// <summary>
    /// The location of this session's store: what <c>$env:TRACKING_STORE</c> names, else a file of its own. Asked when the store is first
    /// used.
    /// </summary>
    public static string Locate()
    {
        var named = Environment.GetEnvironmentVariable("TRACKING_STORE");
        if (string.IsNullOrEmpty(named))
            return Path.Combine(Home, OwnFileName.Value);
        return StoreKinds.Of(named) is IFileStoreKind ? Path.GetFullPath(named) : named;
    }

    /// <summary>The file into which those of dead sessions are merged.</summary>
    public static string ArchivePath => Path.Combine(Home, "archive.json");

    /// <summary>Whether a file is one that a session made for itself, by its name, and not one that someone named.</summary>
    public static bool IsOfSession(string? path) => path != null && OwnName.IsMatch(Path.GetFileName(path));

    /// <summary>This user's session files, oldest first.</summary>
    public static IEnumerable<string> ListFiles() =>
        Directory.Exists(Home) ? Directory.EnumerateFiles(Home, "*.json").OrderBy(path => path, StringComparer.Ordinal) : [];
}

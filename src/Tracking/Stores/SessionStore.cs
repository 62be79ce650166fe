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
    private const string HomeVariable = "TRACKING_HOME";
    private const string StoreVariable = "TRACKING_STORE";

    private static readonly Lazy<string> OwnFileName = new(() =>
    {
        using var self = Process.GetCurrentProcess();
        return $"{self.StartTime:yyyyMMdd-HHmmss}-{self.Id}-{Guid.NewGuid().ToString("N").Substring(0, 8)}.json";
    });

    private static readonly Regex NameOfSession = new(@"^[0-9]{8}-[0-9]{6}-[0-9]+-[0-9a-f]{8}\.json$", RegexOptions.CultureInvariant);

    private static readonly Regex NameOfSpool = new(
        $@"^{SpoolPrefix}[0-9a-f]{{12}}-[0-9]{{8}}-[0-9]{{6}}-[0-9]+-[0-9a-f]{{8}}\.json$", RegexOptions.CultureInvariant);

    /// <summary>With what the names of spools begin; a part for the database and the name of the session follow (rule 15.1).</summary>
    public const string SpoolPrefix = "spool-";

    /// <summary>The name of this session's own file.</summary>
    public static string OwnName => OwnFileName.Value;

    /// <summary>
    /// The folder of the session files: <c>$env:TRACKING_HOME</c>, else a folder below the user's local application data.
    /// </summary>
    /// <exception cref="TrackingException">TrackStorePathInvalid: the variable names no folder, or neither it nor a home folder is
    /// there.</exception>
    public static string Home
    {
        get
        {
            if (EnvironmentPath.Read(HomeVariable) is { } named)
                return Path.GetFullPath(EnvironmentPath.Expand(HomeVariable, named));
            const Environment.SpecialFolder Data = Environment.SpecialFolder.LocalApplicationData;
            var data = Environment.GetFolderPath(Data, Environment.SpecialFolderOption.DoNotVerify);
            if (data.Length > 0)
                return Path.Combine(data, "powershell", "Tracking");
            throw new TrackingException(
                TrackingErrorCode.TrackStorePathInvalid,
                $"The user has no home folder in which session files could lie. Set $env:{HomeVariable} to a folder that can be written.");
        }
    }

    /// <summary>
    /// The folder to which a store goes that can stay nowhere else; null when there is none, which concerns nobody whose store has a place.
    /// </summary>
    public static string? FallbackFolder
    {
        get
        {
            try
            {
                return Home;
            }
            catch (TrackingException)
            {
                return null;
            }
        }
    }

    /// <summary>The folder whose files are compacted by themselves; null when <c>$env:TRACKING_COMPACT</c> is <c>off</c>.</summary>
    public static string? CompactionFolder =>
        string.Equals(Environment.GetEnvironmentVariable("TRACKING_COMPACT"), "off", StringComparison.OrdinalIgnoreCase) ? null
            : FallbackFolder;

    /// <summary>
    /// The location of this session's store: what <c>$env:TRACKING_STORE</c> names, else a file of its own. Asked when the store is first
    /// used.
    /// </summary>
    /// <exception cref="TrackingException">TrackStorePathInvalid: a variable names nothing that can be a store.</exception>
    public static string Locate()
    {
        if (EnvironmentPath.Read(StoreVariable) is not { } named)
            return Path.Combine(Home, OwnFileName.Value);
        return StoreKinds.Of(named) is IFileStoreKind ? Path.GetFullPath(EnvironmentPath.Expand(StoreVariable, named)) : named;
    }

    /// <summary>The file into which those of dead sessions are merged.</summary>
    public static string ArchivePath => Path.Combine(Home, "archive.json");

    /// <summary>Whether a file is one that a session made for itself, by its name, and not one that someone named.</summary>
    public static bool IsOfSession(string? path) => path != null && NameOfSession.IsMatch(Path.GetFileName(path));

    /// <summary>Whether a file is a spool, by its name.</summary>
    public static bool IsSpool(string? path) => path != null && NameOfSpool.IsMatch(Path.GetFileName(path));

    /// <summary>The session files of which a new version is being written, or was when a process was killed.</summary>
    public static IEnumerable<string> ListRewritten() => Directory.Exists(Home) ? StoreKinds.OfFile(Home).FindRewritten(Home) : [];

    /// <summary>This user's session files, oldest first.</summary>
    public static IEnumerable<string> ListFiles() =>
        Directory.Exists(Home) ? Directory.EnumerateFiles(Home, "*.json").OrderBy(path => path, StringComparer.Ordinal) : [];
}

using System;
using System.IO;
using System.Linq;

namespace Tracking.Tests.Files;

/// <summary>A test of what becomes of a file, <c>$path</c>, whichever cmdlet is given it.</summary>
public abstract class FileTest : ModuleTest
{
    /// <summary>The ways to use a file: what is written before the path, and after it.</summary>
    private static readonly (string Use, string Arguments)[] Uses =
    [
        ("Open-TrackStore", ""), ("Open-TrackStore -ReadOnly", ""), ("Open-TrackStore -Repair", ""), ("Search-Track -Store", ""),
        ("Get-TrackRun -Store", ""), ("Save-UserTrack -Store", "a001 @{ k = 1 }"), ("Start-TrackRun -Store", "a001"),
        ("Optimize-TrackStore", ""), ("Remove-TrackStore", ""),
    ];

    protected FileTest()
    {
        Set("path", StoreFile = FilePath("s.json"));
        Run("""
            # A closed session file with so many tracks.
            function New-SessionFile([string] $Path, [int] $Tracks = 3) {
                $noon = Get-Date '2024-05-06T12:00:00'
                $made = Open-TrackStore $Path
                for ($i = 1; $i -le $Tracks; $i++) {
                    $null = Save-UserTrack a001 @{ k = $i } -UserName u1 -TimeStamp $noon.AddMinutes($i) -Store $made
                }
                $made | Close-TrackStore
            }
            """);
    }

    protected string StoreFile { get; }

    /// <summary>The names of all ways to use a file.</summary>
    protected static string[] AllUses => [.. Uses.Select(use => use.Use)];

    /// <summary>Uses a file in one of the ways.</summary>
    protected ScriptResult Use(string use, string path)
    {
        Set("usedPath", path);
        return Attempt($"{use} $usedPath {Uses.Single(known => known.Use == use).Arguments}");
    }

    /// <summary>The full id of an error that a way to use a file gives.</summary>
    protected static string IdOf(string code, string use) =>
        $"{code},Tracking.Commands.{use.Split(' ')[0].Replace("-", "", StringComparison.Ordinal)}Command";

    /// <summary>Whatever is in the folder: names and bytes.</summary>
    protected string[] FolderState() =>
    [
        .. Directory.EnumerateFileSystemEntries(Folder, "*", SearchOption.AllDirectories)
            .Order(StringComparer.Ordinal).Select(path => $"{path} {Content(path)}"),
    ];

    private static string Content(string path) => Directory.Exists(path) ? "folder" : Convert.ToBase64String(File.ReadAllBytes(path));
}

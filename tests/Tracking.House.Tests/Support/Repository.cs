using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;

namespace Tracking.House.Tests;

/// <summary>The files of the repository, by their paths from its root, with forward slashes.</summary>
internal static class Repository
{
    // What the build makes, and what Git and NuGet keep.
    private static readonly HashSet<string> NotOurs =
        ["bin", "obj", "artifacts", ".git", "node_modules", "BenchmarkDotNet.Artifacts", "StrykerOutput"];

    private static readonly string[] TextEndings =
        [".cs", ".md", ".ps1", ".psm1", ".psd1", ".ps1xml", ".txt", ".sql", ".sh", ".js", ".css", ".csproj", ".props", ".slnx"];

    private const string Self = "tests/Tracking.House.Tests/";

    /// <summary>The repository's root.</summary>
    public static string Root { get; } = FindRoot();

    /// <summary>Every file.</summary>
    public static IReadOnlyList<string> Files { get; } =
        [.. FilesUnder(Root).Select(path => Path.GetRelativePath(Root, path).Replace('\\', '/')).Order(StringComparer.Ordinal)];

    /// <summary>Those that people write, but for the tests of what is written in them, which have to say what must not be said.</summary>
    public static IEnumerable<string> Texts => Files.Where(file =>
        TextEndings.Contains(Path.GetExtension(file)) && !file.StartsWith(Self, StringComparison.Ordinal));

    /// <summary>The C# sources.</summary>
    public static IEnumerable<string> CSharp => Files.Where(file => file.EndsWith(".cs", StringComparison.Ordinal));

    /// <summary>The C# sources of what ships.</summary>
    public static IEnumerable<string> Shipped => CSharp.Where(file => file.StartsWith("src/", StringComparison.Ordinal));

    /// <summary>The lines of a file.</summary>
    public static string[] Lines(string file) => File.ReadAllLines(Path.Combine(Root, file));

    /// <summary>The text of a file.</summary>
    public static string Text(string file) => File.ReadAllText(Path.Combine(Root, file));

    /// <summary>Whether there is such a file or folder.</summary>
    public static bool Has(string path) => Path.Exists(Path.Combine(Root, path));

    /// <summary>The folder of a file.</summary>
    public static string Folder(string file) => Path.GetDirectoryName(file)!.Replace('\\', '/');

    private static string FindRoot()
    {
        var folder = AppContext.BaseDirectory;
        while (!File.Exists(Path.Combine(folder, "Tracking.slnx")))
            folder = Path.GetDirectoryName(folder) ?? throw new DirectoryNotFoundException("The tests are not run in the repository.");
        return folder;
    }

    private static IEnumerable<string> FilesUnder(string folder) =>
        Directory.EnumerateFiles(folder).Concat(FoldersIn(folder).SelectMany(FilesUnder));

    private static IEnumerable<string> FoldersIn(string folder) =>
        Directory.EnumerateDirectories(folder).Where(sub => !NotOurs.Contains(Path.GetFileName(sub)));
}

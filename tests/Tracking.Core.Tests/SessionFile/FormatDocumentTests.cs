using System;
using System.IO;
using System.Linq;
using System.Text;
using System.Text.RegularExpressions;
using Tracking.SessionFile;
using Xunit;

namespace Tracking.Tests;

/// <summary>
/// What FORMAT.md shows is what the module reads, and its algorithm for the check value (format 4.2) is the one that the module computes.
/// </summary>
public sealed partial class FormatDocumentTests
{
    private static readonly string Document = File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "FORMAT.md"));

    private static string[] ExampleLines => Example().Match(Document).Groups[1].Value.TrimEnd('\n').Split('\n');

    [Fact]
    public void The_example_is_a_store_that_opens_without_a_warning()
    {
        using var folder = new TempFolder();
        File.WriteAllText(folder.File(), string.Join("\n", ExampleLines) + "\n");
        using var store = FileTrackStore.Open(folder.File(), new FileStoreOptions { ReadOnly = true });
        Assert.Empty(store.DrainWarnings());
        Assert.Equal((1, 1), (store.Count().Tracks, store.Count().Runs));
        Assert.Equal(RunStatus.Finished, store.FindRun(1)!.Status);
    }

    [Fact]
    public void The_algorithm_gives_the_check_value_of_every_line_shown()
    {
        var lines = ExampleLines.SkipLast(1).Select(line => line.TrimStart(','))
            .Append(Vector().Match(Document).Groups[1].Value).Append(SeededVector().Match(Document).Groups[1].Value).ToList();
        Assert.Equal(6, lines.Count);
        Assert.Equal(2, lines.Count(line => line.StartsWith("{\"c\":", StringComparison.Ordinal)));
        var seed = ByTheDocument("6f9619ff-8b86-4011-b42d-00c04fc964ff/1"u8.ToArray());
        Assert.Contains($"`{seed:x8}`", Document, StringComparison.Ordinal);
        Assert.Equal(seed, LineCheck.Seed(new Guid("6f9619ff-8b86-4011-b42d-00c04fc964ff"), 1));
        Assert.All(lines, line =>
        {
            var isSeeded = line.StartsWith("{\"s\":", StringComparison.Ordinal);
            Assert.Equal(line[6..14], $"{ByTheDocument(Encoding.UTF8.GetBytes(line[14..])) ^ (isSeeded ? seed : 0):x8}");
            var bytes = Encoding.UTF8.GetBytes(line);
            Assert.True(isSeeded ? LineCheck.IsRight(bytes, 0, bytes.Length, seed) : LineCheck.IsRight(bytes, 0, bytes.Length), line);
        });
    }

    /// <summary>The algorithm as the document has it, byte by byte, so that it holds on a machine of either byte order.</summary>
    private static uint ByTheDocument(byte[] covered)
    {
        const ulong Factor = 0x9E3779B97F4A7C15;
        var hash = (ulong)covered.Length * Factor;
        var whole = covered.Length / 8 * 8;
        for (var at = 0; at < whole; at += 8)
        {
            var word = 0UL;
            for (var i = 7; i >= 0; i--)
                word = (word << 8) | covered[at + i];
            hash = Mixed(hash, word);
        }
        foreach (var one in covered[whole..])
            hash = Mixed(hash, one);
        return (uint)(hash ^ (hash >> 32));

        static ulong Mixed(ulong hash, ulong value)
        {
            hash = (hash ^ value) * Factor;
            return hash ^ (hash >> 29);
        }
    }

    [GeneratedRegex("```json\n(.*?)```", RegexOptions.Singleline)]
    private static partial Regex Example();

    [GeneratedRegex("A test vector: the line `(\\{[^`]*\\})`")]
    private static partial Regex Vector();

    [GeneratedRegex("generation 1, `[0-9a-f]{8}`, it is\n`(\\{[^`]*\\})`")]
    private static partial Regex SeededVector();
}

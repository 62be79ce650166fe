using System;
using System.IO;
using System.Linq;
using System.Text;
using Tracking.SessionFile;
using Xunit;

namespace Tracking.Tests;

/// <summary>Lines that are very long, or very many: a clear error in bounded time and memory (format 1.5).</summary>
public sealed class LargeFileTests
{
    private static readonly byte[] Good = HostileFile.Track(HostileFile.Bytes("{}"), isChecked: true, null, "b", 1);

    [Fact]
    public void A_line_of_200_MB_is_refused_without_being_kept()
    {
        using var folder = new TempFolder();
        WriteFile(folder.File(), 200 << 20);
        foreach (var how in Enum.GetValues<OpenAs>())
        {
            // A pass over the file takes as much as the longest line that is allowed three times; a reader looks
            // twice at what is damaged, and so does repairing.
            Bounds.Keep(how == OpenAs.Writer ? 220 : 850, () =>
            {
                try
                {
                    using var store = FileTrackStore.Open(folder.File(),
                        new FileStoreOptions { ReadOnly = how == OpenAs.Reader, Repair = how == OpenAs.Repair });
                    Assert.NotEqual(OpenAs.Writer, how);
                    Assert.Equal(2, store.Count().Tracks);
                    Assert.Contains(store.DrainWarnings(),
                        warning => warning.Contains("the line has more than 64 MiB", StringComparison.Ordinal));
                }
                catch (TrackingException error)
                {
                    Assert.Equal((OpenAs.Writer, TrackingErrorCode.TrackStoreDamaged), (how, error.Code));
                    Assert.Contains("Line 3, byte", error.Message, StringComparison.Ordinal);
                    Assert.Contains("64 MiB", error.Message, StringComparison.Ordinal);
                }
            });
        }
    }

    [Fact]
    public void A_line_may_have_64_MiB_and_not_a_byte_more()
    {
        using var folder = new TempFolder();
        WriteFile(folder.File(), 64 << 20);
        using (var store = FileTrackStore.Open(folder.File(), new FileStoreOptions { ReadOnly = true }))
            Assert.Equal(3, store.Count().Tracks);
        WriteFile(folder.File(), (64 << 20) + 1);
        using (var store = FileTrackStore.Open(folder.File(), new FileStoreOptions { ReadOnly = true }))
            Assert.Equal(2, store.Count().Tracks);
    }

    [Fact]
    public void Bad_lines_without_number_take_no_memory()
    {
        byte[] bytes = [.. HostileFile.Of(Good)[..^(SampleFile.Shared.ClosingLength + 1)],
            .. Encoding.ASCII.GetBytes(string.Concat(Enumerable.Repeat("\nx", 50_000))),
            .. HostileFile.Of(Good)[^(SampleFile.Shared.ClosingLength + 1)..]];
        // Each is thrown once and told of once; what stays is the first few.
        Bounds.Keep(700, () =>
        {
            var opened = OpenedFile.Open(bytes, OpenAs.Reader);
            Assert.Equal(20, opened.Warnings.Count);
        });
    }

    /// <summary>Writes a file with a good track, one in a line of so many bytes, its comma among them, and another good one.</summary>
    private static void WriteFile(string path, int longLine)
    {
        var empty = HostileFile.Track(HostileFile.Bytes("{\"a\":\"\"}"), isChecked: true, null, "c", 2);
        var text = new byte[longLine - 1 - empty.Length];
        text.AsSpan().Fill((byte)'x');
        var line = HostileFile.Track([.. HostileFile.Bytes("{\"a\":\""), .. text, .. HostileFile.Bytes("\"}")], isChecked: true, null, "c",
            2);
        File.WriteAllBytes(path, HostileFile.Of(Good, line, HostileFile.Track(HostileFile.Bytes("{}"), isChecked: true, null, "d", 3)));
    }
}

using System;
using System.Linq;
using System.Text;
using Tracking.SessionFile;
using Xunit;

namespace Tracking.Tests;

/// <summary>
/// Up to where a file is known to be on the disk, by what its lines say: whoever opens it writes the rest again (format 7.7).
/// </summary>
public sealed class FlushedEndTests
{
    private static SampleFile Sample => SampleFile.Shared;

    /// <summary>
    /// The line of an event says up to which event everything was on the disk when it was written; the byte behind
    /// that event is known only if it was the last one then.
    /// </summary>
    [Theory]
    [InlineData(0)]
    [InlineData(0, "3 2")]
    [InlineData(2, "3 2", "5 2")]
    [InlineData(2, "3 2", "5 3")]
    [InlineData(2, "3 2", "5 4")]
    [InlineData(2, "3 1", "5 4")]
    [InlineData(0, "3 1", "5 1")]
    [InlineData(4, "3 2", "5 4", "7 6")]
    [InlineData(2, "3 2", "5 4", "7 3")]
    [InlineData(6, "3 2", "5 3", "7 6", "9 6")]
    public void It_is_where_the_last_event_ended_that_a_later_flush_covers(int lastFlushed, params string[] told)
    {
        var lines = Sample.Lines;
        foreach (var (n, flushed) in told.Select(pair => (pair[0] - '0', pair[2])))
            lines[n] = SampleFile.Checked(lines[n].Replace($"\"n\":{n},", $"\"n\":{n},\"flushed\":{flushed},", StringComparison.Ordinal));
        lines[^1] = "]}";
        var bytes = SampleFile.Join(lines);
        var disk = new SimulatedDisk(4096);
        disk.Put(SampleFile.Path, bytes);
        using var file = disk.Open(SampleFile.Path, writable: false);
        var content = FileReader.Read(file, bytes.Length);
        Assert.Equal(lastFlushed == 0 ? 0 : Encoding.UTF8.GetByteCount(string.Join('\n', lines.Take(lastFlushed + 1))), content.FlushedEnd);
        Assert.Equal(lines.Count - 1, content.NextEvent);
    }
}

using System;
using System.IO;
using System.Linq;
using System.Text.Json;
using Tracking.Model;
using Tracking.SessionFile;
using Xunit;

namespace Tracking.Tests;

/// <summary>
/// A write of which the first bytes alone came to the file, as when the process is killed at it, or the machine (format 7.2).
/// </summary>
public sealed class TornWriteTests : IDisposable
{
    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void However_many_bytes_of_a_write_came_the_events_before_it_are_there()
    {
        var (before, after, stateBefore, stateAfter) = SaveOneMore();
        var start = Array.LastIndexOf(before, (byte)'\n', before.Length - 2);
        var wholeEvent = after.Length - start - (before.Length - start);
        for (var count = 0; count <= after.Length - start; count += TestScale.Stride)
        {
            var expected = count < wholeEvent ? stateBefore : stateAfter;
            var file = _folder.File($"{count}.json");
            File.WriteAllBytes(file, [.. after.Take(start + count), .. before.Skip(start + count)]);

            using (var snapshot = FileTrackStore.Open(file, new FileStoreOptions { ReadOnly = true }))
                Assert.Equal(expected, StoreState.Of(snapshot));
            using (var store = FileTrackStore.Open(file))
                Assert.Equal(expected, StoreState.Of(store));
            using (JsonDocument.Parse(File.ReadAllBytes(file)))
            {
            }
        }
    }

    private (byte[] Before, byte[] After, string StateBefore, string StateAfter) SaveOneMore()
    {
        var file = _folder.File();
        using var store = FileTrackStore.Open(file);
        Save(1);
        Save(2);
        var (before, stateBefore) = (File.ReadAllBytes(file), StoreState.Of(store));
        Save(3);
        return (before, File.ReadAllBytes(file), stateBefore, StoreState.Of(store));

        void Save(int n) => store.Save(new TrackDraft("a001", "u1", Json.Data($"{{\"n\":{n}}}")));
    }
}

using System;
using System.IO;
using System.Linq;
using Tracking.Model;
using Tracking.SessionFile;
using Tracking.Tests.Disk;
using Xunit;

namespace Tracking.Tests;

/// <summary>Where nothing can be put in the place of an open file, a store cannot be optimised, and goes on as it is.</summary>
public sealed class WineOptimizeTests : IDisposable
{
    private readonly TempFolder _folder = new();

    [Fact]
    public void An_optimisation_that_cannot_end_is_refused_and_leaves_the_store_as_it_was()
    {
        Assert.SkipUnless(Wine.ReplacesNoOpenFile, "This Wine puts a file in the place of an open one.");
        var path = _folder.File();
        using (var store = FileTrackStore.Open(path))
        {
            store.Save(new TrackDraft("a", "u", Json.Data("{}")));
            store.Save(new TrackDraft("a", "u", Json.Data("{}")));
            store.Remove(1);
            var before = StoreState.Of(store);
            var error = Assert.Throws<TrackingException>(() => store.Optimize());
            Assert.Equal(TrackingErrorCode.TrackStoreWriteFailed, error.Code);
            Assert.Contains("write anew", error.Message, StringComparison.Ordinal);
            Assert.Equal(before, StoreState.Of(store));
            Assert.Equal(3, store.Save(new TrackDraft("a", "u", Json.Data("{}"))).Number);
        }
        Assert.Equal([path], Directory.GetFiles(Path.GetDirectoryName(path)!));
        using var again = FileTrackStore.Open(path);
        Assert.Empty(again.DrainWarnings());
        Assert.Equal([2L, 3], again.Search(new TrackQuery()).Select(track => track.Number));
    }

    public void Dispose() => _folder.Dispose();
}

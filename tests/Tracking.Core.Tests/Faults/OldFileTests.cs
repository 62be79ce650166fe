using System;
using System.Linq;
using Tracking.Engine;
using Tracking.Model;
using Tracking.Seam;
using Tracking.SessionFile;
using Xunit;

namespace Tracking.Tests;

/// <summary>
/// Files that were written before tracks could be copied: they open as ever, and what is in them has its origin all the same.
/// </summary>
public sealed class OldFileTests
{
    private const string Session = "6f9619ff-8b86-d011-b42d-00c04fc964ff";
    private const string Writer = "22222222-2222-2222-2222-222222222222";
    private const string At = "\"at\":\"2024-01-01T00:00:00Z\"";

    private static readonly string[] Optimised =
    [
        "{\"tracking\":1,\"session\":\"" + Session
            + "\",\"generation\":2,\"first\":9,\"kept\":5,\"nextTrack\":4,\"nextRun\":3,\"clock\":\"2024-01-01T00:00:00Z\","
            + "\"created\":\"2024-01-01T00:00:00Z\",\"host\":\"h\",\"user\":\"u\",\"process\":1,\"events\":[",
        // Its runs stood before the first writer, whichever had started them.
        "{\"n\":9,\"keep\":1,\"task\":\"a\",\"started\":\"2024-01-01T00:00:00Z\",\"ended\":\"2024-01-01T00:00:00Z\",\"status\":\"failed\","
            + "\"message\":\"m\"}",
        ",{\"n\":10,\"keep\":2,\"task\":\"b\",\"started\":\"2024-01-01T00:00:00Z\",\"ended\":\"2024-01-01T00:00:00Z\","
            + "\"status\":\"running\",\"current\":true}",
        ",{\"n\":11,\"opened\":\"" + Writer + "\"," + At + ",\"process\":1,\"host\":\"h\"}",
        ",{\"n\":12,\"save\":1,\"task\":\"a\",\"run\":1,\"user\":\"u\"," + At + ",\"data\":{\"k\":1}}",
        ",{\"n\":13,\"save\":3,\"task\":\"b\",\"run\":2,\"user\":\"u\"," + At
            + ",\"given\":true,\"types\":{\"/k\":\"Guid\"},\"data\":{\"k\":\"x\"}}",
        ",{\"n\":14,\"update\":3,\"task\":\"b\",\"run\":2,\"user\":\"u\"," + At + ",\"data\":{\"k\":2}}",
        ",{\"n\":15,\"update\":3,\"task\":\"b\",\"run\":2,\"user\":\"u\"," + At + ",\"data\":{\"k\":3}}",
        "],\"flushed\":true }",
    ];

    private static byte[] Bytes =>
        SampleFile.Join(Optimised.Select((line, i) => i == Optimised.Length - 1 ? line : SampleFile.Checked(line)));

    [Fact]
    public void An_optimised_one_opens_without_a_word_and_is_not_touched()
    {
        foreach (var how in new[] { OpenAs.Reader, OpenAs.Writer })
        {
            var opened = OpenedFile.Open(Bytes, how);
            Assert.Null(opened.Error);
            Assert.Empty(opened.Warnings);
            if (how == OpenAs.Reader)
                opened.IsUntouched(Bytes);
            else
                opened.IsTakenOver(Bytes);
            opened.GoesOn();
        }
    }

    [Fact]
    public void What_was_replaced_in_it_is_later_than_what_was_not()
    {
        using var store =
            FileTrackStore.Open(OpenedFile.Open(Bytes, OpenAs.Writer).Disk.Copy(), SampleFile.Path, null, new TestClock().Read);
        Assert.Equal([0, 1], store.Search(new TrackQuery()).OrderBy(track => track.Number).Select(track => track.Version));
        Assert.Equal(2, store.Save(new TrackDraft("b", "u", Json.Data("{}")) { Mode = SaveMode.Update }).Version);
    }

    [Fact]
    public void What_is_in_it_has_its_origin_and_keeps_it()
    {
        var disk = OpenedFile.Open(Bytes, OpenAs.Writer).Disk.Copy();
        using var destination = new MemoryTrackStore();
        for (var round = 0; round < 3; round++)
        {
            using var store = FileTrackStore.Open(disk, SampleFile.Path, null, new TestClock().Read);
            Assert.Equal(new Origin[] { new(new Guid(Session), 1), new(new Guid(Session), 2) }, store.ExportRuns().Select(r => r.Origin));
            Assert.Equal(new Origin[] { new(new Guid(Writer), 1), new(new Guid(Writer), 3) },
                store.Export(new TrackQuery()).Select(t => t.Origin));
            new StoreCopier(store, destination).CopyAll();
            Assert.Equal((2, 2), (destination.Count().Tracks, destination.Count().Runs));
            // Of one that is optimised now, each writer stands before its runs as well.
            store.Optimize();
        }
    }
}

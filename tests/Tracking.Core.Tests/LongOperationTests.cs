using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Threading;
using Tracking.Model;
using Tracking.SessionFile;
using Xunit;

namespace Tracking.Tests;

/// <summary>A long operation reports how far it is, and can be cancelled (rule 2.5).</summary>
public sealed class LongOperationTests : IDisposable
{
    private const int Tracks = 20_000;

    private readonly TempFolder _folder = new();
    private readonly FileTrackStore _store;

    public LongOperationTests()
    {
        _store = FileTrackStore.Open(_folder.File(), new FileStoreOptions { Durability = Durability.OnClose });
        for (var i = 0; i < Tracks; i++)
        {
            _store.Save(
                new TrackDraft("a001", "u1", Json.Data("""{"a":1}""")) { TimeUtc = DateTime.UnixEpoch.AddSeconds(i * 7919 % Tracks) });
        }
    }

    public static TheoryData<string> Works => ["open", "snapshot", "optimise", "reindex"];

    public void Dispose()
    {
        _store.Dispose();
        _folder.Dispose();
    }

    [Theory]
    [MemberData(nameof(Works))]
    public void It_reports_how_far_it_is(string work)
    {
        var told = new List<double>();
        Do(work, new Listener(told.Add));
        Assert.InRange(told.Count, 3, Tracks / 1000);
        Assert.Equal(told.Order(), told);
        Assert.InRange(told[0], 0.01, 0.4);
        Assert.InRange(told[^1], 0.7, 1);
    }

    [Theory]
    [MemberData(nameof(Works))]
    public void A_cancelled_one_leaves_everything_as_it_was(string work)
    {
        var before = StoreState.Of(_store);
        for (var stopAt = 1; stopAt <= 4; stopAt++)
        {
            var heard = 0;
            using var source = new CancellationTokenSource();
            var listener = new Listener(_ =>
            {
                if (++heard == stopAt)
                    source.Cancel();
            });
            Assert.Throws<OperationCanceledException>(() => Do(work, listener, source.Token));
            Assert.Equal(stopAt, heard);
        }

        Assert.Equal(before, StoreState.Of(_store));
        Assert.Equal([_folder.File()], Directory.GetFiles(Path.GetDirectoryName(_folder.File())!));
        Assert.Equal(Tracks + 1, _store.Save(new TrackDraft("a001", "u1", Json.Data("{}"))).Number);
        before = StoreState.Of(_store);
        Do(work, new Listener(_ => { }));
        Assert.Equal(before, StoreState.Of(_store));
        using var reader = FileTrackStore.Open(_folder.File(), new FileStoreOptions { ReadOnly = true });
        Assert.Equal(before, StoreState.Of(reader));
    }

    private void Do(string work, IProgress<double> progress, CancellationToken cancellation = default)
    {
        switch (work)
        {
            case "open":
                File.Copy(_folder.File(), _folder.File("copy.json"), overwrite: true);
                try
                {
                    FileTrackStore.Open(_folder.File("copy.json"),
                        new FileStoreOptions { Progress = progress, Cancellation = cancellation }).Dispose();
                }
                finally
                {
                    // Its lock is free again, or this could not be opened.
                    FileTrackStore.Open(_folder.File("copy.json")).Dispose();
                    File.Delete(_folder.File("copy.json"));
                }
                break;
            case "snapshot":
                FileTrackStore.Open(_folder.File(),
                    new FileStoreOptions { ReadOnly = true, Progress = progress, Cancellation = cancellation }).Dispose();
                break;
            case "optimise":
                _store.Optimize(progress, acceptEdits: false, cancellation);
                break;
            default:
                _store.RebuildIndexes(progress, cancellation);
                break;
        }
    }

    private sealed class Listener(Action<double> heard) : IProgress<double>
    {
        public void Report(double value) => heard(value);
    }
}

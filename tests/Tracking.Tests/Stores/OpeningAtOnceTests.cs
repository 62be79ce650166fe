using System;
using System.Linq;
using System.Net;
using System.Reflection;
using System.Threading;
using System.Threading.Tasks;
using Tracking.Engine;
using Tracking.Seam;
using Tracking.SessionFile;
using Tracking.Stores;
using Xunit;

namespace Tracking.Tests.Stores;

/// <summary>
/// Stores that are opened and closed at the same time in one process (rule 1.2): who wants the same one waits, and nobody else does. What
/// is asserted is an order of events, and no duration.
/// </summary>
public sealed class OpeningAtOnceTests : ModuleTest
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private static StoreRegistry Registry => StoreRegistry.Instance;

    [Theory]
    [InlineData("$null = Open-TrackStore -InMemory")]
    [InlineData("$null = Open-TrackStore other.json")]
    [InlineData("$null = Open-TrackStore other.json -ReadOnly")]
    [InlineData("$null = Save-UserTrack a001 @{ k = 1 } -Store other.json")]
    [InlineData("$null = Save-UserTrack a001 @{ k = 1 }")]
    [InlineData("$null = Search-Track -Store other.json")]
    [InlineData("$null = Get-TrackStore -Open")]
    [InlineData("Close-TrackStore -Store other.json")]
    public void Nobody_else_waits_while_a_store_is_being_opened(string work)
    {
        Run("$null = Save-UserTrack a001 @{ k = 1 } -Store other.json");
        var slow = new SlowKind();
        var opening = slow.Begin();
        slow.AwaitOpening();
        Run(work);
        Assert.False(opening.IsCompleted);
        slow.LetOpen();
        Registry.Close(End(opening));
    }

    [Fact]
    public void Who_wants_the_same_store_waits_and_shares_it()
    {
        var slow = new SlowKind();
        var first = slow.Begin();
        slow.AwaitOpening();
        var second = slow.Begin();
        Thread.Sleep(100);
        Assert.False(second.IsCompleted);
        slow.LetOpen();
        Assert.Same(End(first), End(second));
        Assert.Equal(1, slow.Openings);
        Registry.Close(End(first));
    }

    [Fact]
    public void That_another_process_holds_the_file_is_told_all_who_waited()
    {
        var slow = new SlowKind { Failure = new TrackingException(TrackingErrorCode.TrackStoreLocked, "Held by process 7.") };
        var first = slow.Begin();
        slow.AwaitOpening();
        Task<TrackStore>[] others = [slow.Begin(), slow.Begin(), slow.Begin()];
        Thread.Sleep(100);
        slow.LetOpen();
        Assert.Equal("Held by process 7.", Fails(TrackingErrorCode.TrackStoreLocked, first));
        Assert.All(others, other => Assert.Equal("Held by process 7.", Fails(TrackingErrorCode.TrackStoreLocked, other)));
        Assert.Equal(1, slow.Openings);
    }

    [Fact]
    public void After_another_failure_who_waited_tries_it()
    {
        var slow = new SlowKind { Failure = new TrackingException(TrackingErrorCode.TrackStoreDamaged, "Damaged.") };
        var first = slow.Begin();
        slow.AwaitOpening();
        var second = slow.Begin();
        Thread.Sleep(100);
        slow.LetOpen();
        Fails(TrackingErrorCode.TrackStoreDamaged, first);
        Fails(TrackingErrorCode.TrackStoreDamaged, second);
        Assert.Equal(2, slow.Openings);
    }

    [Fact]
    public void Who_waits_can_be_stopped()
    {
        var slow = new SlowKind();
        var first = slow.Begin();
        slow.AwaitOpening();
        using var stop = new CancellationTokenSource();
        var second = slow.Begin(stop.Token);
        stop.Cancel();
        Assert.ThrowsAny<OperationCanceledException>(() => End(second));
        Assert.False(first.IsCompleted);
        slow.LetOpen();
        Registry.Close(End(first));
    }

    [Fact]
    public void Nobody_else_waits_while_a_store_is_being_closed_and_it_is_not_opened_again_before()
    {
        var slow = new SlowKind { ClosesSlowly = true };
        slow.LetOpen();
        var store = End(slow.Begin());
        var closing = Task.Run(() => Registry.Close(store));
        slow.AwaitClosing();
        Run("$null = Open-TrackStore other.json; Close-TrackStore");
        var again = slow.Begin();
        Thread.Sleep(100);
        Assert.Equal((false, false, 1), (closing.IsCompleted, again.IsCompleted, slow.Openings));
        slow.LetClose();
        Registry.Close(End(again));
        Assert.Equal(2, slow.Openings);
        AwaitEnd(closing);
    }

    [Fact]
    public void A_file_that_another_process_holds_makes_no_other_opening_wait()
    {
        // A loaded machine may take so long that the one that waits gives up; where each opening waited, it would give up every time.
        Assert.Contains(Enumerable.Range(0, 5), round =>
        {
            var held = FilePath($"held{round}.json");
            var holder = FileTrackStore.Open(held);
            using var waiting = Begin($"Set-Content '{FilePath($"waiting{round}")}' 1; Save-UserTrack a001 @{{ k = 1 }} -Store '{held}'")
                .WaitFor(FilePath($"waiting{round}"));
            Thread.Sleep(100);
            Run($"$null = Open-TrackStore other{round}.json; Close-TrackStore");
            holder.Dispose();
            return waiting.End().Output.SequenceEqual(["0000001"]);
        });
    }

    private static void AwaitEnd(Task work) => Assert.True(work.Wait(Patience), "It does not end.");

    private static TrackStore End(Task<TrackStore> opening)
    {
        Assert.True(Task.WaitAny([opening], Patience) == 0, "The opening does not end.");
        return opening.GetAwaiter().GetResult();
    }

    private static string Fails(TrackingErrorCode code, Task<TrackStore> opening)
    {
        var error = Assert.Throws<TrackingException>(() => End(opening));
        Assert.Equal(code, error.Code);
        return error.Message;
    }

    /// <summary>Stores at one location, which are opened when the test lets them.</summary>
    private sealed class SlowKind : IStoreKind
    {
        private readonly TaskCompletionSource _opening = new();
        private readonly TaskCompletionSource _mayOpen = new();
        private readonly TaskCompletionSource _closing = new();
        private readonly TaskCompletionSource _mayClose = new();
        private int _openings;

        public string Name => "Slow";

        public TrackingException? Failure { get; init; }

        public bool ClosesSlowly { get; init; }

        public int Openings => _openings;

        public bool Understands(string location) => true;

        public StoreLocation Locate(string location, NetworkCredential? credential = null) => new(location, location, Path: null);

        public ITrackStore Open(string location, StoreOptions options, CancellationToken cancellation = default)
        {
            Interlocked.Increment(ref _openings);
            _opening.TrySetResult();
            Assert.True(_mayOpen.Task.Wait(Patience, CancellationToken.None));
            return Failure != null ? throw new TrackingException(Failure.Code, Failure.Message)
                : ClosesSlowly ? SlowlyClosed.Of(new MemoryTrackStore(), Close) : new MemoryTrackStore();
        }

        public Task<TrackStore> Begin(CancellationToken cancellation = default) => Task.Factory.StartNew(
            () => Registry.Open(this, "here", new StoreOptions(), cancellation), CancellationToken.None,
            TaskCreationOptions.LongRunning, TaskScheduler.Default);

        public void AwaitOpening() => Assert.True(_opening.Task.Wait(Patience));

        public void AwaitClosing() => Assert.True(_closing.Task.Wait(Patience));

        public void LetOpen() => _mayOpen.TrySetResult();

        public void LetClose() => _mayClose.TrySetResult();

        private void Close()
        {
            _closing.TrySetResult();
            Assert.True(_mayClose.Task.Wait(Patience));
        }
    }

    /// <summary>A store that is closed when the test lets it.</summary>
#pragma warning disable CA1852 // What DispatchProxy makes derives from it.
    private class SlowlyClosed : DispatchProxy
#pragma warning restore CA1852
    {
        private ITrackStore _store = null!;
        private Action _close = null!;

        public static ITrackStore Of(ITrackStore store, Action close)
        {
            var proxy = Create<ITrackStore, SlowlyClosed>();
            ((SlowlyClosed)(object)proxy)._store = store;
            ((SlowlyClosed)(object)proxy)._close = close;
            return proxy;
        }

        protected override object? Invoke(MethodInfo? targetMethod, object?[]? args)
        {
            if (targetMethod!.Name == nameof(IDisposable.Dispose))
                _close();
            return targetMethod.Invoke(_store, args);
        }
    }
}

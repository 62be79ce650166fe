using Tracking.Engine;
using Tracking.Model;
using Tracking.Seam;
using Xunit;

namespace Tracking.Tests;

/// <summary>The contract in memory.</summary>
public sealed class MemoryTrackStoreTests : TrackStoreContract
{
    [Fact]
    public void It_has_no_path_and_nothing_to_optimise()
    {
        Assert.Null(Store.Path);
        Assert.Equal(new OptimizeResult(0, 0), Store.Optimize());
    }

    [Fact]
    public void Without_a_clock_it_takes_the_systems_in_utc()
    {
        using var store = new MemoryTrackStore();
        var before = System.DateTime.UtcNow;
        var time = store.Save(new TrackDraft("a001", "u1", Json.Data("{}"))).TimeUtc;
        Assert.InRange(time, before, System.DateTime.UtcNow);
    }

    /// <inheritdoc/>
    protected override ITrackStore Open() => new MemoryTrackStore(Clock.Read);

    /// <inheritdoc/>
    protected override void Reopen()
    {
        // Closing it would be its end.
    }
}

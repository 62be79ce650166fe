using System.Linq;
using Tracking.Seam;
using Xunit;

namespace Tracking.Tests;

// rule 4.1
public abstract partial class TrackStoreContract
{
    [Fact]
    public void Track_ids_count_up_from_1() =>
        Assert.Equal([1, 2, 3], new[] { Save("a001"), Save("a002"), Save("a001", "u2") }.Select(t => t.Number));

    [Fact]
    public void Tracks_of_one_time_are_ordered_by_number_as_a_number()
    {
        for (var i = 0; i < 120; i++)
            Save(at: 0);
        Assert.Equal(Enumerable.Range(1, 120).Select(n => (long)n), FindAll());
    }

    [Fact]
    public void Run_ids_are_one_counter_over_all_tasks_and_none()
    {
        Assert.Equal(1, Save("a001").RunId);
        Assert.Equal(2, Store.StartRun("a002").RunId);
        Assert.Equal(3, Store.StartRun(null).RunId);
        Assert.Equal(4, Save("a003").RunId);
        Assert.Equal(5, Store.StartRun("a001").RunId);
    }

    [Fact]
    public void The_id_of_a_removed_track_is_not_given_again()
    {
        Save();
        Save();
        Store.Remove(2);
        Assert.Equal(3, Save().Number);
    }

    [Fact]
    public void The_id_of_a_removed_track_is_not_given_again_after_reopening()
    {
        Save();
        Save();
        Store.Remove(2);
        Reopen();
        Assert.Equal(3, Save().Number);
    }

    [Fact]
    public void The_id_of_a_removed_track_is_not_given_again_after_optimising_and_reopening()
    {
        Save();
        Save();
        Store.Remove(2);
        Store.Optimize();
        Assert.Equal(3, Save().Number);
        Store.Remove(3);
        Store.Optimize();
        Reopen();
        Assert.Equal(4, Save().Number);
    }

    [Fact]
    public void A_store_that_was_emptied_goes_on_with_its_ids()
    {
        Save("a001");
        Save("a002");
        Store.StopRun("a001");
        Store.Remove(1);
        Store.Remove(2);
        Store.Optimize();
        Reopen();
        Assert.Equal(3, Store.StartRun("a001").RunId);
        Assert.Equal(3, Save().Number);
    }

    [Fact]
    public void A_refused_save_uses_up_no_id()
    {
        Save();
        Refused(TrackingErrorCode.TrackRunNotFound, () => Save("a002", run: 7));
        Refused(TrackingErrorCode.TrackNameInvalid, () => Save("a002", user: ""));
        var track = Save("a002");
        Assert.Equal((2, 2), (track.Number, track.RunId));
    }
}

using System;
using System.Collections.Generic;
using System.Linq;
using System.Text;
using Tracking.Model;
using Tracking.Seam;
using Tracking.SessionFile;
using Xunit;

namespace Tracking.Tests;

/// <summary>
/// Clocks that step, in a file that is closed, optimised and opened again at each step: rule 4.5 holds, and times are kept in UTC.
/// </summary>
public sealed class ClockStepTests : IDisposable
{
    private const string Path = "/data/store.json";

    private readonly SimulatedDisk _disk = new(4096);
    private readonly TestClock _clock = new() { UtcNow = new DateTime(2024, 6, 15, 12, 0, 0, DateTimeKind.Utc) };
    private FileTrackStore _store;
    private int _reopened;

    public ClockStepTests()
    {
        _disk.CreateFolder("/data");
        _store = Open();
    }

    public void Dispose() => _store.Dispose();

    [Fact]
    public void An_hour_back_times_go_on_from_the_last_one_through_any_number_of_processes()
    {
        var first = Save();
        _clock.Advance(-TimeSpan.FromHours(1));
        for (var minutes = 0; minutes < 120; minutes += 20)
        {
            Reopen();
            var expected = first.TimeUtc.AddMinutes(minutes);
            Assert.Equal(expected, Save().TimeUtc);
            Assert.Equal(expected, _store.StartRun("other").StartUtc);
            Assert.Equal(minutes == 0 ? 1 : 0, _store.DrainWarnings().Count);
            _clock.Advance(TimeSpan.FromMinutes(20));
        }

        Assert.Equal(Enumerable.Range(1, 7).Select(n => (long)n), All());
        Assert.Equal([1L, 2], Between(first.TimeUtc, first.TimeUtc));
    }

    [Fact]
    public void Two_days_back_the_new_time_is_believed_with_one_warning_and_the_order_is_that_of_time()
    {
        var before = Save();
        _clock.Advance(-TimeSpan.FromDays(2));
        Reopen();
        var after = Save();
        Assert.Equal(_clock.UtcNow, after.TimeUtc);
        Assert.Single(_store.DrainWarnings());
        Reopen();
        _clock.Advance(TimeSpan.FromMinutes(1));
        Save();
        Assert.Empty(_store.DrainWarnings());
        Assert.Equal([2L, 3, 1], All());
        Assert.Equal([1L], _store.Search(new TrackQuery { Last = 1 }).Select(track => track.Number));
        Assert.Equal([2L, 3], Between(after.TimeUtc, before.TimeUtc.AddTicks(-1)));
        Assert.Equal(before.TimeUtc, _store.FindRun(1)!.EndUtc);
    }

    [Fact]
    public void A_year_forward_and_back_costs_one_warning_and_what_came_from_the_future_stays_last()
    {
        var now = Save().TimeUtc;
        _clock.UtcNow = now.AddYears(1);
        Reopen();
        Save();
        Assert.Empty(_store.DrainWarnings());
        _clock.UtcNow = now.AddMinutes(1);
        Reopen();
        Assert.Equal(_clock.UtcNow, Save().TimeUtc);
        Assert.Single(_store.DrainWarnings());
        Reopen();
        _clock.UtcNow = now.AddSeconds(30);
        Assert.Equal(now.AddMinutes(1), Save().TimeUtc);
        Assert.Contains("set back by 00:00:30", Assert.Single(_store.DrainWarnings()), StringComparison.Ordinal);
        Assert.Equal([1L, 3, 4, 2], All());
        Assert.Equal([1L, 3, 4], Between(now, now.AddDays(1)));
        Assert.Equal([2L], Between(now.AddDays(1), null));
    }

    [Fact]
    public void A_warning_comes_only_when_the_time_was_stored()
    {
        Save();
        _clock.Advance(-TimeSpan.FromDays(3));
        _disk.Fault = new DiskFault(_disk.Calls + 1, 2, FaultKind.Error);
        Assert.Throws<TrackingException>(() => Save());
        Assert.Empty(_store.DrainWarnings());
        _disk.Fault = null;
        Save();
        Assert.Single(_store.DrainWarnings());
    }

    [Theory]
    [InlineData("2024-03-31T00:00:00Z")]
    [InlineData("2024-10-27T00:00:00Z")]
    public void When_summer_time_begins_or_ends_every_track_has_its_own_time_and_is_found_by_it(string start)
    {
        // Every ten minutes for three hours, the change in the middle. Around October's, local times come twice;
        // around March's an hour of them does not come at all.
        var zone = CentralEurope();
        var times = Enumerable.Range(0, 18)
            .Select(i => DateTime.Parse(start, null, System.Globalization.DateTimeStyles.AdjustToUniversal).AddMinutes(10 * i)).ToList();
        foreach (var time in times)
        {
            _clock.UtcNow = time;
            if (time.Minute == 30)
                Reopen();
            Assert.Equal(time, Save().TimeUtc);
        }

        Reopen();
        Assert.Empty(_store.DrainWarnings());
        Assert.Equal(Enumerable.Range(1, 18).Select(n => (long)n), All());
        foreach (var local in times.Select(time => TimeZoneInfo.ConvertTimeFromUtc(time, zone)).Distinct())
        {
            // A local time with its offset names one moment, with the other offset the other one.
            var offsets = zone.IsAmbiguousTime(local) ? zone.GetAmbiguousTimeOffsets(local) : [zone.GetUtcOffset(local)];
            foreach (var utc in offsets.Select(offset => new DateTimeOffset(local, offset).UtcDateTime).Where(times.Contains))
                Assert.Equal([times.IndexOf(utc) + 1L], Between(utc, utc.AddMinutes(9)));
        }
        Assert.All(Lines().Where(line => line.Contains("\"save\"", StringComparison.Ordinal)),
            line => Assert.Matches("\"at\":\"2024-(03-31|10-27)T0[0-2]:[0-5]0:00.0000000Z\"", line));
    }

    private TrackRecord Save() => _store.Save(new TrackDraft("a", "u", Json.Data("{}")));

    private List<long> All() => [.. _store.Search(new TrackQuery()).Select(track => track.Number)];

    private List<long> Between(DateTime? from, DateTime? to) =>
        [.. _store.Search(new TrackQuery { FromUtc = from, ToUtc = to }).Select(track => track.Number)];

    private string[] Lines() => Encoding.UTF8.GetString(_disk.ReadAll(Path)).Split('\n');

    private FileTrackStore Open() =>
        FileTrackStore.Open(_disk, Path, new FileStoreOptions { Durability = Durability.OnClose }, _clock.Read);

    private void Reopen()
    {
        var warnings = _store.DrainWarnings();
        Assert.Empty(warnings);
        if (_reopened++ % 2 == 1)
            _store.Optimize();
        _store.Dispose();
        _store = Open();
    }

    /// <summary>An hour before UTC, and two from the last Sunday of March to the last of October, changing at 1:00 UTC.</summary>
    private static TimeZoneInfo CentralEurope() => TimeZoneInfo.CreateCustomTimeZone(
        "Central Europe",
        TimeSpan.FromHours(1),
        "Central Europe",
        "standard",
        "summer",
        [
            TimeZoneInfo.AdjustmentRule.CreateAdjustmentRule(
                DateTime.MinValue.Date,
                DateTime.MaxValue.Date,
                TimeSpan.FromHours(1),
                TimeZoneInfo.TransitionTime.CreateFloatingDateRule(new DateTime(1, 1, 1, 2, 0, 0), 3, 5, DayOfWeek.Sunday),
                TimeZoneInfo.TransitionTime.CreateFloatingDateRule(new DateTime(1, 1, 1, 3, 0, 0), 10, 5, DayOfWeek.Sunday)),
        ]);
}

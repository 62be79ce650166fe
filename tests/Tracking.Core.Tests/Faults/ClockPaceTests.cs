using System;
using System.Linq;
using System.Text;
using Tracking.Engine;
using Tracking.Model;
using Tracking.SessionFile;
using Xunit;

namespace Tracking.Tests;

/// <summary>
/// A clock that is set while a store is open and between two processes, beside a stopwatch that cannot be set and stands still while the
/// machine sleeps (rule 4.5): times never go back, and go on at the pace of time.
/// </summary>
public sealed class ClockPaceTests : IDisposable
{
    private const string Path = "/data/store.json";

    private static readonly TimeSpan Slip = TimeSpan.FromSeconds(1);

    private readonly SimulatedDisk _disk = new(4096);
    private readonly StoreClock _clock;
    private TimeSpan _since;
    private TimeSpan _slept;
    private TimeSpan _setBy;
    private FileTrackStore _store;

    public ClockPaceTests()
    {
        _disk.CreateFolder("/data");
        _clock = new StoreClock(() => SystemTime, () => (_since - _slept).Ticks);
        _store = Open();
    }

    private DateTime SystemTime => TestClock.Epoch + _since + _setBy;

    public void Dispose() => _store.Dispose();

    [Theory]
    [InlineData(2)]
    [InlineData(60)]
    [InlineData(3600)]
    [InlineData(86_399)]
    public void After_the_clock_was_set_back_durations_are_what_they_were(int seconds)
    {
        var first = Save();
        Pass(TimeSpan.FromMinutes(10));
        Set(-TimeSpan.FromSeconds(seconds));
        var run = _store.Start(new RunDraft("b"));
        Assert.Equal(TimeSpan.FromMinutes(10), run.StartUtc - first);
        Assert.Contains(TimeSpan.FromSeconds(seconds).ToString("c"), Assert.Single(_store.DrainWarnings()));
        for (var minutes = 1; minutes <= 3; minutes++)
        {
            Pass(TimeSpan.FromMinutes(1));
            Assert.Equal(run.StartUtc.AddMinutes(minutes), Save());
        }
        Assert.Equal(TimeSpan.FromMinutes(3), _store.StopRun("b").EndUtc - run.StartUtc);
        Assert.Empty(_store.DrainWarnings());
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void The_next_process_goes_on_from_the_difference_and_does_not_tell_it_again(bool optimize)
    {
        var first = Save();
        Set(-TimeSpan.FromHours(1));
        Save();
        Assert.Single(_store.DrainWarnings());
        for (var times = 1; times <= 3; times++)
        {
            if (optimize)
                _store.Optimize();
            Reopen();
            Pass(TimeSpan.FromMinutes(10));
            Assert.Equal(first.AddMinutes(10 * times), Save());
        }
        Assert.Empty(_store.DrainWarnings());
        Assert.Equal(optimize ? 0 : 1, Lines().Count(line => line.Contains("\"clock\":36000000000}", StringComparison.Ordinal)));
        Assert.Equal(optimize, Lines()[0].Contains(",\"behind\":36000000000,", StringComparison.Ordinal));
        Assert.StartsWith("{\"c\":\"", Lines()[0], StringComparison.Ordinal);
        Assert.Contains("\"tracking\": 4,\"answers\": 3,", Lines()[0], StringComparison.Ordinal);
    }

    [Fact]
    public void When_the_clock_has_caught_up_it_is_followed_again()
    {
        var first = Save();
        Set(-TimeSpan.FromHours(1));
        Pass(TimeSpan.FromMinutes(1));
        Assert.Equal(first.AddMinutes(1), Save());
        Set(TimeSpan.FromMinutes(59));
        Pass(TimeSpan.FromMinutes(1));
        Assert.Equal(first.AddMinutes(2), Save());
        Assert.NotEqual(SystemTime, first.AddMinutes(2));
        Set(TimeSpan.FromMinutes(1));
        Pass(TimeSpan.FromMinutes(1));
        Assert.Equal((first.AddMinutes(3), first.AddMinutes(3)), (SystemTime, Save()));
        Assert.Single(_store.DrainWarnings());
        Assert.Single(Lines(), line => line.Contains("\"clock\":0}", StringComparison.Ordinal));
        Reopen();
        Pass(TimeSpan.FromMinutes(1));
        Assert.Equal(SystemTime, Save());
        Assert.Empty(_store.DrainWarnings());
    }

    [Fact]
    public void A_machine_that_slept_is_no_clock_that_was_set()
    {
        var first = Save();
        Sleep(TimeSpan.FromHours(8));
        Assert.Equal(first.AddHours(8), Save());
        Set(-TimeSpan.FromHours(1));
        Sleep(TimeSpan.FromHours(8));
        // The stopwatch stood still: only what the clock shows is sure.
        Assert.Equal(SystemTime, Save());
        Assert.Empty(_store.DrainWarnings());
    }

    [Fact]
    public void A_slip_of_the_clock_is_neither_told_nor_kept_and_no_time_goes_back()
    {
        var last = Save();
        for (var slips = 0; slips < 10; slips++)
        {
            Set(-TimeSpan.FromMilliseconds(900));
            Pass(TimeSpan.FromMilliseconds(100));
            var next = Save();
            Assert.InRange(next - last, TimeSpan.Zero, TimeSpan.FromMilliseconds(100) + Slip);
            last = next;
            Pass(TimeSpan.FromSeconds(2));
            last = Save();
        }
        Assert.Empty(_store.DrainWarnings());
        Assert.DoesNotContain(Lines(), line => line.Contains("\"clock\":", StringComparison.Ordinal));
    }

    [Fact]
    public void More_than_a_day_back_is_believed_and_told()
    {
        Save();
        Set(-TimeSpan.FromHours(1));
        Save();
        Assert.Single(_store.DrainWarnings());
        Set(-TimeSpan.FromHours(23) - TimeSpan.FromSeconds(1));
        Assert.Equal(SystemTime, Save());
        Assert.Contains("more than a day", Assert.Single(_store.DrainWarnings()), StringComparison.Ordinal);
        Reopen();
        Pass(TimeSpan.FromMinutes(1));
        Assert.Equal(SystemTime, Save());
    }

    [Fact]
    public void What_was_refused_keeps_no_difference_and_warns_of_none()
    {
        var first = Save();
        Set(-TimeSpan.FromHours(1));
        Assert.Throws<TrackingException>(() => _store.StopRun("none"));
        Assert.Empty(_store.DrainWarnings());
        Set(TimeSpan.FromHours(1));
        Pass(TimeSpan.FromMinutes(1));
        Assert.Equal(first.AddMinutes(1), Save());
        Assert.Empty(_store.DrainWarnings());
    }

    [Theory]
    [InlineData("9007199254740993")]
    [InlineData("864000000001")]
    [InlineData("-1")]
    [InlineData("\"1:00:00\"")]
    [InlineData("1.5")]
    public void A_difference_that_can_not_be_is_damage(string value)
    {
        Save();
        Set(-TimeSpan.FromHours(1));
        Save();
        _store.Dispose();
        var text = Encoding.UTF8.GetString(_disk.ReadAll(Path));
        Assert.Contains("\"clock\":36000000000}", text, StringComparison.Ordinal);
        var bytes = Encoding.UTF8.GetBytes(text.Replace("\"clock\":36000000000}", $"\"clock\":{value}}}", StringComparison.Ordinal));
        var disk = new SimulatedDisk(4096);
        disk.CreateFolder("/data");
        using (var file = disk.CreateNew(Path))
            file.Write(0, bytes, 0, bytes.Length);
        var error = Assert.Throws<TrackingException>(() => FileTrackStore.OpenAt(disk, Path, null, _clock));
        Assert.Equal(TrackingErrorCode.TrackStoreDamaged, error.Code);
    }

    [Fact]
    public void Whatever_happens_to_the_clock_no_time_goes_back_and_each_follows_the_time_that_went_by()
    {
        for (var seed = 0; seed < 200; seed++)
        {
            using var test = new ClockPaceTests();
            test.Verify(new Random(seed), $"seed {seed}");
        }
    }

    private void Verify(Random random, string what)
    {
        var last = Save();
        for (var i = 0; i < 40; i++)
        {
            // How much the clock can have shown too much, and too little of what went by.
            var (ahead, lost) = (TimeSpan.Zero, Slip);
            var from = _since;
            for (var acts = random.Next(1, 4); acts > 0; acts--)
            {
                switch (random.Next(6))
                {
                    // What is more than a day behind in the end is believed.
                    case 0 when last + (_since - from) - SystemTime < TimeSpan.FromHours(13):
                        Set(-TimeSpan.FromSeconds(random.Next(1, 36_000)));
                        break;
                    case 1:
                        var forward = TimeSpan.FromSeconds(random.Next(1, 36_000));
                        Set(forward);
                        ahead += forward;
                        break;
                    case 2:
                        var sleep = TimeSpan.FromSeconds(random.Next(1, 7200));
                        Sleep(sleep);
                        lost = lost == TimeSpan.MaxValue ? lost : lost + sleep;
                        break;
                    case 3:
                        Reopen(random.Next(2) == 0);
                        // Nothing but the difference is known of the time between two processes.
                        lost = TimeSpan.MaxValue;
                        break;
                    default:
                        Pass(TimeSpan.FromSeconds(random.Next(1, 7200)));
                        break;
                }
            }
            var time = Save();
            var (given, passed) = (time - last, _since - from);
            var slip = Slip + (passed / 1000);
            Assert.True(given >= TimeSpan.Zero, $"{what}, step {i}: the time went back by {-given}.");
            Assert.True(given <= passed + ahead + slip, $"{what}, step {i}: {given} was given for {passed} and {ahead} of the clock.");
            Assert.True(lost == TimeSpan.MaxValue || given >= passed - lost - slip, $"{what}, step {i}: {given} was given for {passed}.");
            last = time;
        }
    }

    private DateTime Save() => _store.Save(new TrackDraft("a", "u", Json.Data("{}"))).TimeUtc;

    private void Pass(TimeSpan time) => _since += time;

    private void Sleep(TimeSpan time)
    {
        _since += time;
        _slept += time;
    }

    private void Set(TimeSpan by) => _setBy += by;

    private string[] Lines() => Encoding.UTF8.GetString(_disk.ReadAll(Path)).Split('\n');

    private FileTrackStore Open() => FileTrackStore.OpenAt(_disk, Path, new FileStoreOptions { Durability = Durability.OnClose }, _clock);

    private void Reopen(bool optimize = false)
    {
        if (optimize)
            _store.Optimize();
        _store.Dispose();
        // Another process has another stopwatch.
        _slept += TimeSpan.FromDays(1000);
        _store = Open();
    }
}

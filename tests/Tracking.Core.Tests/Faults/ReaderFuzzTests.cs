using System;
using System.Collections;
using System.Collections.Generic;
using System.Collections.Specialized;
using System.Linq;
using System.Numerics;
using System.Text;
using System.Threading;
using System.Threading.Tasks;
using CsCheck;
using Tracking.Data;
using Tracking.Events;
using Tracking.Json;
using Tracking.Model;
using Tracking.SessionFile;
using Xunit;

namespace Tracking.Tests;

/// <summary>
/// Session files of random histories, changed at random by someone who knows their form, with stale check values or right ones. Every way
/// to open them ends in a store or in an error of ours, soon, and quoting nothing. What opens in silence says what another JSON reader
/// reads there, or says of data that they cannot be read when they are asked for; and it goes on as any store. TRACKING_TEST_FULL=1 takes
/// five minutes; a failing case prints the seed, which goes into CsCheck_Seed.
/// </summary>
public sealed class ReaderFuzzTests
{
    private static readonly HashSet<Type> AllowedTypes =
    [
        typeof(bool), typeof(string), typeof(int), typeof(long), typeof(BigInteger), typeof(float), typeof(double), typeof(decimal),
            typeof(DateTime), typeof(DateTimeOffset), typeof(TimeSpan),
        typeof(Guid), typeof(Uri), typeof(Version), typeof(byte[]), typeof(OrderedDictionary), typeof(object[]),
    ];

    private static readonly TrackingErrorCode[] OpeningErrors =
        [TrackingErrorCode.TrackStoreDamaged, TrackingErrorCode.TrackStoreNotTracking, TrackingErrorCode.TrackStoreVersionTooNew];

    private static readonly Gen<(Step[] Steps, FileMutation[] Mutations)> Cases =
        Gen.Select(StepGen.Steps, FileMutation.Any.Array[1, 4], (steps, mutations) => (steps, mutations));

    private int _silent;
    private int _unreadable;
    private int _warned;
    private int _refused;

    [Fact]
    public void Whatever_is_done_to_a_file_opening_it_is_sure()
    {
        Cases.Sample(
            file => Ends(() => Check(FileMutation.Apply(Write(file.Steps), file.Mutations))),
            TestContext.Current.TestOutputHelper!.WriteLine,
            time: TestScale.IsFull ? 300 : 5,
            print: file =>
                $"{string.Join('\n', (IEnumerable<object>)file.Steps)}\n{string.Join('\n', (IEnumerable<object>)file.Mutations)}\n"
                + Show(FileMutation.Apply(Write(file.Steps), file.Mutations)));
        TestContext.Current.TestOutputHelper!.WriteLine(
            $"{_silent} opened in silence, {_unreadable} so with data that cannot be read, {_warned} with warnings, {_refused} refused");
        // A short run may come to little.
        Assert.All([_silent, _unreadable, _warned, _refused], count => Assert.True(!TestScale.IsFull || count > 20));
    }

    private static string Show(byte[] bytes) => Encoding.Latin1.GetString(bytes).Replace("\0", "\\0", StringComparison.Ordinal);

    private static byte[] Write(Step[] steps)
    {
        var clock = new TestClock();
        var disk = new SimulatedDisk(4096);
        disk.CreateFolder("/data");
        using (var store = Open(disk, OpenAs.Writer, clock))
        {
            foreach (var step in steps)
            {
                if (step is ClockStep time)
                    clock.UtcNow = TestClock.At(time.Seconds);
                else if (step is not (HoldStep or SearchStep or ListStep or ReopenStep))
                    step.On(store);
            }
        }
        return disk.ReadAll(SampleFile.Path);
    }

    private static FileTrackStore Open(SimulatedDisk disk, OpenAs how, TestClock clock) => FileTrackStore.Open(
        disk, SampleFile.Path, new FileStoreOptions
        {
            ReadOnly = how == OpenAs.Reader,
            Repair = how == OpenAs.Repair,
            Durability = Durability.OnClose
        }, clock.Read);

    /// <summary>Does work of milliseconds. One that hangs fails with its seed, and not with the whole run.</summary>
    private static void Ends(Action work)
    {
        var done = Task.Run(work, TestContext.Current.CancellationToken);
        Assert.True(Task.WaitAny([done], TimeSpan.FromMinutes(2)) == 0, "It hangs.");
        done.GetAwaiter().GetResult();
    }

    private void Check(byte[] bytes)
    {
        foreach (var how in Enum.GetValues<OpenAs>())
        {
            var opened = OpenedFile.Open(bytes, how);
            if (how == OpenAs.Repair && opened.Error?.Code == TrackingErrorCode.TrackStoreWriteFailed)
            {
                // No event can follow on the last number that there is, so that nothing can be written anew either; the original stays.
                Assert.Contains("used up the numbers of its events", opened.Error.Message, StringComparison.Ordinal);
                Assert.Equal(bytes, opened.Bytes);
                continue;
            }
            if (opened.Error is { } error)
            {
                Assert.Contains(error.Code, OpeningErrors);
                Assert.Contains(SampleFile.Path, error.Message, StringComparison.Ordinal);
                Assert.DoesNotContain(HostileFile.Marker, error.ToString(), StringComparison.Ordinal);
                opened.IsUntouched(bytes);
                Interlocked.Increment(ref _refused);
                continue;
            }

            Assert.DoesNotContain(opened.Warnings, warning => warning.Contains(HostileFile.Marker, StringComparison.Ordinal));
            if (how == OpenAs.Reader)
                opened.IsUntouched(bytes);
            else
                opened.GoesOn();
            using var store = Open(opened.Disk.Copy(), OpenAs.Reader, new TestClock());
            var isReadable = store.Search(new TrackQuery()).ToList().TrueForAll(track => IsReadable(track.Data)) && !HasUnreadLine(bytes);
            if (opened.Warnings.Count > 0)
            {
                Interlocked.Increment(ref _warned);
            }
            else if (isReadable)
            {
                Interlocked.Increment(ref _silent);
                Assert.Equal(NaiveReplay.Of(bytes) ?? "It is no JSON, and nothing tells so.", NaiveReplay.Of(store));
            }
            else
            {
                // Where such data end is for each reader to guess, and what it makes of the line with it.
                Interlocked.Increment(ref _unreadable);
            }
        }
    }

    /// <summary>
    /// Whether a line that is known to be whole, and is read by its shape, would not stand being
    /// read to its end, though its track may be gone again.
    /// </summary>
    private static bool HasUnreadLine(byte[] bytes) => Encoding.Latin1.GetString(bytes).Split('\n').Skip(1)
        .Select(line => Encoding.Latin1.GetBytes(line.TrimEnd('\r').TrimStart(','))).Any(line =>
    {
        if (LineCheck.SeedOf(line, 0, line.Length) == null && !LineCheck.IsRight(line, 0, line.Length))
            return false;
        try
        {
            return !IsReadable(new EventFields(EventKinds.Current).Read(line, 0, line.Length) switch
            {
                TrackSaved saved => saved.Record.Data,
                TrackUpdated updated => updated.Record.Data,
                _ => Json.Data("{}"),
            });
        }
        catch (JsonSyntaxException)
        {
            return true;
        }
    });

    private static bool IsReadable(TrackData data)
    {
        try
        {
            MadeOfAllowedTypes(DataReader.Read(data));
            return true;
        }
        catch (TrackingException error)
        {
            Assert.Equal(TrackingErrorCode.TrackDataUnreadable, error.Code);
            Assert.DoesNotContain(HostileFile.Marker, error.ToString(), StringComparison.Ordinal);
            return false;
        }
    }

    private static void MadeOfAllowedTypes(object? value)
    {
        if (value == null)
            return;
        Assert.Contains(value.GetType(), AllowedTypes);
        if (value is IDictionary mapping)
        {
            foreach (var inner in mapping.Values)
                MadeOfAllowedTypes(inner);
        }
        else if (value is object[] list)
        {
            foreach (var inner in list)
                MadeOfAllowedTypes(inner);
        }
    }
}

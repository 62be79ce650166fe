using System;
using System.Collections.Generic;
using System.Linq;
using System.Text;
using System.Threading.Tasks;
using Xunit;

namespace Tracking.Tests;

/// <summary>
/// Every byte of a file is changed, in turn, to each of a few values. The file opens as it was, or with a warning
/// that names the line, or with its torn end set aside, or not at all and by an error that names file, line and
/// byte. Never does it open with something else in silence.
/// </summary>
public sealed class ChangedByteTests
{
    private static SampleFile Sample => SampleFile.Shared;

    private static byte[] Values(byte old) => TestScale.IsFull
        ? [.. Enumerable.Range(0, 8).Select(bit => (byte)(old ^ (1 << bit))), 0, 0xFF, (byte)'"', (byte)'\n', (byte)',', (byte)'0']
        : [(byte)(old ^ 1), (byte)(old ^ 3), 0, (byte)'"'];

    [Fact]
    public void A_writer_opens_it_without_a_wrong_answer_in_silence() => EachChange((bytes, line) =>
    {
        var opened = OpenedFile.Open(bytes, OpenAs.Writer);
        if (opened.Error is { } error)
        {
            Names(error, line);
            opened.IsUntouched(bytes);
            return "refused";
        }

        var outcome = Outcome(opened, line);
        if (opened.SetAside.Count > 0)
            Assert.True(bytes.AsSpan().EndsWith(Assert.Single(opened.SetAside)));
        if (bytes[0] % 3 == 0)
            opened.GoesOn();
        return outcome;
    });

    [Fact]
    public void A_reader_opens_it_without_a_wrong_answer_in_silence() => EachChange((bytes, line) =>
    {
        var opened = OpenedFile.Open(bytes, OpenAs.Reader);
        opened.IsUntouched(bytes);
        if (opened.Error is not { } error)
            return Outcome(opened, line);
        Names(error, line);
        return "refused";
    });

    [Fact]
    public void Repairing_opens_whatever_is_a_store_and_keeps_the_original() => EachChange((bytes, line) =>
    {
        var opened = OpenedFile.Open(bytes, OpenAs.Repair);
        if (opened.Error is { } error)
        {
            // One version is refused by its number.
            Assert.Equal(TrackingErrorCode.TrackStoreVersionTooNew, error.Code);
            opened.IsUntouched(bytes);
            return "refused";
        }

        if (opened.SetAside.Count > 0)
            Assert.Equal(bytes, Assert.Single(opened.SetAside));
        return Outcome(opened, line);
    });

    private static string Outcome(OpenedFile opened, int line)
    {
        if (opened.Warnings.Count == 0)
        {
            Assert.Equal(Sample.States[^1], opened.State);
            return "as it was";
        }

        // Of the closing line nothing is of value, so that its place is not told.
        var isClosing = line == Sample.Bytes.Count(b => b == '\n');
        Assert.Contains(opened.Warnings, warning => IsAt(warning, line)
            || (isClosing && warning.Contains("its end, as a write that was cut off leaves it", StringComparison.Ordinal)));
        return opened.SetAside.Count > 0 ? "set aside" : "warned";
    }

    private static void Names(TrackingException error, int line)
    {
        Assert.Contains(SampleFile.Path, error.Message, StringComparison.Ordinal);
        if (error.Code == TrackingErrorCode.TrackStoreDamaged)
        {
            Assert.True(IsAt(error.Message, line) && error.Message.Contains(", byte ", StringComparison.Ordinal),
                $"{error.Message} is not of line {line}");
        }
        else
        {
            Assert.True(line == 1 && error.Code is TrackingErrorCode.TrackStoreNotTracking or TrackingErrorCode.TrackStoreVersionTooNew,
                $"{error}");
        }
    }

    // A changed line break makes one line of two or two of one; what is missing then is seen at the next.
    private static bool IsAt(string message, int line) =>
        Enumerable.Range(line - 1, 3).Any(near => message.Contains($"ine {near}", StringComparison.Ordinal));

    private static void EachChange(Func<byte[], int, string> check)
    {
        List<string> outcomes = [];
        var positions = Enumerable.Range(0, Sample.Bytes.Length).Where(at => at % TestScale.Stride == 0)
            .Where(at => TestScale.IsFull || at % 4 == 0 || Sample.Bytes[at] is (byte)'\n' or (byte)',' or (byte)'{' or (byte)'}').ToList();
        Parallel.ForEach(positions, new ParallelOptions { MaxDegreeOfParallelism = 8 }, at =>
        {
            foreach (var value in Values(Sample.Bytes[at]))
            {
                var bytes = (byte[])Sample.Bytes.Clone();
                bytes[at] = value;
                try
                {
                    var outcome = check(bytes, 1 + Sample.Bytes[..at].Count(b => b == '\n'));
                    lock (outcomes)
                        outcomes.Add(outcome);
                }
                catch (Exception error)
                {
                    throw new InvalidOperationException(
                        $"Byte {at} changed to {value} in "
                        + $"\"{Encoding.UTF8.GetString(Sample.Bytes[Math.Max(0, at - 20)..Math.Min(Sample.Bytes.Length, at + 20)])}\": "
                        + $"{error.Message}", error);
                }
            }
        });
        TestContext.Current.TestOutputHelper!.WriteLine(string.Join(", ", outcomes.CountBy(outcome => outcome)));
        Assert.True(outcomes.Distinct().Count() >= 3);
    }
}

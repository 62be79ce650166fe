using System;
using System.Linq;
using Xunit;

namespace Tracking.Tests;

/// <summary>
/// Lines that are whole, each with its right check value, and tell what this module never did: never a wrong answer in silence.
/// </summary>
public sealed class ImpossibleHistoryTests
{
    private const string Session = "6f9619ff-8b86-d011-b42d-00c04fc964ff";
    private const string Other = "11111111-1111-1111-1111-111111111111";
    private const string At = "\"at\":\"2024-01-01T00:00:00Z\"";
    private const string Header =
        "{\"c\":\"\",\"tracking\":1,\"session\":\"6f9619ff-8b86-d011-b42d-00c04fc964ff\",\"generation\":1,\"first\":1,\"kept\":0,"
            + "\"nextTrack\":1,\"nextRun\":1,"
        + "\"created\":\"2024-01-01T00:00:00Z\",\"host\":\"h\",\"user\":\"u\",\"process\":1,\"events\":[";

    private static readonly string[] Good =
    [
        "\"start\":1,\"task\":\"a\"," + At,
        Track("save", 1, "a", 1),
        "\"start\":2,\"task\":\"b\"," + At,
        Track("save", 2, "b", 2),
        Track("save", 3, "b", 2),
        "\"remove\":3",
        "\"update\":2,\"task\":\"b\",\"run\":2,\"user\":\"u\"," + At + ",\"version\":2,\"data\":{}",
    ];

    [Fact]
    public void What_they_are_added_to_is_possible()
    {
        var opened = OpenedFile.Open(File(Good), OpenAs.Writer);
        Assert.Null(opened.Error);
        Assert.Empty(opened.Warnings);
        Assert.Contains("Tracks = 2, Runs = 2", opened.State, StringComparison.Ordinal);
        opened.GoesOn();
    }

    [Theory]
    [InlineData("a track in an unknown run", "\"save\":4,\"task\":\"a\",\"run\":3,\"user\":\"u\"," + At + ",\"data\":{}")]
    [InlineData("a track whose id is taken", "\"save\":2,\"task\":\"a\",\"run\":1,\"user\":\"u\"," + At + ",\"data\":{}")]
    [InlineData("a track whose id was removed", "\"save\":3,\"task\":\"a\",\"run\":1,\"user\":\"u\"," + At + ",\"data\":{}")]
    [InlineData("a save that starts a run that is there",
        "\"save\":4,\"task\":\"c\",\"run\":2,\"starts\":true,\"user\":\"u\"," + At + ",\"data\":{}")]
    [InlineData("a save that starts a run and takes an id that is gone",
        "\"save\":3,\"task\":\"c\",\"run\":3,\"starts\":true,\"user\":\"u\"," + At + ",\"data\":{}")]
    [InlineData("a save that starts a run where the task has one",
        "\"save\":4,\"task\":\"a\",\"run\":3,\"starts\":true,\"user\":\"u\"," + At + ",\"data\":{}")]
    [InlineData("an update of no track", "\"update\":4,\"task\":\"a\",\"run\":1,\"user\":\"u\"," + At + ",\"data\":{}")]
    [InlineData("an update of a removed track", "\"update\":3,\"task\":\"b\",\"run\":2,\"user\":\"u\"," + At + ",\"data\":{}")]
    [InlineData("an update to another task", "\"update\":1,\"task\":\"b\",\"run\":1,\"user\":\"u\"," + At + ",\"data\":{}")]
    [InlineData("an update to another run", "\"update\":1,\"task\":\"a\",\"run\":2,\"user\":\"u\"," + At + ",\"data\":{}")]
    [InlineData("an update to another user", "\"update\":1,\"task\":\"a\",\"run\":1,\"user\":\"v\"," + At + ",\"data\":{}")]
    [InlineData("an update to a version before",
        "\"update\":2,\"task\":\"b\",\"run\":2,\"user\":\"u\"," + At + ",\"version\":1,\"data\":{}")]
    [InlineData("a removal of no track", "\"remove\":4")]
    [InlineData("a second removal", "\"remove\":3")]
    [InlineData("a start of a run that is there", "\"start\":2,\"task\":\"b\"," + At)]
    [InlineData("a stop of no run", "\"stop\":3,\"status\":\"finished\"," + At)]
    [InlineData("a resumption of no run", "\"resume\":3," + At)]
    [InlineData("a run kept that is there",
        "\"keep\":1,\"task\":\"a\",\"started\":\"2024-01-01T00:00:00Z\",\"ended\":\"2024-01-01T00:00:00Z\",\"status\":\"running\"")]
    [InlineData("a second current run kept for a task",
        "\"keep\":3,\"task\":\"A\",\"started\":\"2024-01-01T00:00:00Z\",\"ended\":\"2024-01-01T00:00:00Z\",\"status\":\"running\","
        + "\"current\":true")]
    [InlineData("a current run kept for no task",
        "\"keep\":3,\"started\":\"2024-01-01T00:00:00Z\",\"ended\":\"2024-01-01T00:00:00Z\",\"status\":\"running\",\"current\":true")]
    [InlineData("a current run kept that is finished",
        "\"keep\":3,\"task\":\"c\",\"started\":\"2024-01-01T00:00:00Z\",\"ended\":\"2024-01-01T00:00:00Z\",\"status\":\"finished\","
        + "\"current\":true")]
    [InlineData("a run copied again from elsewhere", "\"keep\":1,\"origin\":\"" + Other
        + "/1\",\"task\":\"a\",\"started\":\"2024-01-01T00:00:00Z\",\"ended\":\"2024-01-01T00:00:00Z\",\"status\":\"running\"")]
    [InlineData("a run copied back that is current here", "\"keep\":1,\"origin\":\"" + Session
        + "/1\",\"task\":\"a\",\"started\":\"2024-01-01T00:00:00Z\",\"ended\":\"2024-01-01T00:00:00Z\",\"status\":\"failed\"")]
    [InlineData("a run copied as the current one",
        "\"keep\":3,\"origin\":\"" + Other
        + "/1\",\"task\":\"c\",\"started\":\"2024-01-01T00:00:00Z\",\"ended\":\"2024-01-01T00:00:00Z\",\"status\":\"running\","
        + "\"current\":true")]
    [InlineData("a track copied whose id is taken",
        "\"save\":2,\"origin\":\"" + Other + "/1\",\"task\":\"a\",\"run\":1,\"user\":\"u\"," + At + ",\"given\":true,\"data\":{}")]
    [InlineData("a track copied to an unknown run",
        "\"save\":4,\"origin\":\"" + Other + "/1\",\"task\":\"a\",\"run\":3,\"user\":\"u\"," + At + ",\"given\":true,\"data\":{}")]
    [InlineData("a run kept that ended before it started",
        "\"keep\":3,\"task\":\"c\",\"started\":\"2024-01-01T00:00:01Z\",\"ended\":\"2024-01-01T00:00:00Z\",\"status\":\"running\"")]
    public void An_event_that_cannot_follow_is_damage(string what, string impossible)
    {
        var bytes = File([.. Good, impossible]);
        var refused = OpenedFile.Open(bytes, OpenAs.Writer);
        Assert.True(refused.Error?.Code == TrackingErrorCode.TrackStoreDamaged, what);
        Assert.Contains("Line 9, byte", refused.Error!.Message, StringComparison.Ordinal);
        foreach (var how in new[] { OpenAs.Reader, OpenAs.Repair })
            Assert.Contains(OpenedFile.Open(bytes, how).Warnings, warning => warning.Contains("Line 9, byte", StringComparison.Ordinal));
        OpenedFile.Open(bytes, OpenAs.Repair).GoesOn();
    }

    [Fact]
    public void A_run_that_has_finished_cannot_go_on()
    {
        string[] stopped =
            [.. Good, "\"stop\":1,\"status\":\"failed\"," + At, "\"resume\":1," + At, "\"stop\":1,\"status\":\"finished\"," + At];
        Assert.Null(OpenedFile.Open(File(stopped), OpenAs.Writer).Error);
        var refused = OpenedFile.Open(File([.. stopped, "\"resume\":1," + At]), OpenAs.Writer);
        Assert.Equal(TrackingErrorCode.TrackStoreDamaged, refused.Error?.Code);
        Assert.Contains("Line 12, byte", refused.Error!.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_copied_run_goes_on_as_it_did_elsewhere_and_not_here()
    {
        string[] copied =
        [
            .. Good,
            Copied(3, Other, "c", 5, "failed"),
            Copied(3, Other, "c", 7, "running"),
            "\"save\":4,\"origin\":\"" + Other
                + "/1\",\"task\":\"c\",\"run\":3,\"user\":\"u\",\"at\":\"2024-01-01T00:00:09Z\",\"given\":true,\"data\":{}",
            "\"stop\":1,\"status\":\"failed\"," + At,
            Copied(1, Session, "a", 0, "stopped").Replace("\"since\":\"2024-01-01T00:00:00Z\"", "\"since\":\"2024-01-01T00:00:09Z\"",
                StringComparison.Ordinal),
        ];
        var opened = OpenedFile.Open(File(copied), OpenAs.Writer);
        Assert.Null(opened.Error);
        Assert.Contains(
            "run 3 \"c\" 2024-01-01T00:00:00.0000000Z to 2024-01-01T00:00:09.0000000Z Unknown since 2024-01-01T00:00:07.0000000Z from "
            + Other + " 1", opened.State, StringComparison.Ordinal);
        opened.GoesOn();
        string[] impossible =
        [
            Copied(3, Other, "c", 8, "running"),
            Copied(3, Other, "C", 9, "running"),
            Copied(3, Other, "c", 9, "running").Replace("\"since\":\"2024-01-01T00:00:09Z\"", "\"since\":\"2024-01-01T00:00:06Z\"",
                StringComparison.Ordinal),
            Copied(3, Other, "c", 9, "running").Replace("/1\"", "/2\"", StringComparison.Ordinal),
            Copied(3, Other, "c", 9, "running").Replace("\"started\":\"2024-01-01T00:00:00Z\"", "\"started\":\"2024-01-01T00:00:01Z\"",
                StringComparison.Ordinal),
            Copied(3, Session, "c", 9, "running"),
            Copied(1, Session, "a", 0, "abandoned"),
            "\"resume\":3," + At,
        ];
        Assert.All(impossible, line =>
        {
            var refused = OpenedFile.Open(File([.. copied, line]), OpenAs.Writer);
            Assert.Equal(TrackingErrorCode.TrackStoreDamaged, refused.Error?.Code);
            Assert.Contains("Line 14, byte", refused.Error!.Message, StringComparison.Ordinal);
            OpenedFile.Open(File([.. copied, line]), OpenAs.Repair).GoesOn();
        });

        static string Copied(int id, string writer, string task, int end, string status) =>
            $"\"keep\":{id},\"origin\":\"{writer}/1\",\"task\":\"{task}\",\"started\":\"2024-01-01T00:00:00Z\","
                + $"\"ended\":\"2024-01-01T00:00:0{end}Z\",\"status\":\"{status}\",\"since\":\"2024-01-01T00:00:0{end}Z\"";
    }

    [Theory]
    [InlineData("\"nextTrack\":1", "\"nextTrack\":9")]
    [InlineData("\"nextRun\":1", "\"nextRun\":9")]
    public void An_id_that_the_header_says_was_given_is_not_given_again(string old, string counter)
    {
        var refused = OpenedFile.Open(File(Good, Header.Replace(old, counter, StringComparison.Ordinal)), OpenAs.Writer);
        Assert.Equal(TrackingErrorCode.TrackStoreDamaged, refused.Error?.Code);
        Assert.Contains("id was given before", refused.Error!.Message, StringComparison.Ordinal);
    }

    private static string Track(string kind, int number, string task, int run) =>
        $"\"{kind}\":{number},\"task\":\"{task}\",\"run\":{run},\"user\":\"u\",{At},\"data\":{{}}";

    private static byte[] File(string[] events, string header = Header) =>
        SampleFile.Join([SampleFile.Checked(header.Replace("\"c\":\"\",", "", StringComparison.Ordinal)),
            .. events.Select((line, i) => SampleFile.Checked($"{(i > 0 ? "," : "")}{{\"n\":{i + 1},{line}}}")), "],\"flushed\":true }"]);
}

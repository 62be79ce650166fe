using System;
using System.Linq;
using System.Text;
using Tracking.Events;
using Tracking.Json;
using Tracking.Model;
using Tracking.Rules;
using Tracking.SessionFile;
using Xunit;

namespace Tracking.Tests;

/// <summary>One event as one line: how each is written, that it is read back as it was, and what is refused (format 3).</summary>
public sealed class LineTests
{
    private const string At = ",\"at\":\"2024-01-01T00:00:00.0000000Z\"";
    private const string Id = "6f9619ff-8b86-d011-b42d-00c04fc964ff";
    private const string Kept =
        "\"n\":1,\"keep\":2,\"started\":\"2024-01-01T00:00:00Z\",\"ended\":\"2024-01-01T00:00:00Z\",\"status\":\"running\"";

    private const string Started = ",\"started\":\"2024-01-01T00:00:00Z\"";
    private const string AStep = "\"n\":1,\"step\":2,\"run\":1,\"name\":\"s\",\"status\":\"running\"" + Started;

    private const string BadOrigin = "an origin is not of the form 6f9619ff-8b86-d011-b42d-00c04fc964ff/12";

    private static readonly DateTime Time = TestClock.Epoch;

    private static StepRecord Step => new(7, 3, "s/\"", null, 0, "") { StartUtc = Time };

    public static TheoryData<string> Written => [.. Events.Select(e => e.Line)];

    private static (TrackEvent Event, string Line)[] Events =>
    [
        (new TrackSaved(Track(given: false, null), startsRun: true),
            "\"save\":7,\"task\":\"a\\\"\",\"run\":3,\"starts\":true,\"user\":\"u é\"" + At + ",\"data\":{\"k\":1}"),
        (new TrackSaved(Track(given: true, "{\"/k\":\"Int64\"}"), startsRun: false),
            "\"save\":7,\"task\":\"a\\\"\",\"run\":3,\"user\":\"u é\"" + At
            + ",\"given\":true,\"types\":{\"/k\":\"Int64\"},\"data\":{\"k\":1}"),
        (new TrackCopied(Track(given: true, null), new Origin(new Guid(Id), 12)), "\"save\":7,\"origin\":\"" + Id
            + "/12\",\"task\":\"a\\\"\",\"run\":3,\"user\":\"u é\"" + At + ",\"given\":true,\"data\":{\"k\":1}"),
        (new TrackCopied(Track(given: false, null), new Origin(new Guid(Id), 1)),
            "\"save\":7,\"origin\":\"" + Id + "/1\",\"task\":\"a\\\"\",\"run\":3,\"user\":\"u é\"" + At + ",\"data\":{\"k\":1}"),
        (new TrackUpdated(Track(given: false, null, version: 1)),
            "\"update\":7,\"task\":\"a\\\"\",\"run\":3,\"user\":\"u é\"" + At + ",\"version\":1,\"data\":{\"k\":1}"),
        (new TrackUpdated(Track(given: true, "{\"/k\":\"Int64\"}", version: 65_536)),
            "\"update\":7,\"task\":\"a\\\"\",\"run\":3,\"user\":\"u é\"" + At
            + ",\"given\":true,\"version\":65535,\"types\":{\"/k\":\"Int64\"},\"data\":{\"k\":1}"),
        (new TrackUpdated(Track(given: false, null)),
            "\"update\":7,\"task\":\"a\\\"\",\"run\":3,\"user\":\"u é\"" + At + ",\"version\":0,\"data\":{\"k\":1}"),
        (new TrackSaved(Track(given: false, null, version: 12), startsRun: false),
            "\"save\":7,\"task\":\"a\\\"\",\"run\":3,\"user\":\"u é\"" + At + ",\"version\":12,\"data\":{\"k\":1}"),
        (new TrackRemoved(7), "\"remove\":7"),
        (new RunRemoved(2147483646), "\"removeRun\":2147483646"),
        (new RunStarted(Run(null), timeIsGiven: false), "\"start\":3" + At),
        (new RunStarted(Run("a"), timeIsGiven: true), "\"start\":3,\"task\":\"a\"" + At + ",\"given\":true"),
        (new RunStarted(Run("a") with { Status = RunStatus.Open }, timeIsGiven: false), "\"start\":3,\"task\":\"a\"" + At
            + ",\"open\":true"),
        (new RunStarted(Run("a") with { Key = "k\"", Continues = new Origin(new Guid(Id), 12), CarriedSteps = 2147483646,
            Facts = Json.Data("{\"host\":\"é\"}") }, timeIsGiven: false),
            "\"start\":3,\"task\":\"a\"" + At + ",\"key\":\"k\\\"\",\"continues\":\"" + Id + "/12\",\"carries\":2147483646,"
                + "\"facts\":{\"host\":\"é\"}"),
        (new RunStarted(Run(null) with { Key = "" }, timeIsGiven: false), "\"start\":3" + At + ",\"key\":\"\""),
        (new RunStopped(3, RunStatus.FinishedWithErrors, null, Time, timeIsGiven: false), "\"stop\":3,\"status\":\"finishedWithErrors\""
            + At),
        (new TrackSaved(Track(given: false, null, step: 2147483646), startsRun: false),
            "\"save\":7,\"task\":\"a\\\"\",\"run\":3,\"user\":\"u é\",\"inStep\":2147483646" + At + ",\"data\":{\"k\":1}"),
        (new TrackUpdated(Track(given: false, null, version: 1, step: 5)),
            "\"update\":7,\"task\":\"a\\\"\",\"run\":3,\"user\":\"u é\",\"inStep\":5" + At + ",\"version\":1,\"data\":{\"k\":1}"),
        (new TrackCopied(Track(given: true, null, step: 5), new Origin(new Guid(Id), 12)), "\"save\":7,\"origin\":\"" + Id
            + "/12\",\"task\":\"a\\\"\",\"run\":3,\"user\":\"u é\",\"inStep\":5" + At + ",\"given\":true,\"data\":{\"k\":1}"),
        (new StepRecorded(Step),
            "\"step\":7,\"run\":3,\"name\":\"s/\\\"\",\"status\":\"running\",\"started\":\"2024-01-01T00:00:00.0000000Z\""),
        (new StepRecorded(Step with { Key = "", ParentId = 6, Status = StepStatus.CompletedWithErrors, EndUtc = Time.AddTicks(1),
            Attempt = 2,
            CarriedFrom = new Origin(new Guid(Id), 12), Facts = Json.Data("{\"exitCode\":3}"), Output = Json.Data("{\"clixml\":\"é\"}") }),
            "\"step\":7,\"run\":3,\"parent\":6,\"name\":\"s/\\\"\",\"key\":\"\",\"status\":\"completedWithErrors\","
                + "\"started\":\"2024-01-01T00:00:00.0000000Z\",\"ended\":\"2024-01-01T00:00:00.0000001Z\",\"attempt\":2,"
                + "\"carried\":\"" + Id + "/12\",\"facts\":{\"exitCode\":3},\"output\":{\"clixml\":\"é\"}"),
        (new StepRecorded(Step with { Status = StepStatus.Abandoned, Origin = new Origin(new Guid(Id), 2147483646) }),
            "\"step\":7,\"origin\":\"" + Id + "/2147483646\",\"run\":3,\"name\":\"s/\\\"\",\"status\":\"abandoned\","
                + "\"started\":\"2024-01-01T00:00:00.0000000Z\""),
        .. new[] { StepStatus.Completed, StepStatus.Failed, StepStatus.Stopped, StepStatus.Skipped }.Select(status =>
            ((TrackEvent)new StepRecorded(Step with { Status = status, EndUtc = Time }),
                "\"step\":7,\"run\":3,\"name\":\"s/\\\"\",\"status\":\""
                + status.ToString().ToLowerInvariant() + "\",\"started\":\"2024-01-01T00:00:00.0000000Z\","
                + "\"ended\":\"2024-01-01T00:00:00.0000000Z\"")),
        (new RunRecorded(new RunRecord(3, "a", Time, Time, RunStatus.Open, IsCurrent: true) { Key = "k", CarriedSteps = 2,
            Continues = new Origin(new Guid(Id), 12), Facts = Json.Data("{}") }),
            "\"keep\":3,\"task\":\"a\",\"started\":\"2024-01-01T00:00:00.0000000Z\",\"ended\":\"2024-01-01T00:00:00.0000000Z\","
                + "\"status\":\"open\",\"since\":\"2024-01-01T00:00:00.0000000Z\",\"current\":true,\"key\":\"k\","
                + "\"continues\":\"" + Id + "/12\",\"carries\":2,\"facts\":{}"),
        (new RunRecorded(new RunRecord(3, null, Time, Time, RunStatus.FinishedWithErrors, IsCurrent: false)),
            "\"keep\":3,\"started\":\"2024-01-01T00:00:00.0000000Z\",\"ended\":\"2024-01-01T00:00:00.0000000Z\","
                + "\"status\":\"finishedWithErrors\",\"since\":\"2024-01-01T00:00:00.0000000Z\""),
        (new RunRecorded(new RunRecord(3, null, Time, Time, RunStatus.Unknown, IsCurrent: false) { Origin = new Origin(new Guid(Id), 1) }),
            "\"keep\":3,\"origin\":\"" + Id
                + "/1\",\"started\":\"2024-01-01T00:00:00.0000000Z\",\"ended\":\"2024-01-01T00:00:00.0000000Z\","
                + "\"status\":\"unknown\",\"since\":\"2024-01-01T00:00:00.0000000Z\""),
        (new RunStopped(3, RunStatus.Finished, null, Time, timeIsGiven: false), "\"stop\":3,\"status\":\"finished\"" + At),
        (new RunStopped(3, RunStatus.Failed, "no \"é\"", Time, timeIsGiven: false),
            "\"stop\":3,\"status\":\"failed\",\"message\":\"no \\\"é\\\"\"" + At),
        (new RunResumed(3, Time), "\"resume\":3" + At),
        (new RunStopped(3, RunStatus.Stopped, "", Time, timeIsGiven: true),
            "\"stop\":3,\"status\":\"stopped\",\"message\":\"\"" + At + ",\"given\":true"),
        (new RunRecorded(new RunRecord(3, "a", Time, Time.AddTicks(1), RunStatus.Running, IsCurrent: true)),
            "\"keep\":3,\"task\":\"a\",\"started\":\"2024-01-01T00:00:00.0000000Z\",\"ended\":\"2024-01-01T00:00:00.0000001Z\","
                + "\"status\":\"running\",\"since\":\"2024-01-01T00:00:00.0000000Z\",\"current\":true"),
        (new RunRecorded(new RunRecord(3, null, Time, Time, RunStatus.Stopped, IsCurrent: false, "m")),
            "\"keep\":3,\"started\":\"2024-01-01T00:00:00.0000000Z\",\"ended\":\"2024-01-01T00:00:00.0000000Z\",\"status\":\"stopped\","
                + "\"message\":\"m\",\"since\":\"2024-01-01T00:00:00.0000000Z\""),
        (new RunRecorded(new RunRecord(3, "a", Time, Time, RunStatus.Abandoned,
            IsCurrent: false) { Origin = new Origin(new Guid(Id), 2147483646), StatusUtc = Time.AddTicks(3) }),
            "\"keep\":3,\"origin\":\"" + Id
                + "/2147483646\",\"task\":\"a\",\"started\":\"2024-01-01T00:00:00.0000000Z\",\"ended\":\"2024-01-01T00:00:00.0000000Z\","
                + "\"status\":\"abandoned\",\"since\":\"2024-01-01T00:00:00.0000003Z\""),
        (new WriterOpened(new WriterRecord(new Guid(Id), Time, 12, "h")),
            "\"opened\":\"" + Id + "\"" + At + ",\"process\":12,\"host\":\"h\""),
        (new ClockCompared(864000000000), "\"clock\":864000000000"),
        (new ClockCompared(0), "\"clock\":0"),
    ];

    [Theory]
    [MemberData(nameof(Written))]
    public void An_event_is_written_as_one_line_and_read_back_as_it_was(string line)
    {
        var happened = Events.Single(e => e.Line == line).Event;
        Assert.Equal("{\"c\":\"00000000\",\"n\":9," + line + "}", WithoutCheck(Write(happened, 9, 0)));
        Assert.Equal("{\"c\":\"00000000\",\"n\":9,\"flushed\":5," + line + "}", WithoutCheck(Write(happened, 9, 5)));
        foreach (var flushed in new[] { 0, 5, 0 })
        {
            var bytes = Write(happened, 9, flushed);
            Assert.True(LineCheck.IsRight(bytes, 0, bytes.Length));
            var reader = new EventFields(EventKinds.Current);
            Assert.Equal(Show(happened), Show(reader.Read(bytes, 0, bytes.Length)));
            Assert.Equal((9, flushed), (reader.Number, reader.FlushedEvent));
        }
    }

    [Fact]
    public void Each_line_is_read_as_if_it_were_the_first()
    {
        var reader = new EventFields(EventKinds.Current);
        foreach (var (happened, _) in Events.Concat(Events.Reverse()).Concat(Events.SelectMany(one => new[] { one, Events[3] })))
        {
            var bytes = Write(happened, 9, 0);
            Assert.Equal(Show(happened), Show(reader.Read([.. "xx"u8, .. bytes, .. "yy"u8], 2, bytes.Length + 2)));
            Assert.Equal(0, reader.FlushedEvent);
        }
    }

    [Fact]
    public void A_track_is_read_alike_by_its_shape()
    {
        var reader = new TrackLineReader();
        foreach (var (happened, _) in Events.Where(e => e.Event is TrackSaved or TrackUpdated { Record.Version: > 0 }))
        {
            // A name with an escape has another shape.
            var bytes =
                Encoding.UTF8.GetBytes(Encoding.UTF8.GetString(Write(happened, 9, 5)).Replace("a\\\"", "aé", StringComparison.Ordinal));
            byte[] buffer = [.. "xx"u8, .. bytes, .. "\"\"\"\"yy"u8];
            Assert.Equal(Show(new EventFields(EventKinds.Current).Read(bytes, 0, bytes.Length)),
                Show(reader.Read(buffer, 2, bytes.Length + 2)));
            Assert.Equal((9, 5), (reader.EventNumber, reader.FlushedEvent));
            bytes = Encoding.UTF8.GetBytes(Encoding.UTF8.GetString(bytes).Replace(",\"flushed\":5", "", StringComparison.Ordinal));
            Assert.NotNull(reader.Read(bytes, 0, bytes.Length));
            Assert.Equal((9, 0), (reader.EventNumber, reader.FlushedEvent));
        }
    }

    [Theory]
    [InlineData("\"n\":1,\"save\":1", "\"save\":1,\"n\":1")]
    [InlineData("\"n\":1", "\"n\":0")]
    [InlineData("\"n\":1", "\"n\":01")]
    [InlineData("\"n\":1", "\"n\":-1")]
    [InlineData("\"n\":1", "\"n\":1.0")]
    [InlineData("\"n\":1", "\"n\":")]
    [InlineData("\"n\":1", "\"n\":1234567890123456789")]
    [InlineData("\"n\":1", "\"n\":1,\"flushed\":0")]
    [InlineData("\"n\":1", "\"n\":1,\"flushed\":x")]
    [InlineData("\"save\":1", "\"save\":0")]
    [InlineData("\"save\":1", "\"remove\":1")]
    [InlineData("\"save\":1", "\"update\":0")]
    [InlineData("\"task\":\"a\"", "\"task\":\"\"")]
    [InlineData("\"task\":\"a\"", "\"task\":\"a\\n\"")]
    [InlineData("\"task\":\"a\"", "\"task\":\"a\u001f\"")]
    [InlineData("\"task\":\"a\"", "\"task\":1")]
    [InlineData("\"run\":1", "\"run\":0")]
    [InlineData("\"run\":1", "\"run\":2147483647")]
    [InlineData("\"run\":1", "\"run\":\"1\"")]
    [InlineData("\"user\":\"u\"", "\"user\":\"\"")]
    [InlineData("\"user\":\"u\",", "")]
    [InlineData("\"user\":\"u\"", "\"user\":\"u")]
    [InlineData("\"user\":\"u\"", "\"user\":\"u\",\"inStep\":0")]
    [InlineData("\"user\":\"u\"", "\"user\":\"u\",\"inStep\":2147483647")]
    [InlineData("\"user\":\"u\"", "\"user\":\"u\",\"inStep\":x")]
    [InlineData("\"user\":\"u\"", "\"inStep\":1,\"user\":\"u\"")]
    [InlineData("00Z", "00")]
    [InlineData("\"at\":\"2024-01-01T00:00:00Z\",", "")]
    [InlineData("00Z\"", "00Z")]
    [InlineData("\"data\":{}", "\"version\":0,\"data\":{}")]
    [InlineData("\"data\":{}", "\"version\":65536,\"data\":{}")]
    [InlineData("\"data\":{}", "\"version\":x,\"data\":{}")]
    [InlineData("\"data\":{}", "\"types\":{},\"version\":1,\"data\":{}")]
    [InlineData("\"save\":1", "\"update\":1")]
    [InlineData("\"data\":{}", "\"data\":[]")]
    [InlineData("\"data\":{}", "\"data\":{")]
    [InlineData("\"data\":{}}", "\"data\":{ ")]
    [InlineData("\"data\":{}}", "\"data\":{x}")]
    [InlineData("\"data\":{}}", "\"data\":{}x")]
    [InlineData("\"data\":{}}", "\"dat")]
    public void A_track_of_another_shape_is_left_to_the_strict_reader(string old, string changed)
    {
        const string Line =
            "{\"c\":\"00000000\",\"n\":1,\"save\":1,\"task\":\"a\",\"run\":1,\"user\":\"u\",\"at\":\"2024-01-01T00:00:00Z\",\"data\":{}}";
        Assert.NotNull(Shaped(Line));
        var other = Line.Replace(old, changed, StringComparison.Ordinal);
        Assert.NotEqual(Line, other);
        Assert.Null(Shaped(other));
        for (var length = Line.Length - 1; length >= LineCheck.Opening.Length; length--)
            Assert.Null(Shaped(Line[..length]));
    }

    [Theory]
    [InlineData("\"n\":123456789012345678,\"save\":123456789012345678,\"task\":\"a\",\"run\":2147483646")]
    [InlineData("\"n\":9,\"flushed\":10,\"save\":19,\"task\":\" !~\",\"run\":1,\"starts\":true")]
    public void A_shape_has_any_number_up_to_eighteen_digits(string start)
    {
        var line = "{\"c\":\"00000000\"," + start + ",\"user\":\"u\",\"at\":\"2024-01-01T00:00:00Z\",\"data\":{}}";
        var bytes = Encoding.UTF8.GetBytes(line);
        Assert.Equal(Show(new EventFields(EventKinds.Current).Read(bytes, 0, bytes.Length)), Show(Shaped(line)));
    }

    [Theory]
    [InlineData(Id + "/12", true)]
    [InlineData(Id + "/9223372036854775806", true)]
    [InlineData(Id + "/9223372036854775807", false)]
    [InlineData(Id + "/0", false)]
    [InlineData(Id + "/", false)]
    [InlineData(Id, false)]
    [InlineData("", false)]
    [InlineData("6F9619FF-8b86-d011-b42d-00c04fc964ff/1", false)]
    public void A_copy_is_read_by_its_shape_if_its_origin_is_one(string origin, bool isOne)
    {
        var line = "{\"c\":\"00000000\",\"n\":1,\"save\":1,\"origin\":\"" + origin
            + "\",\"task\":\"a\",\"run\":1,\"user\":\"u\",\"at\":\"2024-01-01T00:00:00Z\",\"given\":true,\"data\":{}}";
        Assert.Equal(isOne, Shaped(line) is TrackCopied);
        Assert.Null(Shaped(line.Replace("\"save\"", "\"update\"", StringComparison.Ordinal)));
        Assert.Null(Shaped(line.Replace("\"run\":1,", "\"run\":1,\"starts\":true,", StringComparison.Ordinal)));
        for (var length = line.Length - 1; length >= LineCheck.Opening.Length; length--)
            Assert.Null(Shaped(line[..length]));
    }

    [Fact]
    public void Each_origin_is_read_as_if_it_were_the_first()
    {
        var reader = new OriginText();
        string[] texts = [Id + "/1", Id + "/2", "00000000-0000-0000-0000-000000000000/3", Id[..^1] + "e/1", "x" + Id[1..] + "/1",
            Id + "/2", Id[..^1] + "g/1", Id + "/7", Id[..^1] + "/7"];
        Assert.Equal([1, 2, 3, 1, 0, 2, 0, 7, 0],
            texts.Select(text => reader.TryParse(Encoding.ASCII.GetBytes("9" + text + "9"), 1, text.Length, 7, out var origin)
            && origin.Writer == new Guid(text[..36]) ? origin.Number : 0));
    }

    [Fact]
    public void Hints_that_are_no_mapping_are_refused_by_the_shape_too()
    {
        const string Line =
            "{\"c\":\"00000000\",\"n\":1,\"save\":1,\"task\":\"a\",\"run\":1,\"user\":\"u\",\"at\":\"2024-01-01T00:00:00Z\",\"types\":[],"
            + "\"data\":{}}";
        Assert.Equal("a mapping is expected", Assert.Throws<JsonSyntaxException>(() => Shaped(Line)).Message);
    }

    [Theory]
    [InlineData("[]", "the line is no object")]
    [InlineData("{\"n\":1,\"x\":2}", "a key is unknown")]
    [InlineData("{\"n\":1,\"N\":2}", "a key is unknown")]
    [InlineData("{\"\\u006e\":1}", "a key is unknown")]
    [InlineData("{\"n\":1,\"n\":1}", "a key stands twice")]
    [InlineData("{\"n\":1,\"remove\":1,\"remove\":1}", "a key stands twice")]
    [InlineData("{\"c\":1,\"n\":1,\"remove\":1}", "a text is expected")]
    [InlineData("{\"n\":0,\"remove\":1}", "an id is 0")]
    [InlineData("{\"n\":\"1\",\"remove\":1}", "a whole number is expected")]
    [InlineData("{\"n\":4611686018427387904,\"remove\":1}", "a number is too large")]
    [InlineData("{\"n\":1,\"flushed\":0,\"remove\":1}", "an id is 0")]
    [InlineData("{\"n\":1,\"flushed\":4611686018427387904,\"remove\":1}", "a number is too large")]
    [InlineData("{\"n\":1,\"remove\":0}", "an id is 0")]
    [InlineData("{\"n\":1,\"remove\":9223372036854775807}", "a number is too large")]
    [InlineData("{\"n\":1,\"start\":2147483647" + At + "}", "a number is too large")]
    [InlineData("{\"n\":1,\"opened\":\"" + Id + "x\"" + At + ",\"process\":1,\"host\":\"h\"}", "a GUID is malformed")]
    [InlineData("{\"n\":1,\"opened\":1" + At + ",\"process\":1,\"host\":\"h\"}", "a text is expected")]
    [InlineData("{\"n\":1,\"opened\":\"" + Id + "\"" + At + ",\"process\":2147483648,\"host\":\"h\"}", "a number is too large")]
    [InlineData("{\"n\":1,\"opened\":\"" + Id + "\"" + At + ",\"process\":1,\"host\":1}", "a text is expected")]
    [InlineData("{\"n\":1,\"start\":1,\"task\":\"\"" + At + "}", "a name is expected")]
    [InlineData("{\"n\":1,\"start\":1,\"task\":null" + At + "}", "a name is expected")]
    [InlineData("{\"n\":1,\"start\":1,\"at\":1}", "a time is expected")]
    [InlineData("{\"n\":1,\"start\":1,\"at\":\"2024-01-01\"}", "a time is not of the form 2026-11-24T23:09:52.1234567Z")]
    [InlineData("{\"n\":1,\"start\":1" + At + ",\"given\":false}", "a mark is not true")]
    [InlineData("{\"n\":1,\"stop\":1,\"status\":null" + At + "}", "a text is expected")]
    [InlineData("{\"n\":1,\"stop\":1,\"status\":\"Finished\"" + At + "}", "a status is unknown")]
    [InlineData("{\"n\":1,\"stop\":1,\"status\":\"vanished\"" + At + "}", "a status is unknown")]
    [InlineData("{\"n\":1,\"stop\":1,\"status\":\"abandoned\"" + At + "}", "the keys of the line make no event")]
    [InlineData("{\"n\":1,\"keep\":2,\"started\":\"2024-01-01T00:00:00Z\",\"ended\":\"2024-01-01T00:00:00Z\",\"status\":\"abandoned\"}",
        "the keys of the line make no event")]
    [InlineData("{" + Kept + ",\"origin\":1}", BadOrigin)]
    [InlineData("{" + Kept + ",\"origin\":\"\"}", BadOrigin)]
    [InlineData("{" + Kept + ",\"origin\":\"" + Id + "\"}", BadOrigin)]
    [InlineData("{" + Kept + ",\"origin\":\"" + Id + "/\"}", BadOrigin)]
    [InlineData("{" + Kept + ",\"origin\":\"" + Id + "/0\"}", BadOrigin)]
    [InlineData("{" + Kept + ",\"origin\":\"" + Id + "/01\"}", BadOrigin)]
    [InlineData("{" + Kept + ",\"origin\":\"" + Id + "/-1\"}", BadOrigin)]
    [InlineData("{" + Kept + ",\"origin\":\"" + Id + "/1 \"}", BadOrigin)]
    [InlineData("{" + Kept + ",\"origin\":\" " + Id + "/1\"}", BadOrigin)]
    [InlineData("{" + Kept + ",\"origin\":\"" + Id + ":1\"}", BadOrigin)]
    [InlineData("{" + Kept + ",\"origin\":\"6F9619ff-8b86-d011-b42d-00c04fc964ff/1\"}", BadOrigin)]
    [InlineData("{" + Kept + ",\"origin\":\"6f9619ff08b86-d011-b42d-00c04fc964ff/1\"}", BadOrigin)]
    [InlineData("{" + Kept + ",\"origin\":\"6f9619fg-8b86-d011-b42d-00c04fc964ff/1\"}", BadOrigin)]
    [InlineData("{" + Kept + ",\"origin\":\"" + Id + "/9223372036854775807\"}", BadOrigin)]
    [InlineData("{" + Kept + ",\"origin\":\"" + Id + "/99999999999999999999\"}", BadOrigin)]
    [InlineData("{" + Kept + ",\"origin\":\"" + Id + "/2147483647\"}", "the keys of the line make no event")]
    [InlineData("{\"n\":1,\"save\":1,\"origin\":\"" + Id + "/1\",\"task\":\"a\",\"run\":1,\"starts\":true,\"user\":\"u\"" + At
        + ",\"given\":true,\"data\":{}}", "the keys of the line make no event")]
    [InlineData("{\"n\":1,\"update\":1,\"origin\":\"" + Id + "/1\",\"task\":\"a\",\"run\":1,\"user\":\"u\"" + At
        + ",\"given\":true,\"data\":{}}", "the keys of the line make no event")]
    [InlineData("{\"n\":1,\"start\":1,\"origin\":\"" + Id + "/1\"" + At + "}", "the keys of the line make no event")]
    [InlineData("{\"n\":1,\"stop\":1,\"status\":\"running\"" + At + "}", "the keys of the line make no event")]
    [InlineData("{\"n\":1,\"resume\":1,\"given\":true" + At + "}", "the keys of the line make no event")]
    [InlineData("{\"n\":1,\"start\":1,\"message\":\"m\"" + At + "}", "the keys of the line make no event")]
    [InlineData("{" + Kept + ",\"current\":1}", "a mark is not true")]
    [InlineData("{\"n\":1,\"save\":1,\"task\":\"a\",\"run\":0,\"user\":\"u\"" + At + ",\"data\":{}}", "an id is 0")]
    [InlineData("{\"n\":1,\"save\":1,\"task\":\"a\",\"run\":2147483647,\"user\":\"u\"" + At + ",\"data\":{}}", "a number is too large")]
    [InlineData("{\"n\":1,\"save\":1,\"task\":\"a\",\"run\":1,\"user\":\"u\"" + At + ",\"data\":[]}", "a mapping is expected")]
    [InlineData("{\"n\":1,\"save\":1,\"task\":\"a\",\"run\":1,\"user\":\"u\"" + At + ",\"types\":1,\"data\":{}}", "a mapping is expected")]
    [InlineData("{\"n\":1,\"step\":0,\"run\":1,\"name\":\"s\",\"status\":\"running\"" + Started + "}", "an id is 0")]
    [InlineData("{\"n\":1,\"step\":2147483647,\"run\":1,\"name\":\"s\",\"status\":\"running\"" + Started + "}", "a number is too large")]
    [InlineData("{" + AStep + ",\"parent\":0}", "an id is 0")]
    [InlineData("{" + AStep + ",\"parent\":2}", "the keys of the line make no event")]
    [InlineData("{" + AStep + ",\"parent\":3}", "the keys of the line make no event")]
    [InlineData("{" + AStep + ",\"parent\":2147483647}", "a number is too large")]
    [InlineData("{" + AStep + ",\"attempt\":0}", "an id is 0")]
    [InlineData("{" + AStep + ",\"attempt\":2147483648}", "a number is too large")]
    [InlineData("{" + AStep + ",\"key\":null}", "a text is expected")]
    [InlineData("{" + AStep + ",\"ended\":null}", "a time is expected")]
    [InlineData("{" + AStep + ",\"facts\":[]}", "a mapping is expected")]
    [InlineData("{" + AStep + ",\"output\":\"x\"}", "a mapping is expected")]
    [InlineData("{" + AStep + ",\"carried\":\"x\"}", BadOrigin)]
    [InlineData("{" + AStep + ",\"origin\":\"" + Id + "/2147483647\"}", "the keys of the line make no event")]
    [InlineData("{" + AStep + ",\"given\":true}", "the keys of the line make no event")]
    [InlineData("{" + AStep + ",\"inStep\":1}", "the keys of the line make no event")]
    [InlineData("{\"n\":1,\"step\":2,\"run\":1,\"name\":\"\",\"status\":\"running\"" + Started + "}", "a name is expected")]
    [InlineData("{\"n\":1,\"step\":2,\"run\":1,\"name\":\"s\",\"status\":\"finished\"" + Started + "}",
        "the keys of the line make no event")]
    [InlineData("{\"n\":1,\"step\":2,\"run\":1,\"name\":\"s\",\"status\":\"abandoned\"" + Started + "}",
        "the keys of the line make no event")]
    [InlineData("{\"n\":1,\"step\":2,\"run\":1,\"status\":\"running\"" + Started + "}", "the keys of the line make no event")]
    [InlineData("{\"n\":1,\"step\":2,\"name\":\"s\",\"status\":\"running\"" + Started + "}", "the keys of the line make no event")]
    [InlineData("{\"n\":1,\"step\":2,\"run\":1,\"name\":\"s\"" + Started + "}", "the keys of the line make no event")]
    [InlineData("{\"n\":1,\"step\":2,\"run\":1,\"name\":\"s\",\"status\":\"running\"}", "the keys of the line make no event")]
    [InlineData("{\"n\":1,\"stop\":1,\"status\":\"completed\"" + At + "}", "the keys of the line make no event")]
    [InlineData("{\"n\":1,\"stop\":1,\"status\":\"open\"" + At + "}", "the keys of the line make no event")]
    [InlineData("{\"n\":1,\"stop\":1,\"status\":\"unknown\"" + At + "}", "the keys of the line make no event")]
    [InlineData("{\"n\":1,\"stop\":1,\"status\":\"failed\",\"facts\":{}" + At + "}", "the keys of the line make no event")]
    [InlineData("{\"n\":1,\"start\":1,\"open\":false" + At + "}", "a mark is not true")]
    [InlineData("{\"n\":1,\"start\":1,\"carries\":0" + At + "}", "an id is 0")]
    [InlineData("{\"n\":1,\"start\":1,\"carries\":2147483647" + At + "}", "a number is too large")]
    [InlineData("{\"n\":1,\"start\":1,\"continues\":1" + At + "}", BadOrigin)]
    [InlineData("{\"n\":1,\"start\":1,\"key\":1" + At + "}", "a text is expected")]
    [InlineData("{\"n\":1,\"start\":1,\"output\":{}" + At + "}", "the keys of the line make no event")]
    [InlineData("{" + Kept + ",\"open\":true}", "the keys of the line make no event")]
    [InlineData("{\"n\":1,\"keep\":2,\"started\":\"2024-01-01T00:00:00Z\",\"ended\":\"2024-01-01T00:00:00Z\",\"status\":\"unknown\"}",
        "the keys of the line make no event")]
    [InlineData("{\"n\":1,\"keep\":2,\"started\":\"2024-01-01T00:00:00Z\",\"ended\":\"2024-01-01T00:00:00Z\",\"status\":\"completed\"}",
        "the keys of the line make no event")]
    [InlineData("{\"n\":1,\"save\":1,\"task\":\"a\",\"run\":1,\"user\":\"u\",\"inStep\":0" + At + ",\"data\":{}}", "an id is 0")]
    [InlineData("{\"n\":1,\"remove\":1} 1", "there is something behind the value")]
    [InlineData("{}", "the keys of the line make no event")]
    [InlineData("{\"n\":1}", "the keys of the line make no event")]
    [InlineData("{\"remove\":1}", "the keys of the line make no event")]
    [InlineData("{\"n\":1,\"remove\":1,\"start\":1}", "the keys of the line make no event")]
    [InlineData("{\"n\":1,\"remove\":1,\"task\":\"a\"}", "the keys of the line make no event")]
    [InlineData("{\"n\":1,\"start\":1}", "the keys of the line make no event")]
    [InlineData("{\"n\":1,\"start\":1" + At + ",\"status\":\"finished\"}", "the keys of the line make no event")]
    [InlineData("{\"n\":1,\"start\":1" + At + ",\"run\":1}", "the keys of the line make no event")]
    [InlineData("{\"n\":1,\"stop\":1" + At + "}", "the keys of the line make no event")]
    [InlineData("{\"n\":1,\"stop\":1,\"status\":\"finished\"}", "the keys of the line make no event")]
    [InlineData("{\"n\":1,\"stop\":1,\"status\":\"finished\",\"task\":\"a\"" + At + "}", "the keys of the line make no event")]
    [InlineData("{" + Kept + ",\"given\":true}", "the keys of the line make no event")]
    [InlineData("{\"n\":1,\"keep\":1,\"status\":\"finished\"}", "the keys of the line make no event")]
    [InlineData("{\"n\":1,\"opened\":\"" + Id + "\"" + At + ",\"process\":1}", "the keys of the line make no event")]
    [InlineData("{\"n\":1,\"opened\":\"" + Id + "\"" + At + ",\"process\":1,\"host\":\"h\",\"given\":true}",
        "the keys of the line make no event")]
    [InlineData("{\"n\":1,\"save\":1,\"task\":\"a\",\"run\":1" + At + ",\"data\":{}}", "the keys of the line make no event")]
    [InlineData("{\"n\":1,\"save\":1,\"task\":\"a\",\"run\":1,\"user\":\"u\"" + At + ",\"data\":{},\"current\":true}",
        "the keys of the line make no event")]
    [InlineData("{\"n\":1,\"update\":1,\"task\":\"a\",\"run\":1,\"user\":\"u\"" + At + ",\"version\":65536,\"data\":{}}",
        "a number is too large")]
    [InlineData("{\"n\":1,\"update\":1,\"task\":\"a\",\"run\":1,\"user\":\"u\"" + At + ",\"version\":-1,\"data\":{}}",
        "a whole number is expected")]
    [InlineData("{\"n\":1,\"remove\":1,\"version\":1}", "the keys of the line make no event")]
    [InlineData("{" + Kept + ",\"version\":1}", "the keys of the line make no event")]
    [InlineData("{\"n\":1,\"update\":1,\"task\":\"a\",\"run\":1,\"starts\":true,\"user\":\"u\"" + At + ",\"data\":{}}",
        "the keys of the line make no event")]
    public void A_line_that_is_no_event_is_refused(string line, string why)
    {
        var bytes = Encoding.UTF8.GetBytes(line);
        Assert.Equal(why,
            Assert.Throws<JsonSyntaxException>(() => new EventFields(EventKinds.Current).Read(bytes, 0, bytes.Length)).Message);
    }

    [Fact]
    public void The_greatest_numbers_are_read()
    {
        var bytes = "{\"n\":4611686018427387903,\"flushed\":4611686018427387903,\"remove\":9223372036854775806}"u8.ToArray();
        var reader = new EventFields(EventKinds.Current);
        Assert.Equal(StoreLimits.MaxTrackNumber, Assert.IsType<TrackRemoved>(reader.Read(bytes, 0, bytes.Length)).Number);
        Assert.Equal((EventFields.MaxEventNumber, EventFields.MaxEventNumber), (reader.Number, reader.FlushedEvent));
        bytes = Encoding.UTF8.GetBytes("{\"n\":1,\"start\":2147483646" + At + "}");
        Assert.Equal(StoreLimits.MaxRunId, Assert.IsType<RunStarted>(reader.Read(bytes, 0, bytes.Length)).Record.RunId);
        bytes = Encoding.UTF8.GetBytes(
            "{\"n\":1,\"step\":2147483646,\"run\":2147483646,\"parent\":2147483645,\"name\":\"s\",\"status\":\"failed\"" + Started
            + ",\"attempt\":2147483647}");
        var step = Assert.IsType<StepRecorded>(reader.Read(bytes, 0, bytes.Length)).Record;
        Assert.Equal((StoreLimits.MaxStepId, StoreLimits.MaxRunId, int.MaxValue), (step.StepId, step.RunId, step.Attempt));
    }

    [Fact]
    public void No_event_is_written_with_a_number_that_no_reader_takes()
    {
        Write(new TrackRemoved(1), EventFields.MaxEventNumber, 0);
        var error = Assert.Throws<TrackingException>(() => Write(new TrackRemoved(1), EventFields.MaxEventNumber + 1, 0));
        Assert.Equal(TrackingErrorCode.TrackStoreWriteFailed, error.Code);
        Assert.StartsWith("The file has used up the numbers of its events", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("2024-02-29T23:59:59Z", "2024-02-29T23:59:59.0000000Z")]
    [InlineData("2024-01-01T00:00:00.1Z", "2024-01-01T00:00:00.1000000Z")]
    [InlineData("2024-12-31T20:10:09.1234567Z", "2024-12-31T20:10:09.1234567Z")]
    [InlineData("0001-01-01T00:00:00.0000000Z", "0001-01-01T00:00:00.0000000Z")]
    [InlineData("9999-12-31T23:59:59.9999999Z", "9999-12-31T23:59:59.9999999Z")]
    public void A_time_is_read_to_its_last_digit(string text, string time)
    {
        var bytes = Encoding.ASCII.GetBytes("9" + text + "9");
        Assert.True(UtcText.TryParse(bytes, 1, text.Length, out var read));
        Assert.Equal((time, DateTimeKind.Utc), (read.ToString("o"), read.Kind));
    }

    [Theory]
    [InlineData("")]
    [InlineData("Z")]
    [InlineData("2024-01-01T00:00:00")]
    [InlineData("2024-01-01T00:00:0Z")]
    [InlineData("2024-01-01T00:00:00.Z")]
    [InlineData("2024-01-01T00:00:00,1Z")]
    [InlineData("2024-01-01T00:00:00.12345678Z")]
    [InlineData("2024-01-01T00:00:00.1234567+")]
    [InlineData("2024-01-01T00:00:00z")]
    [InlineData("2024-01-01 00:00:00Z")]
    [InlineData("2024/01-01T00:00:00Z")]
    [InlineData("2024-01-01T00:00:0:Z")]
    [InlineData("2024-01-01T00:00:0/Z")]
    [InlineData("x024-01-01T00:00:00Z")]
    [InlineData("2024-01-01T00:00:00.12x4567Z")]
    [InlineData("0000-01-01T00:00:00Z")]
    [InlineData("2024-00-01T00:00:00Z")]
    [InlineData("2024-13-01T00:00:00Z")]
    [InlineData("2024-01-00T00:00:00Z")]
    [InlineData("2024-01-32T00:00:00Z")]
    [InlineData("2023-02-29T00:00:00Z")]
    [InlineData("2024-01-01T24:00:00Z")]
    [InlineData("2024-01-01T00:60:00Z")]
    [InlineData("2024-01-01T00:00:60Z")]
    public void What_is_no_time_is_refused(string text)
    {
        // Digits behind it belong to something else.
        var bytes = Encoding.ASCII.GetBytes(text + "00000000000000000000Z");
        Assert.False(UtcText.TryParse(bytes, 0, text.Length, out _));
    }

    [Theory]
    [InlineData("", "f379bd46")]
    [InlineData("}", "db9c3fcf")]
    [InlineData("\"n\":1,\"remove\":1}", "70cb9c99")]
    [InlineData("\"n\":1,\"remove\":12345}", "a5607467")]
    [InlineData("\"n\":1,\"remove\":123456789012}", "0156708d")]
    public void The_check_value_of_a_line_is_the_same_for_ever(string rest, string value)
    {
        var line = Encoding.ASCII.GetBytes("xx" + LineCheck.Opening + rest + "yy");
        LineCheck.Set(line, 2, line.Length - 2);
        Assert.Equal("xx{\"c\":\"" + value + "\"," + rest + "yy", Encoding.ASCII.GetString(line));
        Assert.True(LineCheck.IsRight(line, 2, line.Length - 2));
        for (var i = 2; i < line.Length - 2; i++)
        {
            var changed = line.ToArray();
            changed[i] ^= 1;
            Assert.False(LineCheck.IsRight(changed, 2, line.Length - 2));
        }
        for (var end = 2; end < line.Length - 2; end++)
            Assert.False(LineCheck.IsRight(line, 2, end));
    }

    private static TrackRecord Track(bool given, string? types, int version = 0, int step = 0) =>
        TrackRecord.Of(7, "a\"", 3, "u é", Time, given, Json.Data("{\"k\":1}", types), version, step);

    private static RunRecord Run(string? task) => new(3, task, Time, Time, RunStatus.Running, IsCurrent: task != null);

    private static byte[] Write(TrackEvent happened, long number, long flushed)
    {
        var buffer = new JsonBuffer();
        // As in a file of format 1 or 2, whose lines have no seed.
        EventWriter.Write(buffer, happened, number, flushed, FileForm.Of(FileHeader.New()));
        return buffer.ToArray();
    }

    /// <summary>The line with zeros in the place of its check value.</summary>
    private static string WithoutCheck(byte[] line) =>
        string.Concat(LineCheck.Opening, Encoding.UTF8.GetString(line).AsSpan(LineCheck.Opening.Length));

    private static TrackEvent? Shaped(string line)
    {
        var bytes = Encoding.UTF8.GetBytes(line);
        // What stands behind its end would make it whole.
        return new TrackLineReader().Read([.. bytes, .. "\",\"data\":{}}}"u8], 0, bytes.Length);
    }

    private static string Show(TrackEvent? happened) => happened switch
    {
        TrackCopied copied => $"copied {Show(copied.Record)} from {StoreState.Show(copied.SavedAt)}",
        TrackSaved saved => $"saved {Show(saved.Record)} {saved.StartsRun}",
        TrackUpdated updated => $"updated {Show(updated.Record)}",
        TrackRemoved removed => $"removed {removed.Number}",
        RunRemoved removed => $"removed run {removed.RunId}",
        RunStarted started => $"started {StoreState.Show(started.Record)} {started.TimeIsGiven}",
        StepRecorded step => $"step {StoreState.Show(step.Record with { Path = "" })}",
        RunStopped stopped =>
            $"stopped {stopped.RunId} {stopped.Status} {stopped.Message ?? "-"} {stopped.TimeUtc:o} {stopped.TimeIsGiven}",
        RunResumed resumed => $"resumed {resumed.RunId} {resumed.TimeUtc:o}",
        RunRecorded kept => $"kept {StoreState.Show(kept.Record)}",
        WriterOpened opened => $"opened {opened.Record}",
        ClockCompared clock => $"clock {clock.BehindTicks}",
        _ => "nothing",
    };

    private static string Show(TrackRecord record) => $"{StoreState.Show(record)} {record.TimeIsGiven} {Json.Types(record.Data)}";
}

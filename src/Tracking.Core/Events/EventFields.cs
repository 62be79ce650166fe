using System;
using System.Collections.Generic;
using Tracking.Json;
using Tracking.Model;
using Tracking.Rules;

namespace Tracking.Events;

/// <summary>The keys of a line, but for that of its kind.</summary>
[Flags]
internal enum EventField : long
{
    None = 0,
    Check = 1,
    EventNumber = 1 << 1,
    Flushed = 1 << 2,
    Kind = 1 << 3,
    Origin = 1 << 4,
    Task = 1 << 5,
    Run = 1 << 6,
    Starts = 1 << 7,
    User = 1 << 8,
    At = 1 << 9,
    Given = 1 << 10,
    Version = 1 << 11,
    Types = 1 << 12,
    Data = 1 << 13,
    Status = 1 << 14,
    Message = 1 << 15,
    Started = 1 << 16,
    Ended = 1 << 17,
    Since = 1 << 18,
    Current = 1 << 19,
    Process = 1 << 20,
    Host = 1 << 21,
    Key = 1 << 22,
    Facts = 1 << 23,
    Continues = 1 << 24,
    CarriedSteps = 1 << 25,
    Open = 1 << 26,
    Name = 1 << 27,
    Parent = 1 << 28,
    Attempt = 1 << 29,
    CarriedFrom = 1 << 30,
    Output = 1L << 31,
    InStep = 1L << 32,
    Space = 1L << 33,
    Edited = 1L << 40,
}

/// <summary>What a line holds, key by key, read strictly: every key once, every value of its kind (format 3).</summary>
/// <param name="kinds">The kinds of events that are known.</param>
internal sealed class EventFields(EventKinds kinds)
{
    /// <summary>The greatest number that an event can have; no store comes to it, but a file may say that it has.</summary>
    public const long MaxEventNumber = long.MaxValue / 2;

    /// <summary>What every track has.</summary>
    public const EventField OfTrack = EventField.Task | EventField.Run | EventField.User | EventField.At | EventField.Data;

    private static readonly Dictionary<string, EventField> FieldsByKey = new(StringComparer.Ordinal)
    {
        ["c"] = EventField.Check,
        ["n"] = EventField.EventNumber,
        ["flushed"] = EventField.Flushed,
        ["origin"] = EventField.Origin,
        ["task"] = EventField.Task,
        ["run"] = EventField.Run,
        ["starts"] = EventField.Starts,
        ["user"] = EventField.User,
        ["at"] = EventField.At,
        ["given"] = EventField.Given,
        ["version"] = EventField.Version,
        ["types"] = EventField.Types,
        ["data"] = EventField.Data,
        ["status"] = EventField.Status,
        ["message"] = EventField.Message,
        ["started"] = EventField.Started,
        ["ended"] = EventField.Ended,
        ["since"] = EventField.Since,
        ["current"] = EventField.Current,
        ["process"] = EventField.Process,
        ["host"] = EventField.Host,
        ["key"] = EventField.Key,
        ["facts"] = EventField.Facts,
        ["continues"] = EventField.Continues,
        ["carries"] = EventField.CarriedSteps,
        ["open"] = EventField.Open,
        ["name"] = EventField.Name,
        ["parent"] = EventField.Parent,
        ["attempt"] = EventField.Attempt,
        ["carried"] = EventField.CarriedFrom,
        ["output"] = EventField.Output,
        ["inStep"] = EventField.InStep,
        ["space"] = EventField.Space,
        ["s"] = EventField.Check,
        ["edited"] = EventField.Edited,
    };

    private readonly JsonScanner _scanner = new();
    private readonly Utf8Pool _keys = new();
    private readonly Utf8Pool _names = new();
    private readonly OriginText _origins = new();
    private byte[] _line = [];
    private EventField _held;
    private EventKind? _kind;
    private string _task = "";
    private int _run;
    private string _user = "";
    private int _version;
    private byte[]? _types;
    private byte[] _data = [];
    private RunStatus? _runStatus;
    private StepStatus? _stepStatus;
    private string? _key;
    private TrackData? _facts;
    private TrackData? _output;
    private Origin _continues;
    private Origin _carriedFrom;
    private int _carriedSteps;
    private int _parent;
    private int _attempt;
    private int _inStep;

    /// <summary>The event's number; 0 when the line has none.</summary>
    public long Number { get; private set; }

    /// <summary>Up to which event everything was on the disk when the line was written; 0 when it does not say.</summary>
    public long FlushedEvent { get; private set; }

    /// <summary>Whether the line has a kind, a key or a status that this module does not know, and is sound else.</summary>
    public bool IsUnknown { get; private set; }

    /// <summary>The track or the run that the kind's key identifies.</summary>
    public long Id { get; private set; }

    public Guid Writer { get; private set; }

    public Origin Origin { get; private set; }

    public string? Task => Holds(EventField.Task) ? _task : null;

    public DateTime At { get; private set; }

    public DateTime Started { get; private set; }

    public DateTime Ended { get; private set; }

    public DateTime Since { get; private set; }

    /// <summary>The status of a run; null where there is none, or it is that of a step.</summary>
    public RunStatus? RunStatus => Holds(EventField.Status) ? _runStatus : null;

    /// <summary>The status of a step; null where there is none, or it is that of a run.</summary>
    public StepStatus? StepStatus => Holds(EventField.Status) ? _stepStatus : null;

    public int Run => _run;

    public string Name { get; private set; } = "";

    public string? Key => Holds(EventField.Key) ? _key : null;

    public TrackData? Facts => Holds(EventField.Facts) ? _facts : null;

    public TrackData? Output => Holds(EventField.Output) ? _output : null;

    public Origin? Continues => Holds(EventField.Continues) ? _continues : null;

    public Origin? CarriedFrom => Holds(EventField.CarriedFrom) ? _carriedFrom : null;

    public int CarriedSteps => Holds(EventField.CarriedSteps) ? _carriedSteps : 0;

    public int Parent => Holds(EventField.Parent) ? _parent : 0;

    public int Attempt => Holds(EventField.Attempt) ? _attempt : 1;

    public string? Message { get; private set; }

    public int Process { get; private set; }

    public string Host { get; private set; } = "";

    public string Space { get; private set; } = "";

    /// <summary>Reads the line that stands in a part of a buffer.</summary>
    /// <exception cref="JsonSyntaxException">The line is no event, or none that this module knows: <see cref="IsUnknown"/>.</exception>
    public TrackEvent Read(byte[] buffer, int start, int end)
    {
        Clear(buffer);
        _scanner.Reset(buffer, start, end);
        if (_scanner.Read() != JsonToken.ObjectStart)
            throw _scanner.Bad("the line is no object");
        string? unknown = null;
        while (_scanner.Read() == JsonToken.Name)
        {
            var key = _scanner.HasEscapes ? null : _keys.Get(buffer, _scanner.Start, _scanner.Length);
            if (key != null && FieldsByKey.TryGetValue(key, out var field))
            {
                Add(field);
                _scanner.Read();
                if (!ReadField(field))
                    unknown = "a status is unknown";
            }
            else if (key != null && kinds.Find(key) is { } kind)
            {
                if (_kind != null && _kind != kind)
                    throw _scanner.Bad("the keys of the line make no event");
                Add(EventField.Kind);
                _kind = kind;
                _scanner.Read();
                ReadId(kind.Id);
            }
            else
            {
                unknown = "a key is unknown";
                _scanner.Read();
                _scanner.SkipValue();
            }
        }
        _scanner.Read();
        IsUnknown = unknown != null;
        if (unknown != null)
            throw _scanner.Bad(unknown);
        var happened = (Number > 0 ? _kind?.Read(this) : null) ?? throw _scanner.Bad("the keys of the line make no event");
        happened.IsEdited = Holds(EventField.Edited);
        return happened;
    }

    /// <summary>Whether the line has a key.</summary>
    public bool Holds(EventField field) => (_held & field) != 0;

    /// <summary>Whether the line has all keys that are required, and none but those and the ones that are allowed.</summary>
    public bool HasOnly(EventField required, EventField allowed)
    {
        required |= EventField.Kind | EventField.EventNumber;
        const EventField Always = EventField.Check | EventField.Flushed | EventField.Edited;
        return (_held & required) == required && (_held & ~(required | allowed | Always)) == 0;
    }

    /// <summary>The track that the line holds.</summary>
    /// <param name="version">Its version where the line does not say it.</param>
    public TrackRecord Track(int version) => TrackRecord.Of(
        Id, _task, _run, _user, At, Holds(EventField.Given), new TrackData(_data, _types), Holds(EventField.Version) ? _version : version,
        Holds(EventField.InStep) ? _inStep : 0);

    private void Clear(byte[] line)
    {
        _line = line;
        _held = EventField.None;
        _kind = null;
        _types = null;
        IsUnknown = false;
        Message = null;
        Number = 0;
        FlushedEvent = 0;
    }

    private void Add(EventField field)
    {
        if (Holds(field))
            throw _scanner.Bad("a key stands twice");
        _held |= field;
    }

    private void ReadId(EventId id)
    {
        if (id == EventId.Writer)
        {
            Writer = Guid.TryParseExact(Text(), "D", out var writer) ? writer : throw _scanner.Bad("a GUID is malformed");
        }
        else if (id == EventId.Clock)
        {
            Id = _scanner.GetCount(ClockRule.MaxCorrectionTicks);
        }
        else
        {
            Id = Positive(id == EventId.Track ? StoreLimits.MaxTrackNumber : id == EventId.Step ? StoreLimits.MaxStepId
                : StoreLimits.MaxRunId);
        }
    }

    /// <summary>Reads the value of a key; false when it is one that this module does not know.</summary>
    private bool ReadField(EventField field)
    {
        switch (field)
        {
            case EventField.Check:
                Text();
                break;
            case EventField.EventNumber:
                Number = Positive(MaxEventNumber);
                break;
            case EventField.Flushed:
                FlushedEvent = Positive(MaxEventNumber);
                break;
            case EventField.Origin:
                Origin = ReadOrigin();
                break;
            case EventField.Task:
                _task = ReadName();
                break;
            case EventField.Run:
                _run = (int)Positive(StoreLimits.MaxRunId);
                break;
            case EventField.User:
                _user = ReadName();
                break;
            case EventField.At:
                At = Time();
                break;
            case EventField.Started:
                Started = Time();
                break;
            case EventField.Since:
                Since = Time();
                break;
            case EventField.Ended:
                Ended = Time();
                break;
            case EventField.Name:
                Name = ReadName();
                break;
            case EventField.Key:
                _key = Text();
                break;
            case EventField.Facts:
                _facts = new TrackData(Mapping());
                break;
            case EventField.Output:
                _output = new TrackData(Mapping());
                break;
            case EventField.Continues:
                _continues = ReadOrigin();
                break;
            case EventField.CarriedFrom:
                _carriedFrom = ReadOrigin();
                break;
            case EventField.CarriedSteps:
                _carriedSteps = (int)Positive(StoreLimits.MaxStepId);
                break;
            case EventField.Parent:
                _parent = (int)Positive(StoreLimits.MaxStepId);
                break;
            case EventField.InStep:
                _inStep = (int)Positive(StoreLimits.MaxStepId);
                break;
            case EventField.Attempt:
                _attempt = (int)Positive(int.MaxValue);
                break;
            case EventField.Starts or EventField.Given or EventField.Current or EventField.Open or EventField.Edited:
                if (_scanner.Token != JsonToken.True)
                    throw _scanner.Bad("a mark is not true");
                break;
            case EventField.Status:
                var status = Text();
                (_runStatus, _stepStatus) = (StatusText.ParseRun(status), StatusText.ParseStep(status));
                return _runStatus != null || _stepStatus != null;
            case EventField.Message:
                Message = Text();
                if (Message.Length > RunRecord.MaxMessageLength)
                    throw _scanner.Bad("a message is too long");
                break;
            case EventField.Version:
                _version = (int)_scanner.GetCount(TrackRecord.MostVersions);
                break;
            case EventField.Types:
                _types = Mapping();
                break;
            case EventField.Data:
                _data = Mapping();
                break;
            case EventField.Process:
                Process = (int)_scanner.GetCount(int.MaxValue);
                break;
            case EventField.Host:
                Host = Text();
                break;
            case EventField.Space:
                Space = Text();
                break;
        }
        return true;
    }

    private long Positive(long most)
    {
        var value = _scanner.GetCount(most);
        return value > 0 ? value : throw _scanner.Bad("an id is 0");
    }

    private string Text() => _scanner.Token == JsonToken.String ? _scanner.GetText() : throw _scanner.Bad("a text is expected");

    private string ReadName()
    {
        if (_scanner.Token != JsonToken.String || _scanner.Length == 0)
            throw _scanner.Bad("a name is expected");
        return _scanner.HasEscapes ? _scanner.GetText() : _names.Get(_line, _scanner.Start, _scanner.Length);
    }

    private Origin ReadOrigin() =>
        _scanner.Token == JsonToken.String
            && _origins.TryParse(_line, _scanner.Start, _scanner.Length, StoreLimits.MaxTrackNumber, out var origin)
        ? origin
        : throw _scanner.Bad("an origin is not of the form 6f9619ff-8b86-d011-b42d-00c04fc964ff/12");

    private byte[] Mapping()
    {
        if (_scanner.Token != JsonToken.ObjectStart)
            throw _scanner.Bad("a mapping is expected");
        var start = _scanner.Start;
        _scanner.SkipValue();
        var slice = new byte[_scanner.Position - start];
        Buffer.BlockCopy(_line, start, slice, 0, slice.Length);
        return slice;
    }

    private DateTime Time()
    {
        if (_scanner.Token != JsonToken.String)
            throw _scanner.Bad("a time is expected");
        return UtcText.TryParse(_line, _scanner.Start, _scanner.Length, out var time) ? time
            : throw _scanner.Bad("a time is not of the form 2026-11-24T23:09:52.1234567Z");
    }
}

using System;
using System.Collections.Generic;
using Tracking.Json;
using Tracking.Model;
using Tracking.Rules;
using Tracking.State;

namespace Tracking.SessionFile;

/// <summary>Reads one line back to the event that it is, strictly: every key once, none that is unknown, every value of its kind.</summary>
internal sealed class EventReader
{
    private static readonly Dictionary<string, Field> FieldsByKey = new(StringComparer.Ordinal)
    {
        ["c"] = Field.Check,
        ["n"] = Field.EventNumber,
        ["flushed"] = Field.Flushed,
        ["save"] = Field.Save,
        ["update"] = Field.Update,
        ["remove"] = Field.Remove,
        ["start"] = Field.Start,
        ["stop"] = Field.Stop,
        ["resume"] = Field.Resume,
        ["keep"] = Field.Keep,
        ["opened"] = Field.Opened,
        ["origin"] = Field.Origin,
        ["task"] = Field.Task,
        ["run"] = Field.Run,
        ["starts"] = Field.Starts,
        ["user"] = Field.User,
        ["at"] = Field.At,
        ["given"] = Field.Given,
        ["version"] = Field.Version,
        ["types"] = Field.Types,
        ["data"] = Field.Data,
        ["status"] = Field.Status,
        ["message"] = Field.Message,
        ["started"] = Field.Started,
        ["ended"] = Field.Ended,
        ["since"] = Field.Since,
        ["current"] = Field.Current,
        ["process"] = Field.Process,
        ["host"] = Field.Host,
    };

    private const Field TrackFields = Field.Task | Field.Run | Field.User | Field.At | Field.Data;

    private readonly JsonScanner _scanner = new();
    private readonly Utf8Pool _keys = new();
    private readonly Utf8Pool _names = new();
    private readonly OriginText _origins = new();
    private byte[] _line = [];
    private Field _seen;
    private long _id;
    private string _task = "";
    private int _run;
    private string _user = "";
    private DateTime _at;
    private DateTime _started;
    private DateTime _ended;
    private DateTime _since;
    private RunStatus _status;
    private string? _message;
    private int _version;
    private byte[]? _types;
    private byte[] _data = [];
    private Guid _writer;
    private int _process;
    private string _host = "";
    private Origin _origin;

    [Flags]
    private enum Field
    {
        None = 0, Check = 1, EventNumber = 1 << 1, Save = 1 << 2, Update = 1 << 3, Remove = 1 << 4, Start = 1 << 5, Stop = 1 << 6, Keep = 1 << 7, Opened = 1 << 8,
        Task = 1 << 9, Run = 1 << 10, Starts = 1 << 11, User = 1 << 12, At = 1 << 13, Given = 1 << 14, Types = 1 << 15, Data = 1 << 16, Status = 1 << 17,
        Started = 1 << 18, Ended = 1 << 19, Current = 1 << 20, Process = 1 << 21, Host = 1 << 22, Flushed = 1 << 23,
        Resume = 1 << 24, Message = 1 << 25, Origin = 1 << 26, Since = 1 << 27, Version = 1 << 28,
        Kinds = Save | Update | Remove | Start | Stop | Resume | Keep | Opened,
    }

    /// <summary>The number of the event just read.</summary>
    public long Number { get; private set; }

    /// <summary>Up to which event everything was on the disk when the line was written; 0 when it does not say.</summary>
    public long FlushedEvent { get; private set; }

    /// <summary>Reads the line that stands in a part of a buffer.</summary>
    /// <exception cref="JsonSyntaxException">The line is no event.</exception>
    public TrackEvent Read(byte[] buffer, int start, int end)
    {
        _line = buffer;
        _seen = Field.None;
        _types = null;
        _message = null;
        FlushedEvent = 0;
        _scanner.Reset(buffer, start, end);
        if (_scanner.Read() != JsonToken.ObjectStart)
            throw _scanner.Bad("the line is no object");
        while (_scanner.Read() == JsonToken.Name)
        {
            if (_scanner.HasEscapes || !FieldsByKey.TryGetValue(_keys.Get(buffer, _scanner.Start, _scanner.Length), out var field))
                throw _scanner.Bad("a key is unknown");
            if ((_seen & field) != 0)
                throw _scanner.Bad("a key stands twice");
            _seen |= field;
            _scanner.Read();
            ReadField(field);
        }
        _scanner.Read();
        return Build();
    }

    private void ReadField(Field field)
    {
        switch (field)
        {
            case Field.Check:
                Text();
                break;
            case Field.EventNumber:
                Number = Positive(EventWriter.MaxNumber);
                break;
            case Field.Flushed:
                FlushedEvent = Positive(EventWriter.MaxNumber);
                break;
            case Field.Save or Field.Update or Field.Remove:
                _id = Positive(StoreLimits.MaxTrackNumber);
                break;
            case Field.Start or Field.Stop or Field.Resume or Field.Keep:
                _id = Positive(StoreLimits.MaxRunId);
                break;
            case Field.Opened:
                _writer = Guid.TryParseExact(Text(), "D", out var writer) ? writer : throw _scanner.Bad("a GUID is malformed");
                break;
            case Field.Origin:
                _origin = Origin();
                break;
            case Field.Task:
                _task = Name();
                break;
            case Field.Run:
                _run = (int)Positive(StoreLimits.MaxRunId);
                break;
            case Field.User:
                _user = Name();
                break;
            case Field.At:
                _at = Time();
                break;
            case Field.Started:
                _started = Time();
                break;
            case Field.Since:
                _since = Time();
                break;
            case Field.Ended:
                _ended = Time();
                break;
            case Field.Starts or Field.Given or Field.Current:
                if (_scanner.Token != JsonToken.True)
                    throw _scanner.Bad("a mark is not true");
                break;
            case Field.Status:
                _status = RunStatusText.Parse(Text()) ?? throw _scanner.Bad("a status is unknown");
                break;
            case Field.Message:
                _message = Text();
                if (_message.Length > RunRecord.MaxMessageLength)
                    throw _scanner.Bad("a message is too long");
                break;
            case Field.Version:
                _version = (int)_scanner.GetCount(TrackRecord.MostVersions);
                break;
            case Field.Types:
                _types = Mapping();
                break;
            case Field.Data:
                _data = Mapping();
                break;
            case Field.Process:
                _process = (int)_scanner.GetCount(int.MaxValue);
                break;
            case Field.Host:
                _host = Text();
                break;
        }
    }

    private TrackEvent Build()
    {
        var kind = _seen & Field.Kinds;
        return kind switch
        {
            Field.Save when IsCopy() => Has(TrackFields | Field.Origin, Field.Given | Field.Version | Field.Types) ? new TrackCopied(Record(), _origin) : null,
            Field.Save => Has(TrackFields, Field.Starts | Field.Given | Field.Version | Field.Types) ? new TrackSaved(Record(), (_seen & Field.Starts) != 0) : null,
            Field.Update => Has(TrackFields, Field.Given | Field.Version | Field.Types) ? new TrackUpdated(Record()) : null,
            Field.Remove => Has(Field.None, Field.None) ? new TrackRemoved(_id) : null,
            Field.Start => Has(Field.At, Field.Task | Field.Given) ? new RunStarted((int)_id, Task(), _at, Given()) : null,
            Field.Stop => Has(Field.Status | Field.At, Field.Given | Field.Message) && _status is not (RunStatus.Running or RunStatus.Abandoned) ? new RunStopped((int)_id, _status, _message, _at, Given()) : null,
            Field.Resume => Has(Field.At, Field.None) ? new RunResumed((int)_id, _at) : null,
            Field.Keep => Has(Field.Started | Field.Ended | Field.Status, Field.Task | Field.Current | Field.Message | Field.Origin | Field.Since) && (_status != RunStatus.Abandoned || IsCopy()) && IsRunsOrigin()
                ? new RunKept(KeptRun()) : null,
            Field.Opened => Has(Field.At | Field.Process | Field.Host, Field.None) ? new WriterOpened(_writer, _at, _process, _host) : (TrackEvent?)null,
            _ => null,
        } ?? throw _scanner.Bad("the keys of the line make no event");

        bool Has(Field required, Field allowed)
        {
            required |= kind | Field.EventNumber;
            return (_seen & required) == required && (_seen & ~(required | allowed | Field.Check | Field.Flushed)) == 0;
        }
    }

    // Files of before do not say the version of an update.
    private TrackRecord Record() => new(
        _id, _task, _run, _user, _at, Given(), new TrackData(_data, _types), (_seen & Field.Version) != 0 ? _version : (_seen & Field.Update) != 0 ? 1 : 0);

    private RunRecord KeptRun()
    {
        var run = new RunRecord((int)_id, Task(), _started, _ended, _status, (_seen & Field.Current) != 0, _message) { Origin = IsCopy() ? _origin : null };
        // Files of before do not say it.
        return (_seen & Field.Since) != 0 ? run with { StatusUtc = _since } : run;
    }

    private bool IsCopy() => (_seen & Field.Origin) != 0;

    private bool IsRunsOrigin() => !IsCopy() || _origin.Number <= StoreLimits.MaxRunId;

    private bool Given() => (_seen & Field.Given) != 0;

    private string? Task() => (_seen & Field.Task) != 0 ? _task : null;

    private long Positive(long most)
    {
        var value = _scanner.GetCount(most);
        return value > 0 ? value : throw _scanner.Bad("an id is 0");
    }

    private string Text() => _scanner.Token == JsonToken.String ? _scanner.GetText() : throw _scanner.Bad("a text is expected");

    private string Name()
    {
        if (_scanner.Token != JsonToken.String || _scanner.Length == 0)
            throw _scanner.Bad("a name is expected");
        return _scanner.HasEscapes ? _scanner.GetText() : _names.Get(_line, _scanner.Start, _scanner.Length);
    }

    private Origin Origin() => _scanner.Token == JsonToken.String && _origins.TryParse(_line, _scanner.Start, _scanner.Length, StoreLimits.MaxTrackNumber, out var origin)
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
        return UtcText.TryParse(_line, _scanner.Start, _scanner.Length, out var time) ? time : throw _scanner.Bad("a time is not of the form 2026-11-24T23:09:52.1234567Z");
    }
}

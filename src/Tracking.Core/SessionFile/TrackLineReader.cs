using System;
using System.Text;
using Tracking.Events;
using Tracking.Json;
using Tracking.Model;
using Tracking.Rules;

namespace Tracking.SessionFile;

/// <summary>
/// Reads the line of a saved or updated track by the shape that <see cref="EventWriter"/> gives it. It is for lines whose check value is
/// right, and takes their data as they are: that they are whole is known, and whoever asks for them reads them strictly (format 4.5). A
/// line that differs in anything is left to <see cref="EventFields"/>.
/// </summary>
internal sealed class TrackLineReader
{
    private static readonly byte[] Number = Encoding.ASCII.GetBytes("\"n\":");
    private static readonly byte[] Flushed = Encoding.ASCII.GetBytes(",\"flushed\":");
    private static readonly byte[] Save = Encoding.ASCII.GetBytes(",\"save\":");
    private static readonly byte[] Update = Encoding.ASCII.GetBytes(",\"update\":");
    private static readonly byte[] FromOrigin = Encoding.ASCII.GetBytes(",\"origin\":\"");
    private static readonly byte[] Task = Encoding.ASCII.GetBytes(",\"task\":\"");
    private static readonly byte[] Run = Encoding.ASCII.GetBytes(",\"run\":");
    private static readonly byte[] Starts = Encoding.ASCII.GetBytes(",\"starts\":true");
    private static readonly byte[] User = Encoding.ASCII.GetBytes(",\"user\":\"");
    private static readonly byte[] InStep = Encoding.ASCII.GetBytes(",\"inStep\":");
    private static readonly byte[] At = Encoding.ASCII.GetBytes(",\"at\":\"");
    private static readonly byte[] Given = Encoding.ASCII.GetBytes(",\"given\":true");
    private static readonly byte[] Version = Encoding.ASCII.GetBytes(",\"version\":");
    private static readonly byte[] Types = Encoding.ASCII.GetBytes(",\"types\":");
    private static readonly byte[] Data = Encoding.ASCII.GetBytes(",\"data\":{");

    private readonly Utf8Pool _names = new();
    private readonly SharedBytes _data = new();
    private readonly JsonScanner _scanner = new();
    private readonly OriginText _origins = new();
    private byte[] _buffer = [];
    private int _at;
    private int _end;

    /// <summary>The number of the event just read.</summary>
    public long EventNumber { get; private set; }

    /// <summary>Up to which event everything was on the disk when the line was written; 0 when it does not say.</summary>
    public long FlushedEvent { get; private set; }

    /// <summary>Reads the line; null when it has another shape.</summary>
    public TrackEvent? Read(byte[] buffer, int start, int end)
    {
        (_buffer, _at, _end) = (buffer, start + LineCheck.Opening.Length, end);
        EventNumber = Skip(Number) ? Count(long.MaxValue) : 0;
        var saysFlushed = Skip(Flushed);
        FlushedEvent = saysFlushed ? Count(long.MaxValue) : 0;
        var isUpdate = Skip(Update);
        var id = isUpdate || Skip(Save) ? Count(long.MaxValue) : 0;
        var isCopy = !isUpdate && Skip(FromOrigin);
        var origin = default(Origin);
        if (isCopy && !ReadOrigin(out origin))
            return null;
        var task = Skip(Task) ? Name() : null;
        var run = Skip(Run) ? (int)Count(int.MaxValue) : 0;
        var starts = !isUpdate && !isCopy && Skip(Starts);
        var user = Skip(User) ? Name() : null;
        var isInStep = Skip(InStep);
        var step = isInStep ? (int)Count(int.MaxValue) : 0;
        if (EventNumber == 0 || (saysFlushed && FlushedEvent == 0) || id == 0 || task == null || run == 0 || user == null
            || (isInStep && step == 0) || !Skip(At) || !ReadTime(out var time))
        {
            return null;
        }

        var given = Skip(Given);
        var saysVersion = Skip(Version);
        var version = saysVersion ? Count(TrackRecord.MostVersions + 1) : 0;
        if (saysVersion ? version == 0 : isUpdate)
            return null;
        var types = Skip(Types) ? Mapping() : null;
        if (!Skip(Data) || _end - _at < 2 || _buffer[_end - 1] != '}' || _buffer[_end - 2] != '}')
            return null;
        var record = TrackRecord.Of(id, task, run, user, time, given, Rest(types), (int)version, step);
        return isUpdate ? new TrackUpdated(record) : isCopy ? new TrackCopied(record, origin) : new TrackSaved(record, starts);
    }

    /// <summary>Passes over what must stand here; stays where it is when something else does.</summary>
    private bool Skip(byte[] expected)
    {
        if (_end - _at < expected.Length)
            return false;
        for (var i = 0; i < expected.Length; i++)
        {
            if (_buffer[_at + i] != expected[i])
                return false;
        }
        _at += expected.Length;
        return true;
    }

    /// <summary>A number from 1; 0 when none stands here, or one of another form.</summary>
    private long Count(long below)
    {
        const int SafeDigits = 18;
        var first = _at;
        long value = 0;
        for (; _at < _end && (uint)(_buffer[_at] - '0') <= 9; _at++)
        {
            if (_at - first == SafeDigits)
                return 0;
            value = (value * 10) + (_buffer[_at] - '0');
        }
        return value < below && _at > first && _buffer[first] != '0' ? value : 0;
    }

    /// <summary>A name to its closing quote; null when it is empty or has escapes.</summary>
    private string? Name()
    {
        var first = _at;
        while (_at < _end && _buffer[_at] is not ((byte)'"' or (byte)'\\' or < 0x20))
            _at++;
        return _at > first && _at < _end && _buffer[_at] == '"' ? _names.Get(_buffer, first, _at++ - first) : null;
    }

    private bool ReadOrigin(out Origin origin)
    {
        var first = _at;
        return _origins.TryParse(_buffer, first, TextLength(), StoreLimits.MaxTrackNumber, out origin);
    }

    private bool ReadTime(out DateTime time)
    {
        var first = _at;
        return UtcText.TryParse(_buffer, first, TextLength(), out time);
    }

    /// <summary>Passes over a text and its closing quote, and returns its length.</summary>
    private int TextLength()
    {
        var first = _at;
        while (_at < _end && _buffer[_at] != '"')
            _at++;
        return _at++ - first;
    }

    private byte[] Mapping()
    {
        var first = _at;
        _scanner.Reset(_buffer, _at, _end);
        if (_scanner.Read() != JsonToken.ObjectStart)
            throw _scanner.Bad("a mapping is expected");
        _scanner.SkipValue();
        _at = _scanner.Position;
        return Copy(first, _at);
    }

    /// <summary>The data, whose opening bracket was taken: what is left but for the line's own closing bracket.</summary>
    private TrackData Rest(byte[]? types)
    {
        var length = _end - _at;
        return new TrackData(_data.Add(_buffer, _at - 1, length, out var start), start, length, types);
    }

    private byte[] Copy(int first, int end)
    {
        var copy = new byte[end - first];
        Buffer.BlockCopy(_buffer, first, copy, 0, copy.Length);
        return copy;
    }
}

using System;
using System.Collections.Specialized;
using System.ComponentModel;
using Tracking.Data;
using Tracking.Model;
using Tracking.Output;

namespace Tracking;

/// <summary>One saved track, as the cmdlets give it.</summary>
[TypeConverter(typeof(TrackConverter))]
public sealed class Track
{
    private readonly TrackRecord _record;
    private readonly OrderedDictionary? _read;
    private OrderedDictionary? _data;

    /// <param name="record">The track.</param>
    /// <param name="store">Its store.</param>
    /// <param name="read">Its data, if they were read already and are nobody else's.</param>
    internal Track(TrackRecord record, TrackStore store, OrderedDictionary? read = null)
    {
        _record = record;
        _read = read;
        Store = store;
    }

    /// <summary>The id, printed with at least seven digits: <c>0000001</c>.</summary>
    public string Id => TrackId.Format(_record.Number);

    /// <summary>The number behind the id.</summary>
    public long Number => _record.Number;

    /// <summary>The task.</summary>
    public string TaskId => _record.TaskId;

    /// <summary>The run.</summary>
    public int RunId => _record.RunId;

    /// <summary>The step that was at work where the track was saved; null where none was.</summary>
    public int? StepId => _record.StepId == 0 ? null : _record.StepId;

    /// <summary>The user.</summary>
    public string UserName => _record.UserName;

    /// <summary>The machine that saved it last; null where the store does not have that on record, as in a file, and for a copy.</summary>
    public string? Host => _record.Host;

    /// <summary>The time, local.</summary>
    public DateTime TimeStamp => _record.TimeUtc.ToLocalTime();

    /// <summary>The data: an ordered dictionary that compares keys without case, a copy of one's own.</summary>
    public OrderedDictionary Data => _data ??= _read ?? DataReader.Read(_record.Data);

    /// <summary>The store that the track comes from.</summary>
    public TrackStore Store { get; }

    /// <summary>The track as it was stored.</summary>
    internal TrackRecord Record => _record;

    /// <summary>The time in UTC.</summary>
    internal DateTime TimeUtc => _record.TimeUtc;

    /// <summary>The data as they are stored or, once they were handed out, as they are now.</summary>
    internal TrackData ToData() => _data == null ? _record.Data : DataWriter.Write(_data);

    /// <summary>The track in one line.</summary>
    public override string ToString() =>
        FormattableString.Invariant(
            $"<Track ['{TaskId}', {RunId}, '{UserName}', '{TimeStamp:yyyy-MM-dd HH:mm}']: {TrackView.Preview(this)}>");
}

using System;
using System.Collections.Generic;
using System.Linq;
using NpgsqlTypes;
using Tracking.Model;
using Tracking.Postgres.Schema;

namespace Tracking.Postgres.Writes;

/// <summary>New tracks, to be written to the tables in one go, with what they add to the list of keys.</summary>
internal sealed class NewTracks
{
    private readonly List<(TrackRecord Record, Origin? Origin)> _rows = [];
    private readonly Dictionary<(string TaskKey, int RunId, string UserKey), (TrackRecord Last, long Count)> _keys = [];

    // Names come again and again: their keys are made once.
    private readonly Dictionary<string, string> _keysOfNames = new(StringComparer.Ordinal);

    public int Count => _rows.Count;

    public IEnumerable<TrackRecord> Records => _rows.Select(row => row.Record);

    public void Clear()
    {
        _rows.Clear();
        _keys.Clear();
    }

    /// <param name="record">The track.</param>
    /// <param name="origin">Where it was copied from; null for one that is saved here.</param>
    public void Add(TrackRecord record, Origin? origin = null)
    {
        _rows.Add((record, origin));
        var key = (KeyOf(record.TaskId), record.RunId, KeyOf(record.UserName));
        var (last, count) = _keys.GetValueOrDefault(key);
        _keys[key] = (last != null && last.TimeTicks > record.TimeTicks ? last : record, count + 1);
    }

    /// <summary>Writes the keys, and has the runs begin earlier that begin with these tracks.</summary>
    public void WriteKeys(WriteTransaction transaction)
    {
        transaction.BeginEarlier([.. _rows.Select(row => (row.Record.RunId, row.Record.TimeTicks))]);
        WriteKeyRows(transaction);
    }

    private void WriteKeyRows(WriteTransaction transaction) => transaction.Write(
        $"""
        INSERT INTO tracking.keys AS k (task_key, run_id, user_key, task, user_name, tracks, last_at, last_number)
        SELECT * FROM unnest($1, $2, $3, $4, $5, $6, $7, $8)
        {KeyRows.OnKnownKey}
        """,
        Sql.Texts([.. _keys.Keys.Select(k => k.TaskKey)]),
        Sql.Numbers([.. _keys.Keys.Select(k => k.RunId)]),
        Sql.Texts([.. _keys.Keys.Select(k => k.UserKey)]),
        Sql.Texts([.. _keys.Values.Select(k => NameKey.ToText(k.Last.TaskId))]),
        Sql.Texts([.. _keys.Values.Select(k => NameKey.ToText(k.Last.UserName))]),
        Sql.Numbers([.. _keys.Values.Select(k => k.Count)]),
        Sql.Numbers([.. _keys.Values.Select(k => k.Last.TimeTicks)]),
        Sql.Numbers([.. _keys.Values.Select(k => k.Last.Number)]));

    /// <summary>Writes the tracks themselves.</summary>
    /// <param name="transaction">Where.</param>
    /// <param name="writer">Who saved them; null for copies.</param>
    public void Copy(WriteTransaction transaction, WriterIdentity? writer)
    {
        using var copy = transaction.Copy("""
            COPY tracking.tracks (
                number, at, run_id, given, task, task_key, user_name, user_key, data, types, version, step_id, origin, origin_number,
                writer
            ) FROM STDIN (FORMAT BINARY)
            """);
        foreach (var (record, origin) in _rows)
        {
            copy.StartRow();
            copy.Write(record.Number);
            copy.Write(record.TimeUtc.Ticks);
            copy.Write(record.RunId);
            copy.Write(record.TimeIsGiven);
            copy.Write(NameKey.ToText(record.TaskId), NpgsqlDbType.Text);
            copy.Write(KeyOf(record.TaskId), NpgsqlDbType.Text);
            copy.Write(NameKey.ToText(record.UserName), NpgsqlDbType.Text);
            copy.Write(KeyOf(record.UserName), NpgsqlDbType.Text);
            copy.Write(record.Data.Json, NpgsqlDbType.Text);
            if (record.Data.Types is { } types)
                copy.Write(types, NpgsqlDbType.Text);
            else
                copy.WriteNull();
            copy.Write(record.Version);
            copy.Write(record.StepId);
            if (origin is { } from)
            {
                copy.Write(from.Writer);
                copy.Write(from.Number);
            }
            else
            {
                copy.WriteNull();
                copy.WriteNull();
            }
            if (writer != null)
                copy.Write(writer.Id);
            else
                copy.WriteNull();
        }
        copy.Complete();
    }

    public string KeyOf(string name)
    {
        if (!_keysOfNames.TryGetValue(name, out var key))
            _keysOfNames.Add(name, key = NameKey.Of(name));
        return key;
    }
}

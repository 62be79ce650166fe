using System;
using System.Collections.Generic;
using System.Linq;
using Tracking.Model;
using Tracking.Postgres.Schema;

namespace Tracking.Postgres.Writes;

/// <summary>New tracks, to be written to the tables in one go, with their keys.</summary>
internal sealed class NewTracks
{
    private readonly List<(TrackRecord Record, Origin? Origin)> _rows = [];
    private readonly Dictionary<(string TaskKey, int RunId, string UserKey), TrackRecord> _keys = [];

    // Names come again and again: their keys are made once.
    private readonly Dictionary<string, string> _keysOfNames = new(StringComparer.Ordinal);

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
        _keys.TryAdd((KeyOf(record.TaskId), record.RunId, KeyOf(record.UserName)), record);
    }

    /// <summary>Writes them and their keys, and has the runs begin earlier that begin with these tracks.</summary>
    /// <param name="change">Where.</param>
    /// <param name="writer">Who saved them; null for copies.</param>
    public void Write(DecidedChange change, WriterIdentity? writer)
    {
        if (_rows.Count == 0)
            return;
        change.BeginEarlier([.. _rows.Select(row => (row.Record.RunId, row.Record.TimeTicks))]);
        WriteKeys(change);
        WriteNames(change);
        WriteTracks(change, writer);
    }

    private void WriteKeys(DecidedChange change) => change.Write(
        """
        INSERT INTO tracking.keys (task_key, run_id, user_key, task, user_name)
        SELECT * FROM unnest($1, $2, $3, $4, $5)
        ON CONFLICT (run_id, task_key, user_key) DO NOTHING
        """,
        Sql.Texts([.. _keys.Keys.Select(k => k.TaskKey)]),
        Sql.Numbers([.. _keys.Keys.Select(k => k.RunId)]),
        Sql.Texts([.. _keys.Keys.Select(k => k.UserKey)]),
        Sql.Texts([.. _keys.Values.Select(record => NameKey.ToText(record.TaskId))]),
        Sql.Texts([.. _keys.Values.Select(record => NameKey.ToText(record.UserName))]));

    private void WriteNames(DecidedChange change)
    {
        (string Key, string Name)[] names =
        [
            .. Records.SelectMany(record => (string[])[record.TaskId, record.UserName]).Distinct(StringComparer.Ordinal)
                .Select(name => (KeyOf(name), NameKey.ToText(name))),
        ];
        change.Write(
            """
            INSERT INTO tracking.names (name_key, name) SELECT u.key, u.name FROM unnest($1, $2) AS u (key, name) ORDER BY u.key, u.name
            ON CONFLICT (name_key, md5(name)) DO NOTHING
            """,
            Sql.Texts([.. names.Select(name => name.Key)]),
            Sql.Texts([.. names.Select(name => name.Name)]));
    }

    /// <summary>Writes the tracks themselves.</summary>
    /// <param name="change">Where.</param>
    /// <param name="writer">Who saved them; null for copies.</param>
    private void WriteTracks(DecidedChange change, WriterIdentity? writer)
    {
        TrackRecord[] records = [.. Records];
        change.Write(
            $"""
            INSERT INTO tracking.tracks (
                number, at, run_id, given, task, task_key, user_name, user_key, data, types, version, step_id, origin, origin_number,
                writer, tokens, tokens_version
            )
            SELECT number, at, run_id, given, task, task_key, user_name, user_key, data, types, version, step_id, origin, origin_number,
                $15, {Tokens.FromOneText("tokens")}, version
            FROM unnest($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $16) AS u (
                number, at, run_id, given, task, task_key, user_name, user_key, data, types, version, step_id, origin, origin_number, tokens
            )
            """,
            Sql.Numbers([.. records.Select(record => record.Number)]),
            Sql.Numbers([.. records.Select(record => record.TimeTicks)]),
            Sql.Numbers([.. records.Select(record => record.RunId)]),
            Sql.Flags([.. records.Select(record => record.TimeIsGiven)]),
            Sql.Texts([.. records.Select(record => NameKey.ToText(record.TaskId))]),
            Sql.Texts([.. records.Select(record => KeyOf(record.TaskId))]),
            Sql.Texts([.. records.Select(record => NameKey.ToText(record.UserName))]),
            Sql.Texts([.. records.Select(record => KeyOf(record.UserName))]),
            Sql.Texts([.. records.Select(record => record.Data.Json)]),
            Sql.Texts([.. records.Select(record => record.Data.Types)]),
            Sql.Numbers([.. records.Select(record => record.Version)]),
            Sql.Numbers([.. records.Select(record => record.StepId)]),
            Sql.Ids([.. _rows.Select(row => row.Origin?.Writer)]),
            Sql.Numbers([.. _rows.Select(row => row.Origin?.Number)]),
            Sql.Id(writer?.Id),
            Tokens.InOneTextEach(records.Select(record => record.Data)));
    }

    public string KeyOf(string name)
    {
        if (!_keysOfNames.TryGetValue(name, out var key))
            _keysOfNames.Add(name, key = NameKey.Of(name));
        return key;
    }
}

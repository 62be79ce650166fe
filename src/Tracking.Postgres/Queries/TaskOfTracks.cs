using System;
using System.Collections.Generic;
using System.Linq;

namespace Tracking.Postgres.Queries;

/// <summary>A name that has tracks, by its key.</summary>
internal class NameOfTracks(string key)
{
    public string Key { get; } = key;

    /// <summary>How the last track spells it.</summary>
    public string Spelling { get; set; } = "";

    /// <summary>How many tracks it has.</summary>
    public long Count { get; private set; }

    /// <summary>The time of the last one, in ticks.</summary>
    public long LastAt { get; private set; }

    public void Add(long lastAt, long count)
    {
        LastAt = Math.Max(LastAt, lastAt);
        Count += count;
    }
}

/// <summary>A task that has tracks, with its users.</summary>
internal sealed class TaskOfTracks(string key, int? currentRunId) : NameOfTracks(key)
{
    /// <summary>Beyond so many users, they are looked for by their keys.</summary>
    private const int MostInOrder = 8;

    private readonly List<NameOfTracks> _users = [];
    private Dictionary<string, NameOfTracks>? _byKey;

    public IReadOnlyList<NameOfTracks> Users => _users;

    /// <summary>Its current run on this machine; null where it has none, or was not asked for.</summary>
    public int? CurrentRunId => currentRunId;

    /// <summary>Adds what one run has of a user.</summary>
    public void Add(string userKey, long lastAt, long count)
    {
        Add(lastAt, count);
        var user = Find(userKey) ?? AddUser(userKey);
        user.Add(lastAt, count);
    }

    private NameOfTracks? Find(string userKey) =>
        _byKey == null ? _users.Find(user => user.Key == userKey) : _byKey.GetValueOrDefault(userKey);

    private NameOfTracks AddUser(string userKey)
    {
        var user = new NameOfTracks(userKey);
        _users.Add(user);
        if (_users.Count == MostInOrder)
            _byKey = _users.ToDictionary(each => each.Key, StringComparer.Ordinal);
        else
            _byKey?.Add(userKey, user);
        return user;
    }
}

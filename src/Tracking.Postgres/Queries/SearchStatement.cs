using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using Npgsql;
using Tracking.Model;
using Tracking.Postgres.Schema;

namespace Tracking.Postgres.Queries;

/// <summary>
/// The statement that answers a query, page by page in the order of time and number, by an index that holds that order: of one task, one
/// user, one key (run, task and user), or of all. Alternatives become one such list each, which the server merges.
/// </summary>
internal sealed class SearchStatement
{
    /// <summary>Beyond so many lists, merging them costs more than sorting what is found.</summary>
    public const int MaxLists = 256;

    private readonly List<string> _conditions = [];
    private readonly List<Func<NpgsqlParameter>> _parameters = [];
    private readonly List<string> _lists = [];
    private readonly bool _descending;

    private SearchStatement(bool descending) => _descending = descending;

    /// <param name="query">The query.</param>
    /// <param name="names">The keys of its tasks and users.</param>
    /// <param name="keys">
    /// The keys with tracks that can be answers, at least one; null when there are too many, or one name alone is given.
    /// </param>
    /// <param name="descending">The order in which the answer is read.</param>
    public static SearchStatement For(TrackQuery query, NameKeys names, IReadOnlyList<TrackKeyRow>? keys, bool descending)
    {
        var statement = new SearchStatement(descending);
        if (keys != null)
        {
            foreach (var key in keys)
                statement._lists.Add(statement.OfKey(key));
        }
        else
        {
            var numbers = query.Numbers?.Distinct().ToArray();
            statement.Criterion("number", numbers, mayBeLists: false, v => Sql.Number((long?)v), Sql.Numbers);
            statement.Criterion("run_id", query.RunIds?.Distinct().ToArray(), mayBeLists: false, Sql.Number, Sql.Numbers);
            statement.Criterion("task_key", names.Tasks, numbers == null, Sql.Text, Sql.Texts);
            statement.Criterion("user_key", names.Users, numbers == null, Sql.Text, Sql.Texts);
        }
        if (query.FromUtc is { } from)
            statement.Condition("at >= {0}", () => Sql.Number((long?)from.Ticks));
        if (query.ToUtc is { } to)
            statement.Condition("at <= {0}", () => Sql.Number((long?)to.Ticks));
        return statement;
    }

    /// <summary>The last track of a key.</summary>
    public static SearchStatement LastOf(TrackKeyRow key)
    {
        var statement = new SearchStatement(descending: true);
        statement._conditions.Add($"number = (SELECT k.last_number FROM tracking.keys k WHERE {statement.OfKey(key)})");
        return statement;
    }

    /// <summary>The page after a track, or the first one.</summary>
    public NpgsqlBatchCommand Page(TrackRecord? after, long limit, long offset)
    {
        var conditions = _conditions.ToList();
        var parameters = _parameters.Select(parameter => parameter()).ToList();
        if (after != null)
        {
            parameters.Add(Sql.Number((long?)after.TimeTicks));
            parameters.Add(Sql.Number((long?)after.Number));
            conditions.Add(Invariant($"(at, number) {(_descending ? '<' : '>')} (${parameters.Count - 1}, ${parameters.Count})"));
        }
        // A limit in the text is one that the planner knows. Each list has its own order and limit: else the server would not merge, but
        // sort.
        var order = $"ORDER BY {(_descending ? "at DESC, number DESC" : "at, number")}";
        var lists = _lists.Select(list => Select(Rows.TrackColumnsOfList, [list, .. conditions]))
            .Select(list => Invariant($"({list} {order} LIMIT {limit + offset})"));
        var text = _lists.Count <= 1
            ? Select(Rows.TrackColumns, [.. _lists, .. conditions])
            : $"SELECT {Rows.TrackColumns} FROM ({string.Join(" UNION ALL ", lists)}) AS t";
        return Sql.Command(Invariant($"{text} {order} LIMIT {limit}{(offset > 0 ? $" OFFSET {offset}" : "")}"), parameters);
    }

    private static string Invariant(FormattableString text) => FormattableString.Invariant(text);

    private static string Select(string columns, List<string> conditions) =>
        $"SELECT {columns} FROM tracking.tracks t"
            + $"{(conditions.Count == 0 ? "" : $" WHERE {string.Join(" AND ", conditions)}")}";

    private string OfKey(TrackKeyRow key) => string.Join(
        " AND ",
        Placed("run_id = {0}", () => Sql.Number(key.RunId)),
        Placed("task_key = {0}", () => Sql.Text(key.TaskKey)),
        Placed("user_key = {0}", () => Sql.Text(key.UserKey)));

    private void Criterion<T>(
        string column, T[]? values, bool mayBeLists, Func<T, NpgsqlParameter> one, Func<T[], NpgsqlParameter> many)
    {
        if (values == null)
            return;
        if (values.Length == 1)
        {
            Condition(column + " = {0}", () => one(values[0]));
        }
        else if (mayBeLists && _lists.Count == 0 && values.Length is > 0 and <= MaxLists)
        {
            foreach (var value in values)
                _lists.Add(Placed(column + " = {0}", () => one(value)));
        }
        else
        {
            Condition(column + " = ANY({0})", () => many(values));
        }
    }

    private void Condition(string condition, Func<NpgsqlParameter> parameter) => _conditions.Add(Placed(condition, parameter));

    private string Placed(string condition, Func<NpgsqlParameter> parameter)
    {
        _parameters.Add(parameter);
        return string.Format(CultureInfo.InvariantCulture, condition, $"${_parameters.Count}");
    }
}

using System.Collections.Generic;
using System.Linq;
using Npgsql;
using Tracking.Postgres.Schema;

namespace Tracking.Postgres.Queries;

/// <summary>The tracks whose data may meet a condition, found by their tokens (rule 1.17).</summary>
internal static class Candidates
{
    /// <summary>
    /// Beyond so many, the search reads in its own order and looks at the tokens on its way: there will be a match soon.
    /// </summary>
    public const int Most = 5000;

    /// <summary>
    /// What a condition matches cannot be estimated well, and a plan that goes through all tracks until it has enough never has, where one
    /// of a million matches. In this transaction alone, so that it holds behind a pooler too.
    /// </summary>
    private static readonly string[] ByIndex = ["SET LOCAL enable_seqscan = off", "SET LOCAL enable_indexscan = off"];

    private static readonly string[] AsEver = ["SET LOCAL enable_seqscan TO DEFAULT", "SET LOCAL enable_indexscan TO DEFAULT"];

    /// <summary>The condition on tokens, whose lists are the parameters from a place on.</summary>
    public static string Condition(IReadOnlyList<IReadOnlyList<string>> tokens, int first = 1) =>
        string.Join(" AND ", tokens.Select((_, at) => Tokens.Have($"${first + at}")));

    public static IEnumerable<NpgsqlParameter> Parameters(IReadOnlyList<IReadOnlyList<string>> tokens) => tokens.Select(Tokens.Any);

    /// <summary>The numbers of the candidates, in no order; null where they are too many. The connection is in a transaction.</summary>
    public static List<long>? Find(NpgsqlConnection connection, IReadOnlyList<IReadOnlyList<string>> tokens)
    {
        var find = Sql.Command($"SELECT number FROM tracking.tracks WHERE {Condition(tokens)} LIMIT {Most + 1}", [.. Parameters(tokens)]);
        using var rows = Sql.Read(Sql.Batch(
            connection, [.. ByIndex.Select(set => Sql.Command(set)), find, .. AsEver.Select(set => Sql.Command(set))]));
        var numbers = new List<long>();
        while (rows.Read())
            numbers.Add(rows.GetInt64(0));
        return numbers.Count <= Most ? numbers : null;
    }
}

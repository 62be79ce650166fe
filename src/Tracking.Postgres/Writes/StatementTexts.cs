using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using System.Text;
using System.Text.RegularExpressions;
using Npgsql;
using NpgsqlTypes;
using Tracking.Postgres.Schema;

namespace Tracking.Postgres.Writes;

/// <summary>
/// Statements as texts that the server executes within one statement, with all their values in one list (0013_changes.sql): <c>$2</c> is
/// <c>(($1)[n]::type)</c> there.
/// </summary>
internal sealed partial class StatementTexts(StoreSchema schema)
{
    private readonly List<string?> _values = [];

    /// <summary>The values of all statements so far.</summary>
    public string?[] Values => [.. _values];

    /// <summary>How many characters they have together.</summary>
    public long Length => _values.Sum(value => (long)(value?.Length ?? 0));

    public string[] Add(IEnumerable<NpgsqlBatchCommand> statements) => [.. statements.Select(Add)];

    private string Add(NpgsqlBatchCommand statement)
    {
        var before = _values.Count;
        var types = new List<string>(statement.Parameters.Count);
        foreach (NpgsqlParameter parameter in statement.Parameters)
        {
            var (type, text) = Written(parameter);
            types.Add(type);
            _values.Add(text);
        }
        return Placeholder().Replace(schema.In(statement.CommandText), match =>
        {
            var number = int.Parse(match.ValueSpan[1..], CultureInfo.InvariantCulture);
            return string.Create(CultureInfo.InvariantCulture, $"(($1)[{before + number}]::{types[number - 1]})");
        });
    }

    /// <summary>A value as the server reads it, and its type there.</summary>
    private static (string Type, string? Text) Written(NpgsqlParameter parameter) => parameter.Value switch
    {
        null or DBNull => (TypeOf(parameter.NpgsqlDbType), null),
        string text => ("text", text),
        byte[] utf8 => ("text", Encoding.UTF8.GetString(utf8)),
        bool flag => ("boolean", flag ? "true" : "false"),
        short number => ("smallint", Invariant(number)),
        int number => ("integer", Invariant(number)),
        long number => ("bigint", Invariant(number)),
        Guid id => ("uuid", id.ToString()),
        string?[] texts => ("text[]", Array(texts.Select(Quoted))),
        byte[]?[] texts => ("text[]", Array(texts.Select(utf8 => Quoted(utf8 == null ? null : Encoding.UTF8.GetString(utf8))))),
        short[] numbers => ("smallint[]", Array(numbers.Select(number => Invariant(number)))),
        int[] numbers => ("integer[]", Array(numbers.Select(number => Invariant(number)))),
        long[] numbers => ("bigint[]", Array(numbers.Select(number => Invariant(number)))),
        long?[] numbers => ("bigint[]", Array(numbers.Select(number => number is { } known ? Invariant(known) : "NULL"))),
        bool[] flags => ("boolean[]", Array(flags.Select(flag => flag ? "true" : "false"))),
        Guid[] ids => ("uuid[]", Array(ids.Select(id => id.ToString()))),
        Guid?[] ids => ("uuid[]", Array(ids.Select(id => id?.ToString() ?? "NULL"))),
        var other => throw new NotSupportedException($"{other.GetType()} is no type of a value."),
    };

    private static string TypeOf(NpgsqlDbType type) => type switch
    {
        NpgsqlDbType.Text => "text",
        NpgsqlDbType.Bigint => "bigint",
        NpgsqlDbType.Uuid => "uuid",
        NpgsqlDbType.Array | NpgsqlDbType.Text => "text[]",
        NpgsqlDbType.Array | NpgsqlDbType.Integer => "integer[]",
        _ => throw new NotSupportedException($"{type} is no type of a value that is not there."),
    };

    private static string Invariant(IFormattable number) => number.ToString(null, CultureInfo.InvariantCulture);

    private static string Array(IEnumerable<string> elements) => $"{{{string.Join(',', elements)}}}";

    private static string Quoted(string? text) => text == null
        ? "NULL"
        : $"\"{text.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal)}\"";

    [GeneratedRegex(@"\$[0-9]+")]
    private static partial Regex Placeholder();
}

using System;
using System.Buffers;
using System.Text;

namespace Tracking.Postgres.Schema;

/// <summary>
/// The schema that holds a store's tables. Stores in several schemas of one database know nothing of each other (rule 1.11).
/// </summary>
internal sealed class StoreSchema
{
    /// <summary>PostgreSQL cuts longer names off, so that two of them would be one.</summary>
    private const int MaxBytes = 63;

    private const string DefaultName = "tracking";

    /// <summary>
    /// What would end a quoted name or a string, or is more than text in one: it is not worth the care that every script would need.
    /// </summary>
    private static readonly SearchValues<char> Refused = SearchValues.Create("\"'$%\\.");

    private StoreSchema(string name) => Name = name;

    /// <summary>The one that all texts of this assembly name.</summary>
    public static StoreSchema Default { get; } = new(DefaultName);

    public string Name { get; }

    /// <summary>The name as a statement holds it: a capital counts, and a blank or a keyword is a part of the name.</summary>
    public string Quoted => $"\"{Name}\"";

    /// <summary>The schema of a name; null where it cannot be the name of one.</summary>
    public static StoreSchema? Of(string name)
    {
        if (name == DefaultName)
            return Default;
        var isName = name.Trim().Length > 0 && name.Trim() == name
            && !name.AsSpan().ContainsAny(Refused)
            && !name.AsSpan().ContainsAnyInRange('\0', '\u001f')
            && !name.AsSpan().ContainsAnyInRange('\ud800', '\udfff')
            && Encoding.UTF8.GetByteCount(name) <= MaxBytes
            && !name.StartsWith("pg_", StringComparison.Ordinal)
            && name != "information_schema";
        return isName ? new StoreSchema(name) : null;
    }

    /// <summary>One of this assembly's texts, for the tables of this schema. Every value is a parameter, so that none is changed.</summary>
    public string In(string text) => this == Default
        ? text
        : text.Replace($"{DefaultName}.", $"{Quoted}.", StringComparison.Ordinal)
            .Replace($"'{DefaultName}'", $"'{Name}'", StringComparison.Ordinal);
}

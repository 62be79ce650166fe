using System;
using System.Collections.Generic;
using System.Security.Cryptography;
using System.Text;

namespace Tracking.Postgres.Schema;

/// <summary>Names as the database holds them: as text, and as the key by which they are compared, without case (rule 4.10).</summary>
internal static class NameKey
{
    /// <summary>
    /// The most characters of a key that is a name's own. An index entry has at most 2,704 bytes, and one has two keys: longer names are
    /// told apart by their hash.
    /// </summary>
    private const int MaxLength = 200;

    /// <summary>A code point that is no character; it announces what text cannot hold, so that any name can be stored.</summary>
    private const string Escape = "\U0010ffff";

    /// <summary>Letters with case are in the first two planes of Unicode.</summary>
    private const int LastWithCase = 0x1ffff;

    private static readonly Lazy<Dictionary<int, int>> Folded = new(FindFolded);

    /// <summary>The form of a name by which it is compared: the same for two names if and only if they differ in case at most.</summary>
    public static string Of(string name)
    {
        var folded = Fold(name);
        return ToText(folded.Length <= MaxLength ? folded : Shorten(folded));
    }

    /// <summary>
    /// Text as PostgreSQL can hold it, which is any but NUL and halves of surrogate pairs; no name has those, but a query may.
    /// </summary>
    public static string ToText(string name)
    {
        if (!name.AsSpan().ContainsAnyInRange('\ud800', '\udfff') && !name.Contains('\0', StringComparison.Ordinal))
            return name;
        var text = new StringBuilder(name.Length + 8);
        for (var i = 0; i < name.Length; i++)
        {
            var isPair = i + 1 < name.Length && char.IsSurrogatePair(name[i], name[i + 1]);
            var character = name.AsSpan(i, isPair ? 2 : 1);
            if (name[i] == '\0')
                text.Append(Escape).Append('0');
            else if (char.IsSurrogate(name[i]) && !isPair)
                text.Append(Escape).Append('2');
            else if (character.SequenceEqual(Escape))
                text.Append(Escape).Append('1');
            else
                text.Append(character);
            i += character.Length - 1;
        }
        return text.ToString();
    }

    /// <summary>The name that a text stands for.</summary>
    public static string FromText(string text) =>
        text.Contains(Escape, StringComparison.Ordinal)
            ? text.Replace(Escape + "0", "\0", StringComparison.Ordinal).Replace(Escape + "1", Escape, StringComparison.Ordinal)
            : text;

    /// <summary>
    /// Puts one character for all that ordinal comparison without case takes for the same. ToUpperInvariant does not: it goes by the
    /// system's tables, and by other rules.
    /// </summary>
    private static string Fold(string name)
    {
        if (Ascii.IsValid(name))
            return name.ToUpperInvariant();
        var folded = new StringBuilder(name.Length);
        for (var i = 0; i < name.Length; i++)
        {
            if (i + 1 < name.Length && char.IsSurrogatePair(name[i], name[i + 1]))
                folded.Append(char.ConvertFromUtf32(Fold(char.ConvertToUtf32(name[i], name[++i]))));
            else
                folded.Append((char)Fold(name[i]));
        }
        return folded.ToString();
    }

    private static int Fold(int character) => Folded.Value.GetValueOrDefault(character, character);

    /// <summary>
    /// All characters with an equal one before them, and the first of those. It takes some 30 ms, and names that are not of ASCII alone.
    /// </summary>
    private static Dictionary<int, int> FindFolded()
    {
        var first = new Dictionary<string, int>(StringComparer.OrdinalIgnoreCase);
        var folded = new Dictionary<int, int>();
        for (var character = 0; character <= LastWithCase; character++)
        {
            if (character is >= 0xd800 and <= 0xdfff)
                continue;
            var text = char.ConvertFromUtf32(character);
            if (!first.TryAdd(text, character))
                folded.Add(character, first[text]);
        }
        return folded;
    }

    private static string Shorten(string folded)
    {
        // Not in the middle of a surrogate pair. The hash makes it longer than any key that is a name's own.
        var length = char.IsHighSurrogate(folded[MaxLength - 1]) ? MaxLength - 1 : MaxLength;
        return string.Concat(folded.AsSpan(0, length), Convert.ToHexString(SHA256.HashData(Encoding.UTF8.GetBytes(folded))));
    }
}

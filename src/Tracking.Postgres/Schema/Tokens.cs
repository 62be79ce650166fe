using System.Collections.Generic;
using System.Linq;
using Npgsql;
using Tracking.Data;
using Tracking.Model;

namespace Tracking.Postgres.Schema;

/// <summary>The tokens of tracks' data, which the client makes (<see cref="DataTokens"/>), in statements.</summary>
internal static class Tokens
{
    /// <summary>
    /// The tokens that count (0012_tokens.sql), spelled as in the index. Tracks without any have the token that is looked for always.
    /// </summary>
    public const string ThatCount =
        $"(CASE WHEN tokens_version = version THEN tokens ELSE ARRAY['{DataTokens.Everything}'] END)";

    /// <summary>No token has it: all their letters are printable.</summary>
    private const char Separator = '\u001f';

    /// <summary>The condition that a track has one of the tokens of a list, which is the parameter.</summary>
    public static string Have(string parameter) => $"{ThatCount} && {parameter}";

    /// <summary>What is looked for.</summary>
    public static NpgsqlParameter Any(IReadOnlyList<string> tokens) => Sql.Texts([.. tokens, DataTokens.Everything]);

    /// <summary>Of many tracks: a list of lists would have to be as long in each.</summary>
    public static NpgsqlParameter InOneTextEach(IEnumerable<TrackData> data) =>
        Sql.Texts([.. data.Select(one => string.Join(Separator, DataTokens.Of(one)))]);

    /// <summary>The tokens of such a text.</summary>
    public static string FromOneText(string column) => $"string_to_array({column}, chr({(int)Separator}))";
}

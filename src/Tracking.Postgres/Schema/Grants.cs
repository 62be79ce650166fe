using System;
using System.IO;
using System.Linq;
using System.Text.RegularExpressions;

namespace Tracking.Postgres.Schema;

/// <summary>
/// The statements that grant rights, as about_Tracking_Server has them, which is the only place: this assembly holds the topic.
/// </summary>
internal static partial class Grants
{
    private const string Topic = "about_Tracking_Server.help.txt";

    private static readonly Lazy<string> Text = new(() =>
    {
        using var reader = new StreamReader(typeof(Grants).Assembly.GetManifestResourceStream(Topic)!);
        var topic = reader.ReadToEnd().ReplaceLineEndings("\n");
        var from = topic.IndexOf("\nRIGHTS", StringComparison.Ordinal);
        var section = topic[from..topic.IndexOf("\nTHE TABLES", from, StringComparison.Ordinal)];
        // The last one is for a login, whose name is the user's to choose.
        var statements = Statement().Matches(section).Select(match => match.Value).Where(text => text.Contains("tracking.", Ours)
            || text.Contains("ROLE ", Ours) || text.Contains("SCHEMA ", Ours));
        return string.Join("\n", statements.Select(text => Blank().Replace(text, " ")));
    });

    private const StringComparison Ours = StringComparison.Ordinal;

    /// <summary>
    /// The statements for a schema. Roles are known to the whole server, so each schema has its own, which are named after it.
    /// </summary>
    public static string For(StoreSchema schema) => schema == StoreSchema.Default
        ? Text.Value
        : schema.In(Role().Replace(Text.Value, match => $"\"{schema.Name}_{match.Groups[1].Value}\""))
            .Replace("SCHEMA tracking", $"SCHEMA {schema.Quoted}", Ours);

    [GeneratedRegex(@"\b(CREATE|GRANT) [^;]*;")]
    private static partial Regex Statement();

    [GeneratedRegex(@"\s+")]
    private static partial Regex Blank();

    [GeneratedRegex("tracking_([a-z]+)")]
    private static partial Regex Role();
}

using System;
using System.Collections.Generic;
using System.Linq;
using System.Text;
using System.Text.RegularExpressions;
using CsCheck;
using Tracking.SessionFile;

namespace Tracking.Tests;

/// <summary>One change to a session file, made of lines of text in which a character stands for a byte.</summary>
/// <param name="Kind">What is done.</param>
/// <param name="Line">To which line, modulo their number.</param>
/// <param name="At">To which token, character or other line, modulo theirs.</param>
/// <param name="Value">What is put there.</param>
/// <param name="Rechecks">Whether the line gets its right check value anew.</param>
internal sealed partial record FileMutation(MutationKind Kind, int Line, int At, string Value, bool Rechecks)
{
    private static readonly string[] Values =
    [
        "0", "1", "2", "3", "7", "-1", "1.0", "1e0", "01", "2147483646", "2147483647", "2147483648", "4611686018427387903",
        "9223372036854775806", "9223372036854775807", "99999999999999999999",
        "true", "false", "null", "\"\"", "\"a\"", "\"A\"", "\"b\"", "\"u\"", "\"SECRET\"", "\"\\ud800\"", "\"\u00ff\"", "\"\u00c3\u00bc\"",
        "{}", "[]", "{\"k\":1,\"K\":2}", "[[[[[[[[]]]]]]]]",
        "\"2024-01-01T00:00:00Z\"", "\"0001-01-01T00:00:00.0000000Z\"", "\"9999-12-31T23:59:59.9999999Z\"", "\"2024-02-30T00:00:00Z\"",
        "{\"/k\":\"Guid\"}", "{\"/k\":\"System.IO.FileInfo\"}",
        "\"n\"", "\"c\"", "\"s\"", "\"edited\"",
        "\"save\"", "\"update\"", "\"remove\"", "\"start\"", "\"stop\"", "\"keep\"", "\"starts\"", "\"given\"",
        "\"types\"", "\"data\"", "\"flushed\"", "\"current\"", "\"status\"", "\"origin\"", "\"version\"", "\"abandoned\"",
        "\"6f9619ff-8b86-d011-b42d-00c04fc964ff/1\"", "\"6f9619ff-8b86-d011-b42d-00c04fc964ff/9223372036854775806\"",
        "\"6F9619FF-8B86-D011-B42D-00C04FC964FF/1\"",
        ",", ":", "}", "{", "]", "[", "]}", "\"", "\\", "\0", "\0\0\0\0\0\0\0\0", "\n", "\r", "/**/", " ", "SECRET",
    ];

    public static readonly Gen<FileMutation> Any = Gen.Select(
        Gen.Enum<MutationKind>(), Gen.Int[0, 1000], Gen.Int[0, 100_000], Gen.OneOf(Values), Gen.Bool, (kind, line, at, value, rechecks) =>
            new FileMutation(kind, line, at, value, rechecks));

    /// <summary>The bytes of a file after some changes.</summary>
    public static byte[] Apply(byte[] file, IEnumerable<FileMutation> mutations)
    {
        var lines = Encoding.Latin1.GetString(file).TrimEnd('\n').Split('\n').ToList();
        var header = lines[0];
        foreach (var mutation in mutations.Where(_ => lines.Count > 0))
            mutation.Apply(lines, header);
        return Encoding.Latin1.GetBytes(string.Concat(lines.Select(line => line + "\n")));
    }

    private void Apply(List<string> lines, string header)
    {
        var line = Line % lines.Count;
        switch (Kind)
        {
            case MutationKind.DropLine:
                lines.RemoveAt(line);
                return;
            case MutationKind.RepeatLine:
                lines.Insert(At % (lines.Count + 1), lines[line]);
                return;
            case MutationKind.SwapLines:
                (lines[line], lines[At % lines.Count]) = (lines[At % lines.Count], lines[line]);
                return;
            case MutationKind.CutFile:
                lines[line] = lines[line][..(At % (lines[line].Length + 1))];
                lines.RemoveRange(line + 1, lines.Count - line - 1);
                return;
            case MutationKind.AddLine:
                lines.Insert(line, Value);
                return;
        }

        lines[line] = Change(lines[line]);
        if (Rechecks && lines[line].TrimStart(',').Length > 16 && (Begins(lines[line], "{\"c\":\"") || Begins(lines[line], "{\"s\":\"")))
            lines[line] = Recheck(lines[line], header);
    }

    private string Change(string line)
    {
        var tokens = Token().Matches(line);
        if (tokens.Count == 0)
            return Value;
        var token = tokens[At % tokens.Count];
        var character = At % line.Length;
        return Kind switch
        {
            MutationKind.ReplaceToken => line[..token.Index] + Value + line[(token.Index + token.Length)..],
            MutationKind.DropToken => line.Remove(token.Index, token.Length),
            MutationKind.InsertBeforeToken => line.Insert(token.Index, Value),
            MutationKind.DropMember => line.Remove(token.Index, EndOfMember(line, token.Index) - token.Index),
            MutationKind.RepeatMember => line.Insert(token.Index, line[token.Index..EndOfMember(line, token.Index)]),
            MutationKind.ChangeByte => line[..character] + (char)(At % 256) + line[(character + 1)..],
            MutationKind.CutLine => line[..character],
            _ => line,
        };
    }

    private static int EndOfMember(string line, int start) =>
        Math.Min(line.Length, (line.IndexOf(',', start) is > 0 and var comma ? comma : line.Length - 1) + 1);

    private static bool Begins(string line, string text) => line.TrimStart(',').StartsWith(text, StringComparison.Ordinal);

    private static string Recheck(string line, string header)
    {
        var comma = line.StartsWith(',') ? "," : "";
        if (Begins(line, "{\"s\":\""))
        {
            var seeded = Encoding.Latin1.GetBytes(line[comma.Length..]);
            LineCheck.Set(seeded, 0, seeded.Length, SampleFile.Seed(header));
            return comma + Encoding.Latin1.GetString(seeded);
        }
        return comma + Encoding.Latin1.GetString(HostileFile.Line(Encoding.Latin1.GetBytes(line[(comma.Length + 16)..]), isChecked: true));
    }

    [GeneratedRegex("\"(?:[^\"\\\\]|\\\\.)*\"|-?[0-9.]+|true|false|null")]
    private static partial Regex Token();
}

internal enum MutationKind
{
    DropLine,
    RepeatLine,
    SwapLines,
    CutFile,
    AddLine,
    ReplaceToken,
    DropToken,
    InsertBeforeToken,
    DropMember,
    RepeatMember,
    ChangeByte,
    CutLine,
    Recheck,
}

using System;
using System.Collections.Generic;
using System.Linq;
using System.Text;
using Tracking.SessionFile;

namespace Tracking.Tests;

/// <summary>Makes session files of bytes that no store would write.</summary>
internal static class HostileFile
{
    /// <summary>What no message may hold: it stands in the data of every hostile file.</summary>
    public const string Marker = "SECRET";

    /// <summary>A file with a header, the lines as they are, and its end.</summary>
    public static byte[] Of(params byte[][] lines) =>
        [.. Bytes(SampleFile.Shared.Lines[0] + "\n"),
            .. lines.SelectMany((line, i) => (byte[])[.. i > 0 ? Bytes(",") : [], .. line, (byte)'\n']),
            .. Bytes(SampleFile.Shared.Lines[^1] + "\n")];

    /// <summary>The line of a first track with such data, with its right check value or none.</summary>
    public static byte[] Track(byte[] data, bool isChecked, byte[]? types = null, string task = "a", int number = 1) => Line(
        [
            .. Bytes($"\"n\":{number},\"save\":{number},\"task\":\"{task}\",\"run\":{number},\"starts\":true,\"user\":\"u\","
                + $"\"at\":\"2024-01-01T00:00:00.0000000Z\","),
            .. types is null ? [] : (byte[])[.. Bytes("\"types\":"), .. types, (byte)','],
            .. Bytes("\"data\":"),
            .. data,
            (byte)'}',
        ],
        isChecked);

    /// <summary>A line of what stands behind its check value.</summary>
    public static byte[] Line(byte[] rest, bool isChecked)
    {
        if (!isChecked)
            return [(byte)'{', .. rest];
        byte[] line = [.. Bytes(LineCheck.Opening), .. rest];
        LineCheck.Set(line, 0, line.Length);
        return line;
    }

    /// <summary>Text as bytes, in which a character up to U+00FF stands for itself, so that bad UTF-8 can be written down.</summary>
    public static byte[] Bytes(string text) => Encoding.Latin1.GetBytes(text);

    /// <summary>The header with something in it replaced, with its right check value.</summary>
    public static byte[] WithHeader(string old, string replacement, IEnumerable<string>? lines = null)
    {
        var header = SampleFile.Shared.Lines[0];
        if (!header.Contains(old, StringComparison.Ordinal))
            throw new ArgumentException($"There is no {old} in {header}.", nameof(old));
        return SampleFile.Join(
            [SampleFile.Checked(header.Replace(old, replacement, StringComparison.Ordinal)), .. lines ?? [], "],\"flushed\":true }"]);
    }
}

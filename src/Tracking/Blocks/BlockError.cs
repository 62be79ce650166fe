using System;
using System.Globalization;
using System.Management.Automation;
using System.Text.RegularExpressions;

namespace Tracking.Blocks;

/// <summary>What is kept of an error that came out of a block.</summary>
/// <param name="message">Its message.</param>
/// <param name="id">Its FullyQualifiedErrorId.</param>
/// <param name="position">Where it happened: "file:line:column", or "line 3:5" where there is no file; null where it is not known.</param>
internal sealed class BlockError(string message, string id, string? position)
{
    // "at Copy-Thing, /srv/jobs/copy.ps1: line 12"; a path may hold commas and colons, a name of a function no comma.
    private static readonly Regex Frame = new(@"^at [^,\r\n]*, ([^\r\n]*): line ([0-9]+)\r?$", RegexOptions.Multiline);

    /// <inheritdoc cref="BlockError" path="/param[@name='message']"/>
    public string Message { get; } = message;

    /// <inheritdoc cref="BlockError" path="/param[@name='id']"/>
    public string Id { get; } = id;

    /// <inheritdoc cref="BlockError" path="/param[@name='position']"/>
    public string? Position { get; } = position;

    public static BlockError Of(ErrorRecord error) => new(error.ToString(), error.FullyQualifiedErrorId, PositionOf(error));

    /// <summary>
    /// Where an error happened. The first frame of its stack knows the line; the place of its command is often that of the caller, as with
    /// Write-Error, but where the two agree, it knows the column.
    /// </summary>
    public static string? PositionOf(ErrorRecord error)
    {
        var (file, line, column) = (error.InvocationInfo?.ScriptName ?? "", error.InvocationInfo?.ScriptLineNumber ?? 0,
            error.InvocationInfo?.OffsetInLine ?? 0);
        if (FirstFrame(error.ScriptStackTrace) is { } frame && frame != (file, line))
            (file, line, column) = (frame.File, frame.Line, 0);
        if (line < 1)
            return null;
        var place = column < 1 ? $"{line}" : $"{line}:{column}";
        return file.Length == 0 ? $"line {place}" : $"{file}:{place}";
    }

    private static (string File, int Line)? FirstFrame(string? stack)
    {
        if (string.IsNullOrEmpty(stack) || Frame.Match(stack) is not { Success: true, Index: 0 } frame
            || !int.TryParse(frame.Groups[2].Value, NumberStyles.None, CultureInfo.InvariantCulture, out var line))
        {
            return null;
        }
        var file = frame.Groups[1].Value;
        // What was typed has no file, and says so in words.
        return (file.StartsWith("<", StringComparison.Ordinal) ? "" : file, line);
    }
}

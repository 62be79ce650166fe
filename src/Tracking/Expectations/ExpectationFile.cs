using System;
using System.Collections.Generic;
using System.Globalization;
using System.IO;
using System.Linq;
using System.Management.Automation;
using System.Management.Automation.Language;
using Tracking.Files;
using Tracking.Rules;

namespace Tracking.Expectations;

/// <summary>
/// A file that says what is expected of tasks, also of those that never ran: a mapping of tasks in PowerShell's data language. Nothing of
/// it is ever run: whatever is not a plain value is an error (rule 12.5).
/// </summary>
internal static class ExpectationFile
{
    private const int MostBytes = 1 << 20;

    /// <summary>Reads a file.</summary>
    /// <param name="path">Its path in the file system.</param>
    /// <returns>Its tasks, in their order.</returns>
    /// <exception cref="TrackingException">TrackExpectationUnreadable, TrackExpectationInvalid.</exception>
    public static IReadOnlyList<ExpectedTask> Read(string path)
    {
        var text = ReadText(path);
        try
        {
            return Parse(text);
        }
        catch (TrackingException error)
        {
            throw new TrackingException(error.Code, $"'{path}': {error.Message}", error);
        }
    }

    private static string ReadText(string path)
    {
        try
        {
            var file = new FileInfo(path);
            // Also of what is a pipe or a device, which has no length.
            if (file.Exists && file.Length > MostBytes)
                throw new TrackingException(TrackingErrorCode.TrackExpectationInvalid, $"'{path}' is longer than 1 MB.");
            using var stream = file.OpenRead();
            var buffer = new char[MostBytes];
            using var reader = new StreamReader(stream);
            return new string(buffer, 0, reader.ReadBlock(buffer, 0, buffer.Length));
        }
        catch (Exception error) when (AtomicFile.IsFault(error))
        {
            throw new TrackingException(
                TrackingErrorCode.TrackExpectationUnreadable, $"The file of expectations cannot be read: {error.Message}", error);
        }
    }

    private static List<ExpectedTask> Parse(string text)
    {
        // A script that begins otherwise could have modules loaded as it is parsed.
        if (!BeginsWithMapping(text))
            throw Invalid("The file is no mapping of tasks. It begins with @{ and holds nothing but data");
        Ast script;
        ParseError[] errors;
        try
        {
            script = Parser.ParseInput(text, out _, out errors);
        }
        catch (Exception error) when (error is RuntimeException or InsufficientExecutionStackException)
        {
            throw Invalid("The file cannot be read: " + error.Message.TrimEnd('.'));
        }
        if (errors.Length > 0)
            throw Invalid(errors[0].Message.TrimEnd('.'), errors[0].Extent);
        var tasks = new List<ExpectedTask>();
        foreach (var (name, value) in Entries(OnlyMapping((ScriptBlockAst)script)))
        {
            if (tasks.Exists(task => string.Equals(task.TaskId, name, StringComparison.OrdinalIgnoreCase)))
                throw Invalid($"The task '{name}' stands there twice", value.Extent);
            if (name.Length == 0)
                throw Invalid("A task has no name", value.Extent);
            tasks.Add(new ExpectedTask(name, ReadTask(name, value)));
        }
        return tasks;
    }

    private static bool BeginsWithMapping(string text)
    {
        var at = 0;
        while (at < text.Length)
        {
            if (char.IsWhiteSpace(text[at]))
                at++;
            else if (text[at] == '#')
                at = End(text, "\n", at);
            else if (string.CompareOrdinal(text, at, "<#", 0, 2) == 0)
                at = End(text, "#>", at + 2);
            else
                return string.CompareOrdinal(text, at, "@{", 0, 2) == 0;
        }
        return false;
    }

    private static int End(string text, string mark, int from)
    {
        var end = text.IndexOf(mark, from, StringComparison.Ordinal);
        return end < 0 ? text.Length : end + mark.Length;
    }

    private static HashtableAst OnlyMapping(ScriptBlockAst script)
    {
        var isPlain = script is { ParamBlock: null, BeginBlock: null, ProcessBlock: null, DynamicParamBlock: null }
            && script.EndBlock is { Traps: null or { Count: 0 }, Statements.Count: 1 };
        return isPlain && Pure(script.EndBlock!.Statements[0]) is HashtableAst mapping
            ? mapping
            : throw Invalid("The file holds more than one mapping of tasks");
    }

    private static Expectation ReadTask(string task, StatementAst value)
    {
        if (Pure(value) is not HashtableAst mapping)
        {
            throw Invalid(
                $"What is expected of '{task}' is no mapping, as @{{ Within = '1.02:00' }} or @{{ Schedule = '0 2 * * *' }}", value.Extent);
        }
        var words = new ExpectationWords();
        var read = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
        foreach (var (key, entry) in Entries(mapping))
        {
            if (!read.Add(key))
                throw Invalid($"'{key}' stands twice at '{task}'", entry.Extent);
            words = Add(words, task, key, entry);
        }
        try
        {
            return words.Read();
        }
        catch (TrackingException error)
        {
            throw Invalid($"Task '{task}': {error.Message.TrimEnd('.')}", value.Extent);
        }
    }

    private static ExpectationWords Add(ExpectationWords words, string task, string key, StatementAst value)
    {
        switch (key.ToUpperInvariant())
        {
            case "WITHIN":
                return words with { Within = Span(task, key, value) };
            case "SCHEDULE":
                return words with { Schedule = Text(task, key, value) };
            case "GRACE":
                return words with { Grace = Span(task, key, value) };
            case "TIMEZONE":
                return words with { TimeZone = Text(task, key, value) };
            case "ALLOWERRORS":
                return words with { AllowErrors = Flag(task, key, value) };
            default:
                throw Invalid(
                    $"Task '{task}' has the key '{key}', which means nothing. There are Within, Schedule, Grace, TimeZone and AllowErrors",
                    value.Extent);
        }
    }

    private static string Text(string task, string key, StatementAst value) => Pure(value) is StringConstantExpressionAst text
        ? text.Value
        : throw Invalid($"{key} of '{task}' is no plain text in quotation marks", value.Extent);

    private static TimeSpan Span(string task, string key, StatementAst value)
    {
        try
        {
            return Pure(value) switch
            {
                StringConstantExpressionAst plain => ExpectationWords.Span(plain.Value),
                ConstantExpressionAst { Value: int or long or double or decimal } number =>
                    ExpectationWords.Days(Convert.ToDouble(number.Value, CultureInfo.InvariantCulture)),
                _ => throw Invalid("it is no span of time, as '1.02:00' for 26 hours"),
            };
        }
        catch (TrackingException error)
        {
            throw Invalid($"{key} of '{task}': {error.Message.TrimEnd('.')}", value.Extent);
        }
    }

    private static bool Flag(string task, string key, StatementAst value) =>
        (Pure(value) as VariableExpressionAst)?.VariablePath.UserPath.ToUpperInvariant() switch
        {
            "TRUE" => true,
            "FALSE" => false,
            _ => throw Invalid($"{key} of '{task}' is $true or $false", value.Extent),
        };

    private static IEnumerable<(string Key, StatementAst Value)> Entries(HashtableAst mapping) =>
        mapping.KeyValuePairs.Select(pair => pair.Item1 is StringConstantExpressionAst key
            ? (key.Value, pair.Item2)
            : throw Invalid("A name is plain text", pair.Item1.Extent));

    /// <summary>What a statement is that is nothing but an expression; null where it is more.</summary>
    private static ExpressionAst? Pure(StatementAst statement) => (statement as PipelineAst)?.GetPureExpression();

    private static TrackingException Invalid(string message, IScriptExtent? place = null) => new(
        TrackingErrorCode.TrackExpectationInvalid, place == null ? $"{message}." : $"{message} (line {place.StartLineNumber}).");
}

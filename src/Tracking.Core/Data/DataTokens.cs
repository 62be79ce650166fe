using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using Tracking.Json;
using Tracking.Model;

namespace Tracking.Data;

/// <summary>
/// Tokens of data, by which an index finds the tracks that may meet a condition of -Data (rule 1.17): a place, and what stands there.
/// Tracks that meet the condition have one of the condition's tokens; others may have it too, and each is compared with the condition
/// itself. Whatever equality does with a value, its token must do too: texts that are not printable ASCII, and values that are neither
/// text nor number, have one token for all of them.
/// </summary>
public static class DataTokens
{
    /// <summary>The token of tracks that may meet every condition: nothing is known of them.</summary>
    public const string Everything = "*";

    /// <summary>How many tokens a track has at most, and how many bytes of data are read for them.</summary>
    private const int MostTokens = 512;
    private const int MostBytes = 256 << 10;

    /// <summary>How much of a place and of a text counts: an entry of an index has room for some hundred bytes.</summary>
    private const int MostLetters = 64;

    /// <summary>By how much numbers may differ that are equal as one type or another, such as double and decimal.</summary>
    private const double Near = 1e-13;

    private static readonly string[] OfEverything = [Everything];

    /// <summary>The tokens of a track's data.</summary>
    public static string[] Of(TrackData data)
    {
        if (data.Length > MostBytes)
            return OfEverything;
        try
        {
            var tokens = new Walk(data).Read();
            return tokens.Count <= MostTokens ? [.. tokens] : OfEverything;
        }
        catch (Exception error) when (error is JsonSyntaxException or FormatException)
        {
            // Whoever reads the data says so.
            return OfEverything;
        }
    }

    /// <summary>The place of a key in a mapping; null where places are not compared as they are spelled.</summary>
    /// <param name="mapping">The mapping's place; "" for the data themselves.</param>
    /// <param name="key">The key, which may be a path with dots.</param>
    public static string? Place(string? mapping, string key) =>
        mapping != null && IsPlain(key) ? Cut(mapping.Length == 0 ? Fold(key) : $"{mapping}.{Fold(key)}") : null;

    /// <summary>The token of whatever is neither plain text nor a plain number.</summary>
    public static string OfOther(string place) => place + "=*";

    /// <summary>The token of a text; null where it may be equal to one that is spelled differently.</summary>
    public static string? OfText(string place, string text) => IsPlain(text) ? place + "=s" + Cut(Fold(text)) : null;

    /// <summary>The tokens of the numbers that may be equal to a number.</summary>
    public static IEnumerable<string> OfNumber(string place, double number) =>
        double.IsNaN(number) || double.IsInfinity(number)
            ? []
            : new[] { number, number * (1 - Near), number * (1 + Near) }.Select(near => OfOneNumber(place, near)).Distinct();

    private static string OfOneNumber(string place, double number) =>
        place + "=n" + (number == 0 ? 0 : number).ToString("E11", CultureInfo.InvariantCulture);

    private static string Fold(string text) => text.ToLowerInvariant();

    private static string Cut(string text) => text.Length > MostLetters ? text.Substring(0, MostLetters) : text;

    private static bool IsPlain(string text)
    {
        foreach (var letter in text)
        {
            if (letter is < ' ' or > '~')
                return false;
        }
        return true;
    }

    /// <summary>One walk through data, as <see cref="DataReader"/> reads them.</summary>
    private sealed class Walk
    {
        private readonly HashSet<string> _tokens = new(StringComparer.Ordinal);
        private readonly JsonScanner _scanner = new();
        private readonly HintTree? _hints;

        public Walk(TrackData data)
        {
            _hints = data.Types == null ? null : new HintTree(TypeHints.Read(data.Types), data.Length);
            _scanner.Reset(data.Buffer, data.Start, data.Start + data.Length, JsonLimits.MaxDataDepth);
        }

        public HashSet<string> Read()
        {
            _scanner.Read();
            Value("", _hints == null ? HintTree.Nowhere : HintTree.Root);
            _scanner.Read();
            return _tokens;
        }

        /// <param name="place">Where it stands; null where no place is known.</param>
        /// <param name="hint">The place among the hints.</param>
        private void Value(string? place, int hint)
        {
            if (hint != HintTree.Nowhere && _hints!.Remove(hint) != null)
                Add(place, OfOther);
            else if (_scanner.Token == JsonToken.ObjectStart)
                Mapping(place, hint);
            else if (_scanner.Token == JsonToken.ArrayStart)
                List(place, hint);
            else if (_scanner.Token == JsonToken.String)
                Add(place, known => OfText(known, _scanner.GetText()) ?? OfOther(known));
            else if (_scanner.Token == JsonToken.Number)
                Add(place, known => Number(known, _scanner.GetText()));
            else
                Add(place, OfOther);
        }

        private void Mapping(string? place, int hint)
        {
            // A mapping where a text is asked for is no match, and is found where anything is.
            while (_scanner.Read() == JsonToken.Name)
            {
                var key = _scanner.GetText();
                _scanner.Read();
                Value(Place(place, key), Step(hint, key));
            }
        }

        private void List(string? place, int hint)
        {
            var all = false;
            for (var at = 0; _scanner.Read() != JsonToken.ArrayEnd; at++)
            {
                if (at == 0 && Step(hint, TypeHints.All) is var ofAll and not HintTree.Nowhere)
                    all = _hints!.Remove(ofAll) != null;
                if (all)
                    Add(place, OfOther);
                else
                    Value(place, Step(hint, at.ToString(CultureInfo.InvariantCulture)));
            }
        }

        private string Number(string place, string text) =>
            _scanner.IsInteger && !long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out _)
                ? OfOther(place)
                : OfOneNumber(place, double.Parse(text, NumberStyles.Float, CultureInfo.InvariantCulture));

        private void Add(string? place, Func<string, string> token)
        {
            if (place != null && _tokens.Count <= MostTokens)
                _tokens.Add(token(place));
        }

        private int Step(int hint, string key) => hint == HintTree.Nowhere ? hint : _hints!.Step(hint, key);
    }
}

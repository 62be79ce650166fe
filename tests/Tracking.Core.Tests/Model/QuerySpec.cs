using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using Tracking.Model;

namespace Tracking.Tests;

/// <summary>
/// A question that prints: names that end with <c>*</c> are patterns, times are seconds, the further condition keeps every n-th number.
/// </summary>
internal sealed record QuerySpec(
    string[]? Tasks = null,
    string[]? Users = null,
    int[]? Runs = null,
    long[]? Numbers = null,
    int? From = null,
    int? To = null,
    int? EveryNth = null,
    bool Descending = false,
    long? First = null,
    long Skip = 0,
    long? Last = null)
{
    public TrackQuery Query => new()
    {
        Tasks = Criteria(Tasks),
        Users = Criteria(Users),
        RunIds = Runs,
        Numbers = Numbers,
        FromUtc = From is { } from ? StepTime.Of(from) : null,
        ToUtc = To is { } to ? StepTime.Of(to) : null,
        Where = EveryNth is { } n ? track => track.Number % n == 0 : null,
        Descending = Descending,
        First = First,
        Skip = Skip,
        Last = Last,
    };

    public static IReadOnlyList<NameCriterion>? Criteria(string[]? names) =>
        names is null ? null : [.. names.Select(name => new NameCriterion(name, name.EndsWith('*') ? Pattern(name[..^1]) : null))];

    public static string Show(string[]? names) => names is null ? "all" : $"[{string.Join(", ", names.Select(n => $"'{n}'"))}]";

    public override string ToString()
    {
        List<string> parts = [];
        Add("tasks", Tasks is null ? null : Show(Tasks));
        Add("users", Users is null ? null : Show(Users));
        Add("runs", Runs is null ? null : $"[{string.Join(", ", Runs)}]");
        Add("numbers", Numbers is null ? null : $"[{string.Join(", ", Numbers)}]");
        Add("from", From);
        Add("to", To);
        Add("every", EveryNth);
        Add("descending", Descending ? "" : null);
        Add("first", First);
        Add("skip", Skip == 0 ? null : Skip);
        Add("last", Last);
        return parts.Count == 0 ? "everything" : string.Join(' ', parts);

        void Add(string name, object? value)
        {
            if (value is not null)
                parts.Add(string.Create(CultureInfo.InvariantCulture, $"{name} {value}").TrimEnd());
        }
    }

    private static Func<string, bool> Pattern(string start) => name => name.StartsWith(start, StringComparison.OrdinalIgnoreCase);
}

using System;
using System.Collections;
using System.Collections.Generic;
using System.Linq;
using Tracking.Model;

namespace Tracking.Data;

/// <summary>
/// What is on record of a run from its beginning on: who began it, where and how (rule 8.1). A reader passes over keys that it does not
/// know, so that later facts need no new version.
/// </summary>
public sealed record RunFacts
{
    private const string StoreKey = "store";
    private const string CanBeContinuedKey = "canBeContinued";
    private const string DueWithinKey = "dueWithin";

    /// <summary>The host that it was started on.</summary>
    public string? Host { get; init; }

    /// <summary>The process that started it.</summary>
    public int? Process { get; init; }

    /// <summary>The operating system's user that started it.</summary>
    public string? User { get; init; }

    /// <summary>The script file that started it; null at the prompt.</summary>
    public string? Script { get; init; }

    /// <summary>The function or script whose parameters make the key; null where none is around it.</summary>
    public string? Caller { get; init; }

    /// <summary>The parameters that make the key, as texts by name.</summary>
    public IReadOnlyDictionary<string, string> Parameters { get; init; } = new Dictionary<string, string>();

    /// <summary>Whether the key was given, and not made of the parameters.</summary>
    public bool IsKeyGiven { get; init; }

    /// <summary>The run around it; null when there is none.</summary>
    public string? Parent { get; init; }

    /// <summary>The file that it was started in; null where there is none.</summary>
    public string? Store { get; init; }

    /// <summary>Whether it consists of a script block, so that another run can continue it.</summary>
    public bool CanBeContinued { get; init; }

    /// <summary>When the first run of its chain of continuations started, in UTC; null where it is the first.</summary>
    public DateTime? ChainStartUtc { get; init; }

    /// <summary>
    /// How long after a success of its task the next one is due (rule 12.2): null where it says nothing of that, zero where it says that
    /// none is due any more.
    /// </summary>
    public TimeSpan? DueWithin { get; init; }

    /// <summary>The facts that a run has on record.</summary>
    public static RunFacts Of(RunRecord run) => Of((run ?? throw new ArgumentNullException(nameof(run))).Facts);

    private static RunFacts Of(TrackData? facts)
    {
        if (facts is not { } data)
            return new RunFacts();
        var read = DataReader.Read(data);
        return new RunFacts
        {
            Host = read["host"] as string,
            Process = read["process"] as int?,
            User = read["user"] as string,
            Script = read["script"] as string,
            Caller = read["caller"] as string,
            Parameters = Texts(read["parameters"]),
            IsKeyGiven = read["keyIsGiven"] is true,
            Parent = read["parent"] as string,
            Store = read[StoreKey] as string,
            CanBeContinued = read[CanBeContinuedKey] is true,
            ChainStartUtc = read["chainStart"] is long ticks ? new DateTime(ticks, DateTimeKind.Utc) : null,
            DueWithin = SpanOf(read[DueWithinKey]),
        };
    }

    /// <summary>The facts that are on record; none where they cannot be read.</summary>
    internal static RunFacts TryOf(TrackData? facts)
    {
        try
        {
            return Of(facts);
        }
        catch (TrackingException)
        {
            return new RunFacts();
        }
    }

    /// <summary>The facts in stored form; null when there are none.</summary>
    public TrackData? ToData() => new FactsWriter()
        .Add("host", Host).Add("process", Process).Add("user", User).Add("script", Script).Add("caller", Caller)
        .Add("parameters", Parameters).Add("keyIsGiven", IsKeyGiven).Add("parent", Parent).Add(StoreKey, Store)
        .Add(CanBeContinuedKey, CanBeContinued).Add("chainStart", ChainStartUtc?.Ticks)
        .Add(DueWithinKey, DueWithin?.Ticks).ToData();

    /// <summary>The file that a run was started in; null when it is not on record, or the record cannot be read.</summary>
    internal static string? StoreOf(TrackData? facts) => ReadOne(facts, StoreKey) as string;

    /// <summary>Whether it is on record of a run that another one can continue it.</summary>
    internal static bool SaysThatItCanBeContinued(TrackData? facts) => ReadOne(facts, CanBeContinuedKey) is true;

    /// <summary>How long after a success of its task a run says that the next one is due; null when it does not say it.</summary>
    internal static TimeSpan? DueWithinOf(TrackData? facts) => SpanOf(ReadOne(facts, DueWithinKey));

    // A span of a few ticks is a small number, which is read as one.
    private static TimeSpan? SpanOf(object? ticks) => ticks switch
    {
        long many and >= 0 => new TimeSpan(many),
        int few and >= 0 => new TimeSpan(few),
        _ => null,
    };

    private static object? ReadOne(TrackData? facts, string key)
    {
        try
        {
            return facts is { } data ? DataReader.Read(data)[key] : null;
        }
        catch (TrackingException)
        {
            // Who asks how a run stands does not ask for its facts.
            return null;
        }
    }

    private static Dictionary<string, string> Texts(object? mapping) => mapping is IDictionary texts
        ? texts.Cast<DictionaryEntry>().Where(entry => entry.Value is string)
            .ToDictionary(entry => (string)entry.Key, entry => (string)entry.Value!, StringComparer.OrdinalIgnoreCase)
        : [];
}

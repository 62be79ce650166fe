using System;
using System.Collections.Generic;
using System.Linq;
using Tracking.Json;
using Tracking.Model;

namespace Tracking.Data;

/// <summary>
/// Lays the top-level keys of new data over old data, in their stored form. A key
/// that was there keeps its place and spelling (rule 4.4).
/// </summary>
internal static class DataMerge
{
    /// <exception cref="TrackingException">TrackDataUnreadable, when one of them is not what this module writes.</exception>
    public static TrackData Merge(TrackData over, TrackData under)
    {
        try
        {
            return MergeMembers(MembersOf(over), MembersOf(under));
        }
        catch (JsonSyntaxException error)
        {
            throw new TrackingException(TrackingErrorCode.TrackDataUnreadable, $"The data of the track cannot be merged: {error.Message}.",
                error, ErrorReason.CannotMerge);
        }
    }

    private static TrackData MergeMembers(List<Member> over, List<Member> under)
    {
        var members = new List<Member>();
        var places = new Dictionary<string, int>(StringComparer.OrdinalIgnoreCase);
        foreach (var member in under)
        {
            places[member.Key] = members.Count;
            members.Add(member);
        }
        foreach (var member in over)
        {
            if (places.TryGetValue(member.Key, out var place))
            {
                members[place] = member.As(members[place].Key);
            }
            else
            {
                places[member.Key] = members.Count;
                members.Add(member);
            }
        }
        var json = new JsonBuffer().Byte('{');
        foreach (var member in members)
        {
            if (json.Length > 1)
                json.Byte(',');
            json.Text(member.Key).Byte(':').Raw(member.Source, member.Start, member.Length);
        }
        return new TrackData(json.Byte('}').ToArray(), TypeHints.Write([.. members.SelectMany(member => member.HintsFromRoot())]));
    }

    private static List<Member> MembersOf(TrackData data)
    {
        // By top-level key; what is left of the pointer leads on from there.
        var hints = TypeHints.Read(data.Types)
            .Select(hint => (Step: hint.Key.Split('/')[1], Pointer: hint.Key, Type: hint.Value))
            .ToLookup(
                hint => TypeHints.Unescape(hint.Step),
                hint => new KeyValuePair<string, string>(hint.Pointer.Substring(hint.Step.Length + 1), hint.Type));
        var members = new List<Member>();
        var scanner = new JsonScanner();
        scanner.Reset(data.Buffer, data.Start, data.Start + data.Length);
        scanner.Read();
        while (scanner.Read() == JsonToken.Name)
        {
            var key = scanner.GetText();
            scanner.Read();
            var start = scanner.Token == JsonToken.String ? scanner.Start - 1 : scanner.Start;
            scanner.SkipValue();
            members.Add(new Member(key, data.Buffer, start, scanner.Position - start, hints[key]));
        }
        return members;
    }

    private sealed class Member(string key, byte[] source, int start, int length, IEnumerable<KeyValuePair<string, string>> hints)
    {
        public string Key { get; } = key;

        public byte[] Source { get; } = source;

        public int Start { get; } = start;

        public int Length { get; } = length;

        public IEnumerable<KeyValuePair<string, string>> Hints { get; } = hints;

        public IEnumerable<KeyValuePair<string, string>> HintsFromRoot() =>
            Hints.Select(hint => new KeyValuePair<string, string>("/" + TypeHints.Escape(Key) + hint.Key, hint.Value));

        public Member As(string spelling) => new(spelling, Source, Start, Length, Hints);
    }
}

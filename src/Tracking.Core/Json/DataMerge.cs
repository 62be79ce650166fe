using System;
using System.Collections.Generic;
using System.Linq;

namespace Tracking.Json;

/// <summary>Lays the top-level keys of new data over old data, in their stored form. A key that was there keeps its place and spelling (design.md 4.4).</summary>
internal static class DataMerge
{
    public static TrackData Lay(TrackData over, TrackData under)
    {
        var members = new List<Member>();
        var places = new Dictionary<string, int>(StringComparer.OrdinalIgnoreCase);
        foreach (var member in MembersOf(under))
        {
            places[member.Key] = members.Count;
            members.Add(member);
        }
        foreach (var member in MembersOf(over))
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
        return new TrackData(json.Byte('}').ToArray(), TypeHints.Write([.. members.SelectMany(m => m.Hints)]));
    }

    private static List<Member> MembersOf(TrackData data)
    {
        var hints = TypeHints.Read(data.Types);
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
            var own = Pointer(key);
            members.Add(new Member(key, data.Buffer, start, scanner.Position - start, [.. hints.Where(h => h.Key == own || h.Key.StartsWith(own + "/", StringComparison.Ordinal))]));
        }
        return members;
    }

    private static string Pointer(string key) => "/" + TypeHints.Escape(key);

    private sealed class Member(string key, byte[] source, int start, int length, List<KeyValuePair<string, string>> hints)
    {
        public string Key { get; } = key;

        public byte[] Source { get; } = source;

        public int Start { get; } = start;

        public int Length { get; } = length;

        public List<KeyValuePair<string, string>> Hints { get; } = hints;

        public Member As(string spelling) =>
            new(spelling, Source, Start, Length, Hints.ConvertAll(h => new KeyValuePair<string, string>(Pointer(spelling) + h.Key.Substring(Pointer(Key).Length), h.Value)));
    }
}

using System;
using System.Collections;
using System.Collections.Generic;
using System.Linq;
using System.Management.Automation;
using Tracking.Data;
using Tracking.Model;

namespace Tracking.Completion;

/// <summary>
/// Offers the keys that the newest tracks have, of the task, user and run that the line names, as mappings that are begun. Inside a
/// mapping PowerShell asks no completer of a
/// module for keys.
/// </summary>
internal sealed class DataKeyCompleter : StoreContentCompleter
{
    protected override IEnumerable<CompletionResult> Complete(CompletionWord word, CommandLine line, StoreAtHand store)
    {
        var read = 0;
        var keys = new Dictionary<string, (int Order, int Count, string Last)>(StringComparer.OrdinalIgnoreCase);
        foreach (var track in store.Opened.Search(line.NewestTracks(Most)))
        {
            read++;
            foreach (DictionaryEntry entry in Read(track))
            {
                var key = (string)entry.Key;
                keys[key] = keys.TryGetValue(key, out var known)
                    ? known with { Count = known.Count + 1 }
                    : (keys.Count, 1, TrackView.ShortValue(entry.Value));
            }
        }
        return from key in keys
               where word.Matches(key.Key)
               orderby key.Value.Count descending, key.Value.Order
               select Result(
                   CompletionText.Mapping(key.Key),
                   key.Key.Length == 0 ? "''" : key.Key,
                   $"{key.Key}: in {key.Value.Count} of the newest {Count(read)}, last {key.Value.Last}");
    }

    private static IDictionary Read(TrackRecord track)
    {
        try
        {
            return DataReader.Read(track.Data);
        }
        catch (TrackingException)
        {
            return new Hashtable();
        }
    }
}

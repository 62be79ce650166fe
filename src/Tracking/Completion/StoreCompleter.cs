using System.Collections.Generic;
using System.Globalization;
using System.IO;
using System.Linq;
using System.Management.Automation;
using Tracking.Stores;

namespace Tracking.Completion;

/// <summary>Offers the files of the stores that are open here, and then this user's other session files.</summary>
internal sealed class StoreCompleter : SessionFileCompleter
{
    protected override IEnumerable<CompletionResult> Complete(CompletionWord word, CommandLine line)
    {
        // A snapshot may stand beside the store that is written.
        var open = StoreRegistry.Instance.ListOpen().Where(store => store.Path != null && Matches(word, store.Path))
            .OrderByDescending(store => store.IsCurrent).GroupBy(store => store.Path!).ToList();
        var paths = new HashSet<string>(open.Select(same => same.Key));
        var others = Files(word).Where(file => !paths.Contains(file.FullName)).Take(Most);
        return open.Select(same => Result(word, same.Key, Describe(same.First())))
            .Concat(others.Select(file => Result(word, file.FullName, Describe(file))));
    }

    private static string Describe(TrackStore store)
    {
        var file = File.Exists(store.Path) ? Describe(new FileInfo(store.Path!)) : "not written yet";
        var state = store.IsCurrent ? "current" : "open";
        return string.Format(CultureInfo.InvariantCulture, "{0}, {1} tracks, {2}", state, store.TrackCount, file);
    }
}

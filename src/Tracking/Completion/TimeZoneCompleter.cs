using System;
using System.Collections.Generic;
using System.Linq;
using System.Management.Automation;

namespace Tracking.Completion;

/// <summary>Offers the time zones of the system by their names.</summary>
internal sealed class TimeZoneCompleter : Completer
{
    protected override IEnumerable<CompletionResult> Complete(CompletionWord word, CommandLine line) =>
        TimeZoneInfo.GetSystemTimeZones().Where(zone => word.Matches(zone.Id)).OrderBy(zone => zone.Id, StringComparer.OrdinalIgnoreCase)
            .Take(Most).Select(zone => Result(CompletionText.Argument(zone.Id, word.IsQuoted), zone.Id, zone.DisplayName));
}

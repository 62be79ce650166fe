using System.Collections.Generic;
using System.Linq;

namespace Tracking.Report.Model;

/// <summary>How many tracks a user saved in each hour of the day, local time.</summary>
/// <param name="UserName">The user.</param>
/// <param name="Counts">24 counts, midnight first.</param>
internal sealed record UserHours(string UserName, IReadOnlyList<long> Counts)
{
    public long Total { get; } = Counts.Sum();
}

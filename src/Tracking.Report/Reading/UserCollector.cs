using System;
using System.Collections.Generic;
using System.Linq;
using Tracking.Model;
using Tracking.Report.Model;

namespace Tracking.Report.Reading;

/// <summary>Counts the tracks of each user by the hour of the day.</summary>
/// <param name="zone">The time zone of the hours.</param>
internal sealed class UserCollector(TimeZoneInfo zone)
{
    private readonly Dictionary<string, long[]> _hours = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>How many tracks belong to users beyond <see cref="ReportLimits.Names"/>.</summary>
    public long TracksOfOthers { get; private set; }

    public void Add(TrackRecord track)
    {
        if (!_hours.TryGetValue(track.UserName, out var hours))
        {
            if (_hours.Count == ReportLimits.Names)
            {
                TracksOfOthers++;
                return;
            }
            _hours.Add(track.UserName, hours = new long[24]);
        }
        hours[TimeZoneInfo.ConvertTimeFromUtc(track.TimeUtc, zone).Hour]++;
    }

    /// <summary>The users; the most active first.</summary>
    public IReadOnlyList<UserHours> ToUsers() =>
    [
        .. _hours
            .Select(pair => new UserHours(pair.Key, pair.Value))
            .OrderByDescending(user => user.Total)
            .ThenBy(user => user.UserName, StringComparer.OrdinalIgnoreCase),
    ];
}

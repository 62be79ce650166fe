using System;

namespace Tracking.Rules;

/// <summary>The times at which a task is to run.</summary>
public interface ISchedule
{
    /// <summary>The last time that is not later than another one, in UTC; null where there is none.</summary>
    DateTime? LastUtc(DateTime utc);

    /// <summary>The first time that is later than another one, in UTC; null where there is none.</summary>
    DateTime? NextUtc(DateTime utc);
}

namespace Tracking.Report.Model;

/// <summary>How much of many a report shows, so that a browser opens it at once and a mail takes it. What is beyond is counted, and the page says so.</summary>
internal static class ReportLimits
{
    /// <summary>Tracks in the table.</summary>
    public const int TableTracks = 2000;

    /// <summary>The characters of the table of tracks: long names and data make it shorter.</summary>
    public const int TableCharacters = 1_000_000;

    /// <summary>Tasks in the table of tasks, with their whole names.</summary>
    public const int Tasks = 50;

    /// <summary>Runs in the table of what went wrong.</summary>
    public const int Problems = 100;

    /// <summary>Runs in the timeline.</summary>
    public const int TimelineRuns = 200;

    /// <summary>Lines of the timeline.</summary>
    public const int TimelineRows = 40;

    /// <summary>Tasks whose latest run is shown step by step.</summary>
    public const int StepRows = 12;

    /// <summary>Tasks whose durations are drawn.</summary>
    public const int DurationTasks = 12;

    /// <summary>Runs of a task whose durations are drawn.</summary>
    public const int DurationRuns = 100;

    /// <summary>Users in the figure of activity.</summary>
    public const int Users = 15;

    /// <summary>Keys whose numbers are drawn.</summary>
    public const int NumberFigures = 12;

    /// <summary>Points of a key's course, each of which may stand for many numbers.</summary>
    public const int NumberPoints = 120;

    /// <summary>Steps that are remembered while tracks are read.</summary>
    public const int Steps = 4000;

    /// <summary>Names, of users or of keys, that are told apart while tracks are read.</summary>
    public const int Names = 1000;

    /// <summary>The characters of a name where there is place for all of it.</summary>
    public const int WholeName = 5000;

    /// <summary>The characters of a name in a table.</summary>
    public const int Name = 60;

    /// <summary>The characters of a message.</summary>
    public const int Message = 500;

    /// <summary>The characters of a track's data in the table.</summary>
    public const int Preview = 160;
}

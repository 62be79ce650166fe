namespace Tracking.Report.Model;

/// <summary>
/// How much a report shows, so that a browser opens it at once and it fits into a mail. What exceeds a limit is counted, and the page says
/// so.
/// </summary>
internal static class ReportLimits
{
    /// <summary>The most tracks in the table.</summary>
    public const int TableTracks = 2000;

    /// <summary>The most characters of the table of tracks: long names and data make it shorter.</summary>
    public const int TableCharacters = 1_000_000;

    /// <summary>The most tasks in the table of tasks, with their whole names.</summary>
    public const int Tasks = 50;

    /// <summary>The most failures that are listed.</summary>
    public const int Failures = 100;

    /// <summary>The most runs in the timeline.</summary>
    public const int TimelineRuns = 200;

    /// <summary>The most rows of the timeline.</summary>
    public const int TimelineRows = 40;

    /// <summary>The most runs that are shown as trees, those that continue one another counted as one.</summary>
    public const int Stories = 20;

    /// <summary>The most runs within a run that are shown under it.</summary>
    public const int InnerRuns = 50;

    /// <summary>The most steps of a run in its tree.</summary>
    public const int TreeSteps = 300;

    /// <summary>The most characters of all trees: many steps make them fewer.</summary>
    public const int TreeCharacters = 600_000;

    /// <summary>The most matrices of a task's steps or hosts.</summary>
    public const int Matrices = 12;

    /// <summary>The most runs or periods of a matrix: as many as a phone has room for.</summary>
    public const int MatrixColumns = 10;

    /// <summary>The most rows of a matrix.</summary>
    public const int MatrixRows = 40;

    /// <summary>The most tasks and steps that are named as slow, and as failing often.</summary>
    public const int Trends = 15;

    /// <summary>The most tasks whose durations are drawn.</summary>
    public const int DurationTasks = 12;

    /// <summary>The most runs of a task whose durations are drawn.</summary>
    public const int DurationRuns = 100;

    /// <summary>The most users in the figure of activity.</summary>
    public const int Users = 15;

    /// <summary>The most keys whose numbers are drawn.</summary>
    public const int NumberFigures = 12;

    /// <summary>The most points of a series, each of which may stand for many numbers.</summary>
    public const int NumberPoints = 120;

    /// <summary>The most points of a line that shares its figure with others.</summary>
    public const int LinePoints = 40;

    /// <summary>The most steps and hosts whose numbers of one key are told apart while tracks are read.</summary>
    public const int NumberLines = 100;

    /// <summary>The most of them that are drawn in one figure: as many as colours and shapes tell apart.</summary>
    public const int DrawnLines = 6;

    /// <summary>The most lines of a figure that are named without being drawn.</summary>
    public const int NamedLines = 10;

    /// <summary>The most keys of a step in a run, or of a run, whose numbers wait for the run and step to be read.</summary>
    public const int WaitingNumbers = 20_000;

    /// <summary>The most points of those numbers where very many wait.</summary>
    public const int WaitingPoints = 12;

    /// <summary>The most steps without a problem held in memory while steps are read.</summary>
    public const int Steps = 4000;

    /// <summary>The most steps with a problem held in memory while steps are read.</summary>
    public const int ProblemSteps = 1000;

    /// <summary>The most steps of a run that are failures of their own; the others of the run are counted.</summary>
    public const int FailedSteps = 20;

    /// <summary>The most users, and the most keys, that are told apart while tracks are read.</summary>
    public const int Names = 1000;

    /// <summary>The most characters of a name where the whole name is shown.</summary>
    public const int WholeName = 5000;

    /// <summary>The most characters of a name in a table.</summary>
    public const int Name = 60;

    /// <summary>The most characters of a step's path, which consists of names.</summary>
    public const int Path = 120;

    /// <summary>The most characters of a task's name in a failure.</summary>
    public const int FailureName = 120;

    /// <summary>The most characters of a step's path in a failure.</summary>
    public const int FailurePath = 240;

    /// <summary>The most characters of a message.</summary>
    public const int Message = 500;

    /// <summary>The most characters of the error of a failure.</summary>
    public const int Error = 2000;

    /// <summary>The most characters of a track's data in the table.</summary>
    public const int Preview = 160;
}

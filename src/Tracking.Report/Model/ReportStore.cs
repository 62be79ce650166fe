namespace Tracking.Report.Model;

/// <summary>A store that a report takes from. Each object is one store: two in memory have one name and are not the same.</summary>
/// <param name="name">What readers of the report know it by: its file's name.</param>
public sealed class ReportStore(string name)
{
    /// <summary>What readers of the report know it by.</summary>
    public string Name { get; } = name;
}

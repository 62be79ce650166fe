namespace Tracking.Report.Model;

/// <summary>A store that a report reads. Each object is one store: two stores in memory share a name, and are still two.</summary>
/// <param name="name">The name that readers of the report know it by: the name of its file.</param>
public sealed class ReportStore(string name)
{
    /// <summary>The name that readers of the report know it by.</summary>
    public string Name { get; } = name;
}

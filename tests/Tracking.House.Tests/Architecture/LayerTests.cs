using System.Collections.Generic;
using System.Linq;
using NetArchTest.Rules;
using Xunit;

namespace Tracking.House.Tests;

/// <summary>Who may know whom: src/README.md.</summary>
public sealed class LayerTests
{
    // What is behind the seam: whoever uses stores knows nothing of it.
    private static readonly string[] BehindTheSeam =
        ["Tracking.Json", "Tracking.State", "Tracking.Events", "Tracking.Engine", "Tracking.SessionFile", "Tracking.Disk"];

    private static readonly string[] Seam = ["Tracking.Seam"];

    /// <summary>An assembly, a namespace of it, and the namespaces that it must not know.</summary>
    public static TheoryData<string, string, string[]> Rules => new()
    {
        { "Tracking.Core", "Tracking.Model", [.. BehindTheSeam, .. Seam] },
        { "Tracking.Core", "Tracking.Seam", BehindTheSeam },
        { "Tracking.Core", "Tracking.Spool", BehindTheSeam },
        { "Tracking.Core", "Tracking.Json", [.. BehindTheSeam.Except(["Tracking.Json"]), .. Seam] },
        { "Tracking.Core", "Tracking.Rules", [.. BehindTheSeam, .. Seam] },
        { "Tracking.Core", "Tracking.Disk", [.. BehindTheSeam.Except(["Tracking.Disk"]), .. Seam, "Tracking.Model"] },
        { "Tracking.Core", "Tracking.Data", [.. BehindTheSeam.Except(["Tracking.Json"]), .. Seam] },
        { "Tracking.Core", "Tracking.Files", [.. BehindTheSeam.Except(["Tracking.Disk"]), .. Seam] },
        { "Tracking.Core", "Tracking.Kinds", ["Tracking.Json", "Tracking.Events"] },
        { "Tracking.Core", "Tracking.State", ["Tracking.Engine", "Tracking.SessionFile", "Tracking.Disk"] },
        { "Tracking.Core", "Tracking.Events", ["Tracking.Engine", "Tracking.SessionFile", "Tracking.Disk"] },
        { "Tracking.Core", "Tracking.Engine", ["Tracking.SessionFile", "Tracking.Disk"] },
        { "Tracking.Core", "Tracking", ["System.Management.Automation", "Npgsql", "OxyPlot", "Cronos"] },
        { "Tracking", "Tracking", [.. BehindTheSeam, "Npgsql", "OxyPlot", "Newtonsoft.Json"] },
        { "Tracking.Report", "Tracking", [.. BehindTheSeam, "System.Management.Automation", "Npgsql", "Newtonsoft.Json"] },
        { "Tracking.Postgres", "Tracking", [.. BehindTheSeam, "System.Management.Automation", "OxyPlot", "Newtonsoft.Json"] },
    };

    [Fact]
    public void Nobody_knows_what_is_not_his_to_know()
    {
        var found = new List<string>();
        foreach (var row in Rules)
        {
            var (assembly, part, others) = row.Data;
            foreach (var other in others)
                found.AddRange(Knowing(assembly, part, other).Select(type => $"{type} -> {other}"));
        }
        AllowList.AssertOnly("layers", found);
    }

    [Fact]
    public void Every_part_of_the_core_has_its_rule()
    {
        var core = House.Types.Where(type => type.Module.Assembly.Name.Name == "Tracking.Core");
        var parts = core.Select(type => type.Namespace).Where(part => part != "Tracking").ToHashSet();
        // Session files put disks, events and the engine together, and may know them all.
        var ruled = Rules.Select(row => row.Data.Item2).Where(part => part != "Tracking").Append("Tracking.SessionFile").ToHashSet();
        var unruled = parts.Except(ruled).Select(part => $"{part} has no rule");
        AllowList.AssertOnly("parts", unruled.Concat(ruled.Except(parts).Select(part => $"{part} is not there")));
    }

    private static IEnumerable<string> Knowing(string assembly, string part, string other)
    {
        var types = Types.FromFile(House.PathOf(assembly)).That().ResideInNamespace(part);
        var result = types.ShouldNot().HaveDependencyOnAny(other).GetResult();
        return (result.FailingTypes ?? []).Select(type => type.FullName.Split('/', '+')[0]).Distinct();
    }
}

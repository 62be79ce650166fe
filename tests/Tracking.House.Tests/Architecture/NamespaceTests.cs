using System;
using System.Linq;
using System.Text.RegularExpressions;
using Xunit;

namespace Tracking.House.Tests;

/// <summary>A file's namespace is its folder, but for the names that users see, and its name is its type's.</summary>
public sealed partial class NamespaceTests
{
    // They stand in scripts and in what they show, so that they stay whatever folder they are in.
    private static readonly string[] PublicNames =
    [
        "Track", "TrackRun", "TrackTask", "TrackUser", "TrackStore", "CopiedTracks", "OptimizedTrackStore", "TrackView", "RunStatus",
        "Durability", "SaveMode", "TrackStep", "StepStatus", "TrackingException", "TrackingErrorCode",
        "StoreCheck", "StoreCondition", "LineFinding", "FindingKind", "TaskCheck", "TaskReason",
    ];

    [Fact]
    public void A_namespace_is_the_folder_of_its_file()
    {
        var wrong = Repository.Shipped.Where(file => Namespace(file) is { } name && name != Expected(file));
        AllowList.AssertOnly("folders", wrong.Select(file => $"{file} has {Namespace(file)}"));
    }

    [Fact]
    public void A_name_that_users_see_stands_in_Tracking()
    {
        var types = House.Types.Where(type => type.IsPublic && type.Namespace == "Tracking").Select(type => type.Name);
        AllowList.AssertNone(PublicNames.Except(types).Select(name => $"{name} is not there"));
    }

    [Fact]
    public void Nothing_else_stands_in_Tracking()
    {
        var types = House.Types.Where(type => type.Namespace == "Tracking" && !PublicNames.Contains(type.Name)).Select(type => type.Name);
        AllowList.AssertOnly("namespaces", types);
    }

    private static string? Namespace(string file) =>
        Declared().Match(Repository.Text(file)) is { Success: true } match ? match.Groups[1].Value : null;

    private static string Expected(string file)
    {
        var name = file.Split('/')[^1][..^".cs".Length];
        if (PublicNames.Contains(name))
            return "Tracking";
        var folder = Repository.Folder(file)["src/".Length..].Replace('/', '.');
        return folder.StartsWith("Tracking.Core", StringComparison.Ordinal) ? "Tracking" + folder["Tracking.Core".Length..] : folder;
    }

    [GeneratedRegex(@"^namespace ([\w.]+);", RegexOptions.Multiline)]
    private static partial Regex Declared();
}

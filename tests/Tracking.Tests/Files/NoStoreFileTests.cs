using System;
using System.IO;
using System.Linq;
using System.Management.Automation;
using Xunit;

namespace Tracking.Tests.Files;

/// <summary>A file or path that is no store: it is refused, it is as it was, and nothing stands beside it that did not.</summary>
public sealed class NoStoreFileTests : FileTest
{
    private readonly TrackStore _current;

    public NoStoreFileTests() => _current = Run("Open-TrackStore -InMemory").Only<TrackStore>();

    public static TheoryData<string, string, string> Contents => new()
    {
        { "no JSON", "hello\n", "TrackStoreNotTracking" },
        { "no line end", "hello", "TrackStoreNotTracking" },
        { "other JSON", "{\"a\":1}", "TrackStoreNotTracking" },
        { "other JSON in lines", "{\n  \"events\": [\n  ]\n}\n", "TrackStoreNotTracking" },
        { "a JSON list", "[\n1\n]\n", "TrackStoreNotTracking" },
        { "bytes of no text", "\0\u0001\n\0", "TrackStoreNotTracking" },
        { "a first line without end", new string('x', 200000), "TrackStoreNotTracking" },
        { "a newer format version", "{\"tracking\":98,\"whatever\":true,\"events\":[\n]}\n", "TrackStoreVersionTooNew" },
    };

    [Theory]
    [MemberData(nameof(Contents), DisableDiscoveryEnumeration = true)]
    public void Content_that_is_none_of_a_store_is_refused_and_left_alone(string content, string text, string code)
    {
        File.WriteAllText(StoreFile, text);
        var before = FolderState();
        foreach (var use in AllUses)
        {
            var error = Use(use, StoreFile).Errors.Single();
            Assert.Equal((content, IdOf(code, use)), (content, error.FullyQualifiedErrorId));
            Assert.Equal(ErrorCategory.InvalidData, error.CategoryInfo.Category);
            Assert.StartsWith($"'{StoreFile}'", error.Exception.Message, StringComparison.Ordinal);
            Assert.Equal(before, FolderState());
        }
        AssertIsStillCurrent();
    }

    [Theory]
    [InlineData("Open-TrackStore")]
    [InlineData("Open-TrackStore -ReadOnly")]
    [InlineData("Search-Track -Store")]
    [InlineData("Save-UserTrack -Store")]
    [InlineData("Remove-TrackStore")]
    public void A_folder_is_refused(string use)
    {
        Directory.CreateDirectory(StoreFile);
        var before = FolderState();
        Assert.Equal([IdOf("TrackStorePathInvalid", use)], Use(use, StoreFile).ErrorIds);
        Assert.Equal(before, FolderState());
        AssertIsStillCurrent();
    }

    [Theory]
    [InlineData("Open-TrackStore -ReadOnly")]
    [InlineData("Search-Track -Store")]
    [InlineData("Get-TrackRun -Store")]
    [InlineData("Remove-TrackStore")]
    public void That_there_is_no_file_is_said(string use)
    {
        var error = Use(use, StoreFile).Errors.Single();
        Assert.Equal(IdOf("TrackStoreNotFound", use), error.FullyQualifiedErrorId);
        Assert.Equal(ErrorCategory.ObjectNotFound, error.CategoryInfo.Category);
        Assert.Contains($"'{StoreFile}'", error.Exception.Message, StringComparison.Ordinal);
        Assert.Empty(FolderState());
        AssertIsStillCurrent();
    }

    [Theory]
    [InlineData("Open-TrackStore")]
    [InlineData("Open-TrackStore -ReadOnly")]
    [InlineData("Search-Track -Store")]
    [InlineData("Save-UserTrack -Store")]
    [InlineData("Remove-TrackStore")]
    public void That_there_is_no_folder_is_said(string use)
    {
        var path = Path.Combine(Folder, "no", "s.json");
        var error = Use(use, path).Errors.Single();
        Assert.Equal(IdOf("TrackStoreNotFound", use), error.FullyQualifiedErrorId);
        Assert.Contains($"'{path}'", error.Exception.Message, StringComparison.Ordinal);
        Assert.Empty(FolderState());
        AssertIsStillCurrent();
    }

    [Theory]
    [InlineData("Open-TrackStore")]
    [InlineData("Open-TrackStore -ReadOnly")]
    [InlineData("Search-Track -Store")]
    [InlineData("Save-UserTrack -Store")]
    public void A_path_below_a_file_is_refused(string use)
    {
        File.WriteAllText(StoreFile, "x");
        var before = FolderState();
        string[] allowed = [IdOf("TrackStoreNotFound", use), IdOf("TrackStorePathInvalid", use)];
        Assert.Contains(Use(use, Path.Combine(StoreFile, "s.json")).ErrorIds.Single(), allowed);
        Assert.Equal(before, FolderState());
    }

    // A path that stands for no store is left to the binder where a parameter is transformed.
    [Theory]
    [InlineData("{long}", "Open-TrackStore", "TrackStorePathInvalid")]
    [InlineData("{long}", "Remove-TrackStore", "TrackStorePathInvalid")]
    [InlineData("{long}", "Save-UserTrack -Store", "ParameterArgumentTransformationError")]
    [InlineData("Env:/PATH", "Open-TrackStore", "TrackStorePathInvalid")]
    [InlineData("Env:/PATH", "Remove-TrackStore", "TrackStorePathInvalid")]
    [InlineData("Env:/PATH", "Search-Track -Store", "ParameterArgumentTransformationError")]
    [InlineData(":memory:", "Save-UserTrack -Store", "ParameterArgumentTransformationError")]
    [InlineData("NoSuchDrive:/s.json", "Search-Track -Store", "ParameterArgumentTransformationError")]
    public void A_path_that_stands_for_no_file_is_refused(string path, string use, string code)
    {
        var used = path.Replace("{long}", FilePath(new string('n', 300)), StringComparison.Ordinal);
        Assert.Equal([IdOf(code, use)], Use(use, used).ErrorIds);
        Assert.Empty(FolderState());
        AssertIsStillCurrent();
    }

    [Fact]
    public void A_drive_that_is_not_there_is_refused() =>
        Assert.StartsWith("DriveNotFound,", Use("Open-TrackStore", "NoSuchDrive:/s.json").ErrorIds.Single(), StringComparison.Ordinal);

    [Theory]
    [InlineData("postgres://ann:s3cret@db.example.org/fleet")]
    [InlineData("postgresql://ann:s3cret@db.example.org/fleet")]
    [InlineData("Host=db.example.org;Database=fleet;Username=ann;Password=s3cret")]
    [InlineData("server=db.example.org; user id=ann; password=s3cret; database=fleet")]
    [InlineData("Data Source=db.example.org;Initial Catalog=fleet;Username=ann;Password=s3cret")]
    [InlineData("host=db.example.org dbname=fleet user=ann password=s3cret")]
    [InlineData("dbname=fleet host=db.example.org user=ann password=s3cret")]
    public void A_database_is_no_path_of_a_file_and_its_password_is_not_told(string address)
    {
        const string advice = "A database is no file. Open-TrackStore -ConnectionString opens the store in it.";
        (string Use, string Code)[] uses =
        [
            ("Open-TrackStore -ReadOnly", "TrackStorePathInvalid"),
            ("Open-TrackStore -Repair", "TrackStorePathInvalid"),
            ("Search-Track -Store", "ParameterArgumentTransformationError"),
        ];
        foreach (var (use, code) in uses)
        {
            var error = Use(use, address).Errors.Single();
            Assert.Equal(IdOf(code, use), error.FullyQualifiedErrorId);
            Assert.EndsWith(advice, error.Exception.Message, StringComparison.Ordinal);
            Assert.DoesNotContain("s3cret", error.Exception.Message, StringComparison.Ordinal);
        }
        Assert.Empty(FolderState());
        // Open-TrackStore takes it for what it is, for which an assembly is needed that does not lie here.
        Assert.Equal([IdOf("TrackStoreNotSupported", "Open-TrackStore")], Use("Open-TrackStore", address).ErrorIds);
        Assert.Empty(FolderState());
    }

    [Theory]
    [InlineData("host=web1.json")]
    [InlineData("server=a b.json")]
    [InlineData("it;database=x=y.json")]
    [InlineData("./host=a;database=b")]
    public void What_only_looks_a_little_like_a_database_is_a_file(string path)
    {
        Assert.Empty(Use("Open-TrackStore", path).ErrorIds);
        Assert.Equal([Path.GetFileName(path)], Output("(Get-TrackStore | Split-Path -Leaf)"));
    }

    [Fact]
    public void The_name_that_stands_for_memory_elsewhere_is_no_path()
    {
        var error = Use("Open-TrackStore", ":memory:").Errors.Single();
        Assert.Equal(IdOf("TrackStorePathInvalid", "Open-TrackStore"), error.FullyQualifiedErrorId);
        Assert.Equal("':memory:' is no file. Open-TrackStore -InMemory opens a store in memory.", error.Exception.Message);
        Assert.Empty(FolderState());
    }

    [Fact]
    public void One_of_several_hard_links_is_appended_to_and_never_rewritten()
    {
        Run("New-SessionFile $path; $null = New-Item -ItemType HardLink -Path link.json -Target $path");
        Assert.Empty(Use("Open-TrackStore", StoreFile).ErrorIds);
        // One lock for all its names.
        Assert.Equal([IdOf("TrackStoreLocked", "Save-UserTrack")], Use("Save-UserTrack -Store", FilePath("link.json")).ErrorIds);
        Run("Close-TrackStore");
        Assert.Empty(Use("Save-UserTrack -Store", FilePath("link.json")).ErrorIds);
        Assert.Equal([IdOf("TrackStoreWriteFailed", "Optimize-TrackStore")], Use("Optimize-TrackStore", StoreFile).ErrorIds);
        Assert.Equal(["4"], Output("@(Search-Track -Store $path).Count"));
        Assert.Equal(["4"], Output("@(Search-Track -Store link.json).Count"));
    }

    [Fact]
    public void An_empty_file_is_a_new_store()
    {
        File.WriteAllText(StoreFile, "");
        Assert.Empty(Output("Search-Track -Store $path"));
        Assert.Equal(0, new FileInfo(StoreFile).Length);
        Assert.Equal(["0000001", "1"], Output("Save-UserTrack a001 @{ k = 1 } -Store $path; (Search-Track -Store $path).Data.k"));
    }

    private void AssertIsStillCurrent() => Assert.Same(_current, Run("Get-TrackStore").Only<TrackStore>());
}

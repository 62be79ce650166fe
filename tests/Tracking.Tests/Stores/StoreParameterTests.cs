using System;
using System.IO;
using System.Linq;
using Xunit;

namespace Tracking.Tests.Stores;

/// <summary>What -Store takes, and what becomes of what it names: rule 3.</summary>
public sealed class StoreParameterTests : ModuleTest
{
    public StoreParameterTests()
    {
        Set("path", FilePath("s.json"));
        Run("""
            $store = Open-TrackStore $path
            $null = Save-UserTrack a001 @{ k = 1 } -UserName u1
            Close-TrackStore
            $null = Open-TrackStore -InMemory
            """);
    }

    [Theory]
    [InlineData("$path")]
    [InlineData("(Get-Item $path)")]
    [InlineData("$store")]
    [InlineData("s.json")]
    [InlineData("./s.json")]
    [InlineData("TrackTest:/s.json")]
    public void It_takes_a_path_a_file_and_a_store_open_or_closed(string store)
    {
        Run("$null = New-PSDrive -Name TrackTest -PSProvider FileSystem -Root $folder -Scope Global");
        Assert.Equal(["1"], Output($"(Search-Track -Store {store}).Data.k"));
        Run("$null = Open-TrackStore TrackTest:/s.json");
        Assert.Equal(["1", FilePath("s.json")], Output($"(Search-Track -Store {store}).Data.k; (Get-TrackStore).Path"));
    }

    [Fact]
    public void A_path_may_be_one_in_the_home_folder()
    {
        var error = Attempt("Search-Track -Store '~/no-such-tracking-file.json'").Errors.Single();
        Assert.Contains($"'{Output("$HOME")[0]}", error.Exception.Message, StringComparison.Ordinal);
        Assert.Contains("no-such-tracking-file.json'", error.Exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void It_never_chooses_the_current_store() => Assert.Equal(["True", "0"], Output("""
        $current = Get-TrackStore
        $null = Save-UserTrack a001 @{ k = 2 } -Store $path
        $null = Search-Track -Store $path
        (Get-TrackStore) -eq $current
        $current.TrackCount
        """));

    [Fact]
    public void A_path_is_opened_for_a_change_and_closed_again() =>
        Assert.Equal(["0000002", ""], Output("Save-UserTrack a001 @{ k = 2 } -UserName u1 -Store $path; (Get-TrackStore -Open).Path"));

    [Fact]
    public void A_path_is_opened_once_for_all_that_is_piped() => Assert.Equal(["20", "1 2 3", "20"], Output("""
        @(1..20 | ForEach-Object { @{ k = $_ } } | Save-UserTrack many -Store $path).Count
        $saved = (Search-Track many -Store $path).Data.k
        "$($saved[0..2])"
        $saved[-1]
        """));

    [Fact]
    public void A_file_is_made_for_a_change_and_none_for_a_question()
    {
        Set("new", FilePath("new.json"));
        foreach (var question in new[] { "Search-Track", "Get-TrackRun", "Get-TrackTask", "Get-TrackUser", "Get-UserTrack a001" })
            Assert.StartsWith("TrackStoreNotFound,", Attempt($"{question} -Store $new").ErrorIds.Single(), StringComparison.Ordinal);
        Assert.Empty(Directory.GetFiles(Folder, "new.json*"));
        Assert.Equal(["0000001"], Output("Save-UserTrack a001 @{ k = 1 } -Store $new"));
        Assert.True(File.Exists(FilePath("new.json")));
    }

    [Fact]
    public void A_question_leaves_nothing_behind()
    {
        Run("$null = Search-Track -Store $path; $null = Get-TrackTask -Store $path");
        Assert.Equal([FilePath("s.json")], Directory.GetFiles(Folder));
    }

    [Fact]
    public void It_is_taken_by_property_name() => Assert.Equal(["a001", "1"], Output("""
        ([pscustomobject] @{ Store = $path } | Get-TrackTask).TaskId
        ([pscustomobject] @{ Store = $path } | Search-Track).Data.k
        """));

    [Theory]
    [InlineData("$null", "ParameterArgumentValidationError")]
    [InlineData("5", "CannotConvertArgumentNoMessage")]
    [InlineData("@{ a = 1 }", "CannotConvertArgument(NoMessage)?")]
    public void Nothing_a_number_and_a_hashtable_are_refused(string store, string id) =>
        Assert.Matches($"^{id},Tracking.Commands.SearchTrackCommand$", Attempt($"Search-Track -Store {store}").ErrorIds.Single());
}

using System.IO;
using Xunit;

namespace Tracking.Tests.Stores;

/// <summary>Close-TrackStore and Get-TrackStore.</summary>
public sealed class OpenStoresTests : ModuleTest
{
    public OpenStoresTests() => Set("path", FilePath("s.json"));

    [Fact]
    public void Closing_the_current_store_makes_the_sessions_own_current_again() =>
        Assert.Equal(["False", "False", "0", "True"], Output("""
            $own = Get-TrackStore
            $store = Open-TrackStore $path
            Close-TrackStore
            $store.IsOpen
            $store.IsCurrent
            "$($store.TrackCount)"
            (Get-TrackStore).Path -ceq $own.Path
            """));

    [Fact]
    public void A_store_that_is_piped_or_named_is_closed_and_another_stays_current() => Assert.Equal(["True", "False"], Output("""
        $one = Open-TrackStore $path
        $two = Open-TrackStore -InMemory
        $one | Close-TrackStore
        (Get-TrackStore) -eq $two
        $null = Open-TrackStore $path
        $null = Open-TrackStore -InMemory
        Close-TrackStore $path
        $one.IsOpen
        """));

    [Fact]
    public void Closing_a_closed_store_does_nothing() =>
        Assert.Empty(Output("$store = Open-TrackStore $path; $store | Close-TrackStore; $store | Close-TrackStore"));

    [Fact]
    public void A_store_in_memory_ends_for_good()
    {
        Run("$store = Open-TrackStore -InMemory; $null = Save-UserTrack a001 @{ k = 1 }; $track = Search-Track; Close-TrackStore");
        Assert.Equal(["TrackStoreClosed,Tracking.Commands.SearchTrackCommand"], Attempt("Search-Track -Store $store").ErrorIds);
        Assert.Equal(["TrackStoreClosed,Tracking.Commands.RemoveTrackCommand"], Attempt("$track | Remove-Track").ErrorIds);
        Assert.Equal(["1"], Output("$track.Data.k"));
    }

    [Fact]
    public void All_open_stores_are_listed_in_the_order_in_which_they_were_opened_which_using_one_does_not_change()
    {
        Run("""
            $null = foreach ($name in 'c', 'a', 'b') { Open-TrackStore "$folder/$name.json"; Open-TrackStore -InMemory }
            $null = Open-TrackStore a.json
            $null = Save-UserTrack a001 @{ k = 1 } -Store leased.json
            """);
        Assert.Equal(["c.json", ":memory:", "a.json", ":memory:", "b.json", ":memory:"], Output("(Get-TrackStore -Open).Name"));
        Run("Close-TrackStore; $null = Open-TrackStore a.json");
        Assert.Equal(["c.json", ":memory:", ":memory:", "b.json", ":memory:", "a.json"], Output("(Get-TrackStore -Open).Name"));
        Assert.Equal(["False", "True"], Output("""
            $snapshot = Open-TrackStore a.json -ReadOnly
            $memory = (Get-TrackStore -Open)[1]
            $memory | Close-TrackStore
            $memory -in (Get-TrackStore -Open)
            $snapshot -in (Get-TrackStore -Open)
            """));
    }

    [Fact]
    public void This_users_session_files_are_listed_as_a_search_takes_them() => Assert.Equal(["2 False,False", "1,2", "0"], Output("""
        $null = New-Item -ItemType Directory home
        foreach ($k in 1..2) { $null = Save-UserTrack a001 @{ k = $k } -Store "home/$k.json" }
        $stores = Get-TrackStore -ListAvailable
        "$(@($stores).Count) $($stores.IsOpen -join ',')"
        ($stores | Search-Track).Data.k -join ','
        $stores | Remove-TrackStore
        @(Get-TrackStore -ListAvailable).Count
        """));

    [Fact]
    public void Where_there_is_no_folder_of_sessions_none_are_listed_and_none_is_made()
    {
        Assert.Empty(Output("Get-TrackStore -ListAvailable"));
        Assert.False(Directory.Exists(FilePath("home")));
    }
}

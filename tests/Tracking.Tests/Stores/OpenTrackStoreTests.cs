using System.IO;
using Xunit;

namespace Tracking.Tests.Stores;

/// <summary>Open-TrackStore: rule 3.</summary>
public sealed class OpenTrackStoreTests : ModuleTest
{
    private const string OfOpening = ",Tracking.Commands.OpenTrackStoreCommand";

    private readonly string _path;

    public OpenTrackStoreTests() => Set("path", _path = FilePath("s.json"));

    [Fact]
    public void It_makes_a_file_and_returns_the_store_that_is_now_current()
    {
        var store = Run("$store = Open-TrackStore $path; $store").Only<TrackStore>();
        Assert.Equal((_path, "File", _path, "s.json"), (store.Path, store.Kind, store.ToString(), store.Name));
        Assert.Equal((true, true, false), (store.IsOpen, store.IsCurrent, store.IsReadOnly));
        Assert.Equal(Durability.EverySecond, store.Durability);
        Assert.Equal(["0", "0", "0", "0"], Output("$store.TrackCount, $store.RunCount, $store.TaskCount, $store.UserCount"));
        Assert.Equal(new FileInfo(_path).Length, store.Length);
        Assert.Equal(["True", "True"], Output("$store.LastWriteTime -eq (Get-Item $path).LastWriteTime; (Get-TrackStore) -eq $store"));
    }

    [Fact]
    public void It_makes_a_store_in_memory()
    {
        var store = Run("Open-TrackStore -InMemory").Only<TrackStore>();
        Assert.Equal((null, "Memory", ":memory:", ":memory:"), (store.Path, store.Kind, store.ToString(), store.Name));
        Assert.True(store.IsCurrent);
        Assert.Null(store.Length);
        Assert.Null(store.Durability);
    }

    [Fact]
    public void Each_store_in_memory_is_one_of_its_own()
    {
        Assert.Equal(["False", "0", "1"], Output("""
            $one = Open-TrackStore -InMemory
            $null = Save-UserTrack a001 @{ k = 1 }
            $two = Open-TrackStore -InMemory
            $two -eq $one
            @(Search-Track).Count
            (Search-Track -Store $one).Data.k
            """));
    }

    [Theory]
    [InlineData("$folder/s.json")]
    [InlineData("$folder/../$(Split-Path $folder -Leaf)/./s.json")]
    [InlineData("$folder/link.json")]
    public void A_path_that_is_open_gives_the_same_store_which_is_current_again(string way)
    {
        Assert.Equal(["True", "True", "1"], Output($$"""
            $one = Open-TrackStore $path
            $null = Save-UserTrack a001 @{ k = 1 }
            $null = Open-TrackStore -InMemory
            $null = New-Item -ItemType SymbolicLink -Path link.json -Target $path
            $again = Open-TrackStore "{{way}}"
            $again -eq $one
            $again.IsCurrent
            (Search-Track).Data.k
            """));
    }

    [Fact]
    public void What_was_saved_before_is_there()
    {
        Assert.Equal(["1 1", "0000002", "True False"], Output("""
            $null = Open-TrackStore $path
            $null = Save-UserTrack a001 @{ k = 1 } -UserName u1
            $null = Stop-TrackRun a001
            Close-TrackStore
            $store = Open-TrackStore $path
            "$($store.TrackCount) $($store.RunCount)"
            Save-UserTrack a001 @{ k = 2 } -UserName u1
            "$((Get-TrackRun).Finished)"
            """));
    }

    [Fact]
    public void The_id_of_a_removed_track_is_not_given_again_after_the_file_was_optimised_and_reopened()
    {
        Assert.Equal(["0000003", "2"], Output("""
            $null = Open-TrackStore $path
            $null = Save-UserTrack a001 @{ k = 1 }
            $null = Save-UserTrack a001 @{ k = 2 }
            Remove-Track 2
            Close-TrackStore
            $null = Open-TrackStore $path
            $null = Optimize-TrackStore
            Close-TrackStore
            $null = Open-TrackStore $path
            Save-UserTrack a001 @{ k = 3 }
            Start-TrackRun a001
            """));
    }

    [Fact]
    public void A_snapshot_never_becomes_current_and_does_not_change()
    {
        Assert.Equal(["False", "True", "False", "True", "1", "False", "1 2"], Output("""
            $current = Open-TrackStore $path
            $null = Save-UserTrack a001 @{ k = 1 }
            $snapshot = Open-TrackStore $path -ReadOnly
            $snapshot -eq $current
            $snapshot.IsReadOnly
            $snapshot.IsCurrent
            (Get-TrackStore) -eq $current
            $null = Save-UserTrack a001 @{ k = 2 }
            "$((Search-Track -Store $snapshot).Data.k)"
            $snapshot | Close-TrackStore
            $snapshot.IsOpen
            "$((Search-Track).Data.k)"
            """));
    }

    [Theory]
    [InlineData("Save-UserTrack a001 @{ k = 3 } -Store $snapshot", "SaveUserTrackCommand")]
    [InlineData("Start-TrackRun -Store $snapshot", "StartTrackRunCommand")]
    [InlineData("Stop-TrackRun a001 -Store $snapshot", "StopTrackRunCommand")]
    [InlineData("Remove-Track 1 -Store $snapshot", "RemoveTrackCommand")]
    [InlineData("Search-Track -Store $snapshot | Remove-Track", "RemoveTrackCommand")]
    [InlineData("$snapshot | Optimize-TrackStore", "OptimizeTrackStoreCommand")]
    public void A_snapshot_is_not_written(string change, string cmdlet)
    {
        Run("$null = Save-UserTrack a001 @{ k = 1 } -Store $path; $snapshot = Open-TrackStore $path -ReadOnly");
        Assert.Equal([$"TrackStoreReadOnly,Tracking.Commands.{cmdlet}"], Attempt(change).ErrorIds);
        Assert.Equal(["1"], Output("(Search-Track -Store $path).Data.k"));
    }

    [Theory]
    [InlineData("EverySecond")]
    [InlineData("Always")]
    [InlineData("OnClose")]
    public void A_store_takes_over_a_durability_that_is_given(string durability)
    {
        Assert.Equal([durability, "0000001", "1", durability, "EverySecond"], Output($$"""
            (Open-TrackStore $path -Durability {{durability}}).Durability
            Save-UserTrack a001 @{ k = 1 }
            (Search-Track -Store (Open-TrackStore $path -ReadOnly)).Data.k
            (Open-TrackStore $path).Durability
            (Open-TrackStore $path -Durability EverySecond).Durability
            """));
    }

    [Theory]
    [InlineData("$path -Durability Never", "CannotConvertArgumentNoMessage")]
    [InlineData("''", "ParameterArgumentValidationError")]
    [InlineData("$path -InMemory", "PositionalParameterNotFound")]
    public void What_makes_no_sense_is_refused_and_no_file_is_made(string arguments, string id)
    {
        Assert.Equal([id + OfOpening], Attempt($"Open-TrackStore {arguments}").ErrorIds);
        Assert.False(File.Exists(_path));
    }

    [Fact]
    public void Paths_are_taken_from_the_pipeline_as_text_and_as_files()
    {
        Assert.Equal([_path, _path], Output("""
            $null = Open-TrackStore $path
            Close-TrackStore
            (Get-Item $path | Open-TrackStore).Path
            ($path | Open-TrackStore).Path
            """));
    }

    [Fact]
    public void A_path_is_taken_literally_whatever_characters_it_has()
    {
        var odd = FilePath("a [b] * 'c' $d.json");
        Set("odd", odd);
        Assert.Equal([odd, "1"], Output("""
            (Open-TrackStore $odd).Path
            $null = Save-UserTrack a001 @{ k = 1 }
            (Search-Track -Store $odd).Data.k
            """));
        Assert.True(File.Exists(odd));
    }

    [Fact]
    public void A_snapshot_has_the_name_of_its_file() =>
        Assert.Equal(["s.json"], Output("$null = Open-TrackStore $path; (Open-TrackStore $path -ReadOnly).Name"));
}

using System;
using System.IO;
using Xunit;

namespace Tracking.Tests.Stores;

/// <summary>What the session knows of a store whose file someone moves, deletes or overwrites while it is open (format 9.7).</summary>
public sealed class MovedStoreTests : ModuleTest
{
    public MovedStoreTests()
    {
        Set("path", FilePath("s.json"));
        Set("moved", FilePath("s.json.1"));
        Run("$store = Open-TrackStore $path -Durability Always; $null = Save-UserTrack a001 @{ k = 1 }");
    }

    [Fact]
    public void It_goes_on_where_the_file_is_and_is_known_by_that_path()
    {
        Run("Move-Item $path $moved");
        var saved = Attempt("Save-UserTrack a001 @{ k = 2 }");
        Assert.Contains("was moved while it was open here", Assert.Single(saved.Warnings), StringComparison.Ordinal);
        Assert.Equal(["True", "1,2", "True"], Output("""
            $store.Path -eq $moved
            (Search-Track -Store $moved).Data.k -join ','
            (Open-TrackStore $moved) -eq $store
            """));
        // The former path is free for another one.
        Assert.Equal(["False", "0000001", "1,2"], Output("""
            (Open-TrackStore $path) -eq $store
            Save-UserTrack a001 @{ k = 9 }
            (Search-Track -Store $store).Data.k -join ','
            """));
        Assert.Equal([FilePath("s.json"), FilePath("s.json.1")], Directory.GetFiles(Folder));
    }

    [Fact]
    public void Overwritten_it_goes_on_beside_what_is_there()
    {
        Run("Set-Content $path 'something else'");
        var saved = Attempt("Save-UserTrack a001 @{ k = 2 }");
        Assert.Contains("was overwritten by another program while it was open here", Assert.Single(saved.Warnings),
            StringComparison.Ordinal);
        Assert.Equal(["True", "1,2", "something else"], Output("""
            (Split-Path $store.Path -Leaf) -like 's.rescued-*.json'
            (Search-Track -Store $store.Path).Data.k -join ','
            Get-Content $path
            """));
    }

    [Fact]
    public void Copied_and_emptied_as_logrotate_does_it_holds_everything_and_so_does_the_copy()
    {
        Run("Copy-Item $path $moved; Clear-Content $path");
        Assert.Contains("was emptied by another program", Assert.Single(Attempt("Save-UserTrack a001 @{ k = 2 }").Warnings),
            StringComparison.Ordinal);
        Assert.Equal(["1,2", "1"], Output("""
            (Search-Track -Store $path).Data.k -join ','
            (Search-Track -Store $moved).Data.k -join ','
            """));
    }
}

using System;
using System.IO;
using System.Linq;
using Xunit;

namespace Tracking.Tests.Files;

/// <summary>Test-TrackStore, the report of a repair, and what it says before (rule 3.25).</summary>
public sealed class StoreCheckTests : FileTest
{
    public StoreCheckTests() => Run("New-SessionFile $path");

    [Fact]
    public void A_file_that_is_whole_is_looked_at_and_left_alone()
    {
        var before = FolderState();
        Assert.Equal(["True Whole 3 1 4 0"], Output("""
            $check = Test-TrackStore $path
            "$($check.IsWhole) $($check.Condition) $($check.TrackCount) $($check.RunCount) $($check.Accepted) $($check.Findings.Count)"
            """));
        Assert.Equal(before, FolderState());
    }

    [Fact]
    public void A_damaged_file_is_an_answer_by_path_by_store_and_piped()
    {
        Damage();
        var before = FolderState();
        Assert.Equal(Enumerable.Repeat("Damaged 2 1", 4), Output("""
            $all = @(Test-TrackStore $path; Test-TrackStore -Store $path; Get-Item $path | Test-TrackStore)
            $all += [pscustomobject]@{ Store = $path } | Test-TrackStore
            $all | ForEach-Object { "$($_.Condition) $($_.TrackCount) $($_.Dropped)" }
            """));
        Assert.Equal(before, FolderState());
    }

    [Fact]
    public void One_that_is_no_store_is_an_error_and_the_next_has_its_turn()
    {
        File.WriteAllText(FilePath("other.json"), "something else");
        var result = Attempt("(Test-TrackStore other.json, none.json, $path).IsWhole");
        Assert.Equal(["True"], result.Output);
        Assert.Equal(
            [IdOf("TrackStoreNotTracking", "Test-TrackStore"), IdOf("TrackStoreNotFound", "Test-TrackStore")], result.ErrorIds);
        Assert.Equal([IdOf("TrackStorePathInvalid", "Test-TrackStore")],
            Attempt("$memory = Open-TrackStore -InMemory; $memory | Test-TrackStore; $memory | Close-TrackStore").ErrorIds);
    }

    [Fact]
    public void What_a_repair_would_do_is_what_it_does_and_WhatIf_changes_nothing()
    {
        Damage();
        var before = FolderState();
        Assert.Empty(Output("Open-TrackStore $path -Repair -WhatIf"));
        Assert.Equal(before, FolderState());
        Assert.Equal(["True", "True", "Damaged 2 1", "True"], Output("""
            $check = Test-TrackStore $path
            $store = Open-TrackStore $path -Repair -WarningAction Ignore
            "$($check.Findings)" -eq "$($store.Repair.Findings)"
            $check.Findings.Count -gt 0
            "$($store.Repair.Condition) $($store.Repair.TrackCount) $($store.Repair.Dropped)"
            Test-Path $store.Repair.Original
            $store | Close-TrackStore
            """));
    }

    [Fact]
    public void A_store_that_needed_no_repair_has_no_report() =>
        Assert.Equal(["True"], Output("$store = Open-TrackStore $path -Repair; $null -eq $store.Repair; $store | Close-TrackStore"));

    [Fact]
    public void An_edit_is_told_at_each_opening_until_it_is_accepted()
    {
        File.WriteAllText(
            StoreFile, File.ReadAllText(StoreFile).Replace("\"data\":{\"k\":2}", "\"data\":{\"k\":200}", StringComparison.Ordinal));
        Assert.Equal(["Edited 1", "Edited 1", "Whole 0", "200"], Output("""
            function Look { $check = Test-TrackStore $path; "$($check.Condition) $($check.Edited)" }
            Look
            $null = Optimize-TrackStore $path -WarningAction Ignore
            Look
            $null = Optimize-TrackStore $path -AcceptEdits -WarningAction Ignore
            Look
            (Search-Track -Store $path).Data.k | Select-Object -Skip 1 -First 1
            """));
    }

    /// <summary>The line of the second track is not whole.</summary>
    private void Damage() => File.WriteAllText(
        StoreFile, File.ReadAllText(StoreFile).Replace("\"save\":2", "\"save:2", StringComparison.Ordinal).Replace("\"k\":2", "\"k:2",
            StringComparison.Ordinal));
}

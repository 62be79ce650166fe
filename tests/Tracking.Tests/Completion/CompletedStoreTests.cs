using Xunit;

namespace Tracking.Tests.Completion;

/// <summary>The store that Tab asks.</summary>
public sealed class CompletedStoreTests : CompletionTest
{
    public CompletedStoreTests() => Run("""
        Get-TrackStore -Open | Close-TrackStore
        $folder = New-TestFolder
        $file = "$folder/team.json"
        $null = Save-UserTrack of-the-file @{ k = 1 } -Store $file
        $closed = Open-TrackStore "$folder/closed.json"
        $null = Save-UserTrack of-the-closed @{ k = 1 }
        $closed | Close-TrackStore
        $gone = Open-TrackStore -InMemory
        $null = Save-UserTrack gone @{ k = 1 }
        $gone | Close-TrackStore
        $other = Open-TrackStore -InMemory
        $null = Save-UserTrack of-the-other @{ k = 1 }
        $current = Open-TrackStore -InMemory
        $null = Save-UserTrack of-the-current @{ k = 1 }
        # A completer is asked in the scope of the session.
        $global:completionStores = @{ Closed = $closed; Gone = $gone; Other = $other; File = Get-Item $file; Path = $file }
        Push-Location $folder
        """);

    [Theory]
    [InlineData("@{ Store = 'team.json'; Task = 'of-the-file' }")]
    [InlineData("@{ Store = './team.json'; Task = 'of-the-file' }")]
    [InlineData("""@{ Store = '"team.json"'; Task = 'of-the-file' }""")]
    [InlineData("@{ Store = '$completionStores.File'; Task = 'of-the-file' }")]
    [InlineData("@{ Store = '$completionStores.Path'; Task = 'of-the-file' }")]
    [InlineData("@{ Store = '$completionStores.Closed'; Task = 'of-the-closed' }")]
    [InlineData("@{ Store = '$completionStores.Other'; Task = 'of-the-other' }")]
    public void Is_the_one_that_the_line_names(string row) => RunForEach(row, """
        Get-Text "Search-Track -Store $Store -TaskId of" | Should -BeExactly $Task
        Get-Text "Save-UserTrack -Store $Store -TaskId of" | Should -BeExactly $Task
        (Get-ChildItem $folder).Name | Sort-Object | Should -BeExactly @('closed.json', 'team.json')
        Get-TrackStore | Should -Be $current
        @(Get-TrackStore -Open) | Should -Be @($other, $current)
        """);

    [Theory]
    [InlineData("@{ Store = '(Get-Item team.json)' }")]
    [InlineData("""@{ Store = '"$(1).json"' }""")]
    [InlineData("@{ Store = '$unknown' }")]
    [InlineData("@{ Store = 'missing.json' }")]
    [InlineData("@{ Store = ':memory:' }")]
    [InlineData("@{ Store = 'env:x' }")]
    [InlineData("@{ Store = '$completionStores.Gone' }")]
    [InlineData("""@{ Store = "''" }""")]
    public void Is_not_another_one_when_the_line_names_one_that_is_not_known_yet_or_not_there(string row) => RunForEach(row, """
        Get-Text "Search-Track -Store $Store -TaskId of" | Should -BeNullOrEmpty
        Test-Path "$folder/missing.json*" | Should -BeFalse
        """);

    [Fact]
    public void Is_the_current_one_otherwise() => Run("""
        Get-Text 'Search-Track of' | Should -BeExactly 'of-the-current'
        """);
}

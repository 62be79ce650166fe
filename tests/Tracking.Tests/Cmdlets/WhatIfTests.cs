using Xunit;

namespace Tracking.Tests.Cmdlets;

/// <summary>Under -WhatIf.</summary>
public sealed class WhatIfTests : ModuleTest
{
    public WhatIfTests() => Run("""
        $folder = New-TestFolder
        $path = "$folder/s.json"
        $store = Open-TrackStore $path
        $null = Save-UserTrack a001 @{ k = 1 }
        $track = Search-Track
        $null = Open-TrackStore "$folder/closed.json"
        Close-TrackStore
        $null = Open-TrackStore $path
        $before = [IO.File]::ReadAllBytes($path)
        """);

    [Theory]
    [InlineData("@{ Script = { Save-UserTrack a001 @{ k = 2 } -WhatIf } }")]
    [InlineData("@{ Script = { Save-UserTrack a002 @{ k = 2 } -PassThru -WhatIf } }")]
    [InlineData("@{ Script = { Save-UserTrack a001 @{ k = 2 } -Update -WhatIf } }")]
    [InlineData("""@{ Script = { Save-UserTrack a001 @{ k = 2 } -Store "$folder/new.json" -WhatIf } }""")]
    [InlineData("@{ Script = { @{ k = 2 }, @{ k = 3 } | Save-UserTrack a001 -WhatIf } }")]
    [InlineData("@{ Script = { Start-TrackRun a001 -WhatIf } }")]
    [InlineData("@{ Script = { Start-TrackRun -PassThru -WhatIf } }")]
    [InlineData("""@{ Script = { Start-TrackRun a001 -Store "$folder/new.json" -WhatIf } }""")]
    [InlineData("@{ Script = { Stop-TrackRun a001 -WhatIf } }")]
    [InlineData("@{ Script = { Stop-TrackRun -RunId 1 -PassThru -WhatIf } }")]
    [InlineData("@{ Script = { Get-TrackRun | Stop-TrackRun -WhatIf } }")]
    [InlineData("@{ Script = { Invoke-TrackRun a001 { 'never' } -WhatIf } }")]
    [InlineData("@{ Script = { Invoke-TrackRun a001 -Resume { 'never' } -WhatIf } }")]
    [InlineData("""@{ Script = { Invoke-TrackRun a001 { 'never' } -Store "$folder/new.json" -WhatIf } }""")]
    [InlineData("@{ Script = { Invoke-TrackStep a001 { 'never' } -WhatIf } }")]
    [InlineData("""@{ Script = { Copy-Track "$folder/new.json" -WhatIf } }""")]
    [InlineData("""@{ Script = { Copy-Track "$folder/closed.json" -PassThru -WhatIf } }""")]
    [InlineData("""@{ Script = { Search-Track | Copy-Track "$folder/new.json" -WhatIf } }""")]
    [InlineData("@{ Script = { Remove-Track 1 -WhatIf } }")]
    [InlineData("@{ Script = { Search-Track | Remove-Track -WhatIf } }")]
    [InlineData("@{ Script = { Remove-TrackRun -RunId 1 -WhatIf } }")]
    [InlineData("@{ Script = { Remove-TrackRun * -WhatIf } }")]
    [InlineData("@{ Script = { Get-TrackRun | Remove-TrackRun -WhatIf } }")]
    [InlineData("@{ Script = { Limit-TrackHistory 0 -PassThru -WhatIf } }")]
    [InlineData("""@{ Script = { Limit-TrackHistory 0 -Store "$folder/closed.json" -WhatIf } }""")]
    [InlineData("@{ Script = { Limit-TrackHistory 0 -AllSessions -WhatIf } }")]
    [InlineData("@{ Script = { Update-TrackIndex -WhatIf } }")]
    [InlineData("@{ Script = { Optimize-TrackStore -WhatIf } }")]
    [InlineData("""@{ Script = { Optimize-TrackStore "$folder/closed.json" -WhatIf } }""")]
    [InlineData("@{ Script = { Close-TrackStore -WhatIf } }")]
    [InlineData("""@{ Script = { Open-TrackStore "$folder/new.json" -WhatIf } }""")]
    [InlineData("""@{ Script = { Open-TrackStore "$folder/closed.json" -WhatIf } }""")]
    [InlineData("""@{ Script = { Open-TrackStore "$folder/closed.json" -ReadOnly -WhatIf } }""")]
    [InlineData("@{ Script = { Open-TrackStore -InMemory -WhatIf } }")]
    [InlineData("""@{ Script = { Remove-TrackStore "$folder/closed.json" -WhatIf } }""")]
    public void Nothing_is_returned_and_nothing_done(string row) => RunForEach(row, """
        $stores = @(Get-TrackStore -Open)
        & $Script | Should -BeNullOrEmpty
        [IO.File]::ReadAllBytes($path) | Should -Be $before
        (Get-ChildItem $folder).Name | Sort-Object | Should -BeExactly @('closed.json', 's.json')
        @(Get-TrackStore -Open) | Should -Be $stores
        Get-TrackStore | Should -Be $store
        $store.IsOpen | Should -BeExactly $true
        (Search-Track).Data.k | Should -Be 1
        (Get-TrackRun a001 -Current).Finished | Should -BeExactly $false
        """);

    [Fact]
    public void The_preference_of_the_caller_counts_as_the_switch_does() => Run("""
        $WhatIfPreference = $true
        Save-UserTrack a001 @{ k = 2 } | Should -BeNullOrEmpty
        Start-TrackRun a001 | Should -BeNullOrEmpty
        Search-Track | Remove-Track
        $WhatIfPreference = $false
        (Search-Track).Data.k | Should -Be 1
        """);
}

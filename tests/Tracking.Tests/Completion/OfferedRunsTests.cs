using Xunit;

namespace Tracking.Tests.Completion;

/// <summary>What Tab offers of many runs.</summary>
public sealed class OfferedRunsTests : CompletionTest
{
    public OfferedRunsTests() => Run("""
        $many = Open-TrackStore -InMemory
        $null = Start-TrackRun first; $null = Save-UserTrack first @{ k = 1 }
        for ($i = 2; $i -le 6000; $i++) { $null = Start-TrackRun "task$($i % 2)" }
        $null = Start-TrackRun last
        """);

    [Fact]
    public void Is_the_keys_that_were_given_to_runs_of_the_task_and_the_names_of_steps() => Run("""
        Invoke-TrackRun copy -Key docs { Invoke-TrackStep hash { } }
        Invoke-TrackRun copy -Key 'my photos' { Invoke-TrackStep upload { } }
        Invoke-TrackRun copy -Key docs { }
        Invoke-TrackRun move -Key dust { }
        Invoke-TrackRun copy { }
        Get-Text 'Invoke-TrackRun copy -Key ' | Should -BeExactly @('docs', "'my photos'")
        Get-Text 'Invoke-TrackRun copy -Key d' | Should -BeExactly 'docs'
        Get-Text 'Invoke-TrackRun -Key d' | Should -BeExactly @('dust', 'docs')
        Get-Text 'Invoke-TrackRun copy -Key x' | Should -BeNullOrEmpty
        Get-Text 'Invoke-TrackStep ' | Select-Object -First 2 | Should -BeExactly @('upload', 'hash')
        Get-Text 'Get-TrackStep -Name h' | Should -BeExactly 'hash'
        """);

    [Theory]
    [InlineData("@{ Line = 'Get-TrackRun -RunId '; First = '6001', '6000', '5999' }")]
    [InlineData("@{ Line = 'Get-TrackRun -RunId 5'; First = '5999', '5998', '5997' }")]
    [InlineData("@{ Line = 'Get-TrackRun -RunId 17'; First = '17' }")]
    [InlineData("@{ Line = 'Get-TrackRun first -RunId '; First = '1' }")]
    [InlineData("@{ Line = 'Get-TrackRun last -RunId '; First = '6001' }")]
    [InlineData("@{ Line = 'Search-Track task* -RunId '; First = '6000', '5999' }")]
    [InlineData("@{ Line = 'Search-Track task1 -RunId '; First = '5999', '5997' }")]
    public void Is_those_that_were_started_last_or_hold_the_newest_tracks(string row) => RunForEach(row, """
        $texts = @(Get-Text $Line)
        $texts | Select-Object -First @($First).Count | Should -BeExactly $First
        $texts.Count | Should -BeLessOrEqual 100
        """);
}

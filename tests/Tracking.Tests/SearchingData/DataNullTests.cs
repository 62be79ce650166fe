using Xunit;

namespace Tracking.Tests.SearchingData;

/// <summary>Search-Track -Data: $null.</summary>
public sealed class DataNullTests : DataSearchTest
{
    public DataNullTests() => Run("""
        $store = Open-TrackStore -InMemory
        $null = Save-UserTrack a001 @{ k = $null }
        $null = Save-UserTrack a001 @{ other = 1 }
        $null = Save-UserTrack a001 @{ k = '' }
        $null = Save-UserTrack a001 @{ k = 0 }
        $null = Save-UserTrack a001 @{ k = @(1, $null) }
        $null = Save-UserTrack a001 @{ k = @() }
        """);

    [Fact]
    public void Needs_the_key_to_be_there_with_nothing_as_its_value() => Run("""
        Find @{ k = $null } | Should -Be @(1, 5)
        """);

    [Theory]
    [InlineData("@{ Name = 'DBNull'; Value = [DBNull]::Value }")]
    [InlineData("@{ Name = 'what a command that gives nothing gives'; Value = [Management.Automation.Internal.AutomationNull]::Value }")]
    public void Is_the_same_as(string row) => RunForEach(row, """
        $data = @{}
        $data['k'] = $Value
        Find $data | Should -Be @(1, 5)
        """);

    [Fact]
    public void May_be_one_of_several_alternatives() => Run("""
        Find @{ k = $null, 0 } | Should -Be @(1, 4, 5)
        """);

    [Fact]
    public void In_the_data_is_not_an_empty_text() => Run("""
        # 0 -eq '' holds in PowerShell.
        Find @{ k = '' } | Should -Be @(3, 4)
        """);
}

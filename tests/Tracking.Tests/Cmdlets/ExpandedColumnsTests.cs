using Xunit;

namespace Tracking.Tests.Cmdlets;

/// <summary>Expand-Track.</summary>
public sealed class ExpandedColumnsTests : ModuleTest
{
    public ExpandedColumnsTests() => Run("""
        $store = Open-TrackStore -InMemory
        """);

    [Fact]
    public void Gives_flat_objects_with_the_metadata_and_a_property_for_each_data_key_the_same_on_all() => Run("""
        $noon = Get-Date '2024-05-06T12:00:00'
        $null = Save-UserTrack a001 ([ordered] @{ step = 'copy'; n = 1 }) -UserName u1 -TimeStamp $noon
        $null = Save-UserTrack a001 ([ordered] @{ N = 2; extra = @(1, 2) }) -UserName u1 -TimeStamp $noon
        $flat = @(Search-Track | Expand-Track)
        $flat.Count | Should -Be 2
        foreach ($row in $flat) {
            @($row.PSObject.Properties.Name) | Should -BeExactly @('Id', 'TaskId', 'RunId', 'UserName', 'TimeStamp', 'step', 'n', 'extra')
        }

        $flat[0].Id | Should -BeExactly '0000001'
        $flat[0].RunId | Should -Be 1
        $flat[0].TimeStamp | Should -Be $noon
        $flat[0].step | Should -BeExactly 'copy'
        $flat[0].extra | Should -BeExactly $null
        $flat[1].step | Should -BeExactly $null
        $flat[1].n | Should -Be 2
        $flat[1].extra | Should -Be @(1, 2)
        ($flat | ConvertTo-Csv)[0] | Should -BeExactly '"Id","TaskId","RunId","UserName","TimeStamp","step","n","extra"'
        """);

    [Fact]
    public void Keeps_a_data_key_that_is_called_like_one_of_the_metadata_as_Data_Id() => Run("""
        $null = Save-UserTrack a001 ([ordered] @{ id = 'mine'; TimeStamp = 'then' })
        $flat = Search-Track | Expand-Track
        $flat.Id | Should -BeExactly '0000001'
        $flat.'Data.id' | Should -BeExactly 'mine'
        $flat.'Data.TimeStamp' | Should -BeExactly 'then'
        """);

    [Fact]
    public void Keeps_both_a_data_key_Id_and_a_data_key_Data_Id() => Run("""
        $null = Save-UserTrack a001 ([ordered] @{ 'Data.Id' = 'one'; Id = 'two' })
        $flat = Search-Track | Expand-Track
        $flat.'Data.Id' | Should -BeExactly 'one'
        $flat.'Data.Data.Id' | Should -BeExactly 'two'
        """);

    [Fact]
    public void Keeps_a_data_key_that_is_empty_as_Data_or_has_only_spaces() => Run("""
        $null = Save-UserTrack a001 ([ordered] @{ ' ' = 1; '' = 2 })
        $flat = Search-Track | Expand-Track
        $flat.' ' | Should -Be 1
        $flat.'Data.' | Should -Be 2
        """);

    [Fact]
    public void Gives_nothing_for_nothing_and_refuses_what_is_no_track() => Run("""
        Search-Track | Expand-Track | Should -BeNullOrEmpty
        5 | Expand-Track -ErrorAction SilentlyContinue -ErrorVariable fault | Should -BeNullOrEmpty
        $fault.FullyQualifiedErrorId | Should -BeExactly 'InputObjectNotBound,Tracking.Commands.ExpandTrackCommand'
        """);
}

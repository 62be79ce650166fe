using Xunit;

namespace Tracking.Tests.Expanding;

/// <summary>Expand-Track.</summary>
public sealed class ExpandTrackTests : ExpandingTest
{
    public ExpandTrackTests() => Run("""
        $store = Open-TrackStore -InMemory
        """);

    [Fact]
    public void Gives_the_metadata_and_one_property_for_each_key() => Run("""
        $null = Save-UserTrack a001 ([ordered] @{ step = 'copy'; count = 3 }) -UserName u1 -TimeStamp $noon
        $flat = Search-Track | Expand-Track
        $flat | Should -BeOfType ([Management.Automation.PSCustomObject])
        Get-PropertyName $flat | Should -BeExactly ($metadata + 'step', 'count')
        $flat.Id | Should -BeExactly '0000001'
        $flat.TaskId | Should -BeExactly 'a001'
        $flat.RunId | Should -Be 1
        $flat.UserName | Should -BeExactly 'u1'
        $flat.TimeStamp | Should -Be $noon
        $flat.step | Should -BeExactly 'copy'
        $flat.count | Should -Be 3
        $flat.count | Should -BeOfType ([int])
        """);

    [Fact]
    public void Gives_all_objects_the_same_properties_in_the_order_in_which_their_keys_first_appeared() => Run("""
        $null = Save-UserTrack a001 ([ordered] @{ b = 1; a = 2 }) -TimeStamp $noon
        $null = Save-UserTrack a001 ([ordered] @{ c = 3; A = 4 }) -TimeStamp $noon.AddHours(1)
        $null = Save-UserTrack a001 @{} -TimeStamp $noon.AddHours(2)
        $flat = @(Search-Track | Expand-Track)
        foreach ($one in $flat) {
            Get-PropertyName $one | Should -BeExactly ($metadata + 'b', 'a', 'c')
        }

        $flat.Id | Should -BeExactly @('0000001', '0000002', '0000003')
        $flat.b | Should -Be @(1, $null, $null)
        $flat.a | Should -Be @(2, 4, $null)
        $flat.c | Should -Be @($null, 3, $null)
        """);

    [Fact]
    public void Keeps_the_order_of_what_is_piped() => Run("""
        1..3 | ForEach-Object { $null = Save-UserTrack a001 @{ k = $_ } }
        @(Search-Track -Descending | Expand-Track).k | Should -Be @(3, 2, 1)
        """);

    [Fact]
    public void Keeps_values_as_they_are_nested_ones_too() => Run("""
        $null = Save-UserTrack a001 @{ v = [version] '1.10'; list = 1, 2; deep = @{ a = 1 }; none = $null; bytes = [byte[]] (1, 2) }
        $flat = Search-Track | Expand-Track
        $flat.v | Should -Be ([version] '1.10')
        $flat.list | Should -Be @(1, 2)
        $flat.deep.a | Should -Be 1
        $flat.none | Should -BeExactly $null
        , $flat.bytes | Should -BeOfType ([byte[]])
        """);

    [Fact]
    public void Renames_a_key_that_is_called_like_one_of_the_metadata() => Run("""
        $null = Save-UserTrack a001 ([ordered] @{ id = 'mine'; TIMESTAMP = 'then'; Data = 1; Store = 2 }) -TimeStamp $noon
        $flat = Search-Track | Expand-Track
        Get-PropertyName $flat | Should -BeExactly ($metadata + 'Data.id', 'Data.TIMESTAMP', 'Data', 'Store')
        $flat.Id | Should -BeExactly '0000001'
        $flat.'Data.id' | Should -BeExactly 'mine'
        $flat.TimeStamp | Should -Be $noon
        """);

    [Theory]
    [InlineData("""
        @{ Name = 'the renamed one first'; Data = [ordered] @{ Id = 'one'; 'Data.Id' = 'two' }; Properties = 'Data.Id', 'Data.Data.Id' }
        """)]
    [InlineData("""
        @{ Name = 'the renamed one last'; Data = [ordered] @{ 'data.id' = 'one'; Id = 'two' }; Properties = 'data.id', 'Data.Data.Id' }
        """)]
    public void Loses_no_key_to_anothers_new_name(string row) => RunForEach(row, """
        $null = Save-UserTrack a001 $Data
        $flat = Search-Track | Expand-Track
        Get-PropertyName $flat | Should -BeExactly ($metadata + $Properties)
        $Properties | ForEach-Object { $flat.$_ } | Should -BeExactly @('one', 'two')
        """);

    [Theory]
    [InlineData("@{ Key = '' }")]
    [InlineData("@{ Key = 'PSObject' }")]
    [InlineData("@{ Key = 'psbase' }")]
    [InlineData("@{ Key = 'PSTypeNames' }")]
    [InlineData("@{ Key = 'psadapted' }")]
    [InlineData("@{ Key = 'psextended' }")]
    public void Renames_a_key_that_no_property_can_have(string row) => RunForEach(row, """
        $null = Save-UserTrack a001 @{ $Key = 'v' }
        (Search-Track | Expand-Track)."Data.$Key" | Should -BeExactly 'v'
        """);

    [Theory]
    [InlineData("@{ Key = 'with space' }")]
    [InlineData("@{ Key = 'a.b' }")]
    [InlineData("@{ Key = 'a*' }")]
    [InlineData("""@{ Key = "it's" }""")]
    [InlineData("@{ Key = ' ' }")]
    [InlineData("@{ Key = 'Count' }")]
    [InlineData("@{ Key = 'PSTypeName' }")]
    [InlineData("@{ Key = 'ToString' }")]
    public void Keeps_any_other_key(string row) => RunForEach(row, """
        $null = Save-UserTrack a001 @{ $Key = 'v' }
        Get-PropertyName (Search-Track | Expand-Track) | Should -BeExactly ($metadata + $Key)
        """);

    [Fact]
    public void Gives_what_Export_Csv_Group_Object_and_Where_Object_work_with() => Run("""
        $null = Save-UserTrack a001 @{ state = 'done' } -UserName u1
        $null = Save-UserTrack a001 @{ state = 'failed'; why = 'disk' } -UserName u1
        $null = Save-UserTrack a001 @{ state = 'done' } -UserName u1
        $csv = Search-Track | Expand-Track | Select-Object Id, state, why | ConvertTo-Csv -UseQuotes Never
        $csv | Should -BeExactly @('Id,state,why', '0000001,done,', '0000002,failed,disk', '0000003,done,')
        (Search-Track | Expand-Track | Group-Object state -NoElement | Sort-Object Name | ForEach-Object { "$($_.Name)=$($_.Count)" }) |
            Should -BeExactly @('done=2', 'failed=1')
        (Search-Track | Expand-Track | Where-Object why -EQ disk).Id | Should -BeExactly '0000002'
        """);

    [Fact]
    public void Takes_tracks_of_several_stores() => Run("""
        $null = Save-UserTrack a001 @{ k = 1 }
        $other = Open-TrackStore -InMemory
        $null = Save-UserTrack b001 @{ j = 2 }
        $flat = @(Search-Track -Store $store) + @(Search-Track) | Expand-Track
        $flat.TaskId | Should -BeExactly @('a001', 'b001')
        Get-PropertyName $flat[0] | Should -BeExactly ($metadata + 'k', 'j')
        $other | Close-TrackStore
        """);

    [Fact]
    public void Takes_tracks_as_an_argument() => Run("""
        1..2 | ForEach-Object { $null = Save-UserTrack a001 @{ k = $_ } }
        @(Expand-Track (Search-Track)).k | Should -Be @(1, 2)
        """);

    [Fact]
    public void Shows_the_data_of_each_track_as_they_are_now() => Run("""
        $null = Save-UserTrack a001 @{ k = 1 }
        $track = Search-Track
        $track.Data['k'] = 2
        $track.Data['more'] = 3
        $flat = $track | Expand-Track
        $flat.k | Should -Be 2
        $flat.more | Should -Be 3
        """);

    [Fact]
    public void Gives_nothing_when_nothing_is_delivered() => Run("""
        Search-Track nope | Expand-Track | Should -BeNullOrEmpty
        @() | Expand-Track | Should -BeNullOrEmpty
        """);

    [Theory]
    [InlineData("@{ Name = '$null'; Given = $null; ErrorId = 'ParameterArgumentValidationErrorNullNotAllowed' }")]
    [InlineData("@{ Name = 'a number'; Given = 1; ErrorId = 'InputObjectNotBound' }")]
    [InlineData("@{ Name = 'a process'; Given = [Diagnostics.Process]::GetCurrentProcess(); ErrorId = 'InputObjectNotBound' }")]
    [InlineData("""
        @{ Name = 'an object like a track'; Given = [pscustomobject] @{ Id = '0000001'; TaskId = 'a001'; Data = @{ k = 1 } }
            ErrorId = 'InputObjectNotBound' }
        """)]
    public void Goes_on_after(string row) => RunForEach(row, """
        1..2 | ForEach-Object { $null = Save-UserTrack a001 @{ k = $_ } }
        $found = @(Search-Track -Id 1) + @($Given) + @(Search-Track -Id 2) |
            Expand-Track -ErrorAction SilentlyContinue -ErrorVariable faults
        $found.k | Should -Be @(1, 2)
        $faults.FullyQualifiedErrorId | Should -BeExactly "$ErrorId,Tracking.Commands.ExpandTrackCommand"
        """);
}

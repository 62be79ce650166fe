using Xunit;

namespace Tracking.Tests.BadInput;

/// <summary>Unusual input that is good.</summary>
public sealed class UnusualInputTests : ModuleTest
{
    public UnusualInputTests() => Run("""
        # Mappings in one another, so many levels in all.
        function New-Nested([int] $Levels) {
            $data = @{}
            for ($i = 1; $i -lt $Levels; $i++) {
                $data = @{ k = $data }
            }

            $data
        }

        $file = "$(New-TestFolder)/s.json"
        $store = Open-TrackStore $file
        """);

    [Fact]
    public void Is_60_levels_of_mappings_of_which_a_copy_can_be_saved_again() => Run("""
        $track = Save-UserTrack deep (New-Nested 60) -PassThru
        $levels = 1
        for ($data = (Search-Track -Id $track.Id).Data; $data.Count; $data = $data.k) {
            $levels++
        }

        $levels | Should -Be 60
        Get-ErrorOf { Save-UserTrack deep $track.Data } | Should -BeNullOrEmpty
        (Get-Content -Raw $file | ConvertFrom-Json -Depth 64).events.Count | Should -BeGreaterThan 1
        """);

    [Fact]
    public void Is_59_levels_of_lists_below_a_mapping() => Run("""
        $list = @()
        for ($i = 1; $i -lt 59; $i++) { $list = , $list }
        Get-ErrorOf { Save-UserTrack deep @{ k = $list } } | Should -BeNullOrEmpty
        """);

    [Theory]
    [InlineData("""@{ What = 'with quotes'; Name = "it's `"quoted`" \ `` ``" }""")]
    [InlineData("@{ What = 'with wildcards'; Name = 'a*?[x]]' }")]
    [InlineData("""@{ What = 'with line ends'; Name = "a`r`nb`tc`0d" }""")]
    [InlineData("@{ What = 'with emoji'; Name = '👩‍👩‍👧 é' }")]
    [InlineData("@{ What = 'of spaces'; Name = '   ' }")]
    [InlineData("@{ What = 'that looks like an option'; Name = '-TaskId' }")]
    [InlineData("""@{ What = 'that looks like JSON'; Name = '],{"x":1}]}' }""")]
    [InlineData("@{ What = 'of 10,000 characters'; Name = 'nämé ' * 2000 }")]
    public void Is_a_name(string row) => RunForEach(row, """
        $null = Save-UserTrack -TaskId $Name -Data @{ k = 1; $Name = $Name } -UserName $Name
        (Get-UserTrack -TaskId $Name -UserName $Name).Data.k | Should -Be 1
        (Search-Track -TaskId $Name -UserName $Name).Data[$Name] | Should -BeExactly $Name
        (Get-TrackRun -TaskId $Name).TaskId | Should -BeExactly $Name
        $snapshot = Open-TrackStore $file -ReadOnly
        $track = Get-LastUserTrack -TaskId $Name -UserName $Name -Store $snapshot
        $track.TaskId | Should -BeExactly $Name
        $track.UserName | Should -BeExactly $Name
        $track.Data[$Name] | Should -BeExactly $Name
        $snapshot | Close-TrackStore
        """);

    [Fact]
    public void Is_a_number_an_enums_member_or_a_version_as_a_name_which_is_its_text() => Run("""
        $null = Save-UserTrack 5 @{ k = 1 } -UserName ([DayOfWeek]::Friday)
        $null = Save-UserTrack ([version] '1.10') @{ k = 2 } -UserName 7
        (Get-LastUserTrack '5' 'Friday').Data.k | Should -Be 1
        (Get-LastUserTrack '1.10' '7').Data.k | Should -Be 2
        """);

    [Fact]
    public void Is_a_text_of_tens_of_megabytes_which_is_read_again() => Run("""
        $big = 'x' * 30MB
        $id = Save-UserTrack big @{ big = $big }
        $snapshot = Open-TrackStore $file -ReadOnly
        (Search-Track -Id $id -Store $snapshot).Data.big.Length | Should -Be $big.Length
        $snapshot | Close-TrackStore
        """);
}

using Xunit;

namespace Tracking.Tests.Data;

/// <summary>Data: Mappings.</summary>
public sealed class MappingDataTests : DataMappingTest
{
    public MappingDataTests() => Run("""
        $store = Open-TrackStore -InMemory
        """);

    [Theory]
    [InlineData("@{ What = 'a hashtable'; Data = @{ a = 1 } }")]
    [InlineData("@{ What = 'an ordered dictionary'; Data = [ordered] @{ a = 1 } }")]
    [InlineData("""
        @{ What = 'a generic dictionary'; Data = & { $d = [Collections.Generic.Dictionary[string, int]]::new(); $d['a'] = 1; $d } }
        """)]
    [InlineData("@{ What = 'a sorted list'; Data = & { $d = [Collections.SortedList]::new(); $d['a'] = 1; $d } }")]
    [InlineData("""
        @{ What = 'a concurrent dictionary'; Data = & { $d = [Collections.Concurrent.ConcurrentDictionary[string, object]]::new()
            $d['a'] = 1; $d } }
        """)]
    [InlineData("@{ What = 'an expando object'; Data = & { $d = [Dynamic.ExpandoObject]::new(); $d.a = 1; , $d } }")]
    [InlineData("@{ What = 'a custom object'; Data = [pscustomobject] @{ a = 1 } }")]
    [InlineData("""@{ What = 'what ConvertFrom-Json gives'; Data = '{"a":1}' | ConvertFrom-Json | ForEach-Object { $_.a = 1; $_ } }""")]
    [InlineData("@{ What = 'what Select-Object gives'; Data = 'x' | Select-Object @{ n = 'a'; e = { 1 } } }")]
    public void May_be(string row) => RunForEach(row, """
        $read = Read-Saved $Data
        @($read.Keys) | Should -BeExactly @('a')
        $read.a | Should -BeExactly 1
        $read.a | Should -BeOfType ([int])
        """);

    [Fact]
    public void Keep_the_order_of_an_ordered_dictionarys_and_an_objects_keys() => Run("""
        @((Read-Saved ([ordered] @{ z = 1; a = 2; M = 3 })).Keys) | Should -BeExactly @('z', 'a', 'M')
        @((Read-Saved ([pscustomobject] @{ z = 1; a = 2; M = 3 })).Keys) | Should -BeExactly @('z', 'a', 'M')
        """);

    [Fact]
    public void May_be_PSBoundParameters() => Run("""
        function Test-Bound { param($First, [switch] $Second) Save-UserTrack a001 $PSBoundParameters -PassThru }
        $read = (Test-Bound -First 1 -Second).Data
        $read.First | Should -BeExactly 1
        $read.Second | Should -BeExactly $true
        """);

    [Fact]
    public void May_be_a_CSVs_rows_each_of_whose_values_is_a_string() => Run("""
        'Name,Count,TaskId', 'a,1,x', 'b,,y' | ConvertFrom-Csv | Save-UserTrack import | Should -BeExactly @('0000001', '0000002')
        $rows = @((Search-Track import).Data)
        @($rows[0].Keys) | Should -BeExactly @('Name', 'Count', 'TaskId')
        $rows[0].Count | Should -BeExactly '1'
        $rows[0].Count | Should -BeOfType ([string])
        $rows[1].Count | Should -BeExactly ''
        """);

    [Fact]
    public void Keep_a_property_that_a_script_computes_as_its_value_of_now() => Run("""
        $object = [pscustomobject] @{ n = 2 } | Add-Member -PassThru ScriptProperty Twice { $this.n * 2 }
        (Read-Saved $object).Twice | Should -BeExactly 4
        """);

    [Fact]
    public void Hold_values_that_carry_notes_of_PowerShells_as_the_values_that_they_are() => Run("""
        $file = "$(New-TestFolder)/lines.txt"
        [IO.File]::WriteAllText($file, "one`ntwo`n")
        $read = Read-Saved @{ line = (Get-Content $file)[0]; lines = Get-Content $file; now = Get-Date -Date '2024-05-06' }
        $read.line | Should -BeOfType ([string])
        $read.line | Should -BeExactly 'one'
        $read.lines | Should -BeExactly @('one', 'two')
        $read.now | Should -BeOfType ([datetime])
        """);
}

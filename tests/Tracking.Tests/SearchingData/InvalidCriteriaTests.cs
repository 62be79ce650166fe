using Xunit;

namespace Tracking.Tests.SearchingData;

/// <summary>Search-Track -Data: What makes no sense.</summary>
public sealed class InvalidCriteriaTests : DataSearchTest
{
    public InvalidCriteriaTests() => Run("""
        $store = Open-TrackStore -InMemory
        """);

    [Theory]
    [InlineData("@{ Name = 'a mapping that contains itself'; Data = & { $d = @{ k = 1 }; $d['self'] = $d; , $d } }")]
    [InlineData("""
        @{ Name = 'a list that contains itself'; Data = & { $l = [Collections.ArrayList]::new(); $null = $l.Add($l); @{ k = $l } } }
        """)]
    [InlineData("@{ Name = '61 levels'; Data = & { $d = @{ k = 1 }; 1..60 | ForEach-Object { $d = @{ k = $d } }; $d } }")]
    public void Is_refused_before_anything_is_asked(string row) => RunForEach(row, """
        $null = Save-UserTrack a001 @{ k = 1; self = @{ k = 1 } }
        $fault = Get-ErrorOf { Search-Track -Data $Data }
        $fault.FullyQualifiedErrorId | Should -BeExactly 'TrackQueryInvalid,Tracking.Commands.SearchTrackCommand'
        $fault.CategoryInfo.Category | Should -Be 'InvalidArgument'
        """);

    [Theory]
    [InlineData("@{ Data = @{ k = @() }; Path = \"'k'\" }")]
    [InlineData("@{ Data = @{ a = @{ k = @() } }; Path = \"'a.k'\" }")]
    [InlineData("@{ Data = @{ k = 'x', @() }; Path = \"'k[1]'\" }")]
    [InlineData("@{ Data = @{ k = [Collections.ArrayList]::new() }; Path = \"'k'\" }")]
    [InlineData("@{ Data = @{ 1 = 'x' }; Path = '-Data' }")]
    [InlineData("@{ Data = @{ k = 1; [datetime] '2026-01-01' = 'x' }; Path = '-Data' }")]
    [InlineData("@{ Data = @{ a = @{ 5 = 'x' } }; Path = \"'a'\" }")]
    [InlineData("@{ Data = @{ k = [securestring]::new() }; Path = \"'k'\" }")]
    [InlineData("@{ Data = @{ k = 'x', [pscredential]::new('u', [securestring]::new()) }; Path = \"'k[1]'\" }")]
    [InlineData("@{ Data = @{ a = [pscustomobject] @{ k = [Net.NetworkCredential]::new('u', 'p') } }; Path = \"'a.k'\" }")]
    [InlineData("@{ Data = @{ k = [pscustomobject] @{} | Add-Member -PassThru ScriptProperty p { throw 'no' } }; Path = '-Data' }")]
    public void Is_refused_by_its_key_path(string row) => RunForEach(row, """
        $null = Save-UserTrack a001 @{ k = 1 }
        foreach ($question in { Search-Track -Data $Data }, { Watch-Track -Data $Data -Timeout 0 }) {
            $fault = Get-ErrorOf $question
            $fault.FullyQualifiedErrorId | Should -BeLike 'TrackQueryInvalid,*'
            "$fault".Contains($Path) | Should -BeTrue
        }
        """);

    [Fact]
    public void Is_not_what_has_as_many_levels_as_data_can_have() => Run("""
        $deep = @{ k = 1 }
        1..59 | ForEach-Object { $deep = @{ k = $deep } }
        $null = Save-UserTrack a001 $deep
        Find $deep | Should -Be @(1)
        """);

    [Theory]
    [InlineData("@{ Name = 'a text'; Data = 'state=failed'; ErrorId = 'CannotConvertArgumentNoMessage' }")]
    [InlineData("@{ Name = 'a number'; Data = 5; ErrorId = 'CannotConvertArgumentNoMessage' }")]
    [InlineData("@{ Name = 'a list'; Data = @(1, 2); ErrorId = 'CannotConvertArgument' }")]
    [InlineData("@{ Name = 'a script block'; Data = { $_.state -eq 'failed' }; ErrorId = 'CannotConvertArgumentNoMessage' }")]
    public void Is_refused_where_it_is_no_mapping(string row) => RunForEach(row, """
        (Get-ErrorOf { Search-Track -Data $Data }).FullyQualifiedErrorId |
            Should -BeExactly "$ErrorId,Tracking.Commands.SearchTrackCommand"
        """);
}

using Xunit;

namespace Tracking.Tests.Removing;

/// <summary>Remove-Track: By id.</summary>
public sealed class RemoveByIdTests : RemovingTest
{
    public RemoveByIdTests() => Run("""
        $store = Open-TrackStore -InMemory
        $null = Save-UserTrack a001 @{ k = 1 } -UserName u1 -TimeStamp $noon
        $null = Save-UserTrack a001 @{ k = 2 } -UserName u2 -TimeStamp $noon.AddHours(1)
        $null = Save-UserTrack a002 @{ k = 3 } -UserName u1 -TimeStamp $noon.AddHours(2)
        """);

    [Theory]
    [InlineData("@{ Name = 'a number'; Id = 2; Left = @(1, 3) }")]
    [InlineData("@{ Name = 'a long'; Id = [long] 2; Left = @(1, 3) }")]
    [InlineData("@{ Name = 'a text'; Id = '2'; Left = @(1, 3) }")]
    [InlineData("@{ Name = 'the printed form'; Id = '0000002'; Left = @(1, 3) }")]
    [InlineData("@{ Name = 'several'; Id = 3, '0000001'; Left = @(2) }")]
    public void Removes(string row) => RunForEach(row, """
        Remove-Track $Id | Should -BeNullOrEmpty
        @(Search-Track).Data.k | Should -Be $Left
        """);

    [Theory]
    [InlineData("@{ Name = '$null'; Id = $null }")]
    [InlineData("@{ Name = 'an empty list'; Id = @() }")]
    [InlineData("@{ Name = 'an empty text'; Id = '' }")]
    [InlineData("@{ Name = 'a list of $null'; Id = , $null }")]
    public void Removes_nothing_without_an_error_for(string row) => RunForEach(row, """
        Get-ErrorOf { Remove-Track -Id $Id } | Should -BeNullOrEmpty
        @(Search-Track).Count | Should -Be 3
        """);

    [Theory]
    [InlineData("@{ Name = 'text'; Id = 'abc' }")]
    [InlineData("@{ Name = '0'; Id = 0 }")]
    [InlineData("@{ Name = 'a negative number'; Id = -1 }")]
    [InlineData("@{ Name = 'a fraction'; Id = 1.5 }")]
    [InlineData("@{ Name = 'a wildcard'; Id = '*' }")]
    [InlineData("@{ Name = 'a truth'; Id = $true }")]
    [InlineData("@{ Name = 'a mapping'; Id = @{ Id = 1 } }")]
    [InlineData("@{ Name = 'a list'; Id = @(2, 3) }")]
    public void Removes_none_of_the_list_when_one_of_it_is_no_id(string row) => RunForEach(row, """
        $fault = Get-ErrorOf { Remove-Track 1, $Id }
        $fault.FullyQualifiedErrorId | Should -BeExactly 'TrackIdInvalid,Tracking.Commands.RemoveTrackCommand'
        $fault.CategoryInfo.Category | Should -Be 'InvalidArgument'
        @(Search-Track).Count | Should -Be 3
        """);

    [Fact]
    public void Is_an_error_for_a_track_that_is_not_there_and_goes_on_with_the_others() => Run("""
        $faults = Get-ErrorOf { Remove-Track 9, 1, 1, 3 }
        $faults.FullyQualifiedErrorId | Should -BeExactly @('TrackNotFound,Tracking.Commands.RemoveTrackCommand',
            'TrackNotFound,Tracking.Commands.RemoveTrackCommand')
        $faults.TargetObject | Should -BeExactly @('0000009', '0000001')
        $faults[0].CategoryInfo.Category | Should -Be 'ObjectNotFound'
        @(Search-Track).Data.k | Should -Be @(2)
        """);

    [Fact]
    public void Removes_from_the_store_that_Store_names_and_from_no_other() => Run("""
        $other = Open-TrackStore -InMemory
        $null = Save-UserTrack a001 @{ k = 'other' }
        Remove-Track 1 -Store $store
        @(Search-Track -Store $store).Data.k | Should -Be @(2, 3)
        @(Search-Track -Store $other).Data.k | Should -BeExactly @('other')
        $other | Close-TrackStore
        """);

    [Theory]
    [InlineData("@{ Name = 'a number'; Given = 1 }")]
    [InlineData("@{ Name = 'a text'; Given = '0000001' }")]
    [InlineData("@{ Name = 'an object with an Id'; Given = [pscustomobject] @{ Id = 1; TaskId = 'a001'; Number = 1 } }")]
    [InlineData("@{ Name = 'a mapping'; Given = @{ Id = 1 } }")]
    public void Is_never_taken_from_the_pipeline(string row) => RunForEach(row, """
        (Get-ErrorOf { $Given | Remove-Track }).FullyQualifiedErrorId |
            Should -BeExactly 'InputObjectNotBound,Tracking.Commands.RemoveTrackCommand'
        @(Search-Track).Count | Should -Be 3
        """);

    [Theory]
    [InlineData("@{ Name = 'a path where none is'; File = 'none.json'; ErrorId = 'TrackNotFound' }")]
    [InlineData("@{ Name = 'a path in a folder that is not there'; File = 'none/none.json'; ErrorId = 'TrackStoreNotFound' }")]
    [InlineData("@{ Name = 'an empty path'; File = $null; ErrorId = 'ParameterArgumentTransformationError' }")]
    public void Needs_a_file_that_is_there(string row) => RunForEach(row, """
        $folder = New-TestFolder
        $path = $File ? "$folder/$File" : ''
        (Get-ErrorOf { Remove-Track 1 -Store $path }).FullyQualifiedErrorId |
            Should -BeExactly "$ErrorId,Tracking.Commands.RemoveTrackCommand"
        Get-ChildItem $folder -Filter *.json -Recurse | Should -BeNullOrEmpty
        @(Search-Track).Count | Should -Be 3
        """);
}

using Xunit;

namespace Tracking.Tests.BadInput;

/// <summary>Bad input: A track.</summary>
public sealed class BadTrackTests : BadInputTest
{
    [Fact]
    public void That_is_gone_is_an_error_when_it_is_removed_again() => Run("""
        $other = Open-TrackStore -InMemory
        $null = Save-UserTrack a001 @{ k = 1 }
        $track = Search-Track
        $track | Remove-Track
        $fault = Get-ErrorOf { $track | Remove-Track }
        $fault.FullyQualifiedErrorId | Should -BeExactly 'TrackNotFound,Tracking.Commands.RemoveTrackCommand'
        $fault.CategoryInfo.Category | Should -Be 'ObjectNotFound'
        $fault.TargetObject | Should -Be $track
        $fault = Get-ErrorOf { Remove-Track 1 }
        $fault.FullyQualifiedErrorId | Should -BeExactly 'TrackNotFound,Tracking.Commands.RemoveTrackCommand'
        $fault.TargetObject | Should -BeExactly '0000001'
        $other | Close-TrackStore
        $null = Open-TrackStore $file
        """);

    [Fact]
    public void Is_refused_when_it_is_of_another_store_than_Store_names() => Run("""
        $other = Open-TrackStore -InMemory
        $track = Save-UserTrack a001 @{ k = 1 } -PassThru
        $fault = Get-ErrorOf { $track | Remove-Track -Store $file }
        $fault.FullyQualifiedErrorId | Should -BeExactly 'TrackOfOtherStore,Tracking.Commands.RemoveTrackCommand'
        $fault.CategoryInfo.Category | Should -Be 'InvalidOperation'
        $other.TrackCount | Should -Be 1
        $other | Close-TrackStore
        $null = Open-TrackStore $file
        """);

    [Theory]
    [InlineData("'abc'")]
    [InlineData("'-1'")]
    [InlineData("0")]
    [InlineData("-1")]
    [InlineData("1.5")]
    [InlineData("'1x'")]
    [InlineData("'a*'")]
    [InlineData("'99999999999999999999'")]
    public void Id_is_refused_when_it_is(string row) => RunForEach(row, """
        foreach ($cmdlet in 'Remove-Track', 'Search-Track') {
            $fault = Get-ErrorOf { & $cmdlet -Id $_ }
            $fault.FullyQualifiedErrorId | Should -BeExactly "TrackIdInvalid,Tracking.Commands.$($cmdlet -replace '-')Command"
            $fault.CategoryInfo.Category | Should -Be 'InvalidArgument'
        }
        """);

    [Fact]
    public void Id_by_property_name_is_never_taken() => Run("""
        [pscustomobject] @{ Id = 1 } | Remove-Track -ErrorAction SilentlyContinue -ErrorVariable fault
        $fault.FullyQualifiedErrorId | Should -BeExactly 'InputObjectNotBound,Tracking.Commands.RemoveTrackCommand'
        1 | Remove-Track -ErrorAction SilentlyContinue -ErrorVariable fault
        $fault.FullyQualifiedErrorId | Should -BeExactly 'InputObjectNotBound,Tracking.Commands.RemoveTrackCommand'
        """);
}

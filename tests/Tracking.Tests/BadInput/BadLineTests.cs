using Xunit;

namespace Tracking.Tests.BadInput;

/// <summary>Bad input: A line.</summary>
public sealed class BadLineTests : BadInputTest
{
    [Fact]
    public void Of_more_than_64_MiB_is_refused() => Run("""
        $big = 'x' * 64MB
        $fault = Get-ErrorOf { Save-UserTrack a001 @{ big = $big } }
        $fault.FullyQualifiedErrorId | Should -BeExactly 'TrackDataTooLarge,Tracking.Commands.SaveUserTrackCommand'
        $fault.CategoryInfo.Category | Should -Be 'LimitsExceeded'
        $fault.Exception.Message.Length | Should -BeLessThan 300
        """);

    [Fact]
    public void Of_more_than_64_MiB_is_refused_where_a_name_makes_it_so_long() => Run("""
        $name = "`u{1}" * 12MB
        (Get-ErrorOf { Save-UserTrack $name @{ k = 2 } }).FullyQualifiedErrorId |
            Should -BeExactly 'TrackDataTooLarge,Tracking.Commands.SaveUserTrackCommand'
        """);
}

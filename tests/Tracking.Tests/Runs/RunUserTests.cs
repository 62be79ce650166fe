using Xunit;

namespace Tracking.Tests.Runs;

/// <summary>Rule 3.6: the user that a run or a step is given.</summary>
public sealed class RunUserTests : ModuleTest
{
    [Fact]
    public void A_run_is_of_the_user_that_it_is_given_and_so_is_what_is_saved_in_it() => Run("""
        Invoke-TrackRun deploy -UserName ann {
            $null = Save-UserTrack deploy @{ k = 1 }
            $null = Save-UserTrack deploy @{ k = 2 } -UserName bob
            (Get-LastUserTrack deploy).Data.k | Should -Be 1
            (Get-UserTrack deploy).Data.k | Should -Be 1
            $null = Save-UserTrack deploy @{ k = 3 } -Update
        }
        (Get-TrackRun -All).User | Should -Be 'ann'
        (Search-Track).ForEach({ "$($_.UserName) $($_.Data.k)" }) | Should -Be @('bob 2', 'ann 3')
        $null = Save-UserTrack deploy @{ k = 4 }
        (Search-Track -Last 1).UserName | Should -Be ([Environment]::UserName)
        """);

    [Fact]
    public void The_innermost_user_counts() => Run("""
        Invoke-TrackRun outer -UserName ann {
            Invoke-TrackStep one -UserName bob {
                $null = Save-UserTrack outer @{ k = 1 }
                Invoke-TrackStep in { $null = Save-UserTrack outer @{ k = 2 } }
                Invoke-TrackRun inner { $null = Save-UserTrack inner @{ k = 3 } }
            }
            Invoke-TrackStep two { $null = Save-UserTrack outer @{ k = 4 } }
        }
        (Search-Track).ForEach({ "$($_.UserName) $($_.Data.k)" }) | Should -Be @('bob 1', 'bob 2', 'bob 3', 'ann 4')
        (Get-TrackRun inner -All).User | Should -Be 'bob'
        """);

    [Fact]
    public void A_step_of_its_own_is_a_run_of_the_user_that_it_is_given() => Run("""
        Invoke-TrackStep backup -UserName ann { $null = Save-UserTrack other @{ k = 1 } }
        (Get-TrackRun backup -All).User | Should -Be 'ann'
        (Search-Track).UserName | Should -Be 'ann'
        Invoke-TrackStep late -TaskId third -UserName cid { }
        (Get-TrackRun third -All).User | Should -Be 'cid'
        """);

    [Fact]
    public void Blocks_in_parallel_find_it_too() => Run("""
        Invoke-TrackRun deploy -UserName ann {
            1..3 | ForEach-Object -Parallel { Import-Module $using:manifest; $null = Save-UserTrack deploy @{ k = $_ } }
        }
        (Search-Track).UserName | Should -Be @('ann', 'ann', 'ann')
        """);

    [Theory]
    [InlineData("''")]
    [InlineData("(1, 2)")]
    public void A_user_without_one_name_is_refused(string user)
    {
        Run($$"""
            (Get-ErrorOf { Invoke-TrackRun deploy -UserName {{user}} { } }).FullyQualifiedErrorId | Should -Match '^ParameterArgument'
            Get-TrackRun -All | Should -BeNullOrEmpty
            """);
    }
}

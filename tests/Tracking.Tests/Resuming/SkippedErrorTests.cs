using Xunit;

namespace Tracking.Tests.Resuming;

/// <summary>A step that completed with errors and is not run again: its errors are not forgotten.</summary>
public sealed class SkippedErrorTests : ResumingTest
{
    [Fact]
    public void A_run_that_skips_it_finishes_with_errors_until_it_was_run_again()
    {
        Run("""
            $bad = $true
            $script = {
                Invoke-TrackStep outer { Invoke-TrackStep copy { if ($bad) { Write-Error 'one file' -ErrorAction Continue }; Did copy;
                    'copied' } }
                Invoke-TrackStep send { Fail send; Did send }
            }
            """);
        Fail("send");
        Run("Again t $script 2> $null");
        Fail();
        Assert.Equal(["copied"], Output("Again t $script 2> $null"));
        Assert.Equal(["copy", "send"], Did());
        Assert.Equal(["Failed", "FinishedWithErrors"], Statuses("t"));
        Assert.Equal(["True"], Output("""
            $bad = $false
            $null -eq (Get-TrackRun t -All)[0].FixedBy
            """));
        Assert.Equal(["copied"], Output("Again t $script @{ RetryFailed = $true }"));
        Assert.Equal(["copy"], Did());
        Assert.Equal(["Failed", "FinishedWithErrors", "Finished"], Statuses("t"));
    }

    [Fact]
    public void So_does_a_step_that_is_tried_again_around_it()
    {
        Run("""
            $tries = 0
            Again t {
                Invoke-TrackStep outer -RetryCount 1 {
                    Invoke-TrackStep copy { Write-Error 'one file' -ErrorAction Continue }
                    if (++$tries -eq 1) { throw 'once' }
                }
            } 2> $null 3> $null
            """);
        Assert.Equal(["outer CompletedWithErrors", "outer/copy CompletedWithErrors"], LastSteps("t"));
        Assert.Equal(["FinishedWithErrors"], Statuses("t"));
    }
}

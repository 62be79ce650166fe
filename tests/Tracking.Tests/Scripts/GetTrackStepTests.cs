using System.Linq;
using Xunit;

namespace Tracking.Tests.Scripts;

/// <summary>Get-TrackStep: which steps it finds, and in which order.</summary>
public sealed class GetTrackStepTests : ScriptTest
{
    public GetTrackStepTests() => Run("""
        function Update-Server([string[]] $Name, [string[]] $Down) {
            Invoke-TrackRun update -Key servers {
                $Name | Invoke-TrackStep update -ErrorAction SilentlyContinue {
                    Invoke-TrackStep ping { }
                    if ($_ -in $Down) { throw "$_ is down" }
                }
            }
        }
        Update-Server web1, web2, web3 -Down web1, web3
        Update-Server web1, web2 -Down web2
        Invoke-TrackRun build { Invoke-TrackStep compile { 'compiled' } } > $null
        function Format-Step { process { "$($_.RunId) $($_.Path) $($_.Status)" } }
        """);

    [Theory]
    [InlineData("build", "3 compile Completed")]
    [InlineData("BUILD, none", "3 compile Completed")]
    [InlineData("'b*'", "3 compile Completed")]
    [InlineData("none", "")]
    [InlineData("-TaskId $null", "")]
    [InlineData("-Status Failed", "1 update[web1] Failed, 1 update[web3] Failed, 2 update[web2] Failed")]
    [InlineData("-Status Failed -RunId 2", "2 update[web2] Failed")]
    [InlineData("-RunId 2 -Name ping", "2 update[web1]/ping Completed, 2 update[web2]/ping Completed")]
    [InlineData("-Name 'com*'", "3 compile Completed")]
    [InlineData("-Name 'update[[]web3]*'", "1 update[web3] Failed, 1 update[web3]/ping Completed")]
    [InlineData("-Name 'UPDATE[web3]'", "1 update[web3] Failed")]
    [InlineData("-Name @()", "")]
    [InlineData("-To (Get-Date).AddHours(-1)", "")]
    [InlineData("build -From (Get-Date).AddHours(-1)", "3 compile Completed")]
    [InlineData("-From (Get-Date).AddHours(1)", "")]
    public void It_finds_by_task_run_name_status_and_time(string arguments, string expected) =>
        Assert.Equal(expected, string.Join(", ", Output($"Get-TrackStep {arguments} | Format-Step")));

    [Fact]
    public void Latest_gives_the_last_word_on_each_step_of_a_task_before_other_criteria_apply()
    {
        Assert.Equal(
            ["1 update[web3] Failed", "2 update[web2] Failed"], Output("Get-TrackStep update -Latest -Status Failed | Format-Step"));
        Assert.Equal(["2 update[web1] Completed"], Output("Get-TrackStep -Latest -Name 'update[web1]' | Format-Step"));
        // A run of another key has steps of its own.
        Run("Invoke-TrackRun update -Key another { Invoke-TrackStep update -Key web3 { } }");
        Assert.Equal(
            ["1 update[web3] Failed", "4 update[web3] Completed"], Output("Get-TrackStep -Latest -Name 'update[web3]' | Format-Step"));
    }

    [Fact]
    public void Runs_tasks_and_stores_can_be_piped()
    {
        Assert.Equal(["3 compile Completed"], Output("Get-TrackRun build -All | Get-TrackStep | Format-Step"));
        Assert.Equal(["3 compile Completed"], Output("[pscustomobject] @{ TaskId = 'build' } | Get-TrackStep | Format-Step"));
        Assert.Equal(["1 other Completed", "3 compile Completed"], Output("""
            $other = Open-TrackStore -InMemory
            Invoke-TrackStep other { }
            $store, $other | Get-TrackStep -Name other, compile | Sort-Object RunId | Format-Step
            """));
    }

    [Fact]
    public void That_there_is_no_such_run_is_an_error_each()
    {
        var result = Attempt("Get-TrackStep -RunId 9, 3, -1 -ErrorAction Continue | Format-Step");
        Assert.Equal(["3 compile Completed"], result.Output);
        Assert.Equal(["TrackRunNotFound", "TrackRunInvalid"], result.ErrorIds.Select(id => id.Split(',')[0]));
    }
}

using System;
using System.Linq;
using Xunit;

namespace Tracking.Tests.Resuming;

/// <summary>Steps that have one name: what was done in one of them was not done in another.</summary>
public sealed class NamesakeTests : ResumingTest
{
    public NamesakeTests() => Run("""
        function global:Install($server) {
            Invoke-TrackStep server { Invoke-TrackStep copy { Did "copy $server"; "copied to $server" }; Invoke-TrackStep boot {
                Fail $server; Did "boot $server" } }
        }
        """);

    [Fact]
    public void Steps_in_two_of_one_name_have_records_of_their_own()
    {
        Assert.Equal(["copied to a", "copied to b"], Output("Again t { Install a; Install b } 3> $null"));
        Assert.Equal(
            ["server Completed", "server/copy Completed", "server/boot Completed", "server Completed", "server/copy Completed", "server/boot Completed"],
            LastSteps("t"));
        Assert.Equal(["1"], Output("(Get-TrackStep t).Attempt | Select-Object -Unique"));
    }

    [Fact]
    public void What_was_done_in_one_is_not_taken_for_done_in_the_other_whichever_comes_again()
    {
        Fail("a");
        Assert.Equal(["copied to a", "error: no a"], Output("Again t { Install a; Install b }"));
        Assert.Equal(["copy a"], Did());
        Fail();
        Assert.Contains("TrackStepAmbiguous", Output("""
            try { Invoke-TrackRun t -Key one -Resume { Install a; Install b } 6> $null | Out-Null } catch { $_.FullyQualifiedErrorId }
            """).Single(), StringComparison.Ordinal);
        Assert.Equal(["boot a"], Did());
        Assert.Equal(["copied to a", "copied to b"], Output("Again t { Install a; Install b } 3> $null"));
        Assert.Equal(["copy a", "boot a", "copy b", "boot b"], Did());
        Assert.Equal(["Failed", "Failed", "Finished"], Statuses("t"));
    }

    [Fact]
    public void Neither_is_it_in_a_retry()
    {
        Fail("b");
        Assert.Equal(["copied to a", "copied to b"], Output("""
            $tries = 0
            Again t {
                Install a
                Invoke-TrackStep server -RetryCount 1 {
                    Invoke-TrackStep copy { Did 'copy b'; 'copied to b' }
                    if (++$tries -eq 1) { throw 'once' }
                }
            } 3> $null
            """));
        Assert.Equal(["copy a", "boot a", "copy b"], Did());
        Assert.Equal(["copied to a", "copied to b"], Output("""
            $tries = 0
            $fail = @()
            Again t { Invoke-TrackStep all -RetryCount 1 { Install a; Install b; if (++$tries -eq 1) { throw 'once' } } } 3> $null
            """));
        Assert.Equal(["copy a", "boot a", "copy b", "boot b", "copy a", "boot a", "copy b", "boot b"], Did());
    }
}

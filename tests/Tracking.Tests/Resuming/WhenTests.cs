using System;
using System.Linq;
using Xunit;

namespace Tracking.Tests.Resuming;

/// <summary>-When and -Unless in runs that are continued.</summary>
public sealed class WhenTests : ResumingTest
{
    [Fact]
    public void What_was_done_is_done_whatever_the_condition_says_of_it_since()
    {
        Run("""
            $script = {
                $built = Invoke-TrackStep build -Unless { Test-Path built } { Did build; Set-Content built 1; 'built' }
                Invoke-TrackStep send { Fail send; "sent $built" }
                Invoke-TrackStep check -When { Test-Path built } { Fail check; Remove-Item built; 'checked' }
                Invoke-TrackStep last { Fail last; 'last' }
            }
            """);
        Fail("send", "check", "last");
        Assert.Equal(["error: no send"], Output("Again t $script"));
        Fail("check", "last");
        Assert.Equal(["sent built", "error: no check"], Output("Again t $script"));
        Fail("last");
        Assert.Equal(["sent built", "checked", "error: no last"], Output("Again t $script"));
        Fail();
        Assert.Equal(["sent built", "checked", "last"], Output("Again t $script"));
        Assert.Equal(["build"], Did());
        Assert.Equal(["(build Completed)", "(send Completed)", "(check Completed)", "last Completed"], LastSteps("t"));
    }

    [Fact]
    public void What_was_not_wanted_is_asked_about_again()
    {
        Run("$wanted = $false; $script = { Invoke-TrackStep a -When { $wanted } { Did a; 'a' }; Invoke-TrackStep b { Fail b } }");
        Fail("b");
        Assert.Equal(["error: no b"], Output("Again t $script"));
        Assert.Equal(["a", "error: no b"], Output("$wanted = $true; Again t $script"));
        Assert.Equal(["a", "error: no b"], Output("$wanted = $false; Again t $script"));
        Assert.Equal(["a"], Did());
    }

    [Fact]
    public void Two_of_one_name_are_namesakes_though_one_is_not_wanted()
    {
        Run("$first = $true; $script = { Invoke-TrackStep a -When { $first } { 'one' }; Invoke-TrackStep a -Unless { $first } { 'two' }; "
            + "Fail end }");
        Fail("end");
        var result = Run("Again t $script");
        Assert.Equal(["one", "error: no end"], result.Output);
        Assert.Contains("A second step 'a'", result.Warnings.Single(), StringComparison.Ordinal);
        Fail();
        Assert.Equal(["two"], Output("$first = $false; Again t $script 3> $null"));
    }
}

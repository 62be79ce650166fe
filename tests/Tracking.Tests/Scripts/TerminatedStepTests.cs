using System.Linq;
using Xunit;

namespace Tracking.Tests.Scripts;

/// <summary>
/// Errors that end a step's block, of every making (rule 3.16): the step and the run failed, it is tried again, and the caller meets the
/// error.
/// </summary>
public sealed class TerminatedStepTests : ScriptTest
{
    private const string NewError = "[Management.Automation.ErrorRecord]::new([Exception]::new('te'), 'TE', 'NotSpecified', $null)";

    public TerminatedStepTests() => Run($$"""
        function Stop-Own { [CmdletBinding()] param() $PSCmdlet.ThrowTerminatingError({{NewError}}) }
        function Stop-Begin { [CmdletBinding()] param() begin { throw 'te' } process { 'p' } end { 'e' } }
        function Stop-Process { [CmdletBinding()] param([Parameter(ValueFromPipeline)] $n) process { throw 'te' } end { 'e' } }
        function Stop-End { [CmdletBinding()] param() process { } end { throw 'te' } }
        filter Stop-Filter { throw 'te' }
        """);

    /// <summary>Blocks that an error ends whatever the preference of the script.</summary>
    public static TheoryData<string> Always =>
    [
        $"[CmdletBinding()] param() $PSCmdlet.ThrowTerminatingError({NewError}); 'no'",
        $"[CmdletBinding()] param() begin {{ $PSCmdlet.ThrowTerminatingError({NewError}) }} process {{ 'no' }} end {{ 'no' }}",
        $"[CmdletBinding()] param() process {{ $PSCmdlet.ThrowTerminatingError({NewError}) }} end {{ 'no' }}",
        $"[CmdletBinding()] param() end {{ $PSCmdlet.ThrowTerminatingError({NewError}) }}",
        $"[CmdletBinding()] param() & {{ $PSCmdlet.ThrowTerminatingError({NewError}) }}; 'no'",
        "param() throw 'te'",
        "[CmdletBinding()] param() throw 'te'",
        "param() begin { throw 'te' } end { 'no' }",
        "process { throw 'te' }",
        "begin { 1 } process { } end { throw 'te' }",
        "throw 'te'",
        "Write-Error te -ErrorAction Stop; 'no'",
        "param() Write-Error te -ErrorAction Stop; 'no'",
        "[CmdletBinding()] param() Write-Error te -ErrorAction Stop; 'no'",
        "Stop-Begin; 'no'",
        "1 | Stop-Process; 'no'",
        "Stop-End; 'no'",
        "1 | Stop-Filter; 'no'",
        "param([Parameter(Mandatory)] [ValidateSet('te')] $n) 'no'",
    ];

    [Theory]
    [MemberData(nameof(Always))]
    public void The_step_and_its_run_failed_and_the_script_ends(string block)
    {
        foreach (var preference in new[] { "Continue", "Stop" })
        {
            Run($"$ErrorActionPreference = '{preference}'; $null = Open-TrackStore -InMemory");
            // A mandatory argument that none of the values is.
            var arguments = block.Contains("Mandatory", System.StringComparison.Ordinal) ? "-ArgumentList bad" : "";
            var result = Attempt(
                $"Invoke-TrackRun a001 {{ Invoke-TrackStep s {{ {block} }} {arguments} > $null; 'after' }}; 'after the run'");
            Assert.Empty(result.Output);
            Assert.Contains("te", Assert.Single(result.Errors).ToString(), System.StringComparison.Ordinal);
            Assert.Equal(["1 s Failed"], Steps("a001"));
            Assert.StartsWith("1 Failed ", Runs("a001").Single(), System.StringComparison.Ordinal);
            Assert.Equal(["True", "0"], Output("$step = Get-TrackStep a001; $step.Error -like '*te*'; $step.ErrorCount"));
        }
    }

    [Theory]
    [MemberData(nameof(Always))]
    public void It_is_tried_again_can_be_caught_and_made_to_end_nothing(string block)
    {
        var arguments = block.Contains("Mandatory", System.StringComparison.Ordinal) ? "-ArgumentList bad" : "";
        Run("$ErrorActionPreference = 'Continue'");
        Assert.Equal(["caught True", "1"], Output($$"""
            $Error.Clear()
            try { Invoke-TrackStep a {{{block}}} {{arguments}} -RetryCount 1 3> $null } catch { "caught $("$_" -like '*te*')" }
            (Get-TrackStep a).Attempt - 1
            """));
        Run("$Error.Clear()");
        var result = Attempt(
            $"Invoke-TrackStep b {{ {block} }} {arguments} -ErrorAction SilentlyContinue > $null; \"$? $($Error.Count)\"");
        Assert.Equal(["False 1"], result.Output);
        Assert.Empty(result.Errors);
        Assert.Equal(["1 Failed", "2 Failed"], Output("Get-TrackRun | ForEach-Object { \"$($_.RunId) $($_.Status)\" }"));
    }

    [Fact]
    public void A_run_ends_by_them_too()
    {
        Run("$ErrorActionPreference = 'Continue'");
        var result = Attempt($"Invoke-TrackRun a001 {{ [CmdletBinding()] param() $PSCmdlet.ThrowTerminatingError({NewError}) }}; 'after'");
        Assert.Empty(result.Output);
        Assert.Equal("te", Assert.Single(result.Errors).ToString());
        Assert.Equal(["1 Failed te"], Runs("a001"));
    }

    // So it is without a step.
    [Theory]
    [InlineData("Stop-Own; 'next'")]
    [InlineData("param() Stop-Own; 'next'")]
    [InlineData("[CmdletBinding()] param() Stop-Own; 'next'")]
    [InlineData("[CmdletBinding()] param() process { Stop-Own; 'next' }")]
    [InlineData("try { Stop-Own } finally { $null = 1 }; 'next'")]
    [InlineData("param() 1/0; 'next'")]
    [InlineData("[CmdletBinding()] param() 1/0; 'next'")]
    [InlineData("[CmdletBinding()] param() & { 1/0; 'next' }")]
    [InlineData("[CmdletBinding()] param() $PSCmdlet.WriteError(" + NewError + "); 'next'")]
    public void What_ends_a_statement_in_the_block_is_an_error_of_it_where_the_preference_lets_the_script_go_on(string block)
    {
        Run("$ErrorActionPreference = 'Continue'");
        var result = Attempt($"Invoke-TrackRun a001 {{ Invoke-TrackStep s {{ {block} }}; 'after' }}");
        Assert.Equal(["next", "after"], result.Output);
        Assert.Single(result.Errors);
        Assert.Equal(["1 s CompletedWithErrors"], Steps("a001"));
        Assert.Equal(["1"], Output("(Get-TrackStep a001).ErrorCount"));
        // And a try around the step, or the preference, ends it there.
        Assert.Equal(["caught"], Output($"try {{ Invoke-TrackRun b001 {{ Invoke-TrackStep s {{ {block} }} }} }} catch {{ 'caught' }}"
            .Replace("$PSCmdlet.WriteError", "$PSCmdlet.ThrowTerminatingError", System.StringComparison.Ordinal)));
        Assert.Equal(["2 s Failed"], Steps("b001"));
    }

    [Fact]
    public void A_silent_preference_hides_no_failure()
    {
        Run("$ErrorActionPreference = 'SilentlyContinue'");
        Attempt($"try {{ Invoke-TrackStep s {{ [CmdletBinding()] param() $PSCmdlet.ThrowTerminatingError({NewError}) }} }} catch {{ }}");
        Attempt("try { Invoke-TrackStep s { param([int] $n) } -ArgumentList x } catch { }");
        Assert.Equal(["1 s Failed", "2 s Failed"], Steps("s"));
    }

    [Fact]
    public void What_is_run_before_the_end_and_after_it_is_as_without_a_step()
    {
        Run("$ErrorActionPreference = 'Continue'");
        var script = $$"""
            function f { [CmdletBinding()] param([switch] $bare)
                $block = { [CmdletBinding()] param($a) begin { "begin $a" } process { "process $_"; 1/0; 'on' } end {
                    $x = 'set'; $PSCmdlet.ThrowTerminatingError({{NewError}}) } }
                try { if ($bare) { 7 | . $block 5 } else { 7 | Invoke-TrackStep s $block -ArgumentList 5 } } catch { "caught $_" }
                "x $x"
            }
            """;
        Run(script);
        Assert.Equal(Attempt("f -bare").Output, Attempt("f").Output);
        Assert.Contains("x ", Attempt("f").Output[^1], System.StringComparison.Ordinal);
    }
}

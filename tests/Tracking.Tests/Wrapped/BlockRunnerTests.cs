using System;
using System.IO;
using System.Linq;
using System.Management.Automation;
using Tracking.Blocks;
using Xunit;

namespace Tracking.Tests.Wrapped;

/// <summary>What is known of a block after it has run. In scripts here, <c>&amp; $block { … }</c> runs one.</summary>
public sealed class BlockRunnerTests : ModuleTest
{
    private const string NewError = "[Management.Automation.ErrorRecord]::new([Exception]::new('te'), 'TE', 3, 4)";

    public BlockRunnerTests()
    {
        InvokeBlockCommand.Outcomes.Clear();
        InvokeBlockCommand.Output.Clear();
        Set("block", new CmdletInfo("Invoke-Block", typeof(InvokeBlockCommand)));
    }

    private static BlockOutcome Last => InvokeBlockCommand.Outcomes[^1];

    [Theory]
    // What reaches the streams
    [InlineData("Get-Item /none", 1, 0)]
    [InlineData("Get-Item /none1, /none2; Write-Error e; 1/0; no-such-command", 5, 0)]
    [InlineData("Write-Warning a; Write-Warning b", 0, 2)]
    [InlineData($"function f {{ [CmdletBinding()]param() $PSCmdlet.WriteError({NewError}) }}; f", 1, 0)]
    [InlineData("1..25 | ForEach-Object { Write-Error $_ }", 25, 0)]
    [InlineData("& { Write-Error a; & { Write-Error b } }", 2, 0)]
    [InlineData("Get-Item /none -ErrorVariable ev", 1, 0)]
    [InlineData("Get-Item /none | ForEach-Object { $_ } | Out-Null", 1, 0)]
    [InlineData("sh -c 'exit 1'", 0, 0)]
    [InlineData("New-Module { function mf { [CmdletBinding()]param() Write-Error m; Write-Warning w } } | Import-Module; mf", 1, 1)]
    // What is silenced, redirected or caught is not counted
    [InlineData("Get-Item /none -ErrorAction SilentlyContinue; Get-Item /none -ErrorAction Ignore; Get-Item /none 2>$null", 0, 0)]
    [InlineData("$ErrorActionPreference = 'SilentlyContinue'; Get-Item /none; 1/0", 0, 0)]
    [InlineData("$r = Get-Item /none 2>&1; $r; Get-Item /none 2>&1; & { Write-Error e } *>&1", 0, 0)]
    [InlineData("Get-Item /none 2> e.txt; Write-Warning w 3> w.txt; Write-Warning w 3>&1; & { Write-Warning w } *> a.txt", 0, 0)]
    [InlineData("try { 1/0 } catch { $_ }; try { Get-Item /none -ErrorAction Stop } catch { }", 0, 0)]
    [InlineData("Write-Warning w -WarningAction SilentlyContinue; $WarningPreference = 'SilentlyContinue'; Write-Warning w", 0, 0)]
    [InlineData("try { throw 'a' } catch { }; trap { continue }; throw 'b'", 0, 0)]
    [InlineData("sh -c 'echo e >&2' 2>&1; sh -c 'echo e >&2' 2>$null", 0, 0)]
    [InlineData("try { throw 'a' } catch { Write-Error $_ }", 1, 0)]
    // An error counts once, however often it is written
    [InlineData("Get-Item /none 2>&1 | ForEach-Object { $PSItem } | ForEach-Object { $_ }", 0, 0)]
    [InlineData("& $block { Write-Error e; Write-Warning w }", 0, 0)]
    [InlineData("& $block { Write-Error e; Write-Warning w }; Write-Error o; Write-Warning o", 1, 1)]
    [InlineData("& $block { & $block { & $block { & $block { Write-Error e }; Write-Error e } } }", 0, 0)]
    [InlineData("& $block { throw 'x' } -ErrorAction Continue", 0, 0)]
    [InlineData("& $block { Get-Item /none } -ErrorAction SilentlyContinue", 0, 0)]
    [InlineData("& $block { Get-Item /none; Write-Warning w } 2>&1 3>&1", 0, 0)]
    public void Errors_and_warnings_count_that_reach_their_streams(string script, int errors, int warnings)
    {
        Attempt($"& $block {{ {script} }}");
        Assert.Equal((BlockEnd.Completed, errors, warnings), (Last.End, Last.ErrorCount, Last.WarningCount));
        Assert.Equal(Math.Min(errors, BlockOutcome.MaxErrors), Last.Errors.Count);
    }

    [Fact]
    public void An_error_counts_in_the_innermost_block_and_where_others_are_in_theirs()
    {
        Attempt("& $block { Write-Error a; & $block { Write-Error b; & $block { Write-Error c; Write-Error d } }; & $block { } }");
        Assert.Equal([2, 1, 0, 1], InvokeBlockCommand.Outcomes.Select(outcome => outcome.ErrorCount));
        Assert.Equal(["c", "d"], InvokeBlockCommand.Outcomes[0].Errors.Select(error => error.Message));
    }

    [Theory]
    [InlineData("2>&1")]
    [InlineData("2>$null")]
    [InlineData("*>&1")]
    [InlineData("*>$null")]
    [InlineData("2>e.txt 3>w.txt")]
    [InlineData("| Out-Null")]
    [InlineData("-ErrorAction SilentlyContinue -WarningAction SilentlyContinue")]
    [InlineData("-ErrorAction Ignore -WarningAction Ignore")]
    [InlineData("-Hold")]
    [InlineData("-LeavesTerminal")]
    public void It_counts_wherever_the_caller_sends_them(string redirection)
    {
        Attempt($"& $block {{ Get-Item /none; Write-Warning w; 1/0; 1 }} {redirection}");
        Assert.Equal((2, 1), (Last.ErrorCount, Last.WarningCount));
    }

    // Such a pipeline, of which proxies are made, takes over how the cmdlet around it merges.
    [Fact]
    public void It_counts_the_errors_of_a_steppable_pipeline()
    {
        Attempt("""
            function p {
                $pipeline = { Get-Item /none }.GetSteppablePipeline()
                $pipeline.Begin($false); $pipeline.Process(); $pipeline.End()
            }
            & $block { p } 2>&1
            """);
        Assert.Equal(1, Last.ErrorCount);
    }

    [Fact]
    public void What_reads_the_output_is_not_of_the_block()
    {
        Attempt("""
            & $block { 1; sh -c 'exit 3'; 2 } | ForEach-Object { Write-Error r; Write-Warning r; sh -c 'exit 5' }
            & $block { & $block { 1, 2 } | ForEach-Object { sh -c "exit $_" } }
            """);
        Assert.Equal((0, 0, 3), (InvokeBlockCommand.Outcomes[0].ErrorCount, InvokeBlockCommand.Outcomes[0].WarningCount,
            InvokeBlockCommand.Outcomes[0].ExitCode));
        Assert.Equal([null, 2], InvokeBlockCommand.Outcomes.Skip(1).Select(outcome => outcome.ExitCode));
    }

    [Fact]
    public void Of_an_error_message_id_and_place_are_kept()
    {
        var path = FilePath("a, b.ps1");
        File.WriteAllText(path, """
            & $block {
                Get-Item /none
                  1/0
                & {
                    Write-Error 'we'
                }
            }
            """);
        Attempt($"& '{path}'; & $block {{\n Get-Item /none; Write-Error x\n}}");
        Assert.Equal(
            [
                $"{path}:2:5 PathNotFound,Microsoft.PowerShell.Commands.GetItemCommand Cannot find path '/none' because it does not exist.",
                $"{path}:3:7 RuntimeException Attempted to divide by zero.",
                $"{path}:5 Microsoft.PowerShell.Commands.WriteErrorException we",
            ],
            InvokeBlockCommand.Outcomes[0].Errors.Select(error => $"{error.Position} {error.Id} {error.Message}"));
        Assert.Equal(["line 2:2", "line 2"], Last.Errors.Select(error => error.Position));
        Attempt($"& $block {{ & '{path}' }}; & $block {{\n\n throw 'x' }}");
        Assert.Equal("line 3:2", BlockError.PositionOf(Last.FailureRecord!));
    }

    [Theory]
    [InlineData("1", null)]
    [InlineData("sh -c 'exit 3'", 3)]
    [InlineData("sh -c 'exit 0'", 0)]
    [InlineData("sh -c 'exit 3'; sh -c 'exit 0'", 0)]
    [InlineData("sh -c 'exit 7'; 1", 7)]
    [InlineData("$null = sh -c 'exit 9'", 9)]
    [InlineData("$LASTEXITCODE", null)]
    [InlineData("Set-Content x.ps1 'exit 4'; & ./x.ps1", 4)]
    [InlineData("& $block { sh -c 'exit 3' }", null)]
    [InlineData("sh -c 'exit 3'; & $block { }", 3)]
    [InlineData("sh -c 'exit 3'; & $block { sh -c 'exit 4' }", 3)]
    [InlineData("& $block { sh -c 'exit 4' }; sh -c 'exit 3'", 3)]
    [InlineData("& $block { & $block { sh -c 'exit 4' } }; & $block { }; & $block { sh -c 'exit 5' }", null)]
    [InlineData("sh -c 'exit 6'; & $block { & $block { sh -c 'exit 4' } }; & $block { }; & $block { sh -c 'exit 5' }", 6)]
    public void The_exit_code_is_that_of_the_blocks_last_program(string script, int? expected)
    {
        foreach (var before in new[] { "", "$global:LASTEXITCODE = 7", "sh -c 'exit 7'" })
        {
            Run("Remove-Variable LASTEXITCODE -Scope Global -ErrorAction Ignore");
            Assert.Equal(expected, Outcome($"{before}; & $block {{ {script} }}").ExitCode);
            if (expected == null && !script.Contains("sh", StringComparison.Ordinal))
                Assert.Equal(before.Length == 0 ? null : 7, Get("LASTEXITCODE") is PSObject value ? value.BaseObject : Get("LASTEXITCODE"));
        }
    }

    [Theory]
    [InlineData("1; return 2", "Completed")]
    [InlineData("throw 'x'", "Failed x")]
    [InlineData("Get-Item /none -ErrorAction Stop", "Failed Cannot find path '/none' because it does not exist.")]
    [InlineData("$ErrorActionPreference = 'Stop'; 1/0", "Failed Attempted to divide by zero.")]
    [InlineData("break", "Left")]
    [InlineData("continue", "Left")]
    [InlineData("exit", "Exited 0")]
    [InlineData("exit 5", "Exited 5")]
    public void How_it_ended_is_known(string script, string expected)
    {
        try
        {
            Attempt($"foreach ($i in 1) {{ & $block {{ {script} }} }}");
        }
        catch (InvalidOperationException) when (script.StartsWith("exit", StringComparison.Ordinal))
        {
            // The session says that nothing else ran.
        }
        var code = Last.End == BlockEnd.Exited ? $"{Last.ExitedWith}" : "";
        Assert.Equal(expected, $"{Last.End} {code}{Last.FailureRecord}".TrimEnd());
    }

    [Fact]
    public void ThrowTerminatingError_of_the_caller_is_a_failure_that_can_be_tried_again()
    {
        const string Function = $$"""
            function f {
                [CmdletBinding()]param([int] $times, $action = 'Stop')
                $n = @(0)
                & $block {
                    $n[0]++
                    if ($n[0] -le $times) { $PSCmdlet.ThrowTerminatingError({{NewError}}) }
                    "attempt $($n[0])"
                } -Attempts 3
                'rest'
            }
            """;
        Assert.Equal(["attempt 3", "rest"], Output($"{Function}; f 2"));
        Assert.Equal(["Failed", "Failed", "Completed"], InvokeBlockCommand.Outcomes.Select(outcome => $"{outcome.End}"));
        Assert.Equal(["caught TE,f", "1"], Output(
            $"{Function}; $Error.Clear(); try {{ f 5 }} catch {{ \"caught $($_.FullyQualifiedErrorId)\" }}; $Error.Count"));
    }

    [Theory]
    [InlineData("throw 'x'", "Continue", "after False 1", 1)]
    [InlineData("throw 'x'", "SilentlyContinue", "after False 1", 0)]
    [InlineData("throw 'x'", "Ignore", "after False 0", 0)]
    [InlineData("Get-Item /none -ErrorAction Stop", "Continue", "after False 1", 1)]
    [InlineData("Get-Item /none -ErrorAction Stop", "SilentlyContinue", "after False 1", 0)]
    [InlineData("Get-Item /none -ErrorAction Stop", "Ignore", "after False 0", 0)]
    [InlineData("$ErrorActionPreference = 'Stop'; 1/0", "Continue", "after False 1", 1)]
    [InlineData("[int]::Parse('x')", "SilentlyContinue", "after True 1", 0)]
    [InlineData("Write-Error a; 1/0", "Continue", "after True 2", 2)]
    [InlineData("Write-Error a; 1/0", "SilentlyContinue", "after True 2", 0)]
    [InlineData("Write-Error a; 1/0", "Ignore", "after True 0", 0)]
    public void ErrorAction_hides_errors_and_lets_the_script_go_on(string script, string action, string expected, int shown)
    {
        var result = Attempt($"$Error.Clear(); & $block {{ {script} }} -ErrorAction {action}; \"after $? $($Error.Count)\"");
        Assert.Equal([expected], result.Output);
        Assert.Equal(shown, result.Errors.Count);
        Assert.Equal(script.StartsWith("Write", StringComparison.Ordinal) ? 2 : 1, Last.ErrorCount + (Last.FailureRecord == null ? 0 : 1));
    }

    [Theory]
    [InlineData("throw [IO.IOException]::new('x')", "System.IO.IOException")]
    [InlineData("Get-Item /none -ErrorAction Stop", "System.Management.Automation.ItemNotFoundException")]
    public void An_error_that_ends_nothing_keeps_type_and_place(string script, string type)
    {
        var error = Assert.Single(Attempt($"& $block {{\n {script} }} -ErrorAction Continue").Errors);
        Assert.Equal((2, 2), (error.InvocationInfo.ScriptLineNumber, error.InvocationInfo.OffsetInLine));
        Assert.Equal(type, (error.Exception.InnerException ?? error.Exception).GetType().FullName);
    }

    [Fact]
    public void ErrorAction_Stop_governs_the_block_and_nothing_after_it()
    {
        Assert.Equal(["caught PathNotFound,Microsoft.PowerShell.Commands.GetItemCommand", "", "Continue", "1"], Output("""
            $Error.Clear()
            function f {
                try { & $block { Get-Item /none; 'no' } -ErrorAction Stop } catch { "caught $($_.FullyQualifiedErrorId)" }
                "$(Get-Variable ErrorActionPreference -Scope Local -ErrorAction Ignore)"
                "$ErrorActionPreference"
            }
            f
            $Error.Count
            """));
        Assert.Equal(["Stop", "Continue", "Stop", "Ignore"], Attempt("""
            & $block { "$ErrorActionPreference" } -ErrorAction Stop | ForEach-Object { $_; "$ErrorActionPreference" }
            & $block { "$ErrorActionPreference"; $ErrorActionPreference = 'Ignore' } -ErrorAction Stop
            "$ErrorActionPreference"
            $ErrorActionPreference = 'Continue'
            """).Output);
    }

    [Fact]
    public void Common_parameters_collect_what_comes_out()
    {
        Assert.Equal(["1 2", "2 Cannot find path '/none' because it does not exist.", "1 w", "2 h i", "1 2"], Attempt("""
            & $block { 1; Get-Item /none; 1/0; Write-Warning w; Write-Host h; Write-Information i; 2; Get-Item /none -ErrorAction Ignore } `
                -OutVariable o -ErrorVariable e -WarningVariable w -InformationVariable i -PipelineVariable p |
                ForEach-Object { $all += @($p) }
            "$o"; "$($e.Count) $($e[0])"; "$($w.Count) $w"; "$($i.Count) $i"; "$all"
            """).Output);
        Assert.Equal(["1 x", "2 a b"], Attempt("""
            try { & $block { throw 'x' } -ErrorVariable e } catch { }
            "$($e.Count) $e"
            & $block { Write-Error a } -ErrorVariable f; & $block { Write-Error b } -ErrorVariable +f
            "$($f.Count) $f"
            """).Output);
    }

    [Fact]
    public void Input_and_arguments_reach_the_block()
    {
        Assert.Equal(["2", "4", "n"], Output("$_ = 'n'; 1, 2 | & $block { $_ * 2 }; $_"));
        Assert.Equal(["b a", "2", "b a", "x"], Output("""
            & $block { "$($args[1]) $($args[0])"; $args.Count } -ArgumentList a, b
            & $block { param($p, $q) "$q $p" } -ArgumentList a, b
            $null = & $block { param([int] $p) $p; $x = 'x' } -ArgumentList '5'; $x
            """));
        Assert.Equal(["6", "p1", "p2"], Output("""
            5 | & $block { param($n) $_ + $n } -ArgumentList 1
            1, 2 | & $block { process { "p$_" } }
            """));
        Assert.Empty(Output("Get-Variable *tracked*"));
    }

    [Fact]
    public void Output_can_be_held()
    {
        Assert.Equal(["after"], Attempt("& $block { 1; , (2, 3); Write-Warning w } -Hold; 'after'").Output);
        Assert.Equal(["1", "2 3"], Last.Held.Select(value => LanguagePrimitives.ConvertTo<string>(value)));
        Assert.Equal(2, InvokeBlockCommand.Output.Count);
        Assert.Equal(["1"], Output("& $block { 1 } -LeavesTerminal"));
        Assert.Equal(2, InvokeBlockCommand.Output.Count);
    }

    [Theory]
    [InlineData("1; 'a'; $x.y; Get-Item .", false)]
    [InlineData("$x = 1", true)]
    [InlineData("$x += 1", true)]
    [InlineData("$x++", true)]
    [InlineData("[int] $x = 1", true)]
    [InlineData("$a, $b = 1, 2", true)]
    [InlineData("if ($true) { while ($false) { $x = 1 } }", true)]
    [InlineData("foreach ($i in 1) { }", true)]
    [InlineData("$script:x = 1", true)]
    [InlineData("$global:x = 1", true)]
    [InlineData("Get-Item . -OutVariable o", true)]
    [InlineData("Set-Variable x 1", true)]
    [InlineData("1 | ForEach-Object { $x = 1 }", true)]
    [InlineData("1 | ForEach-Object -Process { $x = 1 }", true)]
    [InlineData(". { $x = 1 }", true)]
    [InlineData("Invoke-TrackStep s { $x = 1 }", true)]
    [InlineData("& { $x = 1 }", false)]
    [InlineData("function f { $x = 1 }; f", false)]
    [InlineData("Start-ThreadJob { $x = 1 } | Receive-Job -Wait", false)]
    [InlineData("$null = 1; $env:TRACKING_NOTHING = 1", false)]
    [InlineData("@{}.x = 1; @(1)[0] = 2", false)]
    public void That_it_assigns_variables_is_known(string script, bool expected) =>
        Assert.Equal(expected, Outcome($"& $block {{ {script} }}").AssignedVariables);

    [Fact]
    public void That_it_changed_the_location_is_known()
    {
        Assert.True(Outcome("& $block { Set-Location / }").ChangedLocation);
        Assert.False(Outcome("& $block { Push-Location $HOME; Pop-Location }").ChangedLocation);
    }

    [Fact]
    public void A_block_that_is_stopped_or_left_by_its_reader_is_known_as_that()
    {
        Assert.Equal(["1"], Output("& $block { 1..10 } | Select-Object -First 1"));
        Assert.Equal(BlockEnd.Left, Last.End);
        var begun = FilePath("begun");
        using var work = Begin($$"""
            $block = [Management.Automation.CmdletInfo]::new('Invoke-Block', [{{typeof(InvokeBlockCommand).FullName}}])
            & $block { Set-Content '{{begun}}' 1; Start-Sleep 60 }
            """);
        work.WaitFor(begun).Stop();
        Assert.Equal(BlockEnd.Stopped, Last.End);
    }

    [Fact]
    public void Runspaces_at_work_at_once_do_not_meet()
    {
        Attempt("""
            1..20 | ForEach-Object -ThrottleLimit 5 -Parallel {
                $n = $_
                & $using:block {
                    foreach ($i in 1..$n) { Write-Error $i; Write-Warning $i }
                    & $using:block { Write-Error i }; sh -c "exit $n"
                }
            }
            """);
        Assert.Equal(Enumerable.Range(1, 20).Select(n => (n, n, n)), InvokeBlockCommand.Outcomes
            .Where(outcome => outcome.ExitCode != null)
            .Select(outcome => (outcome.ErrorCount, outcome.WarningCount, outcome.ExitCode!.Value))
            .OrderBy(counts => counts.ErrorCount));
    }

    [Fact]
    public void Without_the_engine_output_and_failure_are_known()
    {
        AppContext.SetSwitch(BlockRunner.PlainSwitch, true);
        try
        {
            Assert.Equal(["1", "5", "a", "6"], Output("""
                & $block { 1; $x = 5 }; $x
                & $block { $args[0] } -ArgumentList a
                3 | & $block { $_ * 2 }
                """));
            Assert.Equal(4, InvokeBlockCommand.Output.Count + 1);
            Assert.Equal(["caught x"], Output("try { & $block { throw 'x' } } catch { \"caught $_\" }"));
            Assert.Equal((BlockEnd.Failed, "x"), (Last.End, Last.Failure?.Message));
            Assert.Equal(["1", "2"], Output("foreach ($i in 1..3) { & $block { if ($i -eq 3) { break }; $i } }"));
            Assert.Equal(BlockEnd.Left, Last.End);
            Assert.Equal(["after"], Attempt("& $block { 7 } -Hold; & $block { throw 'y' } -ErrorAction SilentlyContinue; 'after'").Output);
        }
        finally
        {
            AppContext.SetSwitch(BlockRunner.PlainSwitch, false);
        }
    }

    [Fact]
    public void This_PowerShell_is_known() => Assert.True(ShellInternals.IsKnown);

    private BlockOutcome Outcome(string script)
    {
        Attempt(script);
        return Last;
    }
}

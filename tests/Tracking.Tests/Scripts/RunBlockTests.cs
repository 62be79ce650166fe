using System.Linq;
using Xunit;

namespace Tracking.Tests.Scripts;

/// <summary>The block of Invoke-TrackRun: where it runs, what comes out of it, and which store is current meanwhile.</summary>
public sealed class RunBlockTests : ScriptTest
{
    [Fact]
    public void It_passes_on_what_the_block_puts_out_as_it_comes_and_finishes_the_run()
    {
        Assert.Equal(["1/Running", "Running/Running", "2 3/Running", "/Running"], Output("""
            Invoke-TrackRun a001 { 1; (Get-TrackRun a001).Status; , @(2, 3); $null } | ForEach-Object { "$_/$((Get-TrackRun a001).Status)" }
            """));
        Assert.Equal(["1 Finished"], Runs("a001"));
        Assert.Empty(Output("Get-TrackRun a001 -Current; Search-Track"));
    }

    [Fact]
    public void The_block_runs_in_the_callers_scope_whatever_the_callers_variables_are_called()
    {
        Assert.Equal(["btoh", "btoh", "2", "new", "10", "20"], Output("""
            $block, $tap, $output, $hold = 'b', 't', 'o', 'h'
            $count = 0
            Invoke-TrackRun a001 {
                $count++
                "$block$tap$output$hold"
                Invoke-TrackStep copy { $count++; "$block$tap$output$hold"; $output = 'new' }
            }
            $count
            $output
            1..2 | ForEach-Object { Invoke-TrackRun a001 { Invoke-TrackStep s { $_ * 10 } } }
            """));
    }

    [Fact]
    public void The_block_of_a_function_has_the_functions_parameters_and_leaves_its_args_alone()
    {
        Assert.Equal(["got 1", "9", "got 2", "9", "x y"], Output("""
            function Copy-It {
                param([Parameter(ValueFromPipeline)] [int] $N)
                process { Invoke-TrackRun a001 { Invoke-TrackStep s { "got $N"; $N = 9 } }; $N }
            }
            1, 2 | Copy-It
            function Copy-Rest { Invoke-TrackRun a001 { Invoke-TrackStep s { } }; "$args" }
            Copy-Rest x y
            """));
    }

    [Fact]
    public void A_block_that_is_bound_to_nothing_runs_and_that_of_a_module_runs_in_the_module()
    {
        Assert.Equal(["5", "within"], Output("""
            Invoke-TrackRun a001 ([scriptblock]::Create('Invoke-TrackStep s { 5 }'))
            $module = New-Module { $secret = 'within'; function Get-Block { { Invoke-TrackStep s { $script:secret } } } }
            Invoke-TrackRun a001 (& $module { Get-Block })
            """));
    }

    [Fact]
    public void Return_leaves_the_block_alone()
    {
        Assert.Equal(["1", "2", "3", "5"], Output("Invoke-TrackRun a001 { 1; Invoke-TrackStep s { 2; return 3; 4 }; return 5; 6 }"));
        Assert.Equal(["1 Finished"], Runs("a001"));
    }

    [Fact]
    public void Everything_else_that_comes_out_of_the_block_passes_as_well()
    {
        Assert.Equal(["ErrorRecord", "WarningRecord", "InformationRecord", "InformationRecord"], Output("""
            Invoke-TrackRun a001 {
                Invoke-TrackStep s { Write-Error e -ErrorAction Continue; Write-Warning w; Write-Information i; Write-Host h }
            } -ErrorVariable own *>&1 | ForEach-Object { $_.GetType().Name }
            """));
        Assert.Equal(["1 FinishedWithErrors s: e"], Runs("a001"));
        Assert.Equal(["1 s CompletedWithErrors"], Steps("a001"));
        Assert.Equal(["e", "1 1"], Output("$own; $step = Get-TrackStep; \"$($step.ErrorCount) $($step.WarningCount)\""));
    }

    [Fact]
    public void The_runs_store_is_current_while_the_block_runs_and_the_former_one_after_it()
    {
        var path = FilePath("s.json");
        Set("path", path);
        Assert.Equal([path], Output("""
            Invoke-TrackRun a001 -Store $path {
                (Get-TrackStore).Path
                $null = Save-UserTrack a001 @{ k = 1 }
                Invoke-TrackStep s { }
            }
            """));
        Assert.Equal(["True", "1", "1", "Finished"], Output("""
            (Get-TrackStore) -eq $store
            Search-Track
            Get-TrackRun
            Get-TrackStep
            (Search-Track a001 -Store $path).RunId
            (Get-TrackStep a001 -Store $path).RunId
            (Get-TrackRun -Store $path).Status
            """));
        Assert.Equal(["x", "True"], Output("""
            try { Invoke-TrackRun a001 -Store $path { throw 'x' } } catch { "$_" }
            (Get-TrackStore) -eq $store
            """));
        // It is closed, and not held.
        Assert.Equal(["True"], Output("""
            @(Get-TrackStore -Open | Where-Object Path -EQ $path).Count -eq 0 -and (Open-TrackStore $path).IsOpen
            """));
    }

    [Fact]
    public void A_store_that_the_block_opened_stays_current()
    {
        Assert.Equal(["True"], Output("""
            Invoke-TrackRun a001 { $script:other = Open-TrackStore -InMemory; Invoke-TrackStep s { } }
            (Get-TrackStore) -eq $other
            """));
        Assert.Equal(["1 Finished"], Runs("a001", "$store"));
        Assert.Equal(["1 s Completed"], Steps("a001", "$store"));
    }

    [Fact]
    public void It_goes_on_in_its_store_though_the_block_closes_that_and_ends_there()
    {
        Run("""
            $path = "$folder/closed.json"
            Invoke-TrackRun closing -Store (Open-TrackStore $path) {
                Invoke-TrackStep before { }
                Close-TrackStore $path
                Invoke-TrackStep after { }
            }
            """);
        Assert.Equal(["1 Finished"], Runs("closing", "$path"));
        Assert.Equal(["1 before Completed", "1 after Completed"], Steps("closing", "$path"));
        Assert.Empty(Output("Get-TrackStore -Open | Where-Object Path -EQ $path"));
    }

    [Fact]
    public void A_run_within_a_run_has_steps_and_a_failure_of_its_own_until_the_outer_lets_it_pass()
    {
        Run("""
            Invoke-TrackRun outer {
                Invoke-TrackStep first { }
                Invoke-TrackRun inner { Invoke-TrackStep deep { Invoke-TrackStep deeper { } } }
                try { Invoke-TrackRun inner { throw 'inner' } } catch { }
                Invoke-TrackStep last { }
                Invoke-TrackRun inner { Invoke-TrackStep named { } -TaskId outer }
            }
            """);
        Assert.Equal(["1 first Completed", "1 last Completed", "1 named Completed"], Steps("outer"));
        Assert.Equal(["2 deep Completed", "2 deep/deeper Completed"], Steps("inner"));
        Assert.Equal(["True"], Output("(Get-TrackRun -RunId 1).Identity -eq ((Get-TrackRun inner -All).Parent | Sort-Object -Unique)"));
        Assert.Equal(["1 Finished"], Runs("outer"));
        Assert.Equal(["2 Finished", "3 Failed inner", "4 Finished"], Runs("inner"));
        Assert.Equal(["through"], Output("try { Invoke-TrackRun outer { Invoke-TrackRun inner { throw 'through' } } } catch { \"$_\" }"));
        Assert.Equal(["5 Failed through", "6 Failed through"], [Runs("outer").Last(), Runs("inner").Last()]);
    }

    [Fact]
    public void Verbose_names_the_file_and_the_run()
    {
        Set("path", FilePath("s.json"));
        var verbose = Run("Invoke-TrackRun a001 -Store $path { 'out' } -Verbose").Verbose;
        Assert.Equal(2, verbose.Count(line => line.Contains("Run 1 of a001", System.StringComparison.Ordinal)));
        Assert.Equal($"Run 1 of a001 in '{FilePath("s.json")}': Finished.", verbose[^1]);
        Assert.Contains(
            $"Step 's' of run 2 of a001 in '{FilePath("s.json")}' begins.",
            string.Join('\n', Run("Invoke-TrackRun a001 -Store $path { Invoke-TrackStep s { } -Verbose }").Verbose));
    }

    [Fact]
    public void Neither_a_run_nor_a_step_runs_anything_with_WhatIf()
    {
        Assert.Equal(["on"], Output("""
            Invoke-TrackRun a001 { throw 'never' } -WhatIf
            Invoke-TrackRun a001 { Invoke-TrackStep s { throw 'never' } -WhatIf; 'on' }
            Invoke-TrackStep s { throw 'never' } -WhatIf
            """));
        Assert.Equal(["1 Finished"], Runs("a001"));
        Assert.Equal(["1", "0", "0"], Output("@(Get-TrackRun).Count; @(Get-TrackStep).Count; @(Search-Track).Count"));
    }

    [Theory]
    [InlineData("[a]*?")]
    [InlineData("two\nlines")]
    [InlineData("grün 😀")]
    [InlineData(" ")]
    [InlineData("$(throw)")]
    [InlineData("'")]
    [InlineData("{0}")]
    [InlineData("../..")]
    public void Names_of_any_characters_are_taken_literally(string name)
    {
        Set("name", name);
        Assert.Equal([$"did {name}", "x", $"did {name}", name, name, name, name], Output("""
            try { Invoke-TrackRun $name { Invoke-TrackStep $name { "did $name" }; throw 'x' } } catch { "$_" }
            Invoke-TrackRun $name -Resume { Invoke-TrackStep $name { 'again' } }
            (Get-TrackRun).TaskId
            (Get-TrackStep -Name $name).Name
            """));
    }

    [Theory]
    [InlineData("\"a$([char] 0xD83D)\"")]
    [InlineData("''")]
    [InlineData("$null")]
    public void What_can_be_no_name_is_refused_and_nothing_runs(string name)
    {
        Run($"$ran = $false; $name = {name}");
        const string ofParameter = "ParameterArgumentValidationError\\w*";
        Assert.Matches($"^(TrackNameInvalid|{ofParameter}),", Attempt("Invoke-TrackRun $name { $ran = $true }").ErrorIds.Single());
        Assert.Matches($"^(TrackNameInvalid|{ofParameter}),", Attempt("Invoke-TrackStep $name { $ran = $true }").ErrorIds.Single());
        Assert.Empty(Output("Get-TrackRun"));
        var inRun = Attempt("Invoke-TrackRun a001 { Invoke-TrackStep $name { $ran = $true } }");
        Assert.Matches($"^(TrackNameInvalid|{ofParameter}),", inRun.ErrorIds.Single());
        Assert.StartsWith("1 Failed", Runs("a001").Single());
        Assert.Equal(false, Get("ran"));
    }

    [Fact]
    public void A_store_that_cannot_be_written_is_refused_and_nothing_runs()
    {
        Run("$null = Save-UserTrack a001 @{ k = 1 } -Store s.json; $readOnly = Open-TrackStore s.json -ReadOnly");
        foreach (var resume in new[] { "", "-Resume" })
        {
            var result = Attempt($"Invoke-TrackRun a001 -Store $readOnly {resume} {{ 'never' }}");
            Assert.Equal(["TrackStoreReadOnly,Tracking.Commands.InvokeTrackRunCommand"], result.ErrorIds);
            Assert.Empty(result.Output);
        }
    }
}

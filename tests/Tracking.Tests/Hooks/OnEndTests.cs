using System;
using System.IO;
using Tracking.Tests.Scripts;
using Xunit;

namespace Tracking.Tests.Hooks;

/// <summary>What -OnEnd does at the end of a run, and what it does not (rules 13.1 and 13.2).</summary>
public sealed class OnEndTests : ScriptTest
{
    [Theory]
    [InlineData("{ }", "Finished ")]
    [InlineData("{ throw 'no disk' }", "Failed no disk")]
    [InlineData("{ Write-Error 'a bad row' -ErrorAction Continue 2> $null; Invoke-TrackStep s { throw 'down' } -ErrorAction Ignore }",
        "FinishedWithErrors s: down")]
    [InlineData("{ $null = Stop-TrackRun a001 -Failed -Message 'said' }", "Failed said")]
    [InlineData("{ Invoke-TrackStep s { Get-Item /no/such/file } }", "Failed Cannot find path '/no/such/file' because it does not exist.")]
    public void A_hook_has_the_run_as_it_ended_however_it_ended(string block, string expected)
    {
        Run($$"""
            try { Invoke-TrackRun a001 {{block}} -OnEnd { $global:seen = "$($_.Status) $($_.Message)"; $global:now = Get-TrackRun a001 } }
            catch { }
            """);
        Assert.Equal([expected], Output("$seen"));
        Assert.Equal([expected], Output("\"$($now.Status) $($now.Message)\""));
        Assert.Equal(["1 " + expected.TrimEnd()], Runs("a001"));
    }

    [Theory]
    [InlineData("exit 3", "exit 3")]
    [InlineData("break", "")]
    public void A_run_that_is_left_has_its_hook_too(string end, string message)
    {
        Run($$"""
            # A pipeline of its own, which may end.
            $shell = [powershell]::Create('CurrentRunspace').AddScript({
                foreach ($once in 1) { Invoke-TrackRun a001 { {{end}} } -OnEnd { $global:seen = "$($_.RunId) $($_.Message)" } }
            })
            $null = $shell.Invoke()
            """);
        Assert.Equal(["1 " + message], Output("$seen"));
    }

    [Fact]
    public void A_hook_runs_in_the_callers_runspace_and_sees_its_variables_and_leaves_none()
    {
        Run("""
            function Start-Job1 {
                $url = 'https://example.org'
                $count = 1
                $list = [Collections.Generic.List[string]]::new()
                Invoke-TrackRun a001 { } -OnEnd {
                    $list.Add($url)
                    $list.Add([runspace]::DefaultRunspace.InstanceId -eq $id)
                    $count = 2
                    $new = 3
                }
                $list
                $count
                Test-Path variable:new
            }
            $id = [runspace]::DefaultRunspace.InstanceId
            """);
        Assert.Equal(["https://example.org", "True", "1", "False"], Output("Start-Job1"));
        Assert.Equal(["a001"], Output("Invoke-TrackRun a001 { } -OnEnd { param($run) $global:got = $run.TaskId }; $got"));
    }

    [Theory]
    [InlineData("throws", "throw 'no route'", "Failed no route")]
    [InlineData("writes errors", "$ErrorActionPreference = 'Continue'; Write-Error 'no route'; Write-Error 'twice'",
        "FinishedWithErrors no route")]
    [InlineData("stops at an error", "Get-Item /no/such/file",
        "Failed Cannot find path '/no/such/file' because it does not exist.")]
    [InlineData("exits", "exit 7", "Failed exit 7")]
    [InlineData("exits well", "exit 0", "Finished")]
    [InlineData("leaves", "break", "Stopped")]
    [InlineData("fails in a step", "Invoke-TrackStep notify { throw 'no route' }", "Failed no route")]
    [InlineData("runs a program", "sh -c 'exit 4'", "FinishedWithErrors exit code 4")]
    [InlineData("outputs", "'lost'; Write-Output 5", "Finished")]
    [InlineData("returns", "return; throw 'never'", "Finished")]
    [InlineData("has parameters", "param($run) if ($run.TaskId -notin 'good', 'bad') { throw 'another run' }", "Finished")]
    public void A_hook_changes_nothing_and_is_on_record(string name, string hook, string recorded)
    {
        Assert.NotEmpty(name);
        foreach (var (block, taskId) in new[] { ("'out'", "good"), ("'out'; throw 'own'", "bad") })
        {
            var plain = State(block, $"plain-{taskId}", "");
            var hooked = State(block, taskId, $"-OnEnd {{ {hook} }} 3> $null");
            Assert.Equal(plain, hooked);
        }
        Assert.Equal(
            recorded,
            Output("Get-TrackRun OnEnd | Select-Object -First 1 | ForEach-Object { \"$($_.Status) $($_.Message)\".TrimEnd() }")[0]);
        Assert.Equal(["good", "bad"], Output("(Get-TrackRun OnEnd).Key"));
        Assert.Equal(["True"], Output("(Get-TrackRun OnEnd)[0].Parent -ceq (Get-TrackRun good).Identity"));
    }

    [Fact]
    public void What_goes_wrong_in_a_hook_is_a_warning_and_its_own_warnings_come_out()
    {
        var result = Run("Invoke-TrackRun a001 { 'out' } -OnEnd { Write-Warning 'slow'; throw 'no route' }");
        Assert.Equal(["out"], result.Output);
        Assert.Equal(
            ["slow", "OnEnd of run 1 of a001: Failed. no route The run itself stays as it ended."], result.Warnings);
        Assert.Empty(Run("Invoke-TrackRun a002 { } -OnEnd { 'fine' }").Warnings);
        // Whatever the preference.
        var strict = Run("Invoke-TrackRun a001 { 'out' } -OnEnd { throw 'no' } -WarningAction Stop; 'after'");
        Assert.Equal(["out", "after"], strict.Output);
        Assert.Equal(["OnEnd of run 5 of a001: Failed. no The run itself stays as it ended."], strict.Information);
        Assert.Equal(["out", "after"], Output("""
            $WarningPreference = 'Stop'
            Invoke-TrackRun a001 { 'out' } -OnEnd { throw 'no' } 6> $null
            'after'
            """));
        Assert.Equal(["1 Finished", "5 Finished", "7 Finished"], Runs("a001"));
    }

    [Theory]
    [InlineData("Start-Sleep 1000")]
    [InlineData("while ($true) { $x = 1 }")]
    [InlineData("try { Start-Sleep 1000 } finally { $global:cleaned = $true }")]
    [InlineData("sleep 1000")]
    public void A_hook_that_does_not_end_is_stopped(string hook)
    {
        var result = Run($"Invoke-TrackRun a001 {{ 'out' }} -OnEnd {{ {hook} }} -OnEndTimeout 0.2; 'after'");
        Assert.Equal(["out", "after"], result.Output);
        Assert.Equal(["OnEnd of run 1 of a001: Stopped. It had not ended after 0.2 s. The run itself stays as it ended."], result.Warnings);
        Assert.Equal(["1 Finished"], Runs("a001"));
        Assert.Equal(["2 Stopped It had not ended after 0.2 s."], Runs("OnEnd"));
        Assert.Equal([hook.Contains("finally", StringComparison.Ordinal).ToString()], Output("Test-Path variable:cleaned"));
    }

    [Fact]
    public void A_hook_that_ignores_being_stopped_is_waited_for_and_is_on_record_as_late()
    {
        Run("""
            Invoke-TrackRun a001 { } -OnEndTimeout 0.05 3> $null -OnEnd {
                try { Start-Sleep 1000 }
                finally { [Threading.Thread]::Sleep(300); $global:ignored = $true }
            }
            """);
        Assert.Equal(["True"], Output("$ignored"));
        Assert.Equal(["2 Stopped It had not ended after 0.05 s."], Runs("OnEnd"));
    }

    [Fact]
    public void A_hook_may_save_tracks_and_run_steps_and_runs_of_its_own()
    {
        Run("""
            Invoke-TrackRun a001 { $null = Save-UserTrack a001 @{ n = 1 } } -OnEnd {
                $null = Save-UserTrack a001 @{ n = 2 } -RunId $_.RunId
                Invoke-TrackStep notify { $null = Save-UserTrack told @{ n = 3 } }
                Invoke-TrackRun after { 'lost' } -OnEnd { $global:inner = $_.TaskId }
            }
            """);
        Assert.Equal(["after"], Output("$inner"));
        Assert.Equal(["1 Finished"], Runs("a001"));
        Assert.Equal(["1", "2"], Output("(Search-Track a001 -RunId 1).Data.n"));
        Assert.Equal(["2 notify Completed"], Steps("OnEnd"));
        Assert.Equal(["OnEnd"], Output("(Get-TrackRun | Where-Object Identity -eq (Get-TrackRun after).Parent).TaskId"));
    }

    [Fact]
    public void A_hook_can_start_the_same_again_since_the_claim_is_free()
    {
        Run("""
            $global:tries = 0
            function Invoke-Job {
                Invoke-TrackRun job -Key 1 -Resume { Invoke-TrackStep s { if (++$global:tries -lt 3) { throw "try $tries" } } } `
                    -OnEnd { if ($_.Status -eq 'Failed') { Invoke-Job } } 6> $null
            }
            try { Invoke-Job } catch { $global:caught = "$_" }
            """);
        Assert.Equal(["try 1"], Output("$caught"));
        Assert.Equal(["1 Failed try 1", "3 Failed try 2", "5 Finished"], Runs("job"));
    }

    [Fact]
    public void Runs_that_are_nested_or_resumed_have_each_their_own()
    {
        Run("""
            $seen = [Collections.Generic.List[string]]::new()
            Invoke-TrackRun outer { Invoke-TrackRun inner { } -OnEnd { $seen.Add("$($_.TaskId) in $((Get-TrackRun outer).Status)") } } `
                -OnEnd { $seen.Add("$($_.TaskId)") }
            foreach ($bad in $true, $false) {
                try { Invoke-TrackRun again -Key 1 -Resume { if ($bad) { throw 'bad' } } -OnEnd { $seen.Add("$($_.Status)") } 6> $null }
                catch { }
            }
            """);
        Assert.Equal(["inner in Running", "outer", "Failed", "Finished"], Output("$seen"));
        // The run around counts no error of the hook within.
        Run("Invoke-TrackRun around { Invoke-TrackRun inside { } -OnEnd { sh -c 'exit 9'; throw 'no' } 3> $null }");
        Assert.Equal(["Finished"], Output("(Get-TrackRun around).Status"));
    }

    [Fact]
    public void The_runs_store_is_the_current_one_in_a_hook_and_only_there()
    {
        Run("""
            Invoke-TrackRun a001 -Store "$folder/a.json" { } -OnEnd { $global:there = (Get-TrackStore).Name }
            """);
        Assert.Equal(["a.json", "True"], Output("$there; (Get-TrackStore) -eq $store"));
        Assert.Equal(["2 Finished"], Runs("OnEnd", "\"$folder/a.json\""));
    }

    [Fact]
    public void Ctrl_C_runs_no_hook_and_one_in_a_hook_ends_it()
    {
        using (var script = Begin($$"""
            Import-Module '{{ModuleSession.Manifest}}'
            Invoke-TrackRun a001 -Store '{{FilePath("c.json")}}' { New-Item '{{FilePath("begun")}}'; Start-Sleep 1000 } `
                -OnEnd { New-Item '{{FilePath("never")}}' }
            """))
        {
            script.WaitFor(FilePath("begun")).Stop();
            script.End();
        }
        using (var script = Begin($$"""
            Import-Module '{{ModuleSession.Manifest}}'
            Invoke-TrackRun a002 -Store '{{FilePath("c.json")}}' { } -OnEndTimeout 1000 `
                -OnEnd { New-Item '{{FilePath("hooked")}}'; Start-Sleep 1000 }
            New-Item '{{FilePath("never")}}'
            """))
        {
            script.WaitFor(FilePath("hooked")).Stop();
            script.End();
        }
        Assert.False(File.Exists(FilePath("never")));
        Assert.Equal(["1 Stopped"], Runs("a001", $"'{FilePath("c.json")}'"));
        Assert.Equal(["2 Finished"], Runs("a002", $"'{FilePath("c.json")}'"));
        Assert.Equal(["3 Stopped"], Runs("OnEnd", $"'{FilePath("c.json")}'"));
    }

    [Fact]
    public void WhatIf_runs_no_hook() =>
        Assert.Equal(["False"], Output("Invoke-TrackRun a001 { } -OnEnd { $global:never = 1 } -WhatIf; Test-Path variable:never"));

    private string[] State(string block, string taskId, string hook) => Output($$"""
        $global:LASTEXITCODE = 5
        Write-Error first -ErrorAction SilentlyContinue
        $said = try { Invoke-TrackRun {{taskId}} { {{block}} } {{hook}} } catch { "caught $_" }
        $ok = $?
        $said
        "ok $ok, exit code $LASTEXITCODE, errors $($Error.Count): $($Error[0])"
        (Get-TrackRun {{taskId}} | ForEach-Object { "$($_.Status) $($_.Message)" })
        $Error.Clear()
        """);
}

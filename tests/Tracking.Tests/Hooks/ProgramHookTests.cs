using System;
using System.IO;
using System.Text.Json;
using Tracking.Tests.Scripts;
using Xunit;

namespace Tracking.Tests.Hooks;

/// <summary>The program that <c>$env:TRACKING_ON_END</c> names (rule 13.3).</summary>
public sealed class ProgramHookTests : ScriptTest
{
    private const string Variable = "TRACKING_ON_END";

    protected override void Verify() => Environment.SetEnvironmentVariable(Variable, null);

    [Fact]
    public void A_program_has_each_run_as_it_ended_as_JSON_and_in_its_environment()
    {
        Name($"sh -c \"cat > '{Folder}/json'; env | grep ^TRACKING_ | sort > '{Folder}/env'\"");
        Run("""
            try { Invoke-TrackRun 'a "task"' -Key k { throw "no`ndisk: é 𝄞 $([char] 0)$([char] 0xd800)" } -UserName ann } catch { }
            """);
        var json = JsonDocument.Parse(File.ReadAllText(FilePath("json"))).RootElement;
        Assert.Equal("a \"task\"", json.GetProperty("TaskId").GetString());
        Assert.Equal(1, json.GetProperty("RunId").GetInt32());
        Assert.Equal("Failed", json.GetProperty("Status").GetString());
        Assert.Equal("no\ndisk: é 𝄞 \0\ufffd", json.GetProperty("Message").GetString());
        Assert.Equal("k", json.GetProperty("Key").GetString());
        Assert.Equal("ann", json.GetProperty("User").GetString());
        Assert.Equal(Output("(Get-TrackRun -RunId 1).Identity")[0], json.GetProperty("Identity").GetString());
        Assert.Equal(JsonValueKind.Null, json.GetProperty("Script").ValueKind);
        Assert.True(json.GetProperty("Start").GetDateTime() <= json.GetProperty("End").GetDateTime());
        var environment = File.ReadAllLines(FilePath("env"));
        Assert.Contains("TRACKING_RUN_ID=1", environment);
        Assert.Contains("TRACKING_RUN_TASK=a \"task\"", environment);
        Assert.Contains("TRACKING_RUN_STATUS=Failed", environment);
        Assert.Contains("TRACKING_RUN_MESSAGE=no", environment);
        // What runs in it runs it no more.
        Assert.DoesNotContain(environment, line => line.StartsWith(Variable, StringComparison.Ordinal));
        Assert.Equal(["2 Finished"], Runs(Variable));
        Assert.Equal(["a \"task\""], Output($"(Get-TrackRun {Variable}).Key"));
    }

    [Fact]
    public void Each_run_that_ends_here_runs_it_after_its_own_hook()
    {
        Name($"sh -c \"printf '%s ' $TRACKING_RUN_TASK >> '{Folder}/log'\"");
        Run("""
            Invoke-TrackRun outer { Invoke-TrackRun inner { } } -OnEnd { Add-Content "$folder/log" -NoNewline 'block ' }
            Invoke-TrackStep alone { }
            Invoke-TrackRun a001 { Invoke-TrackStep s { } }
            $null = Start-TrackRun a002; $null = Stop-TrackRun a002
            Invoke-TrackRun a003 { } -WhatIf
            """);
        Assert.Equal("inner block outer alone a001 ", File.ReadAllText(FilePath("log")));
        Assert.Equal(["inner", "outer", "alone", "a001"], Output($"(Get-TrackRun {Variable}).Key"));
    }

    [Theory]
    [InlineData("sh -c \"echo lost; echo 'no route' >&2; exit 7\"", "Failed exit code 7: no route")]
    [InlineData("sh -c \"exit 1\"", "Failed exit code 1")]
    [InlineData("\"/bin/sh\" -c \"exit 2\"", "Failed exit code 2")]
    [InlineData("/bin/false", "Failed exit code 1")]
    [InlineData("$TRACKING_SHELL -c \"exit 5\"", "Failed exit code 5")]
    [InlineData("/no/such/program -x", "Failed '/no/such/program' could not be started: ")]
    [InlineData("no-such-program", "Failed 'no-such-program' could not be started: ")]
    [InlineData("./here.sh", "Failed './here.sh' could not be started: $env:TRACKING_ON_END is './here.sh': it is not an absolute path")]
    [InlineData("$TRACKING_NONE/x", "Failed '$TRACKING_NONE/x' could not be started: $env:TRACKING_ON_END is")]
    [InlineData("true", "Finished")]
    [InlineData("sh -c \"echo error >&2\"", "Finished")]
    [InlineData("  true  ", "Finished")]
    public void What_becomes_of_a_program_is_on_record_and_changes_nothing(string line, string recorded)
    {
        Name(line);
        Environment.SetEnvironmentVariable("TRACKING_SHELL", "/bin/sh");
        var result = Run("$global:LASTEXITCODE = 3; Invoke-TrackRun a001 { 'out' }; \"$? $LASTEXITCODE $($Error.Count)\"");
        Assert.Equal(["out", "True 3 0"], result.Output);
        Assert.StartsWith("2 " + recorded, Runs(Variable)[0], StringComparison.Ordinal);
        Assert.Equal(["1 Finished"], Runs("a001"));
        Assert.Equal(recorded == "Finished" ? 0 : 1, result.Warnings.Length);
        Assert.Equal(["caught"], Output("try { Invoke-TrackRun a001 { throw 'own' } 3> $null } catch { 'caught' }"));
    }

    [Theory]
    [InlineData("")]
    [InlineData("  ")]
    [InlineData(null)]
    public void Where_none_is_named_none_is_run(string? line)
    {
        Name(line);
        Assert.Empty(Run("Invoke-TrackRun a001 { }").Warnings);
        Assert.Equal(["1"], Output("@(Get-TrackRun).Count"));
    }

    [Theory]
    [InlineData("sh -c \"sleep 1000\"")]
    [InlineData("sh -c \"trap '' TERM HUP INT; sleep 1000; sleep 1000\"")]
    [InlineData("sh -c \"sleep 1000 & echo $! > '$TRACKING_CHILD'; wait\"")]
    public void A_program_that_does_not_end_is_killed_with_what_it_started(string line)
    {
        Environment.SetEnvironmentVariable("TRACKING_CHILD", FilePath("child"));
        Name(line);
        var result = Run("Invoke-TrackRun a001 { 'out' } -OnEndTimeout 1");
        Assert.Equal(["out"], result.Output);
        Assert.Equal(
            ["TRACKING_ON_END of run 1 of a001: Stopped. It had not ended after 1 s. The run itself stays as it ended."], result.Warnings);
        Assert.Equal(["2 Stopped It had not ended after 1 s."], Runs(Variable));
        if (File.Exists(FilePath("child")))
        {
            Set("child", File.ReadAllText(FilePath("child")).Trim());
            Run("""
                $clock = [Diagnostics.Stopwatch]::StartNew()
                while ((Test-Path "/proc/$child/stat") -and (Get-Content "/proc/$child/stat") -notmatch '\) Z ') {
                    if ($clock.Elapsed.TotalSeconds -gt 60) { throw 'What it started is still there.' }
                    Start-Sleep -Milliseconds 10
                }
                """);
        }
    }

    [Fact]
    public void A_program_may_leave_another_one_behind_which_is_not_waited_for()
    {
        Name($"sh -c \"sleep 1000 & echo $! > '{Folder}/child'; exit 4\"");
        Run("Invoke-TrackRun a001 { } -OnEndTimeout 300 3> $null");
        Run("$null = Get-Process -Id (Get-Content \"$folder/child\"); Stop-Process -Id (Get-Content \"$folder/child\")");
        Assert.Equal(["2 Failed exit code 4"], Runs(Variable));
    }

    [Fact]
    public void Ctrl_C_in_a_run_runs_no_program_and_in_a_program_kills_it()
    {
        Name($"sh -c \"echo $$ > '{Folder}/hooked'; sleep 1000\"");
        using (var script = Begin($$"""
            Import-Module '{{ModuleSession.Manifest}}'
            Invoke-TrackRun a001 -Store '{{FilePath("c.json")}}' { New-Item '{{FilePath("begun")}}'; Start-Sleep 1000 }
            """))
        {
            script.WaitFor(FilePath("begun")).Stop();
            script.End();
        }
        Assert.False(File.Exists(FilePath("hooked")));
        using (var script = Begin($$"""
            Import-Module '{{ModuleSession.Manifest}}'
            Invoke-TrackRun a002 -Store '{{FilePath("c.json")}}' -OnEndTimeout 1000 { }
            """))
        {
            script.WaitFor(FilePath("hooked")).Stop();
            script.End();
        }
        Assert.Equal(["2 Finished"], Runs("a002", $"'{FilePath("c.json")}'"));
        Assert.Equal(["3 Stopped"], Runs(Variable, $"'{FilePath("c.json")}'"));
    }

    private static void Name(string? line) => Environment.SetEnvironmentVariable(Variable, line);
}

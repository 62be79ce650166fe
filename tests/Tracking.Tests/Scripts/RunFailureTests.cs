using System;
using System.Linq;
using Xunit;

namespace Tracking.Tests.Scripts;

/// <summary>How a run ends whose block does not come to its end.</summary>
public sealed class RunFailureTests : ScriptTest
{
    [Theory]
    [InlineData("thrown text", "throw 'no disk'")]
    [InlineData("thrown exception", "throw [IO.IOException]::new('no disk')")]
    [InlineData("division", "$zero = 0; 1 / $zero")]
    [InlineData(".NET", "[int]::Parse('x')")]
    [InlineData("a cmdlet", "Get-Item /no/such/file")]
    [InlineData("-ErrorAction", "$ErrorActionPreference = 'Continue'; Get-Item /no/such/file -ErrorAction Stop")]
    [InlineData("Write-Error", "Write-Error 'no disk'")]
    [InlineData("no such command", "Get-Nonsense")]
    [InlineData("strict mode", "$never")]
    [InlineData("a parser", "[scriptblock]::Create('{')")]
    [InlineData("this module", "Save-UserTrack a002 5")]
    public void What_fails_is_recorded_and_passes_as_it_is(string name, string script)
    {
        Set("script", script);
        // One line each, so that the error stands at the same place.
        Run("""
            $plain = try { & ([scriptblock]::Create($script)) } catch { $_ }
            $block = [scriptblock]::Create($script)
            $came = try { Invoke-TrackRun a001 { Invoke-TrackStep s { & $block } } } catch { $_ }
            """);
        Run("""
            function Format-Error($fault) {
                $fault.FullyQualifiedErrorId
                "$($fault.CategoryInfo)"
                "$($fault.TargetObject)"
                "$fault"
                $fault.Exception.GetType().FullName
            }
            """);
        Assert.Equal(Output("Format-Error $plain"), Output("Format-Error $came"));
        // Write-Error's errors stand where its script is called.
        if (name != "Write-Error")
            Assert.Equal(Output("$plain.InvocationInfo.Line"), Output("$came.InvocationInfo.Line"));

        Assert.Equal(Output("\"1 Failed $plain\""), Runs("a001"));
        Assert.Equal(["1 s Failed"], Steps("a001"));
        Assert.Equal(["True", "True"], Output("""
            $step = Get-TrackStep a001
            $step.Error -ceq "$plain"
            $step.ErrorId -ceq $plain.FullyQualifiedErrorId
            """));
        // What Write-Error says of the place is where its script is called: only the line is known.
        Assert.Equal(
            name == "Write-Error" ? ["line 1"]
                : Output("$place = $came.InvocationInfo; \"line $($place.ScriptLineNumber):$($place.OffsetInLine)\""),
            Output("$step.Position"));
    }

    [Fact]
    public void An_error_is_caught_by_its_type()
    {
        Assert.Equal(["zero", "none", "True"], Output("""
            try { Invoke-TrackRun a001 { Invoke-TrackStep s { $zero = 0; 1 / $zero } } }
            catch [IO.IOException] { 'io' }
            catch [DivideByZeroException] { 'zero' }
            try { Invoke-TrackRun a001 { Get-Item /no/such/file } } catch [Management.Automation.ItemNotFoundException] { 'none' }
            (Get-TrackStore) -eq $store
            """));
    }

    [Fact]
    public void The_automatic_variable_says_whether_it_came_to_its_end()
    {
        Assert.Equal(["fine", "run True", "fine", "step True", "caught False"], Output("""
            $ErrorActionPreference = 'Continue'
            Invoke-TrackRun a001 { 'fine' }; "run $?"
            Invoke-TrackStep s { 'fine' }; "step $?"
            try { Invoke-TrackRun a001 { Get-Item /no/such/file -ErrorAction Stop } } catch { "caught $?" }
            """));
        Assert.Equal(["Finished", "Finished", "Failed"], Output("(Get-TrackRun).Status"));
    }

    public static TheoryData<string, string, string> LongErrors => new()
    {
        { "half a surrogate pair", "a\uD83D", "a\uFFFD" },
        { "a pair at the end of what is kept", new string('x', 8190) + "😀😀", new string('x', 8190) + "…" },
        { "ten megabytes", new string('x', 10 << 20), new string('x', 8191) + "…" },
        { "lines and control characters", "a\n\u001b[31m\0b", "a\n\u001b[31m\0b" },
    };

    [Theory]
    [MemberData(nameof(LongErrors), DisableDiscoveryEnumeration = true)]
    public void Of_an_error_so_much_is_kept_as_a_run_can_keep(string name, string text, string kept)
    {
        Set("text", text);
        Run("""
            $came = try { Invoke-TrackRun a001 { Invoke-TrackStep s { throw $text } } } catch { $_ }
            $run = Get-TrackRun -RunId 1
            $step = Get-TrackStep a001
            """);
        Assert.True(text == Output("\"$came\"").Single(), name);
        Assert.Equal(["Failed"], Output("$run.Status"));
        foreach (var recorded in Output("$run.Message; $step.Error; $step.ErrorId"))
            Assert.True(kept == recorded, name);
    }

    [Fact]
    public void A_run_finishes_with_errors_when_the_script_catches_what_a_step_throws_and_without_when_an_error_is_silenced()
    {
        Assert.Equal(["caught x"], Output("Invoke-TrackRun a001 { try { Invoke-TrackStep s { throw 'x' } } catch { \"caught $_\" } }"));
        Assert.Equal(["1 s Failed"], Steps("a001"));
        Run("Invoke-TrackRun a001 { Write-Error x -ErrorAction SilentlyContinue }");
        Assert.Equal("y", Attempt("Invoke-TrackRun a001 { Write-Error y -ErrorAction Continue }").Errors.Single().ToString());
        Assert.Equal(["1 FinishedWithErrors s: x", "2 Finished", "3 FinishedWithErrors y"], Runs("a001"));
        Assert.Equal(["True", "True", "True"], Output("(Get-TrackRun -Status Finished).Finished"));
    }

    [Fact]
    public void A_pipeline_that_has_enough_leaves_the_run_stopped()
    {
        Assert.Equal(["1", "2"], Output("Invoke-TrackRun a001 { 1..9 } | Select-Object -First 2"));
        Assert.Equal(["1", "2"], Output("Invoke-TrackRun a001 { Invoke-TrackStep s { 1..9 } } | Select-Object -First 2"));
        Assert.Equal(["1 Stopped", "2 Stopped"], Runs("a001"));
        Assert.Equal(["2 s Stopped"], Steps("a001"));
        Assert.Equal(["True"], Output("(Get-TrackStore) -eq $store"));
    }

    [Theory]
    [InlineData("break", "1")]
    [InlineData("continue", "1 2")]
    public void Break_and_continue_leave_the_run_stopped_and_do_what_they_do_elsewhere(string statement, string reached)
    {
        Assert.Equal(reached, string.Join(' ', Output($$"""
            $script = [scriptblock]::Create('{{statement}}')
            foreach ($i in 1..2) { $i; Invoke-TrackRun a001 { Invoke-TrackStep s { . $script }; 'never' }; 'never' }
            """)));
        Assert.EndsWith(" Stopped", Runs("a001")[^1], StringComparison.Ordinal);
    }

    [Fact]
    public void Stopping_the_pipeline_leaves_the_run_stopped_and_makes_the_former_store_current()
    {
        var path = FilePath("s.json");
        using (var work = Begin($$"""
            Invoke-TrackRun a001 -Store '{{path}}' { Invoke-TrackStep s { Set-Content '{{FilePath("begun")}}' 1; Start-Sleep 60 } }
            """))
        {
            Assert.InRange(work.WaitFor(FilePath("begun")).Stop(), TimeSpan.Zero, TimeSpan.FromSeconds(10));
        }
        Assert.Equal(["1 Stopped"], Runs("a001", $"'{path}'"));
        Assert.Equal(["1 s Stopped"], Steps("a001", $"'{path}'"));
        Assert.Equal(["True", "0000001"], Output($"(Get-TrackStore) -eq $store; Save-UserTrack a002 @{{ k = 1 }} -Store '{path}'"));
    }
}

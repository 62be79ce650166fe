using System;
using System.IO;
using System.Linq;
using Xunit;

namespace Tracking.Tests.Scripts;

/// <summary>Invoke-TrackRun -Resume: which run it continues, and which of its steps it runs.</summary>
public sealed class ResumeTests : ScriptTest
{
    [Fact]
    public void It_continues_the_run_that_failed_by_a_new_one_and_runs_only_what_was_not_completed()
    {
        Run("""
            $fail = $true
            $did = [Collections.Generic.List[string]]::new()
            $script = {
                Invoke-TrackStep one { 'one'; $null = $did.Add('one') }
                'between'
                Invoke-TrackStep two { if ($fail) { throw 'x' }; $null = $did.Add('two'); 'two' }
            }
            """);
        Assert.Equal(["x"], Attempt("Invoke-TrackRun a001 -Resume $script").Errors.Select(error => $"{error}"));
        var second = Run("$fail = $false; Invoke-TrackRun A001 -Resume $script");
        Assert.Equal(["one", "between", "two"], second.Output);
        Assert.Matches(
            @"^Run 2 of A001 continues run 1 \(Failed\), which ended \d{4}-\d\d-\d\d \d\d:\d\d:\d\d: 1 completed step is skipped\.$",
            second.Information.Single());
        // It would have added to a list.
        Assert.StartsWith("Step 'one' was completed before and is skipped.", second.Warnings.Single(), StringComparison.Ordinal);
        Assert.Equal(["one", "two"], Output("$did"));
        // The one that failed stays as it ended.
        Assert.Equal(["1 Failed x", "2 Finished"], Runs("a001"));
        Assert.Equal(["1 one Completed", "1 two Failed", "2 one Completed", "2 two Completed"], Steps("a001"));
        Assert.Equal(["False", "False", "True", "False", "2", "2", "True", "", ""], Output("""
            (Get-TrackStep a001).WasCarriedOver
            $failed, $fixed = Get-TrackRun a001 -All
            $failed.ContinuedBy.RunId
            $failed.FixedBy.RunId
            $fixed.Continues -eq $failed.Identity
            $fixed.ContinuedBy
            $fixed.FixedBy
            """));
        // It finished: a new one.
        var third = Run("Invoke-TrackRun a001 -Resume $script");
        Assert.Equal(["one", "between", "two"], third.Output);
        Assert.Empty(third.Information);
        Assert.Equal(["one", "two", "one", "two"], Output("$did"));
        Assert.Equal(["1 Failed x", "2 Finished", "3 Finished"], Runs("a001"));
    }

    [Fact]
    public void It_starts_a_run_where_there_is_none_and_where_the_last_one_finished_even_when_an_older_one_did_not()
    {
        Assert.Equal(["new", "new"], Output("""
            Invoke-TrackRun a001 -Resume { Invoke-TrackStep s { 'new' } }
            try { Invoke-TrackRun a002 { Invoke-TrackStep s { }; throw 'x' } } catch { }
            Invoke-TrackRun a002 { }
            Invoke-TrackRun a002 -Resume { Invoke-TrackStep s { 'new' } }
            """));
        Assert.Equal(["1 Finished"], Runs("a001"));
        Assert.Equal(["2 Failed x", "3 Finished", "4 Finished"], Runs("a002"));
    }

    [Fact]
    public void Without_Resume_another_run_is_started_and_the_one_that_failed_is_left()
    {
        Assert.Equal(["2"], Output("""
            try { Invoke-TrackRun a001 { Invoke-TrackStep s { 1 }; throw 'x' } | Out-Null } catch { }
            Invoke-TrackRun a001 { Invoke-TrackStep s { 2 } }
            """));
        Assert.Equal(["1 Failed x", "2 Finished"], Runs("a001"));
        Assert.Equal([""], Output("(Get-TrackRun -RunId 2).Continues"));
    }

    [Fact]
    public void Steps_of_one_path_without_keys_are_all_run_again_and_what_else_completed_is_not()
    {
        var first = Run("""
            try {
                Invoke-TrackRun a001 {
                    Invoke-TrackStep s { 'first 1' }
                    Invoke-TrackStep s { 'first 2' }
                    Invoke-TrackStep S { 'other' }
                    throw 'x'
                }
            } catch { }
            """);
        Assert.Equal(["first 1", "first 2", "other"], first.Output);
        Assert.StartsWith("A second step 's' cannot be told from the first one", first.Warnings.Single(), StringComparison.Ordinal);
        var again = Run("""
            Invoke-TrackRun a001 -Resume {
                Invoke-TrackStep s { 'then 1' }
                Invoke-TrackStep s { 'then 2' }
                Invoke-TrackStep S { throw 'never' }
            }
            """);
        Assert.Equal(["then 1", "then 2", "other"], again.Output);
        Assert.Single(again.Warnings);
        Assert.Equal(["2 S Completed", "2 s Completed", "2 s Completed"], Steps("a001")[3..]);
    }

    [Fact]
    public void A_step_in_a_loop_says_so_when_it_first_comes_and_is_run_again_each_time()
    {
        const string loop = "1..3 | ForEach-Object { Invoke-TrackStep s { \"$at $_\"; if ($_ -eq $at) { throw 'x' } } }";
        var first = Run($"$at = 1; try {{ Invoke-TrackRun a001 {{ {loop} }} }} catch {{ }}");
        Assert.StartsWith("Step 's' stands in a loop under one name", first.Warnings.Single(), StringComparison.Ordinal);
        Assert.Equal(["5 1", "5 2", "5 3"], Output($"$at = 5; Invoke-TrackRun a001 -Resume {{ {loop} }}"));
    }

    [Fact]
    public void Where_a_step_was_skipped_before_its_namesake_came_the_run_fails_and_the_next_one_does_both_again()
    {
        Run("""
            $twice = { Invoke-TrackStep s { 'one' }; 'between'; Invoke-TrackStep s { 'two' }; 'never' }
            try { $null = Invoke-TrackRun a001 { Invoke-TrackStep s { 'old' }; throw 'x' } } catch { }
            """);
        const string ambiguous = "TrackStepAmbiguous,Tracking.Commands.InvokeTrackRunCommand";
        Assert.Equal([ambiguous], Attempt("Invoke-TrackRun a001 -Resume $twice").ErrorIds);
        // Also where the script catches it.
        Assert.Equal([ambiguous], Attempt("""
            try { Invoke-TrackRun a002 { Invoke-TrackStep s { 'old' }; throw 'x' } } catch { }
            Invoke-TrackRun a002 -Resume {
                Invoke-TrackStep s { }
                try { Invoke-TrackStep s { } } catch { }
                try { Invoke-TrackStep after { throw 'never' } } catch { if ("$_" -eq 'never') { throw } }
            }
            """).ErrorIds);
        Assert.Equal(["one", "between", "two", "never"], Output("Invoke-TrackRun a001 -Resume $twice"));
        Assert.Equal(["1 Failed", "2 Failed", "5 Finished"], Runs("a001").Select(run => string.Join(' ', run.Split(' ')[..2])));
        Assert.Equal(["3 Failed", "4 Failed"], Runs("a002").Select(run => string.Join(' ', run.Split(' ')[..2])));
    }

    [Fact]
    public void After_a_second_failure_it_goes_on_with_what_both_completed()
    {
        Assert.Equal(["at 2", "at 3", "done 1 at 2", "done 2 at 3", "done 3 at 9", "1 Failed 2", "2 Failed 3", "3 Finished "], Output("""
            $script = { 1..3 | ForEach-Object { Invoke-TrackStep "s$_" { "done $_ at $at"; if ($_ -eq $at) { throw "at $at" } } } }
            foreach ($at in 2, 3) { try { $null = Invoke-TrackRun a001 -Resume $script } catch { "$_" } }
            $at = 9
            Invoke-TrackRun a001 -Resume $script
            Get-TrackRun | ForEach-Object { "$($_.RunId) $($_.Status) $($_.ContinuedBy?.RunId)" }
            """));
        Assert.Equal(["3 s1 Completed", "3 s2 Completed", "3 s3 Completed"], Steps("a001")[^3..]);
        Assert.Equal(["3", "3"], Output("(Get-TrackRun -Status Failed).FixedBy.RunId"));
    }

    [Fact]
    public void It_continues_a_run_that_was_stopped()
    {
        var path = FilePath("s.json");
        Set("path", path);
        using (var work = Begin($$"""
            Invoke-TrackRun a001 -Store '{{path}}' {
                Invoke-TrackStep one { 'one' }
                Invoke-TrackStep two { Set-Content '{{FilePath("begun")}}' 1; Start-Sleep 60 }
            }
            """))
        {
            work.WaitFor(FilePath("begun")).Stop();
        }
        Assert.Equal(["one", "two"], Output("""
            Invoke-TrackRun a001 -Store $path -Resume { Invoke-TrackStep one { throw 'never' }; Invoke-TrackStep two { 'two' } }
            """));
        Assert.Equal(["1 one Completed", "1 two Stopped", "2 one Completed", "2 two Completed"], Steps("a001", "$path"));
        Assert.Equal(["1 Stopped", "2 Finished"], Runs("a001", "$path"));
    }

    [Fact]
    public void It_refuses_where_the_same_is_at_work_and_another_key_is_another_run()
    {
        const string claimed = "TrackRunClaimed,Tracking.Commands.InvokeTrackRunCommand";
        Assert.Equal([claimed, claimed, "another"], Output("""
            Invoke-TrackRun a001 {
                try { Invoke-TrackRun a001 -Resume { 'never' } } catch { $_.FullyQualifiedErrorId }
                try { Invoke-TrackRun A001 -RetryFailed { 'never' } } catch { $_.FullyQualifiedErrorId }
                Invoke-TrackRun a001 -Resume -Key another { 'another' }
            }
            """));
        Assert.Equal(["1 Finished", "2 Finished"], Runs("a001"));
    }

    [Fact]
    public void A_run_that_Start_TrackRun_or_a_save_began_is_never_continued_and_that_is_told()
    {
        foreach (var began in new[] { "$null = Start-TrackRun a001", "$null = Save-UserTrack a002 @{ k = 1 }" })
        {
            var task = began.Contains("a001", StringComparison.Ordinal) ? "a001" : "a002";
            var result = Run($$"""
                {{began}}
                $null = Stop-TrackRun {{task}} -Failed
                Invoke-TrackRun {{task}} -Resume { 'new' }
                """);
            Assert.Equal(["new"], result.Output);
            Assert.Matches(
                $@"^Run \d of {task} \(Failed\) is not continued: it does not say what it was about", result.Information.Single());
        }
        Assert.Equal(["1 Failed", "2 Finished"], Runs("a001"));
        Assert.Equal(["3 Failed", "4 Finished"], Runs("a002"));
    }

    [Fact]
    public void It_continues_a_run_of_an_open_store_that_is_not_current_in_the_current_one()
    {
        Assert.Equal(["kept", "True", "True", "2"], Output("""
            $null = Start-TrackRun other
            try { $null = Invoke-TrackRun a001 { Invoke-TrackStep s { 'kept' }; throw 'x' } } catch { }
            $other = Open-TrackStore -InMemory
            Invoke-TrackRun a001 -Resume { Invoke-TrackStep s { throw 'never' }; (Get-TrackStore) -eq $other }
            (Get-TrackStore) -eq $other
            (Get-TrackRun a001 -All -Store $store).RunId
            """));
        Assert.Equal(["2 Failed x"], Runs("a001", "$store"));
        Assert.Equal(["1 Finished"], Runs("a001", "$other"));
        Assert.Equal(["1 s Completed"], Steps("a001", "$other"));
        // It stands by itself.
        Assert.Equal(["kept", "1"], Output("""
            (Get-TrackStep a001).Output
            $store, $other | Get-TrackRun a001 -All | ForEach-Object { $_.ContinuedBy?.RunId } | Where-Object { $_ }
            """));
    }

    [Fact]
    public void It_looks_only_in_the_store_that_is_named()
    {
        Set("path", FilePath("s.json"));
        Assert.Equal(["file", "Failed"], Output("""
            try { $null = Invoke-TrackRun a001 { Invoke-TrackStep s { 'memory' }; throw 'x' } } catch { }
            Invoke-TrackRun a001 -Resume -Store $path { Invoke-TrackStep s { 'file' } }
            (Get-TrackRun).Status
            """));
        Assert.Equal(["kept", FilePath("s.json"), "True"], Output("""
            try { $null = Invoke-TrackRun a001 -Store $path { Invoke-TrackStep s { 'kept' }; throw 'x' } } catch { }
            Invoke-TrackRun a001 -Resume -Store (Get-Item $path) { Invoke-TrackStep s { throw 'never' }; (Get-TrackStore).Path }
            (Get-TrackStore) -eq $store
            """));
    }

    [Fact]
    public void It_goes_on_though_other_session_files_cannot_be_read_and_warns_of_each()
    {
        var home = Directory.CreateDirectory(FilePath("home")).FullName;
        var damaged = Path.Combine(home, "damaged.json");
        Run("1..3 | ForEach-Object { $null = Save-UserTrack a001 @{ k = $_ } -Store home/damaged.json }");
        File.WriteAllText(damaged, File.ReadAllText(damaged).Replace("\"k\":2", "\"k\":9", StringComparison.Ordinal));
        File.WriteAllText(Path.Combine(home, "other.json"), "{}");
        if (!OperatingSystem.IsWindows())
            File.CreateSymbolicLink(Path.Combine(home, "loop.json"), Path.Combine(home, "loop.json"));

        var result = Run("""
            try { $null = Invoke-TrackRun a001 { Invoke-TrackStep s { 'kept' }; throw 'x' } } catch { }
            Invoke-TrackRun a001 -Resume { Invoke-TrackStep s { 'again' } }
            """);
        Assert.Equal(["kept"], result.Output);
        string[] unreadable = OperatingSystem.IsWindows() ? ["damaged.json", "other.json"] : ["damaged.json", "other.json", "loop.json"];
        Assert.All(unreadable, name => Assert.Contains(result.Warnings, warning => warning.Contains(name, StringComparison.Ordinal)));

        var listed = Attempt("Get-TrackStore -ListAvailable -ErrorAction Continue | ForEach-Object { Split-Path $_.Path -Leaf }");
        Assert.Equal(["damaged.json", "other.json"], listed.Output);
        Assert.Equal(unreadable.Length - 2, listed.Errors.Count);
    }
}

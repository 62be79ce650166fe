using System;
using System.IO;
using System.Linq;
using Xunit;

namespace Tracking.Tests.Scripts;

/// <summary>Invoke-TrackRun -Resume: which run it takes up, and which of its steps it runs.</summary>
public sealed class ResumeTests : ScriptTest
{
    [Fact]
    public void It_takes_up_the_run_that_failed_and_runs_only_what_was_not_completed()
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
        Assert.Equal(["one", "between", "two"], Output("$fail = $false; Invoke-TrackRun A001 -Resume $script"));
        Assert.Equal(["one", "two"], Output("$did"));
        Assert.Equal(["1 Finished"], Runs("a001"));
        // It finished: a new one.
        Assert.Equal(["one", "between", "two"], Output("Invoke-TrackRun a001 -Resume $script"));
        Assert.Equal(["one", "two", "one", "two"], Output("$did"));
        Assert.Equal(["1 Finished", "2 Finished"], Runs("a001"));
    }

    [Fact]
    public void It_starts_a_run_where_there_is_none_and_where_the_last_one_finished_even_when_an_older_one_did_not()
    {
        Assert.Equal(["new", "new"], Output("""
            Invoke-TrackRun a001 -Resume { 'new' }
            $null = Start-TrackRun a002
            $null = Stop-TrackRun a002 -Unfinished
            $null = Start-TrackRun a002
            $null = Stop-TrackRun a002
            Invoke-TrackRun a002 -Resume { 'new' }
            """));
        Assert.Equal(["1 Finished"], Runs("a001"));
        Assert.Equal(["2 Stopped", "3 Finished", "4 Finished"], Runs("a002"));
    }

    [Fact]
    public void Without_Resume_another_run_is_started_and_the_one_that_failed_is_left()
    {
        Assert.Equal(["2"], Output("""
            try { Invoke-TrackRun a001 { Invoke-TrackStep s { 1 }; throw 'x' } | Out-Null } catch { }
            Invoke-TrackRun a001 { Invoke-TrackStep s { 2 } }
            """));
        Assert.Equal(["1 Failed x", "2 Finished"], Runs("a001"));
    }

    [Fact]
    public void Each_completion_counts_once_in_their_order()
    {
        Assert.Equal(["first 1", "first 2", "then 3", "then 4", "other"], Output("""
            try {
                $null = Invoke-TrackRun a001 { 1..3 | ForEach-Object { Invoke-TrackStep s { "first $_"; if ($_ -eq 3) { throw 'x' } } } }
            } catch { }
            Invoke-TrackRun a001 -Resume { 1..4 | ForEach-Object { Invoke-TrackStep s { "then $_" } }; Invoke-TrackStep S { 'other' } }
            """));
    }

    [Fact]
    public void After_a_second_failure_it_goes_on_with_what_both_completed()
    {
        Assert.Equal(["at 2", "at 3", "done 1 at 2", "done 2 at 3", "done 3 at 9", "1"], Output("""
            $script = { 1..3 | ForEach-Object { Invoke-TrackStep "s$_" { "done $_ at $at"; if ($_ -eq $at) { throw "at $at" } } } }
            foreach ($at in 2, 3) { try { $null = Invoke-TrackRun a001 -Resume $script } catch { "$_" } }
            $at = 9
            Invoke-TrackRun a001 -Resume $script
            (Get-TrackRun).RunId
            """));
    }

    [Fact]
    public void It_takes_up_a_run_that_was_stopped()
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
        Assert.Equal(["one Started", "one Completed", "two Started", "two Started", "two Completed"], Outcomes("a001", "$path"));
        Assert.Equal(["1 Finished"], Runs("a001", "$path"));
    }

    [Fact]
    public void It_refuses_a_run_that_is_at_work_in_this_process()
    {
        Assert.Equal(["TrackRunInvalid,Tracking.Commands.InvokeTrackRunCommand"], Output("""
            Invoke-TrackRun a001 { try { Invoke-TrackRun a001 -Resume { 'never' } } catch { $_.FullyQualifiedErrorId } }
            """));
        Assert.Equal(["1 Finished"], Runs("a001"));
    }

    [Fact]
    public void It_takes_up_a_run_that_a_plain_start_and_saves_made_and_one_of_an_open_store_that_is_not_current()
    {
        Assert.Equal(["1", "True", "True"], Output("""
            $null = Start-TrackRun a001
            $null = Save-UserTrack a001 @{ Step = 'mine' }
            $null = Open-TrackStore -InMemory
            $other = Get-TrackStore
            Invoke-TrackRun a001 -Resume { (Save-UserTrack a001 @{ k = 1 } -PassThru).RunId; (Get-TrackStore) -eq $store }
            (Get-TrackStore) -eq $other
            """));
        Assert.Equal(["1 Finished"], Runs("a001", "$store"));
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

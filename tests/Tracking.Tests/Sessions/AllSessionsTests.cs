using System;
using System.Linq;
using Xunit;

namespace Tracking.Tests.Sessions;

/// <summary>-AllSessions: every session file and every open store, one answer (rule 3.26).</summary>
public sealed class AllSessionsTests : ModuleTest
{
    public AllSessionsTests() => Run("""
        $sessions = $env:TRACKING_HOME
        $null = New-Item $sessions -ItemType Directory -Force
        $noon = [datetime] '2026-03-01 12:00'
        # Each file holds every third hour, so that the order of time goes to and fro between them.
        foreach ($file in 1..3) {
            foreach ($round in 0..2) {
                $at = $noon.AddHours(3 * $round + $file)
                $path = "$sessions/session-$file.json"
                $null = Start-TrackRun deploy -TimeStamp $at -Store $path
                $null = Save-UserTrack deploy @{ hour = $at.Hour } -TimeStamp $at -UserName "u$file" -Store $path
                $null = Stop-TrackRun deploy -TimeStamp $at -Failed:($file -eq 2) -Store $path
            }
        }
        function Leaf { process { if ($_.Store.Path) { Split-Path -Leaf $_.Store.Path } else { $_.Store.Kind } } }
        """);

    [Fact]
    public void Answers_by_tracks_in_the_order_of_time_with_their_stores_and_counts_limits_over_all() => Run("""
        (Search-Track deploy -AllSessions).ForEach({ $_.Data.hour }) | Should -Be (13..21)
        Search-Track deploy -AllSessions | Leaf | Should -Be @(('session-1.json', 'session-2.json', 'session-3.json') * 3)
        $ask = { Search-Track -AllSessions @args | ForEach-Object { $_.Data.hour } }
        & $ask -First 2 | Should -Be @(13, 14)
        & $ask -Last 2 | Should -Be @(20, 21)
        & $ask -Last 2 -Descending -Skip 1 | Should -Be @(20, 19)
        & $ask -First 2 -Skip 3 | Should -Be @(16, 17)
        & $ask -Descending -First 1 | Should -Be 21
        & $ask -From $noon.AddHours(4) -To $noon.AddHours(6) | Should -Be @(16, 17, 18)
        & $ask -UserName u3, nobody | Should -Be @(15, 18, 21)
        & $ask -Data @{ hour = { $_ % 2 -eq 0 } } | Should -Be @(14, 16, 18, 20)
        'deploy', 'nothing' | ForEach-Object { [pscustomobject] @{ TaskId = $_ } } | Search-Track -AllSessions -First 1 | Leaf |
            Should -Be 'session-1.json'
        """);

    [Fact]
    public void Is_answered_by_open_stores_too_and_by_the_sessions_own() => Run("""
        $null = Save-UserTrack own @{ k = 1 } -TimeStamp $noon
        $memory = Open-TrackStore -InMemory
        $null = Save-UserTrack own @{ k = 2 } -TimeStamp $noon.AddHours(1)
        $open = Open-TrackStore "$sessions/session-3.json"
        $null = Save-UserTrack own @{ k = 3 } -TimeStamp $noon.AddHours(2)
        (Search-Track own -AllSessions).ForEach({ $_.Data.k }) | Should -Be @(1, 2, 3)
        Search-Track own -AllSessions | Leaf | Select-Object -Skip 1 | Should -Be @('Memory', 'session-3.json')
        @(Search-Track -AllSessions).Count | Should -Be 12
        @(Get-TrackStore -Open).Count | Should -Be 3
        """);

    [Fact]
    public void Shows_copies_once_and_of_two_versions_the_later_one() => Run("""
        Copy-Item "$sessions/session-1.json" "$sessions/a-copy.json"
        $null = Copy-Track -Store "$sessions/session-2.json" -Destination "$sessions/a-merge.json"
        @(Search-Track -AllSessions).Count | Should -Be 9
        @(Get-TrackRun -AllSessions).Count | Should -Be 9
        (Get-TrackTask -AllSessions).TrackCount | Should -Be 9
        (Get-TrackUser -AllSessions).TrackCount | Should -Be @(3, 3, 3)
        $null = Save-UserTrack deploy @{ hour = 'later' } -UserName u1 -RunId 1 -Update -TimeStamp $noon.AddHours(13) `
            -Store "$sessions/session-1.json"
        $tracks = Search-Track -AllSessions
        $tracks.ForEach({ $_.Data.hour }) | Should -Be (@(14..21) + 'later')
        # Whichever of the two files is read first.
        Move-Item "$sessions/a-copy.json" "$sessions/z-copy.json"
        (Search-Track -AllSessions).ForEach({ $_.Data.hour }) | Should -Be (@(14..21) + 'later')
        """);

    [Fact]
    public void Answers_by_runs_of_the_last_state_in_the_order_of_their_starts() => Run("""
        Copy-Item "$sessions/session-3.json" "$sessions/a-copy.json"
        $null = Stop-TrackRun -RunId 3 -Failed -Message m -Store "$sessions/session-3.json"
        $runs = Get-TrackRun -AllSessions
        $runs.Start.Hour | Should -Be (13..21)
        "$($runs[-1].Status) $($runs[-1].Message)" | Should -Be 'Failed m'
        (Get-TrackRun dep* -Status Failed -AllSessions).Start.Hour | Should -Be @(14, 17, 20, 21)
        (Get-TrackRun -RunId 2 -AllSessions).Start.Hour | Should -Be @(16, 17, 18)
        (Get-ErrorOf { Get-TrackRun -RunId 9 -AllSessions }).FullyQualifiedErrorId |
            Should -BeExactly 'TrackRunNotFound,Tracking.Commands.GetTrackRunCommand'
        Get-TrackRun -Current -AllSessions | Should -BeNullOrEmpty
        # A run is fixed by one of another session.
        $failed = Get-TrackRun deploy -Status Failed -AllSessions | Where-Object FixedBy
        $failed.Start.Hour | Should -Be @(14, 17)
        $failed.ForEach({ $_.FixedBy.Start.Hour }) | Should -Be @(15, 18)
        """);

    [Fact]
    public void Finds_the_run_of_another_session_that_fixed_one() => Run("""
        try { Invoke-TrackRun work -Key k { throw 'no' } } catch { }
        Get-TrackStore | Close-TrackStore
        $null = Open-TrackStore "$sessions/later.json"
        Invoke-TrackRun work -Key k { }
        Get-TrackStore | Close-TrackStore
        $run = Get-TrackRun work -Status Failed -AllSessions
        Split-Path -Leaf $run.FixedBy.Store.Path | Should -Be 'later.json'
        """);

    [Fact]
    public void Answers_by_steps() => Run("""
        foreach ($name in 'x', 'y') {
            $null = Open-TrackStore "$sessions/steps-$name.json"
            Invoke-TrackRun build { $null = Invoke-TrackStep compile { $name }; Invoke-TrackStep "test-$name" { 'out' } | Out-Null }
            Get-TrackStore | Close-TrackStore
        }
        Copy-Item "$sessions/steps-x.json" "$sessions/steps-z.json"
        (Get-TrackStep build -AllSessions).Path | Should -Be @('compile', 'test-x', 'compile', 'test-y')
        (Get-TrackStep -AllSessions -Name compile).Output | Should -Be @('x', 'y')
        $latest = Get-TrackStep build -Latest -AllSessions
        $latest.Path | Should -Be @('test-x', 'compile', 'test-y')
        $latest | Leaf | Select-Object -Last 2 | Should -Be @('steps-y.json', 'steps-y.json')
        """);

    [Fact]
    public void Merges_tasks_and_users_which_have_all_their_stores() => Run("""
        $null = Save-UserTrack DEPLOY @{ k = 1 } -UserName U3 -TimeStamp $noon.AddHours(-1) -Store "$sessions/session-1.json"
        $null = Save-UserTrack alone @{ k = 1 } -Store "$sessions/session-2.json"
        $alone, $deploy = Get-TrackTask -AllSessions
        "$($deploy.TaskId) $($deploy.TrackCount) $($deploy.UserNames) $($deploy.LastTimeStamp.Hour)" |
            Should -BeExactly 'deploy 10 u1 u2 u3 21'
        $deploy.Stores.Name | Should -Be @('session-1.json', 'session-2.json', 'session-3.json')
        $deploy.Store | Should -BeOfType ([Tracking.TrackStore])
        foreach ($change in { $deploy | Stop-TrackRun }, { $deploy | Start-TrackRun }, { $deploy | Get-LastUserTrack }) {
            (Get-ErrorOf $change).FullyQualifiedErrorId | Should -BeLike 'TrackOfOtherStore,*'
        }
        $alone.Store.Name | Should -Be 'session-2.json'
        $alone.CurrentRunId | Should -Be 4
        $user = Get-TrackUser deploy u3 -AllSessions
        "$($user.UserName) $($user.TrackCount)" | Should -BeExactly 'u3 4'
        $user.Stores.Name | Should -Be @('session-1.json', 'session-3.json')
        (Get-TrackTask -AllSessions -UserName u2 -From $noon.AddHours(5)).TrackCount | Should -Be 2
        # What is piped on is asked of all its stores.
        @($deploy | Search-Track).Count | Should -Be 10
        @($user | Search-Track).Count | Should -Be 4
        @($deploy | Get-TrackRun).Count | Should -Be 10
        @($deploy | Search-Track -AllSessions).Count | Should -Be 10
        """);

    [Theory]
    [InlineData("Search-Track -AllSessions", 9)]
    [InlineData("Get-TrackRun -AllSessions", 9)]
    [InlineData("Get-TrackTask -AllSessions", 1)]
    [InlineData("Get-TrackUser -AllSessions", 3)]
    [InlineData("Get-TrackStep -AllSessions", 0)]
    [InlineData("Watch-Track -AllSessions -From 2026-01-01 -Timeout 0 | Where-Object Data", 9)]
    [InlineData("Export-TrackReport all.html -AllSessions -PassThru", 1)]
    public void Warns_once_of_a_file_that_cannot_be_read_and_answers_by_the_rest(string question, int count)
    {
        Run("""
            Set-Content "$sessions/session-0.json" 'no store at all'
            Set-Content "$sessions/session-2b.json" '{ "tracking": 99, "answers": 99, "events":['
            """);
        var result = Run(question);
        Assert.Equal(count, result.Output.Length);
        Assert.Equal(2, result.Warnings.Length);
        Assert.Contains(result.Warnings, warning => warning.Contains("session-0.json", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("$rows | Remove-Track", "Search-Track -AllSessions")]
    [InlineData("$rows | Save-UserTrack deploy", "Search-Track -AllSessions")]
    [InlineData("$rows | Stop-TrackRun", "Get-TrackRun -AllSessions")]
    [InlineData("$rows | Remove-TrackRun", "Get-TrackRun -AllSessions")]
    [InlineData("$rows | Remove-TrackStore", "Get-TrackRun -AllSessions")]
    [InlineData("$rows | Start-TrackRun", "Search-Track -AllSessions")]
    public void Gives_rows_of_other_sessions_which_nothing_changes_without_Store(string change, string question) => Run($$"""
        $before = Get-FileHash $sessions/*.json
        $rows = @({{question}})
        $faults = @(Get-ErrorOf { {{change}} })
        $faults.Count | Should -Be 9
        $faults.FullyQualifiedErrorId | Should -BeLike 'TrackOfOtherStore,*'
        "$($faults[0])" | Should -Match "session-1\.json.*another session.*-Store"
        (Get-FileHash $sessions/*.json).Hash | Should -Be $before.Hash
        Search-Track | Should -BeNullOrEmpty
        """);

    [Fact]
    public void Gives_rows_that_are_changed_where_Store_names_their_store_or_it_is_open_here() => Run("""
        $path = "$sessions/session-1.json"
        Search-Track -AllSessions -Last 1 -UserName u1 | Remove-Track -Store $path
        @(Search-Track -Store $path).Count | Should -Be 2
        Get-TrackRun -AllSessions | Where-Object { $_.Store.Path -eq $path } | Select-Object -First 1 | Remove-TrackRun -Store $path
        @(Get-TrackRun -Store $path).Count | Should -Be 2
        (Get-ErrorOf { Search-Track -AllSessions -UserName u2 | Remove-Track -Store $path }).FullyQualifiedErrorId |
            Should -BeLike 'TrackOfOtherStore,*'
        Search-Track -AllSessions -UserName u2 -First 1 | Save-UserTrack deploy -Store $path | Should -BeExactly '0000004'
        $rows = Search-Track -AllSessions -UserName u3
        $open = Open-TrackStore "$sessions/session-3.json"
        $rows | Remove-Track
        @(Search-Track).Count | Should -Be 0
        Search-Track -AllSessions -UserName u3 | Should -BeNullOrEmpty
        # A path that is piped is another matter.
        Get-Item "$sessions/session-2.json" | Search-Track | Remove-Track
        Search-Track -Store "$sessions/session-2.json" | Should -BeNullOrEmpty
        """);

    [Theory]
    [InlineData("Search-Track -AllSessions -Store x.json")]
    [InlineData("Get-TrackRun -AllSessions -Store x.json")]
    [InlineData("Export-TrackReport x.html -AllSessions -Store x.json")]
    [InlineData("Get-TrackRun -Store $sessions/session-1.json | Search-Track -AllSessions")]
    [InlineData("Get-TrackRun -Store $sessions/session-1.json | Get-TrackStep -AllSessions")]
    [InlineData("Search-Track -Store $sessions/session-1.json | Get-TrackRun -AllSessions")]
    [InlineData("Watch-Track -RunId 1 -AllSessions -Timeout 0")]
    public void Is_refused_together_with_a_store_or_a_piped_run(string question) => Run($$"""
        Get-ErrorOf { {{question}} } | ForEach-Object FullyQualifiedErrorId | Sort-Object -Unique | Should -BeLike 'TrackQueryInvalid,*'
        """);

    [Fact]
    public void Reads_many_files_and_leaves_none_open()
    {
        Run("""
            1..60 | ForEach-Object {
                $null = Save-UserTrack many @{ n = $_ } -TimeStamp $noon.AddMinutes(-$_) -Store "$sessions/many-$_.json"
            }
            """);
        // None of them stays open, and none of them is locked or left with anything beside it.
        Assert.Equal(["60", "60", "1", "63", "1"], Output("""
            @(Search-Track many -AllSessions).Count
            (Search-Track many -AllSessions -First 1).Data.n
            (Search-Track many -AllSessions -Last 1).Data.n
            @(Get-ChildItem $sessions).Count
            @(Get-TrackStore -Open).Count
            """));
    }

    [Fact]
    public void Shows_the_store_of_each_row_in_tables()
    {
        Run("""
            Rename-Item $sessions/session-1.json 20260301-020000-4711-0b5a8f0e.json
            function Get-Line($Rows) {
                ($Rows | Out-String -Width 100) -replace "`e\[[\d;]*m" -split '\n' | Where-Object { $_ -match '\S' }
            }
            """);
        foreach (var question in new[] { "Search-Track", "Get-TrackRun", "Get-TrackUser" })
        {
            var lines = Output($"Get-Line ({question} -AllSessions)");
            Assert.StartsWith("Store", lines[0].TrimStart(), StringComparison.Ordinal);
            Assert.Contains(lines, line => line.StartsWith("20260301-020000 ", StringComparison.Ordinal));
            Assert.Contains(lines, line => line.StartsWith("session-2.json ", StringComparison.Ordinal));
        }
        Assert.Contains(Output("Get-Line (Get-TrackTask -AllSessions)"), line => line.StartsWith("20260301-0200", StringComparison.Ordinal)
            && line.Contains("+2", StringComparison.Ordinal) && line.Contains("deploy", StringComparison.Ordinal));
        Assert.DoesNotContain("Store ", Output("Get-Line (Search-Track -Store $sessions/session-2.json)")[0], StringComparison.Ordinal);
        Assert.Contains(Output("Get-Line (Watch-Track -AllSessions -From 2026-01-01 -Timeout 0)"),
            line => line.StartsWith("session-2.json", StringComparison.Ordinal));
    }

    [Fact]
    public void Reports_on_each_track_and_run_once() => Run("""
        Export-TrackReport all.html -AllSessions
        $plain = (Get-Content all.html -Raw) -replace '\d{4}-\d\d-\d\d \d\d:\d\d(:\d\d)?'
        Copy-Item "$sessions/session-1.json" "$sessions/z-copy.json"
        $null = Copy-Track -Store "$sessions/session-2.json" -Destination "$sessions/z-merge.json"
        Export-TrackReport all.html -AllSessions
        $page = (Get-Content all.html -Raw) -replace '\d{4}-\d\d-\d\d \d\d:\d\d(:\d\d)?'
        $page | Should -Match '\b9 tracks\b'
        ($page -split '<tr').Count | Should -Be ($plain -split '<tr').Count
        """);

    [Fact]
    public void Is_what_an_empty_answer_of_an_empty_session_hints_at_by_Verbose()
    {
        string[] Hints(string question) =>
            [.. Run($"{question} -Verbose").Verbose.Where(line => line.Contains("-AllSessions", StringComparison.Ordinal))];
        foreach (var question in new[] { "Search-Track", "Get-TrackRun deploy", "Get-TrackStep", "Get-TrackTask", "Get-TrackUser x" })
        {
            Assert.Equal(["This session has saved nothing. There are the files of 3 other sessions: -AllSessions asks them too."],
                Hints(question));
        }
        Assert.Empty(Run("Search-Track").Information);
        Assert.Empty(Hints("Search-Track -AllSessions nothing"));
        Assert.Empty(Hints("Search-Track -Store $sessions/session-1.json nothing"));
        Run("$null = Save-UserTrack a @{ k = 1 }");
        Assert.Empty(Hints("Search-Track nothing"));
    }
}

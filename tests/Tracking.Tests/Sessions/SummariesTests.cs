using Xunit;

namespace Tracking.Tests.Sessions;

/// <summary>
/// Session files that say at their end what they hold (format 3.8): who asks many reads those that can hold an answer, and comes to the
/// same answer as by reading all (rule 3.29). That a file is read shows by a warning, since a line in its middle was edited.
/// </summary>
public sealed class SummariesTests : ModuleTest
{
    public SummariesTests() => Run("""
        $former = $env:TRACKING_HOME
        $sessions = $env:TRACKING_HOME = New-TestFolder
        function Use-Session([string] $name, [scriptblock] $block) {
            $null = Open-TrackStore "$env:TRACKING_HOME/$name.json"
            try { . $block } finally { Close-TrackStore }
            # The system counts the times of files in steps.
            (Get-Item "$env:TRACKING_HOME/$name.json").LastWriteTime = (Get-Date).AddHours(-1).AddSeconds($script:written++)
        }
        $script:written = 0
        function Edit-File([string[]] $name, [string] $pattern, [string] $by) {
            foreach ($file in $name | ForEach-Object { "$env:TRACKING_HOME/$_.json" }) {
                $time = (Get-Item $file).LastWriteTime
                $text = [IO.File]::ReadAllText($file)
                $edited = [regex]::new($pattern).Replace($text, $by, 1)
                $edited -ceq $text | Should -Be $false
                [IO.File]::WriteAllText($file, $edited)
                (Get-Item $file).LastWriteTime = $time
            }
        }
        function Edit-Middle([string[]] $name) { Edit-File $name '"mark":"a"' '"mark":"b"' }
        function Remove-Summary([string[]] $name) { Edit-File $name ',"summary":.*\}\}\n$' "}`n" }
        function Get-Read([scriptblock] $block) {
            $null = . $block -WarningVariable warnings -WarningAction SilentlyContinue
            @($warnings | ForEach-Object { if ("$_" -match '(\w+)\.json.*edited') { $Matches[1] } } | Sort-Object -Unique) -join ','
        }
        """);

    [Fact]
    public void Get_TrackStore_shows_counts_and_times_from_them_the_file_written_last_at_the_end() => Run("""
        Use-Session second { 1..3 | ForEach-Object { $null = Save-UserTrack a @{ mark = 'a' } -TimeStamp '2026-03-01 12:00' } }
        Use-Session first {
            $null = Start-TrackRun b -TimeStamp '2026-03-02 12:00'
            $null = Save-UserTrack a @{ mark = 'a' } -TimeStamp '2026-03-02 13:00'
            $null = Stop-TrackRun b -TimeStamp '2026-03-02 14:00'
            Invoke-TrackRun c { Invoke-TrackStep s { } }
        }
        $stores = Get-TrackStore -ListAvailable
        $stores.Name | Should -Be @('second.json', 'first.json')
        $stores.TrackCount | Should -Be @(3, 1)
        $stores.RunCount | Should -Be @(1, 3)
        $stores.StepCount | Should -Be @(0, 1)
        $stores.TaskCount | Should -Be @(1, 1)
        $stores[0].FirstTime | Should -Be ([datetime] '2026-03-01 12:00')
        $stores[0].LastTime | Should -Be ([datetime] '2026-03-01 12:00')
        $stores[1].FirstTime | Should -Be ([datetime] '2026-03-02 12:00')
        ((Get-Date) - $stores[1].LastTime).TotalMinutes -lt 5 | Should -Be $true
        $open = $stores[1] | Open-TrackStore
        ($open.TrackCount, $open.RunCount, $open.StepCount) | Should -Be @(1, 3, 1)
        $open.FirstTime | Should -Be ([datetime] '2026-03-02 12:00')
        Close-TrackStore
        # Without it, nothing is known but by reading.
        Remove-Summary first
        $stores[1].TrackCount, $stores[1].StepCount, $stores[1].FirstTime, $stores[1].TaskCount | Should -Be @($null, $null, $null, $null)
        """);

    [Fact]
    public void Get_TrackStore_narrows_by_them_and_reads_files_without() => Run("""
        $day = [datetime] '2026-03-01 12:00'
        foreach ($i in 1..4) {
            Use-Session "s$i" {
                $null = Save-UserTrack "task$i" @{ mark = 'a' } -TimeStamp $day.AddDays($i)
                $null = Stop-TrackRun "task$i" -TimeStamp $day.AddDays($i).AddHours(2)
            }
        }
        Edit-Middle s1, s2, s3, s4
        $ask = {
            @(Get-TrackStore -ListAvailable @args -WarningAction SilentlyContinue | ForEach-Object { $_.Name -replace '.json' }) -join ','
        }
        foreach ($summarized in $true, $false) {
            & $ask -TaskId task2, task4 | Should -Be 's2,s4'
            & $ask -Task 't*' | Should -Be 's1,s2,s3,s4'
            & $ask -From $day.AddDays(3) | Should -Be 's3,s4'
            & $ask -From $day.AddDays(3).AddHours(2) | Should -Be 's3,s4'
            & $ask -From $day.AddDays(3).AddHours(3) | Should -Be 's4'
            & $ask -TaskId 'task[13]' -From $day.AddDays(2) | Should -Be 's3'
            & $ask -TaskId none | Should -Be ''
            & $ask -TaskId @() | Should -Be ''
            $read = if ($summarized) { '' } else { 's1,s2,s3,s4' }
            . Get-Read { Get-TrackStore -ListAvailable -TaskId task3 -From $day @args } | Should -Be $read
            . Get-Read { Get-TrackStore -ListAvailable @args } | Should -Be ''
            if ($summarized) { Remove-Summary s1, s2, s3, s4 }
        }
        """);

    [Fact]
    public void Resume_reads_the_file_with_the_newest_run_of_task_and_key_alone() => Run("""
        $work = { Invoke-TrackStep one { 'one' }; if ($fail) { throw 'x' }; 'end' }
        foreach ($i in 1..5) {
            Use-Session "s$i" {
                $null = Save-UserTrack other @{ mark = 'a' }
                $fail = $i -in 2, 5
                try { $null = Invoke-TrackRun job -Key k $work } catch { }
                try { $null = Invoke-TrackRun job -Key "own $i" $work } catch { }
                $null = Invoke-TrackRun another -Key k { }
            }
        }
        $fail = $false
        Edit-Middle s1, s2, s3, s4
        $null = Open-TrackStore -InMemory
        . Get-Read { Invoke-TrackRun job -Key k -Resume $work @args -InformationVariable said } | Should -Be ''
        "$said" | Should -Match '^Run 1 of job continues run 2 of .s5\.json. \(Failed\)'
        # The newest one finished: nothing is read but its file.
        . Get-Read { Invoke-TrackRun job -Key 'own 3' -Resume $work @args } | Should -Be 's3'
        # None has it: the reason is in the file of the newest that left something to do.
        . Get-Read { Invoke-TrackRun job -Key new -Resume $work @args -InformationVariable said } | Should -Be ''
        "$said" | Should -Match "is not continued: its key is 'own 5'"
        # A file without a summary may have anything.
        Remove-Summary s2
        . Get-Read { Invoke-TrackRun job -Key k -Resume $work @args } | Should -Be 's2'
        . Get-Read { Invoke-TrackRun nothing -Key k -Resume $work @args } | Should -Be 's2'
        """);

    [Fact]
    public void Resume_reads_a_file_that_holds_more_than_its_summary_says() => Run("""
        $work = { Invoke-TrackStep one { 'one' }; throw 'x' }
        Use-Session many {
            $null = Save-UserTrack other @{ mark = 'a' }
            foreach ($i in 1..60) { try { $null = Invoke-TrackRun job -Key "key $i" $work } catch { } }
        }
        Use-Session few { try { $null = Invoke-TrackRun job -Key 'key 61' $work } catch { } }
        Edit-Middle many
        $null = Open-TrackStore -InMemory
        . Get-Read { Invoke-TrackRun job -Key 'key 1' -Resume { Invoke-TrackStep one { throw 'never' } } @args } | Should -Be 'many'
        Get-TrackRun job -All | ForEach-Object Status | Should -Be 'Finished'
        """);

    [Fact]
    public void Limit_TrackHistory_reads_no_file_of_which_nothing_goes() => Run("""
        $now = Get-Date
        foreach ($i in 1..4) {
            Use-Session "s$i" {
                $null = Save-UserTrack job @{ mark = 'a' } -TimeStamp $now.AddDays(-10 * $i)
                $null = Stop-TrackRun job -TimeStamp $now.AddDays(-10 * $i)
            }
        }
        Edit-Middle s1, s2
        . Get-Read { Limit-TrackHistory 25 -KeepLast 3 -AllSessions -PassThru -OutVariable removed @args } | Should -Be ''
        @($removed).ForEach({ Split-Path -Leaf $_.Store.Path }) | Should -Be @('s4.json')
        # It says at its end what it holds now.
        (Get-TrackStore -ListAvailable | Where-Object Name -EQ s4.json).RunCount | Should -Be 0
        . Get-Read { Limit-TrackHistory 15 -KeepLast 3 -AllSessions -PassThru -OutVariable removed @args } | Should -Be 's2'
        @($removed).Count | Should -Be 0
        """);

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void Limit_TrackHistory_does_the_same_with_them_and_without(int seed)
    {
        Set("seed", seed);
        Run("""
            $random = [Random]::new($seed)
            $now = Get-Date
            $names = foreach ($i in 1..14) { '202603{0:00}-020000-{0}-0b5a8f0e' -f $i }
            foreach ($name in $names) {
                Use-Session $name {
                    foreach ($run in 1..$random.Next(1, 4)) {
                        $task = 'a', 'b', 'c' | Get-Random -SetSeed $random.Next()
                        $start = $now.AddDays(-$random.Next(1, 120))
                        $null = Start-TrackRun $task -TimeStamp $start
                        $null = Save-UserTrack $task @{ n = 1 } -TimeStamp $start.AddMinutes(1)
                        if ($random.Next(4)) { $null = Stop-TrackRun $task -Failed:($random.Next(3) -eq 0) -TimeStamp $start.AddHours(1) }
                    }
                    try { Invoke-TrackRun resumed -Key "k$($random.Next(3))" { if ($random.Next(2)) { throw 'x' } } } catch { }
                }
            }
            # A copy of a file, and copies of runs.
            $null = Copy-Item "$sessions/$($names[3]).json" "$sessions/20260328-020000-28-0b5a8f0e.json"
            Use-Session '20260327-020000-27-0b5a8f0e' {
                $null = Copy-Track -Store "$sessions/$($names[5]).json" -Destination (Get-TrackStore)
            }
            $null = New-Item -ItemType Directory both
            $limits = @{ OlderThan = 50 }, @{ OlderThan = 30; KeepLast = 2 }, @{ OlderThan = 60; KeepLast = 5; KeepFailedFor = 90 },
                @{ OlderThan = 365; ArchiveAfter = 40 }, @{ OlderThan = 20; KeepLast = 3; ArchiveAfter = 10; TaskId = 'a', 'b' }
            foreach ($limit in $limits) {
                $answers = foreach ($summarized in $true, $false) {
                    $env:TRACKING_HOME = New-TestFolder
                    Copy-Item "$sessions/*.json" $env:TRACKING_HOME
                    if (-not $summarized) {
                        Remove-Summary (Get-ChildItem $env:TRACKING_HOME -Filter *.json | ForEach-Object BaseName)
                    }
                    $removed = Limit-TrackHistory @limit -AllSessions -PassThru
                    $left = Get-TrackStore -ListAvailable | Get-TrackRun -WarningAction SilentlyContinue
                    $files = Get-ChildItem $env:TRACKING_HOME -Filter *.json | ForEach-Object Name
                    "$($removed.Identity | Sort-Object)|$($left.Identity | Sort-Object -Unique)|$files"
                }
                $answers[0] | Should -BeExactly $answers[1]
                $answers[0] -replace '[^|]' | Should -Be '||'
            }
            $env:TRACKING_HOME = $sessions
            """);
    }

    [Fact]
    public void All_sessions_are_asked_by_reading_those_that_can_hold_an_answer() => Run("""
        $day = [datetime] '2026-03-01 12:00'
        foreach ($i in 1..6) {
            Use-Session "s$i" {
                $null = Start-TrackRun nightly -TimeStamp $day.AddDays($i)
                $null = Save-UserTrack nightly @{ mark = 'a'; n = $i } -TimeStamp $day.AddDays($i)
                $null = Stop-TrackRun nightly -Failed:($i -in 3, 5) -TimeStamp $day.AddDays($i).AddHours(1)
                $null = Save-UserTrack "task$i" @{ n = $i } -TimeStamp $day.AddDays($i).AddHours(2)
                $null = Stop-TrackRun "task$i" -TimeStamp $day.AddDays($i).AddHours(2)
            }
        }
        Edit-Middle s1, s2, s3, s4, s5, s6
        Get-Read { Search-Track nightly -AllSessions -Last 2 @args } | Should -Be 's5,s6'
        Get-Read { Search-Track -AllSessions -Descending -First 3 @args } | Should -Be 's5,s6'
        Get-Read { Search-Track -AllSessions -First 1 -Skip 2 @args } | Should -Be 's1,s2'
        Get-Read { Search-Track task3 -AllSessions @args } | Should -Be 's3'
        Get-Read { Search-Track -AllSessions -From $day.AddDays(4) -To $day.AddDays(5) @args } | Should -Be 's4,s5'
        Get-Read { Get-TrackTask 'task[56]' -AllSessions @args } | Should -Be 's5,s6'
        Get-Read { Get-TrackUser none -AllSessions @args } | Should -Be ''
        Get-Read { Get-TrackStep -AllSessions @args } | Should -Be ''
        # What fixed one may be in any later file with runs of its task.
        Get-Read { Get-TrackRun -AllSessions -Status Failed -From $day.AddDays(5) @args } | Should -Be 's5,s6'
        Get-Read { Get-TrackRun -AllSessions -Status Abandoned @args } | Should -Be ''
        """);

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void All_sessions_give_the_same_answers_as_by_reading_all(int seed)
    {
        Set("seed", seed);
        Run("""
            $random = [Random]::new($seed)
            $day = [datetime] '2026-03-01'
            $statuses = @{ Failed = $true }, @{ Unfinished = $true }, @{}, @{}
            foreach ($file in 1..8) {
                Use-Session "s$file" {
                    $null = Save-UserTrack first @{ mark = 'a' } -TimeStamp $day
                    foreach ($run in 1..$random.Next(1, 5)) {
                        $task = ('a', 'b', 'c')[$random.Next(3)]
                        $at = $day.AddHours($random.Next(240))
                        $null = Start-TrackRun $task -TimeStamp $at -Detach:($random.Next(2) -eq 0)
                        foreach ($n in 1..3) { $null = Save-UserTrack $task @{ n = $n } -TimeStamp $at.AddMinutes($n) -UserName "u$n" }
                        $how = $statuses[$random.Next(4)]
                        if ($random.Next(4)) { $null = Stop-TrackRun $task -TimeStamp $at.AddHours(1) @how }
                    }
                    if ($random.Next(2)) {
                        try { Invoke-TrackRun steps -Key k { Invoke-TrackStep one { }; if ($random.Next(2)) { throw 'x' } } } catch { }
                    }
                }
                # Some are copies of what is elsewhere, and some of these are older than it.
                if ($file -gt 4 -and $random.Next(2)) {
                    $null = Open-TrackStore "$sessions/s$file.json"
                    $null = Copy-Track -Store "$sessions/s$($file - 3).json" -Destination "$sessions/s$file.json"
                    Close-TrackStore
                }
            }
            $from = $day.AddHours(120)
            $questions = @(
                { Search-Track -AllSessions }, { Search-Track a -AllSessions -Last 3 }, { Search-Track b, c -AllSessions -First 2 -Skip 1 }
                { Search-Track -AllSessions -From $from -UserName u1 }, { Search-Track -AllSessions -To $from -Descending -First 4 }
                { Get-TrackTask -AllSessions -From $from }, { Get-TrackUser -AllSessions -To $from }
                { Get-TrackRun -AllSessions }, { Get-TrackRun a -AllSessions -From $from }, { Get-TrackRun -AllSessions -Status Failed }
                { Get-TrackRun -AllSessions -Status Finished -To $from }
                { Get-TrackRun -AllSessions -Status Open, Unknown, Abandoned -From $from }
                { Get-TrackRun -AllSessions -Status Stopped, FinishedWithErrors -From $from }, { Get-TrackStep -AllSessions }
                { Get-TrackStep steps -AllSessions -From $from -Status Completed }, { Get-TrackStep -AllSessions -To $from })
            function Get-Answer([scriptblock] $question) {
                $else = 'Store', 'Stores', 'Parent', 'Duration', 'Data', 'ContinuedBy', 'FixedBy'
                @(& $question 3> $null | Select-Object -ExcludeProperty $else -Property *,
                    @{ n = 'by'; e = { "$($_.Store.Name)$($_.Data.n)$($_.ContinuedBy.Identity)$($_.FixedBy.Identity)" } } |
                    ConvertTo-Json -Depth 2 -Compress) -join "`n"
            }
            $by = foreach ($question in $questions) { Get-Answer $question }
            Remove-Summary (1..8 | ForEach-Object { "s$_" })
            for ($i = 0; $i -lt $questions.Count; $i++) {
                "$($questions[$i]) $(Get-Answer $questions[$i])" | Should -BeExactly "$($questions[$i]) $($by[$i])"
            }
            ($by -join '').Length -gt 5000 | Should -Be $true
            """);
    }
}

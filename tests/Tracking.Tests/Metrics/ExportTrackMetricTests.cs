using Xunit;

namespace Tracking.Tests.Metrics;

/// <summary>Export-TrackMetric: a file for the textfile collector (rules 12.7 to 12.9). That promtool takes it: tests/Pester.</summary>
public sealed class ExportTrackMetricTests : ModuleTest
{
    public ExportTrackMetricTests() => Run("""
        $now = Get-Date
        function Add-Run([string] $Task, [double] $HoursAgo, [hashtable] $Stop = @{}, [hashtable] $Start = @{}) {
            $id = Start-TrackRun $Task -TimeStamp $now.AddHours(-$HoursAgo) @Start
            $null = Stop-TrackRun -RunId $id -TimeStamp $now.AddHours(-$HoursAgo).AddSeconds(90) @Stop
        }
        # The value of a metric, by the labels that its line holds.
        function Get-Metric([string] $Name, [string[]] $Label = @(), [string] $Path = 'tracking.prom') {
            foreach ($line in Get-Content $Path) {
                $lacks = $Label | Where-Object { -not $line.Contains($_) }
                if ($line -match "^$Name[{ ]" -and -not $lacks) { [double] ($line -split ' ')[-1] }
            }
        }
        function Get-Unix([datetime] $Time) { [Math]::Round(($Time.ToUniversalTime() - [datetime]::UnixEpoch).TotalSeconds, 3) }
        """);

    [Fact]
    public void Says_of_each_task_when_it_ran_and_how_it_stands() => Run("""
        Add-Run backup 30
        Add-Run backup 2 @{ Failed = $true }
        $null = Start-TrackRun sync -TimeStamp $now.AddHours(-1)
        Export-TrackMetric tracking.prom | Should -BeNullOrEmpty
        $task = 'task="backup"'
        Get-Metric tracking_task_last_start_timestamp_seconds $task | Should -Be (Get-Unix $now.AddHours(-2))
        Get-Metric tracking_task_last_end_timestamp_seconds $task | Should -Be (Get-Unix $now.AddHours(-2).AddSeconds(90))
        Get-Metric tracking_task_last_success_timestamp_seconds $task | Should -Be (Get-Unix $now.AddHours(-30).AddSeconds(90))
        Get-Metric tracking_task_last_duration_seconds $task | Should -Be 90
        Get-Metric tracking_task_last_status $task, 'status="failed"' | Should -Be 1
        Get-Metric tracking_task_last_status $task | Should -HaveCount 8
        Get-Metric tracking_task_running $task | Should -Be 0
        Get-Metric tracking_task_running 'task="sync"' | Should -Be 1
        Get-Metric tracking_task_last_success_timestamp_seconds 'task="sync"' | Should -BeExactly 0
        Get-Metric tracking_task_last_end_timestamp_seconds 'task="sync"' | Should -BeExactly 0
        Get-Metric tracking_task_last_duration_seconds 'task="sync"' | Should -BeNullOrEmpty
        Get-Metric tracking_task_last_status 'task="sync"', 'status="running"' | Should -Be 1
        Get-Metric tracking_left_out_rows | Should -Be 0
        # Nothing is expected of them.
        Get-Metric tracking_task_on_time | Should -BeNullOrEmpty
        # Each line once, with its help and type before it, and no time behind it.
        $lines = Get-Content tracking.prom
        ($lines | Select-Object -Unique).Count | Should -Be $lines.Count
        $lines | Where-Object { $_ -notmatch '^(# (HELP|TYPE) tracking_\w+ .+|tracking_\w+(\{.+\})? \d+(\.\d{1,3})?)$' } |
            Should -BeNullOrEmpty
        [IO.File]::ReadAllText("$folder/tracking.prom").EndsWith("`n") | Should -BeTrue
        [IO.File]::ReadAllText("$folder/tracking.prom").Contains("`r") | Should -BeFalse
        """);

    [Fact]
    public void Counts_failed_steps_and_errors_of_the_last_run() => Run("""
        Invoke-TrackRun job { 1..3 | ForEach-Object { Invoke-TrackStep old -Key $_ { throw 'no' } -ErrorAction Ignore } }
        Invoke-TrackRun job {
            Invoke-TrackStep a { throw 'no' } -ErrorAction Ignore
            Invoke-TrackStep b { Write-Error x; Write-Error y } 2> $null
            Invoke-TrackStep c { }
        } 2> $null
        Export-TrackMetric tracking.prom
        Get-Metric tracking_task_failed_steps | Should -Be 1
        Get-Metric tracking_task_errors | Should -Be (Get-TrackStep job -RunId 2 | Measure-Object ErrorCount -Sum).Sum
        Get-Metric tracking_task_last_status 'status="finished_with_errors"' | Should -Be 1
        """);

    [Fact]
    public void Has_a_row_for_each_host_and_user_and_judges_the_task_as_Test_TrackTask_does() => Run("""
        $env:TRACKING_HOST = 'web1'
        Invoke-TrackRun deploy -UserName ann -DueWithin 1 { }
        $env:TRACKING_HOST = 'WEB2'
        Invoke-TrackRun Deploy -UserName bob { }
        $env:TRACKING_HOST = 'web2'
        try { Invoke-TrackRun deploy -UserName bob { throw 'no' } } catch { }
        $env:TRACKING_HOST = $null
        Export-TrackMetric tracking.prom
        Get-Metric tracking_task_last_status 'task="deploy"', 'host="web1"', 'user="ann"', 'status="finished"' | Should -Be 1
        Get-Metric tracking_task_last_status 'host="web2"', 'user="bob"', 'status="failed"' | Should -Be 1
        Get-Metric tracking_task_running | Should -HaveCount 2
        Get-Metric tracking_task_on_time '{task="deploy"}' | Should -Be 1
        Get-Metric tracking_task_due_timestamp_seconds '{task="deploy"}' |
            Should -Be (Get-Unix (Test-TrackTask deploy -PassThru).Due)
        """);

    [Fact]
    public void Names_tasks_of_a_file_that_never_ran_with_a_last_success_of_0() => Run("""
        Add-Run nightly 30
        Set-Content due.psd1 "@{ invoice = @{ Within = 2 }; nightly = @{ Within = '1.00:00' }; fixed = @{ Schedule = '@daily' } }"
        Export-TrackMetric tracking.prom -DuePath due.psd1
        Get-Metric tracking_task_last_success_timestamp_seconds '{task="invoice"}' | Should -BeExactly 0
        Get-Metric tracking_task_due_timestamp_seconds '{task="invoice"}' | Should -BeExactly 0
        Get-Metric tracking_task_on_time | Should -BeExactly @(0, 0, 0)
        Get-Metric tracking_task_due_timestamp_seconds '{task="nightly"}' | Should -Be (Get-Unix $now.AddHours(-6).AddSeconds(90))
        Get-Metric tracking_task_due_timestamp_seconds '{task="fixed"}' | Should -BeGreaterThan 0
        Export-TrackMetric tracking.prom n* -DuePath due.psd1
        Get-Metric tracking_task_on_time | Should -HaveCount 1
        """);

    [Fact]
    public void Escapes_what_a_label_cannot_hold_and_bounds_its_length() => Run("""
        $odd = 'a"b\c', "two`nlines", "bell$([char] 7)`r`t$([char] 27)[31m", '{x="y"} 5', '#', ' ', 'ünïcode 💥', '💥' * 100
        foreach ($task in $odd) { Add-Run $task 2 }
        Add-Run ('x' * 200 + 'a') 2
        Add-Run ('x' * 200 + 'b') 3
        Export-TrackMetric tracking.prom
        Get-Metric tracking_task_running | Should -HaveCount 10
        foreach ($text in 'task="a\"b\\c"', 'task="two\nlines"', 'task="{x=\"y\"} 5"', 'task="ünïcode 💥"') {
            Get-Metric tracking_task_running $text | Should -Be 0
        }
        $values = Get-Content tracking.prom | Where-Object { $_ -match '^tracking_task_running\{task="((?:[^"\\]|\\.)*)"' } |
            ForEach-Object { $Matches[1] }
        ($values | Select-Object -Unique).Count | Should -Be 10
        ($values | Measure-Object Length -Maximum).Maximum | Should -BeLessOrEqual 130
        $values -match '[\x00-\x1F\x7F-\x9F]' | Should -BeNullOrEmpty
        """);

    [Fact]
    public void Has_at_most_a_thousand_rows_the_newest_and_says_how_many_are_left_out() => Run("""
        $null = Open-TrackStore -InMemory
        1..1003 | ForEach-Object { $null = Start-TrackRun "t$_" -TimeStamp $now.AddHours(-$_) }
        Export-TrackMetric tracking.prom -WarningVariable warned 3> $null
        "$warned" | Should -BeLike '3 rows *'
        Get-Metric tracking_left_out_rows | Should -Be 3
        Get-Metric tracking_task_running | Should -HaveCount 1000
        Get-Metric tracking_task_running 'task="t1003"' | Should -BeNullOrEmpty
        Get-Metric tracking_task_running 'task="t1"' | Should -Be 1
        """);

    [Fact]
    public void Counts_runs_in_the_future_nowhere() => Run("""
        Add-Run backup -100
        Add-Run backup 5
        Export-TrackMetric tracking.prom
        Get-Metric tracking_task_last_success_timestamp_seconds | Should -Be (Get-Unix $now.AddHours(-5).AddSeconds(90))
        """);

    [Fact]
    public void Asks_all_sessions_or_piped_stores_and_counts_copies_once() => Run("""
        $sessions = (New-Item $env:TRACKING_HOME -ItemType Directory -Force).FullName
        $null = Open-TrackStore "$sessions/a.json"
        $null = Start-TrackRun nightly -TimeStamp $now.AddHours(-3)
        Copy-Item "$sessions/a.json" "$sessions/0-copy.json"
        $null = Stop-TrackRun nightly
        Get-TrackStore | Close-TrackStore
        Export-TrackMetric tracking.prom -AllSessions
        Get-Metric tracking_task_last_status 'status="finished"' | Should -Be 1
        Get-Metric tracking_task_running | Should -Be 0
        Get-ChildItem $sessions/*.json | ForEach-Object { Open-TrackStore $_ -ReadOnly } | Export-TrackMetric piped.prom
        Get-Content piped.prom | Should -Be (Get-Content tracking.prom)
        """);

    [Fact]
    public void Is_readable_for_all_and_put_in_its_place_in_one_step() => Run("""
        if ($IsWindows) { return }
        Add-Run backup 2
        $null = New-Item collector -ItemType Directory
        & chmod 700 collector
        $file = Export-TrackMetric collector/tracking.prom -PassThru
        $file.FullName | Should -Be "$folder/collector/tracking.prom"
        [int] [IO.File]::GetUnixFileMode($file.FullName) | Should -Be ([Convert]::ToInt32('644', 8))
        & chmod 600 $file.FullName
        Export-TrackMetric collector/tracking.prom
        [int] [IO.File]::GetUnixFileMode($file.FullName) | Should -Be ([Convert]::ToInt32('644', 8))
        (Get-ChildItem collector).Name | Should -BeExactly 'tracking.prom'
        # What cannot be written leaves what was there.
        $before = Get-Content $file.FullName
        (Get-ErrorOf { Export-TrackMetric collector/tracking.prom -Store nowhere.json }).FullyQualifiedErrorId |
            Should -BeExactly 'TrackStoreNotFound,Tracking.Commands.ExportTrackMetricCommand'
        Get-Content $file.FullName | Should -Be $before
        """);

    [Fact]
    public void Refuses_what_can_be_no_file_and_writes_nothing_under_WhatIf() => Run("""
        Add-Run backup 2
        $null = New-Item taken -ItemType Directory
        foreach ($path in 'taken', 'away/tracking.prom') {
            (Get-ErrorOf { Export-TrackMetric $path }).FullyQualifiedErrorId |
                Should -BeExactly 'TrackMetricPathInvalid,Tracking.Commands.ExportTrackMetricCommand'
        }
        (Get-ErrorOf { Export-TrackMetric x.prom -AllSessions -Store x }).FullyQualifiedErrorId |
            Should -BeExactly 'TrackQueryInvalid,Tracking.Commands.ExportTrackMetricCommand'
        (Get-ErrorOf { Export-TrackMetric x.prom -DuePath away.psd1 }).FullyQualifiedErrorId |
            Should -BeExactly 'TrackExpectationUnreadable,Tracking.Commands.ExportTrackMetricCommand'
        Export-TrackMetric x.prom -WhatIf
        Test-Path x.prom | Should -BeFalse
        """);
}

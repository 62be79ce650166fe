using Xunit;

namespace Tracking.Tests.Expectations;

/// <summary>Test-TrackTask: what should have run, and did not (section 12).</summary>
public sealed class TestTrackTaskTests : ModuleTest
{
    public TestTrackTaskTests() => Run("""
        $now = Get-Date
        # A run that began and ended some hours ago.
        function Add-Run([string] $Task, [double] $HoursAgo, [hashtable] $Stop = @{}, [hashtable] $Start = @{}) {
            $at = $now.AddHours(-$HoursAgo)
            $id = Start-TrackRun $Task -TimeStamp $at @Start
            $store = if ($Start.Store) { @{ Store = $Start.Store } } else { @{} }
            $null = Stop-TrackRun -RunId $id -TimeStamp $at @Stop @store
        }
        function Get-Reason { process { "$($_.TaskId) $($_.IsOnTime) $($_.Reason)" } }
        """);

    [Fact]
    public void Gives_one_Boolean_a_task_in_the_order_asked() => Run("""
        Add-Run good 2
        Add-Run old 30
        Add-Run bad 2 @{ Failed = $true }
        $answer = Test-TrackTask old, good, never, bad, Good -Within 1.02:00
        $answer | ForEach-Object GetType | Select-Object -Unique | ForEach-Object Name | Should -Be Boolean
        $answer | Should -BeExactly @($false, $true, $false, $false, $true)
        Test-TrackTask old -Within 2 | Should -BeExactly $true
        """);

    [Fact]
    public void Says_why_with_PassThru() => Run("""
        Add-Run good 2
        Add-Run late 30
        Add-Run bad 2 @{ Failed = $true; Message = 'the disk is full' }
        Add-Run stopped 2 @{ Unfinished = $true }
        $null = Start-TrackRun working -TimeStamp $now.AddHours(-3)
        $null = Start-TrackRun detached -Detach -TimeStamp $now.AddHours(-3)
        Invoke-TrackRun errors { try { Invoke-TrackStep s { throw 'x' } } catch { } }
        $tasks = 'good', 'late', 'bad', 'stopped', 'working', 'detached', 'errors', 'never'
        $checks = Test-TrackTask $tasks -Within 1.02:00 -PassThru
        $checks | Get-Reason | Should -BeExactly @('good True Succeeded', 'late False Late', 'bad False Failed', 'stopped False Stopped',
            'working False Running', 'detached False Open', 'errors False FinishedWithErrors', 'never False NeverRan')
        $checks[0].Message | Should -Match '^It finished at [\d :-]{19}, 2:00:\d\d ago\.$'
        $checks[1].Message | Should -Match '^It did not run again: its last success was at [\d :-]{19}, 1d 06:00:\d\d ago\.$'
        $checks[2].Message | Should -Match '^It failed at [\d :-]{19}: the disk is full\. It never succeeded\.$'
        $checks[4].Message | Should -Match '^It is still running since [\d :-]{19}, 3:00:\d\d now\. It never succeeded\.$'
        $checks[7].Message | Should -Be 'It never ran.'
        $checks[1].LastSuccess.RunId | Should -Be 2
        $checks[1].Due | Should -Be $now.AddHours(-4)
        $checks[2].LastRun.Message | Should -Be 'the disk is full'
        $checks[7].LastRun | Should -BeNullOrEmpty
        (Test-TrackTask errors -Within 1 -AllowErrors -PassThru).Message | Should -Match '^It finished with errors at'
        """);

    [Fact]
    public void Of_a_run_whose_process_is_gone_says_that_it_was_abandoned_and_of_a_copy_that_it_cannot_be_judged() => Run("""
        $path = "$folder/night.json"
        $null = Open-TrackStore $path
        $null = Start-TrackRun nightly -TimeStamp $now.AddHours(-3)
        Copy-Item $path "$folder/copy.json"
        Test-TrackTask nightly -Within 1 -PassThru -Store $path | Get-Reason | Should -Be 'nightly False Running'
        Test-TrackTask nightly -Within 1 -PassThru -Store "$folder/copy.json" | Get-Reason | Should -Be 'nightly False Unknown'
        Get-TrackStore | Close-TrackStore
        Test-TrackTask nightly -Within 1 -PassThru -Store $path | Get-Reason | Should -Be 'nightly False Abandoned'
        """);

    [Fact]
    public void A_run_that_was_continued_is_judged_by_the_one_that_continues_it() => Run("""
        $no = $true
        try { Invoke-TrackRun nightly -Key k -Resume { Invoke-TrackStep a { }; Invoke-TrackStep b { if ($no) { throw 'no' } } } } catch { }
        Test-TrackTask nightly -Within 1 -PassThru | Get-Reason | Should -Be 'nightly False Failed'
        $no = $false
        Invoke-TrackRun nightly -Key k -Resume { Invoke-TrackStep a { }; Invoke-TrackStep b { if ($no) { throw 'no' } } } 6> $null
        Test-TrackTask nightly -Within 1 | Should -BeExactly $true
        """);

    [Fact]
    public void Runs_in_the_future_do_not_count_and_are_named() => Run("""
        Add-Run nightly -100
        $check = Test-TrackTask nightly -Within 1 -PassThru
        $check | Get-Reason | Should -Be 'nightly False NeverRan'
        $check.Message | Should -Match "It never ran\. A run that begins or ends in the future, of [\d :-]{19}, does not count\."
        """);

    [Fact]
    public void Judges_by_a_schedule_and_its_grace() => Run("""
        $utc = $now.ToUniversalTime()
        # A schedule that was due an hour ago, rounded down to the minute.
        $due = $utc.AddHours(-1)
        $line = "$($due.Minute) $($due.Hour) * * *"
        Add-Run before 1.5
        Add-Run after 0.9
        Test-TrackTask before, after -Schedule $line -Grace 0:30 -TimeZone UTC | Should -BeExactly @($false, $true)
        # Its time is not up yet, and that of the day before is.
        Add-Run old 30
        $check = Test-TrackTask before, old -Schedule $line -Grace 2:00 -TimeZone (Get-TimeZone -Id UTC) -PassThru
        $check | Get-Reason | Should -BeExactly @('before True Succeeded', 'old False Late')
        Add-Run old 24.5
        Test-TrackTask old -Schedule $line -Grace 2:00 -TimeZone UTC | Should -BeExactly $true
        """);

    [Fact]
    public void Without_more_the_last_run_that_said_it_decides() => Run("""
        Add-Run hourly 2 -Start @{ DueWithin = '1:00' }
        Add-Run daily 2 -Start @{ DueWithin = 1.5 }
        Add-Run silent 2
        Invoke-TrackRun now -DueWithin 0:01 { }
        Test-TrackTask hourly, daily, now | Should -BeExactly @($false, $true, $true)
        Test-TrackTask -PassThru | Get-Reason | Should -BeExactly @('daily True Succeeded', 'hourly False Late', 'now True Succeeded')
        Test-TrackTask *ly | Should -BeExactly @($true, $false)
        (Get-TrackRun now).DueWithin | Should -Be ([timespan] '0:01')
        (Get-TrackRun silent).DueWithin | Should -BeExactly $null
        (Get-TrackRun daily).DueWithin | Should -Be ([timespan] '1.12:00')
        # A run by hand does not end it, and 0 does.
        Invoke-TrackRun hourly { }
        Test-TrackTask hourly | Should -BeExactly $true
        Invoke-TrackRun hourly -DueWithin 0 { }
        Test-TrackTask -PassThru | ForEach-Object TaskId | Should -BeExactly @('daily', 'now')
        """);

    [Fact]
    public void What_the_run_says_is_in_its_copies_and_survives_its_store() => Run("""
        $null = Open-TrackStore "$folder/a.json"
        Invoke-TrackRun nightly -DueWithin 3 { }
        Get-TrackStore | Close-TrackStore
        $null = Copy-Track "$folder/b.json" -Store "$folder/a.json"
        Optimize-TrackStore "$folder/b.json"
        Remove-TrackStore "$folder/a.json"
        (Get-TrackRun -Store "$folder/b.json").DueWithin | Should -Be ([timespan] '3.00:00')
        Test-TrackTask nightly -Store "$folder/b.json" | Should -BeExactly $true
        """);

    [Fact]
    public void A_name_with_wildcards_stands_for_the_tasks_that_match_and_none_of_them_is_False() => Run("""
        Add-Run nightly-b 2
        Add-Run nightly-a 30
        Add-Run other 30
        Test-TrackTask other, nightly-* -Within 1 -PassThru | ForEach-Object TaskId | Should -BeExactly @('other', 'nightly-a', 'nightly-b')
        Test-TrackTask nothing-* -Within 1 -PassThru | Get-Reason | Should -Be 'nothing-* False NeverRan'
        Test-TrackTask nothing-* | Should -BeExactly $false
        # Through the pipeline a name is taken literally.
        [pscustomobject] @{ TaskId = 'nightly-*' } | Test-TrackTask -Within 1 -PassThru | Get-Reason | Should -Be 'nightly-* False NeverRan'
        """);

    [Fact]
    public void Piped_tasks_are_answered_in_their_order_and_piped_stores_are_one_question() => Run("""
        Add-Run x 2 -Start @{ Store = 'a.json' }
        Add-Run y 30 -Start @{ Store = 'a.json' }
        Add-Run y 2 -Start @{ Store = 'b.json' }
        $stores = Get-Item a.json, b.json | ForEach-Object { Open-TrackStore $_ -ReadOnly }
        $stores | Test-TrackTask y, x -Within 1 | Should -BeExactly @($true, $true)
        'y', 'x' | ForEach-Object { [pscustomobject] @{ TaskId = $_; Store = $stores[0] } } | Test-TrackTask -Within 1 |
            Should -BeExactly @($false, $true)
        Test-TrackTask y -Within 1 -Store a.json | Should -BeExactly $false
        @() | Test-TrackTask -Within 1 | Should -BeNullOrEmpty
        """);

    [Fact]
    public void Asks_all_sessions_and_counts_copies_once_in_their_last_state() => Run("""
        $home1 = $env:TRACKING_HOME
        $null = New-Item $home1 -ItemType Directory -Force
        $null = Open-TrackStore "$home1/a.json"
        $null = Start-TrackRun nightly -TimeStamp $now.AddHours(-3) -DueWithin 1
        Copy-Item "$home1/a.json" "$home1/0-copy.json"
        $null = Stop-TrackRun nightly
        Get-TrackStore | Close-TrackStore
        Add-Run nightly 50 @{ Failed = $true } @{ Store = "$home1/z.json" }
        Add-Run weekly 50 @{} @{ Store = "$home1/z.json"; DueWithin = 1 }
        Test-TrackTask -AllSessions -PassThru | Get-Reason | Should -BeExactly @('nightly True Succeeded', 'weekly False Late')
        Test-TrackTask nightly -AllSessions | Should -BeExactly $true
        Test-TrackTask nightly -Within 1 | Should -BeExactly $false
        """);

    [Fact]
    public void Says_by_Verbose_that_there_are_other_sessions() => Run("""
        $null = New-Item $env:TRACKING_HOME -ItemType Directory -Force
        Add-Run nightly 2 -Start @{ Store = "$env:TRACKING_HOME/a.json" }
        $said = Test-TrackTask nightly -Within 1 -Verbose 4>&1
        $said | Where-Object { $_ -is [Management.Automation.VerboseRecord] } | ForEach-Object Message | Should -BeLike '*-AllSessions*'
        """);

    [Fact]
    public void Of_what_nothing_is_expected_or_asked_is_an_error() => RunForEach(
        """
        @{ Script = { Test-TrackTask done }; Id = 'TrackExpectationNotFound'; Says = "Of the task 'done' nothing is expected*" }
        @{ Script = { Test-TrackTask d* }; Id = 'TrackExpectationNotFound'; Says = "Of the task 'd*' nothing*" }
        @{ Script = { Test-TrackTask }; Id = 'TrackExpectationNotFound'; Says = 'Of no task anything*-DueWithin*' }
        @{ Script = { Test-TrackTask '' -Within 1 }; Id = 'TrackNameInvalid'; Says = '*has no name*' }
        @{ Script = { Test-TrackTask $null -Within 1 }; Id = 'TrackNameInvalid'; Says = '*has no name*' }
        @{ Script = { Test-TrackTask @() -Within 1 }; Id = 'TrackNameInvalid'; Says = '*has no name*' }
        @{ Script = { Test-TrackTask done, $null -Within 1 }; Id = 'TrackNameInvalid'; Says = '*has no name*' }
        @{ Script = { Test-TrackTask done -Within 0 }; Id = 'TrackExpectationInvalid'; Says = '*longer than nothing*' }
        @{ Script = { Test-TrackTask done -Schedule '0 2 1 * 1' }; Id = 'TrackExpectationInvalid'; Says = '*not both*' }
        @{ Script = { Test-TrackTask done -Schedule '0 2 31 2 *' }; Id = 'TrackExpectationInvalid'; Says = '*never occurs*' }
        @{ Script = { Test-TrackTask done -Schedule '0 2 * * *' -TimeZone Nowhere/Land }; Id = 'TrackExpectationInvalid'
            Says = "'Nowhere/Land' is no time zone*" }
        @{ Script = { Test-TrackTask done -Schedule '0 2 * * *' -TimeZone '' }; Id = 'TrackExpectationInvalid'; Says = '*no time zone*' }
        @{ Script = { Test-TrackTask done -Schedule '0 2 * * *' -TimeZone /etc/passwd }; Id = 'TrackExpectationInvalid'
            Says = '*no time zone*' }
        @{ Script = { Test-TrackTask done -Schedule '0 2 * * *' -TimeZone ../../../etc/passwd }; Id = 'TrackExpectationInvalid'
            Says = '*no time zone*' }
        @{ Script = { Test-TrackTask done -Within 1 -AllSessions -Store x.json }; Id = 'TrackQueryInvalid'; Says = '*' }
        @{ Script = { Test-TrackTask done -Within 1 -Store nowhere.json }; Id = 'TrackStoreNotFound'; Says = '*' }
        @{ Script = { Test-TrackTask done -Within (-1) }; Id = 'ParameterArgumentTransformationError'; Says = '*not negative*' }
        @{ Script = { Test-TrackTask done -Schedule '0 2 * * *' -Grace -0:01 }; Id = 'ParameterArgumentTransformationError'
            Says = '*not negative*' }
        @{ Script = { Invoke-TrackRun done -DueWithin (-1) { } }; Id = 'ParameterArgumentTransformationError'; Says = '*not negative*' }
        @{ Script = { Test-TrackTask done -Within 1 -Schedule '0 2 * * *' }; Id = 'AmbiguousParameterSet'; Says = '*' }
        """,
        """
        if (-not (Get-TrackRun done)) { Add-Run done 2 }
        $errors = @(Get-ErrorOf $Script)
        $errors | Should -HaveCount 1
        $errors[0].FullyQualifiedErrorId | Should -BeLike "$Id,Tracking.Commands.*"
        "$($errors[0])" | Should -BeLike $Says
        """);

    [Fact]
    public void Completes_tasks_and_time_zones() => Run("""
        Add-Run nightly 2
        function Get-Offer([string] $Line) { (TabExpansion2 $Line $Line.Length).CompletionMatches.CompletionText }
        Get-Offer 'Test-TrackTask nig' | Should -BeExactly 'nightly'
        Get-Offer "Test-TrackTask x -Schedule '@daily' -TimeZone Europe/Berl" | Should -BeExactly 'Europe/Berlin'
        """);

    [Fact]
    public void Has_a_table_that_says_what_matters_at_100_columns() => Run("""
        Add-Run good 2
        Add-Run bad 2 @{ Failed = $true; Message = "the disk`nis full" }
        $PSStyle.OutputRendering = 'PlainText'
        $lines = Test-TrackTask good, bad -Within 1 -PassThru | Out-String -Stream -Width 100 | Where-Object { $_ }
        $lines[0] -split ' +' | Should -BeExactly @('Due', 'TaskId', 'Reason', 'Message')
        $lines[2] | Should -Match '^[\d :-]{19} good +Succeeded +It finished at'
        $lines | Should -Contain ($lines -match '^ {20}bad +! Failed +It failed at')[0]
        $lines -join ' ' -replace ' +', ' ' | Should -Match 'the disk is full'
        """);
}

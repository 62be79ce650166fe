# Test-TrackTask where a real pwsh or a server is needed: exit codes, and a database. All else: tests/Tracking.Tests/Expectations.

BeforeDiscovery {
    Import-Module "$PSScriptRoot/PostgresServer.psm1"
    $lack = Get-PostgresLack
}

BeforeAll {
    Import-Module "$PSScriptRoot/TestHelpers.psm1", "$PSScriptRoot/PostgresServer.psm1"
}

Describe 'The script of the help for a monitoring system' {
    BeforeAll {
        # The recipe, as the help shows it.
        $topic = Get-Content "$PSScriptRoot/../../module/en-US/about_Tracking_Monitoring.help.txt" -Raw
        $recipe = [regex]::Match($topic, '(?s)PS> (function Get-DueCode.+?>> \}\n)(?= +PS> Get-DueCode)').Groups[1].Value -replace '(?m)^ +>> '
        $recipe | Should -Match 'Test-TrackTask'
    }

    It 'ends with <ExitCode> when <Name>' -ForEach @(
        @{ Name = 'all is on time'; Runs = 'nightly'; File = 'due.psd1'; ExitCode = 0; Says = '' }
        @{ Name = 'a task never ran'; Runs = 'other'; File = 'due.psd1'; ExitCode = 1; Says = 'nightly: It never ran.' }
        @{ Name = 'the file is not there'; Runs = 'nightly'; File = 'away.psd1'; ExitCode = 1; Says = '' }
    ) {
        $folder = New-TestFolder
        Set-Content "$folder/due.psd1" "@{ nightly = @{ Within = '1.02:00' } }"
        $child = Invoke-Pwsh "Invoke-TrackRun $Runs { }; $recipe; exit (Get-DueCode $File)" -WorkingDirectory $folder -Environment @{
            TRACKING_STORE = ':memory:'; TRACKING_HOME = $folder }
        $child.ExitCode | Should -Be $ExitCode -Because $child.Error
        $child.Output | Should -BeExactly $Says
    }
}

Describe "Tasks in a database$(if ($lack) { ": $lack" })" -Skip:([bool] $lack) {
    BeforeAll {
        $server = Start-PostgresServer
        $null = Open-TrackStore -ConnectionString (New-PostgresDatabase $server) -Initialize
    }

    AfterAll {
        Get-TrackStore -Open | Close-TrackStore
        Stop-PostgresServer $server
    }

    It 'are judged and measured as those in a file' {
        Invoke-TrackRun nightly -DueWithin 1.02:00 { }
        $id = Start-TrackRun weekly -DueWithin 7 -TimeStamp (Get-Date).AddDays(-9)
        $null = Stop-TrackRun -RunId $id -TimeStamp (Get-Date).AddDays(-8)
        $null = Start-TrackRun sync -TimeStamp (Get-Date).AddHours(-3)
        Test-TrackTask weekly, nightly | Should -BeExactly @($false, $true)
        Test-TrackTask -PassThru | ForEach-Object { "$($_.TaskId) $($_.Reason)" } | Should -BeExactly @('nightly Succeeded', 'weekly Late')
        Test-TrackTask sync, never -Within 1 -PassThru | ForEach-Object { "$($_.Reason)" } | Should -BeExactly @('Running', 'NeverRan')
        Test-TrackTask nightly -AllSessions | Should -BeExactly $true
        (Get-TrackRun weekly).DueWithin | Should -Be ([timespan] '7.00:00')

        $folder = New-TestFolder
        Export-TrackMetric "$folder/tracking.prom"
        $lines = Get-Content "$folder/tracking.prom"
        $lines | Should -Contain 'tracking_task_on_time{task="nightly"} 1'
        $lines | Should -Contain 'tracking_task_on_time{task="weekly"} 0'
        $lines -match '^tracking_task_running\{task="sync".* 1$' | Should -HaveCount 1
    }
}

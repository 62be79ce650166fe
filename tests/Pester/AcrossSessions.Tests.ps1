# Runs and stores over several sessions: rules 1.1 to 1.8, 3.10 and 4.16.

BeforeAll {
    Import-Module "$PSScriptRoot/TestHelpers.psm1"
    Import-Module "$PSScriptRoot/ChildProcesses.psm1"
}

Describe 'Runs that tell the truth' {
    BeforeEach {
        $path = "$(New-TestFolder)/s.json"
    }

    AfterEach {
        Get-TrackStore -Open | Close-TrackStore
    }

    It 'are running, finished, stopped or failed' {
        1..4 | ForEach-Object { $null = Start-TrackRun "a$_" -Store $path }
        $null = Stop-TrackRun a2 -Store $path
        $null = Stop-TrackRun a3 -Unfinished -Message 'enough' -Store $path
        $null = Stop-TrackRun a4 -Failed -Message 'no such host' -Store $path
        $null = Open-TrackStore $path
        $runs = Get-TrackRun
        $runs.Status | Should -Be @('Running', 'Finished', 'Stopped', 'Failed')
        $runs.Message | Should -Be @($null, $null, 'enough', 'no such host')
        $runs.Finished | Should -Be @($false, $true, $false, $false)
    }

    It 'are abandoned when no living process holds their file, and running again when one opens it' {
        $null = Start-TrackRun a1 -Store $path
        (Get-TrackRun -Store $path).Status | Should -Be 'Abandoned'
        (Get-TrackRun a1 -Store $path).Status | Should -Be 'Abandoned'
        (Get-TrackRun -RunId 1 -Store $path).Status | Should -Be 'Abandoned'
        $null = Open-TrackStore $path
        (Get-TrackRun).Status | Should -Be 'Running'
    }

    It 'run in another process until that is killed' {
        $child = Start-ScriptHost
        try {
            $null = Invoke-ScriptHost $child "`$null = Save-UserTrack a1 @{ n = 1 } -Store (Open-TrackStore '$path')"
            (Get-TrackRun -Store $path).Status | Should -Be 'Running'
        }
        finally {
            $null = Stop-Child $child
        }
        (Get-TrackRun -Store $path).Status | Should -Be 'Abandoned'
    }

    It 'say by -Verbose, or as $VerbosePreference asks, which file and run they are in' {
        $said = & {
            $null = Save-UserTrack a1 @{ n = 1 } -Store $path -Verbose
            $VerbosePreference = 'Continue'
            $null = Start-TrackRun a2 -Store $path
            $null = Stop-TrackRun a2 -Failed -Store $path
            $null = Stop-TrackRun a1 -Store $path -Verbose:$false
        } 4>&1
        $said.Message | Where-Object { $_ -notlike 'Performing the operation*' } | Should -BeExactly @(
            "Track 0000001 of task a1 was saved in run 1 in '$path'."
            "Run 2 of a2 was started in '$path'."
            "Run 2 of a2 was stopped in '$path': Failed."
        )
        @(Save-UserTrack a1 @{ n = 1 } -Store $path 4>&1).Count | Should -Be 1
    }

    It 'cannot be stopped as failed and unfinished at once' {
        (Get-ErrorOf { Stop-TrackRun a1 -Failed -Unfinished -Store $path }).FullyQualifiedErrorId | Should -BeExactly 'AmbiguousParameterSet,Tracking.Commands.StopTrackRunCommand'
    }
}

Describe 'Get-TrackRun' {
    BeforeAll {
        $noon = [datetime] '2026-03-01 12:00'
        $store = Open-TrackStore -InMemory
        foreach ($hour in 0..3) {
            $null = Start-TrackRun deploy -TimeStamp $noon.AddHours($hour)
            $ending = @{ Failed = $hour -eq 1; Unfinished = $hour -eq 2 }
            foreach ($key in @($ending.Keys)) { if (-not $ending[$key]) { $ending.Remove($key) } }
            $null = Stop-TrackRun deploy -TimeStamp $noon.AddHours($hour + 0.5) @ending
        }
        $null = Start-TrackRun deploy -TimeStamp $noon.AddHours(4)
        $null = Start-TrackRun other -TimeStamp $noon
    }

    AfterAll {
        $store | Close-TrackStore
    }

    It 'finds runs by their status, all runs of a task too' {
        (Get-TrackRun -Status Failed, Stopped -Store $store).RunId | Should -Be @(2, 3)
        (Get-TrackRun deploy -Status Finished -Store $store).RunId | Should -Be @(1, 4)
        (Get-TrackRun deploy -Status Running -Store $store).RunId | Should -Be 5
        Get-TrackRun other -Status Failed -Store $store | Should -BeNullOrEmpty
        (Get-TrackRun -RunId 1, 2 -Status Failed -Store $store).RunId | Should -Be 2
    }

    It 'finds nothing when the status is null or empty' {
        Get-TrackRun -Status $null -Store $store | Should -BeNullOrEmpty
        Get-TrackRun -Status @() -Store $store | Should -BeNullOrEmpty
    }

    It 'finds runs by time: those that were under way then, ends included' {
        (Get-TrackRun deploy -From $noon.AddHours(2.5) -Store $store).RunId | Should -Be @(3, 4, 5)
        (Get-TrackRun deploy -To $noon.AddHours(1) -Store $store).RunId | Should -Be @(1, 2)
        (Get-TrackRun deploy -From $noon.AddHours(0.6) -To $noon.AddHours(2.6) -Store $store).RunId | Should -Be @(2, 3)
        # One that runs has not ended, whatever its last track.
        (Get-TrackRun -From $noon.AddDays(1) -Store $store).RunId | Should -Be @(5, 6)
    }

    It 'gives a run once, however often it is asked for' {
        $null = Save-UserTrack twice @{ n = 1 } -Store $store
        $null = Save-UserTrack twice @{ n = 2 } -Store $store
        @(Search-Track twice -Store $store | Get-TrackRun).Count | Should -Be 1
    }
}

Describe 'Questions across sessions' {
    BeforeAll {
        $former = $env:TRACKING_HOME
        $env:TRACKING_HOME = New-TestFolder
        $noon = [datetime] '2026-03-01 12:00'
        # Each file holds every third hour, so that the order of time goes to and fro between them.
        foreach ($file in 1..3) {
            foreach ($round in 0..2) {
                $at = $noon.AddHours(3 * $round + $file)
                $path = "$env:TRACKING_HOME/session-$file.json"
                $null = Start-TrackRun deploy -TimeStamp $at -Store $path
                $null = Save-UserTrack deploy @{ hour = $at.Hour } -TimeStamp $at -UserName "u$file" -Store $path
                $null = Stop-TrackRun deploy -TimeStamp $at -Failed:($file -eq 2) -Store $path
            }
        }
        Set-Content "$env:TRACKING_HOME/session-4.json" 'no store at all'
    }

    AfterAll {
        $env:TRACKING_HOME = $former
    }

    It 'give tracks in the order of time, with their stores, and a warning for what cannot be read' {
        $tracks = Get-TrackStore -ListAvailable | Search-Track deploy -WarningVariable warnings -WarningAction SilentlyContinue -ErrorAction Stop
        $tracks.ForEach({ $_.Data.hour }) | Should -Be (13..21)
        $tracks.ForEach({ Split-Path -Leaf $_.Store.Path }) | Should -Be @(('session-1.json', 'session-2.json', 'session-3.json') * 3)
        @($warnings).Count | Should -Be 1
        "$warnings" | Should -Match "session-4\.json.*no tracking store.*Nothing of it is in the answer"
    }

    It 'count -First, -Last and -Skip over all of them' {
        $ask = { Get-TrackStore -ListAvailable | Search-Track @args -WarningAction SilentlyContinue | ForEach-Object { $_.Data.hour } }
        & $ask -First 2 | Should -Be @(13, 14)
        & $ask -Last 2 | Should -Be @(20, 21)
        & $ask -First 2 -Skip 3 | Should -Be @(16, 17)
        & $ask -Last 2 -Skip 3 | Should -Be @(17, 18)
        & $ask -From $noon.AddHours(4) -To $noon.AddHours(6) | Should -Be @(16, 17, 18)
    }

    It 'give runs in the order of their starts, with their stores' {
        $runs = Get-TrackStore -ListAvailable | Get-TrackRun -WarningVariable warnings -WarningAction SilentlyContinue -ErrorAction Stop
        $runs.Start.Hour | Should -Be (13..21)
        $runs.ForEach({ Split-Path -Leaf $_.Store.Path }) | Should -Be @(('session-1.json', 'session-2.json', 'session-3.json') * 3)
        @($warnings).Count | Should -Be 1
    }

    It 'find the runs that failed' {
        $runs = Get-TrackStore -ListAvailable | Get-TrackRun deploy -Status Failed, Abandoned -WarningAction SilentlyContinue
        $runs.Start.Hour | Should -Be @(14, 17, 20)
    }

    It 'give tasks and users of each' {
        (Get-TrackStore -ListAvailable | Get-TrackTask -WarningAction SilentlyContinue).TrackCount | Should -Be @(3, 3, 3)
        (Get-TrackStore -ListAvailable | Get-TrackUser -WarningAction SilentlyContinue).UserName | Should -Be @('u1', 'u2', 'u3')
    }

    It 'make an error of a store that is named' {
        $path = "$env:TRACKING_HOME/session-4.json"
        foreach ($question in { Search-Track -Store $path }, { Get-TrackRun -Store $path }, { Get-TrackTask -Store $path }, { Get-TrackUser -Store $path }) {
            (Get-ErrorOf $question).FullyQualifiedErrorId | Should -BeLike 'TrackStoreNotTracking,*'
        }
    }
}

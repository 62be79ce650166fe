# Start-TrackRun, Stop-TrackRun and Get-TrackRun: rules 3.1, 4.1 to 4.3, 4.6, 4.7 and 4.16.

BeforeAll {
    Import-Module "$PSScriptRoot/TestHelpers.psm1"
    $noon = Get-Date '2024-05-06T12:00:00'
}

Describe 'Runs' {
    BeforeEach {
        $store = Open-TrackStore -InMemory
    }

    AfterEach {
        $store | Close-TrackStore
    }

    Context 'Start-TrackRun' {
        It 'returns the run''s id, one counter over all tasks and those that saves start' {
            $null = Save-UserTrack a001 @{ k = 1 }
            $null = Save-UserTrack a002 @{ k = 1 }
            $id = Start-TrackRun a001
            $id | Should -BeOfType ([int])
            $id | Should -BeExactly 3
            Start-TrackRun a003 | Should -BeExactly 4
        }

        It 'returns the run with -PassThru' {
            $run = Start-TrackRun a001 -TimeStamp $noon -PassThru
            $run | Should -BeOfType ([Tracking.TrackRun])
            $run.RunId | Should -BeOfType ([int])
            $run.RunId | Should -BeExactly 1
            $run.TaskId | Should -BeExactly 'a001'
            $run.Start | Should -Be $noon
            $run.Start.Kind | Should -Be 'Local'
            $run.End | Should -Be $noon
            $run.Finished | Should -BeExactly $false
            $run.Store | Should -Be $store
            "$run" | Should -BeExactly '<Run 1, 2024-05-06 12:00, 2024-05-06 12:00, False>'
        }

        It 'makes it the current run, and leaves the former as it is' {
            $null = Start-TrackRun a001 -TimeStamp $noon
            $null = Start-TrackRun A001
            (Get-TrackRun a001).RunId | Should -Be 2
            $former = Get-TrackRun -RunId 1
            $former.Finished | Should -BeExactly $false
            $former.End | Should -Be $noon
        }

        It 'belongs to no task when none is given' {
            $run = Start-TrackRun -PassThru
            $run.TaskId | Should -BeExactly $null
            Get-TrackTask | Should -BeNullOrEmpty
            (Save-UserTrack a001 @{ k = 1 } -RunId 1 -PassThru).RunId | Should -Be 1
            Get-TrackRun a001 | Should -BeNullOrEmpty
        }

        It 'starts now when no time is given' {
            $before = Get-Date
            $run = Start-TrackRun a001 -PassThru
            $run.Start | Should -BeGreaterOrEqual $before
            $run.Start | Should -BeLessOrEqual (Get-Date)
        }

        It 'takes tasks from the pipeline by name' {
            [pscustomobject] @{ TaskId = 'b' }, [pscustomobject] @{ TaskId = 'a' } | Start-TrackRun | Should -Be @(1, 2)
            (Get-TrackRun).TaskId | Should -BeExactly @('b', 'a')
        }

        It 'takes a task''s name literally' {
            $null = Start-TrackRun 'a*'
            Get-TrackRun a001 | Should -BeNullOrEmpty
            (Get-TrackRun 'a*').RunId | Should -Be 1
        }
    }

    Context 'Stop-TrackRun' {
        It 'marks the current run as finished, returns its id, and ends its being current' {
            $null = Start-TrackRun a001
            Stop-TrackRun a001 | Should -BeExactly 1
            Get-TrackRun a001 | Should -BeNullOrEmpty
            (Get-TrackRun -RunId 1).Finished | Should -BeExactly $true
        }

        It 'returns the run with -PassThru, marked as not finished with -Unfinished' {
            $null = Start-TrackRun a001 -TimeStamp $noon
            $run = Stop-TrackRun a001 -Unfinished -TimeStamp $noon.AddHours(1) -PassThru
            $run | Should -BeOfType ([Tracking.TrackRun])
            $run.Finished | Should -BeExactly $false
            $run.End | Should -Be $noon.AddHours(1)
            Get-TrackRun a001 | Should -BeNullOrEmpty
        }

        It 'says with -Failed and -Message what became of the run' {
            $null = Start-TrackRun a001
            $run = Stop-TrackRun a001 -Failed -Message "the disk`nis full" -PassThru
            $run.Status | Should -Be 'Failed'
            $run.Finished | Should -BeExactly $false
            $run.Message | Should -BeExactly "the disk`nis full"
            Get-TrackRun a001 | Should -BeNullOrEmpty
        }

        It 'keeps a message of any status: <Status>' -ForEach @(
            @{ Status = 'Finished'; How = @{} }
            @{ Status = 'Stopped'; How = @{ Unfinished = $true } }
            @{ Status = 'Failed'; How = @{ Failed = $true } }
        ) {
            $null = Start-TrackRun a001
            $run = Stop-TrackRun a001 @How -Message 'said' -PassThru
            "$($run.Status) $($run.Message)" | Should -BeExactly "$Status said"
            # The next stop says all anew.
            $run = Stop-TrackRun -RunId 1 @How -PassThru
            $run.Status | Should -Be $Status
            $run.Message | Should -BeNullOrEmpty
        }

        It 'refuses a message that cannot be kept, and leaves the run as it is' {
            $null = Start-TrackRun a001
            $run = Stop-TrackRun a001 -Failed -Message ('x' * 8192) -PassThru
            $run.Message.Length | Should -Be 8192
            foreach ($message in ('x' * 8193), "half $([char] 0xD83D)") {
                Get-ErrorOf { Stop-TrackRun -RunId 1 -Message $message } | ForEach-Object FullyQualifiedErrorId | Should -Match '^Track\w+Invalid,|^TrackDataTooLarge,'
            }
            (Get-TrackRun -RunId 1).Status | Should -Be 'Failed'
        }

        It 'finishes a run with -Failed:$false, or -Unfinished:$false' {
            1..2 | ForEach-Object { $null = Start-TrackRun a001 }
            (Stop-TrackRun -RunId 1 -Failed:$false -PassThru).Status | Should -Be 'Finished'
            (Stop-TrackRun -RunId 2 -Unfinished:$false -PassThru).Status | Should -Be 'Finished'
        }

        It 'takes -Failed or -Unfinished, not both' {
            $null = Start-TrackRun a001
            (Get-ErrorOf { Stop-TrackRun a001 -Failed -Unfinished }).FullyQualifiedErrorId | Should -BeExactly 'AmbiguousParameterSet,Tracking.Commands.StopTrackRunCommand'
            (Get-TrackRun a001).Status | Should -Be 'Running'
        }

        It 'sets the later of its time and the run''s end' {
            $null = Start-TrackRun a001 -TimeStamp $noon
            $null = Save-UserTrack a001 @{ k = 1 } -TimeStamp $noon.AddHours(2)
            (Stop-TrackRun a001 -TimeStamp $noon.AddHours(1) -PassThru).End | Should -Be $noon.AddHours(2)
            (Stop-TrackRun -RunId 1 -TimeStamp $noon.AddHours(3) -PassThru).End | Should -Be $noon.AddHours(3)
        }

        It 'sets now when no time is given' {
            $null = Start-TrackRun a001 -TimeStamp $noon
            $before = Get-Date
            (Stop-TrackRun a001 -PassThru).End | Should -BeGreaterOrEqual $before
        }

        It 'stops the run that an id names, whatever its task' {
            $null = Start-TrackRun a001
            $null = Start-TrackRun a002
            Stop-TrackRun a001 -RunId 2 | Should -BeExactly 2
            Get-TrackRun a002 | Should -BeNullOrEmpty
            (Get-TrackRun a001).RunId | Should -Be 1
        }

        It 'stops a run of no task, and one that is not current' {
            $null = Start-TrackRun
            $null = Start-TrackRun a001
            $null = Start-TrackRun a001
            Stop-TrackRun -RunId 1 | Should -BeExactly 1
            Stop-TrackRun -RunId 2 | Should -BeExactly 2
            (Get-TrackRun a001).RunId | Should -Be 3
        }

        It 'changes the mark of a run that was stopped before' {
            $null = Start-TrackRun a001
            $null = Stop-TrackRun a001
            (Stop-TrackRun -RunId 1 -Unfinished -PassThru).Finished | Should -BeExactly $false
            (Stop-TrackRun -RunId 1 -PassThru).Finished | Should -BeExactly $true
        }

        It 'does not make the former run current again' {
            $null = Start-TrackRun a001
            $null = Start-TrackRun a001
            $null = Stop-TrackRun a001
            Get-TrackRun a001 | Should -BeNullOrEmpty
            (Save-UserTrack a001 @{ k = 1 } -PassThru).RunId | Should -Be 3
        }

        It 'says by an error record that there is nothing to stop: <Name>' -ForEach @(
            @{ Name = 'an unknown task'; Arguments = @{ TaskId = 'nope' }; Target = 'nope' }
            @{ Name = 'a task whose run was stopped'; Arguments = @{ TaskId = 'a001' }; Target = 'a001' }
            @{ Name = 'an unknown run'; Arguments = @{ RunId = 9 }; Target = 9 }
            @{ Name = 'an unknown run of a task'; Arguments = @{ TaskId = 'a001'; RunId = 9 }; Target = 9 }
            @{ Name = 'run 0 of no task'; Arguments = @{ RunId = 0 }; Target = $null }
            @{ Name = 'nothing named'; Arguments = @{}; Target = $null }
        ) {
            $null = Start-TrackRun a001
            $null = Stop-TrackRun a001
            $fault = Get-ErrorOf { Stop-TrackRun @Arguments }
            $fault.FullyQualifiedErrorId | Should -BeExactly 'TrackRunNotFound,Tracking.Commands.StopTrackRunCommand'
            $fault.CategoryInfo.Category | Should -Be 'ObjectNotFound'
            $fault.TargetObject | Should -Be $Target
            Get-ErrorOf { Stop-TrackRun @Arguments -ErrorAction Stop } | Should -HaveCount 1
        }

        It 'takes runs from the pipeline, and goes on after one that is gone' {
            $null = Start-TrackRun a001
            $null = Start-TrackRun a002
            $null = Start-TrackRun
            Get-TrackRun | Stop-TrackRun | Should -Be @(1, 2, 3)
            (Get-TrackRun).Finished | Should -Be @($true, $true, $true)
            [pscustomobject] @{ RunId = 1 }, [pscustomobject] @{ RunId = 99 }, [pscustomobject] @{ RunId = 3 } |
                Stop-TrackRun -Unfinished -ErrorAction SilentlyContinue -ErrorVariable fault | Should -Be @(1, 3)
            $fault.FullyQualifiedErrorId | Should -BeExactly 'TrackRunNotFound,Tracking.Commands.StopTrackRunCommand'
        }

        It 'stops nothing when nothing is piped' {
            $null = Start-TrackRun a001
            Get-ErrorOf { @() | Stop-TrackRun; Get-TrackRun nope | Stop-TrackRun } | Should -BeNullOrEmpty
            (Get-TrackRun a001).RunId | Should -Be 1
        }

        It 'stops a run in the store that it comes from' {
            $null = Start-TrackRun a001
            $run = Get-TrackRun
            $other = Open-TrackStore -InMemory
            $null = Start-TrackRun a001
            $run | Stop-TrackRun | Should -Be 1
            (Get-TrackRun -Store $store).Finished | Should -BeExactly $true
            (Get-TrackRun -Store $other).Finished | Should -BeExactly $false
            $other | Close-TrackStore
        }
    }

    Context 'Get-TrackRun' {
        BeforeEach {
            $null = Start-TrackRun a001 -TimeStamp $noon
            $null = Start-TrackRun a002 -TimeStamp $noon
            $null = Start-TrackRun -TimeStamp $noon
            $null = Start-TrackRun a001 -TimeStamp $noon
            $null = Save-UserTrack a001 @{ k = 1 } -RunId 2
        }

        It 'gives every run in the order of their ids' {
            (Get-TrackRun).RunId | Should -Be @(1, 2, 3, 4)
            (Get-TrackRun).TaskId | Should -Be @('a001', 'a002', $null, 'a001')
        }

        It 'gives a task''s current run' {
            (Get-TrackRun a001).RunId | Should -Be 4
            (Get-TrackRun A001).RunId | Should -Be 4
            (Get-TrackRun -RunId 0 -TaskId a001).RunId | Should -Be 4
        }

        It 'gives nothing for a task without a current run' {
            Get-ErrorOf { Get-TrackRun nope } | Should -BeNullOrEmpty
            $null = Stop-TrackRun a002
            Get-TrackRun a002 | Should -BeNullOrEmpty
            Get-TrackRun '' | Should -BeNullOrEmpty
            Get-TrackRun $null | Should -BeNullOrEmpty
        }

        It 'gives with -All every run that was started for a task or holds tracks of it' {
            (Get-TrackRun a001 -All).RunId | Should -Be @(1, 2, 4)
            (Get-TrackRun a002 -All).RunId | Should -Be @(2)
            Get-TrackRun nope -All | Should -BeNullOrEmpty
            Remove-Track 1
            (Get-TrackRun a001 -All).RunId | Should -Be @(1, 4)
        }

        It 'gives the runs that are named, in the order named' {
            (Get-TrackRun -RunId 3, 1).RunId | Should -Be @(3, 1)
        }

        It 'says by an error record that a run is unknown, and gives the others' {
            $runs = Get-TrackRun -RunId 1, 9, 2 -ErrorAction SilentlyContinue -ErrorVariable fault
            $runs.RunId | Should -Be @(1, 2)
            $fault.FullyQualifiedErrorId | Should -BeExactly 'TrackRunNotFound,Tracking.Commands.GetTrackRunCommand'
            $fault.CategoryInfo.Category | Should -Be 'ObjectNotFound'
            $fault.TargetObject | Should -BeExactly 9
        }

        It 'gives nothing for run ids that are null or none' {
            Get-TrackRun -RunId $null | Should -BeNullOrEmpty
            Get-TrackRun -RunId @() | Should -BeNullOrEmpty
        }

        It 'takes names from the pipeline' {
            (Get-TrackTask | Get-TrackRun).RunId | Should -Be 4
            (Search-Track | Get-TrackRun).RunId | Should -Be 2
            @() | Get-TrackRun | Should -BeNullOrEmpty
        }
    }

    Context 'A run' {
        It 'begins with the track that starts it, and ends with its latest' {
            $null = Save-UserTrack a001 @{ k = 1 } -TimeStamp $noon
            $null = Save-UserTrack a001 @{ k = 2 } -TimeStamp $noon.AddMinutes(-5)
            $null = Save-UserTrack a001 @{ k = 3 } -TimeStamp $noon.AddMinutes(5) -Update
            $run = Get-TrackRun a001
            $run.Start | Should -Be $noon
            $run.End | Should -Be $noon.AddMinutes(5)
        }

        It 'stays when its tracks are removed' {
            $null = Save-UserTrack a001 @{ k = 1 } -TimeStamp $noon
            Search-Track | Remove-Track
            (Get-TrackRun a001).RunId | Should -Be 1
            (Save-UserTrack a001 @{ k = 1 } -PassThru).RunId | Should -Be 1
        }

        It 'is the same after its file is closed, optimised and opened again' {
            $path = "$(New-TestFolder)/s.json"
            $null = Open-TrackStore $path
            $null = Start-TrackRun a001 -TimeStamp $noon
            $null = Save-UserTrack a001 @{ k = 1 } -TimeStamp $noon.AddHours(1)
            $null = Stop-TrackRun a001 -Failed -Message 'why' -TimeStamp $noon.AddHours(2)
            $null = Start-TrackRun -TimeStamp $noon
            $null = Start-TrackRun a002 -TimeStamp $noon
            $null = Stop-TrackRun -RunId 3 -TimeStamp $noon
            $null = Start-TrackRun a001 -TimeStamp $noon
            $properties = 'RunId', 'TaskId', 'Start', 'End', 'Status', 'Finished', 'Message'
            $before = Get-TrackRun | Select-Object $properties | ConvertTo-Json
            Close-TrackStore
            $null = Open-TrackStore $path
            Get-TrackRun | Select-Object $properties | ConvertTo-Json | Should -BeExactly $before
            $null = Optimize-TrackStore
            Close-TrackStore
            $null = Open-TrackStore $path
            Get-TrackRun | Select-Object $properties | ConvertTo-Json | Should -BeExactly $before
            (Get-TrackRun a001).RunId | Should -Be 4
            Get-TrackRun a002 | Should -BeNullOrEmpty
            Start-TrackRun a003 | Should -Be 5
            Close-TrackStore
        }
    }
}

# Save-UserTrack: rules 3.1, 3.5, 3.6, 4.1 to 4.6, 4.10 and 4.12.

BeforeAll {
    Import-Module "$PSScriptRoot/TestHelpers.psm1"
    $noon = Get-Date '2024-05-06T12:00:00'
}

Describe 'Save-UserTrack' {
    BeforeEach {
        $store = Open-TrackStore -InMemory
    }

    AfterEach {
        $store | Close-TrackStore
    }

    Context 'Ids' {
        It 'counts from 0000001 over all tasks and users' {
            Save-UserTrack a001 @{ k = 1 } -UserName u1 | Should -BeExactly '0000001'
            Save-UserTrack a002 @{ k = 1 } -UserName u2 | Should -BeExactly '0000002'
            Save-UserTrack a001 @{ k = 1 } -UserName u2 | Should -BeExactly '0000003'
        }

        It 'never gives the id of a removed track again' {
            $null = Save-UserTrack a001 @{ k = 1 }
            Remove-Track 1
            Save-UserTrack a001 @{ k = 2 } | Should -BeExactly '0000002'
        }

        It 'uses no id up when it is refused' {
            $null = Get-ErrorOf { Save-UserTrack a001 5 }
            $null = Get-ErrorOf { Save-UserTrack a001 @{ k = 1 } -RunId 9 }
            Save-UserTrack a001 @{ k = 1 } | Should -BeExactly '0000001'
            (Get-TrackRun).RunId | Should -Be 1
        }
    }

    Context 'What it returns' {
        It 'returns the id alone' {
            $id = Save-UserTrack a001 @{ k = 1 }
            $id | Should -BeOfType ([string])
            @($id).Count | Should -Be 1
        }

        It 'returns the track with -PassThru' {
            $track = Save-UserTrack a001 @{ k = 1 } -UserName u1 -TimeStamp $noon -PassThru
            $track | Should -BeOfType ([Tracking.Track])
            $track.Id | Should -BeExactly '0000001'
            $track.Number | Should -BeOfType ([long])
            $track.Number | Should -Be 1
            $track.TaskId | Should -BeExactly 'a001'
            $track.RunId | Should -BeOfType ([int])
            $track.RunId | Should -Be 1
            $track.UserName | Should -BeExactly 'u1'
            $track.TimeStamp | Should -Be $noon
            $track.TimeStamp.Kind | Should -Be 'Local'
            $track.Data.k | Should -Be 1
            $track.Store | Should -Be $store
        }

        It 'returns nothing and does nothing under -WhatIf' {
            Save-UserTrack a001 @{ k = 1 } -WhatIf | Should -BeNullOrEmpty
            Save-UserTrack a001 @{ k = 1 } -PassThru -WhatIf | Should -BeNullOrEmpty
            @{ k = 1 }, @{ k = 2 } | Save-UserTrack a001 -WhatIf | Should -BeNullOrEmpty
            Search-Track | Should -BeNullOrEmpty
            Get-TrackRun | Should -BeNullOrEmpty
        }
    }

    Context 'The user' {
        It 'is the user of the operating system when none is given' {
            (Save-UserTrack a001 @{ k = 1 } -PassThru).UserName | Should -BeExactly ([Environment]::UserName)
        }
    }

    Context 'The run' {
        It 'is started by the first save for a task, at the track''s time' {
            $null = Save-UserTrack a001 @{ k = 1 } -TimeStamp $noon
            $null = Save-UserTrack a002 @{ k = 1 }
            $runs = @(Get-TrackRun)
            $runs.RunId | Should -Be @(1, 2)
            $runs.TaskId | Should -BeExactly @('a001', 'a002')
            $runs[0].Start | Should -Be $noon
            $runs[0].End | Should -Be $noon
            $runs[0].Finished | Should -BeExactly $false
        }

        It 'is the current one of the task, found without case' {
            $null = Save-UserTrack a001 @{ k = 1 }
            (Save-UserTrack A001 @{ k = 2 } -PassThru).RunId | Should -Be 1
        }

        It 'is the current one for run id 0' {
            $null = Save-UserTrack a001 @{ k = 1 }
            $null = Start-TrackRun a001
            (Save-UserTrack a001 @{ k = 2 } -RunId 0 -PassThru).RunId | Should -Be 2
        }

        It 'is a new one when the task''s was stopped' {
            $null = Save-UserTrack a001 @{ k = 1 }
            $null = Stop-TrackRun a001
            (Save-UserTrack a001 @{ k = 2 } -PassThru).RunId | Should -Be 2
        }

        It 'may be any that exists, finished or another task''s, and stays what it was' {
            $null = Save-UserTrack a001 @{ k = 1 }
            $null = Stop-TrackRun a001
            (Save-UserTrack a002 @{ k = 2 } -RunId 1 -PassThru).RunId | Should -Be 1
            (Get-TrackRun -RunId 1).Finished | Should -BeExactly $true
            (Get-TrackRun -RunId 1).TaskId | Should -BeExactly 'a001'
            Get-TrackRun a002 | Should -BeNullOrEmpty
        }

        It 'is an error when no run has the id, and nothing is stored' {
            $fault = Get-ErrorOf { Save-UserTrack a001 @{ k = 1 } -RunId 7 }
            $fault.FullyQualifiedErrorId | Should -BeExactly 'TrackRunNotFound,Tracking.Commands.SaveUserTrackCommand'
            $fault.CategoryInfo.Category | Should -Be 'ObjectNotFound'
            $fault.TargetObject | Should -BeExactly 'a001'
            Search-Track | Should -BeNullOrEmpty
            Get-TrackRun | Should -BeNullOrEmpty
        }

        It 'has its end raised to the track''s time, and never lowered' {
            $null = Save-UserTrack a001 @{ k = 1 } -TimeStamp $noon
            $null = Save-UserTrack a001 @{ k = 2 } -TimeStamp $noon.AddHours(2)
            $null = Save-UserTrack a001 @{ k = 3 } -TimeStamp $noon.AddHours(-2)
            $run = Get-TrackRun a001
            $run.Start | Should -Be $noon
            $run.End | Should -Be $noon.AddHours(2)
            Remove-Track 2
            (Get-TrackRun a001).End | Should -Be $noon.AddHours(2)
        }
    }

    Context '-Update' {
        It 'replaces data and time of the last track of the key, and keeps its id' {
            $null = Save-UserTrack a001 @{ k = 1 } -UserName u1 -TimeStamp $noon
            $null = Save-UserTrack a001 @{ k = 2; old = $true } -UserName u1 -TimeStamp $noon.AddHours(1)
            $null = Save-UserTrack a001 @{ k = 3 } -UserName u2 -TimeStamp $noon.AddHours(2)
            Save-UserTrack a001 @{ k = 4 } -UserName u1 -TimeStamp $noon.AddHours(3) -Update | Should -BeExactly '0000002'
            (Search-Track).Data.k | Should -Be @(1, 3, 4)
            $track = Get-LastUserTrack a001 u1
            @($track.Data.Keys) | Should -BeExactly @('k')
            $track.TimeStamp | Should -Be $noon.AddHours(3)
        }

        It 'takes the track with the latest time for the last, not the one saved last' {
            $null = Save-UserTrack a001 @{ k = 'late' } -TimeStamp $noon.AddHours(1)
            $null = Save-UserTrack a001 @{ k = 'early' } -TimeStamp $noon
            Save-UserTrack a001 @{ k = 'new' } -Update | Should -BeExactly '0000001'
        }

        It 'takes the higher id for the last among equal times' {
            $null = Save-UserTrack a001 @{ k = 1 } -TimeStamp $noon
            $null = Save-UserTrack a001 @{ k = 2 } -TimeStamp $noon
            Save-UserTrack a001 @{ k = 3 } -Update -TimeStamp $noon | Should -BeExactly '0000002'
        }

        It 'saves a new track when the key has none: another <What>' -ForEach @(
            @{ What = 'user'; Arguments = @{ TaskId = 'a001'; UserName = 'u2' } }
            @{ What = 'task'; Arguments = @{ TaskId = 'a002'; UserName = 'u1' } }
            @{ What = 'run'; Arguments = @{ TaskId = 'a001'; UserName = 'u1'; RunId = 2 } }
        ) {
            $null = Save-UserTrack a001 @{ k = 1 } -UserName u1
            $null = Start-TrackRun
            Save-UserTrack @Arguments -Data @{ k = 2 } -Update | Should -BeExactly '0000002'
            (Search-Track -Id 1).Data.k | Should -Be 1
        }

        It 'keeps the names'' spelling of the track that it replaces' {
            $null = Save-UserTrack a001 @{ k = 1 } -UserName u1
            $track = Save-UserTrack A001 @{ k = 2 } -UserName U1 -Update -PassThru
            $track.Id | Should -BeExactly '0000001'
            $track.TaskId | Should -BeExactly 'a001'
            $track.UserName | Should -BeExactly 'u1'
        }
    }

    Context '-Merge' {
        It 'lays the new top-level keys over the old, in the old ones'' place and spelling' {
            $null = Save-UserTrack a001 ([ordered] @{ Step = 'copy'; count = 1; deep = @{ a = 1; b = 2 } })
            Save-UserTrack a001 ([ordered] @{ COUNT = [long] 2; deep = @{ c = 3 }; extra = $null }) -Merge | Should -BeExactly '0000001'
            $data = (Get-LastUserTrack a001).Data
            @($data.Keys) | Should -BeExactly @('Step', 'count', 'deep', 'extra')
            $data.Step | Should -BeExactly 'copy'
            $data.count | Should -BeOfType ([long])
            $data.count | Should -Be 2
            @($data.deep.Keys) | Should -BeExactly @('c')
            $data.extra | Should -BeExactly $null
        }

        It 'saves a new track when the key has none' {
            Save-UserTrack a001 @{ k = 1 } -Merge | Should -BeExactly '0000001'
        }

        It 'wins when -Update is given too' {
            $null = Save-UserTrack a001 @{ a = 1 }
            $null = Save-UserTrack a001 @{ b = 2 } -Update -Merge
            @((Get-LastUserTrack a001).Data.Keys) | Should -BeExactly @('a', 'b')
        }
    }

    Context 'Time' {
        It 'is the clock''s when none is given, local' {
            $before = Get-Date
            $track = Save-UserTrack a001 @{ k = 1 } -PassThru
            $track.TimeStamp | Should -BeGreaterOrEqual $before
            $track.TimeStamp | Should -BeLessOrEqual (Get-Date)
            $track.TimeStamp.Kind | Should -Be 'Local'
        }

        It 'that is given as UTC is the same moment' {
            (Save-UserTrack a001 @{ k = 1 } -TimeStamp $noon.ToUniversalTime() -PassThru).TimeStamp | Should -Be $noon
        }

        It 'that is given binds no later track' {
            $null = Save-UserTrack a001 @{ k = 1 } -TimeStamp (Get-Date).AddDays(10)
            (Save-UserTrack a001 @{ k = 2 } -PassThru).TimeStamp | Should -BeLessThan (Get-Date).AddMinutes(1)
        }

        It 'of the clock never runs backwards' {
            $times = @(1..50 | ForEach-Object { Save-UserTrack a001 @{ k = $_ } -PassThru }).TimeStamp
            for ($i = 1; $i -lt $times.Count; $i++) {
                $times[$i] | Should -BeGreaterOrEqual $times[$i - 1]
            }

            (Search-Track).Data.k | Should -Be @(1..50)
        }
    }

    Context 'From the pipeline' {
        It 'saves each object as data, in order' {
            [ordered] @{ k = 1 }, [pscustomobject] @{ k = 2 }, @{ k = 3 } | Save-UserTrack a001 | Should -BeExactly @('0000001', '0000002', '0000003')
            (Get-UserTrack a001).Data.k | Should -Be @(1, 2, 3)
        }

        It 'names the task of each object by a script block' {
            [pscustomobject] @{ Step = 'copy'; n = 1 }, [pscustomobject] @{ Step = 'check'; n = 2 } | Save-UserTrack -TaskId { $_.Step } | Should -BeExactly @('0000001', '0000002')
            (Search-Track).TaskId | Should -BeExactly @('copy', 'check')
            (Search-Track).Data.n | Should -Be @(1, 2)
        }

        It 'takes the task from the object''s TaskId when none is given' {
            [pscustomobject] @{ TaskId = 'copy'; n = 1 } | Save-UserTrack | Should -BeExactly '0000001'
            (Search-Track).TaskId | Should -BeExactly 'copy'
            @((Search-Track).Data.Keys) | Should -BeExactly @('TaskId', 'n')
        }

        It 'takes everything else of an object for data, whatever it is called' {
            $row = [pscustomobject] @{ TaskId = 'x'; RunId = 77; UserName = 'someone'; TimeStamp = 'yesterday'; Store = '/nowhere/s.json'; Update = $true; Id = 5; Data = 1 }
            $row | Save-UserTrack import -UserName u1 | Should -BeExactly '0000001'
            $track = Search-Track
            $track.TaskId | Should -BeExactly 'import'
            $track.UserName | Should -BeExactly 'u1'
            $track.RunId | Should -Be 1
            @($track.Data.Keys) | Should -BeExactly @('TaskId', 'RunId', 'UserName', 'TimeStamp', 'Store', 'Update', 'Id', 'Data')
            $track.Data.TimeStamp | Should -BeExactly 'yesterday'
        }

        It 'goes on after an object that it cannot save' {
            $found = @{ k = 1 }, 5, $null, @{ k = { } }, @{ 1 = 2 }, @{ k = 2 } | Save-UserTrack a001 -ErrorAction SilentlyContinue -ErrorVariable faults
            $found | Should -BeExactly @('0000001', '0000002', '0000003')
            $faults.FullyQualifiedErrorId | Should -BeExactly @(
                'TrackDataInvalid,Tracking.Commands.SaveUserTrackCommand'
                'ParameterArgumentValidationErrorNullNotAllowed,Tracking.Commands.SaveUserTrackCommand'
                'TrackDataInvalid,Tracking.Commands.SaveUserTrackCommand'
            )
        }

        It 'goes on after an object whose task a script block cannot name' {
            $found = @{ k = 1 }, @{ k = 2 }, @{ k = 3 } | Save-UserTrack -TaskId { if ($_.k -eq 2) { '' } else { "t$($_.k)" } } -ErrorAction SilentlyContinue -ErrorVariable faults
            $found | Should -BeExactly @('0000001', '0000002')
            $faults.FullyQualifiedErrorId | Should -BeExactly 'ParameterArgumentValidationErrorEmptyStringNotAllowed,Tracking.Commands.SaveUserTrackCommand'
            (Search-Track).TaskId | Should -BeExactly @('t1', 't3')
        }

        It 'saves what a script block saves while it names a task' {
            @{ k = 1 }, @{ k = 2 } | Save-UserTrack -TaskId { $null = Save-UserTrack inner @{ of = $_.k; list = 1, 2 }; "outer$($_.k)" } | Should -BeExactly @('0000002', '0000004')
            (Search-Track).TaskId | Should -BeExactly @('inner', 'outer1', 'inner', 'outer2')
            (Search-Track inner).Data.of | Should -Be @(1, 2)
        }

        It 'saves what a property''s script saves while it is read' {
            $row = [pscustomobject] @{ a = 1 }
            $row | Add-Member -MemberType ScriptProperty -Name b -Value { $null = Save-UserTrack inner @{ x = 1; y = [datetime]::UtcNow }; 2 }
            $row | Save-UserTrack outer | Should -BeExactly '0000002'
            $data = (Search-Track outer).Data
            @($data.Keys) | Should -BeExactly @('a', 'b')
            $data.b | Should -Be 2
        }
    }

    Context 'A track from the pipeline' {
        BeforeEach {
            $null = Start-TrackRun a001
            $null = Start-TrackRun a001
            $null = Save-UserTrack a001 @{ k = [version] '1.10' } -UserName u1 -RunId 1 -TimeStamp $noon
            $track = Search-Track -Id 1
        }

        It 'gives its data, task, user, time and, in its own store, its run' {
            $copy = $track | Save-UserTrack -PassThru
            $copy.Id | Should -BeExactly '0000002'
            $copy.TaskId | Should -BeExactly 'a001'
            $copy.UserName | Should -BeExactly 'u1'
            $copy.RunId | Should -Be 1
            $copy.TimeStamp | Should -Be $noon
            $copy.Data.k | Should -BeOfType ([version])
            $copy.Data.k | Should -Be ([version] '1.10')
        }

        It 'gives no run to another store, and never chooses where it goes' {
            $other = Open-TrackStore -InMemory
            $copy = $track | Save-UserTrack -PassThru
            $copy.Store | Should -Be $other
            $copy.RunId | Should -Be 1
            (Get-TrackRun).Start | Should -Be $noon
            @(Search-Track -Store $store).Count | Should -Be 1
            $other | Close-TrackStore
        }

        It 'gives way to what is on the command line' {
            $copy = $track | Save-UserTrack -TaskId b -UserName u2 -RunId 2 -TimeStamp $noon.AddHours(1) -PassThru
            $copy.TaskId | Should -BeExactly 'b'
            $copy.UserName | Should -BeExactly 'u2'
            $copy.RunId | Should -Be 2
            $copy.TimeStamp | Should -Be $noon.AddHours(1)
        }

        It 'gives its data as they were changed since' {
            $track.Data['more'] = 2
            ($track | Save-UserTrack -PassThru).Data.more | Should -Be 2
            @((Search-Track -Id 1).Data.Keys) | Should -BeExactly @('k')
        }

        It 'gives the same as an argument' {
            $copy = Save-UserTrack b -Data $track -PassThru
            $copy.UserName | Should -BeExactly 'u1'
            $copy.Data.k | Should -Be ([version] '1.10')
        }
    }

    Context 'Copies' {
        It 'keeps what was saved when the caller changes the mapping afterwards' {
            $data = @{ k = 1; list = [Collections.ArrayList] @(1, 2); inner = @{ a = 1 } }
            $null = Save-UserTrack a001 $data
            $data.k = 2
            $data.list.Clear()
            $data.inner.a = 2
            $kept = (Get-LastUserTrack a001).Data
            $kept.k | Should -Be 1
            $kept.list | Should -Be @(1, 2)
            $kept.inner.a | Should -Be 1
        }

        It 'keeps what was saved when a returned track is changed' {
            $track = Save-UserTrack a001 @{ k = 1; inner = @{ a = 1 }; bytes = [byte[]] (1, 2) } -PassThru
            $track.Data.k = 2
            $track.Data.inner.a = 2
            $track.Data.bytes[0] = 9
            $track.Data.Remove('bytes')
            $kept = (Get-LastUserTrack a001).Data
            $kept.k | Should -Be 1
            $kept.inner.a | Should -Be 1
            $kept.bytes | Should -Be @(1, 2)
        }

        It 'gives two readers data of their own' {
            $null = Save-UserTrack a001 @{ k = 1 }
            $one = Search-Track a001
            $two = Search-Track a001
            $one.Data.k = 5
            $two.Data.k | Should -Be 1
        }
    }
}

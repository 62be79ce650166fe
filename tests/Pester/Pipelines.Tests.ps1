# Piped tasks, runs, stores and tracks: rules 3.4 to 3.14, 4.8, 4.10 and 4.15. In each pipeline: nothing is found, saved,
# stopped or removed that was not asked for, and one bad item does not stop the others.

BeforeAll {
    Import-Module "$PSScriptRoot/TestHelpers.psm1"
    $noon = Get-Date '2024-05-06T12:00:00'

    # What a store holds: '<task>/<run>/<user>/<k>' of each track.
    function Get-Summary($Of) {
        @(Search-Track -Store $Of | ForEach-Object { "$($_.TaskId)/$($_.RunId)/$($_.UserName)/$($_.Data.k)" })
    }
}

Describe 'Pipelines' {
    BeforeEach {
        # The same names and the same ids in both stores; $store is the current one.
        $other = Open-TrackStore -InMemory
        $null = Save-UserTrack a001 @{ k = 'o1' } -UserName u1 -TimeStamp $noon.AddMinutes(30)
        $null = Save-UserTrack 'a*' @{ k = 'o2' } -UserName 'u*' -TimeStamp $noon.AddMinutes(90)
        $store = Open-TrackStore -InMemory
        $null = Save-UserTrack a001 @{ k = 's1' } -UserName u1 -TimeStamp $noon
        $null = Save-UserTrack 'a*' @{ k = 's2' } -UserName 'u*' -TimeStamp $noon.AddMinutes(60)
        $null = Save-UserTrack a001 @{ k = 's3' } -UserName u2 -TimeStamp $noon.AddMinutes(120)
    }

    AfterEach {
        $store, $other | Close-TrackStore
    }

    Context 'Get-TrackTask | Search-Track' {
        It 'finds the tracks of all tasks, each once, in the order of time' {
            @(Get-TrackTask | Search-Track).Data.k | Should -BeExactly @('s1', 's2', 's3')
            @(Get-TrackTask a001 | Search-Track).Data.k | Should -BeExactly @('s1', 's3')
            @((Get-TrackTask), (Get-TrackTask) | ForEach-Object { $_ } | Search-Track).Data.k | Should -BeExactly @('s1', 's2', 's3')
        }

        It 'takes a name that is a wildcard literally' {
            @(Get-TrackTask 'a`*' | Search-Track).Data.k | Should -BeExactly @('s2')
        }

        It 'asks each store for its own' {
            $tasks = @(Get-TrackTask a001 -Store $other) + @(Get-TrackTask 'a`*' -Store $store)
            $found = $tasks | Search-Track
            $found.Data.k | Should -BeExactly @('o1', 's2')
            $found.Store | Should -Be @($other, $store)
            @((Get-TrackTask), (Get-TrackTask -Store $other) | ForEach-Object { $_ } | Search-Track -Last 3).Data.k | Should -BeExactly @('s2', 'o2', 's3')
        }

        It 'finds nothing when nothing is delivered' {
            Get-TrackTask nope | Search-Track | Should -BeNullOrEmpty
            Get-TrackTask nope | Search-Track -UserName u1 | Should -BeNullOrEmpty
        }
    }

    Context 'Get-TrackUser | Search-Track' {
        It 'finds the tracks of each user in each task' {
            @(Get-TrackUser | Search-Track).Data.k | Should -BeExactly @('s1', 's2', 's3')
            @(Get-TrackUser a001 u2 | Search-Track).Data.k | Should -BeExactly @('s3')
        }

        It 'takes names that are wildcards literally' {
            @(Get-TrackUser -UserName 'u`*' | Search-Track).Data.k | Should -BeExactly @('s2')
        }

        It 'asks each store for its own' {
            @(@(Get-TrackUser -UserName u1 -Store $other) + @(Get-TrackUser -UserName u2) | Search-Track).Data.k | Should -BeExactly @('o1', 's3')
        }

        It 'finds nothing when nothing is delivered' {
            Get-TrackUser nope | Search-Track | Should -BeNullOrEmpty
        }
    }

    Context 'Get-TrackRun | Search-Track' {
        It 'finds the tracks of the run, whatever their task' {
            $null = Save-UserTrack b @{ k = 's4' } -RunId 1 -UserName u1
            @(Get-TrackRun -RunId 1 | Search-Track).Data.k | Should -BeExactly @('s1', 's3', 's4')
            @(Get-TrackRun | Search-Track).Data.k | Should -BeExactly @('s1', 's2', 's3', 's4')
        }

        It 'finds the tracks of a run that belongs to no task' {
            $run = Start-TrackRun -PassThru
            $run | Search-Track | Should -BeNullOrEmpty
            $null = Save-UserTrack b @{ k = 's4' } -RunId $run.RunId
            @($run | Search-Track).Data.k | Should -BeExactly @('s4')
        }

        It 'lets the command line narrow it' {
            @(Get-TrackRun | Search-Track -TaskId 'a0*').Data.k | Should -BeExactly @('s1', 's3')
            @(Get-TrackRun | Search-Track -UserName u2).Data.k | Should -BeExactly @('s3')
            @(Get-TrackRun | Search-Track -RunId 2).Data.k | Should -BeExactly @('s2')
            Get-TrackRun | Search-Track -RunId 9 | Should -BeNullOrEmpty
            Get-TrackRun | Search-Track -RunId $null | Should -BeNullOrEmpty
            Get-TrackRun | Search-Track -TaskId $null | Should -BeNullOrEmpty
        }

        It 'asks each store for its own' {
            @(@(Get-TrackRun -RunId 1 -Store $other) + @(Get-TrackRun -RunId 2) | Search-Track).Data.k | Should -BeExactly @('o1', 's2')
        }

        It 'finds nothing when nothing is delivered' {
            Get-TrackRun nope | Search-Track | Should -BeNullOrEmpty
        }
    }

    Context 'Get-TrackStore -ListAvailable | Search-Track' {
        BeforeEach {
            $formerHome = $env:TRACKING_HOME
            $env:TRACKING_HOME = New-TestFolder
        }

        AfterEach {
            $env:TRACKING_HOME = $formerHome
        }

        It 'finds the tracks of all session files in the order of time, and leaves no lock and no file' {
            $null = Save-UserTrack a001 @{ k = 'f1' } -TimeStamp $noon.AddMinutes(10) -Store "$env:TRACKING_HOME/1.json"
            $null = Save-UserTrack a001 @{ k = 'f2' } -TimeStamp $noon -Store "$env:TRACKING_HOME/2.json"
            $before = (Get-ChildItem $env:TRACKING_HOME -Force).Name
            @(Get-TrackStore -ListAvailable | Search-Track).Data.k | Should -BeExactly @('f2', 'f1')
            @(Get-TrackStore -ListAvailable | Search-Track -Last 1).Data.k | Should -BeExactly @('f1')
            Get-TrackStore -ListAvailable | Search-Track nope | Should -BeNullOrEmpty
            (Get-ChildItem $env:TRACKING_HOME -Force).Name | Should -Be $before
            Get-TrackStore -Open | Where-Object Path | Should -BeNullOrEmpty
        }

        It 'takes a file''s name that is a wildcard literally' {
            $null = Save-UserTrack a001 @{ k = 'f1' } -Store "$env:TRACKING_HOME/1.json"
            $null = Save-UserTrack a001 @{ k = 'f2' } -Store "$env:TRACKING_HOME/[1].json"
            @(Get-TrackStore -ListAvailable | Where-Object { $_.Path -like '*`]*' } | Search-Track).Data.k | Should -BeExactly @('f2')
            @(Search-Track -Store "$env:TRACKING_HOME/[1].json").Data.k | Should -BeExactly @('f2')
        }

        It 'finds nothing when there is no session file' {
            Get-TrackStore -ListAvailable | Search-Track | Should -BeNullOrEmpty
        }

        It 'goes on after a file that is no store' {
            $null = Save-UserTrack a001 @{ k = 'f1' } -Store "$env:TRACKING_HOME/1.json"
            Set-Content "$env:TRACKING_HOME/0.json" '{"other":1}'
            $null = Save-UserTrack a001 @{ k = 'f2' } -Store "$env:TRACKING_HOME/2.json"
            $found = Get-TrackStore -ListAvailable | Search-Track -WarningAction SilentlyContinue -WarningVariable warnings
            $found.Data.k | Should -BeExactly @('f1', 'f2')
            "$warnings" | Should -BeLike "*0.json*It holds no tracking store*"
        }

        It 'takes files and paths as stores too' {
            $null = Save-UserTrack a001 @{ k = 'f1' } -Store "$env:TRACKING_HOME/1.json"
            @(Get-ChildItem "$env:TRACKING_HOME/*.json" | Search-Track).Data.k | Should -BeExactly @('f1')
            @("$env:TRACKING_HOME/1.json" | Search-Track).Data.k | Should -BeExactly @('f1')
        }
    }

    Context 'Search-Track a001 | Save-UserTrack -Store $other' {
        It 'copies tracks with task, user, time and data, to runs of the other store' {
            Search-Track a001 | Save-UserTrack -Store $other | Should -BeExactly @('0000003', '0000004')
            Get-Summary $other | Should -BeExactly @('a001/1/u1/s1', 'a001/1/u1/o1', 'a*/2/u*/o2', 'a001/1/u2/s3')
            (Search-Track -Store $other -Id 4).TimeStamp | Should -Be $noon.AddMinutes(120)
            @(Get-Summary $store).Count | Should -Be 3
        }

        It 'keeps names that are wildcards' {
            Search-Track 'a`*' | Save-UserTrack -Store $other | Should -BeExactly '0000003'
            Get-Summary $other | Should -BeExactly @('a001/1/u1/o1', 'a*/2/u*/s2', 'a*/2/u*/o2')
        }

        It 'copies from two stores into one, and reads each before it writes' {
            @(Search-Track a001), @(Search-Track a001 -Store $other) | ForEach-Object { $_ } | Save-UserTrack -Store $other | Should -BeExactly @('0000003', '0000004', '0000005')
            Search-Track -Store $other | Save-UserTrack -Store $other | Should -HaveCount 5
        }

        It 'copies nothing when nothing is delivered' {
            Search-Track nope | Save-UserTrack -Store $other | Should -BeNullOrEmpty
            @(Get-Summary $other).Count | Should -Be 2
        }
    }

    Context 'Search-Track | Remove-Track' {
        It 'removes what was found, and nothing else' {
            Search-Track a001 | Remove-Track
            Get-Summary $store | Should -BeExactly @('a*/2/u*/s2')
            @(Get-Summary $other).Count | Should -Be 2
        }

        It 'removes each track from its own store' {
            @(Search-Track -Id 1) + @(Search-Track -Id 2 -Store $other) | Remove-Track
            Get-Summary $store | Should -BeExactly @('a*/2/u*/s2', 'a001/1/u2/s3')
            Get-Summary $other | Should -BeExactly @('a001/1/u1/o1')
        }

        It 'removes nothing when nothing is delivered: <Name>' -ForEach @(
            @{ Name = 'nothing was found'; Question = { Search-Track nope } }
            @{ Name = 'the task is $null'; Question = { Search-Track -TaskId $null } }
            @{ Name = 'the id is empty'; Question = { Search-Track -Id @() } }
            @{ Name = 'the question is an error'; Question = { Search-Track -First 1 -Last 1 } }
            @{ Name = 'the store is not there'; Question = { Search-Track -Store "$(New-TestFolder)/none.json" } }
        ) {
            $null = Get-ErrorOf { & $Question | Remove-Track }
            @(Get-Summary $store).Count | Should -Be 3
            @(Get-Summary $other).Count | Should -Be 2
        }
    }

    Context 'Get-TrackRun | Stop-TrackRun' {
        It 'stops every run, each once' {
            Get-TrackRun | Stop-TrackRun | Should -Be @(1, 2)
            (Get-TrackRun).Finished | Should -Be @($true, $true)
            (Get-TrackRun -Store $other).Finished | Should -Be @($false, $false)
        }

        It 'stops the run that is piped, not the one that is current for its task' {
            $old = Get-TrackRun -RunId 1
            $null = Start-TrackRun a001
            $old | Stop-TrackRun | Should -Be 1
            (Get-TrackRun a001).RunId | Should -Be 3
        }

        It 'takes a task''s name that is a wildcard literally' {
            Get-TrackRun 'a*' | Stop-TrackRun | Should -Be 2
            [pscustomobject] @{ TaskId = 'a*' } | Stop-TrackRun -ErrorAction SilentlyContinue -ErrorVariable faults | Should -BeNullOrEmpty
            $faults.FullyQualifiedErrorId | Should -BeExactly 'TrackRunNotFound,Tracking.Commands.StopTrackRunCommand'
            (Get-TrackRun -RunId 1).Finished | Should -BeExactly $false
        }

        It 'stops a run that belongs to no task' {
            Start-TrackRun -PassThru | Stop-TrackRun | Should -Be 3
        }

        It 'stops each in its own store' {
            @(Get-TrackRun -RunId 1 -Store $other) + @(Get-TrackRun -RunId 2) | Stop-TrackRun | Should -Be @(1, 2)
            (Get-TrackRun).Finished | Should -Be @($false, $true)
            (Get-TrackRun -Store $other).Finished | Should -Be @($true, $false)
        }

        It 'stops nothing when nothing is delivered' {
            Get-TrackRun nope | Stop-TrackRun | Should -BeNullOrEmpty
            & { } | Stop-TrackRun | Should -BeNullOrEmpty
            @() | Stop-TrackRun | Should -BeNullOrEmpty
            (Get-TrackRun).Finished | Should -Be @($false, $false)
        }

        It 'stops nothing for <Name>' -ForEach @(
            @{ Name = '$null'; Given = $null; ErrorId = 'InputObjectNotBound' }
            @{ Name = 'an empty list'; Given = @(, @()); ErrorId = 'InputObjectNotBound' }
            @{ Name = 'a text'; Given = 'a001'; ErrorId = 'InputObjectNotBound' }
            @{ Name = 'a number'; Given = 1; ErrorId = 'InputObjectNotBound' }
            @{ Name = 'an object with an Id'; Given = [pscustomobject] @{ Id = 1 }; ErrorId = 'InputObjectNotBound' }
            @{ Name = 'a run of a store whose path is none'; Given = [pscustomobject] @{ RunId = 1; Store = 'nodrive:/x.json' }; ErrorId = 'ParameterArgumentTransformationError' }
            @{ Name = 'a run of a store whose path is empty'; Given = [pscustomobject] @{ RunId = 1; Store = '' }; ErrorId = 'ParameterArgumentTransformationError' }
            @{ Name = 'a run of a store that is $null'; Given = [pscustomobject] @{ RunId = 1; Store = $null }; ErrorId = 'ParameterArgumentValidationError' }
            @{ Name = 'a run that is no number'; Given = [pscustomobject] @{ RunId = 'x' }; ErrorId = 'InputObjectNotBound' }
            @{ Name = 'a run that is not there'; Given = [pscustomobject] @{ RunId = 9 }; ErrorId = 'TrackRunNotFound' }
            @{ Name = 'a task that is $null'; Given = [pscustomobject] @{ TaskId = $null }; ErrorId = 'TrackRunNotFound' }
            @{ Name = 'tasks in a list'; Given = [pscustomobject] @{ TaskId = 'a001', 'a*' }; ErrorId = 'ParameterArgumentTransformationError' }
        ) {
            $found = @($Given) + @([pscustomobject] @{ RunId = 2 }) | Stop-TrackRun -ErrorAction SilentlyContinue -ErrorVariable faults
            $found | Should -Be 2
            $faults.FullyQualifiedErrorId | Should -BeExactly "$ErrorId,Tracking.Commands.StopTrackRunCommand"
            (Get-TrackRun).Finished | Should -Be @($false, $true)
        }
    }

    Context 'Import-Csv ... | Save-UserTrack import' {
        BeforeAll {
            $csv = "$(New-TestFolder)/rows.csv"
        }

        It 'saves each row as data, whatever its columns are called' {
            Set-Content $csv "Id,TaskId,RunId,UserName,Store,k`n1,x,9,someone,/nowhere/s.json,c1`n2,*,,,,`"c,2`""
            Import-Csv $csv | Save-UserTrack import -UserName u1 | Should -BeExactly @('0000004', '0000005')
            $rows = @(Search-Track import)
            $rows.Data.k | Should -BeExactly @('c1', 'c,2')
            $rows.RunId | Should -Be @(3, 3)
            $rows[1].Data.TaskId | Should -BeExactly '*'
            $rows[1].Data.RunId | Should -BeExactly ''
        }

        It 'saves to a task whose name is a wildcard' {
            Set-Content $csv "k`nc1"
            Import-Csv $csv | Save-UserTrack 'a*' -UserName u1 | Should -BeExactly '0000004'
            Get-Summary $store | Should -Contain 'a*/2/u1/c1'
        }

        It 'saves nothing, and starts no run, when nothing is delivered' {
            Set-Content $csv 'k'
            Import-Csv $csv | Save-UserTrack import | Should -BeNullOrEmpty
            @() | Save-UserTrack import | Should -BeNullOrEmpty
            @(Get-TrackRun).Count | Should -Be 2
        }

        It 'goes on after <Name>' -ForEach @(
            @{ Name = '$null'; Given = $null; ErrorId = 'ParameterArgumentValidationErrorNullNotAllowed' }
            @{ Name = 'an empty list'; Given = @(); ErrorId = 'TrackDataInvalid' }
        ) {
            $found = $Given, [pscustomobject] @{ k = 1 } | Save-UserTrack import -ErrorAction SilentlyContinue -ErrorVariable faults
            $found | Should -BeExactly '0000004'
            $faults.FullyQualifiedErrorId | Should -BeExactly "$ErrorId,Tracking.Commands.SaveUserTrackCommand"
        }

        It 'saves to two stores by two calls' {
            Set-Content $csv "k`nc1"
            Import-Csv $csv | Save-UserTrack import | Should -BeExactly '0000004'
            Import-Csv $csv | Save-UserTrack import -Store $other | Should -BeExactly '0000003'
        }
    }

    Context '-TaskId { $_.Step }' {
        It 'names the task of each object, literally' {
            [pscustomobject] @{ Step = 'copy'; k = 1 }, [pscustomobject] @{ Step = 'c*'; k = 2 }, [pscustomobject] @{ Step = 7; k = 3 } | Save-UserTrack -TaskId { $_.Step } -UserName u1 | Should -BeExactly @('0000004', '0000005', '0000006')
            @(Search-Track -Id 4, 5, 6).TaskId | Should -BeExactly @('copy', 'c*', '7')
        }

        It 'names it in each store' {
            $row = [pscustomobject] @{ Step = 'copy'; k = 1 }
            $row | Save-UserTrack -TaskId { $_.Step } -Store $other | Should -BeExactly '0000003'
            Search-Track copy | Should -BeNullOrEmpty
        }

        It 'saves nothing when nothing is delivered' {
            & { } | Save-UserTrack -TaskId { $_.Step } | Should -BeNullOrEmpty
            @() | Save-UserTrack -TaskId { $_.Step } | Should -BeNullOrEmpty
            @(Get-Summary $store).Count | Should -Be 3
        }

        It 'goes on after an object for which it gives <Name>' -ForEach @(
            @{ Name = '$null'; Step = $null; ErrorId = 'ParameterArgumentValidationErrorNullNotAllowed' }
            @{ Name = 'an empty text'; Step = ''; ErrorId = 'ParameterArgumentValidationErrorEmptyStringNotAllowed' }
            @{ Name = 'a list'; Step = @('a', 'b'); ErrorId = 'ParameterArgumentTransformationError' }
            @{ Name = 'an empty list'; Step = @(); ErrorId = 'ParameterArgumentTransformationError' }
            @{ Name = 'a mapping'; Step = @{ a = 1 }; ErrorId = 'ParameterArgumentTransformationError' }
        ) {
            $rows = [pscustomobject] @{ Step = $Step; k = 1 }, [pscustomobject] @{ Step = 'good'; k = 2 }
            $found = $rows | Save-UserTrack -TaskId { , $_.Step } -ErrorAction SilentlyContinue -ErrorVariable faults
            $found | Should -BeExactly '0000004'
            $faults.FullyQualifiedErrorId | Should -BeExactly "$ErrorId,Tracking.Commands.SaveUserTrackCommand"
            @(Search-Track -Id 4).TaskId | Should -BeExactly 'good'
        }

        It 'goes on after an object for which it fails' {
            $found = @{ k = 1 }, @{ k = 2 } | Save-UserTrack -TaskId { if ($_.k -eq 1) { throw 'no' }; 'good' } -ErrorAction SilentlyContinue -ErrorVariable faults
            $found | Should -BeExactly '0000004'
            $faults.FullyQualifiedErrorId | Should -BeExactly 'ScriptBlockArgumentInvocationFailed,Tracking.Commands.SaveUserTrackCommand'
        }
    }

    Context 'What Search-Track cannot ask for' {
        It 'finds nothing and does not stop the others: <Name>' -ForEach @(
            @{ Name = '$null'; Given = $null; ErrorId = 'ParameterArgumentValidationError' }
            @{ Name = 'an empty list'; Given = @(, @()); ErrorId = 'InputObjectNotBound' }
            @{ Name = 'a number'; Given = 1; ErrorId = 'InputObjectNotBound' }
            @{ Name = 'an object with an Id'; Given = [pscustomobject] @{ Id = 1; Name = 'a001' }; ErrorId = 'InputObjectNotBound' }
            @{ Name = 'a text that is no store'; Given = 'no-such-file'; ErrorId = 'TrackStoreNotFound' }
            @{ Name = 'a store''s path that is none'; Given = 'nodrive:/x.json'; ErrorId = 'ParameterArgumentTransformationError' }
            @{ Name = 'a task of a store whose path is none'; Given = [pscustomobject] @{ TaskId = 'a001'; Store = 'nodrive:/x.json' }; ErrorId = 'ParameterArgumentTransformationError' }
            @{ Name = 'a task of a store that is not there'; Given = [pscustomobject] @{ TaskId = 'a001'; Store = 'no-such-file' }; ErrorId = 'TrackStoreNotFound' }
            @{ Name = 'a task of a store that is $null'; Given = [pscustomobject] @{ TaskId = 'a001'; Store = $null }; ErrorId = 'ParameterArgumentValidationError' }
            @{ Name = 'a task that is a mapping'; Given = [pscustomobject] @{ TaskId = @{ a = 1 } }; ErrorId = 'ParameterArgumentTransformationError' }
            @{ Name = 'a run that is no number'; Given = [pscustomobject] @{ RunId = 'abc' }; ErrorId = 'InputObjectNotBound' }
            @{ Name = 'a run that is negative'; Given = [pscustomobject] @{ RunId = -1 }; ErrorId = 'TrackRunInvalid' }
        ) {
            $found = @($Given) + @([pscustomobject] @{ TaskId = 'a*' }) | Search-Track -ErrorAction SilentlyContinue -ErrorVariable faults
            $found.Data.k | Should -BeExactly @('s2')
            $faults.FullyQualifiedErrorId | Should -BeExactly "$ErrorId,Tracking.Commands.SearchTrackCommand"
        }

        It 'finds nothing when nothing is delivered: <Name>' -ForEach @(
            @{ Name = 'no object'; Source = { } }
            @{ Name = 'an empty list'; Source = { @() } }
            @{ Name = 'a variable that holds no object'; Source = { $none = & { }; $none } }
        ) {
            & $Source | Search-Track | Should -BeNullOrEmpty
            & $Source | Search-Track a001 | Should -BeNullOrEmpty
            & $Source | Get-TrackTask | Should -BeNullOrEmpty
            & $Source | Get-TrackUser | Should -BeNullOrEmpty
            & $Source | Get-TrackRun | Should -BeNullOrEmpty
        }

        It 'a process is neither found nor removed by its id' {
            $process = Get-Process -Id $PID
            (Get-ErrorOf { $process | Search-Track }).FullyQualifiedErrorId | Should -BeExactly 'InputObjectNotBound,Tracking.Commands.SearchTrackCommand'
            (Get-ErrorOf { $process | Remove-Track }).FullyQualifiedErrorId | Should -BeExactly 'InputObjectNotBound,Tracking.Commands.RemoveTrackCommand'
            (Get-ErrorOf { [pscustomobject] @{ Id = 1 } | Remove-Track }).FullyQualifiedErrorId | Should -BeExactly 'InputObjectNotBound,Tracking.Commands.RemoveTrackCommand'
            @(Get-Summary $store).Count | Should -Be 3
        }

        It 'goes on after a task of a store that was closed' {
            $gone = Open-TrackStore -InMemory
            $null = Save-UserTrack a001 @{ k = 'g1' }
            $task = Get-TrackTask
            $gone | Close-TrackStore
            $found = @($task) + @(Get-TrackTask -Store $other) | Search-Track -ErrorAction SilentlyContinue -ErrorVariable faults
            $found.Data.k | Should -BeExactly @('o1', 'o2')
            $faults.FullyQualifiedErrorId | Should -BeExactly 'TrackStoreClosed,Tracking.Commands.SearchTrackCommand'
        }
    }

    Context 'Objects that differ' {
        It 'each count by what they themselves give: a run, then a task' {
            @(@(Get-TrackRun -RunId 2) + @(Get-TrackTask a001 -Store $other) | Search-Track).Data.k | Should -BeExactly @('o1', 's2')
        }

        It 'each count by what they themselves give: a run, then a name' {
            @(@(Get-TrackRun -RunId 2 -Store $other) + @([pscustomobject] @{ TaskId = 'a001' }) | Search-Track).Data.k | Should -BeExactly @('s1', 'o2', 's3')
        }

        It 'each count by what they themselves give: a user, then a task' {
            @(@(Get-TrackUser 'a`*') + @(Get-TrackTask a001) | Search-Track).Data.k | Should -BeExactly @('s1', 's2', 's3')
        }

        It 'each count by what they themselves give: a store, then a task' {
            @($other, (Get-TrackTask 'a`*') | Search-Track).Data.k | Should -BeExactly @('o1', 's2', 'o2')
            @((Get-TrackTask 'a`*'), $other | Search-Track).Data.k | Should -BeExactly @('o1', 's2', 'o2')
        }

        It 'each count by what they themselves give: a task, then a run id, then a user' {
            $rows = [pscustomobject] @{ TaskId = 'a*' }, [pscustomobject] @{ RunId = 9 }, [pscustomobject] @{ UserName = 'u2' }
            @($rows | Search-Track).Data.k | Should -BeExactly @('s2', 's3')
        }

        It 'each stop what they themselves name: a run of another store, then a task' {
            @(Get-TrackRun -RunId 2 -Store $other) + @([pscustomobject] @{ TaskId = 'a001' }) | Stop-TrackRun | Should -Be @(2, 1)
            (Get-TrackRun).Finished | Should -Be @($true, $false)
            (Get-TrackRun -Store $other).Finished | Should -Be @($false, $true)
        }

        It 'each get what they themselves name: a run, then a task' {
            $null = Start-TrackRun a001
            $rows = [pscustomobject] @{ TaskId = 'a*'; RunId = 2; UserName = 'u*'; Store = $other }, [pscustomobject] @{ TaskId = 'a001'; UserName = 'u1' }, [pscustomobject] @{ TaskId = 'a001'; UserName = 'u1'; RunId = 1 }
            @($rows | Get-UserTrack).Data.k | Should -BeExactly @('o2', 's1')
            @($rows | Get-TrackRun | ForEach-Object { "$($_.RunId)/$($_.Store -eq $store)" }) | Should -BeExactly @('1/True', '2/False', '3/True')
        }

        It 'each list what they themselves name' {
            $rows = [pscustomobject] @{ TaskId = 'a*'; Store = $other }, [pscustomobject] @{ TaskId = 'A001' }, $other
            @($rows | Get-TrackTask | ForEach-Object { "$($_.TaskId)/$($_.Store -eq $store)" }) | Should -BeExactly @('a*/False', 'a001/True', 'a*/False', 'a001/False')
        }

        It 'each are saved as they themselves are: a track, then a row' {
            @(Search-Track -Id 2) + @([pscustomobject] @{ k = 'row' }) | Save-UserTrack b | Should -BeExactly @('0000004', '0000005')
            $row = Search-Track -Id 5
            $row.UserName | Should -BeExactly ([Environment]::UserName)
            $row.RunId | Should -Be 3
            $row.TimeStamp | Should -BeGreaterThan $noon.AddDays(1)
        }
    }
}

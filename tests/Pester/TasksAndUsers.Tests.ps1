# Get-TrackTask, Get-TrackUser and Update-TrackIndex: rules 4.10 and 4.11.

BeforeAll {
    Import-Module "$PSScriptRoot/TestHelpers.psm1"
    $noon = Get-Date '2024-05-06T12:00:00'
}

Describe 'Get-TrackTask and Get-TrackUser' {
    BeforeEach {
        $store = Open-TrackStore -InMemory
        $null = Save-UserTrack b002 @{ k = 1 } -UserName zoe -TimeStamp $noon
        $null = Save-UserTrack a001 @{ k = 2 } -UserName zoe -TimeStamp $noon.AddHours(1)
        $null = Save-UserTrack a001 @{ k = 3 } -UserName ann -TimeStamp $noon.AddHours(3)
        $null = Save-UserTrack A001 @{ k = 4 } -UserName ANN -TimeStamp $noon.AddHours(2)
    }

    AfterEach {
        $store | Close-TrackStore
    }

    It 'give tasks sorted by name, each once, whatever its spelling' {
        $tasks = @(Get-TrackTask)
        $tasks.Count | Should -Be 2
        $tasks[0] | Should -BeOfType ([Tracking.TrackTask])
        $tasks[0].TaskId | Should -BeExactly 'a001'
        $tasks[0].TrackCount | Should -BeOfType ([long])
        $tasks[0].TrackCount | Should -Be 3
        @($tasks[0].UserNames) | Should -BeExactly @('ann', 'zoe')
        $tasks[0].CurrentRunId | Should -Be 2
        $tasks[0].LastTimeStamp | Should -Be $noon.AddHours(3)
        $tasks[0].LastTimeStamp.Kind | Should -Be 'Local'
        $tasks[0].Store | Should -Be $store
        "$($tasks[0])" | Should -BeExactly 'a001'
        $tasks[1].TaskId | Should -BeExactly 'b002'
        @($tasks[1].UserNames) | Should -BeExactly @('zoe')
    }

    It 'give users by task, sorted by task and name' {
        $users = @(Get-TrackUser)
        $users.TaskId | Should -BeExactly @('a001', 'a001', 'b002')
        $users.UserName | Should -BeExactly @('ann', 'zoe', 'zoe')
        $users.TrackCount | Should -Be @(2, 1, 1)
        $users[0] | Should -BeOfType ([Tracking.TrackUser])
        $users[0].TrackCount | Should -BeOfType ([long])
        $users[0].LastTimeStamp | Should -Be $noon.AddHours(3)
        $users[0].Store | Should -Be $store
        "$($users[0])" | Should -BeExactly 'ann'
    }

    It 'take names and wildcards on the command line, without case' {
        (Get-TrackTask A001).TaskId | Should -BeExactly 'a001'
        (Get-TrackTask 'A*').TaskId | Should -BeExactly 'a001'
        (Get-TrackTask '?00?').TaskId | Should -BeExactly @('a001', 'b002')
        (Get-TrackTask b002, 'a*').TaskId | Should -BeExactly @('a001', 'b002')
        Get-TrackTask nope, 'x*' | Should -BeNullOrEmpty
        (Get-TrackUser a001).UserName | Should -BeExactly @('ann', 'zoe')
        (Get-TrackUser '*' 'Z*').TaskId | Should -BeExactly @('a001', 'b002')
        (Get-TrackUser a001 ANN).TrackCount | Should -Be 2
        (Get-TrackUser -UserName ann).TaskId | Should -BeExactly @('a001')
    }

    It 'give nothing for a name that is null, empty or no name at all' {
        foreach ($none in $null, '', @(), @($null), @('')) {
            Get-TrackTask $none | Should -BeNullOrEmpty
            Get-TrackUser $none | Should -BeNullOrEmpty
            Get-TrackUser -UserName $none | Should -BeNullOrEmpty
        }
    }

    It 'match a name that has wildcards itself as it is, too' {
        $null = Save-UserTrack 'a[0]*' @{ k = 1 } -UserName 'z*'
        (Get-TrackTask 'a[0]*').TaskId | Should -BeExactly @('a001', 'a[0]*')
        (Get-TrackUser -UserName 'z*' -TaskId 'a[[]0]*').UserName | Should -BeExactly 'z*'
    }

    It 'take a name from the pipeline literally' {
        $null = Save-UserTrack '*' @{ k = 1 } -UserName '*'
        ([pscustomobject] @{ TaskId = '*' } | Get-TrackTask).TaskId | Should -BeExactly @('*')
        ([pscustomobject] @{ TaskId = '*'; UserName = '*' } | Get-TrackUser).TaskId | Should -BeExactly @('*')
        (Get-TrackTask | Where-Object TaskId -EQ '*' | Search-Track).TaskId | Should -BeExactly @('*')
        [pscustomobject] @{ TaskId = 'a*' } | Get-TrackTask | Should -BeNullOrEmpty
    }

    It 'refuse a mapping, or a list of mappings, as a name' {
        (Get-ErrorOf { Get-TrackTask @{ k = 1 } }).FullyQualifiedErrorId | Should -BeExactly 'ParameterArgumentTransformationError,Tracking.Commands.GetTrackTaskCommand'
        (Get-ErrorOf { Get-TrackUser a001 @(@{ k = 1 }) }).FullyQualifiedErrorId | Should -BeExactly 'ParameterArgumentTransformationError,Tracking.Commands.GetTrackUserCommand'
    }

    It 'list those that have tracks now' {
        Remove-Track 3
        Remove-Track 4
        (Get-TrackUser a001).UserName | Should -BeExactly @('zoe')
        @((Get-TrackTask a001).UserNames) | Should -BeExactly @('zoe')
        (Get-TrackTask a001).LastTimeStamp | Should -Be $noon.AddHours(1)
        Search-Track -UserName zoe | Remove-Track
        Get-TrackTask | Should -BeNullOrEmpty
        Get-TrackUser | Should -BeNullOrEmpty
        # The runs are still there, and so is the current one.
        (Get-TrackRun a001).RunId | Should -Be 2
    }

    It 'list no task that has only runs' {
        $null = Start-TrackRun c003
        (Get-TrackTask).TaskId | Should -BeExactly @('a001', 'b002')
    }

    It 'tell the current run, and none when it was stopped' {
        $null = Stop-TrackRun a001
        (Get-TrackTask a001).CurrentRunId | Should -BeExactly $null
        $null = Start-TrackRun a001
        (Get-TrackTask a001).CurrentRunId | Should -Be 3
    }

    It 'list names by code, not by culture' {
        $other = Open-TrackStore -InMemory
        'Zebra', 'äpfel', 'apple', '_x', '10', '9' | ForEach-Object { $null = Save-UserTrack $_ @{ k = 1 } }
        (Get-TrackTask -Store $other).TaskId | Should -BeExactly @('10', '9', 'apple', 'Zebra', '_x', 'äpfel')
        $other | Close-TrackStore
    }

    It 'take several stores from the pipeline, one after the other' {
        $other = Open-TrackStore -InMemory
        $null = Save-UserTrack a001 @{ k = 1 } -UserName bob
        ($store, $other | Get-TrackTask).TaskId | Should -BeExactly @('a001', 'b002', 'a001')
        ($store, $other | Get-TrackUser a001).UserName | Should -BeExactly @('ann', 'zoe', 'bob')
        ($store, $other | Get-TrackTask)[2].Store | Should -Be $other
        $other | Close-TrackStore
    }

    It 'go on after a store that is closed' {
        $gone = Open-TrackStore -InMemory
        $gone | Close-TrackStore
        $found = $gone, $store | Get-TrackTask -ErrorAction SilentlyContinue -ErrorVariable fault
        $found.TaskId | Should -BeExactly @('a001', 'b002')
        $fault.FullyQualifiedErrorId | Should -BeExactly 'TrackStoreClosed,Tracking.Commands.GetTrackTaskCommand'
        $fault.TargetObject | Should -Be $gone
    }
}

Describe 'Update-TrackIndex' {
    It 'rebuilds the indexes, returns nothing and changes no answer' {
        $store = Open-TrackStore -InMemory
        1..20 | ForEach-Object { $null = Save-UserTrack "t$($_ % 3)" @{ k = $_ } -UserName "u$($_ % 2)" -TimeStamp (Get-Date '2024-01-01').AddMinutes(- $_) }
        Search-Track -UserName u1 -TaskId t0 | Remove-Track
        $null = Stop-TrackRun t1
        $before = & { Search-Track; Get-TrackRun; Get-TrackTask; Get-TrackUser } | Out-String -Width 300
        Update-TrackIndex | Should -BeNullOrEmpty
        & { Search-Track; Get-TrackRun; Get-TrackTask; Get-TrackUser } | Out-String -Width 300 | Should -BeExactly $before
        $store | Update-TrackIndex | Should -BeNullOrEmpty
        Save-UserTrack t0 @{ k = 1 } | Should -BeExactly '0000021'
        $store | Close-TrackStore
    }
}

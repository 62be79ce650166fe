# Remove-Track: rules 3.11, 3.14, 4.1, 4.3, 4.11 and 4.15.

BeforeAll {
    Import-Module "$PSScriptRoot/TestHelpers.psm1"
    $noon = Get-Date '2024-05-06T12:00:00'
}

Describe 'Remove-Track' {
    BeforeEach {
        $store = Open-TrackStore -InMemory
        $null = Save-UserTrack a001 @{ k = 1 } -UserName u1 -TimeStamp $noon
        $null = Save-UserTrack a001 @{ k = 2 } -UserName u2 -TimeStamp $noon.AddHours(1)
        $null = Save-UserTrack a002 @{ k = 3 } -UserName u1 -TimeStamp $noon.AddHours(2)
    }

    AfterEach {
        $store | Close-TrackStore
    }

    Context 'By id' {
        It 'removes <Name>' -ForEach @(
            @{ Name = 'a number'; Id = 2; Left = @(1, 3) }
            @{ Name = 'a long'; Id = [long] 2; Left = @(1, 3) }
            @{ Name = 'a text'; Id = '2'; Left = @(1, 3) }
            @{ Name = 'the printed form'; Id = '0000002'; Left = @(1, 3) }
            @{ Name = 'several'; Id = 3, '0000001'; Left = @(2) }
        ) {
            Remove-Track $Id | Should -BeNullOrEmpty
            @(Search-Track).Data.k | Should -Be $Left
        }

        It 'removes nothing, without an error, for <Name>' -ForEach @(
            @{ Name = '$null'; Id = $null }
            @{ Name = 'an empty list'; Id = @() }
            @{ Name = 'an empty text'; Id = '' }
            @{ Name = 'a list of $null'; Id = , $null }
        ) {
            Get-ErrorOf { Remove-Track -Id $Id } | Should -BeNullOrEmpty
            @(Search-Track).Count | Should -Be 3
        }

        It 'removes none of the list when one of it is no id: <Name>' -ForEach @(
            @{ Name = 'text'; Id = 'abc' }
            @{ Name = '0'; Id = 0 }
            @{ Name = 'a negative number'; Id = -1 }
            @{ Name = 'a fraction'; Id = 1.5 }
            @{ Name = 'a wildcard'; Id = '*' }
            @{ Name = 'a truth'; Id = $true }
            @{ Name = 'a mapping'; Id = @{ Id = 1 } }
            @{ Name = 'a list'; Id = @(2, 3) }
        ) {
            $fault = Get-ErrorOf { Remove-Track 1, $Id }
            $fault.FullyQualifiedErrorId | Should -BeExactly 'TrackIdInvalid,Tracking.Commands.RemoveTrackCommand'
            $fault.CategoryInfo.Category | Should -Be 'InvalidArgument'
            @(Search-Track).Count | Should -Be 3
        }

        It 'is an error for a track that is not there, and goes on with the others' {
            $faults = Get-ErrorOf { Remove-Track 9, 1, 1, 3 }
            $faults.FullyQualifiedErrorId | Should -BeExactly @('TrackNotFound,Tracking.Commands.RemoveTrackCommand', 'TrackNotFound,Tracking.Commands.RemoveTrackCommand')
            $faults.TargetObject | Should -BeExactly @('0000009', '0000001')
            $faults[0].CategoryInfo.Category | Should -Be 'ObjectNotFound'
            @(Search-Track).Data.k | Should -Be @(2)
        }

        It 'removes from the store that -Store names, and from no other' {
            $other = Open-TrackStore -InMemory
            $null = Save-UserTrack a001 @{ k = 'other' }
            Remove-Track 1 -Store $store
            @(Search-Track -Store $store).Data.k | Should -Be @(2, 3)
            @(Search-Track -Store $other).Data.k | Should -BeExactly @('other')
            $other | Close-TrackStore
        }

        It 'is never taken from the pipeline: <Name>' -ForEach @(
            @{ Name = 'a number'; Given = 1 }
            @{ Name = 'a text'; Given = '0000001' }
            @{ Name = 'an object with an Id'; Given = [pscustomobject] @{ Id = 1; TaskId = 'a001'; Number = 1 } }
            @{ Name = 'a mapping'; Given = @{ Id = 1 } }
        ) {
            (Get-ErrorOf { $Given | Remove-Track }).FullyQualifiedErrorId | Should -BeExactly 'InputObjectNotBound,Tracking.Commands.RemoveTrackCommand'
            @(Search-Track).Count | Should -Be 3
        }

        It 'needs a file that is there: <Name>' -ForEach @(
            @{ Name = 'a path where none is'; File = 'none.json'; ErrorId = 'TrackNotFound' }
            @{ Name = 'a path in a folder that is not there'; File = 'none/none.json'; ErrorId = 'TrackStoreNotFound' }
            @{ Name = 'an empty path'; File = $null; ErrorId = 'ParameterArgumentTransformationError' }
        ) {
            $folder = New-TestFolder
            $path = $File ? "$folder/$File" : ''
            (Get-ErrorOf { Remove-Track 1 -Store $path }).FullyQualifiedErrorId | Should -BeExactly "$ErrorId,Tracking.Commands.RemoveTrackCommand"
            Get-ChildItem $folder -Filter *.json -Recurse | Should -BeNullOrEmpty
            @(Search-Track).Count | Should -Be 3
        }
    }

    Context 'By track' {
        It 'removes each that is piped, and returns nothing' {
            Search-Track a001 | Remove-Track | Should -BeNullOrEmpty
            @(Search-Track).Data.k | Should -Be @(3)
        }

        It 'takes what gives tracks: <Name>' -ForEach @(
            @{ Name = 'Get-UserTrack'; Source = { Get-UserTrack a001 u2 }; Left = @(1, 3) }
            @{ Name = 'Get-LastUserTrack'; Source = { Get-LastUserTrack a002 u1 }; Left = @(1, 2) }
            @{ Name = 'Save-UserTrack -PassThru'; Source = { Save-UserTrack a003 @{ k = 4 } -PassThru }; Left = @(1, 2, 3) }
            @{ Name = 'a list in one object'; Source = { , @(Search-Track -Id 1, 3) }; Left = @(2) }
            @{ Name = 'a list with a hole'; Source = { , @((Search-Track -Id 1), $null) }; Left = @(2, 3) }
            @{ Name = '$null'; Source = { $null }; Left = @(1, 2, 3) }
            @{ Name = 'an empty list'; Source = { , @() }; Left = @(1, 2, 3) }
            @{ Name = 'no object'; Source = { }; Left = @(1, 2, 3) }
        ) {
            Get-ErrorOf { & $Source | Remove-Track } | Should -BeNullOrEmpty
            @(Search-Track).Data.k | Should -Be $Left
        }

        It 'takes them as an argument' {
            Remove-Track -Track (Search-Track a001)
            @(Search-Track).Data.k | Should -Be @(3)
            Remove-Track -Track $null
            Remove-Track -Track @()
            @(Search-Track).Data.k | Should -Be @(3)
        }

        It 'goes on after <Name>' -ForEach @(
            @{ Name = 'a number'; Given = 1; ErrorId = 'InputObjectNotBound' }
            @{ Name = 'a process'; Given = [Diagnostics.Process]::GetCurrentProcess(); ErrorId = 'InputObjectNotBound' }
        ) {
            @(Search-Track -Id 1) + @($Given) + @(Search-Track -Id 2) | Remove-Track -ErrorAction SilentlyContinue -ErrorVariable faults
            $faults.FullyQualifiedErrorId | Should -BeExactly "$ErrorId,Tracking.Commands.RemoveTrackCommand"
            @(Search-Track).Data.k | Should -Be @(3)
        }

        It 'goes on after a track that is gone' {
            $tracks = Search-Track
            Remove-Track 2
            $tracks | Remove-Track -ErrorAction SilentlyContinue -ErrorVariable faults
            $faults.FullyQualifiedErrorId | Should -BeExactly 'TrackNotFound,Tracking.Commands.RemoveTrackCommand'
            $faults.TargetObject | Should -Be $tracks[1]
            Search-Track | Should -BeNullOrEmpty
        }

        It 'removes each from its own store, also from a file that is not open' {
            $file = "$(New-TestFolder)/own.json"
            $null = Save-UserTrack a001 @{ k = 'f1' } -Store $file
            $null = Save-UserTrack a001 @{ k = 'f2' } -Store $file
            @(Search-Track -Id 1 -Store $file) + @(Search-Track -Id 2) | Remove-Track
            @(Search-Track -Store $file).Data.k | Should -BeExactly @('f2')
            @(Search-Track).Data.k | Should -Be @(1, 3)
        }

        It 'refuses a track of another store than -Store names, and goes on' {
            $other = Open-TrackStore -InMemory
            $null = Save-UserTrack a001 @{ k = 'other' }
            @(Search-Track -Id 1 -Store $store) + @(Search-Track) | Remove-Track -Store $other -ErrorAction SilentlyContinue -ErrorVariable faults
            $faults.FullyQualifiedErrorId | Should -BeExactly 'TrackOfOtherStore,Tracking.Commands.RemoveTrackCommand'
            $faults.CategoryInfo.Category | Should -Be 'InvalidOperation'
            Search-Track -Store $other | Should -BeNullOrEmpty
            @(Search-Track -Store $store).Count | Should -Be 3
            $other | Close-TrackStore
        }

        It 'refuses a track of a snapshot' {
            $file = "$(New-TestFolder)/snapshot.json"
            $null = Save-UserTrack a001 @{ k = 'f1' } -Store $file
            $snapshot = Open-TrackStore $file -ReadOnly
            $fault = Get-ErrorOf { Search-Track -Store $snapshot | Remove-Track }
            $fault.FullyQualifiedErrorId | Should -BeExactly 'TrackStoreReadOnly,Tracking.Commands.RemoveTrackCommand'
            $fault.CategoryInfo.Category | Should -Be 'PermissionDenied'
            $snapshot | Close-TrackStore
            @(Search-Track -Store $file).Count | Should -Be 1
        }

        It 'refuses a track of a store in memory that is closed' {
            $other = Open-TrackStore -InMemory
            $null = Save-UserTrack a001 @{ k = 'other' }
            $track = Search-Track
            $other | Close-TrackStore
            (Get-ErrorOf { $track | Remove-Track }).FullyQualifiedErrorId | Should -BeExactly 'TrackStoreClosed,Tracking.Commands.RemoveTrackCommand'
        }
    }

    It 'takes a track or an id, not both and not nothing' {
        (Get-ErrorOf { Remove-Track -Track (Search-Track -Id 1) -Id 2 }).FullyQualifiedErrorId | Should -BeExactly 'AmbiguousParameterSet,Tracking.Commands.RemoveTrackCommand'
        @(Search-Track).Count | Should -Be 3
    }

    Context '-WhatIf and -Confirm' {
        It 'removes nothing under -WhatIf' {
            Remove-Track 1 -WhatIf
            Search-Track | Remove-Track -WhatIf
            @(Search-Track).Count | Should -Be 3
        }

        It 'asks when the user wants to be asked about what it does' {
            $run = Invoke-Pwsh {
                $ConfirmPreference = 'Medium'
                $null = Open-TrackStore -InMemory -Confirm:$false
                $null = Save-UserTrack a001 @{ k = 1 } -Confirm:$false
                try { Remove-Track 1 } catch { $_.Exception.GetType().Name }
                @(Search-Track).Count
                Remove-Track 1 -Confirm:$false
                @(Search-Track).Count
            }
            ($run.Output -split '\r?\n')[-2, -1] | Should -BeExactly @('1', '0')
        }
    }

    Context 'What is left' {
        It 'lists no task and no user that has no track any more' {
            Remove-Track 2
            @(Get-TrackUser).UserName | Should -BeExactly @('u1', 'u1')
            Remove-Track 1
            @(Get-TrackTask).TaskId | Should -BeExactly @('a002')
        }

        It 'leaves the run, its end, and the task''s current run as they were' {
            Search-Track a001 | Remove-Track
            $run = Get-TrackRun a001
            $run.RunId | Should -Be 1
            $run.End | Should -Be $noon.AddHours(1)
            (Save-UserTrack a001 @{ k = 4 } -PassThru).RunId | Should -Be 1
        }

        It 'gives no id again' {
            Search-Track | Remove-Track
            Save-UserTrack a001 @{ k = 4 } | Should -BeExactly '0000004'
        }

        It 'makes the track before it the last one' {
            $null = Save-UserTrack a001 @{ k = 4 } -UserName u1 -TimeStamp $noon.AddHours(4)
            Remove-Track 4
            (Get-LastUserTrack a001 u1).Data.k | Should -Be 1
            Save-UserTrack a001 @{ k = 5 } -UserName u1 -Update | Should -BeExactly '0000001'
        }

        It 'leaves a track that was taken before as it was' {
            $track = Search-Track -Id 1
            Remove-Track 1
            $track.Data.k | Should -Be 1
            $track | Save-UserTrack -PassThru | ForEach-Object Id | Should -BeExactly '0000004'
        }

        It 'is the same after reopening' {
            $file = "$(New-TestFolder)/left.json"
            Search-Track | Save-UserTrack -Store $file | Out-Null
            Remove-Track 1, 3 -Store $file
            $reopened = Open-TrackStore $file
            @(Search-Track).Data.k | Should -Be @(2)
            @(Get-TrackTask).TaskId | Should -BeExactly @('a001')
            Save-UserTrack a001 @{ k = 4 } | Should -BeExactly '0000004'
            $reopened | Close-TrackStore
        }
    }
}

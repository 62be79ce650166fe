# Search-Track: rules 3.7 to 3.10, 4.5, 4.8 and 4.10.

BeforeAll {
    Import-Module "$PSScriptRoot/TestHelpers.psm1"
    $noon = Get-Date '2024-05-06T12:00:00'
}

Describe 'Search-Track' {
    BeforeEach {
        $store = Open-TrackStore -InMemory
    }

    AfterEach {
        $store | Close-TrackStore
    }

    Context 'Names' {
        BeforeEach {
            $null = Save-UserTrack 'user*' @{ k = 1 } -UserName 'u1'
            $null = Save-UserTrack 'user1' @{ k = 2 } -UserName 'u[1]'
            $null = Save-UserTrack 'a[1]' @{ k = 3 } -UserName 'U*'
            $null = Save-UserTrack 'a1' @{ k = 4 } -UserName 'v2'
            $null = Save-UserTrack "it's" @{ k = 5 } -UserName 'v?'
        }

        It 'on the command line match literally or as a wildcard: -TaskId <TaskId>' -ForEach @(
            @{ TaskId = 'user1'; Found = @(2) }
            @{ TaskId = 'USER1'; Found = @(2) }
            @{ TaskId = 'user*'; Found = @(1, 2) }
            @{ TaskId = 'user`*'; Found = @(1) }
            @{ TaskId = 'a[1]'; Found = @(3, 4) }
            @{ TaskId = 'A[0-9]'; Found = @(4) }
            @{ TaskId = 'a`[1`]'; Found = @(3) }
            @{ TaskId = 'a?'; Found = @(4) }
            @{ TaskId = '*'; Found = @(1, 2, 3, 4, 5) }
            @{ TaskId = "it's"; Found = @(5) }
            @{ TaskId = 'user'; Found = @() }
        ) {
            @((Search-Track $TaskId) | ForEach-Object { $_.Data.k }) | Should -Be $Found
        }

        It 'of users on the command line match literally or as a wildcard: -UserName <UserName>' -ForEach @(
            @{ UserName = 'u1'; Found = @(1) }
            @{ UserName = 'u[1]'; Found = @(1, 2) }
            @{ UserName = 'u*'; Found = @(1, 2, 3) }
            @{ UserName = 'v?'; Found = @(4, 5) }
            @{ UserName = 'w*'; Found = @() }
        ) {
            @((Search-Track -UserName $UserName) | ForEach-Object { $_.Data.k }) | Should -Be $Found
        }

        It 'from the pipeline are literal: a task named <TaskId>' -ForEach @(
            @{ TaskId = 'user*'; Found = @(1) }
            @{ TaskId = 'USER*'; Found = @(1) }
            @{ TaskId = 'a[1]'; Found = @(3) }
            @{ TaskId = '*'; Found = @() }
            @{ TaskId = 'u?er1'; Found = @() }
            @{ TaskId = @('user*', 'a1'); Found = @(1, 4) }
        ) {
            @([pscustomobject] @{ TaskId = $TaskId } | Search-Track | ForEach-Object { $_.Data.k }) | Should -Be $Found
        }

        It 'from the pipeline are literal: a user named <UserName>' -ForEach @(
            @{ UserName = 'u[1]'; Found = @(2) }
            @{ UserName = 'u*'; Found = @(3) }
            @{ UserName = '*'; Found = @() }
        ) {
            @([pscustomobject] @{ UserName = $UserName } | Search-Track | ForEach-Object { $_.Data.k }) | Should -Be $Found
        }

        It 'from the pipeline are literal while those on the command line are not' {
            @([pscustomobject] @{ TaskId = 'user*' } | Search-Track -UserName 'u*').Data.k | Should -Be @(1)
            [pscustomobject] @{ TaskId = 'user*' } | Search-Track -UserName 'v*' | Should -BeNullOrEmpty
            @([pscustomobject] @{ UserName = 'u*' } | Search-Track -TaskId 'a*').Data.k | Should -Be @(3)
        }

        It 'on the command line win over those from the pipeline' {
            @(Get-TrackTask user1 | Search-Track -TaskId 'a*').Data.k | Should -Be @(3, 4)
        }

        It 'that are broken wildcards match as far as they are names' {
            $null = Save-UserTrack 'a[b' @{ k = 6 }
            @(Search-Track 'a[b').Data.k | Should -Be @(6)
        }

        It 'that are a mapping or a list of lists are refused: <Name>' -ForEach @(
            @{ Name = 'a hashtable as the task'; Arguments = @{ TaskId = @{ k = 1 } } }
            @{ Name = 'an object as the task'; Arguments = @{ TaskId = [pscustomobject] @{ k = 1 } } }
            @{ Name = 'a list among the tasks'; Arguments = @{ TaskId = 'a', @('b', 'c') } }
            @{ Name = 'a hashtable among the users'; Arguments = @{ UserName = 'a', @{ k = 1 } } }
        ) {
            (Get-ErrorOf { Search-Track @Arguments }).FullyQualifiedErrorId | Should -BeExactly 'ParameterArgumentTransformationError,Tracking.Commands.SearchTrackCommand'
        }
    }

    Context 'Criteria' {
        BeforeEach {
            $null = Save-UserTrack a001 @{ k = 1 } -UserName u1 -TimeStamp $noon
            $null = Save-UserTrack a001 @{ k = 2 } -UserName u2 -TimeStamp $noon.AddHours(1)
            $null = Save-UserTrack a002 @{ k = 3 } -UserName u1 -TimeStamp $noon.AddHours(2)
            $null = Save-UserTrack a003 @{ k = 4 } -UserName u3 -TimeStamp $noon.AddHours(3)
            $null = Save-UserTrack a003 @{ k = 5 } -UserName u3 -RunId 1 -TimeStamp $noon.AddHours(4)
        }

        It 'that are not given ask nothing: every track is found' {
            @(Search-Track).Data.k | Should -Be @(1, 2, 3, 4, 5)
        }

        It 'take several values as alternatives: <Name>' -ForEach @(
            @{ Name = 'tasks'; Arguments = @{ TaskId = 'a001', 'a002' }; Found = @(1, 2, 3) }
            @{ Name = 'tasks, literal and wildcard'; Arguments = @{ TaskId = 'a002', '*3' }; Found = @(3, 4, 5) }
            @{ Name = 'a task twice'; Arguments = @{ TaskId = 'a002', 'A002', '*2' }; Found = @(3) }
            @{ Name = 'users'; Arguments = @{ UserName = 'u2', 'u3' }; Found = @(2, 4, 5) }
            @{ Name = 'runs'; Arguments = @{ RunId = 2, 1 }; Found = @(1, 2, 3, 5) }
            @{ Name = 'a run twice'; Arguments = @{ RunId = 2, 2 }; Found = @(3) }
            @{ Name = 'runs, one unknown'; Arguments = @{ RunId = 2, 99 }; Found = @(3) }
            @{ Name = 'ids'; Arguments = @{ Id = 4, 1 }; Found = @(1, 4) }
            @{ Name = 'tasks, one null'; Arguments = @{ TaskId = $null, 'a002' }; Found = @(3) }
            @{ Name = 'users, one empty'; Arguments = @{ UserName = '', 'u2' }; Found = @(2) }
        ) {
            @(Search-Track @Arguments).Data.k | Should -Be $Found
        }

        It 'all hold: <Name>' -ForEach @(
            @{ Name = 'task and user'; Arguments = @{ TaskId = 'a001'; UserName = 'u1' }; Found = @(1) }
            @{ Name = 'task and run'; Arguments = @{ TaskId = 'a003'; RunId = 1 }; Found = @(5) }
            @{ Name = 'task and id'; Arguments = @{ TaskId = 'a001'; Id = 2, 3 }; Found = @(2) }
            @{ Name = 'user and time'; Arguments = @{ UserName = 'u1'; From = '2024-05-06T13:00' }; Found = @(3) }
            @{ Name = 'id and time'; Arguments = @{ Id = 1, 2, 3; To = '2024-05-06T13:00' }; Found = @(1, 2) }
            @{ Name = 'id and user'; Arguments = @{ Id = 1, 2; UserName = 'u1', 'u3' }; Found = @(1) }
            @{ Name = 'task and data'; Arguments = @{ TaskId = 'a00[13]'; Data = @{ k = 2, 3, 4 } }; Found = @(2, 4) }
            @{ Name = 'all of them'; Arguments = @{ TaskId = 'a*'; UserName = 'u3'; RunId = 1, 3; Id = 4, 5; From = '2024-05-06T15:00'; To = '2024-05-06T15:30'; Data = @{ k = 4, 5 } }; Found = @(4) }
            @{ Name = 'all of them, one not'; Arguments = @{ TaskId = 'a*'; UserName = 'u1'; RunId = 1, 3; Id = 4, 5 }; Found = @() }
        ) {
            @(Search-Track @Arguments | ForEach-Object { $_.Data.k }) | Should -Be $Found
        }

        It 'that are given but null or empty match nothing: -<Parameter> <Name>' -ForEach @(
            foreach ($parameter in 'TaskId', 'UserName', 'RunId', 'Id', 'Data') {
                @{ Parameter = $parameter; Name = '$null'; Value = $null }
                @{ Parameter = $parameter; Name = 'that holds no object'; Value = & { } }
            }
            foreach ($parameter in 'TaskId', 'UserName', 'RunId', 'Id') {
                @{ Parameter = $parameter; Name = 'an empty list'; Value = @() }
                @{ Parameter = $parameter; Name = 'a list of $null'; Value = , $null }
            }
            foreach ($parameter in 'TaskId', 'UserName', 'Id') {
                @{ Parameter = $parameter; Name = 'an empty text'; Value = '' }
                @{ Parameter = $parameter; Name = 'a list of an empty text'; Value = , '' }
            }
            @{ Parameter = 'RunId'; Name = '0'; Value = 0 }
            @{ Parameter = 'Data'; Name = 'an empty mapping'; Value = @{} }
        ) {
            $arguments = @{ $Parameter = $Value }
            Get-ErrorOf { Search-Track @arguments } | Should -BeNullOrEmpty
            Search-Track @arguments | Should -BeNullOrEmpty
            Search-Track @arguments | Remove-Track
            @(Search-Track).Count | Should -Be 5
        }

        It 'match nothing where the pipeline gives them null or empty: <Parameter>' -ForEach @(
            @{ Parameter = 'TaskId' }
            @{ Parameter = 'UserName' }
            @{ Parameter = 'RunId' }
        ) {
            $null, @() | ForEach-Object { [pscustomobject] @{ $Parameter = $_ } } | Search-Track | Should -BeNullOrEmpty
        }

        It 'refuse what is no run: <Name>' -ForEach @(
            @{ Name = 'text'; RunId = 'abc'; ErrorId = 'CannotConvertArgumentNoMessage' }
            @{ Name = 'a negative number'; RunId = -1; ErrorId = 'TrackRunInvalid' }
            @{ Name = 'a negative number among others'; RunId = 1, -1; ErrorId = 'TrackRunInvalid' }
        ) {
            $fault = Get-ErrorOf { Search-Track -RunId $RunId }
            $fault.FullyQualifiedErrorId | Should -BeExactly "$ErrorId,Tracking.Commands.SearchTrackCommand"
        }

        It 'find nothing, and no error, for a run or an id that is not there' {
            Get-ErrorOf { Search-Track -RunId 99; Search-Track -Id 99; Search-Track nope } | Should -BeNullOrEmpty
            Search-Track -RunId 99 | Should -BeNullOrEmpty
            Search-Track -Id 99 | Should -BeNullOrEmpty
            Search-Track nope | Should -BeNullOrEmpty
        }
    }

    Context '-Id' {
        BeforeEach {
            1..3 | ForEach-Object { $null = Save-UserTrack a001 @{ k = $_ } }
        }

        It 'takes <Name>' -ForEach @(
            @{ Name = 'a number'; Id = 2; Found = @(2) }
            @{ Name = 'a long'; Id = [long] 2; Found = @(2) }
            @{ Name = 'a text'; Id = '2'; Found = @(2) }
            @{ Name = 'the printed form'; Id = '0000002'; Found = @(2) }
            @{ Name = 'more zeros'; Id = '000000000002'; Found = @(2) }
            @{ Name = 'several forms'; Id = 3, '1', '0000002'; Found = @(1, 2, 3) }
            @{ Name = 'the same twice'; Id = 2, '2'; Found = @(2) }
            @{ Name = 'a range'; Id = 2..9; Found = @(2, 3) }
        ) {
            @(Search-Track -Id $Id).Data.k | Should -Be $Found
        }

        It 'refuses <Name>, with the rest of the list' -ForEach @(
            @{ Name = '0'; Id = 0 }
            @{ Name = 'a negative number'; Id = -1 }
            @{ Name = 'a fraction'; Id = 1.5 }
            @{ Name = 'text'; Id = 'abc' }
            @{ Name = 'a sign'; Id = '+1' }
            @{ Name = 'a space'; Id = ' 1' }
            @{ Name = 'a wildcard'; Id = '*' }
            @{ Name = 'a number beyond all'; Id = '99999999999999999999' }
            @{ Name = 'a truth'; Id = $true }
            @{ Name = 'a mapping'; Id = @{ Id = 1 } }
        ) {
            $found = [Collections.Generic.List[object]]::new()
            $fault = Get-ErrorOf { Search-Track -Id 1, $Id | ForEach-Object { $found.Add($_) } }
            $found | Should -BeNullOrEmpty
            $fault.FullyQualifiedErrorId | Should -BeExactly 'TrackIdInvalid,Tracking.Commands.SearchTrackCommand'
            $fault.CategoryInfo.Category | Should -Be 'InvalidArgument'
        }

        It 'is never taken from a property' {
            (Get-ErrorOf { [pscustomobject] @{ Id = 2 } | Search-Track }).FullyQualifiedErrorId | Should -BeExactly 'InputObjectNotBound,Tracking.Commands.SearchTrackCommand'
            @([pscustomobject] @{ Id = 2; TaskId = 'a001' } | Search-Track).Data.k | Should -Be @(1, 2, 3)
        }
    }

    Context 'Time' {
        BeforeEach {
            -1, 0, 1 | ForEach-Object { $null = Save-UserTrack a001 @{ k = $_ } -TimeStamp $noon.AddTicks($_) }
        }

        It 'includes both ends, to the tick' {
            @(Search-Track -From $noon).Data.k | Should -Be @(0, 1)
            @(Search-Track -To $noon).Data.k | Should -Be @(-1, 0)
            @(Search-Track -From $noon -To $noon).Data.k | Should -Be @(0)
            @(Search-Track -From $noon.AddTicks(-1) -To $noon.AddTicks(1)).Data.k | Should -Be @(-1, 0, 1)
        }

        It 'is local where its kind is not told, and the same moment where it is UTC' {
            @(Search-Track -From '2024-05-06T12:00:00' -To '2024-05-06T12:00:00').Data.k | Should -Be @(0)
            @(Search-Track -From $noon.ToUniversalTime() -To $noon.ToUniversalTime()).Data.k | Should -Be @(0)
        }

        It 'takes the earliest and the latest time there is' {
            @(Search-Track -From ([datetime]::MinValue) -To ([datetime]::MaxValue)).Count | Should -Be 3
        }

        It 'before or after all tracks finds nothing' {
            Search-Track -From $noon.AddDays(1) | Should -BeNullOrEmpty
            Search-Track -To $noon.AddDays(-1) | Should -BeNullOrEmpty
        }

        It 'from after to is an error, and no question is asked' {
            $fault = Get-ErrorOf { Search-Track -From $noon -To $noon.AddTicks(-1) }
            $fault.FullyQualifiedErrorId | Should -BeExactly 'TrackQueryInvalid,Tracking.Commands.SearchTrackCommand'
            $fault.CategoryInfo.Category | Should -Be 'InvalidArgument'
        }
    }

    Context 'Order' {
        It 'is by time, and by id as a number among equal times' {
            $null = Save-UserTrack b @{ k = 'c' } -TimeStamp $noon.AddHours(1)
            $null = Save-UserTrack a @{ k = 'a' } -TimeStamp $noon
            $null = Save-UserTrack c @{ k = 'd' } -TimeStamp $noon.AddHours(1) -UserName x
            $null = Save-UserTrack b @{ k = 'b' } -TimeStamp $noon
            @(Search-Track).Data.k | Should -BeExactly @('a', 'b', 'c', 'd')
            @(Search-Track -Descending).Data.k | Should -BeExactly @('d', 'c', 'b', 'a')
            @(Search-Track -TaskId c, b).Data.k | Should -BeExactly @('b', 'c', 'd')
            @(Search-Track -Id 3, 1, 4).Data.k | Should -BeExactly @('b', 'c', 'd')
            @(Search-Track -Id 3, 1, 4 -Descending).Data.k | Should -BeExactly @('d', 'c', 'b')
        }
    }

    Context 'Part of the answer' {
        BeforeEach {
            1..5 | ForEach-Object { $null = Save-UserTrack "a$($_ % 2)" @{ k = $_ } -TimeStamp $noon.AddMinutes($_) }
        }

        It '<Name>' -ForEach @(
            @{ Name = '-First 2'; Arguments = @{ First = 2 }; Found = @(1, 2) }
            @{ Name = '-First 0'; Arguments = @{ First = 0 }; Found = @() }
            @{ Name = '-First 9'; Arguments = @{ First = 9 }; Found = @(1, 2, 3, 4, 5) }
            @{ Name = '-First with the largest number and -Skip'; Arguments = @{ First = [long]::MaxValue; Skip = 3 }; Found = @(4, 5) }
            @{ Name = '-First 2 -Descending'; Arguments = @{ First = 2; Descending = $true }; Found = @(5, 4) }
            @{ Name = '-Skip 3'; Arguments = @{ Skip = 3 }; Found = @(4, 5) }
            @{ Name = '-Skip 9'; Arguments = @{ Skip = 9 }; Found = @() }
            @{ Name = '-Skip 3 -Descending'; Arguments = @{ Skip = 3; Descending = $true }; Found = @(2, 1) }
            @{ Name = '-First 2 -Skip 1'; Arguments = @{ First = 2; Skip = 1 }; Found = @(2, 3) }
            @{ Name = '-First 2 -Skip 1 -Descending'; Arguments = @{ First = 2; Skip = 1; Descending = $true }; Found = @(4, 3) }
            @{ Name = '-Last 2, the oldest of them first'; Arguments = @{ Last = 2 }; Found = @(4, 5) }
            @{ Name = '-Last 0'; Arguments = @{ Last = 0 }; Found = @() }
            @{ Name = '-Last 9'; Arguments = @{ Last = 9 }; Found = @(1, 2, 3, 4, 5) }
            @{ Name = '-Last 2 -Descending, the newest of them first'; Arguments = @{ Last = 2; Descending = $true }; Found = @(5, 4) }
            @{ Name = '-Last 2 -Skip 1, which passes over the newest'; Arguments = @{ Last = 2; Skip = 1 }; Found = @(3, 4) }
            @{ Name = '-Last 2 of one task'; Arguments = @{ Last = 2; TaskId = 'a1' }; Found = @(3, 5) }
            @{ Name = '-Last 2 by data'; Arguments = @{ Last = 2; Data = @{ k = 1, 2, 3 } }; Found = @(2, 3) }
            @{ Name = '-First 1 -Skip 1 by id'; Arguments = @{ First = 1; Skip = 1; Id = 1, 3, 5 }; Found = @(3) }
        ) {
            @(Search-Track @Arguments | ForEach-Object { $_.Data.k }) | Should -Be $Found
        }

        It 'is an error: <Name>' -ForEach @(
            @{ Name = '-First with -Last'; Arguments = @{ First = 1; Last = 1 }; ErrorId = 'TrackQueryInvalid' }
            @{ Name = '-First 0 with -Last 0'; Arguments = @{ First = 0; Last = 0 }; ErrorId = 'TrackQueryInvalid' }
            @{ Name = '-First -1'; Arguments = @{ First = -1 }; ErrorId = 'TrackQueryInvalid' }
            @{ Name = '-Last -1'; Arguments = @{ Last = -1 }; ErrorId = 'TrackQueryInvalid' }
            @{ Name = '-Skip -1'; Arguments = @{ Skip = -1 }; ErrorId = 'TrackQueryInvalid' }
            @{ Name = '-First abc'; Arguments = @{ First = 'abc' }; ErrorId = 'CannotConvertArgumentNoMessage' }
        ) {
            (Get-ErrorOf { Search-Track @Arguments }).FullyQualifiedErrorId | Should -BeExactly "$ErrorId,Tracking.Commands.SearchTrackCommand"
        }

        It 'counts over all that the pipeline asks for' {
            @(Get-TrackTask | Search-Track -First 3).Data.k | Should -Be @(1, 2, 3)
            @(Get-TrackTask | Search-Track -Last 2).Data.k | Should -Be @(4, 5)
            @(Get-TrackTask | Search-Track -Last 2 -Skip 1 -Descending).Data.k | Should -Be @(4, 3)
            @(Get-TrackTask | Search-Track -Skip 4).Data.k | Should -Be @(5)
        }
    }

    Context 'A snapshot' {
        It 'is not changed by what is removed while it streams' {
            1..300 | ForEach-Object { @{ k = $_ } } | Save-UserTrack a001 | Out-Null
            $seen = [Collections.Generic.List[int]]::new()
            Search-Track | ForEach-Object { $seen.Add($_.Data.k); $_ } | Remove-Track
            $seen | Should -Be @(1..300)
            Search-Track | Should -BeNullOrEmpty
        }

        It 'is not changed by a removal of what is still to come' {
            1..3 | ForEach-Object { $null = Save-UserTrack a001 @{ k = $_ } }
            @(Search-Track | ForEach-Object { if ($_.Number -eq 1) { Remove-Track 2, 3 }; $_ }).Data.k | Should -Be @(1, 2, 3)
            @(Search-Track).Data.k | Should -Be @(1)
        }

        It 'is not changed by what is saved or updated while it streams' {
            1..3 | ForEach-Object { $null = Save-UserTrack a001 @{ k = $_ } }
            $seen = Search-Track -Data @{ k = 1, 2, 3 } | ForEach-Object { $null = Save-UserTrack a001 @{ k = 3 }; $null = Save-UserTrack a001 @{ k = 9 } -Update; $_.Data.k }
            $seen | Should -Be @(1, 2, 3)
            @(Search-Track).Data.k | Should -Be @(1, 2, 3, 9, 9, 9)
        }

        It 'may be left before its end' {
            1..5 | ForEach-Object { $null = Save-UserTrack a001 @{ k = $_ } }
            @(Search-Track | Select-Object -First 2).Data.k | Should -Be @(1, 2)
            Save-UserTrack a001 @{ k = 6 } | Should -BeExactly '0000006'
        }
    }
}

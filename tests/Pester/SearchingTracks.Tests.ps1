# Source of the rules: design.md 3 (Search-Track), 4.5, 4.8 and 4.10. -Data has a file of its own, pipelines too.

BeforeAll {
    Import-Module "$PSScriptRoot/TestHelpers.psm1"
    $noon = Get-Date '2024-05-06T12:00:00'
}

Describe 'Search-Track' {
    BeforeEach {
        $store = Open-TrackStore -InMemory
        # n is the place in the order of time; the ids run otherwise.
        $null = Save-UserTrack a002 @{ n = 3 } -UserName u1 -TimeStamp $noon.AddMinutes(3)
        $null = Save-UserTrack a001 @{ n = 1 } -UserName u1 -TimeStamp $noon.AddMinutes(1)
        $null = Save-UserTrack a001 @{ n = 4 } -UserName u2 -TimeStamp $noon.AddMinutes(4)
        $null = Start-TrackRun a001
        $null = Save-UserTrack a001 @{ n = 2 } -UserName u1 -TimeStamp $noon.AddMinutes(2)
        $null = Save-UserTrack b001 @{ n = 5 } -UserName Anna -TimeStamp $noon.AddMinutes(5)
    }

    AfterEach {
        $store | Close-TrackStore
    }

    Context 'Criteria' {
        It 'finds every track when asked for nothing' {
            (Search-Track).Data.n | Should -Be @(1, 2, 3, 4, 5)
        }

        It 'finds nothing in an empty store' {
            $empty = Open-TrackStore -InMemory
            Search-Track | Should -BeNullOrEmpty
            $empty | Close-TrackStore
        }

        It 'finds <Expected> by <Name>' -ForEach @(
            @{ Name = 'a task'; Arguments = @{ TaskId = 'a001' }; Expected = 1, 2, 4 }
            @{ Name = 'a task in other case'; Arguments = @{ TaskId = 'A001' }; Expected = 1, 2, 4 }
            @{ Name = 'two tasks'; Arguments = @{ TaskId = 'a002', 'b001' }; Expected = 3, 5 }
            @{ Name = 'a task twice'; Arguments = @{ TaskId = 'a002', 'A002' }; Expected = 3 }
            @{ Name = 'a task and one that is not there'; Arguments = @{ TaskId = 'a002', 'nope' }; Expected = 3 }
            @{ Name = 'a user'; Arguments = @{ UserName = 'u1' }; Expected = 1, 2, 3 }
            @{ Name = 'two users'; Arguments = @{ UserName = 'u2', 'ANNA' }; Expected = 4, 5 }
            @{ Name = 'a task and a user'; Arguments = @{ TaskId = 'a001'; UserName = 'u1' }; Expected = 1, 2 }
            @{ Name = 'a run'; Arguments = @{ RunId = 2 }; Expected = 1, 4 }
            @{ Name = 'two runs'; Arguments = @{ RunId = 1, 4 }; Expected = 3, 5 }
            @{ Name = 'a task, a run and a user'; Arguments = @{ TaskId = 'a001'; RunId = 2; UserName = 'u2' }; Expected = 4 }
            @{ Name = 'an id as it is printed'; Arguments = @{ Id = '0000003' }; Expected = 4 }
            @{ Name = 'an id as a number'; Arguments = @{ Id = 3 }; Expected = 4 }
            @{ Name = 'an id as a long number'; Arguments = @{ Id = [long] 3 }; Expected = 4 }
            @{ Name = 'an id as short text'; Arguments = @{ Id = '3' }; Expected = 4 }
            @{ Name = 'several ids, in the order of time'; Arguments = @{ Id = 3, '0000002', 2, 77 }; Expected = 1, 4 }
            @{ Name = 'an id and a task'; Arguments = @{ Id = 1, 2; TaskId = 'a002' }; Expected = 3 }
            @{ Name = 'a wildcard'; Arguments = @{ TaskId = 'a*' }; Expected = 1, 2, 3, 4 }
            @{ Name = 'a wildcard in other case'; Arguments = @{ TaskId = 'A??2' }; Expected = 3 }
            @{ Name = 'a wildcard with a set'; Arguments = @{ TaskId = '[ab]001' }; Expected = 1, 2, 4, 5 }
            @{ Name = 'a wildcard and a name'; Arguments = @{ TaskId = '*2', 'b001' }; Expected = 3, 5 }
            @{ Name = 'a wildcard for the user'; Arguments = @{ UserName = 'u?' }; Expected = 1, 2, 3, 4 }
            @{ Name = 'wildcards for both'; Arguments = @{ TaskId = 'a*'; UserName = '*2' }; Expected = 4 }
        ) {
            (Search-Track @Arguments).Data.n | Should -Be $Expected
        }

        It 'finds nothing by <Name>' -ForEach @(
            @{ Name = 'a task that is not there'; Arguments = @{ TaskId = 'nope' } }
            @{ Name = 'a task that a user does not have'; Arguments = @{ TaskId = 'a002'; UserName = 'u2' } }
            @{ Name = 'a run that is not there'; Arguments = @{ RunId = 99 } }
            @{ Name = 'run 0'; Arguments = @{ RunId = 0 } }
            @{ Name = 'an id that is not there'; Arguments = @{ Id = 99 } }
            @{ Name = 'a wildcard that matches none'; Arguments = @{ TaskId = 'x*' } }
            @{ Name = 'null as the task'; Arguments = @{ TaskId = $null } }
            @{ Name = 'an empty task'; Arguments = @{ TaskId = '' } }
            @{ Name = 'an empty list of tasks'; Arguments = @{ TaskId = @() } }
            @{ Name = 'a list of nothing for tasks'; Arguments = @{ TaskId = $null, '' } }
            @{ Name = 'null as the user'; Arguments = @{ UserName = $null } }
            @{ Name = 'an empty user'; Arguments = @{ UserName = '' } }
            @{ Name = 'an empty list of users'; Arguments = @{ UserName = @() } }
            @{ Name = 'null as the run'; Arguments = @{ RunId = $null } }
            @{ Name = 'an empty list of runs'; Arguments = @{ RunId = @() } }
            @{ Name = 'null as the id'; Arguments = @{ Id = $null } }
            @{ Name = 'an empty id'; Arguments = @{ Id = '' } }
            @{ Name = 'an empty list of ids'; Arguments = @{ Id = @() } }
            @{ Name = 'null as the data'; Arguments = @{ Data = $null } }
            @{ Name = 'no data keys'; Arguments = @{ Data = @{} } }
            @{ Name = 'a task and null as the user'; Arguments = @{ TaskId = 'a001'; UserName = $null } }
        ) {
            Get-ErrorOf { Search-Track @Arguments } | Should -BeNullOrEmpty
            Search-Track @Arguments | Should -BeNullOrEmpty
        }

        It 'leaves null and empty names in a list aside' {
            (Search-Track -TaskId $null, '', 'a002').Data.n | Should -Be 3
        }

        It 'takes the first position for the task' {
            (Search-Track a002).Data.n | Should -Be 3
            (Search-Track a002, b001).Data.n | Should -Be @(3, 5)
        }

        It 'finds a name that is a wildcard by itself too' {
            $null = Save-UserTrack 'a[0-9]' @{ n = 'set' } -UserName 'u*'
            (Search-Track 'a[0-9]').Data.n | Should -BeExactly 'set'
            (Search-Track 'A[0-9]').Data.n | Should -BeExactly 'set'
            (Search-Track -UserName 'u*').Data.n | Should -Be @(1, 2, 3, 4, 'set')
            (Search-Track ([WildcardPattern]::Escape('a[0-9]'))).Data.n | Should -BeExactly 'set'
        }
    }

    Context 'Time' {
        It 'includes both ends of -From and -To' {
            (Search-Track -From $noon.AddMinutes(2)).Data.n | Should -Be @(2, 3, 4, 5)
            (Search-Track -To $noon.AddMinutes(2)).Data.n | Should -Be @(1, 2)
            (Search-Track -From $noon.AddMinutes(2) -To $noon.AddMinutes(4)).Data.n | Should -Be @(2, 3, 4)
            (Search-Track -From $noon.AddMinutes(3) -To $noon.AddMinutes(3)).Data.n | Should -Be @(3)
            Search-Track -From $noon.AddMinutes(3).AddTicks(1) -To $noon.AddMinutes(4).AddTicks(-1) | Should -BeNullOrEmpty
        }

        It 'takes a time in UTC for the same moment' {
            (Search-Track -From $noon.AddMinutes(4).ToUniversalTime()).Data.n | Should -Be @(4, 5)
        }

        It 'takes the widest times there are' {
            (Search-Track -From ([datetime]::MinValue) -To ([datetime]::MaxValue)).Data.n | Should -Be @(1, 2, 3, 4, 5)
        }

        It 'combines with names and ids' {
            (Search-Track a001 -From $noon.AddMinutes(2)).Data.n | Should -Be @(2, 4)
            (Search-Track -Id 1, 2 -From $noon.AddMinutes(2)).Data.n | Should -Be @(3)
        }

        It 'refuses -From after -To' {
            $fault = Get-ErrorOf { Search-Track -From $noon.AddMinutes(1) -To $noon }
            $fault.FullyQualifiedErrorId | Should -BeExactly 'TrackQueryInvalid,Tracking.Commands.SearchTrackCommand'
            $fault.CategoryInfo.Category | Should -Be 'InvalidArgument'
        }

        It 'finds nothing when a time is null' {
            $found = 'nothing'
            (Get-ErrorOf { $script:found = Search-Track -From $null }).FullyQualifiedErrorId | Should -BeExactly 'ParameterBindingFailed,Tracking.Commands.SearchTrackCommand'
            $found | Should -BeExactly 'nothing'
        }
    }

    Context 'Order and limits' {
        It 'orders equal times by id, and turns the whole order with -Descending' {
            $null = Save-UserTrack a002 @{ n = 6 } -TimeStamp $noon.AddMinutes(5)
            $null = Save-UserTrack a001 @{ n = 7 } -TimeStamp $noon.AddMinutes(5)
            (Search-Track).Data.n | Should -Be @(1, 2, 3, 4, 5, 6, 7)
            (Search-Track -Descending).Data.n | Should -Be @(7, 6, 5, 4, 3, 2, 1)
        }

        It 'gives <Expected> for <Name>' -ForEach @(
            @{ Name = '-First 2'; Arguments = @{ First = 2 }; Expected = 1, 2 }
            @{ Name = '-First 2 -Descending'; Arguments = @{ First = 2; Descending = $true }; Expected = 5, 4 }
            @{ Name = '-Skip 3'; Arguments = @{ Skip = 3 }; Expected = 4, 5 }
            @{ Name = '-Skip 1 -First 2'; Arguments = @{ Skip = 1; First = 2 }; Expected = 2, 3 }
            @{ Name = '-Skip 1 -First 2 -Descending'; Arguments = @{ Skip = 1; First = 2; Descending = $true }; Expected = 4, 3 }
            @{ Name = '-Last 2'; Arguments = @{ Last = 2 }; Expected = 4, 5 }
            @{ Name = '-Last 2 -Descending'; Arguments = @{ Last = 2; Descending = $true }; Expected = 5, 4 }
            @{ Name = '-Last 2 -Skip 1'; Arguments = @{ Last = 2; Skip = 1 }; Expected = 3, 4 }
            @{ Name = '-First 99'; Arguments = @{ First = 99 }; Expected = 1, 2, 3, 4, 5 }
            @{ Name = '-Last 99'; Arguments = @{ Last = 99 }; Expected = 1, 2, 3, 4, 5 }
            @{ Name = 'the largest -First and -Skip 4'; Arguments = @{ First = [long]::MaxValue; Skip = 4 }; Expected = , 5 }
            @{ Name = '-First 1 of a task'; Arguments = @{ First = 1; TaskId = 'a00?' }; Expected = , 1 }
            @{ Name = '-First 1 by data'; Arguments = @{ First = 1; Data = @{ n = 4, 5 } }; Expected = , 4 }
            @{ Name = '-Last 1 by data'; Arguments = @{ Last = 1; Data = @{ n = 1, 4 } }; Expected = , 4 }
        ) {
            (Search-Track @Arguments).Data.n | Should -Be $Expected
        }

        It 'gives nothing for -First 0, -Last 0 and a -Skip of all' {
            Search-Track -First 0 | Should -BeNullOrEmpty
            Search-Track -Last 0 | Should -BeNullOrEmpty
            Search-Track -Skip 5 | Should -BeNullOrEmpty
            Search-Track -Skip ([long]::MaxValue) | Should -BeNullOrEmpty
        }

        It 'refuses <Name>' -ForEach @(
            @{ Name = '-First with -Last'; Arguments = @{ First = 1; Last = 1 } }
            @{ Name = 'a negative -First'; Arguments = @{ First = -1 } }
            @{ Name = 'a negative -Skip'; Arguments = @{ Skip = -1 } }
            @{ Name = 'a negative -Last'; Arguments = @{ Last = -1 } }
        ) {
            $fault = Get-ErrorOf { Search-Track @Arguments }
            $fault.FullyQualifiedErrorId | Should -BeExactly 'TrackQueryInvalid,Tracking.Commands.SearchTrackCommand'
            $fault.CategoryInfo.Category | Should -Be 'InvalidArgument'
        }
    }

    Context 'Snapshots' {
        It 'lets its results be removed while they stream' {
            Search-Track | ForEach-Object { Remove-Track -Track $_; $_.Data.n } | Should -Be @(1, 2, 3, 4, 5)
            Search-Track | Should -BeNullOrEmpty
        }

        It 'lets its results be saved again while they stream' {
            @(Search-Track a001 | Save-UserTrack -TaskId a001).Count | Should -Be 3
            @(Search-Track a001).Count | Should -Be 6
        }

        It 'lets the store be closed while results stream' {
            (Search-Track | ForEach-Object { $store | Close-TrackStore; $_ }).Data.n | Should -Be @(1, 2, 3, 4, 5)
        }

        It 'stops early when nobody wants more' {
            (Search-Track | Select-Object -First 2).Data.n | Should -Be @(1, 2)
            (Search-Track).Data.n | Should -Be @(1, 2, 3, 4, 5)
        }
    }

    Context 'What it refuses' {
        It 'refuses <Name>' -ForEach @(
            @{ Name = 'a hashtable as the task'; Arguments = @{ TaskId = @{ a = 1 } }; ErrorId = 'ParameterArgumentTransformationError' }
            @{ Name = 'a hashtable among the tasks'; Arguments = @{ TaskId = 'a', @{ a = 1 } }; ErrorId = 'ParameterArgumentTransformationError' }
            @{ Name = 'a list in the list of users'; Arguments = @{ UserName = 'a', ('b', 'c') }; ErrorId = 'ParameterArgumentTransformationError' }
            @{ Name = 'text as the run'; Arguments = @{ RunId = 'abc' }; ErrorId = 'CannotConvertArgumentNoMessage' }
            @{ Name = 'text as the id'; Arguments = @{ Id = 'abc' }; ErrorId = 'TrackIdInvalid' }
            @{ Name = 'id 0'; Arguments = @{ Id = 0 }; ErrorId = 'TrackIdInvalid' }
            @{ Name = 'a negative id'; Arguments = @{ Id = 1, -1 }; ErrorId = 'TrackIdInvalid' }
            @{ Name = 'a broken id'; Arguments = @{ Id = 1.5 }; ErrorId = 'TrackIdInvalid' }
            @{ Name = 'an id with a blank'; Arguments = @{ Id = ' 1' }; ErrorId = 'TrackIdInvalid' }
            @{ Name = 'a wildcard as the id'; Arguments = @{ Id = '*' }; ErrorId = 'TrackIdInvalid' }
            @{ Name = 'text as the data'; Arguments = @{ Data = 'n=1' }; ErrorId = 'CannotConvertArgumentNoMessage' }
            @{ Name = 'a number as the store'; Arguments = @{ Store = 5 }; ErrorId = 'CannotConvertArgumentNoMessage' }
            @{ Name = 'null as the store'; Arguments = @{ Store = $null }; ErrorId = 'ParameterArgumentValidationError' }
        ) {
            (Get-ErrorOf { Search-Track @Arguments }).FullyQualifiedErrorId | Should -BeExactly "$ErrorId,Tracking.Commands.SearchTrackCommand"
        }
    }
}

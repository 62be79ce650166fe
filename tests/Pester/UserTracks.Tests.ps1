# Get-UserTrack and Get-LastUserTrack: rules 3.6, 4.5 and 4.10.

BeforeAll {
    Import-Module "$PSScriptRoot/TestHelpers.psm1"
    $noon = Get-Date '2024-05-06T12:00:00'
}

Describe 'Get-UserTrack and Get-LastUserTrack' {
    BeforeEach {
        $store = Open-TrackStore -InMemory
    }

    AfterEach {
        $store | Close-TrackStore
    }

    It 'give the tracks of the task''s current run, or of the run that is named' {
        $null = Save-UserTrack a001 @{ k = 1 } -UserName u1
        $null = Start-TrackRun a001
        $null = Save-UserTrack a001 @{ k = 2 } -UserName u1
        $null = Save-UserTrack a001 @{ k = 3 } -UserName u1
        (Get-UserTrack a001 u1).Data.k | Should -Be @(2, 3)
        (Get-UserTrack a001 u1 -RunId 0).Data.k | Should -Be @(2, 3)
        (Get-UserTrack a001 u1 -RunId 1).Data.k | Should -Be @(1)
        (Get-LastUserTrack a001 u1).Data.k | Should -Be 3
        (Get-LastUserTrack a001 u1 -RunId 1).Data.k | Should -Be 1
    }

    It 'give nothing, and no error, when there is nothing: <Name>' -ForEach @(
        @{ Name = 'an unknown task'; Arguments = @{ TaskId = 'nope' } }
        @{ Name = 'an unknown user'; Arguments = @{ TaskId = 'a001'; UserName = 'nope' } }
        @{ Name = 'an unknown run'; Arguments = @{ TaskId = 'a001'; RunId = 99 } }
        @{ Name = 'a run of another task'; Arguments = @{ TaskId = 'a001'; RunId = 2 } }
    ) {
        $null = Save-UserTrack a001 @{ k = 1 }
        $null = Save-UserTrack a002 @{ k = 1 }
        Get-ErrorOf { Get-UserTrack @Arguments; Get-LastUserTrack @Arguments } | Should -BeNullOrEmpty
        Get-UserTrack @Arguments | Should -BeNullOrEmpty
        Get-LastUserTrack @Arguments | Should -BeNullOrEmpty
    }

    It 'give nothing when the task has no current run any more' {
        $null = Save-UserTrack a001 @{ k = 1 }
        $null = Stop-TrackRun a001
        Get-UserTrack a001 | Should -BeNullOrEmpty
        Get-LastUserTrack a001 | Should -BeNullOrEmpty
        @(Get-UserTrack a001 -RunId 1).Count | Should -Be 1
    }

    It 'mean the user of the operating system when none is given' {
        $null = Save-UserTrack a001 @{ k = 1 } -UserName someone
        $null = Save-UserTrack a001 @{ k = 2 }
        (Get-UserTrack a001).Data.k | Should -Be @(2)
        (Get-LastUserTrack a001).UserName | Should -BeExactly ([Environment]::UserName)
    }

    It 'compare names without case' {
        $null = Save-UserTrack Straße @{ k = 1 } -UserName Ängström
        (Get-UserTrack STRAßE ÄNGSTRÖM).Data.k | Should -Be 1
        # Ordinal: ß is not SS, and a letter is not its like with an accent.
        Get-UserTrack STRASSE Ängström | Should -BeNullOrEmpty
        Get-UserTrack Straße Angstrom | Should -BeNullOrEmpty
    }

    It 'take names literally' {
        $null = Save-UserTrack a001 @{ k = 1 } -UserName u1
        $null = Save-UserTrack 'a*' @{ k = 2 } -UserName 'u*'
        (Get-UserTrack 'a*' 'u*').Data.k | Should -Be @(2)
        Get-UserTrack a001 'u?' | Should -BeNullOrEmpty
        Get-UserTrack '[a]001' u1 | Should -BeNullOrEmpty
    }

    It 'order by time and then by id' {
        $null = Save-UserTrack a001 @{ k = 'b' } -TimeStamp $noon
        $null = Save-UserTrack a001 @{ k = 'a' } -TimeStamp $noon.AddSeconds(-1)
        $null = Save-UserTrack a001 @{ k = 'c' } -TimeStamp $noon
        (Get-UserTrack a001).Data.k | Should -BeExactly @('a', 'b', 'c')
        (Get-LastUserTrack a001).Data.k | Should -BeExactly 'c'
    }

    It 'order ids as numbers where they have more than seven digits' {
        # The counter is set by an optimised file's header, as no test can save ten million tracks.
        $file = "$(New-TestFolder)/many.json"
        $null = Open-TrackStore $file
        $null = Save-UserTrack a001 @{ k = 1 } -TimeStamp $noon
        $null = Optimize-TrackStore
        Close-TrackStore
        $text = [IO.File]::ReadAllText($file) -replace '"nextTrack":2', '"nextTrack":9999999'
        [IO.File]::WriteAllText($file, $text)
        $many = Open-TrackStore $file -WarningAction SilentlyContinue
        Save-UserTrack a001 @{ k = 2 } -TimeStamp $noon | Should -BeExactly '9999999'
        Save-UserTrack a001 @{ k = 3 } -TimeStamp $noon | Should -BeExactly '10000000'
        (Get-UserTrack a001).Id | Should -BeExactly @('0000001', '9999999', '10000000')
        (Get-LastUserTrack a001).Data.k | Should -Be 3
        (Search-Track -Id '10000000').Data.k | Should -Be 3
        $many | Close-TrackStore
    }

    It 'take tasks and users from the pipeline by name' {
        $null = Save-UserTrack a001 @{ k = 1 } -UserName u1
        $null = Save-UserTrack a002 @{ k = 2 } -UserName u2
        (Get-TrackUser | Get-LastUserTrack).Data.k | Should -Be @(1, 2)
        (Get-TrackUser | Get-UserTrack -UserName u2).Data.k | Should -Be @(2)
        (Search-Track | Get-LastUserTrack).Id | Should -BeExactly @('0000001', '0000002')
    }

    It 'refuse a name that is none: <Name>' -ForEach @(
        @{ Name = 'an empty task'; Arguments = @{ TaskId = '' }; ErrorId = 'ParameterArgumentValidationErrorEmptyStringNotAllowed' }
        @{ Name = 'null as the task'; Arguments = @{ TaskId = $null }; ErrorId = 'ParameterArgumentValidationErrorNullNotAllowed' }
        @{ Name = 'a hashtable as the task'; Arguments = @{ TaskId = @{ k = 1 } }; ErrorId = 'ParameterArgumentTransformationError' }
        @{ Name = 'a list as the task'; Arguments = @{ TaskId = 'a', 'b' }; ErrorId = 'ParameterArgumentTransformationError' }
        @{ Name = 'a list as the user'; Arguments = @{ TaskId = 'a'; UserName = 'a', 'b' }; ErrorId = 'ParameterArgumentTransformationError' }
        @{ Name = 'text as the run'; Arguments = @{ TaskId = 'a'; RunId = 'abc' }; ErrorId = 'CannotConvertArgumentNoMessage' }
        @{ Name = 'a negative run'; Arguments = @{ TaskId = 'a'; RunId = -1 }; ErrorId = 'TrackRunInvalid' }
        @{ Name = 'an empty user'; Arguments = @{ TaskId = 'a'; UserName = '' }; ErrorId = 'TrackNameInvalid' }
        @{ Name = 'null as the user'; Arguments = @{ TaskId = 'a'; UserName = $null }; ErrorId = 'TrackNameInvalid' }
    ) {
        (Get-ErrorOf { Get-UserTrack @Arguments }).FullyQualifiedErrorId | Should -BeExactly "$ErrorId,Tracking.Commands.GetUserTrackCommand"
        (Get-ErrorOf { Get-LastUserTrack @Arguments }).FullyQualifiedErrorId | Should -BeExactly "$ErrorId,Tracking.Commands.GetLastUserTrackCommand"
    }
}

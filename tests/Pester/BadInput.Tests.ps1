# What cannot be stored: rules 4.13 to 4.15. Each refusal leaves the store, and its file, as they were.

BeforeDiscovery {
    $save = 'Tracking.Commands.SaveUserTrackCommand'

    # Mappings in one another, so many levels in all.
    function New-Nested([int] $Levels) {
        $data = @{}
        for ($i = 1; $i -lt $Levels; $i++) {
            $data = @{ k = $data }
        }

        $data
    }

    function New-Cycle {
        $data = @{ inner = @{} }
        $data.inner.back = $data
        $data
    }

    function New-ListCycle {
        $list = [Collections.ArrayList] @(1)
        $null = $list.Add($list)
        @{ list = $list }
    }

    $cased = [Collections.Hashtable]::new([StringComparer]::Ordinal)
    $cased.State = 1
    $cased.STATE = 2
    $secret = [securestring]::new()
    $login = [pscredential]::new('user', $secret)
    $half = [string] [char] 0xD800
}

BeforeAll {
    Import-Module "$PSScriptRoot/TestHelpers.psm1"

    function New-Nested([int] $Levels) {
        $data = @{}
        for ($i = 1; $i -lt $Levels; $i++) {
            $data = @{ k = $data }
        }

        $data
    }

    function Get-Content64([string] $Path) {
        [Convert]::ToBase64String([IO.File]::ReadAllBytes($Path))
    }
}

Describe 'Bad input' {
    BeforeAll {
        $folder = New-TestFolder
        $file = "$folder/s.json"
        $store = Open-TrackStore $file
        $null = Save-UserTrack a001 @{ k = 1 } -UserName u1
        $before = Get-Content64 $file
    }

    AfterEach {
        # Whatever was refused: nothing of it is in the store, or in its file.
        Get-Content64 $file | Should -BeExactly $before
        $store.TrackCount | Should -Be 1
        $store.RunCount | Should -Be 1
        (Get-ChildItem $folder -Force).Name | Sort-Object | Should -BeExactly @('s.json', 's.json.lock')
    }

    AfterAll {
        $store | Close-TrackStore
    }

    Context 'A task id' {
        It 'is refused when it is <What>' -ForEach @(
            @{ What = 'null'; Value = $null; ErrorId = 'ParameterArgumentValidationErrorNullNotAllowed' }
            @{ What = 'empty'; Value = ''; ErrorId = 'ParameterArgumentValidationErrorEmptyStringNotAllowed' }
            @{ What = 'a hashtable'; Value = @{ k = 1 }; ErrorId = 'ParameterArgumentTransformationError' }
            @{ What = 'an ordered dictionary'; Value = [ordered] @{ k = 1 }; ErrorId = 'ParameterArgumentTransformationError' }
            @{ What = 'a custom object'; Value = [pscustomobject] @{ k = 1 }; ErrorId = 'ParameterArgumentTransformationError' }
            @{ What = 'an array'; Value = @('a', 'b'); ErrorId = 'ParameterArgumentTransformationError' }
            @{ What = 'an array of one'; Value = , 'a'; ErrorId = 'ParameterArgumentTransformationError' }
            @{ What = 'an empty array'; Value = @(); ErrorId = 'ParameterArgumentTransformationError' }
        ) {
            $fault = Get-ErrorOf { Save-UserTrack -TaskId $Value -Data @{ k = 2 } }
            $fault.FullyQualifiedErrorId | Should -BeExactly "$ErrorId,Tracking.Commands.SaveUserTrackCommand"
            $fault.CategoryInfo.Category | Should -Be 'InvalidData'
        }

        It 'and data in the wrong order are refused' {
            (Get-ErrorOf { Save-UserTrack @{ k = 2 } a001 }).FullyQualifiedErrorId | Should -BeExactly 'ParameterArgumentTransformationError,Tracking.Commands.SaveUserTrackCommand'
        }

        It 'that is missing is asked for, which a script cannot answer' {
            $child = Invoke-Pwsh { try { Save-UserTrack -Data @{ k = 2 } } catch { $_.FullyQualifiedErrorId } } -Environment @{ TRACKING_STORE = ':memory:' }
            $child.Output | Should -BeExactly 'MissingMandatoryParameter,Tracking.Commands.SaveUserTrackCommand'
        }

        It 'or user name that holds half of a surrogate pair is refused: <_>' -ForEach 'TaskId', 'UserName' {
            $arguments = @{ TaskId = 'a001'; UserName = 'u1' }
            foreach ($bad in "x$([char] 0xD800)", "$([char] 0xDC00)x", "$([char] 0xDC00)$([char] 0xD800)") {
                $arguments[$_] = $bad
                $fault = Get-ErrorOf { Save-UserTrack @arguments -Data @{ k = 2 } }
                $fault.FullyQualifiedErrorId | Should -BeExactly 'TrackNameInvalid,Tracking.Commands.SaveUserTrackCommand'
                $fault.CategoryInfo.Category | Should -Be 'InvalidArgument'
            }
        }

        It 'that holds half of a surrogate pair starts no run' {
            (Get-ErrorOf { Start-TrackRun "x$([char] 0xD800)" }).FullyQualifiedErrorId | Should -BeExactly 'TrackNameInvalid,Tracking.Commands.StartTrackRunCommand'
        }

        It 'of a run that is started is refused when it is <What>' -ForEach @(
            @{ What = 'empty'; Value = ''; ErrorId = 'ParameterArgumentValidationError' }
            @{ What = 'a hashtable'; Value = @{ k = 1 }; ErrorId = 'ParameterArgumentTransformationError' }
        ) {
            (Get-ErrorOf { Start-TrackRun $Value }).FullyQualifiedErrorId | Should -BeExactly "$ErrorId,Tracking.Commands.StartTrackRunCommand"
        }
    }

    Context 'A user name' {
        It 'is refused when it is <What>' -ForEach @(
            @{ What = 'null'; Value = $null; ErrorId = 'TrackNameInvalid' }
            @{ What = 'empty'; Value = ''; ErrorId = 'TrackNameInvalid' }
            @{ What = 'a hashtable'; Value = @{ k = 1 }; ErrorId = 'ParameterArgumentTransformationError' }
            @{ What = 'an array'; Value = @('a', 'b'); ErrorId = 'ParameterArgumentTransformationError' }
        ) {
            (Get-ErrorOf { Save-UserTrack a001 @{ k = 2 } -UserName $Value }).FullyQualifiedErrorId | Should -BeExactly "$ErrorId,Tracking.Commands.SaveUserTrackCommand"
        }
    }

    Context 'Data' {
        It 'are refused when they are null' {
            (Get-ErrorOf { Save-UserTrack a001 $null }).FullyQualifiedErrorId | Should -BeExactly 'ParameterArgumentValidationErrorNullNotAllowed,Tracking.Commands.SaveUserTrackCommand'
            (Get-ErrorOf { $null | Save-UserTrack a001 }).FullyQualifiedErrorId | Should -BeExactly 'ParameterArgumentValidationErrorNullNotAllowed,Tracking.Commands.SaveUserTrackCommand'
        }

        It 'are refused, by the rule for mappings, when they are <What>' -ForEach @(
            @{ What = 'a number'; Data = 5 }
            @{ What = 'a decimal number'; Data = 1.5d }
            @{ What = 'a large integer'; Data = [bigint] 5 }
            @{ What = 'a string'; Data = 'text' }
            @{ What = 'a character'; Data = [char] 'x' }
            @{ What = 'a truth value'; Data = $true }
            @{ What = 'a switch'; Data = [switch] $true }
            @{ What = 'a date'; Data = [datetime]::UtcNow }
            @{ What = 'a time span'; Data = [timespan]::Zero }
            @{ What = 'a GUID'; Data = [guid]::Empty }
            @{ What = 'an address'; Data = [uri] 'a' }
            @{ What = 'a version'; Data = [version] '1.0' }
            @{ What = 'an enum''s member'; Data = [DayOfWeek]::Friday }
            @{ What = 'bytes'; Data = [byte[]] (1, 2) }
            @{ What = 'a list'; Data = @(1, 2) }
            @{ What = 'a list of mappings'; Data = @(@{ a = 1 }, @{ b = 2 }) }
            @{ What = 'an empty list'; Data = @() }
            @{ What = 'a script block'; Data = { 1 } }
            @{ What = 'a database''s null'; Data = [DBNull]::Value }
        ) {
            $fault = Get-ErrorOf { Save-UserTrack a001 -Data $Data }
            $fault.FullyQualifiedErrorId | Should -BeExactly 'TrackDataInvalid,Tracking.Commands.SaveUserTrackCommand'
            $fault.CategoryInfo.Category | Should -Be 'InvalidData'
            $fault.TargetObject | Should -BeExactly 'a001'
            $fault.Exception.Message | Should -BeExactly "Data: data must be a mapping, like @{ step = 'copy'; count = 3 }, or an object with properties. Nothing was saved."
        }

        It 'are refused, by the key path, for <What>' -ForEach @(
            @{ What = 'a cycle'; Data = New-Cycle; Message = 'Data.inner.back: the data contain themselves. Nothing was saved.' }
            @{ What = 'a cycle of lists'; Data = New-ListCycle; Message = 'Data.list[1]: the data contain themselves. Nothing was saved.' }
            @{ What = 'a cycle of objects'; Data = & { $o = [pscustomobject] @{ me = $null }; $o.me = $o; $o }; Message = 'Data.me: the data contain themselves. Nothing was saved.' }
            @{ What = '61 levels'; Data = New-Nested 61; Message = "Data$('.k' * 60): the data have more than 60 levels. Nothing was saved." }
            @{ What = 'a SecureString three levels down'; Data = @{ a = @{ b = @(@{ c = $secret }) } }; Message = 'Data.a.b[0].c: a SecureString is a secret, and a track is no place for it. Nothing was saved.' }
            @{ What = 'a PSCredential three levels down'; Data = @{ a = @{ b = @{ c = $login } } }; Message = 'Data.a.b.c: a PSCredential is a secret, and a track is no place for it. Nothing was saved.' }
            @{ What = 'a SecureString itself'; Data = $secret; Message = 'Data: a SecureString is a secret, and a track is no place for it. Nothing was saved.' }
            @{ What = 'a PSCredential itself'; Data = $login; Message = 'Data: a PSCredential is a secret, and a track is no place for it. Nothing was saved.' }
            @{ What = 'a SecureString in an object'; Data = [pscustomobject] @{ Password = $secret }; Message = 'Data.Password: a SecureString is a secret, and a track is no place for it. Nothing was saved.' }
            @{ What = 'two keys that differ in case'; Data = @{ a = $cased }; Message = $null }
            @{ What = 'a key that is a number'; Data = @{ a = @{ 1 = 'x' } }; Message = 'Data.a: a key is no string; write it in quotes. Nothing was saved.' }
            @{ What = 'a key that is an enum''s member'; Data = @{ [DayOfWeek]::Friday = 'x' }; Message = 'Data: a key is no string; write it in quotes. Nothing was saved.' }
            @{ What = 'half of a surrogate pair in a value'; Data = @{ a = @('x', "y$half") }; Message = 'Data.a[1]: the text holds half of a surrogate pair, which no file can keep. Nothing was saved.' }
            @{ What = 'half of a surrogate pair as a character'; Data = @{ a = [char] 0xD800 }; Message = 'Data.a: the text holds half of a surrogate pair, which no file can keep. Nothing was saved.' }
            @{ What = 'half of a surrogate pair in a key'; Data = @{ a = @{ "y$half" = 1 } }; Message = $null }
            @{ What = 'an integer of more than ten thousand digits'; Data = @{ a = [bigint]::Parse('9' * 10001) }; Message = 'Data.a: a number has more than 10000 digits. Nothing was saved.' }
            @{ What = 'a property that cannot be read'; Data = [pscustomobject] @{ a = 1 } | Add-Member -PassThru ScriptProperty b { throw 'no' }; Message = 'Data.b: the property could not be read. Nothing was saved.' }
        ) {
            $fault = Get-ErrorOf { Save-UserTrack a001 -Data $Data }
            $fault.FullyQualifiedErrorId | Should -BeExactly 'TrackDataInvalid,Tracking.Commands.SaveUserTrackCommand'
            $fault.CategoryInfo.Category | Should -Be 'InvalidData'
            $fault.TargetObject | Should -BeExactly 'a001'
            if ($Message) {
                $fault.Exception.Message | Should -BeExactly $Message
            }
        }

        It 'are refused for two keys that differ in case, which are named' {
            $cased = [Collections.Hashtable]::new([StringComparer]::Ordinal)
            $cased.State = 1
            $cased.STATE = 2
            (Get-ErrorOf { Save-UserTrack a001 @{ a = $cased } }).Exception.Message | Should -Match '^Data\.a\.state: two keys differ in nothing but case; rename one\. Nothing was saved\.$'
        }

        It 'are refused for 60 levels of lists below a mapping' {
            $list = @()
            for ($i = 1; $i -lt 60; $i++) { $list = , $list }
            (Get-ErrorOf { Save-UserTrack a001 @{ k = $list } }).FullyQualifiedErrorId | Should -BeExactly 'TrackDataInvalid,Tracking.Commands.SaveUserTrackCommand'
        }

        It 'whose own code throws are refused by the key path, and the next item has its turn: <_>' -ForEach 'TrackingTestList', 'TrackingTestText' {
            Add-Type -TypeDefinition @'
            public class TrackingTestList : System.Collections.IEnumerable {
                public System.Collections.IEnumerator GetEnumerator() { yield return 1; throw new System.InvalidOperationException("MARKER"); }
            }
            public class TrackingTestText { public override string ToString() { throw new System.InvalidOperationException("MARKER"); } }
'@
            $bad = @{ a = @{ b = New-Object $_ } }
            $other = Open-TrackStore -InMemory
            @{ k = 1 }, $bad, @{ k = 2 } | Save-UserTrack a001 -ErrorAction SilentlyContinue -ErrorVariable fault | Should -BeExactly @('0000001', '0000002')
            $fault.FullyQualifiedErrorId | Should -BeExactly 'TrackDataInvalid,Tracking.Commands.SaveUserTrackCommand'
            $fault.Exception.Message | Should -BeExactly 'Data.a.b: the value could not be read. Nothing was saved.'
            (Search-Track).Data.k | Should -Be @(1, 2)
            $other | Close-TrackStore
            $null = Open-TrackStore $file
        }

        It 'that are bad are refused by -Update and -Merge too' {
            foreach ($mode in @{ Update = $true }, @{ Merge = $true }) {
                (Get-ErrorOf { Save-UserTrack a001 @{ k = { }; s = [securestring]::new() } -UserName u1 @mode }).FullyQualifiedErrorId |
                    Should -BeExactly 'TrackDataInvalid,Tracking.Commands.SaveUserTrackCommand'
            }
        }

        It 'that were changed in a piped track are checked again' {
            $track = Get-LastUserTrack a001 u1
            $track.Data['bad'] = [securestring]::new()
            (Get-ErrorOf { $track | Save-UserTrack }).FullyQualifiedErrorId | Should -BeExactly 'TrackDataInvalid,Tracking.Commands.SaveUserTrackCommand'
        }
    }

    Context 'A line' {
        It 'of more than 64 MiB is refused' {
            $big = 'x' * 64MB
            $fault = Get-ErrorOf { Save-UserTrack a001 @{ big = $big } }
            $fault.FullyQualifiedErrorId | Should -BeExactly 'TrackDataTooLarge,Tracking.Commands.SaveUserTrackCommand'
            $fault.CategoryInfo.Category | Should -Be 'LimitsExceeded'
            $fault.Exception.Message.Length | Should -BeLessThan 300
        }

        It 'of more than 64 MiB is refused where a name makes it so long' {
            $name = "`u{1}" * 12MB
            (Get-ErrorOf { Save-UserTrack $name @{ k = 2 } }).FullyQualifiedErrorId | Should -BeExactly 'TrackDataTooLarge,Tracking.Commands.SaveUserTrackCommand'
        }
    }

    Context 'A run id' {
        It 'is refused when it is <Value>: <ErrorId>' -ForEach @(
            @{ Value = -1; ErrorId = 'TrackRunInvalid'; Category = 'InvalidArgument' }
            @{ Value = 9; ErrorId = 'TrackRunNotFound'; Category = 'ObjectNotFound' }
            @{ Value = 'abc'; ErrorId = 'CannotConvertArgumentNoMessage'; Category = 'InvalidArgument' }
            @{ Value = 1, 2; ErrorId = 'CannotConvertArgument'; Category = 'InvalidArgument' }
            @{ Value = 2147483648; ErrorId = 'CannotConvertArgumentNoMessage'; Category = 'InvalidArgument' }
        ) {
            foreach ($cmdlet in 'Save-UserTrack', 'Stop-TrackRun') {
                $arguments = @{ TaskId = 'a001'; RunId = $Value }
                if ($cmdlet -eq 'Save-UserTrack') { $arguments.Data = @{ k = 2 } }
                $fault = Get-ErrorOf { & $cmdlet @arguments }
                $fault.FullyQualifiedErrorId | Should -BeExactly "$ErrorId,Tracking.Commands.$($cmdlet -replace '-')Command"
                $fault.CategoryInfo.Category | Should -Be $Category
            }
        }

        It 'of a question is refused when it is <Value>: <ErrorId>' -ForEach @(
            @{ Value = -1; ErrorId = 'TrackRunInvalid' }
            @{ Value = 9; ErrorId = 'TrackRunNotFound' }
            @{ Value = 'abc'; ErrorId = 'CannotConvertArgumentNoMessage' }
        ) {
            (Get-ErrorOf { Get-TrackRun -RunId $Value }).FullyQualifiedErrorId | Should -BeExactly "$ErrorId,Tracking.Commands.GetTrackRunCommand"
        }

        It 'that no run has stops nothing, and the error names it' {
            $fault = Get-ErrorOf { Stop-TrackRun -RunId 9 }
            $fault.FullyQualifiedErrorId | Should -BeExactly 'TrackRunNotFound,Tracking.Commands.StopTrackRunCommand'
            $fault.TargetObject | Should -Be 9
            $fault.Exception.Message | Should -BeLike '*run 9*'
        }
    }

    Context 'A track' {
        It 'that is gone is an error when it is removed again' {
            $other = Open-TrackStore -InMemory
            $null = Save-UserTrack a001 @{ k = 1 }
            $track = Search-Track
            $track | Remove-Track
            $fault = Get-ErrorOf { $track | Remove-Track }
            $fault.FullyQualifiedErrorId | Should -BeExactly 'TrackNotFound,Tracking.Commands.RemoveTrackCommand'
            $fault.CategoryInfo.Category | Should -Be 'ObjectNotFound'
            $fault.TargetObject | Should -Be $track
            $fault = Get-ErrorOf { Remove-Track 1 }
            $fault.FullyQualifiedErrorId | Should -BeExactly 'TrackNotFound,Tracking.Commands.RemoveTrackCommand'
            $fault.TargetObject | Should -BeExactly '0000001'
            $other | Close-TrackStore
            $null = Open-TrackStore $file
        }

        It 'is refused when it is of another store than -Store names' {
            $other = Open-TrackStore -InMemory
            $track = Save-UserTrack a001 @{ k = 1 } -PassThru
            $fault = Get-ErrorOf { $track | Remove-Track -Store $file }
            $fault.FullyQualifiedErrorId | Should -BeExactly 'TrackOfOtherStore,Tracking.Commands.RemoveTrackCommand'
            $fault.CategoryInfo.Category | Should -Be 'InvalidOperation'
            $other.TrackCount | Should -Be 1
            $other | Close-TrackStore
            $null = Open-TrackStore $file
        }

        It 'id is refused when it is <_>' -ForEach 'abc', '-1', 0, -1, 1.5, '1x', 'a*', '99999999999999999999' {
            foreach ($cmdlet in 'Remove-Track', 'Search-Track') {
                $fault = Get-ErrorOf { & $cmdlet -Id $_ }
                $fault.FullyQualifiedErrorId | Should -BeExactly "TrackIdInvalid,Tracking.Commands.$($cmdlet -replace '-')Command"
                $fault.CategoryInfo.Category | Should -Be 'InvalidArgument'
            }
        }

        It 'id by property name is never taken' {
            [pscustomobject] @{ Id = 1 } | Remove-Track -ErrorAction SilentlyContinue -ErrorVariable fault
            $fault.FullyQualifiedErrorId | Should -BeExactly 'InputObjectNotBound,Tracking.Commands.RemoveTrackCommand'
            1 | Remove-Track -ErrorAction SilentlyContinue -ErrorVariable fault
            $fault.FullyQualifiedErrorId | Should -BeExactly 'InputObjectNotBound,Tracking.Commands.RemoveTrackCommand'
        }
    }

    Context 'A question' {
        It 'that contradicts itself is an error: <Name>' -ForEach @(
            @{ Name = '-From after -To'; Arguments = @{ From = [datetime] '2024-01-02'; To = [datetime] '2024-01-01' } }
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

    Context 'An error' {
        It 'quotes no data: <What>' -ForEach @(
            @{ What = 'a string as data'; Data = 'MARKER' }
            @{ What = 'a list as data'; Data = @('MARKER') }
            @{ What = 'a script block as data'; Data = { 'MARKER' } }
            @{ What = 'a secret'; Data = @{ a = [pscredential]::new('MARKER', [securestring]::new()) } }
            @{ What = 'a key that is no string'; Data = @{ [version] '77.88' = 'MARKER' } }
            @{ What = 'half of a surrogate pair'; Data = @{ a = "MARKER$half" } }
            @{ What = 'a number of too many digits'; Data = @{ a = [bigint]::Parse('7788' * 3000) } }
            @{ What = 'a property whose getter throws'; Data = [pscustomobject] @{ a = 1 } | Add-Member -PassThru ScriptProperty b { throw 'MARKER' } }
        ) {
            $fault = Get-ErrorOf { Save-UserTrack a001 -Data $Data }
            "$fault $($fault.Exception.Message) $($fault.ErrorDetails) $($fault.TargetObject)" | Should -Not -Match 'MARKER|77\.?88'
        }
    }
}

Describe 'Unusual input that is good' {
    BeforeAll {
        $file = "$(New-TestFolder)/s.json"
        $store = Open-TrackStore $file
    }

    AfterAll {
        $store | Close-TrackStore
    }

    It 'is 60 levels of mappings, of which a copy can be saved again' {
        $track = Save-UserTrack deep (New-Nested 60) -PassThru
        $levels = 1
        for ($data = (Search-Track -Id $track.Id).Data; $data.Count; $data = $data.k) {
            $levels++
        }

        $levels | Should -Be 60
        Get-ErrorOf { Save-UserTrack deep $track.Data } | Should -BeNullOrEmpty
        (Get-Content -Raw $file | ConvertFrom-Json -Depth 64).events.Count | Should -BeGreaterThan 1
    }

    It 'is 59 levels of lists below a mapping' {
        $list = @()
        for ($i = 1; $i -lt 59; $i++) { $list = , $list }
        Get-ErrorOf { Save-UserTrack deep @{ k = $list } } | Should -BeNullOrEmpty
    }

    It 'is a name <What>' -ForEach @(
        @{ What = 'with quotes'; Name = "it's `"quoted`" \ `` ``" }
        @{ What = 'with wildcards'; Name = 'a*?[x]]' }
        @{ What = 'with line ends'; Name = "a`r`nb`tc`0d" }
        @{ What = 'with emoji'; Name = '👩‍👩‍👧 é' }
        @{ What = 'of spaces'; Name = '   ' }
        @{ What = 'that looks like an option'; Name = '-TaskId' }
        @{ What = 'that looks like JSON'; Name = '],{"x":1}]}' }
        @{ What = 'of 10,000 characters'; Name = 'nämé ' * 2000 }
    ) {
        $null = Save-UserTrack -TaskId $Name -Data @{ k = 1; $Name = $Name } -UserName $Name
        (Get-UserTrack -TaskId $Name -UserName $Name).Data.k | Should -Be 1
        (Search-Track -TaskId $Name -UserName $Name).Data[$Name] | Should -BeExactly $Name
        (Get-TrackRun -TaskId $Name).TaskId | Should -BeExactly $Name
        $snapshot = Open-TrackStore $file -ReadOnly
        $track = Get-LastUserTrack -TaskId $Name -UserName $Name -Store $snapshot
        $track.TaskId | Should -BeExactly $Name
        $track.UserName | Should -BeExactly $Name
        $track.Data[$Name] | Should -BeExactly $Name
        $snapshot | Close-TrackStore
    }

    It 'is a number, an enum''s member or a version as a name, which is its text' {
        $null = Save-UserTrack 5 @{ k = 1 } -UserName ([DayOfWeek]::Friday)
        $null = Save-UserTrack ([version] '1.10') @{ k = 2 } -UserName 7
        (Get-LastUserTrack '5' 'Friday').Data.k | Should -Be 1
        (Get-LastUserTrack '1.10' '7').Data.k | Should -Be 2
    }

    It 'is a text of tens of megabytes, which is read again' {
        $big = 'x' * 30MB
        $id = Save-UserTrack big @{ big = $big }
        $snapshot = Open-TrackStore $file -ReadOnly
        (Search-Track -Id $id -Store $snapshot).Data.big.Length | Should -Be $big.Length
        $snapshot | Close-TrackStore
    }
}

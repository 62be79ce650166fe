# Search-Track -Data: rule 4.9, and rule 4.8 for what is empty.

BeforeAll {
    Import-Module "$PSScriptRoot/TestHelpers.psm1"

    # The numbers of the tracks that are found, in order.
    function Find($Data, [hashtable] $And = @{}) {
        @(Search-Track -Data $Data @And | ForEach-Object Number)
    }
}

Describe 'Search-Track -Data' {
    BeforeEach {
        $store = Open-TrackStore -InMemory
    }

    AfterEach {
        $store | Close-TrackStore
    }

    Context 'Keys' {
        BeforeEach {
            $null = Save-UserTrack a001 @{ state = 'failed'; code = 1 }
            $null = Save-UserTrack a001 @{ State = 'failed'; code = 2 }
            $null = Save-UserTrack a001 @{ state = 'done'; code = 2 }
            $null = Save-UserTrack a001 @{ code = 2; deep = @{ state = 'failed' } }
        }

        It 'must be there with the value' {
            Find @{ state = 'failed' } | Should -Be @(1, 2)
            Find @{ state = 'gone' } | Should -BeNullOrEmpty
            Find @{ nothing = 'failed' } | Should -BeNullOrEmpty
        }

        It 'are found without case' {
            Find @{ STATE = 'failed' } | Should -Be @(1, 2)
        }

        It 'must all be there' {
            Find @{ state = 'failed'; code = 2 } | Should -Be @(2)
            Find @{ state = 'failed'; code = 3 } | Should -BeNullOrEmpty
        }

        It 'are taken literally, and are no paths' {
            $null = Save-UserTrack a001 @{ 'deep.state' = 'failed'; 's*' = 1 }
            Find @{ 'deep.state' = 'failed' } | Should -Be @(5)
            Find @{ 's*' = 1 } | Should -Be @(5)
            Find @{ 'sta*' = 'failed' } | Should -BeNullOrEmpty
        }

        It 'that are no strings are in no track' {
            $null = Save-UserTrack a001 @{ '1' = 'x' }
            Find @{ 1 = 'x' } | Should -BeNullOrEmpty
            Find @{ '1' = 'x' } | Should -Be @(5)
        }

        It 'come in any kind of dictionary: <Name>' -ForEach @(
            @{ Name = 'an ordered one'; Data = [ordered] @{ state = 'failed'; code = 2 } }
            @{ Name = 'a generic one'; Data = & { $d = [Collections.Generic.Dictionary[string, object]]::new(); $d['state'] = 'failed'; $d['code'] = 2; , $d } }
            @{ Name = 'a sorted one'; Data = & { $d = [Collections.Generic.SortedDictionary[string, object]]::new(); $d['state'] = 'failed'; $d['code'] = 2; , $d } }
            @{ Name = 'one of text'; Data = & { $d = [Collections.Generic.Dictionary[string, string]]::new(); $d['state'] = 'failed'; $d['code'] = '2'; , $d } }
        ) {
            Find $Data | Should -Be @(2)
        }

        It 'come in the data of another track' {
            Find (Search-Track -Id 2).Data | Should -Be @(2)
        }

        It 'hold together with the other criteria' {
            $null = Save-UserTrack a002 @{ state = 'failed' } -UserName u2
            Find @{ state = 'failed' } @{ TaskId = 'a002' } | Should -Be @(5)
            Find @{ state = 'failed' } @{ Id = 2, 3 } | Should -Be @(2)
            Find @{ state = 'failed' } @{ Last = 2 } | Should -Be @(2, 5)
            @(Get-TrackTask a002 | Search-Track -Data @{ state = 'failed' }).Number | Should -Be @(5)
        }
    }

    Context 'Values' {
        It 'are equal as PowerShell compares them, the stored one first: stored <Stored>, wanted <Wanted>, equal: <Equal>' -ForEach @(
            @{ Stored = 'Failed'; Wanted = 'fAILED'; Equal = $true }
            @{ Stored = 'failed'; Wanted = 'fail'; Equal = $false }
            @{ Stored = 'failed'; Wanted = 'fail*'; Equal = $false }
            @{ Stored = 'fail*'; Wanted = 'fail*'; Equal = $true }
            @{ Stored = ''; Wanted = ''; Equal = $true }
            @{ Stored = ' '; Wanted = ''; Equal = $false }
            @{ Stored = 1; Wanted = 1; Equal = $true }
            @{ Stored = 1; Wanted = [long] 1; Equal = $true }
            @{ Stored = 1; Wanted = 1.0; Equal = $true }
            @{ Stored = 1; Wanted = 1.5; Equal = $false }
            @{ Stored = 1; Wanted = '1'; Equal = $true }
            @{ Stored = '1'; Wanted = 1; Equal = $true }
            @{ Stored = '01'; Wanted = 1; Equal = $false }
            @{ Stored = 1; Wanted = '01'; Equal = $true }
            @{ Stored = 1; Wanted = 'one'; Equal = $false }
            @{ Stored = 1.5; Wanted = '1.5'; Equal = $true }
            @{ Stored = [decimal] 1.10; Wanted = 1.1; Equal = $true }
            @{ Stored = [bigint]::Pow(10, 30); Wanted = [bigint]::Pow(10, 30); Equal = $true }
            @{ Stored = $true; Wanted = $true; Equal = $true }
            @{ Stored = $true; Wanted = $false; Equal = $false }
            @{ Stored = $true; Wanted = 1; Equal = $true }
            @{ Stored = $false; Wanted = $null; Equal = $false }
            @{ Stored = $true; Wanted = [switch] $true; Equal = $true }
            @{ Stored = [switch] $true; Wanted = $true; Equal = $true }
            @{ Stored = 'Monday'; Wanted = [DayOfWeek]::Monday; Equal = $true }
            @{ Stored = [DayOfWeek]::Monday; Wanted = 'monday'; Equal = $true }
            @{ Stored = [char] 'a'; Wanted = 'A'; Equal = $true }
            @{ Stored = [version] '1.10'; Wanted = '1.10'; Equal = $true }
            @{ Stored = [version] '1.10'; Wanted = [version] '1.1'; Equal = $false }
            @{ Stored = [datetime] '2024-05-06T12:00:00'; Wanted = [datetime] '2024-05-06T12:00:00'; Equal = $true }
            @{ Stored = [datetime] '2024-05-06T12:00:00'; Wanted = '05/06/2024 12:00'; Equal = $true }
            @{ Stored = [timespan] '01:00'; Wanted = '01:00:00'; Equal = $true }
            @{ Stored = [guid] '0123456789abcdef0123456789abcdef'; Wanted = '01234567-89AB-CDEF-0123-456789ABCDEF'; Equal = $true }
            @{ Stored = [uri] 'http://example.org/a'; Wanted = [uri] 'http://example.org/a'; Equal = $true }
            @{ Stored = [double]::NaN; Wanted = [double]::NaN; Equal = $true }
            @{ Stored = [byte[]] (1, 2); Wanted = [byte[]] (1, 2); Equal = $true }
            @{ Stored = [byte[]] (1, 2); Wanted = [byte[]] (1, 2, 3); Equal = $false }
            @{ Stored = [byte[]] (1, 2); Wanted = 1; Equal = $false }
        ) {
            $null = Save-UserTrack a001 @{ k = $Stored }
            Find @{ k = $Wanted } | Should -Be @(if ($Equal) { 1 })
        }

        It 'compare the same under any culture' {
            $null = Save-UserTrack a001 @{ k = 1.5; d = [datetime] '2024-05-06'; i = 'FILE' }
            $former = [cultureinfo]::CurrentCulture
            try {
                [cultureinfo]::CurrentCulture = 'tr-TR'
                Find @{ k = '1.5' } | Should -Be @(1)
                Find @{ k = '1,5' } | Should -BeNullOrEmpty
                Find @{ d = '05/06/2024' } | Should -Be @(1)
                Find @{ i = 'file' } | Should -Be @(1)
            }
            finally {
                [cultureinfo]::CurrentCulture = $former
            }
        }

        It 'are looked at beneath what PowerShell wraps them in' {
            $null = Save-UserTrack a001 @{ k = 'v'; n = 1 }
            Find @{ k = [psobject]::AsPSObject('v'); n = (Write-Output 1) } | Should -Be @(1)
        }
    }

    Context '$null' {
        BeforeEach {
            $null = Save-UserTrack a001 @{ k = $null }
            $null = Save-UserTrack a001 @{ other = 1 }
            $null = Save-UserTrack a001 @{ k = '' }
            $null = Save-UserTrack a001 @{ k = 0 }
            $null = Save-UserTrack a001 @{ k = @(1, $null) }
            $null = Save-UserTrack a001 @{ k = @() }
        }

        It 'needs the key to be there, with nothing as its value' {
            Find @{ k = $null } | Should -Be @(1, 5)
        }

        It 'is the same as <Name>' -ForEach @(
            @{ Name = 'DBNull'; Value = [DBNull]::Value }
            @{ Name = 'what a command that gives nothing gives'; Value = [Management.Automation.Internal.AutomationNull]::Value }
        ) {
            $data = @{}
            $data['k'] = $Value
            Find $data | Should -Be @(1, 5)
        }

        It 'may be one of several alternatives' {
            Find @{ k = $null, 0 } | Should -Be @(1, 4, 5)
        }

        It 'in the data is not an empty text' {
            # 0 -eq '' holds in PowerShell.
            Find @{ k = '' } | Should -Be @(3, 4)
        }
    }

    Context 'Lists' {
        BeforeEach {
            $null = Save-UserTrack a001 @{ k = 'a' }
            $null = Save-UserTrack a001 @{ k = @('a', 'b') }
            $null = Save-UserTrack a001 @{ k = @('b', 'c') }
            $null = Save-UserTrack a001 @{ k = @() }
            $null = Save-UserTrack a001 @{ k = 'd' }
        }

        It 'that are wanted are alternatives' {
            Find @{ k = 'a', 'd' } | Should -Be @(1, 2, 5)
            Find @{ k = , 'd' } | Should -Be @(5)
        }

        It 'that are wanted may be of any kind: <Name>' -ForEach @(
            @{ Name = 'an ArrayList'; Wanted = & { , [Collections.ArrayList] @('x', 'd') } }
            @{ Name = 'a set'; Wanted = & { , [Collections.Generic.HashSet[string]] @('x', 'd') } }
            @{ Name = 'a list in a list'; Wanted = @('x', @('y', 'd')) }
        ) {
            Find @{ k = $Wanted } | Should -Be @(5)
        }

        It 'that are wanted and empty match nothing' {
            Find @{ k = @() } | Should -BeNullOrEmpty
        }

        It 'that are stored match by any element' {
            Find @{ k = 'b' } | Should -Be @(2, 3)
            Find @{ k = 'C' } | Should -Be @(3)
        }

        It 'that are stored match by any element that is any alternative' {
            Find @{ k = 'a', 'c' } | Should -Be @(1, 2, 3)
        }

        It 'that are stored and empty match nothing' {
            Find @{ k = 'a', 'b', 'c', 'd', $null, '' } | Should -Be @(1, 2, 3, 5)
        }

        It 'of bytes are one value, of which several may be alternatives' {
            $null = Save-UserTrack a001 @{ b = [byte[]] (1, 2) }
            $null = Save-UserTrack a001 @{ b = [byte[]] (3) }
            Find @{ b = [byte[]] (2, 1) } | Should -BeNullOrEmpty
            Find @{ b = [byte[]] (3), [byte[]] (1, 2) } | Should -Be @(6, 7)
        }
    }

    Context 'Mappings' {
        BeforeEach {
            $null = Save-UserTrack a001 @{ m = @{ a = 1; b = 2; c = @{ d = 'x'; e = 'y' } } }
            $null = Save-UserTrack a001 @{ m = @{ a = 1; b = 3 } }
            $null = Save-UserTrack a001 @{ m = @(@{ a = 1; b = 9 }, @{ a = 2 }) }
            $null = Save-UserTrack a001 @{ m = 1 }
            $null = Save-UserTrack a001 @{ m = $null }
        }

        It 'match as a part' {
            Find @{ m = @{ a = 1 } } | Should -Be @(1, 2, 3)
            Find @{ m = @{ a = 1; b = 2 } } | Should -Be @(1)
            Find @{ m = @{ A = '1' } } | Should -Be @(1, 2, 3)
            Find @{ m = @{ a = 1; z = $null } } | Should -BeNullOrEmpty
        }

        It 'match as a part at any depth' {
            Find @{ m = @{ c = @{ d = 'X' } } } | Should -Be @(1)
            Find @{ m = @{ c = @{ d = 'y' } } } | Should -BeNullOrEmpty
        }

        It 'in a stored list match by one element as a whole' {
            Find @{ m = @{ a = 2 } } | Should -Be @(3)
            Find @{ m = @{ a = 2; b = 9 } } | Should -BeNullOrEmpty
        }

        It 'may be alternatives, also beside other values' {
            Find @{ m = @{ b = 3 }, @{ b = 2 } } | Should -Be @(1, 2)
            Find @{ m = @{ b = 3 }, 1, $null } | Should -Be @(2, 4, 5)
        }

        It 'take alternatives within' {
            Find @{ m = @{ b = 2, 3 } } | Should -Be @(1, 2)
        }

        It 'that are empty are part of every mapping, and of nothing else' {
            Find @{ m = @{} } | Should -Be @(1, 2, 3)
        }

        It 'may be objects' {
            Find @{ m = [pscustomobject] @{ a = 1; c = [pscustomobject] @{ e = 'y' } } } | Should -Be @(1)
            Find @{ m = [pscustomobject] @{ b = 3 }, [pscustomobject] @{ b = 2 } } | Should -Be @(1, 2)
        }

        It 'may be generic dictionaries' {
            $inner = [Collections.Generic.Dictionary[string, int]]::new()
            $inner['b'] = 3
            Find @{ m = $inner } | Should -Be @(2)
        }
    }

    Context 'What makes no sense' {
        It 'is refused before anything is asked: <Name>' -ForEach @(
            @{ Name = 'a mapping that contains itself'; Data = & { $d = @{ k = 1 }; $d['self'] = $d; , $d } }
            @{ Name = 'a list that contains itself'; Data = & { $l = [Collections.ArrayList]::new(); $null = $l.Add($l); @{ k = $l } } }
            @{ Name = '61 levels'; Data = & { $d = @{ k = 1 }; 1..60 | ForEach-Object { $d = @{ k = $d } }; $d } }
        ) {
            $null = Save-UserTrack a001 @{ k = 1; self = @{ k = 1 } }
            $fault = Get-ErrorOf { Search-Track -Data $Data }
            $fault.FullyQualifiedErrorId | Should -BeExactly 'TrackQueryInvalid,Tracking.Commands.SearchTrackCommand'
            $fault.CategoryInfo.Category | Should -Be 'InvalidArgument'
        }

        It 'is not what has as many levels as data can have' {
            $deep = @{ k = 1 }
            1..59 | ForEach-Object { $deep = @{ k = $deep } }
            $null = Save-UserTrack a001 $deep
            Find $deep | Should -Be @(1)
        }

        It 'is refused where it is no mapping: <Name>' -ForEach @(
            @{ Name = 'a text'; Data = 'state=failed'; ErrorId = 'CannotConvertArgumentNoMessage' }
            @{ Name = 'a number'; Data = 5; ErrorId = 'CannotConvertArgumentNoMessage' }
            @{ Name = 'a list'; Data = @(1, 2); ErrorId = 'CannotConvertArgument' }
            @{ Name = 'a script block'; Data = { $_.state -eq 'failed' }; ErrorId = 'CannotConvertArgumentNoMessage' }
        ) {
            (Get-ErrorOf { Search-Track -Data $Data }).FullyQualifiedErrorId | Should -BeExactly "$ErrorId,Tracking.Commands.SearchTrackCommand"
        }
    }

    It 'asks what was wanted when it was called, whatever happens to the mapping afterwards' {
        1..3 | ForEach-Object { $null = Save-UserTrack a001 @{ k = 'x' } }
        $wanted = @{ k = 'x' }
        @(Search-Track -Data $wanted | ForEach-Object { $wanted['k'] = 'y'; $wanted['more'] = 1; $_ }).Number | Should -Be @(1, 2, 3)
    }

    It 'finds the same in a file that was reopened' {
        $file = "$(New-TestFolder)/data.json"
        $null = Save-UserTrack a001 @{ v = [version] '1.10'; l = @(1, @{ a = 'x' }); n = $null } -Store $file
        $null = Save-UserTrack a001 @{ v = '1.1' } -Store $file
        @(Search-Track -Store $file -Data @{ v = [version] '1.10' }).Number | Should -Be @(1)
        @(Search-Track -Store $file -Data @{ l = @{ a = 'X' } }).Number | Should -Be @(1)
        @(Search-Track -Store $file -Data @{ n = $null }).Number | Should -Be @(1)
    }
}

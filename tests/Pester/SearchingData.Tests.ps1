# Source of the rules: design.md 4.9.

BeforeAll {
    Import-Module "$PSScriptRoot/TestHelpers.psm1"

    # Which of the tracks with these data, counted from 1, Search-Track -Data finds.
    function Find-Place([object[]] $Stored, [Collections.IDictionary] $Wanted) {
        $store = Open-TrackStore -InMemory
        try {
            foreach ($data in $Stored) {
                $null = Save-UserTrack t $data
            }

            @((Search-Track -Data $Wanted).ForEach{ $_.Number })
        }
        finally {
            $store | Close-TrackStore
        }
    }
}

Describe 'Search-Track -Data' {
    Context 'Keys' {
        It 'needs every key that is wanted, whatever else is there' {
            Find-Place @{ a = 1 }, @{ a = 1; b = 2 }, @{ b = 2 }, @{ a = 2; b = 2 } @{ a = 1; b = 2 } | Should -Be @(2)
        }

        It 'compares keys without case' {
            Find-Place @{ State = 'x' }, @{ STATE = 'x' }, @{ states = 'x' } @{ state = 'x' } | Should -Be @(1, 2)
        }

        It 'takes an ordered dictionary, a generic one, and keys of any spelling' {
            Find-Place @{ a = 1 }, @{ a = 2 } ([ordered] @{ A = 2 }) | Should -Be @(2)
            $generic = [Collections.Generic.Dictionary[string, int]]::new()
            $generic['a'] = 1
            Find-Place @{ a = 1 }, @{ a = 2 } $generic | Should -Be @(1)
        }

        It 'takes a name for nothing but a name: no wildcard, no path' {
            Find-Place @{ abc = 1 }, @{ 'a*' = 1 } @{ 'a*' = 1 } | Should -Be @(2)
            Find-Place @{ a = @{ b = 1 } }, @{ 'a.b' = 1 } @{ 'a.b' = 1 } | Should -Be @(2)
        }

        It 'finds nothing by a key that is no string' {
            Find-Place @{ '1' = 'x' }, @{ a = 1 } @{ 1 = 'x' } | Should -BeNullOrEmpty
        }
    }

    Context 'Values' {
        It 'finds <Stored> by <Wanted>' -ForEach @(
            @{ Stored = 'failed'; Wanted = 'FAILED' }
            @{ Stored = 5; Wanted = '5' }
            @{ Stored = '5'; Wanted = 5 }
            @{ Stored = 5; Wanted = 5.0 }
            @{ Stored = 5.5; Wanted = '5.5' }
            @{ Stored = 1.10d; Wanted = 1.1 }
            @{ Stored = [long] 5; Wanted = 5 }
            @{ Stored = $true; Wanted = $true }
            @{ Stored = 'True'; Wanted = $true }
            @{ Stored = [version] '1.2'; Wanted = '1.2' }
            @{ Stored = [guid] 'fa4c1e14-6a5c-4b6f-93c2-1d0d7d5f2a11'; Wanted = 'FA4C1E14-6A5C-4B6F-93C2-1D0D7D5F2A11' }
            @{ Stored = [timespan] '00:01:00'; Wanted = '0:1' }
            @{ Stored = [datetime] '2024-01-02'; Wanted = '2024-01-02' }
            @{ Stored = [char] 'x'; Wanted = 'X' }
            @{ Stored = [DayOfWeek]::Monday; Wanted = 'monday' }
            @{ Stored = [DayOfWeek]::Monday; Wanted = [DayOfWeek]::Monday }
            @{ Stored = ''; Wanted = '' }
        ) {
            Find-Place @{ k = 'something else' }, @{ k = $Stored } @{ k = $Wanted } | Should -Be @(2)
        }

        It 'does not find <Stored> by <Wanted>' -ForEach @(
            @{ Stored = 'failed'; Wanted = 'fail' }
            @{ Stored = 'failed'; Wanted = 'fail*' }
            @{ Stored = 5; Wanted = 'five' }
            @{ Stored = 5; Wanted = 6 }
            @{ Stored = 'x'; Wanted = '' }
            @{ Stored = @{ a = 1 }; Wanted = 'System.Collections.Specialized.OrderedDictionary' }
            @{ Stored = 'System.Collections.Hashtable'; Wanted = @{ a = 1 } }
            @{ Stored = 5; Wanted = @{} }
        ) {
            Find-Place @{ k = $Stored } @{ k = $Wanted } | Should -BeNullOrEmpty
        }

        It 'compares by the invariant culture, whatever the session''s' {
            $former = [cultureinfo]::CurrentCulture
            try {
                [cultureinfo]::CurrentCulture = 'de-DE'
                Find-Place @{ k = 1.5 }, @{ k = '1.5' } @{ k = 1.5 } | Should -Be @(1, 2)
                [cultureinfo]::CurrentCulture = 'tr-TR'
                Find-Place @{ KIND = 'FILE' } @{ kind = 'file' } | Should -Be @(1)
            }
            finally {
                [cultureinfo]::CurrentCulture = $former
            }
        }
    }

    Context 'Null' {
        It 'finds null by null, and needs the key to be there' {
            Find-Place @{ k = $null }, @{ other = 1 }, @{ k = 'x' } @{ k = $null } | Should -Be @(1)
        }

        It 'does not take null for an empty text, 0 or false: stored <Stored>' -ForEach @(
            @{ Stored = '' }
            @{ Stored = 0 }
            @{ Stored = $false }
            @{ Stored = @() }
        ) {
            Find-Place @{ k = $Stored } @{ k = $null } | Should -BeNullOrEmpty
            Find-Place @{ k = $null } @{ k = $Stored } | Should -BeNullOrEmpty
        }
    }

    Context 'Lists' {
        It 'takes a wanted list for alternatives' {
            Find-Place @{ k = 'a' }, @{ k = 'b' }, @{ k = 'c' } @{ k = 'A', 'c' } | Should -Be @(1, 3)
            Find-Place @{ k = 1 }, @{ k = $null }, @{ k = 2 } @{ k = 1, $null } | Should -Be @(1, 2)
        }

        It 'takes any list for one' {
            Find-Place @{ k = 1 }, @{ k = 2 }, @{ k = 3 } @{ k = [Collections.Generic.List[int]] (1, 3) } | Should -Be @(1, 3)
            Find-Place @{ k = 1 }, @{ k = 2 }, @{ k = 3 } @{ k = 2..3 } | Should -Be @(2, 3)
        }

        It 'finds nothing by an empty list' {
            Find-Place @{ k = 1 }, @{ k = $null }, @{ k = @() } @{ k = @() } | Should -BeNullOrEmpty
        }

        It 'finds a stored list by any of its elements' {
            Find-Place @{ k = 'a', 'b' }, @{ k = 'c', 'd' }, @{ k = @() } @{ k = 'b' } | Should -Be @(1)
            Find-Place @{ k = 'a', 'b' }, @{ k = 'c', 'd' } @{ k = 'x', 'd' } | Should -Be @(2)
            Find-Place @{ k = 'a', $null }, @{ k = 'c', 'd' } @{ k = $null } | Should -Be @(1)
        }

        It 'finds a mapping in a stored list' {
            Find-Place @{ k = @{ a = 1; b = 2 }, @{ a = 2 } }, @{ k = , @{ a = 2 } } @{ k = @{ a = 1 } } | Should -Be @(1)
        }
    }

    Context 'Mappings' {
        It 'matches a nested mapping as a part' {
            Find-Place @{ k = @{ a = 1; b = 2 } }, @{ k = @{ a = 2; b = 2 } }, @{ k = @{ b = 2 } } @{ k = @{ A = 1 } } | Should -Be @(1)
            Find-Place @{ k = @{ a = @{ b = @{ c = 'x'; d = 1 } } } }, @{ k = @{ a = @{ b = @{ c = 'y' } } } } @{ k = @{ a = @{ b = @{ c = 'X' } } } } | Should -Be @(1)
        }

        It 'matches any mapping by an empty one, as everything holds nothing' {
            Find-Place @{ k = @{ a = 1 } }, @{ k = @{} }, @{ k = 1 } @{ k = @{} } | Should -Be @(1, 2)
        }

        It 'takes a wanted PSCustomObject for a mapping' {
            Find-Place @{ k = @{ a = 1; b = 2 } }, @{ k = @{ a = 2 } } @{ k = [pscustomobject] @{ a = 1 } } | Should -Be @(1)
        }
    }

    Context 'Bytes' {
        It 'compares byte arrays as a whole' {
            Find-Place @{ k = [byte[]] (1, 2) }, @{ k = [byte[]] (1, 2, 3) }, @{ k = 1 } @{ k = [byte[]] (1, 2) } | Should -Be @(1)
            Find-Place @{ k = [byte[]] (1, 2) } @{ k = 'AQI=' } | Should -BeNullOrEmpty
        }
    }

    Context 'After reopening' {
        It 'finds the same in a file' {
            $file = "$(New-TestFolder)/data.json"
            $store = Open-TrackStore $file
            $null = Save-UserTrack t @{ state = 'failed'; at = [timespan] '00:01:00'; tags = 'a', 'b' }
            $null = Save-UserTrack t @{ state = 'done' }
            $store | Close-TrackStore
            (Search-Track -Store $file -Data @{ STATE = 'Failed'; at = '00:01'; tags = 'B' }).Id | Should -BeExactly @('0000001')
        }
    }
}

# Rules 4.12 and 4.13: what may be given as data, and how data come out.

BeforeAll {
    Import-Module "$PSScriptRoot/TestHelpers.psm1"

    function Read-Saved($Data) {
        , (Save-UserTrack a001 $Data -PassThru).Data
    }
}

Describe 'Data' {
    BeforeEach {
        $store = Open-TrackStore -InMemory
    }

    AfterEach {
        $store | Close-TrackStore
    }

    Context 'Mappings' {
        It 'may be <What>' -ForEach @(
            @{ What = 'a hashtable'; Data = @{ a = 1 } }
            @{ What = 'an ordered dictionary'; Data = [ordered] @{ a = 1 } }
            @{ What = 'a generic dictionary'; Data = & { $d = [Collections.Generic.Dictionary[string, int]]::new(); $d['a'] = 1; $d } }
            @{ What = 'a sorted list'; Data = & { $d = [Collections.SortedList]::new(); $d['a'] = 1; $d } }
            @{ What = 'a concurrent dictionary'; Data = & { $d = [Collections.Concurrent.ConcurrentDictionary[string, object]]::new(); $d['a'] = 1; $d } }
            @{ What = 'an expando object'; Data = & { $d = [Dynamic.ExpandoObject]::new(); $d.a = 1; , $d } }
            @{ What = 'a custom object'; Data = [pscustomobject] @{ a = 1 } }
            @{ What = 'what ConvertFrom-Json gives'; Data = '{"a":1}' | ConvertFrom-Json | ForEach-Object { $_.a = 1; $_ } }
            @{ What = 'what Select-Object gives'; Data = 'x' | Select-Object @{ n = 'a'; e = { 1 } } }
        ) {
            $read = Read-Saved $Data
            @($read.Keys) | Should -BeExactly @('a')
            $read.a | Should -BeExactly 1
            $read.a | Should -BeOfType ([int])
        }

        It 'keep the order of an ordered dictionary''s and an object''s keys' {
            @((Read-Saved ([ordered] @{ z = 1; a = 2; M = 3 })).Keys) | Should -BeExactly @('z', 'a', 'M')
            @((Read-Saved ([pscustomobject] @{ z = 1; a = 2; M = 3 })).Keys) | Should -BeExactly @('z', 'a', 'M')
        }

        It 'may be $PSBoundParameters' {
            function Test-Bound { param($First, [switch] $Second) Save-UserTrack a001 $PSBoundParameters -PassThru }
            $read = (Test-Bound -First 1 -Second).Data
            $read.First | Should -BeExactly 1
            $read.Second | Should -BeExactly $true
        }

        It 'may be a CSV''s rows, each of whose values is a string' {
            'Name,Count,TaskId', 'a,1,x', 'b,,y' | ConvertFrom-Csv | Save-UserTrack import | Should -BeExactly @('0000001', '0000002')
            $rows = @((Search-Track import).Data)
            @($rows[0].Keys) | Should -BeExactly @('Name', 'Count', 'TaskId')
            $rows[0].Count | Should -BeExactly '1'
            $rows[0].Count | Should -BeOfType ([string])
            $rows[1].Count | Should -BeExactly ''
        }

        It 'keep a property that a script computes, as its value of now' {
            $object = [pscustomobject] @{ n = 2 } | Add-Member -PassThru ScriptProperty Twice { $this.n * 2 }
            (Read-Saved $object).Twice | Should -BeExactly 4
        }

        It 'hold values that carry notes of PowerShell''s as the values that they are' {
            $file = "$(New-TestFolder)/lines.txt"
            [IO.File]::WriteAllText($file, "one`ntwo`n")
            $read = Read-Saved @{ line = (Get-Content $file)[0]; lines = Get-Content $file; now = Get-Date -Date '2024-05-06' }
            $read.line | Should -BeOfType ([string])
            $read.line | Should -BeExactly 'one'
            $read.lines | Should -BeExactly @('one', 'two')
            $read.now | Should -BeOfType ([datetime])
        }
    }

    Context '.NET objects' {
        It 'give their public properties, without what PowerShell hangs on them' {
            $file = "$(New-TestFolder)/a.txt"
            [IO.File]::WriteAllText($file, 'abc')
            $item = Get-Item $file
            $read = Read-Saved $item
            $read.Name | Should -BeExactly 'a.txt'
            $read.FullName | Should -BeExactly $item.FullName
            $read.Length | Should -BeExactly ([long] 3)
            $read.Length | Should -BeOfType ([long])
            $read.LastWriteTimeUtc | Should -Be $item.LastWriteTimeUtc
            $read.Attributes | Should -BeExactly $item.Attributes.ToString()
            @($read.Keys) -like 'PS*' | Should -BeNullOrEmpty
        }

        It 'are no deeper than one level: an object in an object is its text' {
            $file = "$(New-TestFolder)/a.txt"
            [IO.File]::WriteAllText($file, 'abc')
            $read = Read-Saved (Get-Item $file)
            $read.Directory | Should -BeOfType ([string])
            $read.Directory | Should -BeExactly (Split-Path $file)
            (Read-Saved @{ item = Get-Item $file }).item | Should -BeExactly $file
        }

        It 'keep a property of their own whose name begins with PS' {
            @((Read-Saved (Get-Command Get-Item)).Keys) | Should -Contain 'PSSnapIn'
        }

        It 'leave out a property that cannot be read' {
            Add-Type -TypeDefinition 'public class TrackingTestThrower { public int Good => 1; public int Bad => throw new System.InvalidOperationException("no"); }'
            @((Read-Saved ([TrackingTestThrower]::new())).Keys) | Should -BeExactly @('Good')
        }

        It 'that is an expando object is a mapping inside a mapping too' {
            $inner = [Dynamic.ExpandoObject]::new()
            $inner.b = 2
            (Read-Saved @{ a = $inner }).a.B | Should -BeExactly 2
        }

        It 'that is XML is its text' {
            (Read-Saved @{ x = [xml] '<a b="1"><c>d</c></a>' }).x | Should -BeExactly '<a b="1"><c>d</c></a>'
        }

        It 'that is an array of several dimensions is refused, and not flattened' {
            $fault = Get-ErrorOf { Save-UserTrack a001 @{ m = [int[, ]]::new(2, 2) } }
            $fault.FullyQualifiedErrorId | Should -BeExactly 'TrackDataInvalid,Tracking.Commands.SaveUserTrackCommand'
            "$fault" | Should -BeLike 'Data.m: *'
        }

        It 'that is a scalar is refused, whatever its type: <_>' -ForEach ([DateOnly] '2024-01-01'), ([Half] 1), ([Int128] 1), ([semver] '1.2.3'), ([ConsoleColor]::Red), ([uri] 'http://x/') {
            (Get-ErrorOf { Save-UserTrack a001 $_ }).FullyQualifiedErrorId | Should -BeExactly 'TrackDataInvalid,Tracking.Commands.SaveUserTrackCommand'
        }

        It 'that have no text are an empty one' {
            Add-Type -TypeDefinition 'public class TrackingTestSilent { public override string ToString() { return null; } }'
            (Read-Saved @{ k = [TrackingTestSilent]::new() }).k | Should -BeExactly ''
        }

        It 'may be a process' {
            $read = Read-Saved (Get-Process -Id $PID)
            $read.Id | Should -BeExactly $PID
            $read.StartTime | Should -BeOfType ([datetime])
        }

        It 'may be an error record' {
            $read = Read-Saved ([Management.Automation.ErrorRecord]::new([InvalidOperationException]::new('no'), 'TheId', 'WriteError', @{ k = 1 }))
            $read.FullyQualifiedErrorId | Should -BeExactly 'TheId'
            $read.Exception | Should -BeExactly 'System.InvalidOperationException: no'
        }

        It 'are read once from a pipeline, each for itself' {
            $folder = New-TestFolder
            'b.txt', 'a.txt' | ForEach-Object { [IO.File]::WriteAllText("$folder/$_", $_) }
            Get-ChildItem $folder | Save-UserTrack scan -UserName u1 | Should -BeExactly @('0000001', '0000002')
            (Search-Track scan).Data.Name | Should -BeExactly @('a.txt', 'b.txt')
        }
    }

    Context 'Out' {
        It 'is an ordered dictionary whose keys are found without case, at any depth' {
            $read = Read-Saved @{ State = 'failed'; Deep = @{ Inner = @(@{ Leaf = 1 }) } }
            , $read | Should -BeOfType ([Collections.Specialized.OrderedDictionary])
            $read.state | Should -BeExactly 'failed'
            $read['STATE'] | Should -BeExactly 'failed'
            $read.Contains('sTaTe') | Should -BeExactly $true
            $read.deep.INNER[0].leaf | Should -BeExactly 1
            @($read.Keys | Sort-Object) | Should -BeExactly @('Deep', 'State')
        }

        It 'has keys that are called like members of a dictionary' {
            $read = Read-Saved ([ordered] @{ Count = 'c'; Keys = 'k'; Values = 'v'; Item = 'i' })
            $read.count | Should -BeExactly 'c'
            $read.keys | Should -BeExactly 'k'
            $read['values'] | Should -BeExactly 'v'
            $read.item | Should -BeExactly 'i'
        }

        It 'has lists as arrays of objects' {
            $read = Read-Saved @{ typed = [int[]] (1, 2); one = @(1); none = @(); nested = @(, @(1, 2)) }
            , $read.typed | Should -BeOfType ([object[]])
            $read.one.GetType() | Should -Be ([object[]])
            $read.one.Count | Should -Be 1
            $read.none.GetType() | Should -Be ([object[]])
            $read.none.Count | Should -Be 0
            $read.nested.Count | Should -Be 1
            $read.nested[0].GetType() | Should -Be ([object[]])
        }

        It 'is the same object each time it is asked of one track' {
            $track = Save-UserTrack a001 @{ k = 1 } -PassThru
            [object]::ReferenceEquals($track.Data, $track.Data) | Should -BeExactly $true
        }

        It 'can be saved again as it is' {
            $read = Read-Saved ([ordered] @{ d = 1.10d; l = @(, [guid]::Empty); m = @{ v = [version] '1.10' } })
            $again = Read-Saved $read
            $again.d | Should -BeOfType ([decimal])
            $again.l[0] | Should -BeOfType ([guid])
            $again.m.v | Should -BeExactly ([version] '1.10')
        }
    }

    Context 'Copies' {
        It 'are what is stored: changes to bytes and lists of the caller change nothing' {
            $bytes = [byte[]] (1, 2)
            $list = [Collections.Generic.List[object]] @(1, @{ a = 1 })
            $null = Save-UserTrack a001 @{ b = $bytes; l = $list }
            $bytes[0] = 9
            $list[1].a = 9
            $list.Add(3)
            $read = (Get-LastUserTrack a001).Data
            $read.b | Should -Be @(1, 2)
            $read.l.Count | Should -Be 2
            $read.l[1].a | Should -Be 1
        }

        It 'are what Get, Search and -PassThru give: changes to one change no other' {
            $saved = Save-UserTrack a001 @{ l = @(1, @{ a = 1 }) } -PassThru
            $saved.Data.l[1].a = 9
            $found = Search-Track a001
            $found.Data.l[0] = 9
            $read = (Get-LastUserTrack a001).Data
            $read.l[0] | Should -Be 1
            $read.l[1].a | Should -Be 1
        }

        It 'hold the same object twice where it stood twice' {
            $shared = @{ a = 1 }
            $read = Read-Saved @{ x = $shared; y = $shared; l = @($shared, $shared) }
            $read.x.a | Should -Be 1
            $read.y.a | Should -Be 1
            $read.l.a | Should -Be @(1, 1)
            [object]::ReferenceEquals($read.x, $read.y) | Should -BeExactly $false
        }
    }
}

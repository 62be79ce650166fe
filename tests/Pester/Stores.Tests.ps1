# -Store and the current store: rules 1.3 to 1.8 and 3.2 to 3.4, format 8.

BeforeAll {
    Import-Module "$PSScriptRoot/TestHelpers.psm1"
}

Describe 'Stores' {
    BeforeEach {
        $folder = New-TestFolder
        $path = "$folder/s.json"
    }

    AfterEach {
        Get-TrackStore -Open | Close-TrackStore
    }

    Context 'Open-TrackStore' {
        It 'makes a file, and returns the store that is now current' {
            $store = Open-TrackStore $path
            $store | Should -BeOfType ([Tracking.TrackStore])
            $store.Path | Should -BeExactly $path
            $store.Kind | Should -BeExactly 'File'
            $store.IsOpen | Should -BeExactly $true
            $store.IsCurrent | Should -BeExactly $true
            $store.IsReadOnly | Should -BeExactly $false
            $store.Durability | Should -BeExactly 'EverySecond'
            $store.TrackCount, $store.RunCount, $store.TaskCount, $store.UserCount | Should -Be @(0, 0, 0, 0)
            $store.Length | Should -Be (Get-Item $path).Length
            $store.LastWriteTime | Should -Be (Get-Item $path).LastWriteTime
            "$store" | Should -BeExactly $path
            Get-TrackStore | Should -Be $store
        }

        It 'makes a store in memory' {
            $store = Open-TrackStore -InMemory
            $store.Path | Should -BeExactly $null
            $store.Kind | Should -BeExactly 'Memory'
            $store.IsCurrent | Should -BeExactly $true
            $store.Length | Should -BeExactly $null
            $store.Durability | Should -BeExactly $null
            "$store" | Should -BeExactly ':memory:'
        }

        It 'makes a store in memory of its own each time' {
            $one = Open-TrackStore -InMemory
            $null = Save-UserTrack a001 @{ k = 1 }
            $two = Open-TrackStore -InMemory
            $two | Should -Not -Be $one
            Search-Track | Should -BeNullOrEmpty
            (Search-Track -Store $one).Data.k | Should -Be 1
        }

        It 'gives the same store for a path that is open, and makes it current again: <Way>' -ForEach @(
            @{ Way = 'as it is'; Name = 's.json' }
            @{ Way = 'by a detour'; Name = '../{0}/./s.json' }
            @{ Way = 'by a link'; Name = 'link.json' }
        ) {
            $one = Open-TrackStore $path
            $null = Save-UserTrack a001 @{ k = 1 }
            $null = Open-TrackStore -InMemory
            $null = New-Item -ItemType SymbolicLink -Path "$folder/link.json" -Target $path
            $again = Open-TrackStore "$folder/$($Name -f (Split-Path $folder -Leaf))"
            $again | Should -Be $one
            $again.IsCurrent | Should -BeExactly $true
            (Search-Track).Data.k | Should -Be 1
        }

        It 'reads what was saved before' {
            $null = Open-TrackStore $path
            $null = Save-UserTrack a001 @{ k = 1 } -UserName u1
            $null = Stop-TrackRun a001
            Close-TrackStore
            $store = Open-TrackStore $path
            $store.TrackCount, $store.RunCount | Should -Be @(1, 1)
            Save-UserTrack a001 @{ k = 2 } -UserName u1 | Should -BeExactly '0000002'
            (Get-TrackRun).Finished | Should -Be @($true, $false)
        }

        It 'gives no id again that a removed track had, after the file was optimised and reopened' {
            $null = Open-TrackStore $path
            $null = Save-UserTrack a001 @{ k = 1 }
            $null = Save-UserTrack a001 @{ k = 2 }
            Remove-Track 2
            Close-TrackStore
            $null = Open-TrackStore $path
            $null = Optimize-TrackStore
            Close-TrackStore
            $null = Open-TrackStore $path
            Save-UserTrack a001 @{ k = 3 } | Should -BeExactly '0000003'
            Start-TrackRun a001 | Should -Be 2
        }

        It 'with -ReadOnly opens a snapshot, which never becomes current, locks nothing and is not written' {
            $null = Open-TrackStore $path
            $null = Save-UserTrack a001 @{ k = 1 }
            $current = Get-TrackStore
            $snapshot = Open-TrackStore $path -ReadOnly
            $snapshot | Should -Not -Be $current
            $snapshot.IsReadOnly | Should -BeExactly $true
            $snapshot.IsCurrent | Should -BeExactly $false
            Get-TrackStore | Should -Be $current
            $null = Save-UserTrack a001 @{ k = 2 }
            (Search-Track -Store $snapshot).Data.k | Should -Be @(1)
            foreach ($change in { Save-UserTrack a001 @{ k = 3 } -Store $snapshot }, { Start-TrackRun -Store $snapshot }, { Stop-TrackRun a001 -Store $snapshot }, { Remove-Track 1 -Store $snapshot }, { Search-Track -Store $snapshot | Remove-Track }, { $snapshot | Optimize-TrackStore }) {
                (Get-ErrorOf $change).FullyQualifiedErrorId | Should -BeLike 'TrackStoreReadOnly,Tracking.Commands.*'
            }

            $snapshot | Close-TrackStore
            $snapshot.IsOpen | Should -BeExactly $false
            (Search-Track).Data.k | Should -Be @(1, 2)
        }

        It 'takes over a durability that is given: <_>' -ForEach 'EverySecond', 'Always', 'OnClose' {
            (Open-TrackStore $path -Durability $_).Durability | Should -BeExactly $_
            Save-UserTrack a001 @{ k = 1 } | Should -BeExactly '0000001'
            (Search-Track -Store (Open-TrackStore $path -ReadOnly)).Data.k | Should -Be 1
            (Open-TrackStore $path).Durability | Should -BeExactly $_
            (Open-TrackStore $path -Durability EverySecond).Durability | Should -BeExactly 'EverySecond'
        }

        It 'refuses a durability that there is not, and paths that are none' {
            (Get-ErrorOf { Open-TrackStore $path -Durability Never }).FullyQualifiedErrorId | Should -BeExactly 'CannotConvertArgumentNoMessage,Tracking.Commands.OpenTrackStoreCommand'
            (Get-ErrorOf { Open-TrackStore '' }).FullyQualifiedErrorId | Should -BeExactly 'ParameterArgumentValidationError,Tracking.Commands.OpenTrackStoreCommand'
            (Get-ErrorOf { Open-TrackStore $path -InMemory }).FullyQualifiedErrorId | Should -BeExactly 'PositionalParameterNotFound,Tracking.Commands.OpenTrackStoreCommand'
            Test-Path $path | Should -BeExactly $false
        }

        It 'takes paths from the pipeline, as text and as files' {
            $null = Open-TrackStore $path
            Close-TrackStore
            (Get-Item $path | Open-TrackStore).Path | Should -BeExactly $path
            ($path | Open-TrackStore).Path | Should -BeExactly $path
        }

        It 'takes a path literally, whatever characters it has' {
            $odd = "$folder/a [b] * 'c' `$d.json"
            (Open-TrackStore $odd).Path | Should -BeExactly $odd
            $null = Save-UserTrack a001 @{ k = 1 }
            (Search-Track -Store $odd).Data.k | Should -Be 1
            Test-Path -LiteralPath $odd | Should -BeExactly $true
        }
    }

    Context '-Store' {
        BeforeEach {
            $store = Open-TrackStore $path
            $null = Save-UserTrack a001 @{ k = 1 } -UserName u1
            Close-TrackStore
            $null = Open-TrackStore -InMemory
        }

        It 'takes a path, a file, a store that is closed and one that is open' {
            (Search-Track -Store $path).Data.k | Should -Be 1
            (Search-Track -Store (Get-Item $path)).Data.k | Should -Be 1
            (Search-Track -Store $store).Data.k | Should -Be 1
            $null = Open-TrackStore $path
            (Search-Track -Store $path).Data.k | Should -Be 1
        }

        It 'takes a path relative to PowerShell''s location, on a drive of PowerShell''s, and in the home folder' {
            Push-Location $folder
            try {
                (Search-Track -Store s.json).Data.k | Should -Be 1
                (Search-Track -Store ./s.json).Data.k | Should -Be 1
            }
            finally {
                Pop-Location
            }

            $null = New-PSDrive -Name TrackTest -PSProvider FileSystem -Root $folder
            try {
                (Search-Track -Store TrackTest:/s.json).Data.k | Should -Be 1
                (Open-TrackStore TrackTest:/s.json).Path | Should -BeExactly $path
                Close-TrackStore
            }
            finally {
                Remove-PSDrive TrackTest
            }

            (Get-ErrorOf { Search-Track -Store '~/no-such-tracking-file.json' }).Exception.Message | Should -BeLike "*'$HOME*no-such-tracking-file.json'*"
        }

        It 'never chooses the current store' {
            $current = Get-TrackStore
            $null = Save-UserTrack a001 @{ k = 2 } -Store $path
            $null = Search-Track -Store $path
            Get-TrackStore | Should -Be $current
            $current.TrackCount | Should -Be 0
        }

        It 'given a path opens it for a change, and closes it again' {
            Save-UserTrack a001 @{ k = 2 } -UserName u1 -Store $path | Should -BeExactly '0000002'
            Get-TrackStore -Open | ForEach-Object Path | Should -BeNullOrEmpty
            $child = Invoke-Pwsh { Save-UserTrack a001 @{ k = 3 } -Store $env:FILE } -Environment @{ FILE = $path }
            $child.Output | Should -BeExactly '0000003'
        }

        It 'opens a path once for all that is piped' {
            1..20 | ForEach-Object { @{ k = $_ } } | Save-UserTrack many -Store $path | Should -HaveCount 20
            (Search-Track many -Store $path).Data.k | Should -Be @(1..20)
        }

        It 'is given back when the pipeline is stopped, or ends by an error' {
            $null = 1..20 | ForEach-Object { @{ k = $_ } } | Save-UserTrack many -Store $path | Select-Object -First 1
            $null = Get-ErrorOf { Save-UserTrack a001 5 -Store $path -ErrorAction Stop }
            Invoke-Pwsh { Save-UserTrack a001 @{ k = 3 } -Store $env:FILE } -Environment @{ FILE = $path } | ForEach-Object ExitCode | Should -Be 0
        }

        It 'makes a file for a change, and none for a question' {
            $new = "$folder/new.json"
            foreach ($question in { Search-Track -Store $new }, { Get-TrackRun -Store $new }, { Get-TrackTask -Store $new }, { Get-TrackUser -Store $new }, { Get-UserTrack a001 -Store $new }) {
                (Get-ErrorOf $question).FullyQualifiedErrorId | Should -BeLike 'TrackStoreNotFound,*'
            }

            Test-Path "$new*" | Should -BeExactly $false
            Save-UserTrack a001 @{ k = 1 } -Store $new | Should -BeExactly '0000001'
            Test-Path $new | Should -BeExactly $true
        }

        It 'leaves no lock when it is a question''s path' {
            Remove-Item "$path.lock"
            $null = Search-Track -Store $path
            $null = Get-TrackTask -Store $path
            (Get-ChildItem $folder).Name | Should -BeExactly 's.json'
        }

        It 'is taken by property name' {
            ([pscustomobject] @{ Store = $path } | Get-TrackTask).TaskId | Should -BeExactly 'a001'
            ([pscustomobject] @{ Store = $path } | Search-Track).Data.k | Should -Be 1
        }

        It 'is refused when it is null, a number or a hashtable' {
            (Get-ErrorOf { Search-Track -Store $null }).FullyQualifiedErrorId | Should -BeExactly 'ParameterArgumentValidationError,Tracking.Commands.SearchTrackCommand'
            (Get-ErrorOf { Search-Track -Store 5 }).FullyQualifiedErrorId | Should -BeExactly 'CannotConvertArgumentNoMessage,Tracking.Commands.SearchTrackCommand'
            (Get-ErrorOf { Search-Track -Store @{ a = 1 } }).FullyQualifiedErrorId | Should -BeIn 'CannotConvertArgument,Tracking.Commands.SearchTrackCommand', 'CannotConvertArgumentNoMessage,Tracking.Commands.SearchTrackCommand'
        }
    }

    Context 'Close-TrackStore' {
        It 'closes the current store, and the session''s own is current again' {
            $own = Get-TrackStore
            $store = Open-TrackStore $path
            Close-TrackStore | Should -BeNullOrEmpty
            $store.IsOpen | Should -BeExactly $false
            $store.IsCurrent | Should -BeExactly $false
            $store.TrackCount | Should -BeExactly $null
            (Get-TrackStore).Path | Should -BeExactly $own.Path
        }

        It 'closes the store that is piped or named, and another stays current' {
            $one = Open-TrackStore $path
            $two = Open-TrackStore -InMemory
            $one | Close-TrackStore
            Get-TrackStore | Should -Be $two
            $null = Open-TrackStore $path
            $null = Open-TrackStore -InMemory
            Close-TrackStore $path
            $one.IsOpen | Should -BeExactly $false
        }

        It 'frees the file for another process' {
            $null = Open-TrackStore $path
            $null = Save-UserTrack a001 @{ k = 1 }
            Close-TrackStore
            (Invoke-Pwsh { Save-UserTrack a001 @{ k = 2 } -Store $env:FILE } -Environment @{ FILE = $path }).Output | Should -BeExactly '0000002'
        }

        It 'does nothing to a store that is closed' {
            $store = Open-TrackStore $path
            $store | Close-TrackStore
            Get-ErrorOf { $store | Close-TrackStore } | Should -BeNullOrEmpty
        }

        It 'ends a store in memory for good' {
            $store = Open-TrackStore -InMemory
            $null = Save-UserTrack a001 @{ k = 1 }
            $track = Search-Track
            Close-TrackStore
            (Get-ErrorOf { Search-Track -Store $store }).FullyQualifiedErrorId | Should -BeExactly 'TrackStoreClosed,Tracking.Commands.SearchTrackCommand'
            (Get-ErrorOf { $track | Remove-Track }).FullyQualifiedErrorId | Should -BeExactly 'TrackStoreClosed,Tracking.Commands.RemoveTrackCommand'
            $track.Data.k | Should -Be 1
        }
    }

    Context 'Get-TrackStore' {
        It 'lists with -Open all that are open' {
            $one = Open-TrackStore $path
            $two = Open-TrackStore -InMemory
            $three = Open-TrackStore $path -ReadOnly
            $open = @(Get-TrackStore -Open)
            $open | Should -Contain $one
            $open | Should -Contain $two
            $open | Should -Contain $three
            $two | Close-TrackStore
            @(Get-TrackStore -Open) | Should -Not -Contain $two
        }

        It 'lists with -Open in the order in which they were opened, which using one does not change' {
            $folder = New-TestFolder
            $null = foreach ($name in 'c', 'a', 'b') { Open-TrackStore "$folder/$name.json"; Open-TrackStore -InMemory }
            $null = Open-TrackStore "$folder/a.json"
            $null = Save-UserTrack a001 @{ k = 1 } -Store "$folder/rented.json"
            (Get-TrackStore -Open).Name | Should -BeExactly @('c.json', ':memory:', 'a.json', ':memory:', 'b.json', ':memory:')
            Close-TrackStore
            $null = Open-TrackStore "$folder/a.json"
            (Get-TrackStore -Open).Name | Should -BeExactly @('c.json', ':memory:', ':memory:', 'b.json', ':memory:', 'a.json')
        }

        It 'gives a store its name: the file''s without its folder, or :memory:' {
            (Open-TrackStore $path).Name | Should -BeExactly (Split-Path $path -Leaf)
            (Open-TrackStore $path -ReadOnly).Name | Should -BeExactly (Split-Path $path -Leaf)
            (Open-TrackStore -InMemory).Name | Should -BeExactly ':memory:'
        }

        It 'lists with -ListAvailable this user''s session files, which a search takes' {
            $sessions = New-TestFolder
            foreach ($k in 1..2) {
                $null = Invoke-Pwsh 'Save-UserTrack a001 @{ k = [int] $env:K }' -Environment @{ TRACKING_HOME = $sessions; K = "$k"; TRACKING_STORE = $null }
            }

            $child = Invoke-Pwsh -Environment @{ TRACKING_HOME = $sessions; TRACKING_STORE = $null } {
                $stores = Get-TrackStore -ListAvailable
                "$(@($stores).Count) $($stores.IsOpen -join ',')"
                ($stores | Search-Track).Data.k -join ','
                $stores | Remove-TrackStore
                @(Get-TrackStore -ListAvailable).Count
            }
            $child.Output -split '\r?\n' | Should -BeExactly @('2 False,False', '1,2', '0')
        }

        It 'lists nothing with -ListAvailable when there is no folder of sessions' {
            (Invoke-Pwsh '@(Get-TrackStore -ListAvailable).Count' -Environment @{ TRACKING_HOME = "$folder/none" }).Output | Should -BeExactly '0'
            Test-Path "$folder/none" | Should -BeExactly $false
        }
    }

    Context 'Optimize-TrackStore' {
        It 'rewrites the file to its least form, and tells the sizes before and after' {
            $store = Open-TrackStore $path
            1..50 | ForEach-Object { $null = Save-UserTrack a001 @{ k = $_ } -Update }
            $before = (Get-Item $path).Length
            $result = Optimize-TrackStore
            $result | Should -BeOfType ([Tracking.OptimizedTrackStore])
            $result.Store | Should -Be $store
            $result.LengthBefore | Should -Be $before
            $result.LengthAfter | Should -Be (Get-Item $path).Length
            $result.LengthAfter | Should -BeLessThan ($before / 5)
            (Search-Track).Data.k | Should -Be 50
            Save-UserTrack a001 @{ k = 51 } | Should -BeExactly '0000002'
            (Search-Track -Store (Open-TrackStore $path -ReadOnly)).Data.k | Should -Be @(50, 51)
        }

        It 'takes a store that is closed, by path, and closes it again' {
            $null = Open-TrackStore $path
            $null = Save-UserTrack a001 @{ k = 1 }
            Close-TrackStore
            (Optimize-TrackStore $path).LengthAfter | Should -Be (Get-Item $path).Length
            Get-TrackStore -Open | ForEach-Object Path | Should -Not -Contain $path
            (Search-Track -Store $path).Data.k | Should -Be 1
        }

        It 'says that there is no file, and makes none' {
            (Get-ErrorOf { Optimize-TrackStore "$folder/no.json" }).FullyQualifiedErrorId | Should -BeExactly 'TrackStoreNotFound,Tracking.Commands.OptimizeTrackStoreCommand'
            Test-Path "$folder/no.json" | Should -BeExactly $false
        }
    }

    Context 'Remove-TrackStore' {
        It 'deletes a file that nobody holds' {
            $store = Open-TrackStore $path
            Close-TrackStore
            Remove-TrackStore $path | Should -BeNullOrEmpty
            Test-Path $path | Should -BeExactly $false
            (Get-ErrorOf { $store | Remove-TrackStore }).FullyQualifiedErrorId | Should -BeExactly 'TrackStoreNotFound,Tracking.Commands.RemoveTrackStoreCommand'
        }

        It 'refuses a store that is open here, and one in memory' {
            $store = Open-TrackStore $path
            (Get-ErrorOf { $store | Remove-TrackStore }).FullyQualifiedErrorId | Should -BeExactly 'TrackStoreLocked,Tracking.Commands.RemoveTrackStoreCommand'
            (Get-ErrorOf { Remove-TrackStore $path }).FullyQualifiedErrorId | Should -BeExactly 'TrackStoreLocked,Tracking.Commands.RemoveTrackStoreCommand'
            Test-Path $path | Should -BeExactly $true
            (Get-ErrorOf { Open-TrackStore -InMemory | Remove-TrackStore }).FullyQualifiedErrorId | Should -BeExactly 'TrackStorePathInvalid,Tracking.Commands.RemoveTrackStoreCommand'
        }

        It 'goes on after one that it refuses' {
            $one = Open-TrackStore "$folder/1.json"
            Close-TrackStore
            $two = Open-TrackStore "$folder/2.json"
            $null = Open-TrackStore "$folder/3.json"
            $three = Get-TrackStore
            Close-TrackStore
            $one, $two, $three | Remove-TrackStore -ErrorAction SilentlyContinue -ErrorVariable fault
            $fault.FullyQualifiedErrorId | Should -BeExactly 'TrackStoreLocked,Tracking.Commands.RemoveTrackStoreCommand'
            (Get-ChildItem $folder/*.json).Name | Should -BeExactly '2.json'
        }
    }
}

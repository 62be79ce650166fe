# Rules 3.22 and 4.18 to 4.23: Copy-Track takes tracks and runs from any store to any other, each once, however often.

BeforeDiscovery {
    Import-Module "$PSScriptRoot/ChildProcesses.psm1"
    $noStrace = -not (Test-Strace)
}

BeforeAll {
    Import-Module "$PSScriptRoot/TestHelpers.psm1", "$PSScriptRoot/ChildProcesses.psm1"

    # A file of two tasks, whose runs are one that finished and one that is left.
    function New-SourceFile([string] $Path, [int] $Tracks = 3) {
        $null = 1..$Tracks | ForEach-Object { @{ n = $_ } } | Save-UserTrack a001 -Store $Path -UserName u1
        $null = Stop-TrackRun a001 -Store $Path
        $null = Save-UserTrack a002 @{ n = 0 } -Store $Path -UserName u2
    }

    # Everything of a store but the ids, which are its own.
    function Get-StoreText([object] $Store) {
        $runs = @{}
        Get-TrackRun -Store $Store | ForEach-Object { $runs[$_.RunId] = "$($_.TaskId) $($_.Start.Ticks) $($_.End.Ticks) $($_.Status)" }
        $tracks = Search-Track -Store $Store | ForEach-Object { "$($_.TaskId) $($_.UserName) $($_.TimeStamp.Ticks) $($_.Data.n) in $($runs[$_.RunId])" }
        @($tracks; $runs.Values | Sort-Object) -join "`n"
    }
}

AfterAll {
    Stop-AllChildren
}

Describe 'Copy-Track' {
    BeforeEach {
        $folder = New-TestFolder
        $from = "$folder/from.json"
        $to = "$folder/to.json"
        New-SourceFile $from
    }

    AfterEach {
        Get-TrackStore -Open | Close-TrackStore
    }

    It 'copies a store with its runs, and tells how much' {
        $result = Copy-Track -Store $from -Destination $to
        $result | Should -BeOfType ([Tracking.CopiedTracks])
        $result.Store.Path, $result.Destination.Path | Should -BeExactly @($from, $to)
        $result.Added, $result.Updated, $result.Unchanged, $result.RunsAdded, $result.RunsUpdated | Should -Be @(4, 0, 0, 2, 0)
        Get-StoreText $to | Should -BeExactly (Get-StoreText $from)
        Get-TrackStore -Open | Where-Object Path -EQ $to | Should -BeNullOrEmpty
    }

    It 'changes nothing the second time, also from a copy, and from a file that was copied as one' {
        $null = Copy-Track -Store $from -Destination $to
        Copy-Item $from "$folder/same.json"
        $null = Copy-Track -Store $to -Destination "$folder/other.json"
        $null = Optimize-TrackStore "$folder/other.json"
        $before = [IO.File]::ReadAllBytes($to)
        foreach ($source in $from, "$folder/same.json", "$folder/other.json") {
            $result = Copy-Track -Store $source -Destination $to
            $result.Added, $result.Updated, $result.Unchanged, $result.RunsAdded, $result.RunsUpdated | Should -Be @(0, 0, 4, 0, 0)
        }
        [IO.File]::ReadAllBytes($to) | Should -Be $before
        (Copy-Track -Store $to -Destination $from).Unchanged | Should -Be 4
    }

    It 'takes over what was updated and keeps its time, which an older copy of the file does not undo' {
        $null = Copy-Track -Store $from -Destination $to
        Copy-Item $from "$folder/backup.json"
        $last = Get-LastUserTrack a002 u2 -Store $from
        # A track that is piped keeps its time.
        $last.Data.n = 7
        $null = $last | Save-UserTrack -Update -Store $from
        $updated = Get-LastUserTrack a002 u2 -Store $from
        $updated.TimeStamp | Should -Be $last.TimeStamp
        $null = Copy-Track -Store $from -Destination "$folder/other.json"
        $changes = foreach ($source in $from, "$folder/backup.json", "$folder/other.json", "$folder/backup.json", $from) {
            (Copy-Track -Store $source -Destination $to).Updated
            (Get-LastUserTrack a002 u2 -RunId 2 -Store $to).Data.n | Should -Be 7
        }
        $changes | Should -Be @(1, 0, 0, 0, 0)
        (Copy-Track -Store "$folder/backup.json" -Destination $from).Updated | Should -Be 0
        # Also what is dated back is later.
        $null = Save-UserTrack a002 @{ n = 8 } -UserName u2 -Update -TimeStamp '2020-01-01' -Store $from
        (Copy-Track -Store $from -Destination $to).Updated | Should -Be 1
        (Copy-Track -Store "$folder/other.json" -Destination $to).Updated | Should -Be 0
        (Get-LastUserTrack a002 u2 -RunId 2 -Store $to).TimeStamp.Year | Should -Be 2020
    }

    It 'copies from memory to memory and to the store that is open' {
        $one = Open-TrackStore -InMemory
        $null = Save-UserTrack a001 @{ k = 1 }
        $two = Open-TrackStore -InMemory
        $null = Save-UserTrack a001 @{ k = 2 }
        (Copy-Track -Store $one -Destination $two).Added | Should -Be 1
        (Search-Track -Store $two).Data.k | Should -Be @(1, 2)
        $file = Open-TrackStore $to
        (Copy-Track -Store $two -Destination $file).Added | Should -Be 2
        (Copy-Track -Store $from -Destination $to).Added | Should -Be 4
        $file.TrackCount | Should -Be 6
        $file.IsOpen, $file.IsCurrent | Should -Be @($true, $true)
    }

    It 'copies the current store when none is named, and nothing when nothing is piped' {
        $null = Open-TrackStore $from
        (Copy-Track $to).Added | Should -Be 4
        @() | Copy-Track "$folder/none.json" | Should -BeNullOrEmpty
        $null | Where-Object { $false } | Copy-Track "$folder/none.json" | Should -BeNullOrEmpty
        Test-Path "$folder/none.json" | Should -BeExactly $false
    }

    It 'takes stores, files and paths from the pipeline, one result each' {
        New-SourceFile "$folder/from2.json"
        $results = Get-ChildItem "$folder/from*.json" | Copy-Track $to
        $results.Store.Name | Should -BeExactly @('from.json', 'from2.json')
        $results.Added | Should -Be @(4, 4)
        ($from, "$folder/from2.json" | Copy-Track $to).Unchanged | Should -Be @(4, 4)
        ((Open-TrackStore $from -ReadOnly), (Open-TrackStore "$folder/from2.json") | Copy-Track $to).Unchanged | Should -Be @(4, 4)
    }

    It 'copies piped tracks with their runs, from whatever stores' {
        New-SourceFile "$folder/from2.json"
        $results = $from, "$folder/from2.json" | Search-Track a001 -Data @{ n = 2, 3 } | Copy-Track $to
        $results.Added | Should -Be @(2, 2)
        $results.RunsAdded | Should -Be @(1, 1)
        (Search-Track -Store $to).Data.n | Sort-Object | Should -Be @(2, 2, 3, 3)
        (Get-TrackRun -Store $to).Finished | Should -Be @($true, $true)
        (Copy-Track -Store $from -Destination $to).Added | Should -Be 2
    }

    It 'copies a piped track as it is in its store, whatever became of the object' {
        $tracks = Search-Track a001 -Store $from
        $tracks[0].Data.n = 'changed'
        $null = Save-UserTrack a001 @{ n = 'updated' } -RunId 1 -Update -UserName u1 -Store $from
        $result = $tracks | Copy-Track $to -PassThru
        $result.Data.n | Should -Be @(1, 2, 'updated')
    }

    It 'with -PassThru gives the tracks that are new or changed, each with the one that it was copied from' {
        $null = Save-UserTrack x @{ k = 1 } -Store $to
        $copies = Copy-Track -Store $from -Destination $to -PassThru
        $copies | Should -BeOfType ([Tracking.Track])
        $copies.Id | Should -BeExactly @('0000002', '0000003', '0000004', '0000005')
        $copies.CopiedFrom.Id | Should -BeExactly @('0000001', '0000002', '0000003', '0000004')
        $copies.CopiedFrom.Store.Path | Sort-Object -Unique | Should -BeExactly $from
        $copies.Store.Path | Sort-Object -Unique | Should -BeExactly $to
        $copies[0].RunId, $copies[0].CopiedFrom.RunId | Should -Be @(2, 1)
        Copy-Track -Store $from -Destination $to -PassThru | Should -BeNullOrEmpty
        $null = Save-UserTrack a002 @{ n = 'new' } -Update -UserName u2 -Store $from
        $changed = Search-Track -Store $from | Copy-Track $to -PassThru
        $changed.Id, $changed.Data.n | Should -BeExactly @('0000005', 'new')
        # What is moved is removed there.
        $copies.CopiedFrom | Remove-Track
        Search-Track -Store $from | Should -BeNullOrEmpty
    }

    It 'tells each id by -Verbose' {
        $null = Save-UserTrack x @{ k = 1 } -Store $to
        $said = @(Copy-Track -Store $from -Destination $to -Verbose 4>&1 | Where-Object { $_ -is [Management.Automation.VerboseRecord] }).Message
        $said | Should -Contain "Run 1 of '$from' is 2 in '$to': Added."
        $said | Should -Contain "Track 0000004 of '$from' is 0000005 in '$to': Added."
        $said | Should -HaveCount 7
    }

    It 'keeps every type of the data, and the time to its last digit' {
        $data = [ordered] @{ when = [DateTimeOffset] '2026-03-01T02:00:00.1234567+02:00'; bytes = [byte[]] (1, 2); money = 1.10d; text = '2024-01-01T00:00:00Z'; list = @(1, @{ k = [guid]::Empty }) }
        $source = Save-UserTrack a003 $data -Store $from -PassThru
        $copy = Search-Track a003 -Store $from | Copy-Track $to -PassThru
        $copy.TimeStamp | Should -Be $source.TimeStamp
        $copy.Data.when, $copy.Data.money, $copy.Data.text, $copy.Data.list[1].k | Should -Be @($data.when, $data.money, $data.text, [guid]::Empty)
        , $copy.Data.bytes | Should -BeOfType ([byte[]])
    }

    It 'brings a run up to date that went on' {
        $null = Open-TrackStore $from
        $null = Copy-Track $to
        (Get-TrackRun -RunId 2 -Store $to).Status | Should -BeExactly 'Running'
        $null = Stop-TrackRun a002 -Failed -Message 'no net'
        (Copy-Track $to).RunsUpdated | Should -Be 1
        $run = Get-TrackRun -RunId 2 -Store $to
        $run.Status, $run.Message | Should -BeExactly @('Failed', 'no net')
        Get-StoreText $to | Should -BeExactly (Get-StoreText $from)
    }

    It 'shows a run as it stood when it was copied, whoever holds the files' {
        $null = Copy-Track -Store $from -Destination $to
        (Get-TrackRun -RunId 2 -Store $to).Status | Should -BeExactly 'Abandoned'
        $null = Open-TrackStore $from
        $null = Save-UserTrack a002 @{ n = 1 }
        $null = Copy-Track $to
        (Get-TrackRun -RunId 2 -Store $to).Status | Should -BeExactly 'Running'
        $null = Open-TrackStore $to
        (Get-TrackRun -RunId 2).Status | Should -BeExactly 'Running'
        Get-TrackRun a002 | Should -BeNullOrEmpty
    }

    It 'gives no run that Invoke-TrackRun -Resume takes up' {
        $null = Open-TrackStore $from
        { Invoke-TrackRun job { Invoke-TrackStep one { 'one' }; throw 'x' } } | Should -Throw 'x'
        $null = Copy-Track $to
        $null = Open-TrackStore $to
        # The original is taken up where both are seen, and a copy is none where it is the only one.
        Invoke-TrackRun job -Resume { Invoke-TrackStep one { 'again' }; (Get-TrackStore).Path } | Should -BeExactly @('one', $from)
        Invoke-TrackRun job -Store $to -Resume { Invoke-TrackStep one { 'anew' } } | Should -BeExactly 'anew'
        (Get-TrackRun job -All -Store $to).Status | Should -BeExactly @('Failed', 'Finished')
        $null = Copy-Track -Store $from -Destination $to
        (Get-TrackRun job -All -Store $to).Status | Should -BeExactly @('Finished', 'Finished')
    }

    It 'copies again what was removed from the destination, and keeps what was removed from the store' {
        $null = Copy-Track -Store $from -Destination $to
        Search-Track a002 -Store $from | Remove-Track
        (Copy-Track -Store $from -Destination $to).Unchanged | Should -Be 3
        Search-Track a001 -Store $to -First 1 | Remove-Track
        (Copy-Track -Store $from -Destination $to).Added | Should -Be 1
        (Search-Track -Store $to).Id | Sort-Object | Should -BeExactly @('0000002', '0000003', '0000004', '0000005')
    }

    Context 'Errors' {
        It 'refuses a store as its own destination: <Way>' -ForEach @(
            @{ Way = 'by its path'; Script = { Copy-Track -Store $from -Destination $from } }
            @{ Way = 'by a link'; Script = { Copy-Track -Store $from -Destination "$folder/link.json" } }
            @{ Way = 'by a detour'; Script = { Copy-Track -Store "$folder/../$(Split-Path $folder -Leaf)/from.json" -Destination $from } }
            @{ Way = 'as a snapshot'; Script = { Copy-Track -Store (Open-TrackStore $from -ReadOnly) -Destination $from } }
            @{ Way = 'as the current one'; Script = { $null = Open-TrackStore $from; Copy-Track $from } }
        ) {
            $null = New-Item -ItemType SymbolicLink -Path "$folder/link.json" -Target $from
            $before = [IO.File]::ReadAllBytes($from)
            $fault = Get-ErrorOf $Script
            $fault.FullyQualifiedErrorId | Should -BeExactly 'TrackCopyInvalid,Tracking.Commands.CopyTrackCommand'
            $fault.CategoryInfo.Category | Should -Be 'InvalidArgument'
            [IO.File]::ReadAllBytes($from) | Should -Be $before
        }

        It 'passes over the destination where it is one of many that are piped' {
            $null = Copy-Track -Store $from -Destination $to
            $results = Get-ChildItem "$folder/*.json" | Copy-Track $to
            $results.Store.Path | Should -BeExactly $from
            ($to, $from | Search-Track | Copy-Track $to).Unchanged | Should -Be 4
            (Search-Track -Store $to).Count | Should -Be 4
        }

        It 'refuses a destination that is a snapshot' {
            $null = Copy-Track -Store $from -Destination $to
            $snapshot = Open-TrackStore $to -ReadOnly
            foreach ($script in { Copy-Track -Store $from -Destination $snapshot }, { Search-Track -Store $from | Copy-Track $snapshot }) {
                $fault = Get-ErrorOf $script
                $fault.FullyQualifiedErrorId | Should -BeExactly 'TrackStoreReadOnly,Tracking.Commands.CopyTrackCommand'
            }
        }

        It 'tells of a store that is not there or is none, and copies the others' {
            Set-Content "$folder/none.json" 'none'
            $faults = Get-ErrorOf { $script:results = "$folder/nix.json", "$folder/none.json", $from | Copy-Track $to }
            $faults.FullyQualifiedErrorId | Should -BeExactly @('TrackStoreNotFound,Tracking.Commands.CopyTrackCommand', 'TrackStoreNotTracking,Tracking.Commands.CopyTrackCommand')
            $results.Added | Should -Be 4
            Test-Path "$folder/nix.json" | Should -BeExactly $false
        }

        It 'tells of a track that is not there any more, and copies the others' {
            $tracks = Search-Track -Store $from
            $tracks[1] | Remove-Track
            $faults = Get-ErrorOf { $script:results = $tracks | Copy-Track $to }
            $faults.FullyQualifiedErrorId | Should -BeExactly 'TrackNotFound,Tracking.Commands.CopyTrackCommand'
            $faults.TargetObject | Should -Be $tracks[1]
            $results.Added | Should -Be 3
        }

        It 'takes no runs or tasks, which would be a whole store' {
            $null = Save-UserTrack x @{ k = 1 } -Store $to
            foreach ($script in { Get-TrackRun -Store $from | Select-Object -First 1 | Copy-Track $to }, { Get-TrackTask -Store $from | Select-Object -First 1 | Copy-Track $to }) {
                (Get-ErrorOf $script).FullyQualifiedErrorId | Should -BeExactly 'InputObjectNotBound,Tracking.Commands.CopyTrackCommand'
            }
            Search-Track -Store $to | Should -HaveCount 1
        }

        It 'waits for no destination that another process holds, and goes on when it is free' {
            $owner = Start-ScriptHost
            $null = Invoke-ScriptHost $owner "`$null = Open-TrackStore '$to'; Save-UserTrack x @{ k = 1 }"
            (Get-ErrorOf { Copy-Track -Store $from -Destination $to }).FullyQualifiedErrorId | Should -BeExactly 'TrackStoreLocked,Tracking.Commands.CopyTrackCommand'
            # It may copy itself, from a file that is held here.
            $null = Open-TrackStore $from
            Invoke-ScriptHost $owner "(Copy-Track -Store '$from' -Destination '$to').Added" | Should -Be 4
            $null = Invoke-ScriptHost $owner 'Close-TrackStore'
            (Copy-Track -Store $from -Destination $to).Unchanged | Should -Be 4
        }
    }

    Context 'Ids that come again, as in a store that was restored from a backup' {
        It 'are told, and leave what is there as it is' {
            $null = Copy-Track -Store $from -Destination $to
            # The same writer and ids, and another task.
            [IO.File]::ReadAllText($from) -replace '"c":"\w+",' -replace 'a001', 'b001' | Set-Content "$folder/again.json" -NoNewline
            $before = [IO.File]::ReadAllBytes($to)
            $faults = Get-ErrorOf { $script:result = Copy-Track -Store "$folder/again.json" -Destination $to }
            $faults | Should -HaveCount 4
            $faults.FullyQualifiedErrorId | Sort-Object -Unique | Should -BeExactly 'TrackCopyConflict,Tracking.Commands.CopyTrackCommand'
            $faults[0].CategoryInfo.Category | Should -Be 'InvalidData'
            $faults[0].Exception.Message | Should -BeExactly "Run 1 of '$folder/again.json' was not copied: run 1 of '$to' has the same origin and is another one. One of the stores was restored from a backup, or repaired: about_Tracking_Stores says what to do."
            $faults[3].TargetObject.Id | Should -BeExactly '0000003'
            $result.Conflicting, $result.Unchanged, $result.Added, $result.RunsAdded | Should -Be @(3, 1, 0, 0)
            [IO.File]::ReadAllBytes($to) | Should -Be $before
            # As the topic says.
            Search-Track b001 -Store "$folder/again.json" -Last 1 | Save-UserTrack -Store $to | Should -BeExactly '0000005'
        }
    }

    Context 'What is said of a run' {
        It 'stands as it was said last, whatever was saved to its copy' {
            $null = Copy-Track -Store $from -Destination $to
            $null = Stop-TrackRun a002 -Failed -Message 'disk full' -Store $from
            $null = Save-UserTrack note @{ text = 'why does it not report?' } -RunId 2 -Store $to
            (Copy-Track -Store $from -Destination $to).RunsUpdated | Should -Be 1
            $run = Get-TrackRun -RunId 2 -Store $to
            $run.Status, $run.Message | Should -BeExactly @('Failed', 'disk full')
            (Copy-Track -Store $to -Destination $from).RunsUpdated | Should -Be 1
            (Get-TrackRun -RunId 2 -Store $from).Status | Should -BeExactly 'Failed'
            # A correction.
            $null = Stop-TrackRun -RunId 1 -Failed -Message 'was wrong' -Store $from
            $null = Copy-Track -Store $from -Destination $to
            (Get-TrackRun -RunId 1 -Store $to).Message | Should -BeExactly 'was wrong'
        }
    }

    Context 'A copy that is broken off' {
        BeforeAll {
            $large = "$(New-TestFolder)/large.json"
            New-SourceFile $large 3499
            $expected = Get-StoreText $large

            function Assert-Completed([string] $To) {
                $there = @(Search-Track -Store $To -WarningAction Ignore).Count
                $result = Copy-Track -Store $large -Destination $To -WarningAction Ignore
                $result.Added, $result.Unchanged | Should -Be @((3500 - $there), $there)
                Get-StoreText $To | Should -BeExactly $expected
                $ids = @(Search-Track -Store $To | Sort-Object Number)
                $ids[0].Number, $ids[-1].Number | Should -Be @(1, 3500)
                (Copy-Track -Store $large -Destination $To).Unchanged | Should -Be 3500
                Remove-Item $To
            }
        }

        It 'is a beginning, which the next one completes: by who asks for no more' {
            Copy-Track -Store $large -Destination $to -PassThru | Select-Object -First 1 | Should -HaveCount 1
            @(Search-Track -Store $to).Count | Should -Be 1000
            Assert-Completed $to
        }

        It 'is a beginning, which the next one completes: by Ctrl+C' {
            $first = [Threading.ManualResetEventSlim]::new()
            $shell = [powershell]::Create()
            $null = $shell.AddScript('param($module, $large, $to, $first) Import-Module $module; Copy-Track -Store $large -Destination $to -PassThru | ForEach-Object { $first.Set(); Start-Sleep 60 }')
            $null = $shell.AddArgument("$PSScriptRoot/../../Tracking.psd1").AddArgument($large).AddArgument($to).AddArgument($first)
            $null = $shell.BeginInvoke()
            $first.Wait(30000) | Should -BeExactly $true
            $shell.Stop()
            $shell.Dispose()
            @(Search-Track -Store $to).Count | Should -Be 1000
            Assert-Completed $to
        }

        It 'is a beginning, which the next one completes: by a kill at any write' -Skip:$noStrace {
            $counts = foreach ($write in 1..6) {
                $prefix = Get-StracePrefix (Join-Path (New-TestFolder) 'calls') 'pwrite64' -Path $to, "$to.tmp" -Inject "pwrite64:signal=SIGKILL:when=$write"
                $result = Invoke-Child @($prefix; Get-ScriptCommand "Copy-Track -Store '$large' -Destination '$to'")
                $result.ExitCode | Should -Be 137
                if (Test-Path $to) {
                    @(Search-Track -Store $to -WarningAction Ignore).Count
                    Assert-Completed $to
                }
            }
            # The file, the runs, and the batches of tracks are a write each.
            $counts | Select-Object -Last 3 | Should -Be @(0, 1000, 2000)
        }

        It 'gives no result, by which it could be taken for a whole one and its store be removed' -Skip:$noStrace {
            $source = "$folder/source.json"
            Copy-Item $large $source
            # The file, the runs and the first batch are there; what writes the second one fails, and what undoes it does not.
            $prefix = Get-StracePrefix (Join-Path (New-TestFolder) 'calls') 'pwrite64' -Path $to, "$to.tmp" -Inject 'pwrite64:error=EIO:when=5'
            $result = Invoke-Child @($prefix; Get-ScriptCommand "Copy-Track -Store '$source' -Destination '$to' -ErrorAction Continue | ForEach-Object Store | Remove-TrackStore")
            $result.Error | Should -BeLike '*could not be written*'
            Test-Path $source | Should -BeExactly $true
            @(Search-Track -Store $to -WarningAction Ignore).Count | Should -BeGreaterThan 0
            Assert-Completed $to
        }

        It 'is none where two copy the same at once: each track comes once' {
            $shells = foreach ($i in 1, 2) {
                $shell = [powershell]::Create()
                $null = $shell.AddScript('param($module, $large, $to) Import-Module $module; Copy-Track -Store $large -Destination $to').AddArgument("$PSScriptRoot/../../Tracking.psd1").AddArgument($large).AddArgument($to)
                [pscustomobject] @{ Shell = $shell; Result = $shell.BeginInvoke() }
            }
            $results = $shells | ForEach-Object { $_.Shell.EndInvoke($_.Result); $_.Shell.Streams.Error | Should -BeNullOrEmpty; $_.Shell.Dispose() }
            ($results.Added | Measure-Object -Sum).Sum | Should -Be 3500
            ($results.Unchanged | Measure-Object -Sum).Sum | Should -Be 3500
            Assert-Completed $to
        }
    }
}

Describe 'The recipe of about_Tracking_Stores for a machine that is offline now and then' {
    It 'fails while the destination is out of reach, and brings what is missing when it is back' {
        $folder = New-TestFolder
        # As it stands in the topic, with the module where a user has it.
        $topic = [IO.File]::ReadAllText("$PSScriptRoot/../../module/en-US/about_Tracking_Stores.help.txt")
        $topic -match "(?s)PS> @'\n(?<lines>.+?)\n\s+>> '@ \| Set-Content merge.ps1" | Should -BeExactly $true
        $Matches.lines -replace '(?m)^ +>> ' | Set-Content "$folder/merge.ps1"
        $environment = @{ TRACKING_HOME = "$folder/home" }
        $log = { $null = Save-UserTrack inventory @{ disks = 2 }; $null = Stop-TrackRun inventory }
        function Merge([string[]] $To = "$folder/fleet/tracks.json") { Invoke-ScheduledScript "$folder/merge.ps1" $To $environment }

        $null = Invoke-Pwsh -Environment $environment $log
        $null = Invoke-Pwsh -Environment $environment $log
        (Merge).ExitCode, (Test-Path "$folder/fleet") | Should -Be @(1, $false)
        $null = New-Item -ItemType Directory "$folder/fleet"
        Set-Content "$folder/home/none.json" 'none'
        # The file that is no store is told, and keeps no other one back.
        (Merge).ExitCode | Should -Be 1
        Remove-Item "$folder/home/none.json"
        @(Search-Track inventory -Store "$folder/fleet/tracks.json") | Should -HaveCount 2
        $null = Invoke-Pwsh -Environment $environment $log
        (Merge).ExitCode | Should -Be 0
        @(Search-Track inventory -Store "$folder/fleet/tracks.json") | Should -HaveCount 3
        (Get-TrackRun -Store "$folder/fleet/tracks.json").Finished | Should -Be @($true, $true, $true)

        # Nor does it succeed where it does nothing.
        (Merge @()).ExitCode | Should -Be 1
        Remove-Item "$folder/merge.ps1.modules/Tracking"
        (Merge).ExitCode | Should -Be 1
    }

    It 'removes what was merged, and keeps what could not be read and what it was merged into' {
        $folder = New-TestFolder
        $topic = [IO.File]::ReadAllText("$PSScriptRoot/../../module/en-US/about_Tracking_Stores.help.txt")
        $topic -match '(?s)PS> (?<lines>Get-TrackStore -ListAvailable \|\n\s+>> +Where-Object LastWriteTime.+?)\n\n' | Should -BeExactly $true
        $remove = [scriptblock]::Create(($Matches.lines -replace '(?m)^ +>> ' -replace 'merged.json', "$folder/z-merged.json"))
        New-SourceFile "$folder/a.json"
        New-SourceFile "$folder/b.json"
        New-SourceFile "$folder/z-merged.json"
        $bytes = [IO.File]::ReadAllBytes("$folder/b.json")
        $bytes[[Text.Encoding]::UTF8.GetString($bytes).IndexOf('"n":2')] = [byte] [char] '#'
        [IO.File]::WriteAllBytes("$folder/b.json", $bytes)
        Get-ChildItem $folder -Filter *.json | ForEach-Object { $_.LastWriteTime = (Get-Date).AddDays(-40) }
        New-SourceFile "$folder/c.json"
        $home_ = $env:TRACKING_HOME
        $env:TRACKING_HOME = $folder
        try {
            { & $remove } | Should -Throw -ErrorId 'ActionPreferenceStop,Tracking.Commands.CopyTrackCommand'
        }
        finally {
            $env:TRACKING_HOME = $home_
        }

        (Get-ChildItem $folder -Filter *.json).Name | Should -BeExactly @('b.json', 'c.json', 'z-merged.json')
        (Search-Track -Store "$folder/z-merged.json").Count | Should -BeGreaterOrEqual 8
    }
}

# All runspaces of a process share one store per file: rule 1.2.

BeforeAll {
    Import-Module "$PSScriptRoot/TestHelpers.psm1"
    $manifest = [IO.Path]::GetFullPath("$PSScriptRoot/../../Tracking.psd1")

    # One of eight: saves so many tracks to the current store and returns their ids.
    $save = {
        param($manifest, $writer, $count)
        Import-Module $manifest
        for ($n = 1; $n -le $count; $n++) {
            Save-UserTrack "writer$writer" @{ n = $n }
        }
    }

    # The others, until the writers have ended. What they see is checked while it changes: a writer's tracks are there from the first to the newest.
    $search = {
        param($manifest, $state)
        Import-Module $manifest
        for ($round = 0; -not $state.Done; $round++) {
            $seen = @(Search-Track "writer$($round % 8 + 1)" -Last 500)
            for ($i = 1; $i -lt $seen.Count; $i++) {
                if ($seen[$i].Data.n -ne $seen[$i - 1].Data.n + 1) { throw "After track $($seen[$i - 1].Data.n) of $($seen[$i].TaskId) came $($seen[$i].Data.n)." }
            }
            if (-not $round) { $state.Working.Add(1) }
            $null = Get-TrackTask; $null = Get-TrackRun; $null = Get-TrackUser writer1
        }
        "$round searches"
    }
    $change = {
        param($manifest, $state)
        Import-Module $manifest
        $round = 0
        while (-not $state.Done) {
            $round++
            $id = Save-UserTrack victim @{ n = $round }
            $updated = Save-UserTrack victim @{ n = -$round } -Update
            if ($updated -ne $id) { throw "An update of $id gave $updated." }
            if ($round % 3) { Remove-Track $id } else { $state.Kept.Add($id) }
            if ($round % 50 -eq 0) { $null = Stop-TrackRun victim }
            $state.Ids.Add($id)
            if ($round -eq 1) { $state.Working.Add(1) }
        }
        "$round changes"
    }
    $optimize = {
        param($manifest, $state)
        Import-Module $manifest
        for ($round = 0; -not $state.Done; $round++) {
            $null = Optimize-TrackStore
            if (-not $round) { $state.Working.Add(1) }
            Start-Sleep -Milliseconds 100
        }
        "$round optimisations"
    }

    # All that is in a store, a line each.
    function Get-StoreLine([object] $Store) {
        foreach ($track in Search-Track -Store $Store) {
            "$($track.Number) $($track.TaskId) $($track.RunId) $($track.UserName) $($track.TimeStamp.Ticks) $($track.Data.n)"
        }
        foreach ($run in Get-TrackRun -Store $Store) {
            "$($run.RunId) $($run.TaskId) $($run.Start.Ticks) $($run.End.Ticks) $($run.Finished)"
        }
    }
}

Describe 'Eight runspaces that save to one store, while others search, update, remove and optimise' {
    BeforeEach {
        $file = Join-Path (New-TestFolder) 'store.json'
        $store = Open-TrackStore $file
        $state = [hashtable]::Synchronized(@{
            Done    = $false
            Working = [Collections.Concurrent.ConcurrentBag[int]]::new()
            Ids     = [Collections.Concurrent.ConcurrentBag[string]]::new()
            Kept    = [Collections.Concurrent.ConcurrentBag[string]]::new()
        })
        $jobs = foreach ($work in $search, $change, $optimize) {
            Start-ThreadJob -ScriptBlock $work -ArgumentList $manifest, $state -ThrottleLimit 20
        }
        while ($state.Working.Count -lt 3 -and $jobs.State -notcontains 'Failed') { Start-Sleep -Milliseconds 10 }
    }

    AfterEach {
        $state.Done = $true
        $jobs | Remove-Job -Force
        $store | Close-TrackStore
    }

    It 'as <Name>, <Count> tracks each: no id twice, none missing, and the file replays to the same' -ForEach @(
        @{
            Name  = 'ForEach-Object -Parallel'
            Count = $env:TRACKING_TEST_FULL -eq '1' ? 10000 : 2500
            Start = { param($count) $text = "$save"; 1..8 | ForEach-Object -ThrottleLimit 8 -Parallel { & ([scriptblock]::Create($using:text)) $using:manifest $_ $using:count } }
        }
        @{
            Name  = 'thread jobs'
            Count = $env:TRACKING_TEST_FULL -eq '1' ? 10000 : 1000
            Start = { param($count) 1..8 | ForEach-Object { Start-ThreadJob -ScriptBlock $save -ArgumentList $manifest, $_, $count -ThrottleLimit 20 } | Receive-Job -Wait -AutoRemoveJob }
        }
        @{
            Name  = 'a runspace pool'
            Count = $env:TRACKING_TEST_FULL -eq '1' ? 10000 : 1000
            Start = {
                param($count)
                $pool = [runspacefactory]::CreateRunspacePool(1, 8)
                $pool.Open()
                $shells = foreach ($writer in 1..8) {
                    $shell = [powershell]::Create()
                    $shell.RunspacePool = $pool
                    $null = $shell.AddScript($save).AddArgument($manifest).AddArgument($writer).AddArgument($count)
                    @{ Shell = $shell; Result = $shell.BeginInvoke() }
                }
                foreach ($one in $shells) {
                    $one.Shell.EndInvoke($one.Result)
                    $one.Shell.Streams.Error | ForEach-Object { throw $_ }
                    $one.Shell.Dispose()
                }
                $pool.Dispose()
            }
        }
    ) {
        $ids = @(& $Start $Count)
        $state.Done = $true
        # An error in one of them is one here.
        $rounds = @($jobs | Receive-Job -Wait -ErrorAction Stop)
        $rounds | Should -HaveCount 3
        $rounds | ForEach-Object { $_ | Should -Match '^[1-9]' }

        $ids | Should -HaveCount (8 * $Count)
        $all = [Collections.Generic.HashSet[string]]::new([string[]] $ids)
        $all.Count | Should -Be (8 * $Count) -Because 'no id is given twice'
        $victims = @($state.Ids)
        $all.Overlaps([string[]] $victims) | Should -BeFalse
        # Every number up to the highest was given to somebody.
        $numbers = [long[]] ($ids + $victims)
        ($numbers | Measure-Object -Maximum).Maximum | Should -Be $numbers.Count

        foreach ($writer in 1..8) {
            $found = @(Search-Track "writer$writer")
            # One comparison, and not ten thousand.
            ($found.Data.n -join ',') -ceq ((1..$Count) -join ',') | Should -BeTrue -Because "all of writer $writer are there, in their order"
            $found.ForEach{ $null = $all.Remove($_.Id) }
            @($found.RunId | Sort-Object -Unique) | Should -HaveCount 1
        }
        $all.Count | Should -Be 0
        ((Search-Track victim).Id | Sort-Object) -join ',' | Should -BeExactly ((@($state.Kept) | Sort-Object) -join ',')

        $inMemory = (Get-StoreLine $store) -join "`n"
        $snapshot = Open-TrackStore $file -ReadOnly -WarningVariable warnings
        $warnings | Should -BeNullOrEmpty
        (Get-StoreLine $snapshot) -join "`n" -ceq $inMemory | Should -BeTrue -Because 'the file replays to what is in memory'
        $snapshot | Close-TrackStore
        Write-Host "  $Name`: $($rounds -join ', ')"
    }
}

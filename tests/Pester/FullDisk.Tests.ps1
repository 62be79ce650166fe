# Nothing that was refused lands later (format 5.3): one test on a disk that is really full.

BeforeDiscovery {
    Import-Module "$PSScriptRoot/ChildProcesses.psm1"
    # In a space of mounts of its own, so that nothing is left mounted whatever happens.
    $noMount = -not (Test-Program 'unshare', '--mount', '--map-root-user', 'mount', '-t', 'tmpfs', '-o', 'size=1m', 'none', '/tmp')
}

BeforeAll {
    Import-Module "$PSScriptRoot/TestHelpers.psm1", "$PSScriptRoot/ChildProcesses.psm1"
}

AfterAll {
    Stop-AllChildren
}

Describe 'On a full disk' -Skip:$noMount {
    BeforeAll {
        # A tmpfs of a megabyte, most of which is taken. What happens there is checked there, since it is gone with the process.
        $saving = {
            $ErrorActionPreference = 'Continue'
            $file = "$env:DISK/store.json"
            [IO.File]::WriteAllBytes("$env:DISK/ballast", [byte[]]::new(700kb))
            $saved = [ordered] @{}
            $refused = [Collections.Generic.List[string]]::new()

            function Save([int] $N, [int] $Size) {
                $id = Save-UserTrack a001 @{ n = $N; fill = 'x' * $Size } -ErrorVariable fault 2> $null
                if ($id) { $saved[$id] = $N }
                $fault | ForEach-Object { $refused.Add(($_.FullyQualifiedErrorId -split ',')[0]) }
            }
            function Test-Whole {
                [Text.Json.JsonDocument]::Parse([ReadOnlyMemory[byte]]::new([IO.File]::ReadAllBytes($file))).Dispose()
                foreach ($where in $store, $file) {
                    $found = (Search-Track -Store $where | ForEach-Object { "$($_.Id)=$($_.Data.n)" }) -join ' '
                    $expected = ($saved.Keys | ForEach-Object { "$_=$($saved[$_])" }) -join ' '
                    if ($found -cne $expected) { throw "found $found instead of $expected" }
                }
                (Get-ChildItem $env:DISK).Name -join ' '
            }

            $store = Open-TrackStore $file -Durability $env:DURABILITY
            # Large ones until one is refused, then small ones until those are, which fill what is left to the last byte.
            for ($n = 1; -not $refused.Count; $n++) { Save $n 20000 }
            "large: $($saved.Count) saved"
            for (; $refused.Count -lt 2; $n++) { Save $n 10 }
            "small: $($saved.Count) saved"
            1..20 | ForEach-Object { Save ($n++) ($_ * 100) }
            "refused: $($refused.Count) $($refused | Sort-Object -Unique)"
            "free: $([IO.DriveInfo]::new($env:DISK).AvailableFreeSpace)"
            "whole: $(Test-Whole)"

            $other = foreach ($try in { Save-UserTrack a001 @{ fill = 'y' * 20000 } -Update }, { Save-UserTrack a001 @{ more = 'y' * 20000 } -Merge }, { Save-UserTrack a002 @{ fill = 'y' * 20000 } }, { Optimize-TrackStore }) {
                $ErrorActionPreference = 'Stop'
                try { $null = & $try; 'done' } catch { ($_.FullyQualifiedErrorId -split ',')[0] }
                $ErrorActionPreference = 'Continue'
            }
            # What is small may still find room behind the last event.
            Remove-Track 1 -ErrorVariable fault 2> $null
            if (-not $fault) { $saved.Remove('0000001') }
            $runs = @(Get-TrackRun).Count
            "others: $other, $runs run"
            "still whole: $(Test-Whole)"

            # Room.
            Remove-Item "$env:DISK/ballast"
            $refused.Clear()
            1..5 | ForEach-Object { Save ($n++) 20000 }
            "with room: $($refused.Count) refused"
            "whole: $(Test-Whole)"
            Close-TrackStore
            $store = Open-TrackStore $file -WarningVariable warnings
            "reopened: $($warnings.Count) warnings, $(Test-Whole)"
            $null = Optimize-TrackStore
            "optimised: $(Test-Whole)"
            Save ($n++) 10
            "next: $(@($saved.Keys)[-1] - @($saved.Keys)[-2])"
        }

        $reporting = {
            $report = "$env:DISK/report.html"
            $null = Open-TrackStore -InMemory
            1..2000 | ForEach-Object { @{ n = $_; text = 'x' * 200 } } | Save-UserTrack a001 > $null
            Set-Content $report 'old'
            [IO.File]::WriteAllBytes("$env:DISK/ballast", [byte[]]::new(900kb))
            try { Export-TrackReport $report -ErrorAction Stop; 'done' } catch { ($_.FullyQualifiedErrorId -split ',')[0] }
            "$(Get-Content $report): $((Get-ChildItem $env:DISK).Name)"
            Remove-Item "$env:DISK/ballast"
            Export-TrackReport $report
            "$(Get-Content $report -TotalCount 1): $((Get-ChildItem $env:DISK).Name)"
        }

        # A store that finds no room at all when it is made, by each of the ways to make one.
        $making = {
            $ErrorActionPreference = 'Continue'
            $env:TRACKING_STORE = "$env:DISK/own.json"
            try { [IO.File]::WriteAllBytes("$env:DISK/ballast", [byte[]]::new(2mb)) } catch { }
            foreach ($try in { Open-TrackStore "$env:DISK/store.json" }, { Save-UserTrack a001 @{ n = 1 } -Store "$env:DISK/saved.json" }, { Save-UserTrack a001 @{ n = 1 } }, { Start-TrackRun a001 -Store "$env:DISK/run.json" }) {
                $ErrorActionPreference = 'Stop'
                try { $null = & $try; 'done' } catch { "$(($_.FullyQualifiedErrorId -split ',')[0]) $($_ -match '\.tmp') $($_ -match "^'$env:DISK/[a-z/]*\.json'")" }
                $ErrorActionPreference = 'Continue'
            }
            Remove-Item "$env:DISK/ballast"
            $id = Save-UserTrack a001 @{ n = 1 } -Store "$env:DISK/store.json"
            "then: $id"
        }

        function Invoke-OnSmallDisk([scriptblock] $Script, [string] $Durability) {
            $disk = New-TestFolder
            $mounted = 'unshare', '--mount', '--map-root-user', 'sh', '-c', 'mount -t tmpfs -o size=1m none "$0" && exec "$@"', $disk
            Invoke-Child @($mounted; Get-ScriptCommand $Script) -Environment @{ DISK = $disk; DURABILITY = $Durability }
        }
    }

    It 'each refusal is TrackStoreWriteFailed, all that was acknowledged is there, and saving goes on when there is room (<_>)' -ForEach 'EverySecond', 'Always' {
        $result = Invoke-OnSmallDisk $saving $_
        $because = "$($result.Lines -join "`n")`n$($result.Error)"
        $result.ExitCode | Should -Be 0 -Because $because
        $result.Error | Should -BeNullOrEmpty
        $lines = @{}
        foreach ($line in $result.Lines) { $name, $value = $line -split ': ', 2; $lines[$name] = $value }

        $large = [int] ($lines['large'] -split ' ')[0]
        $large | Should -BeGreaterThan 5 -Because $because
        [int] ($lines['small'] -split ' ')[0] | Should -BeGreaterThan $large -Because $because
        $lines['free'] | Should -Be '0'
        $lines['refused'] | Should -Match '^2\d TrackStoreWriteFailed$'
        $lines['others'] | Should -Be "$(@('TrackStoreWriteFailed') * 4), 1 run"
        $lines['still whole'] | Should -Be 'ballast store.json'
        $lines['with room'] | Should -Be '0 refused'
        $lines['whole'] | Should -Be 'store.json'
        $lines['reopened'] | Should -Be '0 warnings, store.json'
        $lines['optimised'] | Should -Be 'store.json'
        $lines['next'] | Should -Be '1'
    }

    It 'a store that finds no room when it is made is TrackStoreWriteFailed, which names the file, and is made when there is room' {
        $result = Invoke-OnSmallDisk $making
        $result.Error | Should -BeNullOrEmpty
        $result.Lines | Should -BeExactly @(@('TrackStoreWriteFailed False True') * 4; 'then: 0000001')
    }

    It 'a report that finds no room leaves the one that was there, and nothing of itself' {
        $result = Invoke-OnSmallDisk $reporting
        $result.Error | Should -BeNullOrEmpty
        $result.Lines | Should -BeExactly 'TrackReportWriteFailed', 'old: ballast report.html', '<!DOCTYPE html>: report.html'
    }
}

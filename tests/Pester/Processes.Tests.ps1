# One writer: format 6.

BeforeDiscovery {
    Import-Module "$PSScriptRoot/ChildProcesses.psm1"
    $noLinks = $IsWindows
}

BeforeAll {
    Import-Module "$PSScriptRoot/TestHelpers.psm1", "$PSScriptRoot/ChildProcesses.psm1"
    $full = $env:TRACKING_TEST_FULL -eq '1'

    # A process that holds a store until its input ends.
    function Start-Holder([string] $File) {
        $child = Start-Child (Get-DriverCommand 'hold', $File)
        Read-ChildLine $child '^held$' | Should -Be 'held' -Because $child.Error
        $child
    }
}

AfterAll {
    Stop-AllChildren
}

Describe 'A store that another process holds' {
    BeforeAll {
        $file = Join-Path (New-TestFolder) 'store.json'
        $null = Save-UserTrack a001 @{ k = 1 } -Store $file
        $owner = Start-Holder $file
    }

    AfterAll {
        $null = Wait-Child $owner
    }

    It 'is refused by <_>, which names the owner and says what to do' -ForEach 'Open-TrackStore', 'Save-UserTrack' {
        $command = $_
        $fault = Get-ErrorOf { if ($command -eq 'Open-TrackStore') { Open-TrackStore $file } else { Save-UserTrack a001 @{ k = 2 } -Store $file } }
        $fault.FullyQualifiedErrorId | Should -BeLike 'TrackStoreLocked,*'
        "$fault" | Should -Match "\bprocess $($owner.Process.Id)\b"
        "$fault" | Should -Match ([regex]::Escape([Environment]::MachineName))
        "$fault" | Should -Match '-ReadOnly'
    }

    It 'is refused after about a second' {
        $waited = [Diagnostics.Stopwatch]::StartNew()
        $null = Get-ErrorOf { Open-TrackStore $file }
        $waited.Elapsed.TotalSeconds | Should -BeGreaterThan 0.95
        $waited.Elapsed.TotalSeconds | Should -BeLessThan 5
    }

    It 'can be read all the same, at once and without a trace' {
        $before = Get-ChildItem (Split-Path $file) | ForEach-Object { "$($_.Name) $($_.Length) $($_.LastWriteTimeUtc.Ticks)" }
        $waited = [Diagnostics.Stopwatch]::StartNew()
        (Search-Track -Store $file).Data.k | Should -Be 1
        $waited.Elapsed.TotalSeconds | Should -BeLessThan 0.9
        Get-ChildItem (Split-Path $file) | ForEach-Object { "$($_.Name) $($_.Length) $($_.LastWriteTimeUtc.Ticks)" } | Should -Be $before
    }

    It 'is still the owner''s after all that' {
        (Get-ErrorOf { Open-TrackStore $file }).FullyQualifiedErrorId | Should -BeLike 'TrackStoreLocked,*'
    }
}

Describe 'A store whose owner goes' {
    BeforeEach {
        $file = Join-Path (New-TestFolder) 'store.json'
        $owner = Start-Holder $file
    }

    AfterEach {
        Get-TrackStore -Open | Where-Object Path -EQ $file | Close-TrackStore
    }

    It 'can be opened when the owner has closed it' {
        (Wait-Child $owner).Lines[-1] | Should -Be 'closed'
        (Open-TrackStore $file).IsOpen | Should -BeTrue
    }

    It 'can be opened when the owner was killed' {
        (Stop-Child $owner).ExitCode | Should -Be 137
        (Open-TrackStore $file).IsOpen | Should -BeTrue
    }

    It 'can be opened by one who waits when the owner closes it within the second' {
        $owner.Process.StandardInput.Close()
        (Open-TrackStore $file).IsOpen | Should -BeTrue
    }

    It 'is not kept by a program that the owner has started' -Skip:$IsWindows {
        $other = Join-Path (New-TestFolder) 'store.json'
        $child = Start-Child (Get-ScriptCommand {
            $null = Open-TrackStore $env:FILE
            $null = Save-UserTrack a001 @{ k = 1 }
            [Console]::Out.WriteLine([Diagnostics.Process]::Start('sleep', '600').Id)
            Start-Sleep 600
        }) -Environment @{ FILE = $other }
        $sleeper = [int] (Read-ChildLine $child '^\d+$')
        try {
            # Not Stop-Child, which waits for the end of the output, and that the sleeping one has too.
            $child.Process.Kill()
            $child.Process.WaitForExit()
            Get-Process -Id $sleeper | Should -Not -BeNullOrEmpty
            $store = Open-TrackStore $other
            Save-UserTrack a001 @{ k = 2 } | Should -BeExactly '0000002'
            $store | Close-TrackStore
        }
        finally {
            Stop-Process -Id $sleeper
        }
        $null = Wait-Child $owner
    }
}

Describe 'Other names of a store' -Skip:$noLinks {
    BeforeAll {
        $folder = New-TestFolder
        $file = "$folder/real/store.json"
        $null = New-Item -ItemType Directory "$folder/real/sub"
        $null = Save-UserTrack a001 @{ k = 1 } -Store $file
        $null = New-Item -ItemType SymbolicLink "$folder/link.json" -Target $file
        $null = New-Item -ItemType SymbolicLink "$folder/relative.json" -Target 'real/store.json'
        $null = New-Item -ItemType SymbolicLink "$folder/twice.json" -Target 'relative.json'
        $null = New-Item -ItemType SymbolicLink "$folder/linked" -Target "$folder/real"
        $owner = Start-Holder $file
    }

    AfterAll {
        $null = Wait-Child $owner
    }

    It '<_> meets the lock' -ForEach 'link.json', 'twice.json', 'linked/store.json', 'linked/sub/../store.json', 'real/../real/./store.json' {
        Push-Location $folder
        try {
            $name = $_
            $fault = Get-ErrorOf { Open-TrackStore $name }
            $fault.FullyQualifiedErrorId | Should -BeLike 'TrackStoreLocked,*'
            "$fault" | Should -Match "\bprocess $($owner.Process.Id)\b"
        }
        finally {
            Pop-Location
        }
    }

    It 'a hard link meets the lock too' {
        $null = New-Item -ItemType HardLink "$folder/hard.json" -Target $file
        try {
            $fault = Get-ErrorOf { Open-TrackStore "$folder/hard.json" }
            $fault.FullyQualifiedErrorId | Should -BeLike 'TrackStoreLocked,*'
            "$fault" | Should -Match "\bprocess $($owner.Process.Id)\b"
            (Search-Track -Store "$folder/hard.json").Data.k | Should -Be 1
        }
        finally {
            Remove-Item "$folder/hard.json"
        }
    }

    It 'are one store in one process' {
        $other = "$folder/other.json"
        $store = Open-TrackStore $other
        try {
            $null = New-Item -ItemType SymbolicLink "$folder/other-link.json" -Target 'other.json'
            Open-TrackStore "$folder/other-link.json" | Should -Be $store
            Save-UserTrack a001 @{ k = 1 } -Store "$folder/linked/../other-link.json" | Should -BeExactly '0000001'
            Save-UserTrack a001 @{ k = 1 } | Should -BeExactly '0000002'
        }
        finally {
            $store | Close-TrackStore
        }
    }
}

Describe 'Many processes' {
    It 'that race for one file never own it together, even when some are killed' -Skip:(-not $IsLinux) {
        $file = Join-Path (New-TestFolder) 'store.json'
        $seconds = $full ? 60 : 3
        $count = $full ? 16 : 8
        $racers = foreach ($i in 1..$count) { Start-Child (Get-DriverCommand 'race', $file, $seconds) }
        $racers | ForEach-Object { Skip-ChildLine $_ }
        $killed = foreach ($i in 0..3) {
            Start-Sleep -Milliseconds ($seconds * 100)
            Stop-Child $racers[$i]
        }
        $survived = foreach ($racer in $racers[4..($count - 1)]) { Wait-Child $racer }
        # One that is killed before it says anything has no lines.
        $lines = @(@($killed) + @($survived) | ForEach-Object { $_.Lines })

        $lines -match '^differs' | Should -BeNullOrEmpty
        $killed.ExitCode | Should -Be (@(137) * 4)
        $survived.ExitCode | Should -Be (@(0) * ($count - 4)) -Because (($survived.Lines -notmatch '^(ack|locked|owned) ') + $survived.Error -join "`n")

        # Whoever was refused was told of a process, and that one was a racer.
        $ids = $racers.Process.Id
        $lines -match '^locked ' -replace '.*\bprocess (\d+) .*', '$1' | Where-Object { $_ -notin $ids -and $_ -notlike '*another process*' } | Should -BeNullOrEmpty

        # Every acknowledged track is there, once, and only a killed one may have one more.
        $saved = @{}
        $acknowledged = $lines -match '^ack '
        foreach ($line in $acknowledged) {
            $null, $number, $n = $line -split ' '
            $saved.ContainsKey($number) | Should -BeFalse -Because "$number was given twice"
            $saved[$number] = $n
        }
        $tracks = @(Search-Track -Store $file)
        foreach ($track in $tracks | Where-Object { $saved.ContainsKey("$($_.Number)") }) {
            if ($saved["$($track.Number)"] -ne $track.Data.n) { throw "Track $($track.Number) is $($track.Data.n), and not $($saved["$($track.Number)"])." }
            $saved.Remove("$($track.Number)")
        }
        $saved.Count | Should -Be 0
        $tracks.Count - $acknowledged.Count | Should -BeIn (0..4)
        # It went from one to another, however slow the machine is.
        $times = ($survived.Lines -match '^owned ' -replace 'owned ' | Measure-Object -Sum).Sum
        $times | Should -BeGreaterThan 1
        Write-Host "  $count processes in $seconds s: owned it $times times, $($acknowledged.Count) tracks, refused $(@($lines -match '^locked ').Count) times"
    }

    It 'that read while one appends 10,000 times and optimises twice see only states that existed, in their order' {
        $file = Join-Path (New-TestFolder) 'store.json'
        $steps = $full ? 100000 : 10000
        $null = Invoke-Child (Get-DriverCommand 'work', $file, 'small', '7', '0', '0', 'EverySecond')
        $readers = foreach ($i in 1..2) { Start-Child (Get-DriverCommand 'read', $file, 'small', '7', $steps) }
        $readers | ForEach-Object { Read-ChildLine $_ '^reading$' | Should -Be 'reading' }
        $writer = Start-Child (Get-DriverCommand 'work', $file, 'small', '7', '0', $steps, 'EverySecond')

        # A third one is this process, by a cmdlet.
        $highest = -1
        $reads = 0
        Skip-ChildLine $writer
        while (-not $writer.Process.HasExited) {
            $tracks = @(Search-Track -Store $file -WarningVariable warnings 3> $null)
            $warnings | Should -BeNullOrEmpty
            $newest = ($tracks | ForEach-Object { $_.Data.n } | Measure-Object -Maximum).Maximum ?? -1
            $newest | Should -BeGreaterOrEqual $highest
            $highest = $newest
            $reads++
        }

        $result = Wait-Child $writer
        $result.ExitCode | Should -Be 0 -Because "$($result.Lines -match '^(differs|error)')"
        $saw = $readers | ForEach-Object { Wait-Child $_ }
        foreach ($one in $saw) {
            $one.ExitCode | Should -Be 0 -Because "$($one.Lines -join '; ') $($one.Error)"
            # Some states while they came to be, or nothing was tested.
            [int] ($one.Lines[-1] -split ' ')[2] | Should -BeGreaterThan 5
        }
        # Every 4,000 steps it is optimised.
        (Get-Content $file -First 1) | Should -Match "`"generation`":$($full ? 26 : 3),"
        Write-Host "  readers: $($saw.ForEach{ $_.Lines[-1] } -join ', '); the cmdlet read $reads times"
    }

    It 'that save to one path side by side are never refused, and get their share' -Skip:(-not $IsLinux) {
        $root = New-TestFolder
        $null = New-Item -ItemType Directory "$root/witnesses", "$root/home", "$root/store"
        $count = $full ? 16 : 6
        $savers = foreach ($i in 1..$count) { Start-Child (Get-DriverCommand 'lease', "$root/store/store.json", "$root/witnesses", "$root/home", ($full ? 60 : 3)) }
        $savers | ForEach-Object { Skip-ChildLine $_ }
        $results = $savers | ForEach-Object { Wait-Child $_ }
        $results.ExitCode | Should -Be (@(0) * $count) -Because ($results.Lines -match '^differs' -join "`n")
        $results.Lines -match '^(locked|refused|failed|warning)' | Should -BeNullOrEmpty
        $owned = [int[]] ($results.Lines -match '^owned ' -replace '^owned ')
        Write-Host "  savers: each had the store $(($owned | Measure-Object -Minimum).Minimum) to $(($owned | Measure-Object -Maximum).Maximum) times"
        ($owned | Measure-Object -Minimum).Minimum | Should -BeGreaterThan 0
        $saved = @($results.Lines -match '^ack ' -replace '^ack (\S+) .*', '$1')
        (Search-Track -Store "$root/store/store.json").Data.n | Sort-Object | Should -Be ($saved | Sort-Object)
        (Get-ChildItem "$root/store", "$root/home" -Force).Name | Should -Be 'store.json'
    }

    It 'that save to a path whose file is moved, deleted, replaced, emptied and optimised never own one file together, and lose nothing' -Skip:(-not $IsLinux) {
        $root = New-TestFolder
        $null = New-Item -ItemType Directory "$root/witnesses", "$root/home", "$root/store", "$root/evidence"
        $seconds = $full ? 60 : 4
        $disturber = Start-Child (Get-DriverCommand 'disturb', "$root/store/store.json", "$root/evidence", $seconds)
        $savers = foreach ($i in 1..($full ? 16 : 6)) { Start-Child (Get-DriverCommand 'lease', "$root/store/store.json", "$root/witnesses", "$root/home", $seconds) }
        $savers | ForEach-Object { Skip-ChildLine $_ }
        $results = $savers | ForEach-Object { Wait-Child $_ }
        $disturbed = Wait-Child $disturber
        $results.ExitCode | Should -Be (@(0) * $savers.Count) -Because (@($results.Lines -match '^differs') + $results.Error -join "`n")
        $disturbed.ExitCode | Should -Be 0 -Because $disturbed.Error
        $results.Lines -match '^(locked|refused|failed)' | Should -BeNullOrEmpty

        # All marks that any file holds, whatever became of it; a file that was cut in the middle is no store.
        $found = [Collections.Generic.HashSet[string]]::new()
        foreach ($file in Get-ChildItem $root -Recurse -File | Where-Object Extension -NE '.removed') {
            foreach ($match in [regex]::Matches([IO.File]::ReadAllText($file.FullName), '"n":"(\d+-\d+)"')) { $null = $found.Add($match.Groups[1].Value) }
        }
        # Whoever began to close before an act had ended may have looked before it: that is as if the file had been closed.
        $emptied = @($disturbed.Lines -match '^emptied ' | ForEach-Object { , [long[]] (-split $_)[1, 2] })
        $removed = @($disturbed.Lines -match '^removed ' | ForEach-Object { , [long[]] (-split $_)[1, 2] })
        $gone = @{}
        foreach ($line in $disturbed.Lines -match '^removed ') {
            $null, $null, $end, $path = -split $line
            foreach ($match in [regex]::Matches([IO.File]::ReadAllText($path), '"n":"(\d+-\d+)"')) {
                $gone[$match.Groups[1].Value] = [Math]::Max([long] $end, [long] $gone[$match.Groups[1].Value])
            }
        }
        $saved = 0
        $lost = foreach ($result in $results) {
            $open = @()
            foreach ($line in $result.Lines) {
                $what, $text, $null = -split $line
                if ($what -eq 'ack') { $open += $text; $saved++ }
                elseif ($what -eq 'closing') { $begun = [long] $text }
                elseif ($what -eq 'closed') {
                    $isBehind = ($emptied | Where-Object { $begun -ge $_[0] -and $begun -le $_[1] }) -or ($removed | Where-Object { $begun -le $_[1] -and [long] $text -ge $_[0] })
                    if (-not $isBehind) { $open | Where-Object { -not $found.Contains($_) -and $begun -gt [long] $gone[$_] } }
                    $open = @()
                }
            }
        }
        Write-Host "  $saved saves; the disturber $($disturbed.Lines -match '^did '); told $(@($results.Lines -match '^warning ').Count) times"
        $saved | Should -BeGreaterThan 0
        $lost | Should -BeNullOrEmpty
        Get-ChildItem "$root/store", "$root/home" -Force | Where-Object Name -NotMatch '^store(\.rescued-.*)?\.json$' | Should -BeNullOrEmpty
    }

    It 'that log to their own session file all complete' {
        $sessions = New-TestFolder
        $count = $full ? 20 : 5
        $children = foreach ($i in 1..$count) {
            Start-Child (Get-ScriptCommand {
                1..50 | ForEach-Object { Save-UserTrack a001 @{ process = $env:NUMBER; n = $_ } } | Select-Object -Last 1
                $null = Stop-TrackRun a001
                (Get-TrackStore).Path
            }) -Environment @{ TRACKING_HOME = $sessions; TRACKING_STORE = $null; NUMBER = "$i" }
        }
        $children | ForEach-Object { Skip-ChildLine $_ }
        $results = $children | ForEach-Object { Wait-Child $_ }
        $results.ExitCode | Should -Be (@(0) * $count) -Because ($results.Error -join "`n")
        $results.ForEach{ $_.Lines[0] } | Should -Be (@('0000050') * $count)
        $files = @(Get-ChildItem $sessions -Filter *.json)
        $files | Should -HaveCount $count
        $files.FullName | Sort-Object | Should -Be ($results.ForEach{ $_.Lines[1] } | Sort-Object)
        foreach ($file in $files.FullName) {
            $tracks = @(Search-Track -Store $file)
            $tracks.Data.n | Should -Be (1..50)
            @($tracks.Data.process | Sort-Object -Unique) | Should -HaveCount 1
            (Get-TrackRun -Store $file).Finished | Should -BeTrue
        }
    }
}

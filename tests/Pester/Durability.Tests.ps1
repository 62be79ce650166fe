# Durability: format 8. One PowerShell does all kinds of change under strace, and says on its
# output where it is; each test looks at the calls between two such places.

BeforeDiscovery {
    Import-Module "$PSScriptRoot/ChildProcesses.psm1"
    $noStrace = -not (Test-Strace)
}

BeforeAll {
    Import-Module "$PSScriptRoot/TestHelpers.psm1", "$PSScriptRoot/ChildProcesses.psm1"
}

AfterAll {
    Stop-AllChildren
}

Describe 'What reaches the disk, and when' -Skip:$noStrace {
    BeforeAll {
        # Every call by which one can touch a file.
        $calls = @(
            'openat', 'close', 'read', 'pread64', 'readv', 'write', 'pwrite64', 'writev', 'lseek', 'fstat', 'newfstatat', 'statx', 'stat', 'lstat', 'access', 'readlink', 'fsync', 'fdatasync'
            'sync_file_range', 'ftruncate', 'fallocate', 'rename', 'renameat2', 'unlink', 'mkdir', 'fchmod', 'chmod', 'flock', 'fcntl', 'mmap', 'msync'
        )
        $folder = New-TestFolder
        Copy-Item "$PSScriptRoot/../OldFiles/0.1/optimized.json" "$folder/old.json"
        $log = Join-Path (New-TestFolder) 'calls'
        $result = Invoke-Child @(Get-StracePrefix $log $calls; Get-ScriptCommand {
            $folder = $env:FOLDER
            function At([string] $Place) { [Console]::Out.WriteLine("@$Place") }
            function Open([string] $Name, $Durability = 'EverySecond') { Open-TrackStore "$folder/$Name.json" -Durability $Durability }

            At 'start'
            $always = Open always Always; At 'always opened'
            $id = Save-UserTrack a001 @{ n = 1 }; At "always $id"
            $id = Save-UserTrack a001 @{ n = 2 } -Update; At 'always updated'
            Remove-Track 1; At 'always removed'
            $id = Start-TrackRun first; At 'always raised'
            $id = Start-TrackRun a001; At 'always started'
            $id = Stop-TrackRun a001; At 'always stopped'
            $null = Optimize-TrackStore; At 'always optimised'
            $id = Save-UserTrack a001 @{ n = 3 }; At 'always after'
            Close-TrackStore; At 'always closed'

            # As module version 0.1 wrote it.
            $old = Open old Always
            $id = Start-TrackRun first; At 'old opened'
            $old | Close-TrackStore

            $onClose = Open onclose OnClose; At 'onclose opened'
            $id = Save-UserTrack a001 @{ n = 1 }; At 'onclose saved'
            $every = Open every; At 'every opened'
            $id = Save-UserTrack a001 @{ n = 1 }; At 'every saved'
            Start-Sleep -Milliseconds 1400; At 'waited'
            $id = Save-UserTrack a001 @{ n = 2 } -Store $every; At 'every saved again'
            $id = Stop-TrackRun a001 -Store $every; At 'every stopped'
            $id = Save-UserTrack a001 @{ n = 3 } -Store $every; At 'every saved last'
            $every | Close-TrackStore; At 'every closed'
            $id = Stop-TrackRun a001 -Store $onClose; At 'onclose stopped'
            $onClose | Close-TrackStore; At 'onclose closed'

            $piped = Open piped OnClose
            $id = Save-UserTrack a001 @{ n = 0 }; At 'pipe'
            $ids = 1..100 | ForEach-Object { @{ n = $_ } } | Save-UserTrack a001; At 'piped'
            $exitOnClose = Open 'exit onclose' OnClose
            $id = Save-UserTrack a001 @{ n = 1 }
            $removed = Open removed OnClose
            $id = Save-UserTrack a001 @{ n = 1 }; At 'module'
            Remove-Module Tracking; At 'module removed'
            Import-Module $env:MANIFEST
            $exitEvery = Open 'exit every'
            $id = Save-UserTrack a001 @{ n = 1 }; At 'exit'
        }) -Environment @{ FOLDER = $folder; MANIFEST = [IO.Path]::GetFullPath("$PSScriptRoot/../../Tracking.psd1") }
        $result.ExitCode | Should -Be 0 -Because $result.Error

        # In one line each: the call, what it was done to, relative to the folder, and when.
        $trace = @(
            foreach ($call in Get-TracedCall $log) {
                if ($call.Name -eq 'write' -and $call.Arguments -match '^\d+<.*?>, "@(.*?)\\n"') {
                    [pscustomobject] @{ What = "at $($Matches[1])"; Time = $call.Time; End = $call.End; Thread = $call.Thread }
                }
                elseif ($call.Arguments.Contains($folder)) {
                    # The second path of a rename is the telling one; the content of a write is not.
                    $paths = [regex]::Matches($call.Arguments, '[<"](' + [regex]::Escape($folder) + '[^>"]*)[>"]')
                    $name = $paths.Count ? $paths[$paths.Count - 1].Groups[1].Value.Substring($folder.Length).TrimStart('/') : '?'
                    [pscustomobject] @{ What = "$($call.Name) $($name ? $name : '.')"; Time = $call.Time; End = $call.End; Thread = $call.Thread }
                }
            }
        )

        # The calls between two places.
        function Get-Call([string] $From, [string] $To) {
            $start = [Array]::IndexOf($trace.What, "at $From")
            $end = $To ? [Array]::IndexOf($trace.What, "at $To") : $trace.Count
            $start | Should -BeGreaterOrEqual 0 -Because $From
            $end | Should -BeGreaterThan $start -Because $To
            $trace | Select-Object -Skip ($start + 1) -First ($end - $start - 1)
        }

        # Those that write, rename and flush.
        function Get-Change([string] $From, [string] $To) {
            @(@((Get-Call $From $To).What) -match '^(pwrite64|write|writev|fsync|fdatasync|rename|renameat2|ftruncate|mkdir|unlink) ')
        }
    }

    It 'a new file is written beside its place, flushed, renamed, and its folder flushed, before its writer has a line in it' {
        Get-Change 'start' 'always opened' |
            Should -Be 'pwrite64 always.json.1.tmp', 'pwrite64 always.json.1.tmp', 'fsync always.json.1.tmp', 'renameat2 always.json', 'fsync .', 'pwrite64 always.json', 'fsync always.json'
    }

    It 'Always: <Change> is written, by one call, and flushed before it is acknowledged' -ForEach @(
        @{ Change = 'a save'; From = 'always opened'; To = 'always 0000001' }
        @{ Change = 'an update'; From = 'always 0000001'; To = 'always updated' }
        @{ Change = 'a removal'; From = 'always updated'; To = 'always removed' }
        @{ Change = 'the start of a run'; From = 'always removed'; To = 'always raised' }
        @{ Change = 'the end of a run'; From = 'always started'; To = 'always stopped' }
        @{ Change = 'a save after an optimisation'; From = 'always optimised'; To = 'always after' }
    ) {
        Get-Change $From $To | Should -Be 'pwrite64 always.json', 'fsync always.json'
    }

    It 'the first change of a file of before raises its format version first, which is flushed before anything newer is written' {
        $write = 'pwrite64 old.json', 'fsync old.json'
        $changes = @(Get-Change 'always closed' 'old opened' | Where-Object { $_ -like '*old.json' })
        # What was there is flushed first.
        $changes | Select-Object -Skip ([array]::IndexOf($changes, $write[0])) -First 4 | Should -Be ($write + $write)
    }

    It 'an optimised file is written beside its place, flushed, renamed, and its folder flushed before it is acknowledged' {
        $changes = Get-Change 'always stopped' 'always optimised' | Where-Object { $_ -notlike 'unlink *' }
        # Behind the last flush, its writer has a line in it.
        $changes | Select-Object -Last 5 | Should -Be 'fsync always.json.1.tmp', 'renameat2 always.json', 'fsync .', 'pwrite64 always.json', 'fsync always.json'
        $changes | Select-Object -SkipLast 5 | Select-Object -Unique | Should -Be 'pwrite64 always.json.1.tmp', 'fsync always.json.1.tmp'
    }

    It 'EverySecond: a save is acknowledged without a flush' {
        Get-Change 'every opened' 'every saved' | Should -Be 'pwrite64 every.json'
    }

    It 'EverySecond: it is flushed within a second, in the background' {
        $written = @(Get-Call 'every opened' 'every saved' | Where-Object What -EQ 'pwrite64 every.json')[0]
        $flushed = @(Get-Call 'every saved' 'waited' | Where-Object What -EQ 'fsync every.json')
        $flushed | Should -HaveCount 1
        $flushed[0].Thread | Should -Not -Be $written.Thread
        # To its end. On a busy machine the timer may come late, which no code of ours can help.
        $seconds = $flushed[0].End - $written.Time
        Write-Host "  flushed after $($seconds.ToString('0.000')) s"
        $seconds | Should -BeLessThan 1.2
    }

    It 'EverySecond: the end of a run is flushed before it is acknowledged, with all before it' {
        Get-Change 'waited' 'every saved again' | Should -Be 'pwrite64 every.json'
        Get-Change 'every saved again' 'every stopped' | Should -Be 'pwrite64 every.json', 'fsync every.json'
    }

    It 'EverySecond: closing flushes' {
        Get-Change 'every saved last' 'every closed' | Select-Object -First 1 | Should -Be 'fsync every.json'
    }

    It 'OnClose: nothing is flushed, at the end of a run neither' {
        Get-Change 'onclose opened' 'onclose stopped' | Where-Object { $_ -like '* onclose.json*' } | Should -Be 'pwrite64 onclose.json', 'pwrite64 onclose.json'
    }

    It 'OnClose: closing flushes' {
        Get-Change 'onclose stopped' 'onclose closed' | Select-Object -First 1 | Should -Be 'fsync onclose.json'
    }

    It 'a save in a pipeline is a look at the length and one pwrite64, and no other call on the store' {
        $between = @((Get-Call 'pipe' 'piped').What)
        $between | Should -Be (@('lseek piped.json', 'pwrite64 piped.json') * 100)
    }

    It 'removing the module flushes what is open' {
        $changes = Get-Change 'module' 'module removed'
        $changes | Should -Contain 'fsync removed.json'
        $changes | Should -Contain 'fsync exit onclose.json'
    }

    It 'the exit of the shell flushes what is open (<_>)' -ForEach 'exit onclose', 'exit every' {
        $name = $_
        $trace.What | Select-Object -Skip ([Array]::IndexOf($trace.What, 'at exit') + 1) | Should -Contain "fsync $name.json"
        (Search-Track -Store "$folder/$name.json").Data.n | Should -Be 1
    }
}

Describe 'A shell that is ended by a signal' -Skip:$IsWindows {
    BeforeAll {
        # A process inherits what is ignored. The first bit is the first signal, SIGHUP.
        $ignored = (Test-Path /proc/self/status) ? ((Get-Content /proc/self/status) -match '^SigIgn:' -replace '^SigIgn:\s*') : '0'
        $isHangUpIgnored = ([Convert]::ToUInt64("$ignored", 16) -band 1) -eq 1
    }

    It 'loses nothing that was acknowledged (SIG<_>)' -ForEach 'TERM', 'HUP' {
        if ($_ -eq 'HUP' -and $isHangUpIgnored) { Set-ItResult -Skipped -Because 'whoever started the tests has SIGHUP ignored, as nohup does' }
        # .NET 10 leaves these signals to the system, which ends the process at once: no handler of ours could flush.
        $file = Join-Path (New-TestFolder) 'store.json'
        $child = Start-Child (Get-ScriptCommand {
            $null = Open-TrackStore $env:FILE -Durability OnClose
            $null = Save-UserTrack a001 @{ n = 1 }
            [Console]::Out.WriteLine('ready')
            Start-Sleep 60
        }) -Environment @{ FILE = $file }
        $null = Read-ChildLine $child '^ready'
        Send-Signal $_ $child.Process.Id
        (Wait-Child $child).ExitCode | Should -BeIn 143, 129
        Test-JsonFile $file | Should -BeTrue
        Save-UserTrack a001 @{ n = 2 } -Store $file -WarningVariable warnings | Should -BeExactly '0000002'
        $warnings | Should -BeNullOrEmpty
        (Search-Track -Store $file).Data.n | Should -Be 1, 2
    }
}

# A killed process loses nothing that was acknowledged: format 7 and 8.1.
#
# Three ways to die: at a system call of the store, by strace, before the call is done; in the middle of a write, after a byte that is chosen, by
# the limit that the system has for the size of files (its signal kills, and is sent when a part is written); and at whatever moment. At the same places
# a call may fail in the system's stead, and the process lives on.

BeforeDiscovery {
    Import-Module "$PSScriptRoot/ChildProcesses.psm1"
    $noStrace = -not (Test-Strace)
    $noLimit = -not (Test-Program 'prlimit', '--fsize=100000', 'true')
    $rescues = 'deleted', 'moved', 'rotated', 'emptied', 'cut', 'overwritten', 'replaced', 'gone'
}

BeforeAll {
    Import-Module "$PSScriptRoot/TestHelpers.psm1", "$PSScriptRoot/ChildProcesses.psm1"
    $full = $env:TRACKING_TEST_FULL -eq '1'
    $killed = @{ AtCall = 0; InWrite = 0; AnyTime = 0; Pwsh = 0 }
    $failed = @{ Calls = 0 }
    # What is killed is chosen anew each time, and can be had again.
    $seed = Get-Random -Maximum 1000000
    $random = [Random]::new($seed)
    Write-Host "  crash tests with seed $seed"

    $storeCalls = 'openat', 'fchmod', 'fcntl', 'pwrite64', 'fsync', 'renameat2', 'unlink', 'close'

    function Get-WorkCommand([string] $File, [int] $Seed, [int] $Done, [int] $Steps, [string] $Durability = 'Always', [string] $Script = 'mixed') {
        Get-DriverCommand 'work', $File, $Script, $Seed, $Done, $Steps, $Durability
    }

    # What a process does to the files of a store, as one point for each call: its name, and which of that name it is. strace counts those on the store's
    # known paths, or all that the thread makes anywhere. Those behind a call that the text is in are given, or all.
    function Get-KillPoint([string] $File, [string[]] $Command, [switch] $Anywhere, [string[]] $Calls = $storeCalls, [string] $Behind = '', [string] $Root = (Split-Path $File), [switch] $Threads) {
        $log = Join-Path (New-TestFolder) 'calls'
        $result = Invoke-Child @(Get-StracePrefix $log $Calls -Path ($Anywhere ? @() : (Get-StorePath $File)); $Command)
        if ($result.ExitCode) { throw "Nothing was to go wrong yet: $($result.Lines -join '; ') $($result.Error)" }
        $traced = @(Get-TracedCall $log)
        $ours = @($traced | Where-Object { $_.Arguments.Contains($Root) })
        if (-not $Threads) { @($ours.Thread | Sort-Object -Unique) | Should -HaveCount 1 -Because 'the calls of each thread are counted for themselves' }
        $numbers = @{}
        $isBehind = -not $Behind
        foreach ($call in $traced) {
            $number = ++$numbers["$($call.Thread) $($call.Name)"]
            if ($isBehind -and $call.Arguments.Contains($Root)) { [pscustomobject] @{ Call = $call.Name; Number = $number; Thread = $call.Thread; Arguments = $call.Arguments } }
            $isBehind = $isBehind -or $call.Arguments.Contains($Behind)
        }
    }

    # Those of the compaction: from the making of the new file to the closing of the old one.
    function Get-CompactionPoint([string] $File, [string[]] $Command, [string[]] $Calls) {
        $points = @(Get-KillPoint $File $Command -Calls $Calls -Threads | Group-Object Thread | Sort-Object Count | Select-Object -Last 1 -ExpandProperty Group)
        $begin = [Array]::FindLastIndex($points, [Predicate[object]] { $args[0].Call -eq 'openat' -and $args[0].Arguments.Contains('.1.tmp') })
        $end = [Array]::FindIndex($points, $begin, [Predicate[object]] { $args[0].Call -eq 'unlink' })
        $points[$begin..($end + 5)]
    }

    # All points, or at random one of each kind of call, and of some kinds more; or so many.
    function Select-KillPoint([object[]] $Point, [hashtable] $More = @{}, [int] $Most) {
        if ($full) { return $Point }
        if ($Most) { return $Point | Sort-Object { $random.Next() } | Select-Object -First $Most }
        foreach ($group in $Point | Group-Object Call) {
            $group.Group | Sort-Object { $random.Next() } | Select-Object -First ($More[$group.Name] ?? 1)
        }
    }

    function Get-StorePath([string] $File) {
        $File, "$File.1.tmp", (Split-Path $File)
    }

    function Invoke-KilledAt([object] $Point, [string] $File, [string[]] $Command, [switch] $Anywhere, [string[]] $Calls = $storeCalls) {
        $prefix = Get-StracePrefix (Join-Path (New-TestFolder) 'calls') $Calls -Path ($Anywhere ? @() : (Get-StorePath $File)) -Inject "$($Point.Call):signal=SIGKILL:when=$($Point.Number)"
        Invoke-Child @($prefix; $Command)
    }

    # Has a call fail, once or from then on, for a reason that it can have; returns what Invoke-Child does, and whether a call that was one of ours failed.
    $reasons = @{
        openat = 'EIO', 'ENOSPC', 'EMFILE'; fchmod = 'EIO', 'EPERM'; fcntl = 'ENOLCK', 'EINVAL'; pwrite64 = 'EIO', 'ENOSPC', 'EDQUOT'; fsync = 'EIO', 'ENOSPC', 'EINVAL'
        ftruncate = 'EIO', 'EINVAL'; renameat2 = 'EINVAL', 'ENOSYS', 'EXDEV', 'EIO', 'EBUSY', 'ENOSPC'; rename = 'EXDEV', 'EIO'; link = 'EXDEV', 'EPERM'; unlink = 'EIO', 'EPERM', 'EBUSY'
        close = 'EIO'; mkdir = 'EIO'
    }
    function Invoke-FailedAt([object] $Point, [string] $Root, [string[]] $Command, [string[]] $Path = @(), [string[]] $Calls = $storeCalls) {
        $reason = $reasons[$Point.Call] | Get-Random -SetSeed $random.Next()
        $on = $Point.Call -in 'pwrite64', 'fsync', 'ftruncate', 'renameat2' -and $random.Next(2) ? '+' : ''
        $log = Join-Path (New-TestFolder) 'calls'
        $result = Invoke-Child @(Get-StracePrefix $log $Calls -Path $Path -Inject "$($Point.Call):error=${reason}:when=$($Point.Number)$on"; $Command)
        $isOurs = [bool] (Get-TracedCall $log | Where-Object { $_.Result -like '*INJECTED*' -and $_.Arguments.Contains($Root) })
        $failed.Calls += $isOurs
        Add-Member -InputObject $result -PassThru -NotePropertyMembers @{ IsOurs = $isOurs; What = "$reason from $($Point.Call) $($Point.Number)$on $($Point.Arguments)"; Reason = $reason }
    }

    # The system's limit for the size of a file kills who writes beyond it, when all that fits is written. The runtime makes a large file of its own at its start, unless it is told not to.
    function Invoke-Limited([long] $Length, [string[]] $Command) {
        Invoke-Child @('prlimit', "--fsize=$Length", '--core=0'; $Command) -Environment @{ DOTNET_EnableWriteXorExecute = '0' }
    }

    function Get-Acknowledged([object] $Result, [int] $Before = 0) {
        $last = $Result.Lines -match '^ack ' | Select-Object -Last 1
        $last ? [int] ($last -split ' ')[1] : $Before
    }

    # What is wrong with a store after a kill, as text; nothing when all is well. The driver compares the store with its model, before and after a
    # round of further steps, which must get the ids that follow.
    function Get-Fault([string] $What, [string] $File, [int] $Seed, [int] $Done, [string] $Script = 'mixed', [switch] $Exactly) {
        $exists = Test-Path -LiteralPath $File
        $wasWhole = -not $exists -or (Test-JsonFile $File)
        if ($Done -and -not $exists) { return "$What`: the file is gone" }
        $after = Invoke-Child (Get-WorkCommand $File $Seed $Done 11 OnClose $Script)
        if ($after.ExitCode) { return "$What`: after $Done steps, $($after.Lines -join "`n") $($after.Error)" }
        if ($Exactly -and "state $Done" -notin $after.Lines) { return "$What`: what was refused after $Done steps is there" }
        $warned = @($after.Lines -match '^warning ').Count -gt 0
        if ($wasWhole -eq $warned) { "$What`: the file was $($wasWhole ? 'whole' : 'no JSON'), and opening it $($warned ? 'warned' : 'said nothing')" }
        if (-not (Test-JsonFile $File)) { "$What`: the file is no JSON when it was opened" }
        # Nothing lies about but what was set aside: a rewrite takes the place of one that was killed.
        $name = Split-Path $File -Leaf
        Get-ChildItem (Split-Path $File) | Where-Object Name -NotMatch "^$([regex]::Escape($name))(\.torn-.*)?$" | ForEach-Object { "$What`: $($_.Name) was left behind" }
    }
}

AfterAll {
    Stop-AllChildren
}

Describe 'A process that is killed' {
    It 'loses nothing at any system call: creating, saving, updating, merging, removing, stopping runs, optimising, closing' -Skip:$noStrace {
        $stepSeed = $random.Next(1000)
        $file = Join-Path (New-TestFolder) 'store.json'
        $points = Get-KillPoint $file (Get-WorkCommand $file $stepSeed 0 22)
        $points.Call | Sort-Object -Unique | Should -Be ($storeCalls | Sort-Object)

        $faults = foreach ($point in Select-KillPoint $points @{ pwrite64 = 3; fsync = 2 }) {
            $file = Join-Path (New-TestFolder) 'store.json'
            $result = Invoke-KilledAt $point $file (Get-WorkCommand $file $stepSeed 0 22)
            $what = "killed at $($point.Call) $($point.Number) of script $stepSeed"
            if ($result.ExitCode -ne 137) { "$what`: was not killed" }
            $killed.AtCall += $result.ExitCode -eq 137
            Get-Fault $what $file $stepSeed (Get-Acknowledged $result)
        }
        $faults | Should -BeNullOrEmpty
    }

    It 'loses nothing at any system call of a compaction that the store does by itself' -Skip:$noStrace {
        # One round: a file that dies, the compaction, and what comes behind it.
        $calls = $storeCalls + 'ftruncate'
        $file = Join-Path (New-TestFolder) 'store.json'
        $work = { Get-WorkCommand $file $stepSeed 0 11 Always dying }
        $stepSeed = $random.Next(1000)
        $points = Get-CompactionPoint $file (& $work) $calls
        $points.Call | Sort-Object -Unique | Should -Be ('close', 'fchmod', 'fcntl', 'fsync', 'openat', 'pwrite64', 'renameat2', 'unlink')
        @($points | Where-Object Call -EQ 'renameat2').Arguments | Should -Match 'RENAME_EXCHANGE'

        $faults = foreach ($point in Select-KillPoint $points -Most 4) {
            $file = Join-Path (New-TestFolder) 'store.json'
            $result = Invoke-KilledAt $point $file (& $work) -Calls $calls
            $what = "killed at $($point.Call) $($point.Number) of the compaction of script $stepSeed"
            if ($result.ExitCode -ne 137) { "$what`: was not killed" }
            $killed.AtCall += $result.ExitCode -eq 137
            # Nothing was cut off in the middle.
            if (-not (Test-JsonFile $file)) { "$what`: the file was not whole" }
            Get-Fault $what $file $stepSeed (Get-Acknowledged $result) dying
        }
        $faults | Should -BeNullOrEmpty
    }

    It 'loses nothing at any system call of a compaction while it goes on saving' -Skip:$noStrace {
        $stepSeed = $random.Next(1000)
        # Those of a thread on the new file: 4 writes, and as many as are saved beside.
        $points = @(
            @{ Call = 'openat'; Number = 1 }
            @{ Call = 'fcntl'; Number = 1 }
            foreach ($number in 1..8) { @{ Call = 'pwrite64'; Number = $number } }
            foreach ($number in 1..3) { @{ Call = 'fsync'; Number = $number } }
            @{ Call = 'renameat2'; Number = 1 }
            @{ Call = 'unlink'; Number = 1 }
        )
        $faults = foreach ($point in Select-KillPoint $points -Most 2) {
            $file = Join-Path (New-TestFolder) 'store.json'
            $null = Invoke-Child (Get-WorkCommand $file $stepSeed 0 5 Always beside)
            $prefix = Get-StracePrefix (Join-Path (New-TestFolder) 'calls') $point.Call -Path "$file.1.tmp" -Inject "$($point.Call):signal=SIGKILL:when=$($point.Number)"
            $result = Invoke-Child @($prefix; Get-WorkCommand $file $stepSeed 5 40 Always beside)
            $killed.AtCall += $result.ExitCode -eq 137
            if ($result.ExitCode -ne 137 -and $point.Number -lt 3) { "was not killed at $($point.Call) $($point.Number) of a compaction beside script $stepSeed" }
            Get-Fault "killed at $($point.Call) $($point.Number) of a compaction beside script $stepSeed" $file $stepSeed (Get-Acknowledged $result 5) beside
        }
        $faults | Should -BeNullOrEmpty
    }

    It 'loses nothing when it writes over a summary, and when it writes one' -Skip:$noStrace {
        $calls = $storeCalls + 'ftruncate'
        $stepSeed = $random.Next(1000)
        $before = Join-Path (New-TestFolder) 'store.json'
        $null = Invoke-Child (Get-WorkCommand $before $stepSeed 0 6 Always small)
        [IO.File]::ReadAllText($before) | Should -Match '"summary":\{'
        $file = Join-Path (New-TestFolder) 'store.json'
        Copy-Item $before $file
        $points = @(Get-KillPoint $file (Get-WorkCommand $file $stepSeed 6 2 Always small) -Calls $calls)
        @($points | Where-Object Call -EQ 'ftruncate') | Should -Not -BeNullOrEmpty -Because 'a shorter line is written over a longer one'
        $faults = foreach ($point in Select-KillPoint ($points | Where-Object Call -In 'pwrite64', 'fsync', 'ftruncate', 'close') -Most 3) {
            $file = Join-Path (New-TestFolder) 'store.json'
            Copy-Item $before $file
            $result = Invoke-KilledAt $point $file (Get-WorkCommand $file $stepSeed 6 2 Always small) -Calls $calls
            $what = "killed at $($point.Call) $($point.Number) around a summary of script $stepSeed"
            if ($result.ExitCode -ne 137) { "$what`: was not killed" }
            $killed.AtCall += $result.ExitCode -eq 137
            # Nothing was cut off in the middle.
            if (-not (Test-JsonFile $file)) { "$what`: the file was not whole" }
            Get-Fault $what $file $stepSeed (Get-Acknowledged $result 6) small
        }
        $faults | Should -BeNullOrEmpty
    }

    It 'loses nothing in the middle of a write, wherever in it' -Skip:$noLimit {
        $faults = foreach ($least in @(150, 500000) * ($full ? 4 : 1)) {
            # A store of some steps, of which the next one makes the file so much longer; and how long it is before and after that one.
            $folder = New-TestFolder
            $stepSeed = $random.Next(1000)
            $whole = Invoke-Child (Get-WorkCommand "$folder/whole.json" $stepSeed 0 40)
            $sizes = @(0) + @($whole.Lines -match '^ack ' -replace '.* ').ForEach([long])
            $done = 1..39 | Where-Object { $sizes[$_ + 1] - $sizes[$_] -ge $least } | Get-Random
            $null = Invoke-Child (Get-WorkCommand "$folder/before.json" $stepSeed 0 $done)
            $before = (Get-Item "$folder/before.json").Length
            Copy-Item "$folder/before.json" "$folder/after.json"
            $null = Invoke-Child (Get-WorkCommand "$folder/after.json" $stepSeed $done 1)
            $after = (Get-Item "$folder/after.json").Length

            # What closes the file is written over: by one or two bytes of the event, by half of it, by all of it without what closes the file, by all but
            # that one's last byte.
            $closing = $before - [IO.File]::ReadAllText("$folder/before.json").LastIndexOf("`n]")
            $lengths = ($before - $closing + 1), ($before - $closing + 2), [long] (($before + $after) / 2), ($after - $closing), ($after - 1)
            $lengths = $full ? $lengths + (1..3 | ForEach-Object { $random.NextInt64($before, $after) }) : $lengths[(0, 1 | Get-Random), 2, 3, 4]
            foreach ($length in $lengths) {
                $file = Join-Path (New-TestFolder) 'store.json'
                Copy-Item "$folder/before.json" $file
                $result = Invoke-Limited $length (Get-WorkCommand $file $stepSeed $done 1)
                $what = "cut off at byte $length of $before to $after, after $done steps of script $stepSeed"
                if ($result.ExitCode -ne 153 -or (Get-Item $file).Length -ne [Math]::Max($length, $before)) { "$what`: was not, but ended with $($result.ExitCode)" }
                $killed.InWrite += $result.ExitCode -eq 153
                Get-Fault $what $file $stepSeed $done
            }
        }
        $faults | Should -BeNullOrEmpty
    }

    It 'loses nothing when the next one is killed too, while it repairs the file' -Skip:($noStrace -or $noLimit) {
        $folder = New-TestFolder
        $torn = Invoke-Limited 900000 (Get-WorkCommand "$folder/store.json" 1 0 22 OnClose)
        $done = Get-Acknowledged $torn
        $torn.ExitCode | Should -Be 153
        Test-JsonFile "$folder/store.json" | Should -BeFalse
        $killed.InWrite++

        $file = Join-Path (New-TestFolder) 'store.json'
        Copy-Item "$folder/store.json" $file
        # The file that takes what is set aside has a name that nobody knows before: its calls are counted with all of their name.
        $points = @(Get-KillPoint $file (Get-WorkCommand $file 1 $done 0) -Anywhere | Where-Object Call -In 'fchmod', 'pwrite64', 'fsync', 'ftruncate')
        $points.Count | Should -BeGreaterThan 8
        $faults = foreach ($point in Select-KillPoint $points @{ pwrite64 = 2; fsync = 2 }) {
            $file = Join-Path (New-TestFolder) 'store.json'
            Copy-Item "$folder/store.json" $file
            $result = Invoke-KilledAt $point $file (Get-WorkCommand $file 1 $done 0) -Anywhere
            $what = "killed at $($point.Call) $($point.Number) while repairing"
            if ($result.ExitCode -ne 137) { "$what`: was not killed" }
            $killed.AtCall += $result.ExitCode -eq 137
            Get-Fault $what $file 1 $done
        }
        $faults | Should -BeNullOrEmpty
    }

    It 'loses nothing at whatever moment' {
        $faults = foreach ($round in 1..($full ? 60 : 4)) {
            $stepSeed = $random.Next(1000)
            $file = Join-Path (New-TestFolder) 'store.json'
            $child = Start-Child (Get-WorkCommand $file $stepSeed 0 1000000 ('EverySecond', 'Always' | Get-Random))
            $null = Read-ChildLine $child "^ack $($random.Next(1, 60)) "
            # Between two acknowledgements lies less than the time that Start-Sleep can wait.
            $wait = [Diagnostics.Stopwatch]::StartNew()
            $until = $random.NextDouble() * 10
            while ($wait.Elapsed.TotalMilliseconds -lt $until) { }
            $result = Stop-Child $child
            $killed.AnyTime += $result.ExitCode -eq 137
            Get-Fault "killed in script $stepSeed" $file $stepSeed (Get-Acknowledged $result)
        }
        $faults | Should -BeNullOrEmpty
    }
}

Describe 'A process that is killed while it writes anew what someone took from it' {
    BeforeAll {
        $rescueCalls = $storeCalls + 'mkdir', 'ftruncate', 'rename', 'link'

        function Get-RescueCommand([object] $Place) {
            Get-DriverCommand 'rescue', $Place.File, "$($Place.Root)/home", $Place.Act
        }

        function New-RescuePlace([string] $Act) {
            $root = New-TestFolder
            $null = New-Item -ItemType Directory "$root/folder", "$root/home"
            [pscustomobject] @{ Root = $root; File = "$root/folder/store.json"; Act = $Act }
        }

        # The marks in all files, as they stand there, and as whoever looks for them finds them.
        function Get-WrittenMark([object] $Place) {
            Get-ChildItem $Place.Root -Recurse -File -Force | Where-Object Name -NE 'other.json' |
                ForEach-Object { [regex]::Matches([IO.File]::ReadAllText($_.FullName), '"n":"(\w+)"\}\}').ForEach{ $_.Groups[1].Value } } | Sort-Object -Unique
        }
        function Get-FoundMark([object] $Place) {
            Get-ChildItem $Place.Root -Recurse -File -Force | Where-Object { $_.Length -and $_.Name -match '\.json(\.1)?$' -and $_.Name -ne 'other.json' } |
                ForEach-Object { (Search-Track -Store $_.FullName -WarningAction Ignore).Data.n } | Sort-Object
        }

        # What is wrong after a kill, as text.
        function Get-RescueFault([string] $What, [object] $Place, [object] $Result, [switch] $Lived) {
            $acknowledged = @($Result.Lines -match '^ack ' -replace '^ack (\S+) .*', '$1')
            $written = @(Get-WrittenMark $Place)
            $wasUnfinished = [bool] (Get-ChildItem $Place.Root -Recurse -File -Filter '*.tmp')
            # The next one may have been written, and not been said.
            $all = $acknowledged + "m$($acknowledged.Count + 1)"
            # Whoever deletes a file takes what is in it; from the first one on that was acknowledged behind that, all are there again.
            $required = $acknowledged.Count -gt 3 -or $Place.Act -eq 'moved' ? $acknowledged : @()
            if ($Lived) {
                # What was refused is nowhere; what was acknowledged is somewhere, unless the closing said that it is lost.
                $all = $acknowledged
                $required = $Result.Lines -match '^refused .* is lost' ? @() : $acknowledged
            }

            $former = $env:TRACKING_HOME
            $env:TRACKING_HOME = "$($Place.Root)/home"
            try {
                for ($tries = 0; $tries -lt 2; $tries++) {
                    try {
                        $null = New-Item -ItemType Directory -Force (Split-Path $Place.File)
                        $store = Open-TrackStore $Place.File -WarningVariable warnings -ErrorAction Stop 3> $null
                        break
                    }
                    catch {
                        if ($_.FullyQualifiedErrorId -notmatch '^TrackStore(NotTracking|Damaged)') { throw }
                        # What someone put there is no store: it is taken away.
                        Remove-Item $Place.File
                    }
                }
                $null = Save-UserTrack rescue @{ n = 'next' } -Store $store
                $store | Close-TrackStore
                if ($Place.Act -eq 'gone') { Limit-TrackHistory -AllSessions -OlderThan 9999 -WarningVariable +warnings 3> $null }
            }
            finally {
                $env:TRACKING_HOME = $former
            }
            $found = @(Get-FoundMark $Place)
            $written + $required | Where-Object { $_ -notin $found } | ForEach-Object { "$What`: $_ is not found any more" }
            $found | Where-Object { $_ -notin $all -and $_ -notin 'next', 'other' } | ForEach-Object { "$What`: $_ was never saved" }
            # What was left of a file that was cut stays beside.
            $found | Group-Object | Where-Object { $_.Count -gt 1 -and $Place.Act -ne 'cut' } | ForEach-Object { "$What`: $($_.Name) is there $($_.Count) times" }
            Get-ChildItem $Place.Root -Recurse -File -Force | Where-Object Name -NotMatch '\.json(\.1)?$|\.torn-' | ForEach-Object { "$What`: $($_.Name) was left behind" }
            # Who reads what was said knows where all is. One that was killed just behind the step could not say it.
            $isSaid = $acknowledged.Count -gt 4 -or $wasUnfinished
            Get-ChildItem $Place.Root -Recurse -File -Filter '*.rescued-*' | Where-Object { $isSaid -and "$($Result.Lines) $warnings" -notmatch [regex]::Escape($_.Name) } |
                ForEach-Object { "$What`: nobody said that $($_.Name) is there" }
        }
    }

    It '<_>: whatever was written is found, and nothing is left about' -Skip:$noStrace -ForEach ($env:TRACKING_TEST_FULL -eq '1' ? $rescues : ($rescues | Get-Random -Count 2)) {
        $place = New-RescuePlace $_
        $points = @(Get-KillPoint $place.File (Get-RescueCommand $place) -Anywhere -Calls $rescueCalls -Behind "$($place.Root)/acted" -Root $place.Root)
        $points.Count | Should -BeGreaterThan 8
        if (-not $full) { $points = $points | Sort-Object { $random.Next() } | Select-Object -First 2 }
        $faults = foreach ($point in $points) {
            $place = New-RescuePlace $_
            $result = Invoke-KilledAt $point $place.File (Get-RescueCommand $place) -Anywhere -Calls $rescueCalls
            $what = "killed at $($point.Call) $($point.Number) $($point.Arguments)"
            if ($result.ExitCode -ne 137) { "$what`: was not killed" }
            $killed.AtCall += $result.ExitCode -eq 137
            Get-RescueFault $what $place $result
        }
        $faults | Should -BeNullOrEmpty
    }

    It '<_>, and a system call fails meanwhile: what was acknowledged is found or said to be lost, and what was refused is nowhere' -Skip:$noStrace -ForEach ($env:TRACKING_TEST_FULL -eq '1' ? $rescues : ($rescues | Get-Random -Count 2)) {
        $place = New-RescuePlace $_
        $points = @(Get-KillPoint $place.File (Get-RescueCommand $place) -Anywhere -Calls $rescueCalls -Behind "$($place.Root)/acted" -Root $place.Root)
        if (-not $full) { $points = $points | Sort-Object { $random.Next() } | Select-Object -First 2 }
        $faults = foreach ($point in $points) {
            $place = New-RescuePlace $_
            $result = Invoke-FailedAt $point $place.Root (Get-RescueCommand $place) -Calls $rescueCalls
            if ($result.ExitCode) {
                # The runtime's own calls may be others each time.
                if ($result.IsOurs) { "$($result.What): $($result.Lines -join '; ') $($result.Error)" }
            }
            else {
                Get-RescueFault $result.What $place $result -Lived
            }
        }
        $faults | Should -BeNullOrEmpty
    }
}

Describe 'A system call that fails' {
    It 'in a compaction that the store does by itself leaves the file as it is, or the new one, and nothing is said' -Skip:$noStrace {
        $calls = $storeCalls + 'ftruncate'
        $stepSeed = $random.Next(1000)
        $file = Join-Path (New-TestFolder) 'store.json'
        $points = Get-CompactionPoint $file (Get-WorkCommand $file $stepSeed 0 11 Always dying) $calls
        $faults = foreach ($point in Select-KillPoint $points -Most 3) {
            $file = Join-Path (New-TestFolder) 'store.json'
            $result = Invoke-FailedAt $point (Split-Path $file) (Get-WorkCommand $file $stepSeed 0 11 Always dying) -Path (Get-StorePath $file) -Calls $calls
            $what = "$($result.What) in the compaction of script $stepSeed"
            if (-not $result.IsOurs) { "$what`: did not fail" }
            # One that fails again and again reaches the steps behind the compaction too.
            if ($result.ExitCode -and $result.What -notmatch '\+ ') { "$what`: $($result.Lines -join '; ') $($result.Error)" }
            # A disk that knows no exchange has the file replaced all the same.
            if ($result.Reason -in 'EINVAL', 'ENOSYS' -and $point.Call -eq 'renameat2' -and 'compacted' -notin $result.Lines) { "$what`: it was not compacted" }
            Get-Fault $what $file $stepSeed (Get-Acknowledged $result) dying -Exactly:($result.ExitCode -eq 0)
        }
        $faults | Should -BeNullOrEmpty
    }

    It 'around a summary refuses what cannot be stored, and loses nothing' -Skip:$noStrace {
        $calls = $storeCalls + 'ftruncate'
        $stepSeed = $random.Next(1000)
        $before = Join-Path (New-TestFolder) 'store.json'
        $null = Invoke-Child (Get-WorkCommand $before $stepSeed 0 6 Always small)
        $file = Join-Path (New-TestFolder) 'store.json'
        Copy-Item $before $file
        $points = @(Get-KillPoint $file (Get-WorkCommand $file $stepSeed 6 2 Always small) -Calls $calls | Where-Object Call -In 'pwrite64', 'fsync', 'ftruncate', 'close')
        $faults = foreach ($point in Select-KillPoint $points -Most 3) {
            $file = Join-Path (New-TestFolder) 'store.json'
            Copy-Item $before $file
            $result = Invoke-FailedAt $point (Split-Path $file) (Get-WorkCommand $file $stepSeed 6 2 Always small) -Path (Get-StorePath $file) -Calls $calls
            $what = "$($result.What) around a summary of script $stepSeed"
            if (-not $result.IsOurs) { "$what`: did not fail" }
            if ($result.ExitCode -and -not ($result.Lines -match '^error TrackStore(Write|Flush)Failed')) { "$what`: $($result.Lines -join '; ') $($result.Error)" }
            Get-Fault $what $file $stepSeed (Get-Acknowledged $result 6) small -Exactly
        }
        $faults | Should -BeNullOrEmpty
    }
}

Describe 'A PowerShell that is killed' {
    BeforeAll {
        # Prints what it did after each step of an endless round: saves, an update, a removal, the end of a run, an optimisation.
        $loop = {
            if ($env:FILE) { $null = Open-TrackStore $env:FILE }
            for ($i = 0; ; $i++) {
                $data = @{ n = $i; fill = 'x' * ($i % 7 -eq 1 ? 1000000 : 100) }
                $step, $id = switch ($i % 7) {
                    3 { 'update', (Save-UserTrack a001 $data -Update) }
                    4 { 'remove', $last; Remove-Track $last }
                    5 { 'stop', (Stop-TrackRun a001) }
                    6 { 'optimize', ''; $null = Optimize-TrackStore }
                    default { 'save', ($last = Save-UserTrack a001 $data) }
                }
                [Console]::Out.WriteLine("$i $step $id")
            }
        }

        # Tracks as 'id=n', in order.
        function Format-Track([hashtable] $NumberById) {
            ($NumberById.GetEnumerator() | Sort-Object Name | ForEach-Object { "$($_.Name)=$($_.Value)" }) -join ' '
        }

        # What Get-Fault does, by the cmdlets and from what the killed process printed.
        function Get-CmdletFault([string] $What, [string] $File, [string[]] $Printed) {
            $acknowledged = @{}
            $highest = $last = $finished = 0
            $n = -1
            foreach ($line in $Printed) {
                [int] $n, $step, $id = $line -split ' '
                switch ($step) {
                    'save' { $acknowledged[$id] = $n; $last = $id; $highest = [long] $id }
                    'update' { $acknowledged[$id] = $n }
                    'remove' { $acknowledged.Remove($id) }
                    'stop' { $finished++ }
                }
            }

            # One more step may have been done, and not been printed.
            $oneMore = $acknowledged.Clone()
            switch (++$n % 7) {
                3 { $oneMore[$last] = $n }
                4 { $oneMore.Remove($last) }
                { $_ -in 0, 1, 2 } { $oneMore['{0:0000000}' -f ($highest + 1)] = $n }
            }

            if (-not (Test-Path -LiteralPath $File)) {
                if ($Printed) { "$What`: the file is gone" }
                return
            }

            $wasWhole = Test-JsonFile $File
            $store = Open-TrackStore $File -WarningVariable warnings 3> $null
            try {
                if ($wasWhole -eq ($warnings.Count -gt 0)) { "$What`: the file was $($wasWhole ? 'whole' : 'no JSON'), and there were $($warnings.Count) warnings" }
                if (-not (Test-JsonFile $File)) { "$What`: the file is no JSON when it was opened" }
                $found = @{}
                foreach ($track in Search-Track -Store $store) {
                    $found[$track.Id] = $track.Data.n
                    if ($track.Data.fill -cne 'x' * ($track.Data.n % 7 -eq 1 ? 1000000 : 100)) { "$What`: track $($track.Id) has other data" }
                }
                if ((Format-Track $found) -notin (Format-Track $acknowledged), (Format-Track $oneMore)) {
                    "$What`: acknowledged`n$(Format-Track $acknowledged)`nfound`n$(Format-Track $found)"
                }
                if (@(Get-TrackRun -Store $store | Where-Object Finished).Count -notin $finished, ($finished + ($n % 7 -eq 5))) {
                    "$What`: $finished runs were stopped, and that many are not finished"
                }
                $next = [long] (Save-UserTrack a001 @{ n = $n; fill = '' } -Store $store)
                $gone = $n % 7 -le 2 -and (Format-Track $found) -ne (Format-Track $acknowledged) ? 1 : 0
                if ($next -ne $highest + 1 + $gone) { "$What`: the next id is $next after $highest" }
            }
            finally {
                $store | Close-TrackStore
            }
        }
    }

    It 'loses nothing at whatever moment' {
        $faults = foreach ($round in 1..($full ? 12 : 2)) {
            $file = Join-Path (New-TestFolder) 'store.json'
            $child = Start-Child (Get-ScriptCommand $loop) -Environment @{ FILE = $file }
            $null = Read-ChildLine $child "^$($random.Next(40)) "
            $result = Stop-Child $child
            $killed.Pwsh += $result.ExitCode -eq 137
            Get-CmdletFault "killed after $($result.Lines.Count) steps" $file $result.Lines
        }
        $faults | Should -BeNullOrEmpty
    }

    It 'loses nothing at a system call' -Skip:$noStrace {
        $points = @(
            foreach ($number in 1..25) { @{ Call = 'pwrite64'; Number = $number } }
            foreach ($number in 1..8) { @{ Call = 'fsync'; Number = $number } }
            foreach ($number in 1..3) { @{ Call = 'renameat2'; Number = $number } }
        )
        $faults = foreach ($point in $points | Get-Random -Count ($full ? 12 : 1) -SetSeed $seed) {
            $file = Join-Path (New-TestFolder) 'store.json'
            $prefix = Get-StracePrefix (Join-Path (New-TestFolder) 'calls') $point.Call -Path (Get-StorePath $file) -Inject "$($point.Call):signal=SIGKILL:when=$($point.Number)"
            $result = Invoke-Child @($prefix; Get-ScriptCommand $loop) -Environment @{ FILE = $file }
            $what = "killed at $($point.Call) $($point.Number)"
            if ($result.ExitCode -ne 137) { "$what`: was not killed but said $($result.Error)" }
            $killed.Pwsh += $result.ExitCode -eq 137
            Get-CmdletFault $what $file $result.Lines
        }
        $faults | Should -BeNullOrEmpty
    }

    It 'loses nothing while its store and two folders above it are made' -Skip:$noStrace {
        $points = @(
            foreach ($number in 1..2) { @{ Call = 'mkdir'; Number = $number } }
            foreach ($number in 1..5) { @{ Call = 'fsync'; Number = $number } }
            foreach ($number in 1..3) { @{ Call = 'pwrite64'; Number = $number } }
            @{ Call = 'renameat2'; Number = 1 }
            foreach ($number in 1..3) { @{ Call = 'fcntl'; Number = $number } }
        )
        $faults = foreach ($point in $points | Get-Random -Count ($full ? $points.Count : 1) -SetSeed $seed) {
            $folder = New-TestFolder
            $file = "$folder/new/deep/store.json"
            $paths = $folder, "$folder/new", "$folder/new/deep", $file, "$file.1.tmp"
            $prefix = Get-StracePrefix (Join-Path (New-TestFolder) 'calls') $point.Call -Path $paths -Inject "$($point.Call):signal=SIGKILL:when=$($point.Number)"
            $result = Invoke-Child @($prefix; Get-ScriptCommand $loop) -Environment @{ TRACKING_STORE = $file; FILE = $null }
            $what = "killed at $($point.Call) $($point.Number)"
            if ($result.ExitCode -ne 137) { "$what`: was not killed but said $($result.Error)" }
            $killed.Pwsh += $result.ExitCode -eq 137
            Get-CmdletFault $what $file $result.Lines
        }
        $faults | Should -BeNullOrEmpty
    }
}

Describe 'These tests' {
    It 'have killed enough processes' -Skip:($noStrace -or $noLimit) {
        Write-Host "  failed: $($failed.Calls) calls"
        Write-Host "  killed: $($killed.AtCall) at a system call, $($killed.InWrite) in a write, $($killed.AnyTime) at whatever moment, $($killed.Pwsh) PowerShells"
        ($killed.Values | Measure-Object -Sum).Sum | Should -BeGreaterOrEqual ($full ? 200 : 25)
    }
}

# What administrators and their programs do to the file of a script that runs, and what it says of it: format 6 and 9.7.

BeforeDiscovery {
    Import-Module "$PSScriptRoot/ChildProcesses.psm1"
    $noLinux = -not $IsLinux
    # Another account reads everything, since the tests' programs may lie in a home folder; what it may write is what is tested.
    $reading = '--inh-caps', '+dac_read_search', '--ambient-caps', '+dac_read_search'
    $noOther = $noLinux -or (id -u) -ne 0 -or -not (Test-Program (@('setpriv', '--reuid', '12345') + $reading + 'true'))
    $noMount = $noLinux -or -not (Test-Program 'unshare', '--mount', 'mount', '--bind', '/tmp', '/mnt')
    $noOverlay = $noMount -or -not (Test-Program 'unshare', '--mount', 'sh', '-ec', 'mount -t tmpfs none /mnt; mkdir /mnt/low /mnt/up /mnt/work /mnt/on; mount -t overlay -o lowerdir=/mnt/low,upperdir=/mnt/up,workdir=/mnt/work overlay /mnt/on')
    $noBindfs = $noMount -or -not (Test-Program 'unshare', '--mount', 'sh', '-ec', 'mount -t tmpfs none /mnt; bindfs --no-allow-other /tmp /mnt; umount /mnt')
    $noAcl = $noLinux -or -not (Test-Program 'setfacl', '--version')
    $noAttribute = $noLinux -or -not (Test-Program 'python3', '-c', 'import os; os.setxattr')

    # What is done to the file, in a shell whose variable f names it, and what the script says of it then.
    $acts = @(
        @{ Name = 'deleted'; Act = 'rm "$f"'; Says = 'was deleted' }
        @{ Name = 'moved within its folder'; Act = 'mv "$f" "$f.1"'; Says = "was moved .*store\.json\.1'" }
        @{ Name = 'moved to another folder'; Act = 'mkdir "$d/old"; mv "$f" "$d/old/"'; Says = "was moved .*old/store\.json'" }
        @{ Name = 'rotated by a new empty file'; Act = 'mv "$f" "$f.1"; touch "$f"'; Says = "was moved .*store\.json\.1'" }
        @{ Name = 'rotated and the old one deleted'; Act = 'mv "$f" "$f.1"; touch "$f"; rm "$f.1"'; Says = 'replaced by an empty file' }
        @{ Name = 'copied and emptied'; Act = 'cp "$f" "$f.1"; truncate -s 0 "$f"'; Says = 'was emptied by another program' }
        @{ Name = 'emptied by a redirection'; Act = ': > "$f"'; Says = 'was emptied by another program' }
        @{ Name = 'cut'; Act = 'truncate -s 100 "$f"'; Says = 'was overwritten by another program' }
        @{ Name = 'cut by a byte'; Act = 'truncate -s -1 "$f"'; Says = 'was overwritten by another program' }
        @{ Name = 'made longer'; Act = 'truncate -s +4096 "$f"'; Says = 'was overwritten by another program' }
        @{ Name = 'appended to'; Act = 'echo garbage >> "$f"'; Says = 'was overwritten by another program' }
        @{ Name = 'overwritten by another file'; Act = 'cp "$other" "$f"'; Says = 'was overwritten by another program' }
        @{ Name = 'overwritten by text'; Act = 'echo text > "$f"'; Says = 'was overwritten by another program' }
        @{ Name = 'replaced by another file'; Act = 'cp "$other" "$other.2"; mv "$other.2" "$f"'; Says = 'was overwritten by another program' }
        @{ Name = 'replaced by a folder'; Act = 'rm "$f"; mkdir "$f"'; Says = 'was overwritten by another program' }
        @{ Name = 'replaced by a link to nowhere'; Act = 'rm "$f"; ln -s nowhere "$f"'; Says = 'was overwritten by another program' }
        @{ Name = 'replaced by a link to an empty file'; Act = 'rm "$f"; touch "$d/empty"; ln -s empty "$f"'; Says = 'was overwritten by another program' }
        @{ Name = 'replaced by a pipe'; Act = 'rm "$f"; mkfifo "$f"'; Says = 'was overwritten by another program' }
        @{ Name = 'deleted with its folder'; Act = 'rm -r "$d"'; Says = 'was deleted .*home' }
        @{ Name = 'deleted with its folder, which is made anew'; Act = 'rm -r "$d"; mkdir "$d"'; Says = 'was deleted' }
        @{ Name = 'moved with its folder'; Act = 'mv "$d" "$d.old"'; Says = "was moved .*folder\.old/store\.json'" }
    )
    # Between two saves each act takes as long again: a third of them shows the kinds.
    $between = $env:TRACKING_TEST_FULL -eq '1' ? $acts : $acts[(0..($acts.Count - 1)).Where{ $_ % 3 -eq 0 }]
    # Both for each act take a minute more.
    $number = 0
    $opened = foreach ($act in $acts) {
        foreach ($durability in $env:TRACKING_TEST_FULL -eq '1' ? ('Always', 'OnClose') : ('Always', 'OnClose')[$number++ % 2]) { $act + @{ Durability = $durability } }
    }
}

BeforeAll {
    Import-Module "$PSScriptRoot/TestHelpers.psm1", "$PSScriptRoot/ChildProcesses.psm1"
    $noMount = -not $IsLinux -or -not (Test-Program 'unshare', '--mount', 'mount', '--bind', '/tmp', '/mnt')

    # A store in a folder of its own, another store, and a shell's variables that name them.
    function New-Place {
        $root = New-TestFolder
        $null = New-Item -ItemType Directory "$root/folder", "$root/home"
        $null = Save-UserTrack other @{ n = 'other' } -Store "$root/other.json"
        [pscustomobject] @{ Root = $root; Folder = "$root/folder"; File = "$root/folder/store.json" }
    }

    function Invoke-Shell([object] $Place, [string] $Act) {
        $result = Invoke-Child @('sh', '-c', "d='$($Place.Folder)'; f='$($Place.File)'; other='$($Place.Root)/other.json'; set -e; $Act")
        $result.ExitCode | Should -Be 0 -Because $result.Error
    }

    # A script that has the store open, or saves to its path, and says what it did.
    function Start-Script([object] $Place, [string] $Durability) {
        $script = Start-ScriptHost -Environment @{ TRACKING_HOME = "$($Place.Root)/home"; TRACKING_STORE = $null; FILE = $Place.File }
        Invoke-ScriptHost $script "`$null = Open-TrackStore `$env:FILE -Durability $Durability" | Should -BeNullOrEmpty
        $script
    }

    # The marks of all tracks in all files that can be read, as whoever looks for them finds them.
    function Get-Mark([object] $Place) {
        foreach ($file in Get-ChildItem $Place.Root -Recurse -File | Where-Object { -not $_.LinkType -and $_.Length -and $_.Name -notlike 'other.json*' }) {
            try { (Search-Track -Store $file.FullName -WarningAction Ignore -ErrorAction Stop).Data.n }
            catch { if ($_.FullyQualifiedErrorId -notlike 'TrackStoreNotTracking*' -and $_.FullyQualifiedErrorId -notlike 'TrackStoreDamaged*') { throw } }
        }
    }

    # The command, run by another account: 1 and 2 have names everywhere, and a user must have one.
    function Get-AccountCommand([int] $Id, [int[]] $Group, [string[]] $Command) {
        'setpriv', '--reuid', "$Id", '--regid', "$Id", '--groups', ($Group -join ','), '--inh-caps', '+dac_read_search', '--ambient-caps', '+dac_read_search'
        $Command
    }

    function Get-Litter([object] $Place) {
        (Get-ChildItem $Place.Root -Recurse -File -Force).Name | Where-Object { $_ -match '\.(tmp|lock)$' }
    }
}

AfterAll {
    Stop-AllChildren
}

Describe 'The file of a store that a script has open' -Skip:$noLinux {
    It '<Name>: nothing is lost, and it is said, at <Durability>' -ForEach $opened {
        $place = New-Place
        $script = Start-Script $place $Durability
        Invoke-ScriptHost $script '1..3 | ForEach-Object { $null = Save-UserTrack a001 @{ n = "m$_" } }' | Should -BeNullOrEmpty
        Invoke-Shell $place $Act
        $said = @(Invoke-ScriptHost $script '4..6 | ForEach-Object { Save-UserTrack a001 @{ n = "m$_" } }; Close-TrackStore')
        (Wait-Child $script).ExitCode | Should -Be 0

        @($said -match '^\d+$') | Should -HaveCount 3 -Because ($said -join "`n")
        @($said -match '^error') | Should -BeNullOrEmpty
        @($said -match '^warning') | Should -HaveCount 1 -Because ($said -join "`n")
        $said -match '^warning' | Should -Match $Says
        $marks = @(Get-Mark $place)
        foreach ($i in 1..6) { $marks | Should -Contain "m$i" -Because "that $($said -join "`n")" }
        # Whoever reads the message finds all of it in one file.
        $named = [regex]::Matches(($said -match '^warning'), "'([^']+)'").ForEach{ $_.Groups[1].Value }[-1]
        (Search-Track -Store $named).Data.n | Should -Be ('m1', 'm2', 'm3', 'm4', 'm5', 'm6')
        Get-Litter $place | Should -BeNullOrEmpty
    }
}

Describe 'The file to whose path a script saves' -Skip:$noLinux {
    It '<Name> between two saves: the next one is stored or refused, and nothing is mixed up' -ForEach $between {
        $place = New-Place
        $script = Start-ScriptHost -Environment @{ TRACKING_HOME = "$($place.Root)/home"; TRACKING_STORE = $null; FILE = $place.File }
        Invoke-ScriptHost $script '1..3 | ForEach-Object { $null = Save-UserTrack a001 @{ n = "m$_" } -Store $env:FILE }' | Should -BeNullOrEmpty
        $hidden = @(Get-Mark $place)
        Invoke-Shell $place $Act
        $kept = @(Get-Mark $place)
        $said = @(Invoke-ScriptHost $script '4..6 | ForEach-Object { Save-UserTrack a001 @{ n = "m$_" } -Store $env:FILE }')
        (Wait-Child $script).ExitCode | Should -Be 0
        $hidden | Should -HaveCount 3

        # What the act left is there, and each of the three was stored or refused.
        $marks = @(Get-Mark $place)
        foreach ($mark in $kept) { $marks | Should -Contain $mark }
        $saved = @($said -match '^\d+$').Count
        $refused = @($said -match '^error TrackStore').Count
        ($saved + $refused) | Should -Be 3 -Because ($said -join "`n")
        @($marks | Where-Object { $_ -in 'm4', 'm5', 'm6' }) | Should -HaveCount $saved -Because ($said -join "`n")
        Get-Litter $place | Should -BeNullOrEmpty
    }
}

Describe 'The folder of a script that is not root' -Skip:$noOther {
    It 'that was made read-only, its file deleted: what was saved goes to the folder of the sessions' {
        $place = New-Place
        chown 1 $place.Folder "$($place.Root)/home"
        $command = Get-AccountCommand 1 1 (Get-ScriptCommand {
            $null = Open-TrackStore $env:FILE -Durability Always
            Save-UserTrack a001 @{ n = 'm1' }
            [Console]::Out.WriteLine('saved')
            $null = [Console]::In.ReadLine()
            Save-UserTrack a001 @{ n = 'm2' } 3>&1 | ForEach-Object { "$_" }
            Close-TrackStore
        })
        $child = Start-Child $command -Environment @{ HOME = "$($place.Root)/home"; TRACKING_HOME = "$($place.Root)/home"; TRACKING_STORE = $null; FILE = $place.File }
        Read-ChildLine $child '^saved$' | Should -Be 'saved'
        chmod 500 $place.Folder
        Remove-Item $place.File
        $child.Process.StandardInput.WriteLine()
        $result = Wait-Child $child
        $result.ExitCode | Should -Be 0 -Because $result.Error
        $result.Lines -match 'was deleted' | Should -Match "home/store\.rescued-.*\.json'"
        (Get-Mark $place) | Sort-Object | Should -Be 'm1', 'm2'
        Get-ChildItem $place.Folder | Should -BeNullOrEmpty
    }
}

Describe 'A file that is mounted' -Skip:$noMount {
    It 'by itself: saved to, not rewritten, by name, and filled in place when it was emptied' {
        $place = New-Place
        $null = Save-UserTrack a001 @{ n = 'm1' } -Store $place.File
        $null = New-Item "$($place.Root)/mounted.json"
        $command = @('unshare', '--mount', 'sh', '-c', 'mount --bind "$FILE" "$MOUNTED"; exec "$@"', 'sh') + (Get-ScriptCommand {
            $ErrorActionPreference = 'Continue'
            Save-UserTrack a001 @{ n = 'm2' } -Store $env:MOUNTED
            try { $null = Optimize-TrackStore -Store $env:MOUNTED -ErrorAction Stop } catch { "error $($_.FullyQualifiedErrorId) $_" }
            $null = Open-TrackStore $env:MOUNTED -Durability Always
            Save-UserTrack a001 @{ n = 'm3' }
            Copy-Item $env:MOUNTED $env:COPY
            sh -c ': > "$MOUNTED"'
            Save-UserTrack a001 @{ n = 'm4' } 3>&1 | ForEach-Object { "$_" }
            Close-TrackStore
        })
        $result = Invoke-Child $command -Environment @{
            TRACKING_HOME = "$($place.Root)/home"; TRACKING_STORE = $null; FILE = $place.File; MOUNTED = "$($place.Root)/mounted.json"; COPY = "$($place.Root)/copy.json"
        }
        $result.ExitCode | Should -Be 0 -Because $result.Error
        $result.Error | Should -BeNullOrEmpty
        $result.Lines -match '^error' | Should -Match '^error TrackStoreWriteFailed,.*mounted\.json'
        $result.Lines -match 'emptied' | Should -Match 'holds all that was saved'
        (Search-Track -Store $place.File).Data.n | Should -Be 'm1', 'm2', 'm3', 'm4'
        (Search-Track -Store "$($place.Root)/copy.json").Data.n | Should -Be 'm1', 'm2', 'm3'
        (Get-Item "$($place.Root)/mounted.json").Length | Should -Be 0
        Get-Litter $place | Should -BeNullOrEmpty
    }

    It 'with its folder at two places has one lock' {
        $place = New-Place
        $null = New-Item -ItemType Directory "$($place.Root)/mounted"
        $command = @('unshare', '--mount', 'sh', '-c', 'mount --bind "$FOLDER" "$MOUNTED"; exec "$@"', 'sh') + (Get-ScriptCommand {
            $ErrorActionPreference = 'Continue'
            $null = Open-TrackStore "$env:FOLDER/store.json"
            Save-UserTrack a001 @{ n = 'm1' }
            $driver = $env:DRIVER -split '\|'
            & $driver[0] $driver[1..9]
            Close-TrackStore
            Save-UserTrack a001 @{ n = 'm2' } -Store "$env:MOUNTED/store.json"
        })
        $result = Invoke-Child $command -Environment @{
            TRACKING_HOME = "$($place.Root)/home"; TRACKING_STORE = $null; FOLDER = $place.Folder; MOUNTED = "$($place.Root)/mounted"
            DRIVER = (Get-DriverCommand 'hold', "$($place.Root)/mounted/store.json") -join '|'
        }
        $result.ExitCode | Should -Be 0 -Because $result.Error
        $result.Lines -match '^error' | Should -Match '^error TrackStoreLocked .*mounted/store\.json'
        (Search-Track -Store $place.File).Data.n | Should -Be 'm1', 'm2'
    }
}

Describe 'A folder that is mounted' {
    BeforeAll {
        # What a script does in a folder that is mounted, and another process beside it, in the order of the tracks' marks.
        $working = {
            $ErrorActionPreference = 'Continue'
            $file = "$env:MOUNTED/store.json"
            function Say([string] $What, [object[]] $Said) { foreach ($one in $Said) { "$What`: $("$one" -replace '\r?\n', ' ')" } }
            function Get-Generation { ((Get-Content $file -First 1) -replace '.*"generation":(\d+).*', '$1') }

            Say 'save' (Save-UserTrack a001 @{ n = 'm1' } -Store $file 2>&1 3>&1)
            Say 'open' (Open-TrackStore $file -Durability Always 2>&1 3>&1 | ForEach-Object IsOpen)
            Say 'save' (Save-UserTrack a001 @{ n = 'm2' } 2>&1 3>&1)
            Say 'optimise' (Optimize-TrackStore 2>&1 3>&1 | ForEach-Object { 'done' })
            Say 'generation' (Get-Generation)
            $driver, $arguments = $env:DRIVER -split '\|'
            Say 'another' ('' | & $driver $arguments $file)
            Say 'save' (Save-UserTrack a001 @{ n = 'm3' } 2>&1 3>&1)
            Say 'close' (Close-TrackStore 2>&1 3>&1)
            Say 'another' ('' | & $driver $arguments $file)
            Say 'save' (Save-UserTrack a001 @{ n = 'm4' } -Store $file 2>&1 3>&1)
            Say 'found' ((Search-Track -Store $file).Data.n -join ' ')
            Say 'names' ((Get-ChildItem $env:MOUNTED -Force).Name -join ' ')
            if ($env:ORIGIN) {
                $store = Open-TrackStore $file -Durability Always
                Say 'save' (Save-UserTrack a001 @{ n = 'm5' } 2>&1 3>&1)
                Say 'elsewhere' ('' | & $driver $arguments $env:ORIGIN)
                # What the mount knows of a file is a second old at most.
                Start-Sleep -Milliseconds 1200
                Say 'save' (Save-UserTrack a001 @{ n = 'm6' } 2>&1 3>&1)
                $store | Close-TrackStore
            }
        }

        function Invoke-Mounted([object] $Place, [string] $Mount, [string] $Origin) {
            $null = New-Item -ItemType Directory "$($Place.Root)/mounted"
            $mounting = "$Mount; `"`$@`"; code=`$?; umount `"`$MOUNTED`"; exit `$code"
            $result = Invoke-Child (@('unshare', '--mount', 'sh', '-c', $mounting, 'sh') + (Get-ScriptCommand $working)) -Environment @{
                TRACKING_HOME = "$($Place.Root)/home"; TRACKING_STORE = $null; MOUNTED = "$($Place.Root)/mounted"; FOLDER = $Place.Folder; ORIGIN = $Origin
                DRIVER = (Get-DriverCommand 'hold') -join '|'
            }
            $result.ExitCode | Should -Be 0 -Because $result.Error
            $result.Error | Should -BeNullOrEmpty
            $result.Lines
        }

        # What holds wherever it is mounted.
        $everywhere = 'save: 0000001', 'open: True', 'save: 0000002', 'optimise: done', 'generation: 2', 'another: LOCKED', 'save: 0000003', 'another: held', 'another: closed', 'save: 0000004', 'found: m1 m2 m3 m4', 'names: store.json'
        function Get-Usual([string[]] $Lines) { $Lines[0..11] -replace '^another: error TrackStoreLocked .* is held for writing by process \d+ on .*', 'another: LOCKED' }
    }

    It 'by overlayfs: all is as elsewhere, in a new file and in one of a lower layer, which stays as it is' -Skip:$noOverlay {
        $place = New-Place
        $layers = 'mount -t tmpfs none "$FOLDER"; mkdir "$FOLDER/up" "$FOLDER/work" "$FOLDER/low"; mount -t overlay -o lowerdir="$FOLDER/low",upperdir="$FOLDER/up",workdir="$FOLDER/work" overlay "$MOUNTED"'
        Get-Usual (Invoke-Mounted $place $layers) | Should -Be $everywhere

        $place = New-Place
        $null = New-Item -ItemType Directory "$($place.Root)/low"
        $null = Save-UserTrack a001 @{ n = 'm0' } -Store "$($place.Root)/low/store.json"
        $before = (Get-FileHash "$($place.Root)/low/store.json").Hash
        $layers = 'mount -t tmpfs none "$FOLDER"; mkdir "$FOLDER/up" "$FOLDER/work"; mount -t overlay -o lowerdir="$FOLDER/../low",upperdir="$FOLDER/up",workdir="$FOLDER/work" overlay "$MOUNTED"'
        $lines = Invoke-Mounted $place $layers
        $lines -match '^save: ' | Should -Be 'save: 0000002', 'save: 0000003', 'save: 0000004', 'save: 0000005'
        $lines | Should -Contain 'found: m0 m1 m2 m3 m4'
        $lines | Should -Contain 'names: store.json'
        @($lines -match 'TrackStoreLocked') | Should -HaveCount 1
        (Get-FileHash "$($place.Root)/low/store.json").Hash | Should -Be $before
    }

    It 'by bindfs: all is as elsewhere within the mount; a lock does not reach beyond it, and who holds the file notices' -Skip:$noBindfs {
        $place = New-Place
        $lines = Invoke-Mounted $place 'bindfs --no-allow-other "$FOLDER" "$MOUNTED"' $place.File
        Get-Usual $lines | Should -Be $everywhere
        # Not refused, as it would be by the same name.
        $lines -match '^elsewhere: ' | Should -Be 'elsewhere: held', 'elsewhere: closed'
        $lines -match '^save: 000000[56]$' | Should -HaveCount 2
        $told = @($lines -match 'was overwritten by another program while it was open here')
        $told | Should -HaveCount 1
        $told | Should -Match "'$([regex]::Escape("$($place.Root)/mounted"))/(store\.rescued-.*\.json)', where the store goes on"
        $rescued = Join-Path $place.Folder ([regex]::Match($told, 'store\.rescued-[^'']*\.json').Value)
        (Search-Track -Store $rescued).Data.n | Should -Be 'm1', 'm2', 'm3', 'm4', 'm5', 'm6'
        (Search-Track -Store $place.File).Data.n | Should -Be 'm1', 'm2', 'm3', 'm4', 'm5'
        Get-Litter $place | Should -BeNullOrEmpty
    }
}

Describe 'While a store holds its file' {
    BeforeAll {
        $folder = New-TestFolder
        $file = "$folder/store.json"
        $owner = Start-Child (Get-DriverCommand 'hold', $file)
        Read-ChildLine $owner '^held$' | Should -Be 'held'
    }

    AfterAll {
        $null = Wait-Child $owner
    }

    It '<_> reads it' -ForEach @(
        'Get-Content $file', 'Get-Content $file -Raw', 'Get-FileHash $file', 'Import-Csv $file', 'Select-String "events" $file', 'Get-Item $file',
        'Copy-Item $file "$file.copy" -PassThru', '[IO.File]::ReadAllText($file)', 'Get-Content $file -Raw | ConvertFrom-Json', 'Compress-Archive $file "$file.zip" -PassThru'
    ) {
        & ([scriptblock]::Create($_)) | Should -Not -BeNullOrEmpty
    }

    It 'and nobody else writes to it' {
        (Get-ErrorOf { Save-UserTrack a001 @{ n = 1 } -Store $file }).FullyQualifiedErrorId | Should -BeLike 'TrackStoreLocked,*'
    }

    It 'it is still held when another process read and closed it' {
        $null = Get-FileHash $file
        (Get-ErrorOf { Open-TrackStore $file }).FullyQualifiedErrorId | Should -BeLike 'TrackStoreLocked,*'
    }
}

Describe 'A file beside a store that ends in .lock' {
    It 'and holds <Content> is left alone and locks nothing' -ForEach @(
        @{ Content = '# yarn lockfile v1' }, @{ Content = '{"pid":1}' }, @{ Content = '12345' }
    ) {
        $file = Join-Path (New-TestFolder) 'store.json'
        [IO.File]::WriteAllText("$file.lock", $Content)
        $held = [IO.File]::Open("$file.lock", 'Open', 'Read', 'None')
        try {
            Save-UserTrack a001 @{ n = 1 } -Store $file | Should -BeExactly '0000001'
            $null = Optimize-TrackStore -Store $file
        }
        finally {
            $held.Dispose()
        }
        [IO.File]::ReadAllText("$file.lock") | Should -BeExactly $Content
    }

    It 'and is that of module version 0.1 is respected while a process holds it, and never deleted' -Skip:$noLinux {
        $file = Join-Path (New-TestFolder) 'store.json'
        $note = '{"process":1,"host":"h"}'
        [IO.File]::WriteAllText("$file.lock", $note)
        # .NET takes the lock that version 0.1 took.
        $held = [IO.File]::Open("$file.lock", 'Open', 'ReadWrite', 'None')
        try {
            (Get-ErrorOf { Save-UserTrack a001 @{ n = 1 } -Store $file }).FullyQualifiedErrorId | Should -BeLike 'TrackStoreLocked,*'
            Test-Path $file | Should -BeFalse
        }
        finally {
            $held.Dispose()
        }
        Save-UserTrack a001 @{ n = 1 } -Store $file | Should -BeExactly '0000001'
        $null = Optimize-TrackStore -Store $file
        [IO.File]::ReadAllText("$file.lock") | Should -BeExactly $note
    }
}

Describe 'An account that the system has no name for, as in a container' -Skip:$noOther {
    BeforeEach {
        $root = New-TestFolder
        $null = New-Item -ItemType Directory "$root/home", "$root/closed"
        chown 12345 "$root/home"
        chmod 755 $root "$root/closed"

        function Invoke-Nameless([string] $Script, [hashtable] $Environment, [string[]] $Around = @()) {
            $command = @($Around; Get-AccountCommand 12345 12345 (Get-ScriptCommand "`$ErrorActionPreference = 'Continue'; & { $Script } 2>&1 3>&1 | ForEach-Object { if (`$_ -is [Management.Automation.ErrorRecord]) { `"error `$(`$_.FullyQualifiedErrorId) `$(`$_.ErrorDetails)`" } else { `"`$_`" } }"))
            $variables = @{ HOME = "$root/home"; TRACKING_HOME = $null; TRACKING_STORE = $null; USER = $null; LOGNAME = $null }
            foreach ($name in $Environment.Keys) { $variables[$name] = $Environment[$name] }
            $result = Invoke-Child $command -Environment $variables
            $result.ExitCode | Should -Be 0 -Because $result.Error
            $result.Lines
        }
    }

    It 'saves, runs steps and resumes under its number' {
        Invoke-Nameless {
            Save-UserTrack job @{ n = 1 }
            Invoke-TrackRun job { Invoke-TrackStep one { 'step' } }
            try { Invoke-TrackRun job -Resume -Key k { Invoke-TrackStep one { 'first' }; throw 'stop' } } catch { 'failed' }
            Invoke-TrackRun job -Resume -Key k { Invoke-TrackStep one { 'again' } } 6> $null
            (Search-Track).UserName
            (Get-TrackRun job -All).User | Select-Object -Unique
            (Get-LastUserTrack job -RunId 1).Data.n
        } @{} | Should -Be '0000001', 'step', 'first', 'failed', 'first', '12345', '12345', '1'
    }

    It 'is what <Variable> says' -ForEach @{ Variable = 'USER' }, @{ Variable = 'LOGNAME' } {
        Invoke-Nameless { $null = Save-UserTrack job @{ n = 1 }; (Search-Track).UserName } @{ $Variable = 'ann' } | Should -Be 'ann'
    }

    It 'without a home that can be written (<Where>) hears what to set, and goes on where it can' -ForEach @(
        @{ Where = 'closed' }, @{ Where = 'none' }, @{ Where = 'read-only' }) {
        if ($Where -eq 'read-only' -and $noMount) { Set-ItResult -Skipped -Because 'nothing can be mounted here'; return }
        $variables = @{ HOME = $Where -eq 'none' ? $null : "$root/closed"; FILE = "$root/home/own.json" }
        $mounting = "mount --bind '$root/closed' '$root/closed'; mount -o remount,bind,ro '$root/closed'; exec `"`$@`""
        $around = $Where -eq 'read-only' ? @('unshare', '--mount', 'sh', '-ec', $mounting, 'sh') : @()
        if ($around) {
            chmod 777 "$root/closed"
            # Where the disk refuses it these, other than where it has no right to make them, PowerShell itself does not start.
            $null = New-Item -ItemType Directory ('.cache/powershell', '.config/powershell', '.local/share/powershell/Modules' | ForEach-Object { "$root/closed/$_" })
        }
        $said = Invoke-Nameless {
            Save-UserTrack job @{ n = 1 }
            $null = Open-TrackStore -InMemory
            Save-UserTrack job @{ n = 1 }
            Close-TrackStore
            Save-UserTrack job @{ n = 1 } -Store $env:FILE
            Invoke-TrackRun job { 'done' } -Store $env:FILE
        } $variables $around
        $said[0] | Should -Match '^error TrackStoreWriteFailed,.*\$env:TRACKING_HOME'
        $said[1, 2] | Should -Be '0000001', '0000001'
        $said[3] | Should -Match 'Set \$env:TRACKING_HOME to a folder that can be written'
        $said[4] | Should -Be 'done'
        $said | Should -HaveCount 5
    }
}

Describe 'A store that two accounts share by group and folder' -Skip:$noOther {
    BeforeEach {
        $root = New-TestFolder
        $null = New-Item -ItemType Directory "$root/shared", "$root/home1", "$root/home2"
        chown 1:12340 "$root/shared"
        chmod 2770 "$root/shared"
        chown 1 "$root/home1"
        chown 2 "$root/home2"
        $file = "$root/shared/store.json"

        function Invoke-Account([int] $Account, [string] $Script) {
            $command = Get-AccountCommand $Account 12340, $Account (Get-ScriptCommand "`$ErrorActionPreference = 'Continue'; & { $Script } 2>&1 3>&1 | ForEach-Object { if (`$_ -is [Management.Automation.ErrorRecord]) { `"error `$(`$_.FullyQualifiedErrorId) `$_`" } else { `"`$_`" } }")
            $result = Invoke-Child $command -Environment @{ HOME = "$root/home$Account"; TRACKING_HOME = "$root/home$Account"; TRACKING_STORE = $null; FILE = $file }
            $result.ExitCode | Should -Be 0 -Because $result.Error
            $result.Error | Should -BeNullOrEmpty
            $result.Lines
        }

        Invoke-Account 1 'Save-UserTrack a001 @{ n = "m1" } -Store $env:FILE' | Should -Be '0000001'
        chown 1:12340 $file
        chmod 660 $file
    }

    It 'takes the saves of both, also behind the other''s closing' {
        Invoke-Account 2 'Save-UserTrack a001 @{ n = "m2" } -Store $env:FILE' | Should -Be '0000002'
        Invoke-Account 1 '$null = Open-TrackStore $env:FILE; Save-UserTrack a001 @{ n = "m3" }; Close-TrackStore' | Should -Be '0000003'
        Invoke-Account 2 '$null = Open-TrackStore $env:FILE; Save-UserTrack a001 @{ n = "m4" }; Close-TrackStore' | Should -Be '0000004'
        Invoke-Account 1 '(Search-Track -Store $env:FILE).Data.n -join " "' | Should -Be 'm1 m2 m3 m4'
        stat -c '%u:%g %a' $file | Should -Be '1:12340 660'
        (Get-ChildItem "$root/shared" -Force).Name | Should -Be 'store.json'
    }

    It 'is rewritten by its owner with the rights that it had' {
        Invoke-Account 1 '$null = Optimize-TrackStore -Store $env:FILE' | Should -BeNullOrEmpty
        stat -c '%u:%g %a' $file | Should -Be '1:12340 660'
        Invoke-Account 2 'Save-UserTrack a001 @{ n = "m2" } -Store $env:FILE' | Should -Be '0000002'
    }

    It 'is not rewritten by who is not its owner, by name, and stays as it was' {
        Invoke-Account 2 'Optimize-TrackStore -Store $env:FILE' | Should -Match '^error TrackStoreWriteFailed,.*store\.json'
        stat -c '%u:%g %a' $file | Should -Be '1:12340 660'
        (Get-ChildItem "$root/shared" -Force).Name | Should -Be 'store.json'
        Invoke-Account 2 'Save-UserTrack a001 @{ n = "m2" } -Store $env:FILE' | Should -Be '0000002'
        Invoke-Account 1 'Save-UserTrack a001 @{ n = "m3" } -Store $env:FILE' | Should -Be '0000003'
    }

    It 'may become that of who writes where all have the same rights' {
        chmod 666 $file
        Invoke-Account 2 '$null = Optimize-TrackStore -Store $env:FILE' | Should -BeNullOrEmpty
        stat -c '%u:%g %a' $file | Should -Be '2:12340 666'
        Invoke-Account 1 'Save-UserTrack a001 @{ n = "m2" } -Store $env:FILE' | Should -Be '0000002'
    }

    It 'is refused to the other one while one holds it, and the error names the process' {
        $owner = Start-Child (Get-AccountCommand 1 12340 (Get-DriverCommand 'hold', $file))
        Read-ChildLine $owner '^held$' | Should -Be 'held'
        Invoke-Account 2 'Save-UserTrack a001 @{ n = "m2" } -Store $env:FILE' | Should -Match "^error TrackStoreLocked,.*process $($owner.Process.Id) on"
        $null = Wait-Child $owner
        Invoke-Account 2 'Save-UserTrack a001 @{ n = "m2" } -Store $env:FILE' | Should -Be '0000002'
    }

    It 'deleted under the one who is not its owner is written anew, and told' {
        $said = Invoke-Account 2 '$null = Open-TrackStore $env:FILE -Durability Always; Save-UserTrack a001 @{ n = "m2" }; Remove-Item $env:FILE; Save-UserTrack a001 @{ n = "m3" }; Close-TrackStore'
        $said -match 'was deleted' | Should -HaveCount 1
        (Search-Track -Store $file).Data.n | Should -Be 'm1', 'm2', 'm3'
    }
}

Describe 'What else a file has' {
    It 'as an access list stays when it is rewritten' -Skip:$noAcl {
        $file = Join-Path (New-TestFolder) 'store.json'
        $null = Save-UserTrack a001 @{ n = 1 } -Store $file
        setfacl -m u:12345:rw $file
        $before = @(getfacl -p $file)
        $null = Optimize-TrackStore -Store $file
        @(getfacl -p $file) | Should -Be $before
        $before -match 'user:12345:rw' | Should -HaveCount 1
    }

    It 'as an attribute of the user stays when it is rewritten, and when it was emptied under a store' -Skip:$noAttribute {
        $file = Join-Path (New-TestFolder) 'store.json'
        $null = Save-UserTrack a001 @{ n = 1 } -Store $file
        $set = Invoke-Child 'python3', '-c', 'import os,sys; os.setxattr(sys.argv[1], "user.origin", b"here")', $file
        if ($set.ExitCode) { Set-ItResult -Skipped -Because "this disk has no attributes: $($set.Error)"; return }
        $get = 'python3', '-c', 'import os,sys; print(os.getxattr(sys.argv[1], "user.origin").decode())', $file
        $null = Optimize-TrackStore -Store $file
        (Invoke-Child $get).Lines | Should -Be 'here'
        $null = Open-TrackStore $file -Durability Always
        Save-UserTrack a001 @{ n = 2 } | Should -BeExactly '0000002'
        $stream = [IO.File]::Open($file, 'Open', 'Write', 'ReadWrite')
        $stream.SetLength(0)
        $stream.Dispose()
        Save-UserTrack a001 @{ n = 3 } 3> $null | Should -BeExactly '0000003'
        Close-TrackStore
        (Invoke-Child $get).Lines | Should -Be 'here'
    }
}

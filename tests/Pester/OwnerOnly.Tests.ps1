# Files are private to their owner: format 8.4.

BeforeDiscovery {
    Import-Module "$PSScriptRoot/ChildProcesses.psm1"
    $noStrace = -not (Test-Strace)
    # Only root can give a file to someone else.
    $noRoot = $IsWindows -or (id -u) -ne 0
}

BeforeAll {
    Import-Module "$PSScriptRoot/TestHelpers.psm1", "$PSScriptRoot/ChildProcesses.psm1"

    # The permissions of a file or folder, as 600.
    function Get-Mode([string] $Path) {
        [Convert]::ToString([int] [IO.File]::GetUnixFileMode($Path), 8)
    }
}

AfterAll {
    Stop-AllChildren
}

Describe 'Under the umask <_>' -ForEach '0000', '0077', '0777' -Skip:$noStrace {
    BeforeAll {
        # Makes everything that the module ever makes: folders, a session's file, its lock, what is rewritten, what is set aside.
        $root = New-TestFolder
        $log = Join-Path (New-TestFolder) 'calls'
        $command = @(Get-StracePrefix $log 'openat', 'open', 'creat', 'mkdir', 'mkdirat', 'link', 'symlink', 'mknod'; Get-ScriptCommand {
            $null = Save-UserTrack a001 @{ n = 1 }
            $null = Save-UserTrack a001 @{ n = 2 }
            $file = (Get-TrackStore).Path
            # As it stands after a crash.
            $bytes = [IO.File]::ReadAllBytes($file)
            Remove-Track 1
            $null = Optimize-TrackStore
            Close-TrackStore

            function Write-Over([byte[]] $Content) {
                # The file as it is, not one that is made: not by WriteAllBytes.
                $stream = [IO.File]::Open($file, 'Truncate', 'Write')
                $stream.Write($Content)
                $stream.Dispose()
            }
            $cut = [Text.Encoding]::UTF8.GetString($bytes).LastIndexOf('"n":2')
            Write-Over $bytes[0..$cut]
            $null = Open-TrackStore $file -WarningVariable torn 3> $null
            Close-TrackStore

            $damaged = [IO.File]::ReadAllText($file).Replace('"n":1', '"n"?1')
            Write-Over ([Text.Encoding]::UTF8.GetBytes($damaged + $damaged))
            $null = Open-TrackStore $file -Repair -WarningVariable repaired 3> $null
            $null = Save-UserTrack a001 @{ n = 3 }
            "$($torn.Count) $($repaired.Count)"
        })
        $result = Invoke-Child @('sh', '-c', "umask $_; exec `"`$@`"", 'sh'; $command) -Environment @{ TRACKING_HOME = "$root/new/deep"; TRACKING_STORE = $null }
        $result.ExitCode | Should -Be 0 -Because $result.Error
        $result.Lines | Should -Match '^[1-9]\d* [1-9]'
        $made = @(Get-ChildItem $root -Recurse -Force)
        $calls = @(Get-TracedCall $log | Where-Object { $_.Arguments.Contains($root) })
    }

    It 'all kinds of file were made' {
        $names = ($made | Where-Object { -not $_.PSIsContainer }).Name -replace '^.*\.json', 'json'
        $names | Where-Object { $_ -notmatch '^json(\.torn-.*|\.damaged-.*)?$' } | Should -BeNullOrEmpty
        foreach ($kind in '^json$', '\.torn-', '\.damaged-') { @($names -match $kind) | Should -HaveCount 1 -Because $kind }
    }

    It 'folders are 700 and files 600, in the end' {
        foreach ($one in $made) {
            Get-Mode $one.FullName | Should -Be ($one.PSIsContainer ? '700' : '600') -Because $one.Name
        }
    }

    It 'and from their first moment, and no file is made through a link or over another' {
        $creations = @($calls | Where-Object Arguments -Match 'O_CREAT')
        $creations.Count | Should -BeGreaterOrEqual 5 -Because 'the file, the optimised, the set aside twice and the repaired one'
        foreach ($call in $creations) {
            $call.Arguments | Should -Match 'O_NOFOLLOW.*, 0600$'
            $call.Arguments | Should -Match 'O_EXCL'
        }
        $folders = @($calls | Where-Object Name -Like 'mkdir*')
        $folders | Should -HaveCount 2
        foreach ($call in $folders) { $call.Arguments | Should -Match ', 0700$' }
        $calls | Where-Object Name -In 'open', 'creat', 'link', 'symlink', 'mknod' | Should -BeNullOrEmpty
    }
}

Describe 'A file that is not as the module makes it' -Skip:$IsWindows {
    BeforeEach {
        $folder = New-TestFolder
        $file = "$folder/store.json"
    }

    It 'keeps its own mode when it is rewritten' {
        $null = Save-UserTrack a001 @{ n = 1 } -Store $file
        [IO.File]::SetUnixFileMode($file, 'UserRead, UserWrite, GroupRead')
        $null = Optimize-TrackStore -Store $file
        Get-Mode $file | Should -Be '640'
    }

    It 'keeps its owner when it is rewritten' -Skip:$noRoot {
        $null = Save-UserTrack a001 @{ n = 1 } -Store $file
        chown 12345:12346 $file
        $null = Optimize-TrackStore -Store $file
        stat -c '%u:%g %a' $file | Should -Be '12345:12346 600'
    }

    It 'stays behind its symbolic link, which leads to the rewritten file' {
        $null = New-Item -ItemType Directory "$folder/real"
        $null = New-Item -ItemType SymbolicLink $file -Target 'real/other.json'
        # Not there yet: it is made where the link leads.
        Save-UserTrack a001 @{ n = 1 } -Store $file | Should -BeExactly '0000001'
        $null = Optimize-TrackStore -Store $file
        (Get-Item $file).LinkTarget | Should -Be 'real/other.json'
        (Get-ChildItem "$folder/real").Name | Should -Be 'other.json'
        (Get-ChildItem $folder).Name | Sort-Object | Should -Be 'real', 'store.json'
        Get-Mode "$folder/real/other.json" | Should -Be '600'
        (Search-Track -Store $file).Data.n | Should -Be 1
    }

    It 'is rewritten beside a symbolic link in the temporary file''s place, whose target is left alone' {
        $null = Save-UserTrack a001 @{ n = 1 } -Store $file
        Set-Content "$folder/victim" 'kept'
        foreach ($name in 'tmp', '1.tmp') { $null = New-Item -ItemType SymbolicLink "$file.$name" -Target 'victim' }
        $null = Optimize-TrackStore -Store $file
        Get-Content "$folder/victim" | Should -BeExactly 'kept'
        (Get-Item $file).LinkTarget | Should -BeNullOrEmpty
        Get-Mode $file | Should -Be '600'
    }

    It 'with hard links is appended to by either name, and never rewritten' {
        $null = Save-UserTrack a001 @{ n = 1 } -Store $file
        $null = New-Item -ItemType HardLink "$folder/other.json" -Target $file
        $null = Save-UserTrack a001 @{ n = 2 } -Store $file
        $null = Save-UserTrack a001 @{ n = 3 } -Store "$folder/other.json"
        $fault = Get-ErrorOf { Optimize-TrackStore -Store $file }
        $fault.FullyQualifiedErrorId | Should -BeLike 'TrackStoreWriteFailed,*'
        "$fault" | Should -Match 'hard links'
        (Search-Track -Store $file).Data.n | Should -Be 1, 2, 3
        # One lock for all names.
        $null = Open-TrackStore $file
        (Get-ErrorOf { Save-UserTrack a001 @{ n = 4 } -Store "$folder/other.json" }).FullyQualifiedErrorId | Should -BeLike 'TrackStoreLocked,*'
        Close-TrackStore
    }

    # No real device: a fault that lets one in would have root replace it, for the whole machine.
    It 'that is a folder or a pipe is refused, without waiting' {
        mkfifo "$folder/pipe.json"
        foreach ($path in $folder, "$folder/pipe.json") {
            foreach ($try in { Open-TrackStore $path }, { Search-Track -Store $path }) {
                (Get-ErrorOf $try).FullyQualifiedErrorId | Should -Match '^TrackStore(PathInvalid|AccessDenied|NotFound|NotTracking),' -Because $path
            }
        }
        (Get-ChildItem $folder).Name | Should -Be 'pipe.json'
    }
}

Describe 'A folder that others can write' -Skip:$IsWindows {
    BeforeEach {
        $folder = New-TestFolder
        $file = "$folder/store.json"
        # As /tmp is.
        chmod 1777 $folder
    }

    It 'takes a new store, for its owner only' {
        $null = Save-UserTrack a001 @{ n = 1 } -Store $file
        $null = Optimize-TrackStore -Store $file
        Get-Mode $file | Should -Be '600'
        Save-UserTrack a001 @{ n = 2 } -Store $file | Should -BeExactly '0000002'
    }

    It 'gives nothing to the owner of a store that lay there: it is refused for writing' -Skip:$noRoot {
        $null = Save-UserTrack a001 @{ n = 1 } -Store $file
        chown 12345 $file
        chmod 666 $file
        $fault = Get-ErrorOf { Save-UserTrack a001 @{ secret = 1 } -Store $file }
        $fault.FullyQualifiedErrorId | Should -BeLike 'TrackStoreAccessDenied,*'
        "$fault" | Should -Match 'another user'
        (Search-Track -Store $file).Data.n | Should -Be 1
    }

    It 'is no concern where only the owner can write the folder: root may save to another''s store' -Skip:$noRoot {
        chmod 755 $folder
        $null = Save-UserTrack a001 @{ n = 1 } -Store $file
        chown 12345 $folder $file
        Save-UserTrack a001 @{ n = 2 } -Store $file | Should -BeExactly '0000002'
    }
}

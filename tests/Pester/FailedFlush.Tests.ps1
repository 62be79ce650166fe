# A flush that fails is never retried into success: format 8.3. strace answers the
# calls of a running PowerShell in the system's stead.

BeforeDiscovery {
    Import-Module "$PSScriptRoot/ChildProcesses.psm1"
    $noAttach = -not (Test-Attach)
}

BeforeAll {
    Import-Module "$PSScriptRoot/TestHelpers.psm1", "$PSScriptRoot/ChildProcesses.psm1"

    # Has the calls of the host go wrong on some paths while a script runs there.
    function Invoke-Tampered([string] $Inject, [string[]] $Path, [string] $Script) {
        $log = Join-Path (New-TestFolder) 'calls'
        $tracer = Start-Tracer $hosted.Process.Id -Log $log -Trace fsync -Path $Path -Inject $Inject
        try {
            Invoke-ScriptHost $hosted $Script
        }
        finally {
            Stop-Tracer $tracer
        }
        @(Get-TracedCall $log | Where-Object Result -Like '*INJECTED*').Count | Should -BeGreaterThan 0 -Because 'a flush was to fail'
    }

    function Get-Generation([string] $File) {
        (Get-Content $File -First 1) -match '"generation":(\d+)' | Should -BeTrue
        [int] $Matches[1]
    }
}

AfterAll {
    Stop-AllChildren
}

Describe 'A flush that fails' -Skip:$noAttach {
    BeforeAll {
        $hosted = Start-ScriptHost
    }

    AfterAll {
        (Wait-Child $hosted).Error | Should -BeNullOrEmpty
    }

    BeforeEach {
        $folder = New-TestFolder
        $file = "$folder/store.json"
    }

    AfterEach {
        # What each leaves behind is a store that can be used.
        Invoke-ScriptHost $hosted "Get-TrackStore -Open | Where-Object Path -EQ '$file' | Close-TrackStore" | Should -BeNullOrEmpty
        Test-JsonFile $file | Should -BeTrue
        $null = Search-Track -Store $file -WarningVariable warnings
        $warnings | Should -BeNullOrEmpty
    }

    It 'refuses the save that was to be flushed before it is acknowledged; the next one rewrites the file and says so' {
        $null = Invoke-ScriptHost $hosted "`$null = Open-TrackStore '$file' -Durability Always; Save-UserTrack a001 @{ n = 1 }"
        $said = Invoke-Tampered 'fsync:error=EIO:when=1' $file 'Save-UserTrack a001 @{ n = 2 }'
        $said | Should -HaveCount 1
        $said | Should -BeLike 'error TrackStoreFlushFailed,*'
        Get-Generation $file | Should -Be 1
        (Search-Track -Store $file).Data.n | Should -Be 1

        $said = Invoke-ScriptHost $hosted 'Save-UserTrack a001 @{ n = 3 }'
        $said | Should -HaveCount 2
        @($said -like "warning '$file'*written anew*") | Should -HaveCount 1
        $said | Should -Contain '0000002'
        Get-Generation $file | Should -Be 2
        (Search-Track -Store $file).Data.n | Should -Be 1, 3
        Invoke-ScriptHost $hosted '(Search-Track).Data.n' | Should -Be 1, 3
    }

    It 'refuses every save for as long as it cannot rewrite the file either' {
        $null = Invoke-ScriptHost $hosted "`$null = Open-TrackStore '$file' -Durability Always; Save-UserTrack a001 @{ n = 1 }"
        $said = Invoke-Tampered 'fsync:error=EIO' $file, "$file.1.tmp", $folder '2..4 | ForEach-Object { @{ n = $_ } } | Save-UserTrack a001; Stop-TrackRun a001; Remove-Track 1; Optimize-TrackStore'
        $said | Should -HaveCount 6
        $said | ForEach-Object { $_ | Should -Match '^error TrackStore(Flush|Write)Failed,' }
        (Search-Track -Store $file).Data.n | Should -Be 1
        Invoke-ScriptHost $hosted 'Save-UserTrack a001 @{ n = 5 } 3> $null' | Should -BeExactly '0000002'
        (Search-Track -Store $file).Data.n | Should -Be 1, 5
        (Get-TrackRun -Store $file).Finished | Should -BeFalse
    }

    It 'in the second after a save is told by the next save, which rewrites the file first' {
        $null = Invoke-ScriptHost $hosted "`$null = Open-TrackStore '$file'"
        Invoke-Tampered 'fsync:error=EIO' $file 'Save-UserTrack a001 @{ n = 1 }; Start-Sleep -Milliseconds 1500' | Should -BeExactly '0000001'
        Get-Generation $file | Should -Be 1
        $said = Invoke-ScriptHost $hosted 'Save-UserTrack a001 @{ n = 2 }'
        @($said -like "warning '$file'*written anew*") | Should -HaveCount 1
        $said | Should -Contain '0000002'
        Get-Generation $file | Should -Be 2
    }

    It 'in the second after a save is repaired when the store is closed, and reported' {
        $null = Invoke-ScriptHost $hosted "`$null = Open-TrackStore '$file'"
        Invoke-Tampered 'fsync:error=EIO' $file 'Save-UserTrack a001 @{ n = 1 }; Start-Sleep -Milliseconds 1500' | Should -BeExactly '0000001'
        Invoke-ScriptHost $hosted 'Close-TrackStore' | Should -BeLike "error TrackStoreFlushFailed,*'$file'*written anew*is safe*"
        Get-Generation $file | Should -Be 2
        (Search-Track -Store $file).Data.n | Should -Be 1
    }

    It 'in the second after a save is an error when the store is closed and cannot be rewritten' {
        $null = Invoke-ScriptHost $hosted "`$null = Open-TrackStore '$file'"
        $said = Invoke-Tampered 'fsync:error=EIO' $file, "$file.1.tmp" 'Save-UserTrack a001 @{ n = 1 }; Start-Sleep -Milliseconds 1500; Close-TrackStore'
        $said | Should -HaveCount 2
        $said[1] | Should -BeLike 'error TrackStoreFlushFailed,*'
        $said[1] | Should -Not -BeLike '*is safe*'
        (Search-Track -Store $file).Data.n | Should -Be 1
        # It is closed, and not held.
        Save-UserTrack a001 @{ n = 2 } -Store $file | Should -BeExactly '0000002'
    }

    It 'when the store is closed is told, and the store is closed all the same' {
        $null = Invoke-ScriptHost $hosted "`$null = Open-TrackStore '$file' -Durability OnClose; Save-UserTrack a001 @{ n = 1 }"
        Invoke-Tampered 'fsync:error=EIO' $file 'Close-TrackStore' | Should -BeLike 'error TrackStoreFlushFailed,*'
        Save-UserTrack a001 @{ n = 2 } -Store $file | Should -BeExactly '0000002'
    }

    It 'refuses to stop a run; asked again, it is stopped' {
        $null = Invoke-ScriptHost $hosted "`$null = Open-TrackStore '$file'; Save-UserTrack a001 @{ n = 1 }"
        Invoke-Tampered 'fsync:error=EIO:when=1' $file 'Stop-TrackRun a001' | Should -BeLike 'error TrackStoreFlushFailed,*'
        Invoke-ScriptHost $hosted '(Get-TrackRun).Finished' | Should -Be 'False'
        (Get-TrackRun -Store $file).Finished | Should -BeFalse
        $said = Invoke-ScriptHost $hosted 'Stop-TrackRun a001'
        @($said -like "warning '$file'*written anew*") | Should -HaveCount 1
        $said | Should -Contain '1'
        (Get-TrackRun -Store $file).Finished | Should -BeTrue
        (Search-Track -Store $file).Data.n | Should -Be 1
    }

    It 'of a rewritten file leaves the file as it was' {
        $null = Invoke-ScriptHost $hosted "`$null = Open-TrackStore '$file'; 1..3 | ForEach-Object { Save-UserTrack a001 @{ n = `$_ } }; Remove-Track 2"
        $before = [IO.File]::ReadAllText($file)
        Invoke-Tampered 'fsync:error=EIO' "$file.1.tmp" 'Optimize-TrackStore' | Should -Match '^error TrackStore(Flush|Write)Failed,'
        [IO.File]::ReadAllText($file) | Should -BeExactly $before
        Test-Path "$file.1.tmp" | Should -BeFalse
        Invoke-ScriptHost $hosted 'Save-UserTrack a001 @{ n = 4 }' | Should -BeExactly '0000004'
    }

    It 'of the folder, after a file was rewritten, is told, and the next save rewrites it again' {
        $null = Invoke-ScriptHost $hosted "`$null = Open-TrackStore '$file'; 1..3 | ForEach-Object { Save-UserTrack a001 @{ n = `$_ } }; Remove-Track 2"
        Invoke-Tampered 'fsync:error=EIO' $folder 'Optimize-TrackStore' | Should -BeLike 'error TrackStoreFlushFailed,*'
        $said = Invoke-ScriptHost $hosted 'Save-UserTrack a001 @{ n = 4 }'
        @($said -like "warning '$file'*written anew*") | Should -HaveCount 1
        $said | Should -Contain '0000004'
        (Search-Track -Store $file).Data.n | Should -Be 1, 3, 4
    }

    It 'of a new file leaves none' {
        $said = Invoke-Tampered 'fsync:error=EIO' "$file.1.tmp" "Open-TrackStore '$file'"
        $said | Should -HaveCount 1
        $said | Should -BeLike 'error TrackStore*'
        Get-ChildItem $folder | Should -BeNullOrEmpty
        Save-UserTrack a001 @{ n = 1 } -Store $file | Should -BeExactly '0000001'
    }

    It 'of a new file''s folder is an error, and opening it again flushes the folder first' {
        Invoke-Tampered 'fsync:error=EIO' $folder "Open-TrackStore '$file'" | Should -BeLike 'error TrackStoreFlushFailed,*'
        Invoke-Tampered 'fsync:error=EIO' $folder "Open-TrackStore '$file'; Save-UserTrack a001 @{ n = 1 } -Store '$file'" | Should -BeLike 'error TrackStoreFlushFailed,*'
        Invoke-ScriptHost $hosted "Save-UserTrack a001 @{ n = 1 } -Store '$file'" | Should -BeExactly '0000001'
    }
}

Describe 'A flush that fails when the shell exits' -Skip:$noAttach {
    It 'is said on the error stream' {
        $hosted = Start-ScriptHost
        $file = Join-Path (New-TestFolder) 'store.json'
        $null = Invoke-ScriptHost $hosted "`$null = Open-TrackStore '$file' -Durability OnClose; Save-UserTrack a001 @{ n = 1 }"
        $tracer = Start-Tracer $hosted.Process.Id -Log (Join-Path (New-TestFolder) 'calls') -Trace fsync -Path $file -Inject 'fsync:error=EIO'
        $result = Wait-Child $hosted
        $null = Wait-Child $tracer
        $result.Error | Should -Match ([regex]::Escape($file))
        $result.Error | Should -Match 'could not be brought to the disk'
        $result.Error | Should -Not -Match 'Unhandled'
    }
}

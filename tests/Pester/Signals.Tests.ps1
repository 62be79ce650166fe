# What is on the disk after a signal that asks a process to end: everything, and the file says so (format 8.2). Each child is signalled by the id
# that it was started with.

BeforeDiscovery {
    $noSignals = $IsWindows
}

BeforeAll {
    Import-Module "$PSScriptRoot/TestHelpers.psm1", "$PSScriptRoot/ChildProcesses.psm1"

    # A process that saves without flushing, and says when it has.
    function Start-Saver([string] $File, [string] $More = 'Start-Sleep 60', [string[]] $Prefix = @()) {
        $child = Start-Child @($Prefix; Get-ScriptCommand @"
            `$null = Open-TrackStore '$File' -Durability OnClose
            1..50 | ForEach-Object { @{ n = `$_ } } | Save-UserTrack a001 | Out-Null
            [Console]::Out.WriteLine('saved')
            $More
"@)
        Read-ChildLine $child '^saved$' | Should -Be 'saved'
        $child
    }

    function Get-LastLine([string] $File) { (Get-Content -LiteralPath $File)[-1] }

    function Get-SavedNumber([string] $File) { (Search-Track -Store $File).Data.n }
}

AfterAll {
    Stop-AllChildren
}

Describe 'A process that is asked to end' -Skip:$noSignals {
    It 'by <_> has everything on the disk, and the file says so' -ForEach 'TERM', 'HUP' {
        $file = Join-Path (New-TestFolder) 's.json'
        $child = Start-Saver $file
        Get-LastLine $file | Should -BeLike '],"flushed":false,*'
        Send-Signal $_ $child.Process.Id
        (Wait-Child $child).ExitCode | Should -BeGreaterThan 128 -Because 'the signal ends the process as it would without the module'
        Get-LastLine $file | Should -BeLike '],"flushed":true ,*'
        Get-SavedNumber $file | Should -Be (1..50)
    }

    It 'has every file on the disk that is open: that of a cmdlet, a snapshot beside it, and the current one' {
        $folder = New-TestFolder
        $null = 1..3 | ForEach-Object { @{ n = $_ } } | Save-UserTrack a001 -Store "$folder/snapshot.json"
        $child = Start-Saver "$folder/s.json" @"
            `$null = Open-TrackStore '$folder/snapshot.json' -ReadOnly
            & { @{ n = 1 }; [Console]::Out.WriteLine('leased'); Start-Sleep 60 } | Save-UserTrack b001 -Store '$folder/leased.json'
"@
        Read-ChildLine $child '^leased$' | Should -Be 'leased'
        Send-Signal TERM $child.Process.Id
        (Wait-Child $child).ExitCode | Should -BeGreaterThan 128
        foreach ($name in 's', 'leased', 'snapshot') { Get-LastLine "$folder/$name.json" | Should -BeLike '],"flushed":true ,*' -Because $name }
        Get-SavedNumber "$folder/leased.json" | Should -Be 1
    }

    It 'goes on saving where it handles <_> itself' -ForEach 'TERM', 'HUP' {
        $file = Join-Path (New-TestFolder) 's.json'
        $child = Start-Saver $file @"
            Add-Type -TypeDefinition @'
                using System.Runtime.InteropServices;
                public static class Own
                {
                    public static volatile int Count;
                    static PosixSignalRegistration registration;
                    public static void Handle(PosixSignal signal) =>
                        registration = PosixSignalRegistration.Create(signal, context => { context.Cancel = true; Count++; });
                }
'@
            [Own]::Handle('SIG$_')
            [Console]::Out.WriteLine('ready')
            while ([Own]::Count -eq 0) { Start-Sleep -Milliseconds 10 }
            while ((Get-Content '$file')[-1] -notlike '],"flushed":true ,*') { Start-Sleep -Milliseconds 10 }
            `$null = Save-UserTrack a001 @{ n = 51 }
            [Console]::Out.WriteLine((Get-Content '$file')[-1])
            `$null = Save-UserTrack a001 @{ n = 52 }
"@
        Read-ChildLine $child '^ready$' | Should -Be 'ready'
        Send-Signal $_ $child.Process.Id
        Read-ChildLine $child flushed | Should -BeLike '],"flushed":false,*'
        (Wait-Child $child).ExitCode | Should -Be 0
        Get-LastLine $file | Should -BeLike '],"flushed":true ,*'
        Get-SavedNumber $file | Should -Be (1..52)
    }

    It 'goes on saving where whoever started it has it ignore SIGHUP' {
        $file = Join-Path (New-TestFolder) 's.json'
        $child = Start-Saver $file -Prefix 'nohup' -More @"
            `$null = [Console]::In.ReadLine()
            `$null = Save-UserTrack a001 @{ n = 51 }
"@
        Send-Signal HUP $child.Process.Id
        $child.Process.StandardInput.WriteLine()
        (Wait-Child $child).ExitCode | Should -Be 0
        Get-SavedNumber $file | Should -Be (1..51)
    }

    It 'ends all the same when nothing was saved, and when the module was removed' {
        foreach ($script in '[Console]::Out.WriteLine("saved"); Start-Sleep 60', 'Remove-Module Tracking; [Console]::Out.WriteLine("saved"); Start-Sleep 60') {
            $child = Start-Child (Get-ScriptCommand $script)
            Read-ChildLine $child '^saved$' | Should -Be 'saved'
            Send-Signal TERM $child.Process.Id
            (Wait-Child $child -TimeoutSeconds 30).ExitCode | Should -BeGreaterThan 128
        }
    }
}

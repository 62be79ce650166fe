# What a script in blocks gives as a process of its own: exit codes, the terminal's streams, what programs write to them. All else is compared
# in process, by tests/Tracking.Tests/Wrapped.

BeforeDiscovery {
    # BLOCK stands for what runs a block: nothing but a dot, or a cmdlet.
    $scripts = [ordered] @{
        'exit with a code'             = "try { BLOCK { try { 'a'; exit 3 } finally { 'in' } } } finally { 'out' }; 'never'"
        'exit of a function in blocks' = "function f { BLOCK { BLOCK { 'a'; exit } } }; f; 'never'"
        'exit in a trap'               = "trap { `"t `$_`"; exit 6 }; BLOCK { throw 'x' }; 'never'"
        'throw'                        = "'a'; BLOCK { throw 'x' }; 'never'"
        'an error that stops'          = "`$ErrorActionPreference = 'Stop'; BLOCK { Get-Item /none }; 'never'"
        'break without a loop'         = "BLOCK { 'a'; break }; 'never'"
        'what ends nothing'            = @(
            "BLOCK { Get-Item /none; 1/0; 'next' }; `"`$?`""
            "BLOCK { sh -c 'echo out; echo err >&2; exit 4' }; `"`$LASTEXITCODE `$?`""
            "BLOCK { sh -c 'echo out; echo err >&2' } 2>`$null"
            "BLOCK { sh -c 'echo err >&2' 2>`$null }"
            "BLOCK { sh -c 'echo err >&2; exit 2' } 2>&1 | ForEach-Object { `"`$(`$_.GetType().Name) `$_`" }"
            "BLOCK { cat; 'end' }; BLOCK { 'x' | cat }"
            "BLOCK { 'w'; Write-Host h; Write-Warning w; 'x'; Write-Verbose v -Verbose; Get-Item /none; 'y' }"
            "BLOCK { Write-Information i -InformationAction Continue; 'z' }"
            "BLOCK { 'a'; sh -c 'echo b'; 'c'; sh -c 'echo d'; Write-Host e; sh -c 'echo f' }"
            "BLOCK { sh -c 'exit 4' }"
        ) -join "`n"
    }
    $cases = $scripts.GetEnumerator() | ForEach-Object { @{ Name = $_.Key; Script = $_.Value } }
}

BeforeAll {
    Import-Module "$PSScriptRoot/TestHelpers.psm1", "$PSScriptRoot/ChildProcesses.psm1"
    Import-Module "$PSScriptRoot/../runner/ChildPwsh.psm1"
    $manifest = [IO.Path]::GetFullPath("$PSScriptRoot/../../Tracking.psd1")
    $without = '.                  '

    # Starts a script with a block's word in place, all words being of one length.
    function Start-Wrapped([string] $Script, [string] $Block) {
        $folder = New-TestFolder
        Set-Content "$folder/script.ps1" "Import-Module '$manifest'; `$ErrorView = 'NormalView'; `$null = Open-TrackStore -InMemory`n$($Script -creplace 'BLOCK ', $Block)"
        $pwsh = Get-PwshCommand
        Start-Child @($pwsh.FilePath; $pwsh.Arguments; '-NoProfile'; '-NonInteractive'; '-File'; "$folder/script.ps1") |
            Add-Member -PassThru -NotePropertyMembers @{ Folder = $folder; Block = $Block }
    }

    function Wait-Wrapped([object] $Child) {
        $result = Wait-Child $Child
        "exit code $($result.ExitCode)"
        $result.Lines
        $result.Error -split '\r?\n' | ForEach-Object { "error $_".Replace($Child.Folder, '').Replace($Child.Block, $without) }
    }
}

AfterAll {
    Stop-AllChildren
}

Describe 'A script that is a process' {
    It 'gives what it gives without blocks: <Name>' -ForEach $cases {
        $plain = Start-Wrapped $Script $without
        $run = Start-Wrapped $Script 'Invoke-TrackRun  n '
        $expected = Wait-Wrapped $plain
        $step = Start-Wrapped $Script 'Invoke-TrackStep n '
        Wait-Wrapped $run | Should -BeExactly $expected
        Wait-Wrapped $step | Should -BeExactly $expected
    }

    It 'leaves a program its terminal in a run, and where nothing of the output is noted' -Skip:(-not (Get-Command script -CommandType Application -ErrorAction Ignore)) {
        $folder = New-TestFolder
        Set-Content "$folder/script.ps1" "Import-Module '$manifest'; `$null = Open-TrackStore -InMemory`nInvoke-TrackRun n { sh -c 'test -t 1 && test -t 2 && echo is a terminal'; Get-Item /none -ErrorAction Ignore }"
        $pwsh = Get-PwshCommand
        $command = @($pwsh.FilePath; $pwsh.Arguments; '-NoProfile', '-NonInteractive', '-File', "$folder/script.ps1") -join ' '
        (Invoke-Child 'script', '-qec', $command, '/dev/null').Lines -join ' ' | Should -Match 'is a terminal'
    }
}

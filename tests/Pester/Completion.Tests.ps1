# Tab in a process of its own, and in a real terminal. What it offers: tests/Tracking.Tests/Completion.

BeforeDiscovery {
    $noTmux = -not (Get-Command tmux -CommandType Application -ErrorAction Ignore)
}

BeforeAll {
    Import-Module "$PSScriptRoot/TestHelpers.psm1", "$PSScriptRoot/../runner/ChildPwsh.psm1"
}

Describe 'Tab' {
    It 'is never an error and leaves nothing behind, whatever the store, the folder and the word' {
        $root = New-TestFolder
        $null = New-Item -ItemType Directory "$root/work"
        $null = Save-UserTrack a001 @{ k = 1 } -Store "$root/work/damaged.json"
        $null = Save-UserTrack a002 @{ k = 1 } -Store "$root/work/damaged.json"
        $lines = [IO.File]::ReadAllLines("$root/work/damaged.json")
        $lines[2] = 'no event'
        [IO.File]::WriteAllLines("$root/work/damaged.json", $lines)
        Set-Content "$root/work/text.json" 'no store at all'
        Set-Content "$root/work/empty.json" '' -NoNewline
        $before = Get-ChildItem $root -Recurse | ForEach-Object { "$($_.FullName) $($_.LastWriteTimeUtc.Ticks)" }
        $child = Invoke-Pwsh -WorkingDirectory "$root/work" -Environment @{ TRACKING_HOME = $root } -TimeoutSeconds 120 {
            Set-StrictMode -Version 3
            $subjects = 'TaskId', 'UserName', 'RunId', 'Id', 'Path', 'Store', 'Data'
            $parameters = foreach ($command in Get-Command -Module Tracking) { $command.Parameters.Values | Where-Object Name -In $subjects | ForEach-Object { @{ Command = $command; Name = $_.Name } } }
            $words = '', 'a', "'a", '"', '[', '``', '$', '@{ a', '0', '-1', '99999999999999999999', '(', '*'
            $stores = 'damaged.json', 'text.json', 'empty.json', 'missing.json', '.', ':memory:', '$null', '5', '@{}'
            function Test-Tab([string] $Line) {
                try { $null = TabExpansion2 $Line $Line.Length } catch { "$Line threw $_" }
                if ($error.Count) { "$Line left $($error[0])"; $error.Clear() }
            }

            foreach ($one in $parameters) {
                foreach ($word in $words) { Test-Tab "$($one.Command) -$($one.Name) $word" }
                if ($one.Name -ne 'Store' -and $one.Command.Parameters.ContainsKey('Store')) {
                    foreach ($store in $stores) { Test-Tab "$($one.Command) -Store $store -$($one.Name) " }
                }
            }

            $null = Open-TrackStore -InMemory
            Close-TrackStore
            foreach ($folder in "$env:TRACKING_HOME/none", "$env:TRACKING_HOME/work/text.json") {
                $env:TRACKING_HOME = $folder
                foreach ($one in $parameters) { Test-Tab "$($one.Command) -$($one.Name) " }
            }

            # A damaged file is read around.
            "damaged: $((TabExpansion2 'Search-Track -Store damaged.json -TaskId ' 41).CompletionMatches.CompletionText -join ' ')"
            "open: $(@(Get-TrackStore -Open).Count)"
        }
        $child.Error | Should -BeNullOrEmpty
        $child.Output -split '\r?\n' | Should -BeExactly @('damaged: a002', 'open: 0')
        Get-ChildItem $root -Recurse | ForEach-Object { "$($_.FullName) $($_.LastWriteTimeUtc.Ticks)" } | Should -Be $before
    }
}

Describe 'Tab in a terminal' {
    BeforeAll {
        $socket = "tracking-$PID"

        # The lines on the terminal's screen, as soon as one of them matches.
        function Wait-Screen([string] $Pattern) {
            $watch = [Diagnostics.Stopwatch]::StartNew()
            do {
                $screen = @(tmux -L $socket capture-pane -p) | ForEach-Object TrimEnd | Where-Object { $_ }
                if ($screen -match $Pattern) { return $screen }
                Start-Sleep -Milliseconds 100
            } while ($watch.Elapsed.TotalSeconds -lt 60)
            throw "No line matched '$Pattern' in time. The screen is:`n$($screen -join "`n")"
        }

        function Send-Key { tmux -L $socket send-keys @args }
    }

    It 'completes a task' -Skip:$noTmux {
        $pwsh = Get-PwshCommand
        $words = @('env', "TRACKING_HOME=$(New-TestFolder)", 'TERM=screen') + $pwsh.FilePath + $pwsh.Arguments + '-NoProfile' | ForEach-Object { "'$($_ -replace "'", "'\''")'" }
        tmux -L $socket -f /dev/null new-session -d -x 100 -y 30 ($words -join ' ')
        try {
            $null = Wait-Screen '^PS .*>$'
            $manifest = Convert-Path "$PSScriptRoot/../../Tracking.psd1"
            Send-Key -l "Import-Module '$manifest'; `$null = Save-UserTrack backup-of-the-disk @{ step = 'copy' }; clear; 'rea' + 'dy'"
            Send-Key Enter
            $null = Wait-Screen '^ready$'
            Send-Key -l 'Search-Track -TaskId back'
            Send-Key Tab
            $null = Wait-Screen '> Search-Track -TaskId backup-of-the-disk$'
            Send-Key Enter
            Wait-Screen '^ 0000001 ' | Should -Contain '      Id TaskId                RunId UserName              TimeStamp           Data'
        }
        finally {
            tmux -L $socket kill-server
        }
    }
}

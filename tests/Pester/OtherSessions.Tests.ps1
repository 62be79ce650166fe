# That there are other sessions, said on the screen of a real terminal and nowhere else: rule 3.27.

BeforeDiscovery {
    $noTmux = -not (Get-Command tmux -CommandType Application -ErrorAction Ignore)
}

BeforeAll {
    Import-Module "$PSScriptRoot/TestHelpers.psm1", "$PSScriptRoot/../runner/ChildPwsh.psm1"
    $socket = "tracking-sessions-$PID"
    $manifest = Convert-Path "$PSScriptRoot/../../Tracking.psd1"
    $pwsh = Get-PwshCommand
}

Describe 'An empty answer of an empty session' {
    BeforeEach {
        $sessions = New-TestFolder
        $null = Save-UserTrack a @{ k = 1 } -Store "$sessions/other.json"
    }

    It 'says on the screen that there are other sessions' -Skip:$noTmux {
        $words = @('env', "TRACKING_HOME=$sessions", 'TERM=screen', $pwsh.FilePath) + $pwsh.Arguments + '-NoProfile' + '-NoLogo' |
            ForEach-Object { "'$($_ -replace "'", "'\''")'" }
        try {
            tmux -L $socket -f /dev/null new-session -d -x 120 -y 30 ($words -join ' ')
            function Wait-Screen([string] $Pattern) {
                $watch = [Diagnostics.Stopwatch]::StartNew()
                while (-not ((tmux -L $socket capture-pane -p) -match $Pattern)) {
                    $watch.Elapsed.TotalSeconds | Should -BeLessThan 60
                    Start-Sleep -Milliseconds 50
                }
            }
            Wait-Screen '^PS .*>'
            tmux -L $socket send-keys "Import-Module '$manifest'; Search-Track" Enter
            Wait-Screen '^This session has saved nothing\. There is the file of another session: -AllSessions asks it too\.'
        }
        finally {
            tmux -L $socket kill-server 2> $null
        }
    }

    It 'is empty where a program reads it' {
        Set-Content "$sessions/ask.ps1" "Import-Module '$manifest'; Search-Track; 'end'"
        $arguments = @($pwsh.Arguments) + '-NoProfile' + '-File' + "$sessions/ask.ps1"
        $former = $env:TRACKING_HOME
        try {
            $env:TRACKING_HOME = $sessions
            & $pwsh.FilePath @arguments | Should -BeExactly 'end'
        }
        finally {
            $env:TRACKING_HOME = $former
        }
    }
}

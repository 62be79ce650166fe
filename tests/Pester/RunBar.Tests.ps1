# The progress bar of a run, as it is on the screen of a real terminal. What a host is given: tests/Tracking.Tests/Scripts/RunBarTests.cs.

BeforeDiscovery {
    $noTmux = -not (Get-Command tmux -CommandType Application -ErrorAction Ignore)
}

BeforeAll {
    Import-Module "$PSScriptRoot/TestHelpers.psm1", "$PSScriptRoot/../runner/ChildPwsh.psm1"
    $socket = "tracking-bar-$PID"

    # The lines on the terminal's screen, as soon as one of them matches.
    function Wait-Screen([string] $Pattern) {
        $watch = [Diagnostics.Stopwatch]::StartNew()
        do {
            $screen = @(tmux -L $socket capture-pane -p) | ForEach-Object TrimEnd | Where-Object { $_ }
            if ($screen -match $Pattern) { return $screen }
            Start-Sleep -Milliseconds 50
        } while ($watch.Elapsed.TotalSeconds -lt 60)
        throw "No line matched '$Pattern' in time. The screen is:`n$($screen -join "`n")"
    }

    # Runs a script in a pwsh on a terminal. There, Wait-Step waits until the step of a name has been seen on the screen.
    function Start-OnTerminal([scriptblock] $Script) {
        $folder = New-TestFolder
        $manifest = Convert-Path "$PSScriptRoot/../../Tracking.psd1"
        Set-Content "$folder/script.ps1" @"
Import-Module '$manifest'
function Wait-Step([string] `$Name) { while (-not (Test-Path "$folder/`$Name")) { Start-Sleep -Milliseconds 20 } }
$Script
'the ' + 'end'
"@
        $pwsh = Get-PwshCommand
        $words = @('env', "TRACKING_HOME=$folder", 'TERM=screen', $pwsh.FilePath) + $pwsh.Arguments
        $words = $words + '-NoProfile' + '-NoExit' + '-File' + "$folder/script.ps1" |
            ForEach-Object { "'$($_ -replace "'", "'\''")'" }
        tmux -L $socket -f /dev/null new-session -d -x 100 -y 30 ($words -join ' ')
        $folder
    }
}

Describe 'The bar of a run in a terminal' {
    AfterEach {
        tmux -L $socket kill-server 2> $null
    }

    # The first step is over at once: of what follows within 200 ms, the host shows nothing.
    It 'is seen of the second and of the third step' -Skip:$noTmux {
        $folder = Start-OnTerminal {
            Invoke-TrackRun nightly {
                Invoke-TrackStep first { }
                Invoke-TrackStep second { Wait-Step second }
                Invoke-TrackStep third { Wait-Step third }
            }
        }
        foreach ($step in 'second', 'third') {
            Wait-Screen "nightly.*\[$step" | Should -Not -BeNullOrEmpty
            Set-Content "$folder/$step" 1
        }
        Wait-Screen '^the end$' | Where-Object { $_ -match 'nightly' } | Should -BeNullOrEmpty
    }

    It 'is seen of the steps within a step, and after one that failed' -Skip:$noTmux {
        $folder = Start-OnTerminal {
            Invoke-TrackRun nightly {
                Invoke-TrackStep fails -ErrorAction SilentlyContinue { throw 'x' }
                Invoke-TrackStep outer { Invoke-TrackStep inner { Wait-Step inner } }
                Invoke-TrackStep last { Wait-Step last }
            }
        }
        foreach ($step in 'inner', 'last') {
            Wait-Screen "nightly.*\[(outer/)?$step" | Should -Not -BeNullOrEmpty
            Set-Content "$folder/$step" 1
        }
        $null = Wait-Screen '^the end$'
    }

    It 'is seen of a second run after a first one, with the count that the first one gives' -Skip:$noTmux {
        $folder = Start-OnTerminal {
            foreach ($n in 1, 2) {
                Invoke-TrackRun nightly -Key same {
                    Invoke-TrackStep first { }
                    Invoke-TrackStep second { Wait-Step "second$n" }
                    Invoke-TrackStep third { Wait-Step "third$n" }
                }
            }
        }
        $seen = [ordered] @{
            second1 = '\[second  *\]'
            third1 = '\[third  *\]'
            second2 = '\[second \(2 of 3\)'
            third2 = '\[third \(3 of 3\)'
        }
        foreach ($step in $seen.Keys) {
            Wait-Screen "nightly.*$($seen[$step])" | Should -Not -BeNullOrEmpty
            Set-Content "$folder/$step" 1
        }
        Wait-Screen '^the end$' | Where-Object { $_ -match 'nightly' } | Should -BeNullOrEmpty
    }
}

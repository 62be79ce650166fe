# What becomes of runs when processes are killed, stay open, start at once, or exit. All else about them: tests/Tracking.Tests/Resuming.

BeforeDiscovery {
    $full = $env:TRACKING_TEST_FULL -eq '1'
}

BeforeAll {
    Import-Module "$PSScriptRoot/TestHelpers.psm1", "$PSScriptRoot/ChildProcesses.psm1"
    $full = $env:TRACKING_TEST_FULL -eq '1'
    Set-StrictMode -Version 3
    $ErrorActionPreference = 'Stop'

    function Get-Runs([string] $TaskId, [string] $SessionFolder) {
        Get-ChildItem $SessionFolder/*.json | ForEach-Object { Get-TrackRun $TaskId -All -Store $_ } | Sort-Object Start, RunId
    }
}

AfterAll {
    Stop-AllChildren
}

Describe 'A process that is killed' {
    BeforeEach {
        $sessions = New-TestFolder
        $environment = @{ TRACKING_HOME = $sessions; TRACKING_STORE = $null; DID = "$sessions/did.txt" }
    }

    It 'at a random moment, and started again until it ends, leaves every step done, and those on record done once' {
        $script = {
            [Console]::Out.WriteLine('ready')
            Invoke-TrackRun six -Resume {
                Invoke-TrackStep 1 { [IO.File]::AppendAllText($env:DID, "1`n"); 'out 1' }
                Invoke-TrackStep group {
                    foreach ($n in 2, 3) { Invoke-TrackStep part -Key $n { [IO.File]::AppendAllText($env:DID, "$n`n"); "out $n" } }
                }
                4, 5 | Invoke-TrackStep piped { Start-Sleep -Milliseconds 5; [IO.File]::AppendAllText($env:DID, "$_`n"); "out $_" }
                Invoke-TrackStep 6 { [IO.File]::AppendAllText($env:DID, "6`n"); 'out 6' }
            } 6> $null 3> $null
        }
        $text = Get-ScriptCommand $script
        $random = [Random]::new(5)
        $kills = 0
        $wanted = $full ? 100 : 5
        for ($round = 1; $kills -lt $wanted -and $round -le 3 * $wanted; $round++) {
            Remove-Item $sessions -Recurse
            $null = New-Item -ItemType Directory $sessions
            $done = $false
            for ($start = 1; -not $done; $start++) {
                $child = Start-Child $text -Environment $environment
                $null = Read-ChildLine $child '^ready'
                # The first starts are killed; the steps take some 300 ms.
                if ($start -le 3 -and $kills -lt $wanted) {
                    Start-Sleep -Milliseconds $random.Next(400)
                    if (-not $child.Process.HasExited) { $kills++ }
                    $ended = Stop-Child $child
                    # It may have come too late.
                    $run = Get-Runs six $sessions | Select-Object -Last 1
                    $done = $ended.ExitCode -eq 0 -or ($run -and $run.Status -eq 'Finished')
                }
                else {
                    $ended = Wait-Child $child
                    $ended.Error | Should -BeNullOrEmpty
                    $ended.ExitCode | Should -Be 0
                    $done = $true
                }
                if (-not $done) {
                    # What is on record as completed was done.
                    $did = @(Get-Content $environment.DID -ErrorAction Ignore)
                    foreach ($run in Get-Runs six $sessions | Select-Object -Last 1) {
                        $run.Status | Should -Be 'Abandoned'
                        foreach ($step in $run | Get-TrackStep | Where-Object Status -EQ Completed) {
                            if ($step.Path -match '\d') { $did | Should -Contain $Matches[0] }
                        }
                    }
                }
            }
            if ($ended.ExitCode -eq 0) { $ended.Lines | Should -BeExactly @('ready'; 1..6 | ForEach-Object { "out $_" }) }
            $did = @(Get-Content $environment.DID)
            $runs = @(Get-Runs six $sessions)
            foreach ($n in 1..6) {
                $times = @($did -eq "$n").Count
                $times | Should -BeGreaterThan 0
                # It is run again only where a run was cut before it was on record.
                $ran = @($runs | Get-TrackStep | Where-Object { $_.Path -match "\b$n\b" -and -not $_.WasCarriedOver })
                @($ran | Where-Object Status -EQ Completed).Count | Should -Be 1
                $times | Should -BeLessOrEqual $ran.Count
            }
            $runs[-1].Status | Should -Be 'Finished'
            @($runs | Select-Object -SkipLast 1 | Where-Object Status -NE Abandoned).Count | Should -Be 0
        }
        $kills | Should -BeGreaterOrEqual $wanted
    }

    It 'stays abandoned when its file is open elsewhere, and a run that only saves began is none of those' {
        $file = "$sessions/s.json"
        $environment.TRACKING_STORE = $file
        $child = Start-Child (Get-ScriptCommand { $null = Save-UserTrack plain @{ k = 1 }; Invoke-TrackRun dies { Invoke-TrackStep one { 1 }; [Console]::Out.WriteLine('ready'); Start-Sleep 60 } }) -Environment $environment
        $null = Read-ChildLine $child '^ready'
        "$((Get-TrackRun dies -All -Store $file).Status) $((Get-TrackRun plain -All -Store $file).Status)" | Should -Be 'Running Open'
        $null = Stop-Child $child
        "$((Get-TrackRun dies -All -Store $file).Status) $((Get-TrackRun plain -All -Store $file).Status)" | Should -Be 'Abandoned Open'
        $other = Start-Child (Get-ScriptCommand { $null = Save-UserTrack other @{ k = 1 }; [Console]::Out.WriteLine('ready'); Start-Sleep 60 }) -Environment $environment
        $null = Read-ChildLine $other '^ready'
        "$((Get-TrackRun dies -All -Store $file).Status) $((Get-TrackRun plain -All -Store $file).Status)" | Should -Be 'Abandoned Open'
        # It is held by another process, and continued all the same.
        $continued = Invoke-Child (Get-ScriptCommand { Invoke-TrackRun dies -Resume { Invoke-TrackStep one { 'again' }; Invoke-TrackStep two { 2 } } 6> $null }) -Environment @{ TRACKING_HOME = $sessions; TRACKING_STORE = "$sessions/own.json" }
        $continued.Error | Should -BeNullOrEmpty
        $continued.Lines | Should -BeExactly '1', '2'
        (Get-TrackRun dies -All -Store "$sessions/own.json").Status | Should -Be 'Finished'
        (Get-TrackRun dies -All -Store $file).Status | Should -Be 'Abandoned'
        $null = Stop-Child $other
    }

    It 'in which a run failed, and that stays open, keeps nobody from going on' {
        foreach ($open in { $null = 1 }, { $null = Save-UserTrack more @{ k = 1 } }) {
            $first = Start-Child (Get-ScriptCommand "try { Invoke-TrackRun fails -Resume { Invoke-TrackStep one { 'one' }; throw 'x' } } catch { }; $open; [Console]::Out.WriteLine('ready'); Start-Sleep 60") -Environment $environment
            $null = Read-ChildLine $first '^ready'
            $second = Invoke-Child (Get-ScriptCommand { Invoke-TrackRun fails -Resume { Invoke-TrackStep one { 'again' }; 'two' } 6> $null }) -Environment $environment
            $second.Error | Should -BeNullOrEmpty
            $second.Lines | Should -BeExactly 'one', 'two'
            $null = Stop-Child $first
        }
    }

    It 'is not continued from a copy of its file' {
        $child = Start-Child (Get-ScriptCommand { Invoke-TrackRun copied -Key 1 { Invoke-TrackStep one { 1 }; [Console]::Out.WriteLine('ready'); Start-Sleep 60 } }) -Environment $environment
        $null = Read-ChildLine $child '^ready'
        $null = Stop-Child $child
        $file = Get-ChildItem $sessions/*.json
        $elsewhere = New-TestFolder
        Copy-Item $file "$elsewhere/copy.json"
        (Get-TrackRun copied -All -Store "$elsewhere/copy.json").Status | Should -Be 'Unknown'
        $other = Invoke-Child (Get-ScriptCommand { Invoke-TrackRun copied -Key 1 -Resume { Invoke-TrackStep one { 'again' } } 6> $null }) -Environment @{ TRACKING_HOME = $elsewhere; TRACKING_STORE = $null }
        $other.Lines | Should -BeExactly 'again'
    }
}

Describe 'Two processes' {
    It 'that start one task and key at once with -Resume: one runs, the other is told' {
        $sessions = New-TestFolder
        $script = {
            while ($null -ne ($round = [Console]::In.ReadLine())) {
                try { Invoke-TrackRun race -Key 'one' -Resume { Invoke-TrackStep only { Start-Sleep -Milliseconds 600; "ran $env:NAME" } } 6> $null | ForEach-Object { [Console]::Out.WriteLine($_) } }
                catch { [Console]::Out.WriteLine("$($_.FullyQualifiedErrorId -replace ',.*')") }
            }
        }
        $both = foreach ($name in 'a', 'b') { Start-Child (Get-ScriptCommand $script) -Environment @{ TRACKING_HOME = $sessions; TRACKING_STORE = $null; NAME = $name } }
        foreach ($round in 1..20) {
            foreach ($child in $both) { $child.Process.StandardInput.WriteLine("$round") }
            foreach ($child in $both) { $child.Process.StandardInput.Flush() }
            $said = foreach ($child in $both) { Read-ChildLine $child '^(ran|Track|\w+)' }
            @($said -match '^ran').Count | Should -Be 1 -Because "in round $round they said $said"
            @($said -eq 'TrackRunClaimed').Count | Should -Be 1 -Because "in round $round they said $said"
        }
        foreach ($child in $both) { $null = Wait-Child $child }
        $runs = @(Get-Runs race $sessions)
        $runs | Should -HaveCount 20
        @($runs | Where-Object Status -NE Finished).Count | Should -Be 0
    }
}

Describe 'A script that exits' {
    It 'with <Code> ends its step and its run as <Status>' -ForEach @(
        @{ Code = 0; Status = 'Finished'; Step = 'Completed' }
        @{ Code = 3; Status = 'Failed'; Step = 'Failed' }
    ) {
        $file = "$(New-TestFolder)/s.json"
        foreach ($exit in "exit $Code", "function f { exit $Code }; f", ". { exit $Code }") {
            $child = Invoke-Child (Get-ScriptCommand "Invoke-TrackRun leaves { Invoke-TrackStep outer { Invoke-TrackStep one { 'last'; $exit } } }; 'never'") -Environment @{ TRACKING_STORE = $file }
            $child.ExitCode | Should -Be $Code
            $child.Lines | Should -BeExactly 'last'
            $run = Get-TrackRun leaves -All -Store $file | Select-Object -Last 1
            $run.Status | Should -Be $Status
            ($run | Get-TrackStep).Status | Should -Be @($Step, $Step)
        }
    }
}

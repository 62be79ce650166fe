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
        $environment = @{ TRACKING_HOME = $sessions; TRACKING_STORE = $null }
    }

    It 'at random moments, and started again until it ends, does each leaf once, but for those it was killed in: in <Where>' -ForEach @(
        @{ Where = 'a file of each process'; IsOne = $false; Seed = 5 }
        @{ Where = 'one file'; IsOne = $true; Seed = 6 }
    ) {
        # A leaf leaves a line on the disk when it is done, says so, and ends a moment later.
        $script = {
            function Set-Done([string] $Leaf) { [IO.File]::AppendAllText($env:DID, "$env:START $Leaf`n"); [Console]::Out.WriteLine("did $Leaf"); Start-Sleep -Milliseconds 3 }
            $once = [Collections.Generic.HashSet[string]]::new()
            [Console]::Out.WriteLine('ready')
            Invoke-TrackRun work -Key one -Resume {
                Invoke-TrackStep prepare { Set-Done prepare; [pscustomobject] @{ day = [DateOnly] '2026-02-28'; of = [DayOfWeek]::Saturday } }
                foreach ($server in 'a', 'b/]', 'c') {
                    Invoke-TrackStep server -Key $server {
                        Invoke-TrackStep install { Set-Done "install $server"; "installed $server", $null, 2 }
                        Invoke-TrackStep configure -RetryCount 1 {
                            Invoke-TrackStep write { Set-Done "write $server"; [pscustomobject] @{ wrote = $server; size = 1.5 } }
                            # The first time in each process.
                            if ($once.Add($server)) { throw 'not yet' }
                            Invoke-TrackStep reload { Set-Done "reload $server" }
                        }
                    }
                }
                1..3 | Invoke-TrackStep upload { Set-Done "upload $_"; "uploaded $_" }
                Invoke-TrackStep end {
                    Invoke-TrackStep sum { Set-Done sum; [bigint] 6 }
                    Invoke-TrackStep send -NoOutput { Set-Done send }
                }
            } 6> $null 3> $null | ForEach-Object { [Console]::Out.WriteLine("$(if ($null -ne $_) { $_.GetType() }) $(ConvertTo-Json $_ -Compress)") }
        }
        # Each leaf and the path of its step, in the order in which they are done.
        $paths = [ordered] @{ prepare = 'prepare' }
        foreach ($server in 'a', 'b/]', 'c') {
            $path = "server[$($server -replace ']', '\]')]"
            $paths["install $server"] = "$path/install"
            $paths["write $server"] = "$path/configure/write"
            $paths["reload $server"] = "$path/configure/reload"
        }
        1..3 | ForEach-Object { $paths["upload $_"] = "upload[$_]" }
        $paths['sum'] = 'end/sum'
        $paths['send'] = 'end/send'
        $leaves = @($paths.Keys)

        $text = Get-ScriptCommand $script
        $random = [Random]::new($Seed)
        function Start-Work([int] $Number) {
            $child = Start-Child $text -Environment @{ TRACKING_HOME = $folder; TRACKING_STORE = $IsOne ? "$folder/one.json" : $null; DID = "$folder/did.txt"; START = "$Number" }
            $null = Read-ChildLine $child '^ready'
            $child
        }

        # One that is left alone: what it puts out, and how long it takes.
        $folder = New-TestFolder
        $child = Start-Work 1
        $whole = Wait-Child $child
        $whole.Error | Should -BeNullOrEmpty
        @(Get-Content "$folder/did.txt") -replace '^1 ' | Should -BeExactly $leaves
        $output = @($whole.Lines -notlike 'did *')
        $output | Should -HaveCount 18
        (Get-Runs work $folder).Status | Should -Be 'Finished'

        $wanted = $full ? 60 : 3
        $kills = $continuations = $repeated = 0
        for ($round = 1; $kills -lt $wanted -and $round -le 3 * $wanted; $round++) {
            $folder = New-TestFolder
            $recorded = @()
            $end = $null
            for ($start = 1; -not $end; $start++) {
                $because = "seed $Seed, round $round, start $start"
                $start | Should -BeLessThan 100 -Because $because
                $child = Start-Work $start
                if ($kills -lt $wanted) {
                    # After so many leaves, and somewhere in the next ones, or before the first one.
                    for ($more = $random.Next(4); $more -and (Read-ChildLine $child '^did'); $more--) { }
                    Start-Sleep -Milliseconds $random.Next(50)
                    $ended = Stop-Child $child
                    $kills += [int] ($ended.ExitCode -eq 137)
                }
                else {
                    $ended = Wait-Child $child
                }

                # What is on record is not done again; all else is done, in order, up to where it was killed.
                $did = @(@(Get-Content "$folder/did.txt" -ErrorAction Ignore) -match "^$start " -replace '^\d+ ')
                $left = @($leaves | Where-Object { $_ -notin $recorded })
                $runs = @(Get-Runs work $folder)
                $isDone = $runs -and $runs[-1].Status -eq 'Finished'
                $did | Should -BeExactly ($isDone ? $left : @($left | Select-Object -First $did.Count)) -Because $because
                $completed = @($runs | Get-TrackStep | Where-Object Status -EQ Completed | ForEach-Object Path)
                $before = $recorded
                $recorded = @($leaves | Where-Object { $paths[$_] -cin $completed })
                # What was on record stays there, and all that was done is, but for the last one, if it was killed in that.
                @($before) + @($did | Select-Object -SkipLast 1) | Where-Object { $_ -notin $recorded } | Should -BeNullOrEmpty -Because $because
                $recorded | Where-Object { $_ -notin $before -and $_ -notin $did } | Should -BeNullOrEmpty -Because $because
                if ($isDone) { $end = $ended }
                else {
                    $ended.ExitCode | Should -Be 137 -Because "$because $($ended.Error)"
                    if ($runs) { $runs[-1].Status | Should -Be 'Abandoned' -Because $because }
                }
            }

            # A kill after the end of the run may keep it from putting out the last lines.
            if ($end.ExitCode -ne 137) { @($end.Lines -notlike 'did *') | Should -BeExactly $output -Because $because }
            $lines = @(Get-Content "$folder/did.txt") -replace '^\d+ '
            $lines | Select-Object -Unique | Sort-Object | Should -BeExactly ($leaves | Sort-Object) -Because $because
            $lines.Count - $leaves.Count | Should -BeLessThan $start -Because $because
            $repeated += $lines.Count - $leaves.Count
            $runs | Select-Object -SkipLast 1 | Where-Object Status -NE Abandoned | Should -BeNullOrEmpty -Because $because
            for ($i = 1; $i -lt $runs.Count; $i++) {
                "$($runs[$i].Continues)" | Should -BeExactly "$($runs[$i - 1].Identity)" -Because $because
                $continuations++
            }
        }

        Write-Host "  $kills kills in $($round - 1) chains, $continuations continuations, $repeated leaves repeated"
        $kills | Should -BeGreaterOrEqual $wanted
        $continuations | Should -BeGreaterThan 0
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

# What runs and steps are in several processes, and where a disk fails. All else about them: tests/Tracking.Tests/Scripts.

BeforeDiscovery {
    Import-Module "$PSScriptRoot/ChildProcesses.psm1"
    $noAttach = -not (Test-Attach)
}

BeforeAll {
    Import-Module "$PSScriptRoot/TestHelpers.psm1", "$PSScriptRoot/ChildProcesses.psm1"
    $manifest = [IO.Path]::GetFullPath("$PSScriptRoot/../../Tracking.psd1")
    # As scripts should begin.
    Set-StrictMode -Version 3
    $ErrorActionPreference = 'Stop'

    # The steps of a task's runs, oldest first: '1 copy Completed' for one of run 1.
    function Get-Step([string] $TaskId, [object] $Store = (Get-TrackStore)) {
        Get-TrackStep $TaskId -Store $Store | ForEach-Object { "$($_.RunId) $($_.Path) $($_.Status)" }
    }

    function Get-LastRun([string] $TaskId, [object] $Store = (Get-TrackStore)) {
        Get-TrackRun $TaskId -All -Store $Store | Select-Object -Last 1
    }
}

AfterAll {
    Stop-AllChildren
}

Describe 'A run' {
    It 'is ended by exit <Code> as <Status>, which ends the script with that code' -ForEach @(
        @{ Code = 0; Status = 'Finished'; Message = $null; Step = 'Completed' }
        @{ Code = 7; Status = 'Failed'; Message = 'exit 7'; Step = 'Failed' }
    ) {
        $file = "$(New-TestFolder)/s.json"
        $child = Invoke-Pwsh -Environment @{ TRACKING_STORE = $file; CODE = "$Code" } { Invoke-TrackRun a001 { Invoke-TrackStep s { 'last'; exit $env:CODE } }; 'never' }
        $child.ExitCode | Should -Be $Code
        $child.Output | Should -BeExactly 'last'
        $run = Get-LastRun a001 $file
        $run.Status | Should -Be $Status
        $run.Message | Should -BeExactly $Message
        Get-Step a001 $file | Should -BeExactly "1 s $Step"
        (Get-TrackStep a001 -Store $file).ExitCode | Should -Be $Code
    }

    It 'with a step in a thread job has the step' {
        $store = Open-TrackStore -InMemory
        $said = Invoke-TrackRun a001 { Start-ThreadJob -ArgumentList $manifest { Import-Module $args[0]; Invoke-TrackStep job { 'out' } } | Receive-Job -Wait -AutoRemoveJob }
        $said | Should -BeExactly 'out'
        Get-Step a001 | Should -BeExactly '1 job Completed'
        $store | Close-TrackStore
    }
}

Describe 'Across processes' {
    BeforeEach {
        $sessions = New-TestFolder
        $environment = @{ TRACKING_HOME = $sessions; TRACKING_STORE = $null }
        # Its second step waits to be killed.
        $killed = { Invoke-TrackRun a001 { Invoke-TrackStep one { "one of $PID" }; Invoke-TrackStep two { [Console]::Out.WriteLine("ready $PID"); Start-Sleep 60 } } }
    }

    It 'a run of a process that was killed is continued by a new one in the file of the process that does, not one of a process that lives' {
        $child = Start-Child (Get-ScriptCommand $killed) -Environment $environment
        $id = (Read-ChildLine $child '^ready') -replace '\D'
        $file = (Get-ChildItem $sessions/*.json).FullName

        # It lives.
        $alive = Invoke-Pwsh -Environment $environment { try { Invoke-TrackRun a001 -Resume { 'never' } } catch { "$($_.FullyQualifiedErrorId): $_" }; (Get-TrackStore).TrackCount }
        $alive.Output | Should -BeLike "TrackRunClaimed,Tracking.Commands.InvokeTrackRunCommand: *$id*"
        $alive.Output | Should -Not -BeLike '*never*'
        (Get-TrackRun -Store $file).Status | Should -Be 'Running'
        Get-Step a001 $file | Should -BeExactly @('1 one Completed', '1 two Running')

        # It was killed.
        $null = Stop-Child $child
        (Get-TrackRun -Store $file).Status | Should -Be 'Abandoned'
        Get-Step a001 $file | Should -BeExactly @('1 one Completed', '1 two Abandoned')
        $before = (Get-FileHash $file).Hash
        $resumed = Invoke-Pwsh -Environment $environment {
            $null = Save-UserTrack other @{ k = 1 }
            $own = (Get-TrackStore).Path
            Invoke-TrackRun a001 -Resume {
                Invoke-TrackStep one { 'again' }
                Invoke-TrackStep two { 'two' }
                $null = Save-UserTrack a001 @{ late = $true }
                (Get-TrackStore).Path
            } 6> $null
            (Get-TrackStore).Path -eq $own
            (Search-Track).TaskId
        }
        $resumed.Error | Should -BeNullOrEmpty
        $said = $resumed.Output -split '\r?\n'
        $next = $said[2]
        $said | Should -BeExactly @("one of $id", 'two', $next, 'True', 'other', 'a001')
        $next | Should -Not -BeExactly $file
        # Nothing was written to the file of the other process; the new run stands by itself.
        (Get-FileHash $file).Hash | Should -BeExactly $before
        (Get-TrackRun -Store $file).Status | Should -Be 'Abandoned'
        (Get-LastRun a001 $next).Status | Should -Be 'Finished'
        Get-Step a001 $next | Should -BeExactly @('2 one Completed', '2 two Completed')
        (Search-Track a001 -Store $next -Data @{ late = $true }).RunId | Should -Be 2
        $abandoned = $file, $next | Get-Item | ForEach-Object { [pscustomobject] @{ Store = $_ } } | Get-TrackRun a001 -All | Where-Object Status -EQ Abandoned
        $abandoned.ContinuedBy.Store.Path | Should -BeExactly $next
        $abandoned.FixedBy.RunId | Should -Be 2

        # It finished.
        $anew = Invoke-Pwsh -Environment $environment { Invoke-TrackRun a001 -Resume { Invoke-TrackStep one { 'anew' }; (Get-TrackStore).Path } }
        $said = $anew.Output -split '\r?\n'
        $said[0] | Should -BeExactly 'anew'
        $said[1] | Should -Not -BeIn @($file, $next)
        @(Get-TrackRun -Store $file) | Should -HaveCount 1
    }

    It 'a script of ten steps that is killed in each of them in turn ends with every step done once, the one that was cut at most twice' {
        $did = "$sessions/did.txt"
        $script = {
            Invoke-TrackRun ten -Resume {
                foreach ($n in 1..10) {
                    Invoke-TrackStep "step $n" {
                        if ($n -eq $env:CUT -and $env:WHEN -eq 'before') { [Diagnostics.Process]::GetCurrentProcess().Kill(); Start-Sleep 60 }
                        [IO.File]::AppendAllText($env:DID, "$n`n")
                        if ($n -eq $env:CUT -and $env:WHEN -eq 'after') { [Diagnostics.Process]::GetCurrentProcess().Kill(); Start-Sleep 60 }
                        "out $n"
                    }
                }
            }
        }
        $text = Get-ScriptCommand $script
        $environment.DID = $did
        function Get-Count([int] $Step) { @(Get-Content $did -ErrorAction Ignore | Where-Object { $_ -eq $Step }).Count }
        foreach ($cut in 1..10) {
            $environment.CUT = "$cut"
            # Both the work that was done and not recorded, and the work that was not done.
            $environment.WHEN = $cut % 2 ? 'after' : 'before'
            (Invoke-Child $text -Environment $environment).ExitCode | Should -Be 137
            1..10 | ForEach-Object {
                $expected = $_ -gt $cut ? 0 : $_ -lt $cut ? ($_ % 2 ? 2 : 1) : ($_ % 2 ? 1 : 0)
                Get-Count $_ | Should -Be $expected -Because "step $_ when killed in step $cut"
            }
        }
        $environment.CUT = ''
        $last = Invoke-Child $text -Environment $environment
        $last.Error | Should -BeNullOrEmpty
        $last.ExitCode | Should -Be 0
        $last.Lines | Select-Object -Skip 1 | Should -BeExactly @(1..10 | ForEach-Object { "out $_" })
        $last.Lines[0] | Should -BeLike 'Run 1 of ten continues run 1 of * (Abandoned), which ended *: 9 completed steps are skipped.'
        1..10 | ForEach-Object { Get-Count $_ | Should -Be ($_ % 2 ? 2 : 1) -Because "step $_" }

        # Each process has its run in a file of its own, and each run continues the one before.
        $runs = @(Get-ChildItem $sessions/*.json | ForEach-Object { [pscustomobject] @{ Store = $_ } } | Get-TrackRun ten -All)
        $runs | Should -HaveCount 11
        $runs.Status | Should -Be @(@('Abandoned') * 10 + 'Finished')
        @($runs.ContinuedBy | Where-Object { $_ }).Identity | Should -BeExactly @($runs.Identity | Select-Object -Skip 1)
        @($runs.FixedBy | Where-Object { $_ }).Identity | Sort-Object -Unique | Should -BeExactly $runs[-1].Identity
        Get-TrackStep ten -Store $runs[-1].Store | ForEach-Object { "$($_.Path) $($_.Status)" } | Should -BeExactly @(1..10 | ForEach-Object { "step $_ Completed" })
    }
}

Describe 'A disk that fails at the end' -Skip:$noAttach {
    BeforeAll {
        $hosted = Start-ScriptHost

        # Nothing can be flushed while the script runs in the host; a run is stopped on the disk.
        function Invoke-Unflushed([string] $Script) {
            $file = "$(New-TestFolder)/s.json"
            # The first run has the file written anew, as its form is a newer one than that of tracks.
            $null = Invoke-ScriptHost $hosted "`$null = Open-TrackStore '$file'; Invoke-TrackRun first { }"
            $tracer = Start-Tracer $hosted.Process.Id -Log (Join-Path (New-TestFolder) 'calls') -Trace fsync -Path $file, "$file.1.tmp" -Inject 'fsync:error=EIO'
            Invoke-ScriptHost $hosted $Script
            Stop-Tracer $tracer
            $script:status = (Get-LastRun a001 $file).Status
        }
    }

    It 'is an error where the run would be finished' {
        $said = @(Invoke-Unflushed "Invoke-TrackRun a001 { 'done' }")
        $said | Should -HaveCount 2
        $said[0] | Should -BeExactly 'done'
        $said[1] | Should -BeLike 'error TrackStoreFlushFailed,Tracking.Commands.InvokeTrackRunCommand *'
        $status | Should -Not -Be 'Finished'
    }

    It 'is a warning where something else went wrong, which is the error' {
        $said = @(Invoke-Unflushed "Invoke-TrackRun a001 { throw 'mine' }")
        $said | Should -HaveCount 2
        $said[0] | Should -BeLike 'warning How run 2 of a001 ended could not be recorded: *'
        $said[1] | Should -BeExactly 'error mine mine'
    }
}

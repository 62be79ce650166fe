# Watch-Track: rules 3.21, 6.7 and 6.8: nothing is lost, nothing comes twice, and nobody is disturbed.

BeforeDiscovery {
    Import-Module "$PSScriptRoot/ChildProcesses.psm1"
}

BeforeAll {
    Import-Module "$PSScriptRoot/TestHelpers.psm1", "$PSScriptRoot/ChildProcesses.psm1"
    $longAgo = Get-Date '2000-01-01'

    # Watch-Track in a runspace of its own, in this process; what comes out is in Output at once.
    function Start-Watch([string] $Arguments, [hashtable] $Variables = @{}) {
        $shell = [powershell]::Create()
        foreach ($name in $Variables.Keys) { $shell.Runspace.SessionStateProxy.SetVariable($name, $Variables[$name]) }
        $null = $shell.AddScript("Import-Module '$([IO.Path]::GetFullPath("$PSScriptRoot/../../Tracking.psd1"))'; 'begun'; Watch-Track $Arguments")
        $output = [Management.Automation.PSDataCollection[psobject]]::new()
        $watch = [pscustomobject] @{ Shell = $shell; Output = $output; Errors = @(); Result = $shell.BeginInvoke([Management.Automation.PSDataCollection[psobject]]::new(), $output) }
        Wait-Until { $output.Count -gt 0 -or $watch.Result.IsCompleted }
        # It began to follow when its first look is done, which comes some milliseconds later.
        Start-Sleep -Milliseconds 500
        $watch
    }

    function Wait-Until([scriptblock] $Condition) {
        $waited = [Diagnostics.Stopwatch]::StartNew()
        while (-not (& $Condition)) {
            if ($waited.Elapsed.TotalSeconds -gt 60) { throw "Waited in vain for: $Condition" }
            Start-Sleep -Milliseconds 10
        }
    }

    # What came out, once it has ended by itself.
    function Wait-Watch([object] $Watch) {
        Wait-Until { $Watch.Result.IsCompleted }
        try { $null = $Watch.Shell.EndInvoke($Watch.Result) } finally { $Watch.Errors = @($Watch.Shell.Streams.Error); $Watch.Shell.Dispose() }
        $Watch.Output | Select-Object -Skip 1
    }

    function Format-Change([Parameter(ValueFromPipeline)] [object] $Change) {
        process {
            if ($Change -is [Tracking.Track]) { "$($Change.Id) $($Change.Data.n)" } else { "run $($Change.RunId) $($Change.Status)" }
        }
    }
}

AfterAll {
    Stop-AllChildren
}

Describe 'Watch-Track' {
    BeforeEach {
        $store = Open-TrackStore -InMemory
    }

    AfterEach {
        $store | Where-Object IsOpen | Close-TrackStore
    }

    It 'gives what happens from now on, until the condition holds, which sees it as $_' {
        $null = Save-UserTrack a001 @{ n = 0 }
        $watch = Start-Watch '-Until { $_.Data.n -eq 2 }'
        foreach ($n in 1..4) { $null = Save-UserTrack a001 @{ n = $n } }
        Wait-Watch $watch | Format-Change | Should -BeExactly @('0000002 1', '0000003 2')
    }

    It 'gives what is there from a time on, and waits for nothing with -Timeout 0' {
        $null = Save-UserTrack a001 @{ n = 1 } -TimeStamp '2026-03-01 10:00'
        $null = Save-UserTrack a001 @{ n = 2 } -TimeStamp '2026-03-01 12:00'
        $null = Stop-TrackRun a001 -TimeStamp '2026-03-01 13:00'
        Watch-Track -From '2026-03-01 11:00' -Timeout 0 | Format-Change | Should -BeExactly @('0000002 2', 'run 1 Finished')
        Watch-Track -Timeout 0 | Should -BeNullOrEmpty
    }

    It 'ends with the run that it follows, given <Name>' -ForEach @(
        @{ Name = 'by -RunId'; Arguments = '-RunId 1' }
        @{ Name = 'as a piped run'; Arguments = '; Get-TrackRun a001 | Watch-Track' }
    ) {
        $null = Save-UserTrack a001 @{ n = 0 }
        $watch = Start-Watch ($Arguments -replace '^;', '-Timeout 0;')
        $null = Save-UserTrack b001 @{ n = 1 }
        $null = Save-UserTrack b001 @{ n = 2 } -RunId 1
        $null = Stop-TrackRun b001
        $null = Stop-TrackRun a001 -Failed
        Wait-Watch $watch | Format-Change | Should -BeExactly @('0000003 2', 'run 1 Failed')
    }

    It 'ends at once with a run that has stopped, and gives its past from a time on' {
        $null = Save-UserTrack a001 @{ n = 1 }
        $null = Stop-TrackRun a001
        Watch-Track -RunId 1 -From $longAgo | Format-Change | Should -BeExactly @('0000001 1', 'run 1 Finished')
    }

    It 'says that there is no such run, and ends' {
        $fault = Get-ErrorOf { Watch-Track -RunId 7 }
        $fault.FullyQualifiedErrorId | Should -BeExactly 'TrackRunNotFound,Tracking.Commands.WatchTrackCommand'
        (Get-ErrorOf { Watch-Track -RunId -1 }).FullyQualifiedErrorId | Should -BeExactly 'TrackRunInvalid,Tracking.Commands.WatchTrackCommand'
    }

    It 'filters as Search-Track does, <Arguments>' -ForEach @(
        @{ Arguments = "'a*'"; Expected = 'run 1 Running', '0000001 1', '0000002 2', '0000004 4' }
        @{ Arguments = "-TaskId b1"; Expected = 'run 2 Running', '0000003 3' }
        @{ Arguments = "-UserName bob"; Expected = '0000002 2', '0000003 3' }
        @{ Arguments = "-Data @{ even = `$true }"; Expected = '0000002 2', '0000004 4' }
        @{ Arguments = "-TaskId a1 -UserName ann -Data @{ n = 1, 2, 3 }"; Expected = '0000001 1' }
        @{ Arguments = "-TaskId `$null"; Expected = @() }
        @{ Arguments = "-RunId 2"; Expected = 'run 2 Running', '0000003 3' }
    ) {
        $null = Save-UserTrack a1 @{ n = 1; even = $false } -UserName ann
        $null = Save-UserTrack a1 @{ n = 2; even = $true } -UserName bob
        $null = Save-UserTrack b1 @{ n = 3; even = $false } -UserName bob
        $null = Save-UserTrack a1 @{ n = 4; even = $true } -UserName ann
        @(Invoke-Expression "Watch-Track $Arguments -From '$longAgo' -Timeout 0" | Format-Change) | Should -BeExactly @($Expected)
    }

    It 'gives an updated track again, and nothing of a removed one' {
        $null = Save-UserTrack a001 @{ n = 1 }
        $watch = Start-Watch '-Until { $_.Data.n -eq 3 }'
        $null = Save-UserTrack a001 @{ n = 2 } -Update
        Search-Track | Remove-Track
        $null = Save-UserTrack a001 @{ n = 3 }
        $came = Wait-Watch $watch | Format-Change
        $came[-1] | Should -BeExactly '0000002 3'
        @($came).Count | Should -BeIn 1, 2
    }

    It 'follows several stores, each object knows its own, and an unreadable one is a warning' {
        $folder = New-TestFolder
        $null = Save-UserTrack a001 @{ n = 1 } -Store "$folder/a.json"
        $null = Save-UserTrack a001 @{ n = 2 } -Store "$folder/b.json"
        Set-Content "$folder/c.json" 'something else'
        $came = Get-ChildItem $folder -Filter *.json | ForEach-Object { [pscustomobject] @{ Store = $_ } } |
            Watch-Track -From $longAgo -Data @{ n = 1, 2 } -Timeout 0 -WarningVariable warned -WarningAction SilentlyContinue
        $came.Store.Name | Should -BeExactly @('a.json', 'b.json')
        "$warned" | Should -Match 'c\.json'
    }

    It 'says that a store in memory was closed, and ends' {
        $watch = Start-Watch
        $null = Save-UserTrack a001 @{ n = 1 }
        $store | Close-TrackStore
        Wait-Watch $watch | Format-Change | Should -BeExactly @('run 1 Running', '0000001 1')
        $watch.Errors.FullyQualifiedErrorId | Should -BeExactly 'TrackStoreClosed,Tracking.Commands.WatchTrackCommand'
    }

    It 'lets the error of a condition go on to the caller' {
        $null = Save-UserTrack a001 @{ n = 1 }
        (Get-ErrorOf { Watch-Track -From $longAgo -Until { throw 'no' } }).Exception.Message | Should -BeExactly 'no'
    }

    It 'is ended by Ctrl+C' {
        $watch = Start-Watch
        $watch.Shell.Stop()
        $watch.Shell.InvocationStateInfo.State | Should -Be 'Stopped'
        $watch.Shell.Dispose()
    }
}

Describe 'Watch-Track on a file' {
    BeforeEach {
        $file = Join-Path (New-TestFolder) 'store.json'
    }

    AfterEach {
        Get-TrackStore -Open | Close-TrackStore
    }

    It 'follows the session''s own before it is made' {
        $null = Open-TrackStore $file
        $watch = Start-Watch '-Until { $_.Data.n -eq 1 }'
        $null = Save-UserTrack a001 @{ n = 1 }
        Wait-Watch $watch | Format-Change | Should -BeExactly @('run 1 Running', '0000001 1')
    }

    It 'says that there is none, and makes none' {
        (Get-ErrorOf { Watch-Track -Store $file -Timeout 0 }).FullyQualifiedErrorId | Should -BeExactly 'TrackStoreNotFound,Tracking.Commands.WatchTrackCommand'
        Get-ChildItem (Split-Path $file) | Should -BeNullOrEmpty
    }

    It 'gives all of the 10,000 tracks of another process, which optimises twice, once and in order, and leaves no trace' {
        $writer = Start-Child (Get-ScriptCommand @"
            `$null = Open-TrackStore '$file'
            `$null = Start-TrackRun a001
            'begun'
            `$null = [Console]::In.ReadLine()
            1..4000 | ForEach-Object { @{ n = `$_ } } | Save-UserTrack a001 > `$null
            `$null = Optimize-TrackStore
            4001..7000 | ForEach-Object { @{ n = `$_ } } | Save-UserTrack a001 > `$null
            `$null = Optimize-TrackStore
            7001..10000 | ForEach-Object { @{ n = `$_ } } | Save-UserTrack a001 > `$null
            `$null = Stop-TrackRun a001
"@)
        $null = Read-ChildLine $writer '^begun$'
        $watch = Start-Watch "-RunId 1 -Store '$file'"
        $writer.Process.StandardInput.WriteLine('go')
        $came = Wait-Watch $watch
        $null = Wait-Child $writer
        $tracks = @($came | Where-Object { $_ -is [Tracking.Track] })
        $tracks.Count | Should -Be 10000
        ($tracks.Number -join ',') | Should -BeExactly (1..10000 -join ',')
        $came[-1].Status | Should -Be 'Finished'
        (Get-ChildItem (Split-Path $file)).Name | Should -BeExactly @('store.json', 'store.json.lock')
    }

    It 'tells that a run is abandoned when its process is killed, and ends' {
        $writer = Start-Child (Get-ScriptCommand "`$null = Open-TrackStore '$file'; `$null = Save-UserTrack a001 @{ n = 1 }; 'begun'; `$null = [Console]::In.ReadLine()")
        $null = Read-ChildLine $writer '^begun$'
        $watch = Start-Watch "-RunId 1 -Store '$file'"
        $writer.Process.Kill()
        Wait-Watch $watch | Format-Change | Should -BeExactly @('run 1 Abandoned')
        Watch-Track -RunId 1 -Store $file -From $longAgo | Format-Change | Should -BeExactly @('0000001 1', 'run 1 Abandoned')
    }

    It 'does not take a run for abandoned whose script opens the file for each track' {
        $null = Save-UserTrack a001 @{ n = 1 } -Store $file
        $watch = Start-Watch "-RunId 1 -Store '$file'"
        Start-Sleep -Seconds 2
        $null = Save-UserTrack a001 @{ n = 2 } -Store $file
        $null = Stop-TrackRun a001 -Store $file
        Wait-Watch $watch | Format-Change | Should -BeExactly @('0000002 2', 'run 1 Finished')
    }
}

Describe 'Watch-Track -AsProgress' {
    BeforeAll {
        function Format-Bar([object[]] $Bar) {
            $Bar | ForEach-Object { "$($_.Activity) $($_.ActivityId) $($_.PercentComplete) '$($_.StatusDescription)' '$($_.CurrentOperation)' $($_.SecondsRemaining) $($_.RecordType)" }
        }

        function Invoke-Watch([string] $Arguments) {
            $watch = Start-Watch "-AsProgress $Arguments"
            Wait-Until { $watch.Result.IsCompleted }
            @($watch.Output).Count | Should -Be 1 -Because 'nothing comes out'
            @($watch.Shell.Streams.Error).Count | Should -Be 0
            Format-Bar @($watch.Shell.Streams.Progress | Where-Object Activity -NotLike 'Preparing modules*')
            $watch.Shell.Dispose()
        }
    }

    BeforeEach {
        $store = Open-TrackStore -InMemory
    }

    AfterEach {
        $store | Close-TrackStore
    }

    It 'draws what the last track says, with the time that has passed, and takes the bar away' {
        $null = Start-TrackRun hash -TimeStamp (Get-Date).AddHours(-2)
        $null = Save-UserTrack hash @{ PercentComplete = 25; Status = 'reading'; CurrentOperation = 'a.txt'; SecondsRemaining = 90 }
        $bars = Invoke-Watch '-Timeout 0'
        $bars[0] | Should -Match "^hash 1 25 'reading, 02:00:\d\d' 'a.txt' 90 Processing$"
        $bars[-1] | Should -BeExactly "hash 1 -1 ' ' '' -1 Completed"
    }

    It 'estimates what is left by the pace so far' {
        $null = Start-TrackRun hash -TimeStamp (Get-Date).AddMinutes(-10)
        $null = Save-UserTrack hash @{ PercentComplete = 25 }
        (Invoke-Watch '-Timeout 0')[0] -match "'00:10:\d\d' '' (\d+) Processing$" | Should -BeTrue
        [int] $Matches[1] | Should -BeIn (1800..1890)
    }

    It 'counts the steps that are done out of those of the last finished run' {
        foreach ($run in 1, 2) {
            $null = Start-TrackRun deploy
            foreach ($step in 'copy', 'migrate', 'restart', 'verify') {
                if ($run -eq 2 -and $step -eq 'restart') { break }
                $null = Save-UserTrack deploy @{ Step = $step; Outcome = 'Started' }
                $null = Save-UserTrack deploy @{ Step = $step; Outcome = 'Completed' }
            }
            if ($run -eq 1) { $null = Stop-TrackRun deploy }
        }
        (Invoke-Watch '-Timeout 0')[0] | Should -Match "^deploy 1 50 'migrate \(2 of 4 steps\), 00:00:\d\d' '' \d+ Processing$"
    }

    It 'has a bar for each task that is at work, and none for others' {
        $null = Save-UserTrack a @{ PercentComplete = 10 }
        $null = Save-UserTrack b @{ PercentComplete = 20 }
        $null = Save-UserTrack c @{ PercentComplete = 30 }
        $null = Stop-TrackRun b
        $bars = Invoke-Watch '-Timeout 0' | Where-Object { $_ -match 'Processing' }
        $bars -replace '^(\w+ \d+ \d+).*$', '$1' | Should -BeExactly @('a 1 10', 'c 2 30')
    }

    It 'takes the bar away when the run stops, and ends with it' {
        $null = Save-UserTrack hash @{ PercentComplete = 25 }
        $watch = Start-Watch '-AsProgress -RunId 1'
        $null = Save-UserTrack hash @{ PercentComplete = 75 }
        Wait-Until { $watch.Shell.Streams.Progress.PercentComplete -contains 75 }
        $null = Stop-TrackRun hash
        Wait-Watch $watch | Should -BeNullOrEmpty
    }
}

# Watch-Track across processes. All else about it: tests/Tracking.Tests/Watching.

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

Describe 'Watch-Track on the file of another process' {
    BeforeEach {
        $file = Join-Path (New-TestFolder) 'store.json'
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
        (Get-ChildItem (Split-Path $file)).Name | Should -BeExactly 'store.json'
    }

    It 'tells that a run is abandoned when its process is killed, and ends' {
        $writer = Start-Child (Get-ScriptCommand "`$null = Open-TrackStore '$file'; `$null = Start-TrackRun a001; `$null = Save-UserTrack a001 @{ n = 1 }; 'begun'; `$null = [Console]::In.ReadLine()")
        $null = Read-ChildLine $writer '^begun$'
        $watch = Start-Watch "-RunId 1 -Store '$file'"
        $writer.Process.Kill()
        Wait-Watch $watch | Format-Change | Should -BeExactly @('run 1 Abandoned')
        Watch-Track -RunId 1 -Store $file -From $longAgo | Format-Change | Should -BeExactly @('0000001 1', 'run 1 Abandoned')
    }
}

# Copies across processes, and the recipe of the topic. All else about copies: tests/Tracking.Tests/Copying.

BeforeDiscovery {
    Import-Module "$PSScriptRoot/ChildProcesses.psm1"
    $noStrace = -not (Test-Strace)
}

BeforeAll {
    Import-Module "$PSScriptRoot/TestHelpers.psm1", "$PSScriptRoot/ChildProcesses.psm1"

    # A file of two tasks, whose runs are one that finished and one that is left.
    function New-SourceFile([string] $Path, [int] $Tracks = 3) {
        $null = 1..$Tracks | ForEach-Object { @{ n = $_ } } | Save-UserTrack a001 -Store $Path -UserName u1
        $null = Stop-TrackRun a001 -Store $Path
        $null = Save-UserTrack a002 @{ n = 0 } -Store $Path -UserName u2
    }

    # Everything of a store but the ids, which are its own.
    function Get-StoreText([object] $Store) {
        $runs = @{}
        Get-TrackRun -Store $Store | ForEach-Object { $runs[$_.RunId] = "$($_.TaskId) $($_.Start.Ticks) $($_.End.Ticks) $($_.Status)" }
        $tracks = Search-Track -Store $Store | ForEach-Object { "$($_.TaskId) $($_.UserName) $($_.TimeStamp.Ticks) $($_.Data.n) in $($runs[$_.RunId])" }
        @($tracks; $runs.Values | Sort-Object) -join "`n"
    }
}

AfterAll {
    Stop-AllChildren
}

Describe 'Copy-Track' {
    BeforeEach {
        $folder = New-TestFolder
        $from = "$folder/from.json"
        $to = "$folder/to.json"
        New-SourceFile $from
    }

    AfterEach {
        Get-TrackStore -Open | Close-TrackStore
    }

    It 'waits for no destination that another process holds, and goes on when it is free' {
        $owner = Start-ScriptHost
        $null = Invoke-ScriptHost $owner "`$null = Open-TrackStore '$to'; Save-UserTrack x @{ k = 1 }"
        (Get-ErrorOf { Copy-Track -Store $from -Destination $to }).FullyQualifiedErrorId | Should -BeExactly 'TrackStoreLocked,Tracking.Commands.CopyTrackCommand'
        # It may copy itself, from a file that is held here.
        $null = Open-TrackStore $from
        Invoke-ScriptHost $owner "(Copy-Track -Store '$from' -Destination '$to').Added" | Should -Be 4
        $null = Invoke-ScriptHost $owner 'Close-TrackStore'
        (Copy-Track -Store $from -Destination $to).Unchanged | Should -Be 4
    }

    Context 'A copy that is broken off' {
        BeforeAll {
            $large = "$(New-TestFolder)/large.json"
            New-SourceFile $large 3499
            $expected = Get-StoreText $large

            function Assert-Completed([string] $To) {
                $there = @(Search-Track -Store $To -WarningAction Ignore).Count
                $result = Copy-Track -Store $large -Destination $To -WarningAction Ignore
                $result.Added, $result.Unchanged | Should -Be @((3500 - $there), $there)
                Get-StoreText $To | Should -BeExactly $expected
                $ids = @(Search-Track -Store $To | Sort-Object Number)
                $ids[0].Number, $ids[-1].Number | Should -Be @(1, 3500)
                (Copy-Track -Store $large -Destination $To).Unchanged | Should -Be 3500
                Remove-Item $To
            }
        }

        It 'is a beginning, which the next one completes: by a kill at any write' -Skip:$noStrace {
            $counts = foreach ($write in 1..6) {
                $prefix = Get-StracePrefix (Join-Path (New-TestFolder) 'calls') 'pwrite64' -Path $to, "$to.1.tmp" -Inject "pwrite64:signal=SIGKILL:when=$write"
                $result = Invoke-Child @($prefix; Get-ScriptCommand "Copy-Track -Store '$large' -Destination '$to'")
                $result.ExitCode | Should -Be 137
                if (Test-Path $to) {
                    @(Search-Track -Store $to -WarningAction Ignore).Count
                    Assert-Completed $to
                }
            }
            # The file, the runs, and the batches of tracks are a write each.
            $counts | Select-Object -Last 3 | Should -Be @(0, 1000, 2000)
        }

        It 'gives no result, by which it could be taken for a whole one and its store be removed' -Skip:$noStrace {
            $source = "$folder/source.json"
            Copy-Item $large $source
            # The file, the runs and the first batch are there; what writes the second one fails, and what undoes it does not.
            $prefix = Get-StracePrefix (Join-Path (New-TestFolder) 'calls') 'pwrite64' -Path $to, "$to.1.tmp" -Inject 'pwrite64:error=EIO:when=5'
            $result = Invoke-Child @($prefix; Get-ScriptCommand "Copy-Track -Store '$source' -Destination '$to' -ErrorAction Continue | ForEach-Object Store | Remove-TrackStore")
            $result.Error | Should -BeLike '*could not be written*'
            Test-Path $source | Should -BeExactly $true
            @(Search-Track -Store $to -WarningAction Ignore).Count | Should -BeGreaterThan 0
            Assert-Completed $to
        }
    }
}

Describe 'The recipe of about_Tracking_Stores for a machine that is offline now and then' {
    It 'fails while the destination is out of reach, and brings what is missing when it is back' {
        $folder = New-TestFolder
        # As it stands in the topic, with the module where a user has it.
        $topic = [IO.File]::ReadAllText("$PSScriptRoot/../../module/en-US/about_Tracking_Stores.help.txt")
        $topic -match "(?s)PS> @'\n(?<lines>.+?)\n\s+>> '@ \| Set-Content merge.ps1" | Should -BeExactly $true
        $Matches.lines -replace '(?m)^ +>> ' | Set-Content "$folder/merge.ps1"
        $environment = @{ TRACKING_HOME = "$folder/home" }
        $log = { $null = Save-UserTrack inventory @{ disks = 2 }; $null = Stop-TrackRun inventory }
        function Merge([string[]] $To = "$folder/fleet/tracks.json") { Invoke-ScheduledScript "$folder/merge.ps1" $To $environment }

        $null = Invoke-Pwsh -Environment $environment $log
        $null = Invoke-Pwsh -Environment $environment $log
        (Merge).ExitCode, (Test-Path "$folder/fleet") | Should -Be @(1, $false)
        $null = New-Item -ItemType Directory "$folder/fleet"
        Set-Content "$folder/home/none.json" 'none'
        # The file that is no store is told, and keeps no other one back.
        (Merge).ExitCode | Should -Be 1
        Remove-Item "$folder/home/none.json"
        @(Search-Track inventory -Store "$folder/fleet/tracks.json") | Should -HaveCount 2
        $null = Invoke-Pwsh -Environment $environment $log
        (Merge).ExitCode | Should -Be 0
        @(Search-Track inventory -Store "$folder/fleet/tracks.json") | Should -HaveCount 3
        (Get-TrackRun -Store "$folder/fleet/tracks.json").Finished | Should -Be @($true, $true, $true)

        # Nor does it succeed where it does nothing.
        (Merge @()).ExitCode | Should -Be 1
        Remove-Item "$folder/merge.ps1.modules/Tracking"
        (Merge).ExitCode | Should -Be 1
    }

    It 'removes what was merged, and keeps what could not be read and what it was merged into' {
        $folder = New-TestFolder
        $topic = [IO.File]::ReadAllText("$PSScriptRoot/../../module/en-US/about_Tracking_Stores.help.txt")
        $topic -match '(?s)PS> (?<lines>Get-TrackStore -ListAvailable \|\n\s+>> +Where-Object LastWriteTime.+?)\n\n' | Should -BeExactly $true
        $remove = [scriptblock]::Create(($Matches.lines -replace '(?m)^ +>> ' -replace 'merged.json', "$folder/z-merged.json"))
        New-SourceFile "$folder/a.json"
        New-SourceFile "$folder/b.json"
        New-SourceFile "$folder/z-merged.json"
        $bytes = [IO.File]::ReadAllBytes("$folder/b.json")
        $bytes[[Text.Encoding]::UTF8.GetString($bytes).IndexOf('"n":2')] = [byte] [char] '#'
        [IO.File]::WriteAllBytes("$folder/b.json", $bytes)
        Get-ChildItem $folder -Filter *.json | ForEach-Object { $_.LastWriteTime = (Get-Date).AddDays(-40) }
        New-SourceFile "$folder/c.json"
        $home_ = $env:TRACKING_HOME
        $env:TRACKING_HOME = $folder
        try {
            { & $remove } | Should -Throw -ErrorId 'ActionPreferenceStop,Tracking.Commands.CopyTrackCommand'
        }
        finally {
            $env:TRACKING_HOME = $home_
        }

        (Get-ChildItem $folder -Filter *.json).Name | Should -BeExactly @('b.json', 'c.json', 'z-merged.json')
        (Search-Track -Store "$folder/z-merged.json").Count | Should -BeGreaterOrEqual 8
    }
}

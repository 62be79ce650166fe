# Spools and the server that they are sent to, in real sessions: section 15 of the rules.

BeforeDiscovery {
    Import-Module "$PSScriptRoot/PostgresServer.psm1"
    $lack = Get-PostgresLack
}

BeforeAll {
    Import-Module "$PSScriptRoot/TestHelpers.psm1", "$PSScriptRoot/ChildProcesses.psm1", "$PSScriptRoot/PostgresServer.psm1"
    $full = $env:TRACKING_TEST_FULL -eq '1'

    # Nobody listens there.
    $away = 'Host=127.0.0.1;Port=9;Database=fleet;Username=ann'

    function Get-Spool([string] $Folder) {
        Get-ChildItem $Folder -Filter 'spool-*.json' | Sort-Object Name
    }
}

AfterAll {
    Stop-AllChildren
}

Describe 'Spools while the server is away' {
    BeforeEach {
        $before = $env:TRACKING_HOME
        $env:TRACKING_HOME = New-TestFolder
    }

    AfterEach {
        Get-TrackStore -Open | Close-TrackStore -Timeout 0 -WarningAction Ignore
        $env:TRACKING_HOME = $before
    }

    It 'are session files, made by the first change, that say what is still to be sent' {
        $store = Open-TrackStore -ConnectionString $away -Spool
        $store.Kind, $store.SentTo, $store.Unsent | Should -Be @('File', '127.0.0.1:9/fleet', 0)
        Get-Spool $env:TRACKING_HOME | Should -BeNullOrEmpty
        Save-UserTrack a001 @{ n = 1 } | Should -BeExactly '0000001'
        (Search-Track a001).Data.n | Should -Be 1
        $store.Unsent | Should -BeGreaterThan 0
        (Get-TrackStore).SentTo | Should -BeExactly '127.0.0.1:9/fleet'
        ($store | Format-List | Out-String) | Should -Match 'Unsent +: [1-9]'
        (Get-Spool $env:TRACKING_HOME).Name | Should -Match '^spool-[0-9a-f]{12}-\d{8}-\d{6}-\d+-[0-9a-f]{8}\.json$'
        Get-TrackStore -ListAvailable | ForEach-Object Unsent | Should -BeGreaterThan 0
    }

    It 'open nothing under -WhatIf' {
        Open-TrackStore -ConnectionString $away -Spool -WhatIf | Should -BeNullOrEmpty
        Get-TrackStore -Open | Should -BeNullOrEmpty
    }

    It 'are closed in bounded time, with a warning of what is left, and go on when they are opened again' {
        $store = Open-TrackStore -ConnectionString $away -Spool
        $null = Save-UserTrack a001 @{ n = 1 }
        Close-TrackStore -Timeout 0 -WarningVariable warnings -WarningAction SilentlyContinue
        $warnings | Should -HaveCount 1
        "$warnings" | Should -BeLike '* changes in *spool-* are still to be sent to *127.0.0.1:9/fleet*'
        $store.Unsent | Should -BeGreaterThan 0
        $again = Open-TrackStore -ConnectionString $away -Spool
        $again.Path | Should -BeExactly $store.Path
        $again.Unsent | Should -BeGreaterThan 0
        Save-UserTrack a001 @{ n = 2 } | Should -BeExactly '0000002'
    }

    It 'are one of both runspaces, and one however the address is written' {
        $store = Open-TrackStore -ConnectionString $away -Spool
        Open-TrackStore -ConnectionString 'postgres://ann@127.0.0.1:9/fleet?spool' | Should -Be $store
        Open-TrackStore -ConnectionString "$away;Spool=true" | Should -Be $store
        $ids = 1..4 | ForEach-Object -Parallel { Import-Module $using:PSScriptRoot/../../Tracking.psd1; Save-UserTrack a001 @{ n = $_ } }
        $ids | Sort-Object | Should -Be @('0000001', '0000002', '0000003', '0000004')
        Get-Spool $env:TRACKING_HOME | Should -HaveCount 1
    }

    It 'are neither removed nor rewritten before they are sent, and left alone by Limit-TrackHistory' {
        $store = Open-TrackStore -ConnectionString $away -Spool
        $null = Save-UserTrack a001 @{ n = 1 } -TimeStamp (Get-Date).AddYears(-1)
        (Get-ErrorOf { Optimize-TrackStore }).FullyQualifiedErrorId | Should -BeLike 'TrackStoreNotSupported,*'
        Close-TrackStore -Timeout 0 -WarningAction Ignore
        (Get-ErrorOf { $store | Remove-TrackStore }).FullyQualifiedErrorId | Should -BeLike 'TrackStoreLocked,*'
        (Get-ErrorOf { Optimize-TrackStore -Store $store }).FullyQualifiedErrorId | Should -BeLike 'TrackStoreNotSupported,*'
        Limit-TrackHistory -AllSessions -OlderThan 1 -ArchiveAfter 0
        (Search-Track a001 -AllSessions).Data.n | Should -Be 1
        Get-Spool $env:TRACKING_HOME | Should -HaveCount 1
    }

    It 'keep no process from ending: <_>' -ForEach 'exit', 'TERM' {
        $child = Start-Child (Get-ScriptCommand {
                $null = Save-UserTrack a001 @{ n = 1 }
                [Console]::Out.WriteLine('saved')
                if ($env:TEST_END -eq 'exit') { exit 0 }
                Start-Sleep 1000
            }) -Environment @{ TRACKING_STORE = 'postgres://ann@127.0.0.1:9/fleet?spool'; TRACKING_HOME = $env:TRACKING_HOME; TEST_END = $_ }
        $null = Read-ChildLine $child 'saved'
        if ($_ -eq 'TERM') { Send-Signal TERM $child.Process.Id }
        $null = Wait-Child $child -TimeoutSeconds 100
        (Search-Track a001 -AllSessions).Data.n | Should -Be 1
        (Test-TrackStore (Get-Spool $env:TRACKING_HOME)).Condition | Should -Be 'Whole'
    }
}

Describe "Spools and their server$(if ($lack) { ": $lack" })" -Skip:([bool] $lack) {
    BeforeAll {
        $server = Start-PostgresServer
    }

    AfterAll {
        Stop-PostgresServer $server
    }

    BeforeEach {
        $before = $env:TRACKING_HOME
        $env:TRACKING_HOME = New-TestFolder
        $connection = New-PostgresDatabase $server
        $database = $connection -replace '.*Database=(\w+).*', '$1'
        $address = "postgres://owner@127.0.0.1:$($server.Port)/$database"
        $null = Open-TrackStore -ConnectionString $connection -Initialize
        Close-TrackStore
    }

    AfterEach {
        Get-TrackStore -Open | Close-TrackStore -WarningAction Ignore
        $env:TRACKING_HOME = $before
    }

    It 'arrive wholly when they are closed, and -Verbose says so' {
        $null = Open-TrackStore -ConnectionString $connection -Spool
        $null = Start-TrackRun a001
        $null = 1..2500 | ForEach-Object { @{ n = $_ } } | Save-UserTrack a001
        Invoke-TrackRun b001 { Invoke-TrackStep one { 1 } | Should -Be 1 }
        $null = Save-UserTrack a001 @{ m = 1 } -Merge
        Remove-Track -Id 7
        $null = Stop-TrackRun a001 -Failed -Message 'no more'
        $said = Close-TrackStore -Verbose -Timeout 100 4>&1 | Out-String
        $said | Should -Match '\d changes were sent to .*0 are left'
        $null = Open-TrackStore -ConnectionString $connection
        (Get-TrackStore).TrackCount | Should -Be 2499
        Search-Track a001 -Data @{ n = 7 } | Should -BeNullOrEmpty
        (Search-Track a001 -Data @{ n = 2500; m = 1 }) | Should -HaveCount 1
        $run = Get-TrackRun a001
        $run.Status, $run.Message | Should -Be @('Failed', 'no more')
        (Get-TrackStep -RunId (Get-TrackRun b001).RunId).Status | Should -Be 'Completed'
    }

    It 'take the session''s store from the environment, and a dead process''s run is continued and abandoned on the server' {
        $environment = @{ TRACKING_STORE = "${address}?spool"; TRACKING_HOME = $env:TRACKING_HOME }
        $child = Start-Child (Get-ScriptCommand {
                Invoke-TrackRun job {
                    Invoke-TrackStep one { 'one' }
                    Invoke-TrackStep two { [Console]::Out.WriteLine('at work'); Start-Sleep 1000 }
                }
            }) -Environment $environment
        $null = Read-ChildLine $child 'at work'
        $null = Stop-Child $child
        $done = Invoke-Child (Get-ScriptCommand {
                Invoke-TrackRun job -Resume { Invoke-TrackStep one { 'again' }; Invoke-TrackStep two { 'two' } }
                Close-TrackStore -Timeout 100
            }) -Environment $environment
        $done.Lines | Select-Object -Last 2 | Should -Be @('one', 'two') -Because $done.Error
        $null = Open-TrackStore -ConnectionString $connection
        (Get-TrackRun job).Status | Should -Be @('Abandoned', 'Finished')
    }

    It 'arrive once though their processes and the server are killed' {
        $environment = @{ TRACKING_STORE = "${address}?spool"; TRACKING_HOME = $env:TRACKING_HOME }
        $script = {
            for ($n = 0; ; $n++) {
                $id = Save-UserTrack a001 @{ key = "$PID-$n" }
                [Console]::Out.WriteLine("$PID-$n $id")
                if ($n % 10 -eq 9) { $null = Save-UserTrack a001 @{ key = "$PID-$n"; updated = $true } -Update }
            }
        }
        $random = [Random]::new(7)
        $acknowledged = [Collections.Generic.List[string]]::new()
        for ($round = 0; $round -lt ($full ? 20 : 3); $round++) {
            $children = 1..3 | ForEach-Object { Start-Child (Get-ScriptCommand $script) -Environment $environment }
            $children | ForEach-Object { $null = Read-ChildLine $_ '-20 ' }
            if ($round % 2) { Switch-PostgresServer $server Off }
            $children | ForEach-Object { $null = Read-ChildLine $_ "-$($random.Next(30, 300)) " }
            $children | ForEach-Object { $acknowledged.AddRange([string[]] ((Stop-Child $_).Lines -match '^\d+-\d+ \d+$' -replace ' .*')) }
            if ($round % 2) { Switch-PostgresServer $server On }
        }
        $rest = Invoke-Child (Get-ScriptCommand { Open-TrackStore -ConnectionString $env:TEST_TO -Spool | Close-TrackStore -Timeout 300 }) -Environment @{
            TEST_TO = $address; TRACKING_HOME = $env:TRACKING_HOME
        } -TimeoutSeconds 320
        $rest.ExitCode | Should -Be 0 -Because $rest.Error
        $null = Open-TrackStore -ConnectionString $connection
        $found = Search-Track a001 | ForEach-Object { $_.Data['key'] } | Group-Object -NoElement
        $found | Where-Object Count -NE 1 | Should -BeNullOrEmpty -Because 'nothing comes twice'
        $there = [Collections.Generic.HashSet[string]]::new([string[]] $found.Name)
        $acknowledged.Count | Should -BeGreaterThan 100
        $acknowledged.Where({ -not $there.Contains($_) }) | Should -BeNullOrEmpty -Because 'nothing that was acknowledged is lost'
        # One more may have been saved and not acknowledged.
        $there.Count - $acknowledged.Count | Should -BeLessOrEqual ($full ? 60 : 9)
        Write-Host "  acknowledged $($acknowledged.Count), found $($there.Count), doubled 0"
    }

    It 'tell once of tables that are missing, and -Initialize makes them' {
        $empty = New-PostgresDatabase $server
        $null = Open-TrackStore -ConnectionString $empty -Spool
        $null = Save-UserTrack a001 @{ n = 1 }
        Close-TrackStore -WarningVariable warnings -WarningAction SilentlyContinue
        @($warnings -match 'What is saved stays in the spool') | Should -HaveCount 1 -Because "$warnings"
        $null = Open-TrackStore -ConnectionString $empty -Spool -Initialize
        Close-TrackStore -Timeout 100 -WarningVariable more
        $more | Should -BeNullOrEmpty
        $null = Open-TrackStore -ConnectionString $empty
        (Search-Track a001).Data.n | Should -Be 1
    }
}

# Real files of other tools, through one pipeline of Save-UserTrack and back with no difference, and the recipes of about_Tracking_Import on
# files that the tools themselves write (rules 10.1 to 10.3).

BeforeAll {
    Import-Module "$PSScriptRoot/TestHelpers.psm1", "$PSScriptRoot/../runner/ChildPwsh.psm1"
    $topic = [IO.File]::ReadAllText("$PSScriptRoot/../../module/en-US/about_Tracking_Import.help.txt")

    # A statement of the topic: from the prompt that it begins at to the next one, without the prompts.
    function Get-Recipe([string] $Start) {
        $topic -match "(?m)^ +PS> ($([regex]::Escape($Start)).*\n( +>>.*\n)*)" | Should -BeTrue
        $Matches[1] -replace '(?m)^ +>> ?'
    }

    # What the tracks hold, as what was piped: the same keys in the same order, with the same values of the same types.
    function Assert-Same($Rows, $Tracks) {
        @($Tracks).Count | Should -Be @($Rows).Count
        for ($i = 0; $i -lt @($Rows).Count; $i++) {
            $properties = @(@($Rows)[$i].psobject.Properties)
            $data = @($Tracks)[$i].Data
            @($data.Keys) | Should -BeExactly $properties.Name
            foreach ($property in $properties) {
                $value = $data[$property.Name]
                if ($null -eq $property.Value) { $value | Should -BeNullOrEmpty } else { $value | Should -BeOfType $property.Value.GetType() }
                ($value -ceq $property.Value -or ($null -eq $value -and $null -eq $property.Value)) | Should -BeTrue -Because $property.Name
            }
        }
    }
}

Describe 'A file of another tool comes back as it was' -ForEach @(
    @{ Store = 'memory' }
    @{ Store = 'file' }
) {
    BeforeAll {
        $folder = New-TestFolder
        $open = { $Store -eq 'memory' ? (Open-TrackStore -InMemory) : (Open-TrackStore "$folder/$(New-Guid).json") }
    }

    BeforeEach {
        $null = & $open
    }

    AfterEach {
        Close-TrackStore
    }

    It 'a CSV with quotes, a byte order mark, empty headers and 20 columns, in <Store>' {
        $header = @('host', 'UserName', 'TimeStamp', 'RunId', 'Id', '"a ""quoted"" name"', 'Status', '', '') + (1..11 | ForEach-Object { "c$_" })
        $lines = foreach ($i in 1..50) {
            (@("web$($i % 3)", "u$($i % 2)", "2026-03-01 02:00:$('{0:00}' -f $i).5", $i, "00$i", "`"say `"`"hi`"`", $i`nnext`"", 'ok', '', 'é—') + (1..11 | ForEach-Object { "$($_ * $i)" })) -join ','
        }
        $header.Count | Should -Be 20
        [IO.File]::WriteAllText("$folder/log.csv", ((@($header -join ',') + $lines) -join "`r`n"), [Text.UTF8Encoding]::new($true))
        $rows = @(Import-Csv "$folder/log.csv" -WarningAction SilentlyContinue)
        @($rows[0].psobject.Properties).Count | Should -Be 20
        $null = $rows | Save-UserTrack -TaskId { $_.host } -UserName { $_.UserName } -TimeStamp { $_.TimeStamp } -RunKey { $_.TimeStamp.Substring(0, 10) }
        $tracks = @(Search-Track)
        Assert-Same $rows $tracks
        $tracks.TaskId | Should -BeExactly $rows.host
        $tracks.UserName | Should -BeExactly $rows.UserName
        $tracks.TimeStamp | ForEach-Object { $_.ToString('yyyy-MM-dd HH:mm:ss.f') } | Should -BeExactly $rows.TimeStamp
        @(Get-TrackRun -All | ForEach-Object { "$($_.TaskId) $($_.Key) $($_.Status) $($_.Start.ToString('ss'))" }) | Should -BeExactly @(
            'web1 2026-03-01 Open 01', 'web2 2026-03-01 Open 02', 'web0 2026-03-01 Open 03')
    }

    It 'the joblog of GNU parallel, in <Store>' {
        [IO.File]::WriteAllText("$folder/joblog", @(
            "Seq`tHost`tStarttime`tJobRuntime`tSend`tReceive`tExitval`tSignal`tCommand"
            "2`t:`t1772330401.250`t     1.005`t0`t5`t0`t0`tsleep 1; echo `"a`tb`""
            "1`tweb1`t1772330400.125`t     0.026`t0`t2`t7`t0`texit 7"
            "3`tweb1`t1772330403.500`t    -0.001`t0`t0`t0`t15`tsleep 9"
        ) -join "`n")
        $rows = @(Import-Csv "$folder/joblog" -Delimiter "`t" -WarningAction SilentlyContinue)
        $epoch = & ([scriptblock]::Create("$(Get-Recipe '$epoch = ')`n`$epoch"))
        $null = $rows | Save-UserTrack -TaskId { $_.Host } -TimeStamp $epoch -RunKey nightly
        $tracks = @(Search-Track)
        Assert-Same ($rows | Sort-Object Starttime) $tracks
        $tracks.TimeStamp | ForEach-Object { $_.ToUniversalTime().ToString('HH:mm:ss.fff') } | Should -BeExactly @('02:00:00.125', '02:00:01.250', '02:00:03.500')
    }

    It 'the JSON lines of restic, in <Store>' {
        [IO.File]::WriteAllText("$folder/restic.log", @(
            '{"message_type":"status","percent_done":0,"total_files":1,"total_bytes":5}'
            '{"message_type":"status","seconds_elapsed":1,"percent_done":0.4567,"total_files":12345,"files_done":10,"total_bytes":9876543210,"bytes_done":4500000000,"current_files":["/home/a b/é.txt","/tmp/\"x\""]}'
            '{"message_type":"summary","files_new":3,"files_changed":0,"dirs_new":1,"data_blobs":2,"data_added":1234567890123,"total_duration":1.234567891,"backup_start":"2026-03-01T03:00:00.123456789+01:00","backup_end":"2026-03-01T02:00:07.987654321Z","snapshot_id":"40dc1520","dry_run":false,"parent":null}'
        ) -join "`n")
        $rows = @(Get-Content "$folder/restic.log" | ConvertFrom-Json)
        $null = $rows | Save-UserTrack restic -RunKey 'home'
        $tracks = @(Search-Track restic)
        $tracks.Count | Should -Be 3
        $tracks | ForEach-Object { $_.Data | ConvertTo-Json -Compress } | Should -BeExactly @($rows | ForEach-Object { $_ | ConvertTo-Json -Compress })
        $rows | Where-Object message_type -EQ summary | Save-UserTrack restic -TimeStamp { $_.backup_end } -RunKey 'home' -IfChanged | Should -BeExactly $tracks[2].Id
        @(Get-TrackRun restic -All).Count | Should -Be 1
    }
}

Describe 'The recipe for results of tests' {
    BeforeAll {
        $folder = New-TestFolder
        Set-Content "$folder/Sample.Tests.ps1" @'
Describe 'Sample "quoted"' {
    It 'passes <_>' -ForEach 1, 2 { }
    It 'is broken' { throw "it's <broken>" }
    It 'is skipped' -Skip { }
}
'@
        # Each tool writes its file itself.
        $made = Invoke-Pwsh -Environment @{ PESTER_MODULE = (Get-Module Pester).Path; FOLDER = $folder } -WorkingDirectory $folder {
            Import-Module $env:PESTER_MODULE
            foreach ($format in 'NUnitXml', 'JUnitXml', 'NUnit3') {
                $configuration = New-PesterConfiguration
                $configuration.Run.Path = "$env:FOLDER/Sample.Tests.ps1"
                $configuration.Run.PassThru = $true
                $configuration.Output.Verbosity = 'None'
                $configuration.TestResult.Enabled = $true
                $configuration.TestResult.OutputFormat = $format
                $configuration.TestResult.OutputPath = "$env:FOLDER/$format.xml"
                $null = Invoke-Pester -Configuration $configuration
            }
        }
        $made.Error | Should -BeNullOrEmpty
        $null = Open-TrackStore -InMemory
        $build = 'build 17'
        Push-Location $folder
    }

    AfterAll {
        Pop-Location
        Close-TrackStore
    }

    It 'takes what Pester writes as <Format>' -ForEach @(
        @{ Format = 'NUnitXml'; File = 'nunit.xml'; Start = '(Select-Xml //test-case nunit.xml)'; Results = @('is broken: Failure', 'is skipped: Ignored', 'passes 1: Success', 'passes 2: Success') }
        @{ Format = 'NUnit3'; File = 'nunit.xml'; Start = '(Select-Xml //test-case nunit.xml)'; Results = @('is broken: Failed', 'is skipped: Skipped', 'passes 1: Passed', 'passes 2: Passed') }
        @{ Format = 'JUnitXml'; File = 'junit.xml'; Start = '(Select-Xml //testcase junit.xml)'; Results = @('is broken: ', 'is skipped: ', 'passes 1: ', 'passes 2: ') }
    ) {
        Copy-Item "$folder/$Format.xml" "$folder/$File"
        $build = $Format
        $ids = @(. ([scriptblock]::Create((Get-Recipe $Start))))
        $ids.Count | Should -Be 4
        $tracks = @(Search-Track -Id $ids)
        $tracks.RunId | Select-Object -Unique | Should -HaveCount 1
        (Get-TrackRun -RunId $tracks[0].RunId).Key | Should -BeExactly $Format
        $tracks | ForEach-Object { "$($_.Data['name'].Split('.')[-1]): $($_.Data['result'])" } | Sort-Object | Should -BeExactly $Results
        @($tracks | Where-Object { "$($_.Data['error'])" -like "*it's <broken>*" }).Data.name | Should -BeLike '*is broken'
        @($tracks | Where-Object { $_.Data['error'] }).Count | Should -Be 1
    }
}

Describe 'Two processes that import one key at once' {
    It 'share one run in a session file' {
        $folder = New-TestFolder
        $text = {
            $ready = "$env:FOLDER/ready-$env:WHO"
            $null = New-Item $ready
            $until = [datetime]::UtcNow.AddSeconds(30)
            while (@(Get-ChildItem "$env:FOLDER/ready-*").Count -lt 2) {
                if ([datetime]::UtcNow -gt $until) { throw 'The other process did not come.' }
                Start-Sleep -Milliseconds 5
            }
            foreach ($n in 1..20) {
                # While the other one holds the file, it is tried again.
                for ($saved = $null; -not $saved;) {
                    try { $saved = [pscustomobject] @{ n = $n } | Save-UserTrack import -RunKey night -UserName $env:WHO -TimeStamp { "2026-03-01 02:00:$(59 - $_.n)" } -Store "$env:FOLDER/shared.json" }
                    catch { if ($_.FullyQualifiedErrorId -notlike 'TrackStoreLocked,*') { throw } Start-Sleep -Milliseconds 3 }
                }
            }
        }.ToString()
        $children = 'ann', 'bob' | ForEach-Object -Parallel {
            Import-Module "$using:PSScriptRoot/TestHelpers.psm1"
            Invoke-Pwsh $using:text -Environment @{ FOLDER = $using:folder; WHO = $_ }
        }
        $children.Error -join '' | Should -BeExactly ''
        $children.ExitCode | Should -Be @(0, 0)
        $run = Get-TrackRun -Store "$folder/shared.json"
        @($run).Count | Should -Be 1
        "$($run.Key) $($run.Status) $($run.Start.ToString('HH:mm:ss')) $($run.End.ToString('HH:mm:ss'))" | Should -BeExactly 'night Open 02:00:39 02:00:58'
        @(Search-Track -Store "$folder/shared.json" -UserName ann).Count | Should -Be 20
        @(Search-Track -Store "$folder/shared.json" -UserName bob).Count | Should -Be 20
    }
}

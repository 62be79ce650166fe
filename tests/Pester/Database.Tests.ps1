# The cmdlets on a database: rules 3 and 6.

BeforeDiscovery {
    Import-Module "$PSScriptRoot/PostgresServer.psm1"
    $lack = Get-PostgresLack
}

BeforeAll {
    Import-Module "$PSScriptRoot/TestHelpers.psm1", "$PSScriptRoot/ChildProcesses.psm1", "$PSScriptRoot/PostgresServer.psm1"
}

Describe "Stores in a database$(if ($lack) { ": $lack" })" -Skip:([bool] $lack) {
    BeforeAll {
        $server = Start-PostgresServer
    }

    AfterAll {
        Stop-PostgresServer $server
    }

    BeforeEach {
        $connection = New-PostgresDatabase $server
        $database = $connection -replace '.*Database=(\w+).*', '$1'
        $name = "127.0.0.1:$($server.Port)/$database"
    }

    AfterEach {
        Get-TrackStore -Open | Close-TrackStore
    }

    Context 'Open-TrackStore' {
        It 'returns the store, which is current and says what it is' {
            $store = Open-TrackStore -ConnectionString $connection -Initialize
            $store.Kind | Should -BeExactly 'PostgreSQL'
            $store.Name | Should -BeExactly $name
            "$store" | Should -BeExactly $name
            $store.Path, $store.Length, $store.LastWriteTime, $store.Durability | Should -Be @($null, $null, $null, $null)
            $store.IsOpen, $store.IsCurrent, $store.IsReadOnly, $store.IsLocked | Should -Be @($true, $true, $false, $false)
            $store.TrackCount, $store.RunCount, $store.TaskCount, $store.UserCount | Should -Be @(0, 0, 0, 0)
        }

        It 'refuses a database without tables' {
            $found = Get-ErrorOf { Open-TrackStore -ConnectionString $connection }
            $found.FullyQualifiedErrorId | Should -BeExactly 'TrackStoreSchemaMissing,Tracking.Commands.OpenTrackStoreCommand'
            $found.CategoryInfo.Category | Should -Be 'ObjectNotFound'
        }

        It 'gives the statements that grant rights as information, which makes a script' {
            $null = Open-TrackStore -ConnectionString "$connection;Schema=team_a" -Initialize -InformationVariable grants
            $grants.Tags | Should -Be 'Grants'
            $script = Join-Path $TestDrive grants.sql
            $null = Open-TrackStore -ConnectionString $connection -Initialize 6> $script
            Get-Content $script | Select-Object -First 1 | Should -BeExactly 'CREATE ROLE tracking_reader;'
            Get-Content $script | Should -HaveCount "$grants".Split("`n").Count
            "$grants" | Should -BeLike '*GRANT USAGE ON SCHEMA "team_a" TO "team_a_reader";*'
            $null = Open-TrackStore -ConnectionString $connection -InformationVariable nothing
            $nothing | Should -BeNullOrEmpty
        }

        It 'gives the same store for a database that is open, and a new one when it was closed' {
            $one = Open-TrackStore -ConnectionString $connection -Initialize
            $null = Open-TrackStore -InMemory
            Open-TrackStore -ConnectionString "$connection;Timeout=9" | Should -Be $one
            (Get-TrackStore) | Should -Be $one
            Close-TrackStore
            $one.IsOpen | Should -BeExactly $false
            (Get-ErrorOf { Search-Track -Store $one }).FullyQualifiedErrorId | Should -BeLike 'TrackStoreClosed,*'
            Open-TrackStore -ConnectionString $connection | Should -Not -Be $one
        }

        It 'is followed until a run stops, and reported on' {
            $null = Open-TrackStore -ConnectionString $connection -Initialize
            $null = Save-UserTrack a001 @{ n = 1 }
            $null = Save-UserTrack a001 @{ n = 2 }
            $null = Stop-TrackRun a001 -Failed -Message 'no more'
            $came = Watch-Track -RunId 1 -From (Get-Date).AddDays(-1)
            $came[0].Data.n, $came[1].Data.n, $came[2].Status | Should -Be @(1, 2, 'Failed')
            $page = Get-Content (Export-TrackReport (Join-Path (New-TestFolder) 'r.html') -PassThru) -Raw
            $page | Should -Match 'no more'
            $page | Should -Match ([regex]::Escape($name))
            $summary = Get-Content (Export-TrackReport (Join-Path (New-TestFolder) 'r.md') -PassThru) -Raw
            $summary | Should -Match '1 failure in 1 run, not fixed\.[\s\S]*<code>a001</code> \| <code>no more</code>'
            $text = Get-Content (Export-TrackReport (Join-Path (New-TestFolder) 'r.txt') -PassThru) -Raw
            $text | Should -Match '1 failure in 1 run, not fixed\.[\s\S]*\* a001\s+no more\s+Failed since'
        }

        It 'opens nothing under -WhatIf' {
            Open-TrackStore -ConnectionString $connection -Initialize -WhatIf | Should -BeNullOrEmpty
            Invoke-Psql $server $database "SELECT count(*) FROM pg_namespace WHERE nspname = 'tracking'" | Should -Be 0
        }

        It 'takes the session''s store from the environment' {
            $null = Open-TrackStore -ConnectionString $connection -Initialize
            $child = Invoke-Pwsh {
                $null = Save-UserTrack a @{ k = 1 }
                (Get-TrackStore).Kind
            } -Environment @{ TRACKING_STORE = "postgres://owner@127.0.0.1:$($server.Port)/$database" }
            $child.Output | Should -BeExactly 'PostgreSQL' -Because $child.Error
            (Search-Track a).Data.k | Should -Be 1
        }

        It 'takes the password from the file that PGPASSFILE names' {
            $null = Open-TrackStore -ConnectionString $connection -Initialize
            Invoke-Psql $server $database "SET client_min_messages = warning; DROP ROLE IF EXISTS locked; CREATE ROLE locked LOGIN SUPERUSER PASSWORD 'from-a-file'"
            $file = "$(New-TestFolder)/pgpass"
            Set-Content $file "127.0.0.1:$($server.Port):*:locked:from-a-file"
            chmod 600 $file
            $child = Invoke-Pwsh {
                Save-UserTrack a @{ k = 1 }
            } -Environment @{ TRACKING_STORE = "postgres://locked@127.0.0.1:$($server.Port)/$database"; PGPASSFILE = $file }
            $child.Output | Should -BeExactly '0000001' -Because $child.Error
        }

        It 'brings no password out' {
            $null = Open-TrackStore -ConnectionString $connection -Initialize
            Invoke-Psql $server $database "SET client_min_messages = warning; DROP ROLE IF EXISTS locked; CREATE ROLE locked LOGIN SUPERUSER PASSWORD 's3cret-p4ss'"
            $credential = [pscredential]::new('locked', (ConvertTo-SecureString 's3cret-p4ss' -AsPlainText -Force))
            $said = & {
                $store = Open-TrackStore -ConnectionString "$connection" -Credential $credential -Verbose
                $store | Format-List *
                $store | Format-Table
                Get-TrackStore -Open | Select-Object *
                Save-UserTrack a @{ k = 1 } -Verbose
                $errors = @(
                    Get-ErrorOf { Open-TrackStore -ConnectionString "Host=127.0.0.1;Port=$($server.Port);Database=postgres;Username=locked;Password=s3cret-p4ss-wrong" -Verbose }
                    Get-ErrorOf { Open-TrackStore -ConnectionString 'Host=127.0.0.1;Port=1;Database=d;Username=u;Patience=0;Password=s3cret-p4ss' -Verbose }
                    Get-ErrorOf { Open-TrackStore -ConnectionString 'Host=h;Database=d;Password=s3cret-p4ss;s3cret-p4ss=' -Verbose }
                )
                $errors.Count | Should -Be 3
                $errors | Format-List * -Force
                $errors | ForEach-Object { "$($_.Exception)"; $_.TargetObject }
            } *>&1 | Out-String
            $said | Should -Not -Match 's3cret-p4ss'
            $said | Should -Match 'locked|127'
        }
    }

    Context 'Save-UserTrack' {
        BeforeEach {
            $null = Open-TrackStore -ConnectionString $connection -Initialize
        }

        It 'gives the ids of what is piped in order, and saves all' {
            $ids = 1..5000 | ForEach-Object { @{ n = $_ } } | Save-UserTrack a
            $ids | Should -Be (1..5000 | ForEach-Object { '{0:d7}' -f $_ })
            (Search-Track a).Data.n | Should -Be (1..5000)
        }

        It 'goes on after a bad one, whose error names it' {
            $found = Get-ErrorOf { 1..50 | ForEach-Object { [pscustomobject] @{ task = if ($_ -eq 20) { '' } else { "t$_" }; n = $_ } } | Save-UserTrack -TaskId { $_.task } }
            $found | Should -HaveCount 1
            Search-Track | Should -HaveCount 49
        }

        It 'goes on after one that the store refuses' {
            $errors = Get-ErrorOf { 1..50 | ForEach-Object { @{ n = $_ } } | Save-UserTrack a -RunId 7 }
            $errors | Should -HaveCount 50
            $errors.FullyQualifiedErrorId | Select-Object -Unique | Should -BeExactly 'TrackRunNotFound,Tracking.Commands.SaveUserTrackCommand'
            $errors[0].TargetObject | Should -BeExactly 'a'
            Search-Track | Should -BeNullOrEmpty
        }

        It 'gives the id of a slow producer''s record before the next one is produced' {
            $order = [Collections.Generic.List[string]]::new()
            1..3 | ForEach-Object { $order.Add("produced $_"); Start-Sleep -Milliseconds 50; @{ n = $_ } } | Save-UserTrack a | ForEach-Object { $order.Add($_) }
            $order | Should -Be @('produced 1', '0000001', 'produced 2', '0000002', 'produced 3', '0000003')
        }

        It 'hands on what it has saved while it saves more' {
            1..3000 | ForEach-Object { @{ n = $_ } } | Save-UserTrack a -PassThru | Where-Object { $_.Data.n % 3 } | Remove-Track
            (Search-Track a).Data.n | Should -Be (1..1000 | ForEach-Object { 3 * $_ })
        }

        It 'saves what it has taken over when the pipeline is stopped' {
            $taken = [Collections.Generic.List[int]]::new()
            1..1000 | ForEach-Object { $taken.Add($_); @{ n = $_ } } | Save-UserTrack a | Select-Object -First 3 | Should -Be @('0000001', '0000002', '0000003')
            (Search-Track a).Data.n | Should -Be $taken
        }

        It 'updates and merges in the order in which it was given' {
            'x', 'y', 'z' | ForEach-Object { @{ $_ = 1 } } | Save-UserTrack a -Merge | Should -Be @('0000001', '0000001', '0000001')
            (Get-LastUserTrack a).Data.Keys | Should -Be @('x', 'y', 'z')
        }

        It 'finds by conditions, which the cmdlet evaluates behind all that the server does' {
            1..50 | ForEach-Object { @{ n = "$_"; m = @{ even = $_ % 2 -eq 0 } } } | Save-UserTrack a | Out-Null
            $null = Save-UserTrack b @{ n = 'none' }
            (Search-Track a -Data @{ n = { [int] $_ -gt 46 }; 'm.even' = $true }).Data.n | Should -Be @('48', '50')
            { Search-Track -Data @{ n = { [int] $_ -gt 49 } } -ErrorAction Stop } | Should -Throw -ErrorId 'TrackQueryInvalid,*'
        }

        It 'answers with all sessions, and what was copied to it comes once' {
            $former = $env:TRACKING_HOME
            try {
                $env:TRACKING_HOME = New-TestFolder
                $null = 1..3 | ForEach-Object { Save-UserTrack a @{ n = $_ } -Store "$env:TRACKING_HOME/pc.json" }
                $null = Copy-Track -Store "$env:TRACKING_HOME/pc.json" -Destination (Get-TrackStore)
                $null = Save-UserTrack a @{ n = 4 }
                (Search-Track a -AllSessions).Data.n | Should -Be @(1, 2, 3, 4)
                $task = Get-TrackTask a -AllSessions
                $task.TrackCount, $task.Stores.Count | Should -Be @(4, 2)
                @(Get-TrackRun a -AllSessions).Count | Should -Be 2
            }
            finally {
                $env:TRACKING_HOME = $former
            }
        }

        It 'keeps names and data of any kind' {
            $odd = "nul`0 'quote' [x]* $([char]::ConvertFromUtf32(0x1f600))"
            $null = Save-UserTrack $odd @{ text = "a`0b"; when = [timespan] '1:02'; list = 1, 'b' } -UserName $odd
            $found = Search-Track -Data @{ text = "a`0b" }
            $found.TaskId, $found.UserName | Should -BeExactly @($odd, $odd)
            $found.Data.when | Should -Be ([timespan] '1:02')
        }
    }

    Context 'the others' {
        BeforeEach {
            $null = Open-TrackStore -ConnectionString $connection -Initialize
        }

        It 'answers wildcards, lists and completion' {
            'web1', 'web2', 'db1' | ForEach-Object { $null = Save-UserTrack $_ @{ k = 1 } -UserName ann }
            (Search-Track 'web*').TaskId | Should -Be @('web1', 'web2')
            (Get-TrackTask).TaskId | Should -Be @('db1', 'web1', 'web2')
            (Get-TrackUser 'web*' 'a*').TaskId | Should -Be @('web1', 'web2')
            (TabExpansion2 'Search-Track w').CompletionMatches.CompletionText | Should -Be @('web1', 'web2')
        }

        It 'continues a run where it stopped' {
            $script:failing = $true
            $work = { 'one', 'two' | ForEach-Object { $step = $_; Invoke-TrackStep $step { if ($step -eq 'two' -and $failing) { throw 'no' }; "$step done" } } }
            Get-ErrorOf { Invoke-TrackRun nightly -Resume $work } | Should -Not -BeNullOrEmpty
            $script:failing = $false
            Invoke-TrackRun nightly -Resume $work | Should -Be @('one done', 'two done')
            (Get-TrackRun nightly -All).Status | Should -Be @('Failed', 'Finished')
            Get-TrackStep nightly | ForEach-Object { "$($_.RunId) $($_.Path) $($_.Status)" } |
                Should -BeExactly @('1 one Completed', '1 two Failed', '2 one Completed', '2 two Completed')
        }

        It 'continues scripts made by chance that were cut at any of their steps, each step done once: seed <_>' -ForEach 11, 12, 13 {
            $seed = $_
            $random = [Random]::new($seed)
            $leaves = [Collections.Generic.List[string]]::new()
            function New-Leaf {
                $leaves.Add("leaf$($leaves.Count)")
                "Invoke-TrackStep '$($leaves[-1])' { Invoke-Leaf '$($leaves[-1])' }"
            }
            function New-Tree([int] $Depth) {
                $parts = foreach ($i in 1..$random.Next(2, 4)) {
                    switch ($Depth -eq 0 ? 0 : $random.Next(4)) {
                        0 { New-Leaf }
                        1 { "Invoke-TrackStep 'node$($random.Next(1000))' -Key '$i]/[' { $(New-Tree ($Depth - 1)) }" }
                        2 { "foreach (`$k in 1, 2) { Invoke-TrackStep loop$i -Key @{ k = `$k; i = $i } { Invoke-Leaf `"loop$i of $($leaves.Count) `$k`" } }"
                            $leaves.Add("loop$i of $($leaves.Count) 1"); $leaves.Add("loop$i of $($leaves.Count - 1) 2") }
                        3 { "'p', 'q' | Invoke-TrackStep piped$($random.Next(1000)) { Invoke-Leaf `"piped $($leaves.Count) `$_`" }"
                            $leaves.Add("piped $($leaves.Count) p"); $leaves.Add("piped $($leaves.Count - 1) q") }
                    }
                }
                $parts -join "`n"
            }
            function Invoke-Leaf([string] $Name) {
                if (++$script:come -eq $script:failAt) { throw "cut at $Name" }
                $script:did.Add($Name)
                "output of $Name"
                [ordered] @{ name = $Name; at = [DateOnly]::new(2026, 2, $script:come % 28 + 1).Year }
            }
            function Invoke-Tree([string] $Key, [int] $FailAt) {
                $script:come = 0
                $script:failAt = $FailAt
                Invoke-TrackRun tree -Key $Key -Resume $block 6> $null | ForEach-Object { $_ -is [string] ? $_ : "$($_.name) $($_.at)" }
            }

            $block = [scriptblock]::Create((New-Tree 3))
            $script:did = [Collections.Generic.List[string]]::new()
            $expected = @(Invoke-Tree "seed $seed, whole" 0)
            $whole = @($did)
            $whole.Count | Should -BeGreaterThan 2 -Because "$block"
            foreach ($cut in 1..$whole.Count) {
                $did.Clear()
                { Invoke-Tree "seed $seed, cut $cut" $cut } | Should -Throw 'cut at *'
                Invoke-Tree "seed $seed, cut $cut" 0 | Should -BeExactly $expected -Because "cut at $cut of $block"
                @($did) | Should -BeExactly $whole -Because "cut at $cut of $block"
            }
            $ends = (Get-TrackRun tree -All | Where-Object Key -Like "seed $seed, cut*").Status
            "$ends" | Should -BeExactly "$(@('Failed Finished') * $whole.Count)"
        }

        It 'continues no run of another machine, and says so' {
            $script:failing = $true
            $work = { Invoke-TrackStep dump { "dump of $env:TRACKING_HOST" }; if ($failing) { throw 'no' } }
            try {
                $env:TRACKING_HOST = 'alpha'
                Get-ErrorOf { Invoke-TrackRun shared -Resume -Key one $work } | Should -Not -BeNullOrEmpty
                $script:failing = $false
                $env:TRACKING_HOST = 'beta'
                Invoke-TrackRun shared -Resume -Key one $work -InformationVariable told | Should -Be 'dump of beta'
                "$told" | Should -BeLike '*alpha*-AnyHost*'
                $env:TRACKING_HOST = 'alpha'
                Invoke-TrackRun shared -Resume -Key one $work | Should -Be 'dump of alpha'
            }
            finally { $env:TRACKING_HOST = $null }
            Get-TrackRun shared -All | ForEach-Object { "$($_.Host) $($_.Status) $($null -ne $_.Continues)" } |
                Should -BeExactly @('alpha Failed False', 'beta Finished False', 'alpha Finished True')
            (Get-TrackStep shared).Where({ $_.WasCarriedOver }).Path | Should -Be 'dump'
        }

        Context 'the current runs of two machines' {
            BeforeAll {
                $beta = Start-ScriptHost -Environment @{ TRACKING_HOST = 'beta'; TRACKING_HOME = New-TestFolder; TRACKING_STORE = $null }
            }

            AfterAll {
                $null = Stop-Child $beta
            }

            BeforeEach {
                $env:TRACKING_HOST = 'alpha'
                Invoke-ScriptHost $beta "Get-TrackStore -Open | Close-TrackStore; `$null = Open-TrackStore -ConnectionString '$connection'"
            }

            AfterEach {
                $env:TRACKING_HOST = $null
            }

            # rule 4.26
            It 'are each its own: saves, stops and questions' {
                Start-TrackRun backup | Should -Be 1
                Invoke-ScriptHost $beta 'Start-TrackRun backup' | Should -Be 2
                (Save-UserTrack backup @{ n = 1 } -UserName u -PassThru).RunId | Should -Be 1
                (Invoke-ScriptHost $beta '(Save-UserTrack backup @{ n = 2 } -UserName u -PassThru).RunId') | Should -Be 2
                (Get-TrackRun backup -Current).RunId | Should -Be 1
                (Get-TrackRun -Current).RunId | Should -Be 1
                Invoke-ScriptHost $beta '(Get-TrackRun backup -Current).RunId' | Should -Be 2
                (Get-LastUserTrack backup u).Data.n | Should -Be 1
                Stop-TrackRun backup | Should -Be 1
                Get-TrackRun backup -Current | Should -BeNullOrEmpty
                Get-ErrorOf { Stop-TrackRun backup } | ForEach-Object FullyQualifiedErrorId | Should -BeLike 'TrackRunNotFound,*'
                # Its own last run, though another machine's is at work.
                (Get-UserTrack backup u).Data.n | Should -Be 1
                Invoke-ScriptHost $beta 'Stop-TrackRun backup' | Should -Be 2
                Get-TrackRun backup | ForEach-Object { "$($_.Host) $($_.Status)" } | Should -BeExactly 'alpha Finished', 'beta Finished'
                Search-Track backup | ForEach-Object { "$($_.Host) $($_.Data.n)" } | Should -BeExactly 'alpha 1', 'beta 2'
            }

            It 'give way to those of others where a machine has none' {
                Invoke-ScriptHost $beta '$null = Save-UserTrack backup @{ n = 2 } -UserName u; $null = Stop-TrackRun backup'
                (Get-LastUserTrack backup u).Data.n | Should -Be 2
                Get-LastUserTrack backup u -RunId 0 | Should -BeNullOrEmpty
                (Get-TrackRun backup).Host | Should -BeExactly 'beta'
            }
        }

        Context 'of two machines' {
            BeforeAll {
                # This process is alpha; the other one is beta.
                function Start-Beta { Start-ScriptHost -Environment @{ TRACKING_HOST = 'beta'; TRACKING_HOME = New-TestFolder; TRACKING_STORE = $null } }
                $beta = Start-Beta
            }

            AfterAll {
                $null = Stop-Child $beta
            }

            BeforeEach {
                $env:TRACKING_HOST = 'alpha'
                $work = {
                    Invoke-TrackStep dump { "dump of $env:TRACKING_HOST" }
                    foreach ($n in 1, 2) { Invoke-TrackStep table -Key $n { Invoke-TrackStep load { "load $n of $env:TRACKING_HOST" } } }
                    if ($failing) { throw 'no' }
                    Invoke-TrackStep send { "send of $env:TRACKING_HOST" }
                }
                $begin = "`$null = Open-TrackStore -ConnectionString '$connection'; `$work = { $work }; `$failing = `$true"
                Invoke-ScriptHost $beta "Get-TrackStore -Open | Close-TrackStore; $begin"
                $own = foreach ($on in 'alpha', 'beta') { , @("dump of $on", "load 1 of $on", "load 2 of $on") }

                # As if a machine slept for a minute: none of its signs holds any more.
                function Step-Minute { Invoke-Psql $server $database 'UPDATE tracking.alive SET until = least(until, clock_timestamp())' }
                function Get-Ends { Get-TrackRun shared -All | ForEach-Object { "$($_.Host) $($_.Status) $($_.Continues -replace '.*/')".TrimEnd() } }
                $run = 'Invoke-TrackRun shared -Key one -Resume -InformationVariable told $work 6> $null'
            }

            AfterEach {
                $env:TRACKING_HOST = $null
            }

            It 'each continues its own run of a key, also while the other is at work on it' {
                $failing = $true
                $got = Get-ErrorOf {
                    Invoke-TrackRun shared -Key one -Resume {
                        Invoke-TrackStep dump { "dump of $env:TRACKING_HOST" }
                        Invoke-ScriptHost $beta $run | Should -BeExactly @($own[1]; 'error no no')
                        Invoke-TrackStep table -Key 1 { Invoke-TrackStep load { "load 1 of $env:TRACKING_HOST" } }
                        Invoke-ScriptHost $beta $run | Should -BeExactly @($own[1]; 'error no no')
                        throw 'no more'
                    } 6> $null
                }
                "$got" | Should -BeExactly 'no more'
                # What alpha had is there, and what it had not is made by itself.
                $failing = $false
                Invoke-TrackRun shared -Key one -Resume {
                    Invoke-ScriptHost $beta "`$failing = `$false; $run" | Should -BeExactly @($own[1]; 'send of beta')
                    . $work
                } 6> $null | Should -BeExactly @($own[0]; 'send of alpha')
                Get-Ends | Should -BeExactly 'alpha Failed', 'beta Failed', 'beta Failed 2', 'alpha Finished 1', 'beta Finished 3'
                Get-TrackStep shared | Where-Object { $_.Output -and "$($_.Output)" -notlike "* of $($_.Host)" } | Should -BeNullOrEmpty
            }

            It 'one takes over by -AnyHost, and the first one is told so at its next <Next>, and does no more' -ForEach @(
                @{ Next = 'save'; Script = { Save-UserTrack shared @{ n = 2 } -ErrorAction Stop } }
                @{ Next = 'save to the run by its id'; Script = { Save-UserTrack other @{ n = 2 } -RunId 1 -ErrorAction Stop } }
                @{ Next = 'step'; Script = { Invoke-TrackStep late { $did.Add('late') } } }
                @{ Next = 'step in a step that is at work'; Script = { Invoke-TrackStep in { $did.Add('late') } }; In = $true }
                @{ Next = 'save in a step that is at work'; Script = { Save-UserTrack shared @{ n = 2 } -ErrorAction Stop }; In = $true }
                @{ Next = 'end of a step'; Script = { 'is done' }; In = $true }
                @{ Next = 'step that is tried again'; Script = { throw 'again' }; In = $true; With = @{ RetryCount = 1 } }
            ) {
                $did = [Collections.Generic.List[string]]::new()
                $with = $_['With'] ?? @{}
                $inside = [bool] $_['In']
                $failing = $false
                $over = {
                    Step-Minute
                    Invoke-ScriptHost $beta "`$failing = `$false; $($run -replace '-Resume', '-Resume -AnyHost')" |
                        ForEach-Object { $did.Add("$_") }
                    $Script
                }
                $found = Get-ErrorOf {
                    Invoke-TrackRun shared -Key one {
                        Invoke-TrackStep dump { "dump of $env:TRACKING_HOST" }
                        $null = Save-UserTrack shared @{ n = 1 }
                        if ($inside) { Invoke-TrackStep outer { . (. $over) } @with } else { . (. $over) }
                        $did.Add('never')
                    } 3> $null
                }
                $found[0].FullyQualifiedErrorId | Should -BeLike 'TrackRunContinued,*'
                # What alpha completed is carried over, and what it did not is done by beta.
                $did | Should -BeExactly @('dump of alpha'; $own[1] -like 'load*'; 'send of beta')
                (Search-Track).Data.n | Should -Be 1
                Get-Ends | Should -BeExactly 'alpha Abandoned', 'beta Finished 1'
                @(Get-TrackStep shared -RunId 1 | Where-Object Status -EQ 'Completed').Path | Should -BeExactly 'dump'
            }

            It 'no output of the other is carried over without -AnyHost: of a run that <How>' -ForEach @(
                @{ How = 'failed'; End = { Invoke-ScriptHost $beta $run | Select-Object -Last 1 | Should -BeExactly 'error no no' } }
                @{ How = 'was stopped'; End = { $null = Invoke-ScriptHost $beta "`$failing = `$false; `$work = { . { $work }; `$null = Stop-TrackRun shared -Unfinished }; $run" } }
                @{ How = 'is abandoned'; End = {
                        $gone = Start-Beta
                        Invoke-ScriptHost $gone $begin
                        { Invoke-ScriptHost $gone "`$work = { . { $work }; Stop-Process -Id `$PID -Force }; `$failing = `$false; $run" } | Should -Throw 'The host has ended*'
                        Step-Minute
                    }
                }
            ) {
                . $End
                $former = @(Get-TrackRun shared -All)
                $former | Should -HaveCount 1
                $former.Status | Should -BeIn 'Failed', 'Stopped', 'Abandoned'
                $failing = $true
                $script:got = [Collections.Generic.List[string]]::new()
                foreach ($start in 1, 2) {
                    $got.Clear()
                    { Invoke-TrackRun shared -Key one -Resume $work -InformationVariable told 6> $null | ForEach-Object { $got.Add($_) } } | Should -Throw 'no'
                    $got | Should -BeExactly $own[0]
                }
                $mine = @(Get-TrackRun shared -All | Where-Object Host -EQ alpha)
                $mine[0].Continues | Should -BeNullOrEmpty
                "$($mine[1].Continues)" | Should -BeExactly "$($mine[0].Identity)"
                @($mine[0] | Get-TrackStep | Where-Object WasCarriedOver) | Should -BeNullOrEmpty
                # It is where it is named.
                $failing = $false
                Invoke-TrackRun shared -Key one -Resume -Continue $former[0] $work -AnyHost 6> $null | Select-Object -First 1 | Should -BeExactly 'dump of beta'
            }
        }

        It 'optimizes and indexes, and cannot be removed as a file' {
            1..10 | ForEach-Object { $null = Save-UserTrack a @{ n = $_ } -Update }
            (Optimize-TrackStore).LengthAfter | Should -BeGreaterThan 0
            Update-TrackIndex
            (Get-LastUserTrack a).Data.n | Should -Be 10
            (Get-ErrorOf { Get-TrackStore | Remove-TrackStore }).FullyQualifiedErrorId | Should -BeLike 'TrackStorePathInvalid,*'
        }
    }

    Context 'Copy-Track' {
        BeforeEach {
            $folder = New-TestFolder
            $null = 1..3 | ForEach-Object { @{ n = $_ } } | Save-UserTrack a001 -Store "$folder/pc7.json"
            $null = Stop-TrackRun a001 -Store "$folder/pc7.json"
            $null = Save-UserTrack a002 @{ n = [decimal] 1.10 } -Store "$folder/pc7.json"
            $store = Open-TrackStore -ConnectionString $connection -Initialize
            $null = Save-UserTrack a001 @{ n = 0 }
        }

        It 'merges a file into a database and a database into a file, each track once' {
            $result = Copy-Track -Store "$folder/pc7.json" -Destination $store
            $result.Added, $result.RunsAdded, "$($result.Destination)" | Should -Be @(4, 2, $name)
            (Search-Track a001).Data.n | Sort-Object | Should -Be @(0, 1, 2, 3)
            (Search-Track a002).Data.n | Should -BeOfType ([decimal])
            Get-TrackRun -All | ForEach-Object { "$($_.TaskId) $($_.Status)" } |
                Should -BeExactly @('a001 Open', 'a001 Finished', 'a002 Open')
            $back = Copy-Track "$folder/pc7.json"
            $back.Added, $back.Unchanged, $back.RunsAdded | Should -Be @(1, 4, 1)
            (Copy-Track -Store "$folder/pc7.json" -Destination $store).Unchanged | Should -Be 5
            (Get-TrackStore).TrackCount | Should -Be 5
        }

        It 'copies from database to database, and piped tracks' {
            $other = Open-TrackStore -ConnectionString (New-PostgresDatabase $server) -Initialize
            $null = Copy-Track -Store "$folder/pc7.json" -Destination $store
            $copies = Search-Track a001 -Data @{ n = 2, 3 } -Store $store | Copy-Track $other -PassThru
            $copies.Data.n | Should -Be @(2, 3)
            $copies.CopiedFrom.Store | Sort-Object -Unique | Should -Be $store
            (Copy-Track -Store $store -Destination $other).Added | Should -Be 3
            (Copy-Track -Store $other -Destination $store).Unchanged | Should -Be 5
            (Get-ErrorOf { Copy-Track -Store $store -Destination $store }).FullyQualifiedErrorId | Should -BeExactly 'TrackCopyInvalid,Tracking.Commands.CopyTrackCommand'
        }

        It 'brings what was replaced and what went on up to date, and continues no run' {
            $null = Copy-Track -Store "$folder/pc7.json" -Destination $store
            $null = Save-UserTrack a002 @{ n = 2 } -Update -Store "$folder/pc7.json"
            $null = Stop-TrackRun a002 -Failed -Message 'no net' -Store "$folder/pc7.json"
            $result = Copy-Track -Store "$folder/pc7.json" -Destination $store
            $result.Updated, $result.RunsUpdated | Should -Be @(1, 1)
            $run = Get-TrackRun a002 -All
            $run.Status, $run.Message, (Get-LastUserTrack a002 -RunId $run.RunId).Data.n | Should -Be @('Failed', 'no net', 2)
            Invoke-TrackRun a002 -Resume { (Get-TrackRun a002 -Current).RunId } | Should -BeGreaterThan $run.RunId
        }

        It 'follows the recipe of about_Tracking_Server while the server is down, and when it is up again' {
            # As it stands in the topic, with the module where a user has it.
            $topic = [IO.File]::ReadAllText("$PSScriptRoot/../../module/en-US/about_Tracking_Server.help.txt")
            $topic -match "(?s)PS> @'\n(?<lines>.+?)\n\s+>> '@ \| Set-Content merge.ps1" | Should -BeExactly $true
            $Matches.lines -replace '(?m)^ +>> ' | Set-Content "$folder/merge.ps1"
            $environment = @{ TRACKING_HOME = "$folder/home" }
            $log = { $null = Save-UserTrack inventory @{ disks = 2 }; $null = Stop-TrackRun inventory }
            function Merge { Invoke-ScheduledScript "$folder/merge.ps1" "postgres://owner@127.0.0.1:$($server.Port)/$database`?patience=2" $environment }

            Close-TrackStore

            $null = Invoke-Pwsh -Environment $environment $log
            Switch-PostgresServer $server -To Off
            try {
                $null = Invoke-Pwsh -Environment $environment $log
                $down = Merge
                $down.ExitCode | Should -Be 1
                $down.Error | Should -BeLike '*nothing listens there*'
            }
            finally {
                Switch-PostgresServer $server -To On
            }

            $up = Merge
            $up.ExitCode | Should -Be 0 -Because $up.Error
            $null = Invoke-Pwsh -Environment $environment $log
            (Merge).ExitCode | Should -Be 0
            $store = Open-TrackStore -ConnectionString $connection
            @(Search-Track inventory) | Should -HaveCount 3
            (Get-TrackRun inventory -All).Finished | Should -Be @($true, $true, $true)
        }
    }

    It 'shows in the progress bar what it waits for, and why, until the limit that was given' {
        # Nothing listens there.
        $silent = [Net.Sockets.TcpListener]::new([Net.IPAddress]::Loopback, 0)
        $silent.Start()
        $port = $silent.LocalEndpoint.Port
        $silent.Stop()
        $shell = [powershell]::Create()
        try {
            $null = $shell.AddScript('Import-Module $args[0]; Open-TrackStore -ConnectionString $args[1]')
            $null = $shell.AddArgument("$PSScriptRoot/../../Tracking.psd1").AddArgument("host=127.0.0.1 port=$port dbname=d user=u patience=4")
            $null = $shell.Invoke()
            $shell.Streams.Error[0].FullyQualifiedErrorId | Should -BeLike 'TrackStoreConnectionFailed,*'
            $shell.Streams.Error[0].Exception.Message | Should -BeLike '*nothing listens there, also after 4 s*'
            $bars = $shell.Streams.Progress | Where-Object Activity -EQ 'Opening the store'
            $bars[0].StatusDescription | Should -BeExactly "Waiting for '127.0.0.1:$port/d', up to 4 s: nothing listens there."
            $bars[-1].RecordType | Should -Be 'Completed'
        }
        finally {
            $shell.Dispose()
        }
    }

    It 'takes host, database and schema from a service and the environment' {
        $file = "$(New-TestFolder)/services.conf"
        Set-Content $file "[fleet]", 'host=127.0.0.1', "port=$($server.Port)", 'schema=team_a'
        $child = Invoke-Pwsh {
            $null = Open-TrackStore -ConnectionString 'service=fleet' -Initialize
            Save-UserTrack a @{ k = 1 }
        } -Environment @{ PGSERVICEFILE = $file; PGDATABASE = $database; PGUSER = 'owner' }
        $child.Output | Should -BeExactly '0000001' -Because $child.Error
        Invoke-Psql $server $database 'SELECT count(*) FROM team_a.tracks' | Should -Be 1
    }

    Context 'Ctrl+C while the server is away' {
        It 'ends <Work> at once' -ForEach @(
            @{ Work = 'the opening of a store on a host that does not answer'; Script = 'Set-Started; Open-TrackStore -ConnectionString "Host=127.0.0.1;Port=$port;Database=d;Username=u;Timeout=1000;SSL Mode=Disable"' }
            @{ Work = 'a search'; Script = 'Set-Away; Search-Track -Store $store' }
            @{ Work = 'a save'; Script = 'Set-Away; Save-UserTrack a @{ k = 1 } -Store $store' }
            @{ Work = 'a pipeline of saves'; Script = '1..20000 | ForEach-Object { if ($_ -eq 5000) { Set-Away }; @{ n = $_ } } | Save-UserTrack a -Store $store' }
        ) {
            $store = Open-TrackStore -ConnectionString $connection -Initialize
            $null = Save-UserTrack a @{ k = 0 }
            # Takes connections and says nothing.
            $silent = [Net.Sockets.TcpListener]::new([Net.IPAddress]::Loopback, 0)
            $silent.Start()
            $started = [Threading.ManualResetEventSlim]::new()
            $shell = [powershell]::Create()
            $null = $shell.AddScript(@"
                param(`$module, `$helpers, `$server, `$store, `$port, `$started)
                Import-Module `$module, `$helpers
                function Set-Started { `$started.Set() }
                function Set-Away { Switch-PostgresServer `$server -To Off; `$started.Set() }
                $Script
"@)
            foreach ($argument in "$PSScriptRoot/../../Tracking.psd1", "$PSScriptRoot/PostgresServer.psm1", $server, $store, $silent.LocalEndpoint.Port, $started) {
                $null = $shell.AddArgument($argument)
            }

            try {
                $running = $shell.BeginInvoke()
                $started.Wait(60000) | Should -BeExactly $true
                # Into the middle of its waiting.
                Start-Sleep -Milliseconds 500
                $running.IsCompleted | Should -BeExactly $false -Because "$($shell.Streams.Error.ReadAll())"
                $watch = [Diagnostics.Stopwatch]::StartNew()
                $shell.BeginStop($null, $null).AsyncWaitHandle.WaitOne(60000) | Should -BeExactly $true
                # Not by the patience of 30 s, which is over later.
                $watch.Elapsed.TotalSeconds | Should -BeLessThan 15
                $shell.InvocationStateInfo.State | Should -Be 'Stopped'
            }
            finally {
                $silent.Stop()
                $shell.Dispose()
                if ($Script -like '*Set-Away*') {
                    Switch-PostgresServer $server -To On
                }
            }
        }
    }

    Context 'its assembly' {
        It 'is loaded by nothing but the first use of a database, and apart from all others' {
            $null = Open-TrackStore -ConnectionString $connection -Initialize
            $child = Invoke-Pwsh {
                function Get-Loaded { [AppDomain]::CurrentDomain.GetAssemblies() | Where-Object { $_.GetName().Name -in 'Npgsql', 'Tracking.Postgres' } }
                $null = Open-TrackStore -InMemory
                $null = Save-UserTrack a @{ k = 1 }
                "before: $(@(Get-Loaded).Count)"
                $null = Open-TrackStore -ConnectionString $env:CONNECTION
                Get-Loaded | ForEach-Object { "$($_.GetName().Name) in $([Runtime.Loader.AssemblyLoadContext]::GetLoadContext($_).Name)" } | Sort-Object
                [AppDomain]::CurrentDomain.GetAssemblies() | Where-Object { $_.GetName().Name -eq 'Tracking.Core' } | ForEach-Object { [Runtime.Loader.AssemblyLoadContext]::GetLoadContext($_).Name }
            } -Environment @{ CONNECTION = $connection }
            $child.Output -split '\r?\n' | Should -Be @('before: 0', 'Npgsql in Tracking.Postgres', 'Tracking.Postgres in Tracking.Postgres', 'Default') -Because $child.Error
        }

        It 'does not meet another version of Npgsql that is loaded already' {
            $null = Open-TrackStore -ConnectionString $connection -Initialize
            $other = (Get-Item "$((Get-Module Pester).ModuleBase)/../../../npgsql/8.0.9/lib/net8.0/Npgsql.dll").FullName
            $child = Invoke-Pwsh {
                Add-Type -LiteralPath $env:OTHER
                $null = [Npgsql.NpgsqlConnectionStringBuilder]::new('Host=x')
                $null = Open-TrackStore -ConnectionString $env:CONNECTION
                Save-UserTrack a @{ k = 1 }
                [AppDomain]::CurrentDomain.GetAssemblies() | Where-Object { $_.GetName().Name -eq 'Npgsql' } | ForEach-Object { $_.GetName().Version.Major } | Sort-Object
                [Npgsql.NpgsqlConnectionStringBuilder].Assembly.GetName().Version.Major
            } -Environment @{ CONNECTION = $connection; OTHER = $other }
            $child.Output -split '\r?\n' | Should -Be @('0000001', '8', '10', '8') -Because $child.Error
        }
    }
}

# What Prometheus makes of the metrics: its own tools check them, its alerts fire and fall silent, and the whole chain runs on loopback.

BeforeDiscovery {
    $lacksPromtool = -not (Get-Command promtool -CommandType Application -ErrorAction Ignore)
    $lacksChain = $lacksPromtool -or @(Get-Command prometheus, prometheus-node-exporter -CommandType Application -ErrorAction Ignore).Count -lt 2
    $lacksGateway = -not (Get-Command prometheus-pushgateway -CommandType Application -ErrorAction Ignore)
}

BeforeAll {
    Import-Module "$PSScriptRoot/TestHelpers.psm1"

    # The rules that the help shows.
    $topic = Get-Content "$PSScriptRoot/../../module/en-US/about_Tracking_Monitoring.help.txt"
    $first = [array]::IndexOf($topic, '        groups:')
    $last = $first
    while ($topic[$last] -match '^ {8}') { $last++ }
    $rules = $topic[$first..($last - 1)] -replace '^ {8}'

    $started = [Collections.Generic.List[Diagnostics.Process]]::new()

    # A server of ours on a free port of loopback, once it answers. It ends with the tests.
    function Start-Server([string] $Program, [scriptblock] $Argument) {
        $listener = [Net.Sockets.TcpListener]::new([Net.IPAddress]::Loopback, 0)
        $listener.Start()
        $port = $listener.LocalEndpoint.Port
        $listener.Stop()
        $start = [Diagnostics.ProcessStartInfo]::new($Program, [string[]] (& $Argument "127.0.0.1:$port"))
        $start.RedirectStandardError = $start.RedirectStandardOutput = $true
        $process = [Diagnostics.Process]::Start($start)
        $started.Add($process)
        $null = $process.StandardOutput.ReadToEndAsync()
        $null = $process.StandardError.ReadToEndAsync()
        Wait-Until "$Program answers" { Invoke-WebRequest "http://127.0.0.1:$port/metrics" -SkipHttpErrorCheck -ErrorAction Ignore }
        "127.0.0.1:$port"
    }

    function Wait-Until([string] $What, [scriptblock] $Condition) {
        $watch = [Diagnostics.Stopwatch]::StartNew()
        while ($watch.Elapsed.TotalMinutes -lt 4) {
            try { if (& $Condition) { return } } catch { $null = $_ }
            Start-Sleep -Milliseconds 100
        }
        throw "$What did not happen."
    }
}

AfterAll {
    foreach ($process in $started) {
        $process.Kill()
        $process.WaitForExit()
        $process.Dispose()
    }
}

Describe 'promtool' -Skip:$lacksPromtool {
    BeforeEach {
        Push-Location (New-TestFolder)
        $null = Open-TrackStore -InMemory
    }

    AfterEach {
        Close-TrackStore
        Pop-Location
    }

    It 'takes the metrics of <Name>' -ForEach @(
        @{ Name = 'no task'; Tasks = @() }
        @{ Name = 'usual tasks'; Tasks = 'backup', 'report' }
        @{ Name = 'hostile tasks'; Tasks = 'a"b', 'a\b', "two`nlines", "cr`r`ncr`r", "tab`t", "bell$([char] 7)$([char] 27)[31m", '{x="y"} 5 # HELP', '#', ' ', '\', '\"', '\n',
                'ünïcode 💥', ('💥' * 200), ('x' * 9000), ('x' * 9000 + 'y'), "nel$([char] 0x85)", "line$([char] 0x2028)separator", "bom$([char] 0xFEFF)" }
    ) {
        foreach ($task in $Tasks) {
            Invoke-TrackRun $task -DueWithin 1 { Invoke-TrackStep s { throw 'x' } -ErrorAction Ignore }
            $null = Start-TrackRun $task
        }
        Export-TrackMetric tracking.prom
        $said = & sh -c 'promtool check metrics < tracking.prom 2>&1'
        "$LASTEXITCODE $said" | Should -BeExactly '0 '
    }

    It 'takes the rules of the help' {
        Set-Content rules.yml $rules
        $said = & promtool check rules rules.yml 2>&1
        $LASTEXITCODE | Should -Be 0 -Because "$said"
        "$said" | Should -Match '4 rules found'
    }

    It 'proves that their alerts fire and fall silent' {
        Set-Content rules.yml $rules
        # Times of the series are seconds since 1970, where the test begins.
        Set-Content test.yml @'
rule_files: [rules.yml]
evaluation_interval: 1m
tests:
- interval: 1m
  input_series:
  # Due after an hour; it succeeds at 1:29, and is then due a day later.
  - series: tracking_task_due_timestamp_seconds{task="nightly"}
    values: 3600x89 90000x120
  # It never succeeded.
  - series: tracking_task_due_timestamp_seconds{task="never"}
    values: 0x210
  - series: tracking_task_last_status{task="nightly",host="h",user="u",status="failed"}
    values: 0x29 1x60 0x120
  - series: tracking_task_last_status{task="nightly",host="h",user="u",status="finished"}
    values: 1x29 0x60 1x120
  # At work from the beginning, done after 8 hours.
  - series: tracking_task_running{task="sync",host="h",user="u"}
    values: 1x480 0x60
  - series: tracking_task_last_start_timestamp_seconds{task="sync",host="h",user="u"}
    values: 0x540
  - series: node_textfile_mtime_seconds{file="/srv/tracking.prom"}
    values: 0x540
  alert_rule_test:
  - { alertname: TaskOverdue, eval_time: 59m, exp_alerts: [ { exp_labels: { task: never } } ] }
  - { alertname: TaskOverdue, eval_time: 80m, exp_alerts: [ { exp_labels: { task: never } }, { exp_labels: { task: nightly } } ] }
  - { alertname: TaskOverdue, eval_time: 100m, exp_alerts: [ { exp_labels: { task: never } } ] }
  - { alertname: TaskFailed, eval_time: 20m, exp_alerts: [] }
  - alertname: TaskFailed
    eval_time: 60m
    exp_alerts: [ { exp_labels: { task: nightly, host: h, user: u, status: failed } } ]
  - { alertname: TaskFailed, eval_time: 100m, exp_alerts: [] }
  - { alertname: TaskHangs, eval_time: 5h, exp_alerts: [] }
  - { alertname: TaskHangs, eval_time: 7h, exp_alerts: [ { exp_labels: { task: sync, host: h, user: u } } ] }
  - { alertname: TaskHangs, eval_time: 490m, exp_alerts: [] }
  - { alertname: TaskMetricsOld, eval_time: 20m, exp_alerts: [] }
  - { alertname: TaskMetricsOld, eval_time: 2h, exp_alerts: [ { exp_labels: { file: /srv/tracking.prom } } ] }
'@
        $said = & promtool test rules test.yml 2>&1
        $LASTEXITCODE | Should -Be 0 -Because "$said"
    }
}

Describe 'A Prometheus with a node exporter' -Skip:$lacksChain {
    It 'fires for a task that is late, and falls silent when it has run' {
        Push-Location (New-TestFolder)
        $null = Open-TrackStore -InMemory
        try {
            $null = New-Item collector -ItemType Directory
            $exporter = Start-Server prometheus-node-exporter {
                '--collector.disable-defaults', '--collector.textfile', "--collector.textfile.directory=$PWD/collector", "--web.listen-address=$args"
            }
            Set-Content rules.yml ($rules -replace '^( *)for: .*', '$1for: 0s')
            Set-Content prometheus.yml @"
global: { scrape_interval: 1s, evaluation_interval: 1s }
rule_files: [rules.yml]
scrape_configs:
- job_name: node
  static_configs: [ { targets: ['$exporter'] } ]
"@
            $prometheus = Start-Server prometheus { "--config.file=$PWD/prometheus.yml", "--storage.tsdb.path=$PWD/data", "--web.listen-address=$args" }
            function Get-Alert { (Invoke-RestMethod "http://$prometheus/api/v1/alerts").data.alerts.ForEach({ "$($_.labels.alertname) $($_.labels.task) $($_.state)" }) }

            $late = "tasks `"of`" the\night`n"
            Set-Content due.psd1 "@{ never = @{ Within = 1 } }"
            $id = Start-TrackRun $late -TimeStamp (Get-Date).AddDays(-2) -DueWithin 1
            $null = Stop-TrackRun -RunId $id -TimeStamp (Get-Date).AddDays(-2)
            Export-TrackMetric collector/tracking.prom -DuePath due.psd1
            Wait-Until 'The alert of a task that is late' { (Get-Alert) -contains "TaskOverdue $late firing" }
            Wait-Until 'The alert of a task that never ran' { (Get-Alert) -contains 'TaskOverdue never firing' }

            Invoke-TrackRun $late { }
            Invoke-TrackRun never { }
            Export-TrackMetric collector/tracking.prom -DuePath due.psd1
            Wait-Until 'Silence' { -not (Get-Alert) -and (Invoke-RestMethod "http://$prometheus/api/v1/query?query=tracking_task_on_time").data.result.Count -eq 2 }
            (Invoke-RestMethod "http://$prometheus/api/v1/query?query=node_textfile_scrape_error").data.result.value[1] | Should -Be 0
        }
        finally {
            Close-TrackStore
            Pop-Location
        }
    }
}

Describe 'A Pushgateway' -Skip:$lacksGateway {
    It 'has what was sent last, and of it all' {
        $null = Open-TrackStore -InMemory
        try {
            $gateway = Start-Server prometheus-pushgateway { "--web.listen-address=$args" }
            function Get-Pushed { (Invoke-WebRequest "http://$gateway/metrics").Content -split "`n" | Where-Object { $_ -match '^tracking_task_last_success' } }
            $hostile = "a`"b\c`nd"
            Invoke-TrackRun $hostile { }
            Invoke-TrackRun plain { }
            Send-TrackMetric "http://$gateway" -Instance a/b
            Get-Pushed | Should -HaveCount 2
            Get-Pushed | Where-Object { $_.Contains('task="a\"b\\c\nd"') -and $_.Contains('instance="a/b"') -and $_.Contains('job="tracking"') } | Should -HaveCount 1
            # What is gone goes away, and what others sent stays.
            Send-TrackMetric "http://$gateway" -Job other -Instance ''
            Get-TrackRun plain | Remove-TrackRun
            Send-TrackMetric "http://$gateway" -Instance a/b
            Get-Pushed | Where-Object { $_.Contains('job="tracking"') } | Should -HaveCount 1
            Get-Pushed | Where-Object { $_.Contains('job="other"') } | Should -HaveCount 2
        }
        finally {
            Close-TrackStore
        }
    }
}

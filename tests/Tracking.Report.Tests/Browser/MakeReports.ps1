<#
.SYNOPSIS
Makes reports by the cmdlet, from session files that hold what users and people of ill will save, and writes what the store says of them.

.PARAMETER Folder
Where they go.
#>
[CmdletBinding()]
param(
    [Parameter(Mandatory)]
    [string] $Folder
)

Set-StrictMode -Version 3
$ErrorActionPreference = 'Stop'
Import-Module "$PSScriptRoot/../../../Tracking.psd1"

# A step at a time of the past, which no cmdlet records; without a duration, one that never ended. Returns its id.
function Save-PastStep([int] $RunId, [string] $Step, [datetime] $Start, [Nullable[timespan]] $Duration, [string] $Fault, [int] $ParentId) {
    $opened = [Tracking.TrackStore].GetProperty('Opened', [Reflection.BindingFlags] 'Instance, NonPublic').GetValue((Get-TrackStore))
    $record = [Tracking.Model.StepRecord]::new(0, $RunId, $Step, [NullString]::Value, $ParentId, '')
    $record.StartUtc = $Start.ToUniversalTime()
    if ($null -eq $Duration) {
        $record.Status = 'Running'
    }
    else {
        $record.EndUtc = $record.StartUtc + $Duration
        $record.Status = $Fault ? 'Failed' : 'Completed'
    }
    if ($Fault) {
        $facts = [Tracking.Data.StepFacts]::new()
        $facts.Error = $Fault
        $facts.Position = '/srv/jobs/nightly.ps1:12:5'
        $record.Facts = $facts.ToData()
    }
    $opened.SaveStep($record, [Threading.CancellationToken]::None).StepId
}

# A run at a time of the past, begun on a host. Returns its id.
function Start-PastRun([string] $TaskId, [datetime] $Start, [string] $HostName, [int] $Continues) {
    $opened = [Tracking.TrackStore].GetProperty('Opened', [Reflection.BindingFlags] 'Instance, NonPublic').GetValue((Get-TrackStore))
    $facts = [Tracking.Data.RunFacts]::new()
    $facts.Host = $HostName
    $draft = [Tracking.Model.RunDraft]::new($TaskId)
    $draft.TimeUtc = $Start.ToUniversalTime()
    $draft.Facts = $facts.ToData()
    if ($Continues) { $draft.Continues = $opened.FindRun($Continues, [Threading.CancellationToken]::None).Identity }
    $opened.Start($draft, [Threading.CancellationToken]::None).RunId
}

function Stop-RunWithErrors([int] $RunId, [datetime] $End) {
    $opened = [Tracking.TrackStore].GetProperty('Opened', [Reflection.BindingFlags] 'Instance, NonPublic').GetValue((Get-TrackStore))
    $null = $opened.StopRun([NullString]::Value, $RunId, 'FinishedWithErrors', [NullString]::Value, $End.ToUniversalTime(), [Threading.CancellationToken]::None)
}

$tasks = [ordered] @{
    'nightly-backup' = @{ User = 'ann'; Hour = 2; Steps = [ordered] @{ snapshot = 4; copy = 31; verify = 12 }; Days = 1 }
    'import orders'  = @{ User = 'bob'; Hour = 6; Steps = [ordered] @{ download = 3; parse = 9; load = 14 }; Days = 1 }
    'patch servers'  = @{ User = 'svc-patch'; Hour = 22; Steps = [ordered] @{ web1 = 17; web2 = 19 }; Inside = [ordered] @{ drain = 0.2; install = 0.5; check = 0.3 }; Days = 1 }
}
$faults = @{ 'nightly-backup 6' = 'copy: no space left on device'; 'import orders 12' = 'parse: line 5120 has 7 columns, 8 are expected'; 'import orders 13' = 'parse: line 5120 has 7 columns, 8 are expected'; 'patch servers 17' = 'web2: web2 does not answer' }
$random = [Random]::new(7)
$first = [datetime] '2026-03-01'

$null = Open-TrackStore "$Folder/team.json" -Durability OnClose
foreach ($day in 0..19) {
    foreach ($name in $tasks.Keys) {
        $task = $tasks[$name]
        $at = $first.AddDays($day).AddHours($task.Hour).AddMinutes($random.Next(10))
        $runId = Start-TrackRun $name -TimeStamp $at
        $fault = $faults["$name $day"]
        foreach ($step in $task.Steps.Keys) {
            $duration = [timespan]::FromMinutes($task.Steps[$step] * (0.8 + $random.NextDouble() * 0.5 + $day * 0.01))
            $failed = $fault -and $fault.StartsWith("${step}:")
            $reason = $failed ? $fault -replace '^\w+: ' : ''
            $stepId = Save-PastStep $runId $step $at $duration $reason
            if ($task.Contains('Inside')) {
                $inside = $at
                foreach ($part in $task.Inside.Keys) {
                    $length = $duration * $task.Inside[$part]
                    $null = Save-PastStep $runId $part $inside $length ($part -eq 'check' ? $reason : '') $stepId
                    $inside += $length
                }
            }
            $at += $duration
            if ($failed) { break }
        }
        $null = Save-UserTrack $name ([ordered] @{ files = 1000 + 40 * $day + $random.Next(200); gigabytes = [Math]::Round(3 + $day / 7 + $random.NextDouble(), 2) }) -UserName $task.User -TimeStamp $at
        if ($fault) { $null = Save-UserTrack $name ([ordered] @{ state = 'failed'; reason = $fault }) -UserName $task.User -TimeStamp $at }
        if ($fault) { $null = Stop-TrackRun $name -Failed -Message ($fault -replace '^\w+: ') -TimeStamp $at } else { $null = Stop-TrackRun $name -TimeStamp $at }
    }
}
$runId = Start-TrackRun 'import orders' -TimeStamp $first.AddDays(20).AddHours(6)
$null = Save-PastStep $runId 'download' $first.AddDays(20).AddHours(6) '00:03:10'
$null = Save-PastStep $runId 'parse' $first.AddDays(20).AddHours(6.1)
$null = Invoke-TrackRun 'real steps' {
    Invoke-TrackStep 'first' { Start-Sleep -Milliseconds 30 }
    Invoke-TrackStep 'second' {
        Invoke-TrackStep 'inside' -Key 'a/b' -ErrorAction SilentlyContinue { Start-Sleep -Milliseconds 60; throw 'caught' }
    }
}
Close-TrackStore

# No process holds the file any more: a run that is open in it is abandoned.
Export-TrackReport "$Folder/team.html" -Store "$Folder/team.json" -Title 'The team''s nights' -To '2026-04-01'
Export-TrackReport "$Folder/real.html" -Store "$Folder/team.json" -TaskId 'real steps' -Title 'Real steps'
$runs = Get-TrackRun -Store "$Folder/team.json" -To '2026-04-01'
@{
    runs   = @($runs | ForEach-Object { @{ id = $_.RunId; task = $_.TaskId; status = "$($_.Status)"; start = $_.Start.ToString('yyyy-MM-dd HH:mm:ss'); end = $_.End.ToString('yyyy-MM-dd HH:mm:ss') } })
    tracks = @(Search-Track -Store "$Folder/team.json" -To '2026-04-01').Count
    hours  = @(Search-Track -UserName ann -Store "$Folder/team.json" | Group-Object { $_.TimeStamp.Hour } | ForEach-Object { @{ hour = [int] $_.Name; count = $_.Count } })
    files  = @(Search-Track 'nightly-backup' -Store "$Folder/team.json" | Where-Object { $_.Data['files'] } | ForEach-Object { $_.Data.files })
} | ConvertTo-Json -Depth 5 | Set-Content "$Folder/team.numbers.json"

$null = Open-TrackStore -InMemory
Export-TrackReport "$Folder/empty.html"
$null = Save-UserTrack 'one' @{ n = 1 } -UserName ann
Export-TrackReport "$Folder/one.html"
Close-TrackStore

$null = Open-TrackStore -InMemory
foreach ($text in (Get-Content "$PSScriptRoot/HostileTexts.json" -Raw | ConvertFrom-Json) + ('<b>' * 1700) + ("`u{0645}`u{0631}`u{062D}`u{0628}`u{0627} " * 900)) {
    $data = [ordered] @{ $text = 1; value = $text; list = @($text); mapping = @{ $text = $text } }
    foreach ($status in 'Failed', 'Unfinished', 'Finished') {
        $runId = Start-TrackRun $text
        $outer = Save-PastStep $runId $text (Get-Date) '00:00:01' $text
        $null = Save-PastStep $runId $text (Get-Date) '00:00:01' $text $outer
        1..3 | ForEach-Object { $null = Save-UserTrack $text $data -UserName $text }
        $how = $status -eq 'Finished' ? @{} : @{ $status = $true }
        $null = Stop-TrackRun $text @how -Message $text
    }
}
Export-TrackReport "$Folder/hostile.html" -Title '</title><script>window.hacked = 1</script>'
Close-TrackStore

# Twenty servers, each with its own runs: what operators ask about.
$null = Open-TrackStore -InMemory
foreach ($day in 0..9) {
    foreach ($server in 1..20) {
        $name = 'srv-{0:00}.dc{1}.example.internal' -f $server, ($server % 3)
        $at = $first.AddDays($day).AddHours(22).AddMinutes($server)
        $runId = Start-PastRun 'patch servers' $at $name
        $stepAt = $at
        $fault = $server -eq 7 -and $day -ge 6 ? 'no route to host' : $server -eq 12 -and $day -eq 9 ? 'exit code 3 of dnf: Error: Failed to download metadata for repo ''appstream'': Cannot prepare internal mirrorlist' : $server -eq 3 -and $day -eq 4 ? 'the disk is full' : ''
        foreach ($part in 'drain', 'install', 'check') {
            $length = [timespan]::FromMinutes(3 + $server % 4 + $random.NextDouble() + ($server -eq 15 -and $day -eq 9 ? 30 : 0))
            $failed = $fault -and $part -eq 'install'
            $null = Save-PastStep $runId $part $stepAt $length ($failed ? $fault : '')
            $stepAt += $length
            if ($failed) { break }
        }
        $null = Save-UserTrack 'patch servers' @{ packages = $random.Next(40); PercentComplete = 100 } -UserName svc-patch -TimeStamp $stepAt -RunId $runId
        $null = if ($fault) { Stop-TrackRun -RunId $runId -Failed -Message $fault -TimeStamp $stepAt } else { Stop-TrackRun -RunId $runId -TimeStamp $stepAt }
    }
}
# And one run with a step for each of twenty servers, three of which failed and were caught; the next run continues it and fixes one.
foreach ($round in 0..1) {
    $at = $first.AddDays(10).AddHours($round)
    $runId = Start-PastRun 'reboot fleet' $at 'control.example.internal' ($round ? $runId : 0)
    foreach ($server in $round ? (4, 9, 17) : (1..20)) {
        $fault = $server -in ($round ? (9, 17) : (4, 9, 17)) ? "srv-$($server): the service did not come back within 300 s" : ''
        $null = Save-PastStep $runId ('srv-{0:00}' -f $server) $at '00:01:10' $fault
        $at = $at.AddSeconds(70)
    }
    Stop-RunWithErrors $runId $at
}
Export-TrackReport "$Folder/fleet.html" -Title 'The fleet'
Close-TrackStore

# Long names and long errors, many failures.
$null = Open-TrackStore -InMemory
$long = 'synchronise-the-customer-master-data-of-all-subsidiaries-with-the-central-warehouse'
foreach ($number in 1..130) {
    $at = $first.AddHours($number)
    $runId = Start-PastRun "$long-$($number % 7)" $at "host-with-a-rather-long-name-$($number % 5).subsidiary.example.internal"
    $fault = "The transfer of partition $number to the staging area could not be completed, because the remote end closed the connection. " * 4
    $outer = Save-PastStep $runId 'transfer every partition of the customer master data' $at '00:10:00' $fault
    $null = Save-PastStep $runId "partition/$number of the customer master data in the region of north-rhine-westphalia" $at '00:09:00' $fault $outer
    $null = Stop-TrackRun -RunId $runId -Failed -Message $fault -TimeStamp $at.AddMinutes(10)
}
Export-TrackReport "$Folder/many.html" -Title "The nights of $long, in all regions and in all of the years that we know of"
Close-TrackStore

# Nothing failed; and one run only.
$null = Open-TrackStore -InMemory
foreach ($day in 0..2) {
    $runId = Start-PastRun 'backup' $first.AddDays($day) 'web01'
    $null = Save-PastStep $runId 'copy' $first.AddDays($day) '00:04:00'
    $null = Save-UserTrack backup @{ files = 100 + $day } -RunId $runId -TimeStamp $first.AddDays($day).AddMinutes(4)
    $null = Stop-TrackRun -RunId $runId -TimeStamp $first.AddDays($day).AddMinutes(4)
}
Export-TrackReport "$Folder/fine.html" -Title 'Backups'
Close-TrackStore
$null = Open-TrackStore -InMemory
$runId = Start-PastRun 'deploy' $first 'web01'
foreach ($part in 'fetch', 'unpack', 'switch') { $null = Save-PastStep $runId $part $first '00:02:00' ($part -eq 'switch' ? 'the port is in use' : '') }
$null = Stop-TrackRun -RunId $runId -Failed -Message 'the port is in use' -TimeStamp $first.AddMinutes(6)
Export-TrackReport "$Folder/single.html" -Title 'A deployment'
Close-TrackStore

$null = Open-TrackStore "$Folder/large.json" -Durability OnClose
& {
    foreach ($i in 1..100000) { [pscustomobject] @{ file = "src/part $($i % 977)/file $i.txt"; bytes = $i % 8191; PercentComplete = $i / 1000 } }
} | Save-UserTrack -TaskId { "task $($_.bytes % 12)" } -UserName ann > $null
Close-TrackStore
Export-TrackReport "$Folder/large.html" -Store "$Folder/large.json"

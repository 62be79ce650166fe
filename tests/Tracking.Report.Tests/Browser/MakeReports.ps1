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

# Steps as Invoke-TrackStep records them, at a time of the past.
function Save-PastStep([string] $TaskId, [string] $Step, [datetime] $Start, [timespan] $Duration, [string] $User, [string] $Fault) {
    $null = Save-UserTrack $TaskId ([ordered] @{ Step = $Step; Outcome = 'Started' }) -UserName $User -TimeStamp $Start
    $data = [ordered] @{ Step = $Step; Outcome = $Fault ? 'Failed' : 'Completed'; Start = $Start; Duration = $Duration; Attempt = 1 }
    if ($Fault) { $data.Error = $Fault }
    $null = Save-UserTrack $TaskId $data -UserName $User -TimeStamp ($Start + $Duration)
}

$tasks = [ordered] @{
    'nightly-backup' = @{ User = 'ann'; Hour = 2; Steps = [ordered] @{ snapshot = 4; copy = 31; verify = 12 }; Days = 1 }
    'import orders'  = @{ User = 'bob'; Hour = 6; Steps = [ordered] @{ download = 3; parse = 9; load = 14 }; Days = 1 }
    'patch servers'  = @{ User = 'svc-patch'; Hour = 22; Steps = [ordered] @{ drain = 6; install = 22; reboot = 5; check = 3 }; Days = 1 }
}
$faults = @{ 'nightly-backup 6' = 'copy: no space left on device'; 'import orders 12' = 'parse: line 5120 has 7 columns, 8 are expected'; 'import orders 13' = 'parse: line 5120 has 7 columns, 8 are expected'; 'patch servers 17' = 'check: web2 does not answer' }
$random = [Random]::new(7)
$first = [datetime] '2026-03-01'

$null = Open-TrackStore "$Folder/team.json" -Durability OnClose
foreach ($day in 0..19) {
    foreach ($name in $tasks.Keys) {
        $task = $tasks[$name]
        $at = $first.AddDays($day).AddHours($task.Hour).AddMinutes($random.Next(10))
        $null = Start-TrackRun $name -TimeStamp $at
        $fault = $faults["$name $day"]
        foreach ($step in $task.Steps.Keys) {
            $duration = [timespan]::FromMinutes($task.Steps[$step] * (0.8 + $random.NextDouble() * 0.5 + $day * 0.01))
            $failed = $fault -and $fault.StartsWith("${step}:")
            Save-PastStep $name $step $at $duration $task.User ($failed ? $fault : '')
            $at += $duration
            if ($failed) { break }
        }
        $null = Save-UserTrack $name ([ordered] @{ files = 1000 + 40 * $day + $random.Next(200); gigabytes = [Math]::Round(3 + $day / 7 + $random.NextDouble(), 2) }) -UserName $task.User -TimeStamp $at
        if ($fault) { $null = Stop-TrackRun $name -Failed -Message ($fault -replace '^\w+: ') -TimeStamp $at } else { $null = Stop-TrackRun $name -TimeStamp $at }
    }
}
$null = Start-TrackRun 'import orders' -TimeStamp $first.AddDays(20).AddHours(6)
Save-PastStep 'import orders' 'download' $first.AddDays(20).AddHours(6) '00:03:10' 'bob' ''
$null = Save-UserTrack 'import orders' @{ Step = 'parse'; Outcome = 'Started' } -UserName bob -TimeStamp $first.AddDays(20).AddHours(6.1)
$null = Invoke-TrackRun 'real steps' {
    Invoke-TrackStep 'first' { Start-Sleep -Milliseconds 30 }
    Invoke-TrackStep 'second' { Start-Sleep -Milliseconds 60 }
}
Close-TrackStore

# No process holds the file any more: a run that is open in it is abandoned.
Export-TrackReport "$Folder/team.html" -Store "$Folder/team.json" -Title 'The team''s nights' -To '2026-04-01'
Search-Track 'real steps' -Store "$Folder/team.json" | Export-TrackReport "$Folder/real.html" -Title 'Real steps'
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
        $null = Start-TrackRun $text
        Save-PastStep $text $text (Get-Date) '00:00:01' $text $text
        1..3 | ForEach-Object { $null = Save-UserTrack $text $data -UserName $text }
        $how = $status -eq 'Finished' ? @{} : @{ $status = $true }
        $null = Stop-TrackRun $text @how -Message $text
    }
}
Export-TrackReport "$Folder/hostile.html" -Title '</title><script>window.hacked = 1</script>'
Close-TrackStore

$null = Open-TrackStore "$Folder/large.json" -Durability OnClose
& {
    foreach ($i in 1..100000) { [pscustomobject] @{ file = "src/part $($i % 977)/file $i.txt"; bytes = $i % 8191; PercentComplete = $i / 1000 } }
} | Save-UserTrack -TaskId { "task $($_.bytes % 12)" } -UserName ann > $null
Close-TrackStore
Export-TrackReport "$Folder/large.html" -Store "$Folder/large.json"

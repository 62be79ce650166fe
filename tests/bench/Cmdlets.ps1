<#
.SYNOPSIS
Measures the cmdlets in this PowerShell: ours, those that do nothing, and what a script would do without either. To be run by Bench.ps1, in a process of its own.
#>
param(
    [Parameter(Mandatory)]
    [string] $Module,

    [Parameter(Mandatory)]
    [string] $Floors,

    # Holds large.json, a store of -Large tracks, user.json, one with as few others as there are of one user, and the folder many of session
    # files.
    [Parameter(Mandatory)]
    [string] $Folder,

    [Parameter(Mandatory)]
    [string] $Output,

    [Parameter(Mandatory)]
    [int] $Large,

    [switch] $Quick
)

Set-StrictMode -Version 3
$ErrorActionPreference = 'Stop'
Import-Module $Module, $Floors, "$PSScriptRoot/Measure.psm1"

$rounds = $Quick ? 3 : 11
$piped = $Quick ? 2000 : 20000
$calls = $Quick ? 500 : 5000
$slow = $Quick ? 20 : 200
$figures = @{}
$facts = @{ pwsh = "$($PSVersionTable.PSVersion)" }

function Assert-Work([bool] $Done, [string] $Who) {
    if (-not $Done) {
        throw "$Who did not do the work that it was measured by."
    }
}

function New-Data([int] $Index) { @{ step = 'copy'; files = $Index; ok = $true } }

$items = @(for ($i = 0; $i -lt $piped; $i++) { New-Data $i })
$someItems = $items[0..($calls - 1)]
$fewItems = $items[0..($slow - 1)]

# Saving, into a store that is young.
$store = Open-TrackStore "$Folder/cmdlets.json"
$lines = "$Folder/peer.jsonl"
$clixml = "$Folder/peer.clixml"
$saving = @(
    New-Contender save.piped $piped { $null = $items | Save-UserTrack bench }
    New-Contender noop.piped $piped { $null = $items | Save-Nothing bench }
    New-Contender save.call $calls { foreach ($item in $someItems) { $null = Save-UserTrack bench $item } }
    New-Contender noop.call $calls { foreach ($item in $someItems) { $null = Save-Nothing bench $item } }
    New-Contender peer.addContent $slow { foreach ($item in $fewItems) { $item | ConvertTo-Json -Compress | Add-Content $lines } }
    New-Contender peer.addContentOnce $slow { $fewItems | ForEach-Object { $_ | ConvertTo-Json -Compress } | Add-Content $lines }
    New-Contender peer.clixml $slow { foreach ($item in $fewItems) { $item | Export-Clixml $clixml } }
)
Measure-Contender -Contender $saving -Rounds $rounds -Result $figures
$times = $rounds + 3
$saved = (Get-TrackStore).TrackCount
Assert-Work ($saved -eq $times * ($piped + $calls)) 'Save-UserTrack'
Close-TrackStore
$reopened = Open-TrackStore $store.Path -ReadOnly
$last = Search-Track -Store $reopened -Last 1
Assert-Work ($reopened.TrackCount -eq $saved -and $last.Number -eq $saved -and $last.Data.Count -eq 3 -and $last.Data.ok -eq $true) 'Save-UserTrack'
Close-TrackStore -Store $reopened
$written = @(Get-Content $lines)
Assert-Work ($written.Count -eq 2 * $times * $slow -and ($written[-1] | ConvertFrom-Json).files -eq $slow - 1) 'Add-Content'
Assert-Work ((Import-Clixml $clixml).files -eq $slow - 1) 'Export-Clixml'
Remove-Item $lines, $clixml, $store.Path

# Asking, in a store of a thousand tracks and in a large one.
$smallStore = Open-TrackStore "$Folder/small.json"
$userStore = Open-TrackStore "$Folder/user.json" -ReadOnly
$largeStore = Open-TrackStore "$Folder/large.json"
$useSmall = { $null = Open-TrackStore $smallStore.Path }
$useLarge = { $null = Open-TrackStore $largeStore.Path }
$user = 'user0'
$known = $smallStore.TrackCount
$found = @(Search-Track -UserName $user).Count
$from = (Search-Track -Id ($Large / 2)).TimeStamp
$to = (Search-Track -Id ($Large / 2 + 999)).TimeStamp
Assert-Work ($found -eq $Large / 50 -and @(Search-Track -UserName $user -Store $userStore).Count -eq $found) 'Search-Track by user'
Assert-Work (@(Search-Track -From $from -To $to).Count -eq 1000 -and @(Search-Track nightly -Last 10)[-1].Number -eq $Large - 1) 'Search-Track by time'
Assert-Work ((Get-LastUserTrack nightly $user).Data.files -ge $Large - 1000) 'Get-LastUserTrack'
Measure-Contender -Rounds $rounds -Result $figures -Contender @(
    New-Contender getLast.large $calls { for ($i = 0; $i -lt $calls; $i++) { $null = Get-LastUserTrack nightly $user } } -Before $useLarge
    New-Contender getLast.small $calls { for ($i = 0; $i -lt $calls; $i++) { $null = Get-LastUserTrack nightly $user } } -Before $useSmall
    New-Contender noop.get $calls { for ($i = 0; $i -lt $calls; $i++) { $null = Get-Nothing nightly $user } }
)
Measure-Contender -Rounds $rounds -Result $figures -Contender @(
    New-Contender search.user $found { $null = Search-Track -UserName $user } -Before $useLarge
    New-Contender search.userOfFew $found { $null = Search-Track -UserName $user -Store $userStore }
    New-Contender search.userData $found { foreach ($track in Search-Track -UserName $user) { $null = $track.Data } } -Before $useLarge
    New-Contender search.equal $known { $null = Search-Track -Data @{ files = -1 } } -Before $useSmall
    New-Contender search.block $known { $null = Search-Track -Data @{ files = { $_ -lt 0 } } } -Before $useSmall
    New-Contender search.range 20 { for ($i = 0; $i -lt 20; $i++) { $null = Search-Track -From $from -To $to } } -Before $useLarge
    New-Contender search.last 20 { for ($i = 0; $i -lt 20; $i++) { $null = Search-Track nightly -Last 10 } } -Before $useLarge
    New-Contender noop.search 20 { for ($i = 0; $i -lt 20; $i++) { $null = Search-Nothing nightly -Last 10 } }
)

# What a Tab costs, the shell's own work included; the other one completes an enumeration.
function Complete([string] $Line, [string] $Expected) {
    $found = (TabExpansion2 $Line $Line.Length).CompletionMatches
    if ($Expected -notin @($found | ForEach-Object CompletionText)) {
        throw "'$Line' was not completed."
    }
}

Assert-Work ((Open-TrackStore $largeStore.Path).TrackCount -ge $Large) 'Open-TrackStore'
$newest = (Search-Track nightly -Last 1).Id
Measure-Contender -Rounds $rounds -Result $figures -Contender @(
    New-Contender complete.task 10 { for ($i = 0; $i -lt 10; $i++) { Complete 'Search-Track -TaskId nig' nightly } }
    New-Contender complete.user 10 { for ($i = 0; $i -lt 10; $i++) { Complete 'Search-Track nightly -UserName us' $user } }
    New-Contender complete.run 10 { for ($i = 0; $i -lt 10; $i++) { Complete 'Search-Track nightly -RunId ' 1 } }
    New-Contender complete.id 10 { for ($i = 0; $i -lt 10; $i++) { Complete 'Search-Track nightly -Id ' "'$newest'" } }
    New-Contender complete.key 10 { for ($i = 0; $i -lt 10; $i++) { Complete 'Search-Track nightly -Data ' '@{ step = ' } }
    New-Contender complete.none 10 { for ($i = 0; $i -lt 10; $i++) { Complete 'Get-ChildItem -ErrorAction Sil' SilentlyContinue } }
)

# Steps: what one costs beside a block whose streams are merged and copied, the last word on each of many, and carrying over what was done.
function Copy-Stream { [CmdletBinding()] param([Parameter(ValueFromPipeline)] $InputObject) process { $InputObject } }
function Invoke-Merged([scriptblock] $Block) { . $Block 2>&1 3>&1 | Copy-Stream }

$steps = $Quick ? 200 : 2000
$stepRuns = $Quick ? 20 : 1000
$carried = $Quick ? 200 : 10000
$stepStore = Open-TrackStore "$Folder/steps.json"
$ProgressPreference = 'SilentlyContinue'
foreach ($run in 1..$stepRuns) {
    Invoke-TrackRun latest -Key servers { foreach ($i in 1..50) { $null = Invoke-TrackStep update -Key $i { $i } } }
}
$text = 'x' * 2048
try { Invoke-TrackRun carry -Key 1 { foreach ($i in 1..$carried) { $null = Invoke-TrackStep copy -Key $i { $text } }; throw 'again' } } catch { }
$carryingRounds = $Quick ? 2 : 5
Measure-Contender -Rounds $rounds -Result $figures -Contender @(
    New-Contender step.call $steps { Invoke-TrackRun bench { for ($i = 0; $i -lt $steps; $i++) { $null = Invoke-TrackStep step -Key $i { 1 } } } }
    New-Contender floor.step $steps { for ($i = 0; $i -lt $steps; $i++) { $null = Invoke-Merged { 1 } } }
)
Measure-Contender -Rounds $rounds -Result $figures -Contender @(
    New-Contender step.latest 1 { $null = Get-TrackStep latest -Latest }
    New-Contender step.none 1 { $null = Get-TrackStep no-such-task -Latest }
)
Measure-Contender -Rounds $carryingRounds -Result $figures -Contender @(
    New-Contender step.carry 1 { try { Invoke-TrackRun carry -Resume -Key 1 { throw 'again' } 6> $null } catch { } }
)
Assert-Work (@(Get-TrackStep latest -Latest).Count -eq 50 -and (Get-TrackRun latest -All).Count -eq $stepRuns) 'Get-TrackStep -Latest'
$lastCarry = Get-TrackRun carry -All | Select-Object -Last 1
Assert-Work ($lastCarry.Continues -and @($lastCarry | Get-TrackStep).Count -eq $carried) 'Invoke-TrackRun -Resume'
Get-TrackStore -Open | Close-TrackStore
Remove-Item $stepStore.Path

# A save that opens a file for itself, of few tracks and of many, beside a save to a store that flushes each.
$alwaysStore = Open-TrackStore "$Folder/always.json" -Durability Always
$opened = $Quick ? 20 : 200
Measure-Contender -Rounds $rounds -Result $figures -Contender @(
    New-Contender save.storeLarge $opened { for ($i = 0; $i -lt $opened; $i++) { $null = Save-UserTrack bench $someItems[$i] -Store "$Folder/large.json" } }
    New-Contender save.storeSmall $opened { for ($i = 0; $i -lt $opened; $i++) { $null = Save-UserTrack bench $someItems[$i] -Store "$Folder/small.json" } }
    New-Contender save.always $opened { for ($i = 0; $i -lt $opened; $i++) { $null = Save-UserTrack bench $someItems[$i] } }
)
Assert-Work ($alwaysStore.TrackCount -eq ($rounds + 3) * $opened) 'Save-UserTrack'
Assert-Work (@(Search-Track bench -Store "$Folder/small.json").Count -eq ($rounds + 3) * $opened) 'Save-UserTrack -Store'
Close-TrackStore
Remove-Item $alwaysStore.Path

# Many session files, of which each says at its end what it holds, beside reading the last 4 KB of each.
$former = $env:TRACKING_HOME
$env:TRACKING_HOME = "$Folder/many"
$files = [IO.Directory]::GetFiles($env:TRACKING_HOME).Count
$null = Open-TrackStore -InMemory
$recently = (Get-Date).AddHours(-2)
$night = (Get-Date).AddHours(-60)
$findNewest = { Get-TrackStore -ListAvailable -From $recently | Search-Track -Last 10 }
$findFailed = { Get-TrackStore -ListAvailable -From $night | Get-TrackRun -Status Failed }
Measure-Contender -Rounds $rounds -Result $figures -Contender @(
    New-Contender many.newest 1 { $null = & $findNewest }
    New-Contender many.failed 1 { $null = & $findFailed }
    New-Contender many.resume 1 { Invoke-TrackRun bench -Key k -Resume { } 6> $null }
    New-Contender many.limit 1 { Limit-TrackHistory 10000 -KeepLast 3 -AllSessions -ArchiveBelow 0 }
    New-Contender many.floor 1 { $null = Read-FileEnd $env:TRACKING_HOME }
)
Assert-Work (@(& $findNewest).Count -eq 10 -and @(& $findFailed).Count -eq 1) 'Get-TrackStore -ListAvailable -From'
Assert-Work ((Read-FileEnd $env:TRACKING_HOME) -eq 4096 * $files) 'Read-FileEnd'
Close-TrackStore
$env:TRACKING_HOME = $former
$figures['many.files'] = $files

@{ figures = $figures; facts = $facts } | ConvertTo-Json | Set-Content $Output

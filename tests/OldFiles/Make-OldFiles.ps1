#!/usr/bin/env pwsh

<#
.SYNOPSIS
Makes the session files of one version, through the cmdlets of that version.

.DESCRIPTION
README.md beside this file says when it is run. It uses only what every version has had; what a version lacks (Copy-Track) is left out.
Beside the files it writes answers.json: what the version's own cmdlets answered about each of them.

.PARAMETER Module
The manifest of the built module whose files are to be made.

.PARAMETER Path
The folder to make, which must not exist yet.

.EXAMPLE
./tests/OldFiles/Make-OldFiles.ps1 -Module ./Tracking.psd1 -Path ./tests/OldFiles/0.2
#>
[CmdletBinding()]
param(
    [Parameter(Mandatory)]
    [string] $Module,

    [Parameter(Mandatory)]
    [string] $Path,

    # Used by the script itself, for the part that ends with a killed process.
    [Parameter(DontShow)]
    [switch] $Killed
)

Set-StrictMode -Version 3
$ErrorActionPreference = 'Stop'
Import-Module $Module
$invariant = [cultureinfo]::InvariantCulture

function Get-Time([string] $Text) {
    [datetime]::Parse($Text, $invariant, 'RoundtripKind')
}

# A value of each type that data keep, and those that plain JSON tells by itself.
function Get-RichData {
    [ordered] @{
        text     = "Line 1`nLine 2 with `"quotes`", a back\slash, ä, 漢 and 😀"
        empty    = ''
        nothing  = $null
        yes      = $true
        int      = 42
        long     = 42L
        longest  = [long]::MaxValue
        big      = [bigint]::Parse('123456789012345678901234567890')
        single   = [float] 0.1
        double   = 0.1
        whole    = 3.0
        infinite = [double]::PositiveInfinity
        decimal  = 1.10d
        local    = Get-Time '2024-02-29T12:30:00.1234567'
        utc      = (Get-Time '2024-02-29T12:30:00Z')
        offset   = [datetimeoffset]::new(2024, 2, 29, 12, 30, 0, [timespan]::FromHours(5.5))
        span     = [timespan]::FromMilliseconds(90061001)
        guid     = [guid] '6f9619ff-8b86-d011-b42d-00c04fc964ff'
        uri      = [uri] 'https://example.org/a?b=c'
        version  = [version] '1.2.3.4'
        bytes    = [byte[]] (0, 1, 254, 255)
        list     = @(1, 'two', @(3.5d, $null))
        'a/b~c'  = [ordered] @{ inner = [timespan]::FromSeconds(1); deeper = @{ list = @([guid]::Empty) } }
    }
}

function New-History([string] $File) {
    $store = Open-TrackStore $File
    $null = Get-RichData | Save-UserTrack 'rich' -UserName 'ann' -Store $store
    $null = 1..2 | ForEach-Object { @{ n = $_ } } | Save-UserTrack 'hash' -UserName 'ann' -Store $store
    $null = @{ n = 3 } | Save-UserTrack 'HASH' -UserName 'Bob' -TimeStamp (Get-Time '2024-01-01T00:00:00Z') -Store $store
    $null = @{ n = 4; also = 'new' } | Save-UserTrack 'hash' -UserName 'bob' -Update -Store $store
    $null = @{ n = 5; more = 1.50d } | Save-UserTrack 'hash' -UserName 'bob' -Merge -Store $store
    $null = @{ n = 6 } | Save-UserTrack 'hash' -UserName 'ann' -Store $store -PassThru | Remove-Track -Confirm:$false
    $null = Stop-TrackRun 'hash' -Store $store
    # From here on by another writer, which may say what is on the disk. After a second there is more to say.
    Close-TrackStore $store
    $store = Open-TrackStore $File
    Start-Sleep -Milliseconds 1500
    $null = @{ n = 7 } | Save-UserTrack 'Größe "x" / \ 漢' -UserName 'O''Neil & Söhne' -Store $store
    $null = Stop-TrackRun 'Größe "x" / \ 漢' -Unfinished -Message "came to `"7`"" -Store $store
    $run = Start-TrackRun -Store $store
    $null = @{ n = 8 } | Save-UserTrack 'free' -RunId $run -UserName 'ann' -Store $store
    $null = Stop-TrackRun -RunId $run -Failed -Message 'the disk was full' -Store $store
    $null = Start-TrackRun 'timed' -TimeStamp (Get-Time '2023-12-31T23:00:00Z') -Store $store
    $null = Stop-TrackRun 'timed' -TimeStamp (Get-Time '2023-12-31T23:30:00Z') -Store $store
    $null = Start-TrackRun 'again' -Store $store
    $null = Stop-TrackRun 'again' -Unfinished -Store $store
    Invoke-TrackRun 'again' { } -Resume -Store $store
    $null = @{ n = 9 } | Save-UserTrack 'half' -UserName 'ann' -Store $store
    $null = Stop-TrackRun 'half' -Failed -Store $store
    $null = Invoke-TrackRun 'half' { @{ n = 10 } | Save-UserTrack 'half' -UserName 'ann' -Store $store } -Resume -Store $store
    $null = Start-TrackRun 'hash' -Store $store
    $null = @{ n = 11 } | Save-UserTrack 'hash' -UserName 'ann' -Store $store
    if (Get-Command -Module Tracking -Name Copy-Track -ErrorAction Ignore) {
        Copy-History $store
    }
    Close-TrackStore $store
}

# Tracks and runs of another file: one run that finished, one that is left; then what became of them, so that copies are brought up to date.
function Copy-History([object] $Store) {
    $from = "$Path/from.json"
    $null = 1..2 | ForEach-Object { @{ n = $_ } } | Save-UserTrack 'copied' -UserName 'cy' -Store $from
    $null = Stop-TrackRun 'copied' -Store $from
    $null = @{ at = [timespan]::FromMinutes(1) } | Save-UserTrack 'left' -UserName 'cy' -Store $from
    $null = Copy-Track -Store $from -Destination $Store
    $null = @{ at = [timespan]::FromMinutes(2) } | Save-UserTrack 'left' -UserName 'cy' -Update -Store $from
    $null = Copy-Track -Store $from -Destination $Store
    Remove-Item "$from*"
}

# As OldFileTests.cs shows values.
function Format-Value([object] $Value) {
    if ($null -eq $Value) {
        return 'null'
    }
    if ($Value -is [byte[]]) {
        return 'Byte[] ' + [convert]::ToBase64String($Value)
    }
    if ($Value -is [Collections.IDictionary]) {
        $shown = [ordered] @{}
        foreach ($key in $Value.Keys) {
            $shown[$key] = Format-Value $Value[$key]
        }
        return $shown
    }
    if ($Value -is [Collections.IList]) {
        return , @(foreach ($item in $Value) { Format-Value $item })
    }
    $text = if ($Value -is [datetime] -or $Value -is [datetimeoffset]) { $Value.ToString('o', $invariant) }
    elseif ($Value -is [float] -or $Value -is [double] -or $Value -is [decimal]) { $Value.ToString($invariant) }
    else { $Value.ToString() }
    "$($Value.GetType().Name) $text"
}

function Get-Answer([string] $File) {
    $store = Open-TrackStore $File -ReadOnly -WarningAction SilentlyContinue
    [ordered] @{
        tracks = @(
            Search-Track -Store $store | Sort-Object Number | ForEach-Object {
                [ordered] @{
                    id   = $_.Number
                    task = $_.TaskId
                    run  = $_.RunId
                    user = $_.UserName
                    time = $_.TimeStamp.ToUniversalTime().ToString('o', $invariant)
                    data = Format-Value $_.Data
                }
            }
        )
        runs   = @(
            Get-TrackRun -Store $store -All | Sort-Object RunId | ForEach-Object {
                [ordered] @{
                    id      = $_.RunId
                    task    = $_.TaskId
                    start   = $_.Start.ToUniversalTime().ToString('o', $invariant)
                    end     = $_.End.ToUniversalTime().ToString('o', $invariant)
                    status  = "$($_.Status)"
                    message = $_.Message
                }
            }
        )
    }
    Close-TrackStore $store
}

if ($Killed) {
    $null = 1..3 | ForEach-Object { @{ n = $_ } } | Save-UserTrack 'hash' -UserName 'ann' -Store "$Path/killed.json"
    $null = Stop-TrackRun 'hash' -Store "$Path/killed.json"
    $store = Open-TrackStore "$Path/killed.json"
    $null = 4..6 | ForEach-Object { @{ n = $_; at = [timespan]::FromMinutes($_) } } | Save-UserTrack 'hash' -UserName 'ann' -Store $store
    [Diagnostics.Process]::GetCurrentProcess().Kill()
}

$Module = Convert-Path -LiteralPath $Module
$Path = (New-Item -ItemType Directory -Path $Path).FullName
New-History "$Path/whole.json"

Copy-Item "$Path/whole.json" "$Path/optimized.json"
$null = Optimize-TrackStore "$Path/optimized.json"
$store = Open-TrackStore "$Path/optimized.json"
$null = @{ n = 12 } | Save-UserTrack 'hash' -UserName 'ann' -Update -Store $store
$null = Remove-Track 1 -Store $store -Confirm:$false
$null = @{ n = 13 } | Save-UserTrack 'later' -UserName 'ann' -Store $store
Close-TrackStore $store

$pwsh = [Environment]::GetCommandLineArgs()[0]
$pwsh = if ($pwsh -like '*.dll') { @((Get-Process -Id $PID).Path, $pwsh) } else { @((Get-Process -Id $PID).Path) }
$null = & $pwsh[0] @($pwsh | Select-Object -Skip 1) -NoProfile -NonInteractive -File $PSCommandPath -Module $Module -Path $Path -Killed
# What is left where the last write was cut off.
$text = [IO.File]::ReadAllText("$Path/killed.json")
[IO.File]::WriteAllText("$Path/torn.json", $text.Substring(0, $text.LastIndexOf("`n,") + 80))

# What someone does with an editor: one value is another, and one line has no check value any more.
$text = [IO.File]::ReadAllText("$Path/whole.json")
$edited = $text -replace '"data":\{"n":7\}', '"data":{"n":77}' -replace '\{"[cs]":"[0-9a-f]{8}",("n":\d+,(?:"flushed":\d+,)?"save":2,)', '{$1'
if ($edited.Length -ne $text.Length + 1 - 15) {
    throw 'The file is not edited as it should be.'
}
[IO.File]::WriteAllText("$Path/edited.json", $edited)

$answers = [ordered] @{}
foreach ($name in 'whole', 'optimized', 'killed', 'torn', 'edited') {
    $answers[$name] = Get-Answer "$Path/$name.json"
}
[IO.File]::WriteAllText("$Path/answers.json", ($answers | ConvertTo-Json -Depth 20 -Compress) + "`n")
# The lock's file is part of what a killed process leaves.
Get-ChildItem "$Path/*.lock" | Where-Object Name -NE 'killed.json.lock' | Remove-Item

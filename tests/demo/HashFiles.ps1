<#
.SYNOPSIS
Hashes every file of a folder and logs each as a track; goes on where an earlier process stopped.

.DESCRIPTION
A job as users write it. All that it knows of its own past is in the session file: whether the task has a current run,
what that run's last track is, and which files it holds.

.PARAMETER Path
The folder.

.PARAMETER StorePath
The session file.

.PARAMETER Tracked
Only the files that git tracks in the folder.

.PARAMETER KillHalfWay
Be killed in the middle, as by a power cut, the reset button or the out-of-memory killer.
#>
[CmdletBinding()]
param(
    [Parameter(Mandatory)]
    [string] $Path,

    [Parameter(Mandatory)]
    [string] $StorePath,

    [switch] $Tracked,

    [switch] $KillHalfWay
)

Set-StrictMode -Version 3
$ErrorActionPreference = 'Stop'
Import-Module "$PSScriptRoot/../../Tracking.psd1"

# Paths relative to the folder, in an order that every process finds again.
function Get-FileList {
    $names = if ($Tracked) {
        $listed = "$(& git -C $Path ls-files -z)"
        if ($LASTEXITCODE) {
            throw "'$Path' is no git repository. Name a folder with -Path."
        }

        # A tracked file may have been deleted, a submodule is a folder.
        $listed -split "`0" | Where-Object { $_ -and (Test-Path -LiteralPath "$Path/$_" -PathType Leaf) }
    }
    else {
        Get-ChildItem -LiteralPath $Path -File -Recurse -Force | ForEach-Object {
            [IO.Path]::GetRelativePath($Path, $_.FullName).Replace([IO.Path]::DirectorySeparatorChar, '/')
        }
    }
    $names = [string[]] @($names)
    [Array]::Sort($names, [StringComparer]::Ordinal)
    $names
}

function Write-Step([string] $Text) {
    Write-Host "  [$PID] " -NoNewline -ForegroundColor DarkGray
    Write-Host $Text
}

$files = @(Get-FileList)
if (-not $files) {
    throw "'$Path' holds no file. Name another folder with -Path."
}

$null = Open-TrackStore $StorePath
$done = [Collections.Generic.HashSet[string]]::new()
$run = Get-TrackRun hash-files -Current
if ($run) {
    $last = Get-LastUserTrack hash-files
    Get-UserTrack hash-files | ForEach-Object { $null = $done.Add($_.Data.file) }
    Write-Step "run $($run.RunId) has not finished: $($done.Count) of $($files.Count) files are hashed"
    if ($last) {
        Write-Step "it stopped after $($last.Data.file), $($last.Data.PercentComplete) %, track $($last.Id); going on from there"
    }
}
else {
    Write-Step "run $(Start-TrackRun hash-files) of hash-files: $($files.Count) files"
}

$percent = [Math]::Floor(100 * $done.Count / $files.Count)
foreach ($file in $files) {
    if ($done.Contains($file)) {
        continue
    }

    $hash = Get-FileHash -LiteralPath "$Path/$file" -Algorithm SHA256
    if ($KillHalfWay -and $done.Count -ge [Math]::Floor($files.Count / 2)) {
        Write-Step "has hashed $file and not yet saved that: killed"
        Stop-Process -Id $PID -Force
    }

    $null = $done.Add($file)
    $before = $percent
    $percent = [int] [Math]::Floor(100 * $done.Count / $files.Count)
    $null = Save-UserTrack hash-files ([ordered] @{
        file            = $file
        sha256          = $hash.Hash
        bytes           = [IO.FileInfo]::new("$Path/$file").Length
        PercentComplete = $percent
    })
    if ([Math]::Floor($percent / 20) -gt [Math]::Floor($before / 20)) {
        Write-Step "$percent %  $file"
    }
}

Write-Step "run $(Stop-TrackRun hash-files) has finished"

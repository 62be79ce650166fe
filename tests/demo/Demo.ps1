<#
.SYNOPSIS
Hashes the files of a folder in two processes that share one session file; the first is killed half way.

.PARAMETER Path
The folder; this repository's tracked files if left out.

.PARAMETER StorePath
Where the session file goes. One that is there is replaced.
#>
[CmdletBinding()]
param(
    [string] $Path,

    [string] $StorePath = "$PSScriptRoot/../../artifacts/demo/hash-files.json"
)

Set-StrictMode -Version 3
$ErrorActionPreference = 'Stop'
Import-Module "$PSScriptRoot/../../Tracking.psd1", "$PSScriptRoot/../runner/ChildPwsh.psm1"

$StorePath = [IO.Path]::GetFullPath($StorePath)
$job = @{ StorePath = $StorePath }
if ($Path) {
    $job.Path = Convert-Path -LiteralPath $Path
}
else {
    $job.Path = Convert-Path -LiteralPath "$PSScriptRoot/../.."
    $job.Tracked = $true
}

function Write-Heading([string] $Text) {
    Write-Host "`n$Text" -ForegroundColor Cyan
}

# The job in a process of its own; its exit code is in $LASTEXITCODE.
function Start-HashFiles([hashtable] $Parameters) {
    $pwsh = Get-PwshCommand
    $arguments = foreach ($name in $Parameters.Keys) {
        "-$name"
        if ($Parameters[$name] -isnot [bool]) { $Parameters[$name] }
    }
    & $pwsh.FilePath @($pwsh.Arguments) -NoProfile -NonInteractive -File "$PSScriptRoot/HashFiles.ps1" @arguments
}

function Show-Command([scriptblock] $ScriptBlock) {
    Write-Host "`nPS> " -NoNewline -ForegroundColor DarkGray
    Write-Host "$ScriptBlock".Trim() -ForegroundColor Yellow
    & $ScriptBlock | Out-Host
}

function Show-FileHead([int] $LineCount) {
    $width = [Math]::Max($Host.UI.RawUI.WindowSize.Width, 80) - 1
    foreach ($line in Get-Content -LiteralPath $StorePath -TotalCount $LineCount) {
        $line.Length -gt $width ? $line.Substring(0, $width - 1) + '…' : $line
    }
}

$null = New-Item -ItemType Directory -Path (Split-Path $StorePath) -Force
Remove-Item -LiteralPath $StorePath -ErrorAction Ignore

Write-Heading "A process hashes the files of $($job.Path) and saves a track for each"
Start-HashFiles ($job + @{ KillHalfWay = $true })
$killed = $LASTEXITCODE
# 0 is a good end, 1 an error that it has printed.
if ($killed -in 0, 1) {
    throw "The first process should have been killed, and ended with exit code $killed."
}

Write-Heading "It is gone (exit code $killed) and could tidy nothing up. Another process opens the same session file"
Start-HashFiles $job
if ($LASTEXITCODE) {
    throw "The second process failed with exit code $LASTEXITCODE."
}

Write-Heading 'What a third one sees in it'
$null = Open-TrackStore $StorePath
Show-Command { Get-LastUserTrack hash-files -RunId 1 }
Show-Command { Get-TrackRun }
Show-Command { Get-TrackTask }
Show-Command { Search-Track hash-files -Last 3 }
Show-Command { Search-Track hash-files | Expand-Track | Sort-Object bytes -Descending -Top 3 | Format-Table Id, bytes, file }

Write-Heading "The file, $StorePath"
Show-FileHead 6

Write-Heading 'A job in steps copies the smallest files and compares the copies with the hashes, six times; once a copy is spoilt before it is compared'
$copies = [IO.Directory]::CreateTempSubdirectory('tracking-demo-').FullName
$chosen = Search-Track hash-files | Sort-Object { $_.Data.bytes } | Select-Object -First 40
try {
    foreach ($round in 1..6) {
        try {
            Invoke-TrackRun copy-files {
                $copied = Invoke-TrackStep copy { foreach ($track in $chosen) { Copy-Item -LiteralPath "$($job.Path)/$($track.Data.file)" -Destination "$copies/$($track.Id)" -PassThru } }
                if ($round -eq 4) { Add-Content -LiteralPath "$copies/$($chosen[0].Id)" -Value 'spoilt' }
                Invoke-TrackStep compare {
                    foreach ($track in $chosen) {
                        if ((Get-FileHash -LiteralPath "$copies/$($track.Id)").Hash -ne $track.Data.sha256) { throw "the copy of $($track.Data.file) is spoilt" }
                    }
                }
                $null = Save-UserTrack copy-files ([ordered] @{ files = @($copied).Count; bytes = ($copied | Measure-Object Length -Sum).Sum })
            }
        }
        catch {
            Write-Host "  round ${round}: $_"
        }
    }
}
finally {
    Remove-Item -LiteralPath $copies -Recurse
}

Show-Command { Get-TrackRun copy-files -All }
Show-Command { Get-TrackStep copy-files -Status Failed }

Write-Heading 'A report, for people'
$reportPath = [IO.Path]::ChangeExtension($StorePath, 'html')
Show-Command { Export-TrackReport $reportPath -Title 'The demo' }
Write-Host "Open it in a browser: $reportPath"

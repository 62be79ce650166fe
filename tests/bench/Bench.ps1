<#
.SYNOPSIS
Measures the module beside floors and peers, prints a table, and writes RESULTS.md.

.DESCRIPTION
Two layers: the cmdlets in a real PowerShell (Cmdlets.ps1, Startup.psm1) and Tracking.Core from C# (Core/). Contenders take turns in one process, and what is told are medians
and their ratios. The floors are honest: cmdlets with the same parameters that do nothing (Floors/), one write of the same bytes at the same offsets for each record, a JsonTextReader
that only scans. Every peer's result is checked for having done the same work. Build the module first; `./build.ps1 bench` does.

.PARAMETER Quick
Measures little, to try the benchmark out; writes no RESULTS.md.
#>
#Requires -Version 7.4
[CmdletBinding()]
param(
    [switch] $Quick
)

Set-StrictMode -Version 3
$ErrorActionPreference = 'Stop'
$PSNativeCommandUseErrorActionPreference = $true

Import-Module "$PSScriptRoot/../runner/ChildPwsh.psm1", "$PSScriptRoot/Startup.psm1", "$PSScriptRoot/../Pester/PostgresServer.psm1" -Force
. "$PSScriptRoot/Rows.ps1"

$root = Convert-Path "$PSScriptRoot/../.."
$module = "$root/Tracking.psd1"
$core = "$PSScriptRoot/Core/bin/Release/net10.0/Tracking.Bench.dll"
$floors = "$PSScriptRoot/Floors/bin/Release/netstandard2.0/Tracking.Bench.Floors.dll"
$large = $Quick ? 50000 : 1000000
$results = "$PSScriptRoot/RESULTS.md"

function Invoke-Dotnet { & dotnet @args | Out-Host }

function Get-Load { $IsLinux ? (Get-Content /proc/loadavg -TotalCount 1).Split()[0] : '?' }

function Get-Machine {
    $processor = $IsLinux ? (Get-Content /proc/cpuinfo | Where-Object { $_ -like 'model name*' } | Select-Object -First 1).Split(':')[1].Trim() : '?'
    $memory = [GC]::GetGCMemoryInfo().TotalAvailableMemoryBytes / 1GB
    $disk = [IO.DriveInfo]::new($root).DriveFormat
    "$processor, $([Environment]::ProcessorCount) cores, $('{0:N0}' -f $memory) GiB, $disk, $([Runtime.InteropServices.RuntimeInformation]::OSDescription)"
}

# Adds what a layer measured to what is known.
function Read-Result([string] $Path, [hashtable] $Known) {
    $read = Get-Content -LiteralPath $Path -Raw | ConvertFrom-Json -AsHashtable
    foreach ($part in $read.Keys) {
        foreach ($name in $read[$part].Keys) { $Known[$part][$name] = $read[$part][$name] }
    }
}

function ConvertTo-MarkdownTable([object[]] $Row) {
    $columns = $Row[0].PSObject.Properties.Name
    "| $($columns -join ' | ') |".ToLowerInvariant()
    "|$(@('---') * $columns.Count -join '|')|"
    foreach ($one in $Row) {
        "| $(@(foreach ($column in $columns) { "$($one.$column)".Replace('|', '\|') }) -join ' | ') |"
    }
}

$load = Get-Load
Invoke-Dotnet msbuild "$PSScriptRoot/Core/Tracking.Bench.csproj" '-restore' '-property:Configuration=Release' '-nologo' '-verbosity:quiet' '-tl:off'

# Not in the temporary folder, which may be in memory.
$folder = (New-Item -ItemType Directory -Path "$root/artifacts/bench-$PID").FullName
$known = @{ figures = @{}; allocated = @{}; facts = @{} }
try {
    Invoke-Dotnet $core make "$folder/large.json" $large 50
    Invoke-Dotnet $core make "$folder/small.json" 1000 50
    Invoke-Dotnet $core make "$folder/user.json" ($large / 25) 2
    Invoke-Dotnet $core sessions "$folder/many" ($Quick ? 500 : 10000)

    Write-Host "`nTracking.Core, nanoseconds (or what the name says) and bytes allocated" -ForegroundColor Cyan
    Invoke-Dotnet $core memory "$folder/large.json" "$folder/memory.result"
    Invoke-Dotnet $core measure $folder "$folder/core.result" ($Quick ? 'quick' : 'full')
    Read-Result "$folder/core.result" $known

    Write-Host "`nCmdlets, nanoseconds" -ForegroundColor Cyan
    $pwsh = Get-PwshCommand
    & $pwsh.FilePath @($pwsh.Arguments) -NoProfile -NonInteractive -File "$PSScriptRoot/Cmdlets.ps1" -Module $module -Floors $floors -Folder $folder `
        -Output "$folder/cmdlets.result" -Large $large -Quick:$Quick | Out-Host
    Read-Result "$folder/cmdlets.result" $known

    if ($lack = Get-PostgresLack) {
        Write-Host "`nNo database is measured: $lack."
    }
    else {
        Write-Host "`nA database on this machine, nanoseconds" -ForegroundColor Cyan
        $server = Start-PostgresServer -Durable -Below $folder
        try {
            Invoke-Dotnet $core database (New-PostgresDatabase $server) "$folder/database.result" ($Quick ? 'quick' : 'full')
        }
        finally {
            Stop-PostgresServer $server
        }
        Read-Result "$folder/database.result" $known
    }

    Write-Host "`nProcesses, nanoseconds" -ForegroundColor Cyan
    $sessions = (New-Item -ItemType Directory -Path "$folder/sessions").FullName
    Measure-Startup -Module $module -Floors $floors -SessionFolder $sessions -Rounds ($Quick ? 3 : 15) -Result $known.figures
}
finally {
    Remove-Item -LiteralPath $folder -Recurse -Force
}

$rows = @(Get-Row $known.figures) + @(Get-DatabaseRow $known.figures)
$further = @(Get-FurtherRow $known.figures)
($rows + $further | Format-Table -AutoSize | Out-String -Width 250).Trim() | Out-Host
$reached = '{0} of {1} rows reach their target.' -f @($rows | Where-Object Reached -EQ 'yes').Count, $rows.Count
Write-Host $reached
if ($Quick) {
    return
}

@(
    '# What saving and finding a track costs'
    ''
    "Written by ``./build.ps1 bench`` on $([DateTime]::UtcNow.ToString('yyyy-MM-dd')). Contenders took turns; a time is the median of a round's mean for one operation."
    $reached
    ''
    ConvertTo-MarkdownTable $rows
    ''
    'Further, without a target of their own:'
    ''
    ConvertTo-MarkdownTable $further
    ''
    'The steps of Tracking.Core, by BenchmarkDotNet:'
    ''
    ConvertTo-MarkdownTable @(Get-StepRow $known)
    ''
    "- Machine: $(Get-Machine); load $load before, $(Get-Load) after."
    "- Tracking $((Import-PowerShellDataFile $module).ModuleVersion), PowerShell $($known.facts.pwsh), .NET $($known.facts.runtime) (C#), Newtonsoft.Json $($known.facts.newtonsoft)."
    "- SQLite $($known.facts.sqlite) by Microsoft.Data.Sqlite, LiteDB $($known.facts.litedb)."
    if ($known.facts.ContainsKey('postgres')) { "- PostgreSQL $($known.facts.postgres) as it comes, on this machine, by Npgsql $($known.facts.npgsql)." }
    "- A saved track allocates $(Format-Bytes $known.allocated['core.save']) in C#; its record, with the data, stays."
) | Set-Content -LiteralPath $results
Write-Host "Written: $results"

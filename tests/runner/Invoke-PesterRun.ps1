<#
.SYNOPSIS
Runs Pester in this process and writes what came of it as test records.
#>
[CmdletBinding()]
param(
    [Parameter(Mandatory)]
    [string] $PesterModule,

    [Parameter(Mandatory)]
    [string] $TestPath,

    [Parameter(Mandatory)]
    [string] $ReportPath,

    [AllowEmptyString()]
    [string] $Filter = '',

    [ValidateSet('Plaintext', 'Ansi')]
    [string] $RenderMode = 'Plaintext'
)

Set-StrictMode -Version 3
$ErrorActionPreference = 'Stop'

Import-Module $PesterModule
Import-Module "$PSScriptRoot/TestRecord.psm1"

$configuration = New-PesterConfiguration
$configuration.Run.Path = $TestPath
$configuration.Run.PassThru = $true
$configuration.Output.Verbosity = 'Normal'
$configuration.Output.RenderMode = $RenderMode
if ($Filter) {
    $configuration.Filter.FullName = "*$([WildcardPattern]::Escape($Filter))*"
}

Invoke-Pester -Configuration $configuration | ConvertFrom-PesterRun | Write-TestRecord -Path $ReportPath

<#
.SYNOPSIS
Runs files of Pester tests, one after another, and leaves a report of each in -ReportFolder, in JUnit's format.

.DESCRIPTION
Several processes may be given the same files: each takes the next one that no other has taken.
The exit code is 1 when something failed.
#>
[CmdletBinding()]
param(
    [Parameter(Mandatory)]
    [string] $PesterModule,

    # One path a line.
    [Parameter(Mandatory)]
    [string] $ListPath,

    [Parameter(Mandatory)]
    [string] $ReportFolder,

    [AllowEmptyString()]
    [string] $Filter = '',

    [ValidateSet('Plaintext', 'Ansi')]
    [string] $RenderMode = 'Plaintext'
)

Set-StrictMode -Version 3
$ErrorActionPreference = 'Stop'

Import-Module $PesterModule

$failed = $false
foreach ($file in Get-Content -LiteralPath $ListPath) {
    $report = "$ReportFolder/$([IO.Path]::GetFileName($file)).xml"
    try {
        # The file of its report is what shows that a file of tests is taken.
        [IO.File]::Open($report, 'CreateNew').Dispose()
    }
    catch [IO.IOException] {
        continue
    }

    $configuration = New-PesterConfiguration
    $configuration.Run.Path = $file
    $configuration.Run.PassThru = $true
    $configuration.Output.Verbosity = 'Normal'
    $configuration.Output.RenderMode = $RenderMode
    $configuration.TestResult.Enabled = $true
    $configuration.TestResult.OutputFormat = 'JUnitXml'
    $configuration.TestResult.OutputPath = $report
    if ($Filter) {
        $configuration.Filter.FullName = "*$([WildcardPattern]::Escape($Filter))*"
    }

    $run = Invoke-Pester -Configuration $configuration
    $failed = $failed -or ($run.FailedCount + $run.FailedBlocksCount + $run.FailedContainersCount)
}

exit [int] $failed

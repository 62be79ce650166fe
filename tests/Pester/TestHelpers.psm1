# For tests of the built module: `Import-Module $PSScriptRoot/TestHelpers.psm1` in a BeforeAll brings Tracking too.

Set-StrictMode -Version 3
$ErrorActionPreference = 'Stop'

# The test of the package has some tests run on what it installed.
$manifest = $env:TRACKING_TEST_MODULE ? $env:TRACKING_TEST_MODULE : [IO.Path]::GetFullPath("$PSScriptRoot/../../Tracking.psd1")
Import-Module $manifest -Global
Import-Module "$PSScriptRoot/../runner/ChildPwsh.psm1"

<#
.SYNOPSIS
Makes an empty folder under Pester's TestDrive, which removes it at the end of the block, and returns its path.
#>
function New-TestFolder {
    # TestDrive: names no path that .NET, or another process, could use.
    $root = (Get-PSDrive TestDrive).Root
    (New-Item -ItemType Directory -Path (Join-Path $root ([IO.Path]::GetRandomFileName()))).FullName
}

<#
.SYNOPSIS
Runs a script in a new PowerShell process; returns its Output, Error (both text) and ExitCode.

.DESCRIPTION
The module is imported there, and any error ends the script with exit code 1. The script sees no variable of the caller:
hand values over in -Environment.

.PARAMETER Script
A script block or its text.

.PARAMETER Environment
Variables to set, or ($null) to remove.

.PARAMETER Bare
Nothing is imported and no preference is set.

.EXAMPLE
(Invoke-Pwsh { Save-UserTrack a001 @{ k = 1 } -Store $env:FILE } -Environment @{ FILE = $path }).Output
#>
function Invoke-Pwsh {
    param(
        [Parameter(Mandatory, Position = 0)]
        [string] $Script,

        [hashtable] $Environment = @{},

        [string] $WorkingDirectory = (Get-Location -PSProvider FileSystem).ProviderPath,

        [int] $TimeoutSeconds = 60,

        [switch] $Bare
    )

    if (-not $Bare) {
        $Script = "`$ErrorActionPreference = 'Stop'; Import-Module '$($manifest -replace "'", "''")'`n$Script"
    }

    $pwsh = Get-PwshCommand
    $start = [Diagnostics.ProcessStartInfo] @{
        FileName               = $pwsh.FilePath
        WorkingDirectory       = $WorkingDirectory
        RedirectStandardInput  = $true
        RedirectStandardOutput = $true
        RedirectStandardError  = $true
    }
    foreach ($argument in @($pwsh.Arguments) + '-NoProfile', '-NonInteractive', '-Command', $Script) {
        $start.ArgumentList.Add($argument)
    }

    # Output that is compared holds no colours.
    $start.Environment['NO_COLOR'] = '1'
    foreach ($name in $Environment.Keys) {
        $start.Environment[$name] = $Environment[$name]
    }

    $process = [Diagnostics.Process]::Start($start)
    try {
        $process.StandardInput.Close()
        $output = $process.StandardOutput.ReadToEndAsync()
        $fault = $process.StandardError.ReadToEndAsync()
        if (-not $process.WaitForExit($TimeoutSeconds * 1000)) {
            $process.Kill($true)
            throw "The child process had not ended after $TimeoutSeconds s: $Script"
        }

        [pscustomobject] @{
            Output   = $output.GetAwaiter().GetResult().TrimEnd()
            Error    = $fault.GetAwaiter().GetResult().TrimEnd()
            ExitCode = $process.ExitCode
        }
    }
    finally {
        $process.Dispose()
    }
}

<#
.SYNOPSIS
Runs a script block and returns the error records that come of it, those that end it and those that do not; what else comes out is dropped.

.EXAMPLE
(Get-ErrorOf { Save-UserTrack a001 5 }).FullyQualifiedErrorId | Should -BeExactly 'TrackDataInvalid,Tracking.Commands.SaveUserTrackCommand'
#>
function Get-ErrorOf {
    [CmdletBinding()]
    param(
        [Parameter(Mandatory, Position = 0)]
        [scriptblock] $Script
    )

    # The preference that the script block sees is its own scope's, not this module's.
    $variables = $PSCmdlet.SessionState.PSVariable
    $former = $variables.GetValue('ErrorActionPreference')
    $variables.Set('ErrorActionPreference', 'Continue')
    try {
        & $Script 2>&1 | Where-Object { $_ -is [Management.Automation.ErrorRecord] }
    }
    catch {
        $_
    }
    finally {
        $variables.Set('ErrorActionPreference', $former)
    }
}

Export-ModuleMember -Function New-TestFolder, Invoke-Pwsh, Get-ErrorOf

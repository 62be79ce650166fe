# What a new PowerShell process pays for the module, before it has done anything.

Set-StrictMode -Version 3
$ErrorActionPreference = 'Stop'

Import-Module "$PSScriptRoot/../runner/ChildPwsh.psm1", "$PSScriptRoot/Measure.psm1"

<#
.SYNOPSIS
Measures whole processes in turn: an empty one, one that imports the module, one that also saves a track, and the same with a module of cmdlets that do nothing.
#>
function Measure-Startup {
    param(
        [Parameter(Mandatory)]
        [string] $Module,

        [Parameter(Mandatory)]
        [string] $Floors,

        # Empty: where the sessions put their files.
        [Parameter(Mandatory)]
        [string] $SessionFolder,

        [Parameter(Mandatory)]
        [int] $Rounds,

        [Parameter(Mandatory)]
        [hashtable] $Result
    )

    $pwsh = Get-PwshCommand
    $commands = [ordered] @{
        empty     = '1'
        import    = "Import-Module '$Module'"
        firstSave = "Import-Module '$Module'; Save-UserTrack a @{ step = 'copy' }"
        noImport  = "Import-Module '$Floors'"
        noSave    = "Import-Module '$Floors'; Save-Nothing a @{ step = 'copy' }"
    }
    $contenders = foreach ($name in $commands.Keys) {
        $command = $commands[$name]
        New-Contender "startup.$name" 1 { $null = & $pwsh.FilePath @($pwsh.Arguments) -NoProfile -NonInteractive -Command $command }.GetNewClosure()
    }

    Invoke-WithEnvironment @{ TRACKING_HOME = $SessionFolder; TRACKING_STORE = $null } {
        Measure-Contender -Contender $contenders -Rounds $Rounds -Result $Result
    }

    $files = @(Get-ChildItem -LiteralPath $SessionFolder -Filter *.json)
    if ($files.Count -lt $Rounds -or ($files[0] | Get-Content -Raw | ConvertFrom-Json).events.Count -ne 2) {
        throw 'The first save did not do the work that it was measured by.'
    }
}

Export-ModuleMember -Function Measure-Startup

# Starts further PowerShell processes of the kind that runs now. The module under test is only ever loaded in those:
# the process that builds it must be able to build it again.

Set-StrictMode -Version 3
$ErrorActionPreference = 'Stop'

<#
.SYNOPSIS
The command that starts a PowerShell like this one: FilePath, and the Arguments that come first.
#>
function Get-PwshCommand {
    $process = [Environment]::ProcessPath
    switch ([IO.Path]::GetFileNameWithoutExtension($process)) {
        # As a dotnet tool, the process is `dotnet`, and PowerShell is the assembly that it runs.
        'dotnet' { @{ FilePath = $process; Arguments = @(Join-Path $PSHOME 'pwsh.dll') } }
        'pwsh' { @{ FilePath = $process; Arguments = @() } }
        default { @{ FilePath = Join-Path $PSHOME 'pwsh'; Arguments = @() } }
    }
}

<#
.SYNOPSIS
Runs a script block with environment variables set ($null: not set), and puts them back afterwards.
#>
function Invoke-WithEnvironment {
    param(
        [Parameter(Mandatory, Position = 0)]
        [hashtable] $Environment,

        [Parameter(Mandatory, Position = 1)]
        [scriptblock] $ScriptBlock
    )

    $former = @{}
    foreach ($name in $Environment.Keys) {
        $former[$name] = [Environment]::GetEnvironmentVariable($name)
        [Environment]::SetEnvironmentVariable($name, $Environment[$name])
    }

    try {
        & $ScriptBlock
    }
    finally {
        foreach ($name in $former.Keys) {
            [Environment]::SetEnvironmentVariable($name, $former[$name])
        }
    }
}

Export-ModuleMember -Function Get-PwshCommand, Invoke-WithEnvironment

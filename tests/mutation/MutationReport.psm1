# What Stryker's report says: how many of the changes that it made to the code a test noticed, and which ones none did.

Set-StrictMode -Version 3
$ErrorActionPreference = 'Stop'

<#
.SYNOPSIS
Reads a report: one object a mutant that was, or could have been, put to the test.

.PARAMETER Project
The project that was mutated: the name of its folder in src.
#>
function Read-MutationReport {
    param(
        [Parameter(Mandatory)]
        [string] $Path,

        [Parameter(Mandatory)]
        [string] $Project
    )

    $files = (Get-Content -LiteralPath $Path -Raw | ConvertFrom-Json -AsHashtable).files
    foreach ($file in $files.Keys) {
        $name = $file -replace '\\', '/' -replace "^.*/$([regex]::Escape($Project))/"
        foreach ($mutant in $files[$file].mutants) {
            # What does not compile, was not asked for or doubles another mutant says nothing of the tests.
            if ($mutant.status -in 'Killed', 'Timeout', 'Survived', 'NoCoverage') {
                [pscustomobject] @{
                    Project   = $Project
                    Folder    = $name.Contains('/') ? "$Project/$($name -replace '/.*')" : $Project
                    Place     = "src/$Project/${name}:$($mutant.location.start.line)"
                    Mutation  = $mutant.mutatorName -replace ' mutation$'
                    Becomes   = $mutant.replacement -replace '\s+', ' '
                    Outcome   = $mutant.status
                    IsNoticed = $mutant.status -in 'Killed', 'Timeout'
                }
            }
        }
    }
}

<#
.SYNOPSIS
The methods of which Stryker has dropped all mutants, since some of them do not compile together: what its output says in safe mode.
#>
function Get-DroppedMethod([string[]] $Output) {
    $Output | ForEach-Object { if ($_ -match 'Safe Mode! Stryker will remove all mutations in (.+?) and mark them') { $Matches[1] } } | Sort-Object -Unique
}

<#
.SYNOPSIS
The share of mutants that a test noticed, in percent, rounded down to a hundredth.
#>
function Get-MutationScore([object[]] $Mutant) {
    [Math]::Floor(10000 * @($Mutant | Where-Object IsNoticed).Count / [Math]::Max(1, $Mutant.Count)) / 100
}

function New-ScoreRow([string] $Name, [object[]] $Mutant) {
    [pscustomobject] @{
        Part       = $Name
        Mutants    = $Mutant.Count
        Killed     = @($Mutant | Where-Object Outcome -EQ Killed).Count
        TimedOut   = @($Mutant | Where-Object Outcome -EQ Timeout).Count
        Survived   = @($Mutant | Where-Object Outcome -EQ Survived).Count
        NotCovered = @($Mutant | Where-Object Outcome -EQ NoCoverage).Count
        Score      = Get-MutationScore $Mutant
    }
}

<#
.SYNOPSIS
Shows the mutants that no test noticed, the methods that were not mutated, and the score of each folder and of each project.
#>
function Write-MutationSummary([object[]] $Mutant, [string[]] $DroppedMethod = @()) {
    foreach ($survivor in $Mutant | Where-Object { -not $_.IsNoticed } | Sort-Object { $_.Place -replace ':\d+$' }, { [int] ($_.Place -replace '^.*:') }) {
        Write-Host "$($survivor.Place): $($survivor.Outcome), $($survivor.Mutation): $($survivor.Becomes)"
    }

    Write-Host "`nNot mutated, since what Stryker makes of them does not compile: $($DroppedMethod ? ($DroppedMethod -join ', ') : 'no method')"
    $rows = @(
        $Mutant | Group-Object Folder | Sort-Object Name | ForEach-Object { New-ScoreRow $_.Name $_.Group }
        $Mutant | Group-Object Project | Sort-Object Name | ForEach-Object { New-ScoreRow "all of $($_.Name)" $_.Group }
    )
    Write-Host ($rows | Format-Table -AutoSize | Out-String -Width 120).TrimEnd()
}

Export-ModuleMember -Function Read-MutationReport, Get-DroppedMethod, Get-MutationScore, Write-MutationSummary

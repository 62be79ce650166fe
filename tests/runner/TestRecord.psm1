# What every runner's report comes down to: one record a test, with Runner, Name, Outcome and Message. Whatever else can
# go wrong in a run becomes a failed record, so that one rule decides over the exit code: no record has failed.

Set-StrictMode -Version 3
$ErrorActionPreference = 'Stop'

<#
.SYNOPSIS
Makes a record of one test.
#>
function New-TestRecord {
    param(
        [Parameter(Mandatory)]
        [string] $Runner,

        [Parameter(Mandatory)]
        [string] $Name,

        [Parameter(Mandatory)]
        [ValidateSet('Passed', 'Failed', 'Skipped')]
        [string] $Outcome,

        [AllowEmptyString()]
        [string] $Message = ''
    )

    [pscustomobject] @{ Runner = $Runner; Name = $Name; Outcome = $Outcome; Message = $Message.Trim() }
}

function Get-NoReportRecord([string] $Runner) {
    New-TestRecord -Runner $Runner -Name 'report' -Outcome Failed -Message 'The run ended without writing a report.'
}

<#
.SYNOPSIS
Makes records of xunit's report in the Common Test Report Format.
#>
function ConvertFrom-CtrfReport {
    param(
        [Parameter(Mandatory)]
        [string] $Runner,

        [Parameter(Mandatory)]
        [string] $Path
    )

    if (-not (Test-Path -LiteralPath $Path)) {
        return Get-NoReportRecord $Runner
    }

    # As hashtables: what a test does not have, a message for example, is no error there.
    $results = (Get-Content -LiteralPath $Path -Raw | ConvertFrom-Json -AsHashtable).results
    foreach ($test in $results.tests) {
        if ($test.status -in 'passed', 'failed', 'skipped') {
            $message = $test['message'], $test['trace'] -join "`n"
            New-TestRecord -Runner $Runner -Name $test.name -Outcome $test.status -Message $message
        }
    }

    # A fixture that fails to clean up is no test, and fails all the same.
    foreach ($suite in $results.extra.suites) {
        foreach ($fault in $suite.errors) {
            $message = $fault['message'], $fault['trace'] -join "`n"
            New-TestRecord -Runner $Runner -Name "$($fault.name) ($($fault.type))" -Outcome Failed -Message $message
        }
    }
}

function Get-ErrorText([object[]] $ErrorRecord) {
    foreach ($item in $ErrorRecord) {
        # A failed assertion says where it stands in its own target; anything else says it in the invocation.
        $place = $item.TargetObject -is [Collections.IDictionary] ? $item.TargetObject : @{}
        "$item"
        if ($place['File']) {
            "  at $($place['File']):$($place['Line'])"
        }
        elseif ($item.ScriptStackTrace) {
            "  " + ($item.ScriptStackTrace -split '\r?\n')[0]
        }
    }
}

<#
.SYNOPSIS
Makes records of the object that Invoke-Pester -PassThru returns.
#>
function ConvertFrom-PesterRun {
    param(
        [Parameter(Mandatory, ValueFromPipeline)]
        [object] $Run
    )

    process {
        foreach ($test in $Run.Tests) {
            $record = @{
                Runner  = 'Pester'
                Name    = $test.ExpandedPath
                Message = $test.Executed ? ((Get-ErrorText $test.ErrorRecord) -join "`n") : 'Did not run, since a BeforeAll failed.'
            }
            switch ($test.Result) {
                'Passed' { New-TestRecord @record -Outcome Passed }
                'Skipped' {
                    $record.Message = "$($test.ErrorRecord)" -replace '^is skipped(, because )?'
                    New-TestRecord @record -Outcome Skipped
                }
                # Filtered out.
                'NotRun' { }
                # Failed, and Inconclusive: what proves nothing must not look green.
                default { New-TestRecord @record -Outcome Failed }
            }
        }

        # A BeforeAll or an AfterAll that throws. After the latter, no test has failed.
        foreach ($block in $Run.FailedBlocks) {
            $message = (Get-ErrorText $block.ErrorRecord) -join "`n"
            New-TestRecord -Runner Pester -Name "$($block.ExpandedPath) (BeforeAll or AfterAll)" -Outcome Failed -Message $message
        }

        # A file that cannot be parsed or discovered, or whose outermost BeforeAll or AfterAll throws: no count of tests shows it.
        foreach ($container in $Run.FailedContainers) {
            $message = (Get-ErrorText $container.ErrorRecord) -join "`n"
            New-TestRecord -Runner Pester -Name "$($container.Name) (file)" -Outcome Failed -Message $message
        }
    }
}

<#
.SYNOPSIS
Writes records to a file, for another process.
#>
function Write-TestRecord {
    param(
        [Parameter(Mandatory)]
        [string] $Path,

        [Parameter(ValueFromPipeline)]
        [object] $Record
    )

    begin { $all = [Collections.Generic.List[object]]::new() }
    process { $all.Add($Record) }
    end { ConvertTo-Json $all -Compress | Set-Content -LiteralPath $Path }
}

<#
.SYNOPSIS
Reads the records that another process has written.
#>
function Read-TestRecord {
    param(
        [Parameter(Mandatory)]
        [string] $Runner,

        [Parameter(Mandatory)]
        [string] $Path
    )

    if (-not (Test-Path -LiteralPath $Path)) {
        return Get-NoReportRecord $Runner
    }

    Get-Content -LiteralPath $Path -Raw | ConvertFrom-Json
}

<#
.SYNOPSIS
Gives a failed record for what a runner's records alone do not show: that nothing ran, or that it failed without a name.
#>
function Get-RunnerFailure {
    param(
        [Parameter(Mandatory)]
        [string] $Runner,

        [AllowEmptyCollection()]
        [object[]] $Record = @(),

        [int] $ExitCode,

        # Some tests were asked for by name: then another runner may hold them all.
        [switch] $Filtered
    )

    $outcomes = @($Record | ForEach-Object Outcome)
    if ($outcomes -contains 'Failed') {
        return
    }

    if ($ExitCode) {
        New-TestRecord -Runner $Runner -Name 'run' -Outcome Failed -Message "Ended with exit code $ExitCode, and no test has failed."
    }
    elseif (-not $Filtered -and $outcomes -notcontains 'Passed') {
        New-TestRecord -Runner $Runner -Name 'run' -Outcome Failed -Message 'No test ran.'
    }
}

function Write-Record([object] $Record, [ConsoleColor] $Color) {
    Write-Host "  $($Record.Runner): $($Record.Name)" -ForegroundColor $Color
    foreach ($line in $Record.Message -split '\r?\n' -ne '') {
        Write-Host "      $line"
    }
}

<#
.SYNOPSIS
Prints what was skipped and what failed, and the counts as the last line.
#>
function Write-TestSummary {
    param(
        [Parameter(Mandatory, Position = 0)]
        [object[]] $Record
    )

    $failed = @($Record | Where-Object Outcome -EQ 'Failed')
    $skipped = @($Record | Where-Object Outcome -EQ 'Skipped')
    if ($skipped) {
        Write-Host "`nSkipped:"
        $skipped | ForEach-Object { Write-Record $_ Yellow }
    }

    if ($failed) {
        Write-Host "`nFailed:"
        $failed | ForEach-Object { Write-Record $_ Red }
    }

    $passed = $Record.Count - $failed.Count - $skipped.Count
    Write-Host "`n$passed passed, $($failed.Count) failed, $($skipped.Count) skipped"
}

Export-ModuleMember -Function New-TestRecord, ConvertFrom-CtrfReport, ConvertFrom-PesterRun, Write-TestRecord, Read-TestRecord,
    Get-RunnerFailure, Write-TestSummary

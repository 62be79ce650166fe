# What `./build.ps1 test` does with the suites of Suites.psd1: which of them may hold a test, running them side by side, and counting what their reports say.

Set-StrictMode -Version 3
$ErrorActionPreference = 'Stop'

Import-Module "$PSScriptRoot/ChildPwsh.psm1"

$root = [IO.Path]::GetFullPath("$PSScriptRoot/../..")

function Get-SourcePath([string[]] $Folder) {
    $Folder | Where-Object { $_ } | ForEach-Object { [IO.Directory]::GetFiles("$root/$_", '*.cs', 'AllDirectories') -notmatch '[\\/](bin|obj)[\\/]' }
}

<#
.SYNOPSIS
The suites of the table, each with all of its keys, and with the full paths of its files of tests in Paths.
#>
function Get-TestSuite([string] $Table = "$PSScriptRoot/Suites.psd1") {
    foreach ($row in (Import-PowerShellDataFile -LiteralPath $Table).Suites) {
        $suite = @{ Start = @(); Sources = @(); Shared = @(); Files = $null; Module = $false; Help = $null; Extra = @{}; Needs = $null; Only = $null; Alone = $false } + @{}
        foreach ($key in $row.Keys) {
            $suite[$key] = $row[$key]
        }

        $suite.Project = @($suite.Project)
        $suite.Paths = @($suite.Files ? [IO.Directory]::GetFiles("$root/$($suite.Files)", '*.Tests.ps1') : (Get-SourcePath $suite.Sources))
        $suite.SharedPaths = @(Get-SourcePath $suite.Shared)
        [pscustomobject] $suite
    }
}

# Whether all of some pieces stand in a text, in whatever order.
function Test-Piece([string] $Text, [string[]] $Piece) {
    foreach ($one in $Piece) {
        if (-not $Text.Contains($one, [StringComparison]::OrdinalIgnoreCase)) {
            return $false
        }
    }

    $true
}

# What a file says of its tests' names, without comments. A class's name begins with its namespace, which is its folder.
function Get-NameText([string] $Path) {
    $text = [IO.File]::ReadAllText($Path) -replace '(?m)^\s*//.*' -replace "''", "'"
    [IO.Path]::GetRelativePath($root, $Path) + "`n" + $text
}

<#
.SYNOPSIS
The suites that may hold tests with a text in their full names, by what their files say. What Pester need not look at is left out of its Paths.

.DESCRIPTION
A full name is written down in pieces: the names of blocks, or of namespace, class and method. With -Loose, its words may stand anywhere in the file.
A name that is put together at run time is not found: when no test ran in what this returns, the others have to be asked.
#>
function Select-TestSuite([object[]] $Suite, [string] $Filter, [switch] $Loose) {
    $pieces = @($Filter -split ($Loose ? '\W+' : '[.()]') -ne '')
    foreach ($one in $Suite) {
        if ($one.Files) {
            $one.Paths = @($one.Paths | Where-Object { Test-Piece (Get-NameText $_) $pieces })
            if ($one.Paths) {
                $one
            }
        }
        else {
            $own = @($one.Paths | ForEach-Object { Get-NameText $_ }) -join "`n"
            $shared = @($one.SharedPaths | ForEach-Object { Get-NameText $_ }) -join "`n"
            if ((Test-Piece "$own`n$shared" $pieces) -and @($pieces | Where-Object { Test-Piece $own $_ })) {
                $one
            }
        }
    }
}

<#
.SYNOPSIS
Why a suite cannot run here; nothing when it can.
#>
function Get-SuiteLack([object] $Suite) {
    $system = "$($IsWindows ? 'Windows' : $IsMacOS ? 'MacOS' : 'Linux')-$([Runtime.InteropServices.RuntimeInformation]::ProcessArchitecture)"
    if ($Suite.Only -and $Suite.Only -ne $system) {
        "It runs on $($Suite.Only) only."
    }
    elseif ($Suite.Needs -and -not (Get-Command -Name $Suite.Needs -CommandType Application -ErrorAction Ignore)) {
        "The program $($Suite.Needs) is not installed."
    }
}

<#
.SYNOPSIS
The projects that suites need: their own, and those that only some of their files need.
#>
function Get-SuiteProject([object[]] $Suite) {
    $all = foreach ($one in $Suite) {
        $one.Project
        foreach ($pattern in $one.Extra.Keys) {
            if ($one.Paths | Where-Object { [IO.File]::ReadAllText($_) -match $pattern } | Select-Object -First 1) {
                $one.Extra[$pattern]
            }
        }
    }
    $all | Select-Object -Unique
}

<#
.SYNOPSIS
Whether tests of the suites, those with a text in their names, use the cmdlets' help.
#>
function Test-HelpUse([object[]] $Suite, [string] $Filter) {
    $pieces = @($Filter -split '\W+' -ne '')
    foreach ($one in $Suite | Where-Object Help) {
        $texts = @($one.Paths | ForEach-Object { Get-NameText $_ })
        $named = @($texts | Where-Object { Test-Piece $_ $pieces })
        if (@($named ? $named : $texts) -match $one.Help) {
            return $true
        }
    }

    $false
}

# A process of tests to be: what it is called, how it starts, and where its reports will lie.
function New-TestProcess([object] $Suite, [string] $Name, [string[]] $Command, [string] $Report) {
    [pscustomobject] @{ Suite = $Suite.Name; Name = $Name; Command = $Command; Report = $Report; Alone = $Suite.Alone; Process = $null; Output = $null; ExitCode = $null }
}

# What took longest the last time comes first, else the largest: it must not be the last to start.
function Get-PesterOrder([string[]] $Path, [string] $Durations) {
    $seconds = if (Test-Path -LiteralPath $Durations) { Get-Content -LiteralPath $Durations -Raw | ConvertFrom-Json -AsHashtable } else { @{} }
    $Path | Sort-Object { $seconds[[IO.Path]::GetFileName($_)] ?? [IO.FileInfo]::new($_).Length / 1000 } -Descending
}

<#
.SYNOPSIS
Keeps how long each Pester file took, for the order of the next run.
#>
function Save-PesterDuration([string] $ReportFolder, [string] $Path) {
    $seconds = @{}
    foreach ($report in Get-ChildItem -Path "$ReportFolder/*/*.Tests.ps1.xml" | Where-Object Length) {
        $seconds[$report.BaseName] = [double] ([xml] (Get-Content -LiteralPath $report -Raw)).DocumentElement.time
    }

    $null = New-Item -ItemType Directory -Path (Split-Path $Path) -Force
    ConvertTo-Json $seconds | Set-Content -LiteralPath $Path
}

function New-PesterProcess([object] $Suite, [string] $ReportFolder, [string] $Filter, [string] $PesterModule, [string] $Durations, [int] $Count, [hashtable] $Pwsh) {
    $folder = (New-Item -ItemType Directory -Path "$ReportFolder/$($Suite.Name)").FullName
    $list = "$ReportFolder/$($Suite.Name).txt"
    Get-PesterOrder $Suite.Paths $Durations | Set-Content -LiteralPath $list
    $command = @(
        $Pwsh.FilePath
        $Pwsh.Arguments
        '-NoProfile', '-NonInteractive', '-File', "$PSScriptRoot/Invoke-PesterFiles.ps1"
        '-PesterModule', $PesterModule, '-ListPath', $list, '-ReportFolder', $folder
        '-RenderMode', ([Console]::IsOutputRedirected ? 'Plaintext' : 'Ansi')
        if ($Filter) { '-Filter', $Filter }
    )
    $count = [Math]::Min($Count, $Suite.Paths.Count)
    foreach ($i in 1..$count) {
        New-TestProcess $Suite ($count -eq 1 ? $Suite.Name : "$($Suite.Name), $i of $count") $command "$folder/*.xml"
    }
}

<#
.SYNOPSIS
The processes that run suites' tests: one a suite, but for those of Pester, whose files are shared out among -PesterCount.
#>
function Get-TestProcess {
    param(
        [Parameter(Mandatory)]
        [object[]] $Suite,

        # An empty folder.
        [Parameter(Mandatory)]
        [string] $ReportFolder,

        [AllowEmptyString()]
        [string] $Filter = '',

        [string] $PesterModule,

        # The file that says how long each Pester file took the last time.
        [string] $Durations,

        [int] $PesterCount = 1,

        # The PowerShell that Pester runs in: FilePath, and the Arguments that come first.
        [hashtable] $Pwsh = (Get-PwshCommand)
    )

    foreach ($one in $Suite) {
        if ($one.Files) {
            New-PesterProcess $one $ReportFolder $Filter $PesterModule $Durations $PesterCount $Pwsh
        }
        else {
            $report = "$ReportFolder/$($one.Name).xml"
            $program, $arguments = $one.Start
            $program = (Test-Path -LiteralPath "$root/$program" -PathType Leaf) ? "$root/$program" : $program
            $command = @($program; $arguments; '-noLogo'; '-noColor'; '-result-junit'; $report; if ($Filter) { '-displayName'; "*$Filter*" })
            New-TestProcess $one $one.Name $command $report
        }
    }
}

function Start-TestProcess([object] $Test) {
    $start = [Diagnostics.ProcessStartInfo]::new($Test.Command[0], [string[]] @($Test.Command | Select-Object -Skip 1))
    $start.WorkingDirectory = $root
    $start.RedirectStandardOutput = $true
    $Test.Process = [Diagnostics.Process]::Start($start)
    $Test.Output = $Test.Process.StandardOutput.ReadToEndAsync()
}

<#
.SYNOPSIS
Runs test processes in their order, so many at once, those that are to be alone at the end; shows what each one has printed when it has ended, and returns it.
#>
function Invoke-TestProcess([object[]] $Test, [int] $AtOnce) {
    $waiting = [Collections.Generic.Queue[object]]::new([object[]] @($Test | Sort-Object -Stable Alone))
    $running = [Collections.Generic.List[object]]::new()
    while ($waiting.Count -or $running.Count) {
        while ($waiting.Count -and $running.Count -lt ($waiting.Peek().Alone ? 1 : $AtOnce)) {
            $next = $waiting.Dequeue()
            Start-TestProcess $next
            $running.Add($next)
        }

        $ended = $running | Where-Object { $_.Process.HasExited } | Select-Object -First 1
        if (-not $ended) {
            $null = $running[0].Process.WaitForExit(50)
            continue
        }

        $null = $running.Remove($ended)
        $ended.Output = $ended.Output.GetAwaiter().GetResult().TrimEnd()
        $ended.ExitCode = $ended.Process.ExitCode
        $ended.Process.Dispose()
        Write-Host "`n== $($ended.Name)" -ForegroundColor Cyan
        Write-Host $ended.Output
        $ended
    }
}

<#
.SYNOPSIS
Makes a record of one test.
#>
function New-TestRecord {
    param(
        [Parameter(Mandatory)]
        [string] $Suite,

        [Parameter(Mandatory)]
        [string] $Name,

        [Parameter(Mandatory)]
        [ValidateSet('Passed', 'Failed', 'Skipped')]
        [string] $Outcome,

        [AllowEmptyString()]
        [string] $Message = '',

        [double] $Seconds
    )

    [pscustomobject] @{ Suite = $Suite; Name = $Name; Outcome = $Outcome; Message = $Message.Trim(); Seconds = $Seconds }
}

<#
.SYNOPSIS
Reads a report in JUnit's format, which xunit and Pester both write: one record a test, and one for what failed outside of all tests.
#>
function Read-TestReport([string] $Suite, [string] $Path) {
    $report = [xml]::new()
    try {
        $report.Load($Path)
    }
    catch [Xml.XmlException] {
        # What writes it ends at a message with characters that XML has none for, as the colours of a terminal.
        return New-TestRecord -Suite $Suite -Name ([IO.Path]::GetFileNameWithoutExtension($Path)) -Outcome Failed -Message "The report is cut off: $_ The output above says what failed."
    }
    $faults = 0
    foreach ($test in $report.SelectNodes('//testcase')) {
        $fault = $test.SelectSingleNode('failure | error')
        $skip = $test.SelectSingleNode('skipped')
        $faults += [int] ($null -ne $fault -and $fault.LocalName -eq 'error')
        $record = @{
            Suite   = $Suite
            Name    = $test.GetAttribute('name')
            Seconds = $test.GetAttribute('time')
            Message = foreach ($node in $fault, $skip -ne $null) { $node.GetAttribute('message') -replace '^(Exception: )?is skipped(, because )?'; if ($fault) { $node.InnerText } }
        }
        $record.Message = $record.Message -join "`n"
        # What proves nothing must not look green.
        $outcome = $fault -or $test.GetAttribute('status') -eq 'Inconclusive' ? 'Failed' : $skip ? 'Skipped' : 'Passed'
        New-TestRecord @record -Outcome $outcome
    }

    # A fixture or a block that fails to set up or to clean up is no test, and fails all the same.
    if ($report.DocumentElement.GetAttribute('errors') -gt $faults) {
        New-TestRecord -Suite $Suite -Name "$([IO.Path]::GetFileNameWithoutExtension($Path)), outside of its tests" -Outcome Failed -Message 'The output above says what.'
    }
}

<#
.SYNOPSIS
The records of test processes that have ended. What can go wrong beside a test becomes a failed record, so that one rule decides over the exit code: no record has failed.
#>
function Get-TestRecord([object[]] $Test, [switch] $Filtered) {
    foreach ($suite in $Test | Group-Object Suite) {
        $name = $suite.Name
        $lack = $suite.Group | Where-Object ExitCode -EQ 77 | Select-Object -First 1
        if ($lack) {
            New-TestRecord -Suite $name -Name 'all' -Outcome Skipped -Message ($lack.Output -split '\r?\n')[-1]
            continue
        }

        $records = @(
            foreach ($report in $suite.Group.Report | Select-Object -Unique | Get-Item -ErrorAction Ignore) {
                if ($report.Length) {
                    Read-TestReport $name $report.FullName
                }
                else {
                    New-TestRecord -Suite $name -Name $report.BaseName -Outcome Failed -Message 'The run ended without writing a report.'
                }
            }
        )
        $records
        $outcomes = @($records | ForEach-Object Outcome)
        if ($outcomes -notcontains 'Failed') {
            $codes = @($suite.Group | Where-Object ExitCode -NE 0 | ForEach-Object ExitCode)
            if ($codes) {
                New-TestRecord -Suite $name -Name 'run' -Outcome Failed -Message "Ended with exit code $codes, and no test has failed."
            }
            elseif (-not $Filtered -and $outcomes -notcontains 'Passed') {
                New-TestRecord -Suite $name -Name 'run' -Outcome Failed -Message 'No test ran.'
            }
        }
    }
}

function Write-Record([object] $Record, [ConsoleColor] $Color) {
    Write-Host "  $($Record.Suite): $($Record.Name)" -ForegroundColor $Color
    foreach ($line in $Record.Message -split '\r?\n' -ne '') {
        Write-Host "      $line"
    }
}

<#
.SYNOPSIS
Prints what was skipped and what failed, and the counts as the last line.
#>
function Write-TestSummary([object[]] $Record) {
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

    Write-Host "`n$($Record.Count - $failed.Count - $skipped.Count) passed, $($failed.Count) failed, $($skipped.Count) skipped"
}

Export-ModuleMember -Function *-*

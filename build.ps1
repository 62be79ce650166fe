#!/usr/bin/env pwsh

<#
.SYNOPSIS
Builds the module, shows it, tests it, measures it.

.DESCRIPTION
build   compiles src/Tracking, puts its assemblies into module/ and makes the cmdlets' help from their comments, so that
        `Import-Module ./Tracking.psd1` works.
demo    builds, then hashes the files of a folder in two processes, the first of which is killed half way.
test    builds, checks the code's format, and runs the xunit and the Pester tests. The last line counts them all;
        the exit code is 0 only when nothing failed and both runners ran something.
mutate  changes src/Tracking.Core in thousands of places, one at a time, and counts the changes that a test notices (Stryker).
        Lists the others, and the score by folder, in percent; the exit code is 0 only when it is 85 or more.
bench   builds, measures the module beside floors and peers in some ten minutes, and writes tests/bench/RESULTS.md.
package builds, and makes in artifacts/package what a gallery takes: the module's folder, and a .nupkg of it.
clean   removes what the other tasks made.

.PARAMETER Task
What to do: build (the default), demo, test, mutate, bench, package or clean.

.PARAMETER Path
demo: the folder whose files are hashed, instead of this repository's tracked files.

.PARAMETER Filter
test: run only the tests whose full name contains this text.
mutate: change only the folders of src/Tracking.Core whose name contains this text.

.PARAMETER Full
test: run the slow tests too. They find TRACKING_TEST_FULL=1 in their environment.

.PARAMETER Quick
bench: measure little, to try the benchmark out.

.EXAMPLE
./build.ps1 demo -Path ~/Documents

.EXAMPLE
./build.ps1 test -Filter SessionFile

.EXAMPLE
./build.ps1 mutate -Filter State
#>
#Requires -Version 7.4
[CmdletBinding()]
param(
    [Parameter(Position = 0)]
    [ValidateSet('build', 'demo', 'test', 'mutate', 'bench', 'package', 'clean')]
    [string] $Task = 'build',

    [string] $Path,

    [string] $Filter = '',

    [switch] $Full,

    [switch] $Quick
)

Set-StrictMode -Version 3
$ErrorActionPreference = 'Stop'
# Exit codes are looked at below, where a message can say more than 'ended with non-zero exit code'.
$PSNativeCommandUseErrorActionPreference = $false

Import-Module "$PSScriptRoot/tests/runner/ChildPwsh.psm1", "$PSScriptRoot/tests/runner/TestRecord.psm1", "$PSScriptRoot/tests/mutation/MutationReport.psm1" -Force

$coreTests = 'tests/Tracking.Core.Tests'
$databaseTests = 'tests/Tracking.Postgres.Tests'
$reportTests = 'tests/Tracking.Report.Tests'
$wineTests = 'tests/Tracking.Wine.Tests'
# What the build adds to module/. It ships with what is there.
$shipped = 'Tracking.dll', 'Tracking.pdb', 'Tracking.Core.dll', 'Tracking.Core.pdb', 'Tracking.Report.dll', 'Tracking.Report.pdb', 'Newtonsoft.Json.dll', 'OxyPlot.dll'
$help = 'en-US/Tracking.dll-Help.xml'

function Write-Heading([string] $Text) {
    Write-Host "`n== $Text" -ForegroundColor Cyan
}

# A running PowerShell may have the old assembly mapped: overwriting it in place would pull the ground from under
# that process, a rename over it does not.
function Copy-Changed([string] $Source, [string] $Destination, [string[]] $Name) {
    foreach ($file in $Name) {
        $from = Get-Item -LiteralPath "$Source/$file"
        $to = "$Destination/$file"
        $old = Get-Item -LiteralPath $to -ErrorAction Ignore
        if ($old -and $old.Length -eq $from.Length -and $old.LastWriteTimeUtc -eq $from.LastWriteTimeUtc) {
            continue
        }

        Copy-Item -LiteralPath $from -Destination "$to.new"
        Move-Item -LiteralPath "$to.new" -Destination $to -Force
    }
}

# What is loaded only where a database is opened, in a folder of its own: all that is beside it, but for what the module has already.
function Copy-DatabaseAssembly {
    $output = "$PSScriptRoot/src/Tracking.Postgres/bin/Release/net8.0"
    $names = Get-ChildItem -Path "$output/*.dll", "$output/Tracking.Postgres.pdb" -Name | Where-Object { $_ -notin $shipped }
    $null = New-Item -ItemType Directory -Path "$PSScriptRoot/module/Postgres" -Force
    Copy-Changed $output "$PSScriptRoot/module/Postgres" $names
}

# In a child process: the one that builds must not load what it builds.
function Update-Help {
    $output = "$PSScriptRoot/src/Tracking/bin/Release/netstandard2.0"
    $generator = "$PSScriptRoot/src/Tracking.Help/New-MamlHelp.ps1"
    $sources = @($generator, "$PSScriptRoot/Tracking.psd1") + @('Tracking', 'Tracking.Core' | ForEach-Object { "$output/$_.dll", "$output/$_.xml" })
    $made = Get-Item -LiteralPath "$PSScriptRoot/module/$help" -ErrorAction Ignore
    if ($made -and -not (Get-Item -LiteralPath $sources | Where-Object LastWriteTimeUtc -GT $made.LastWriteTimeUtc)) {
        return
    }

    $pwsh = Get-PwshCommand
    & $pwsh.FilePath @($pwsh.Arguments) -NoProfile -NonInteractive -File $generator -Module "$PSScriptRoot/Tracking.psd1" `
        -CommentFolder $output -Path "$PSScriptRoot/module/$help" | Out-Host
    if ($LASTEXITCODE) {
        throw 'The help could not be made; the generator says why above.'
    }
}

function Invoke-Build([string] $Project = 'src/Tracking/Tracking.csproj') {
    # Not `dotnet build`, which adds a summary of what went well.
    & dotnet msbuild $Project -restore -property:Configuration=Release -nologo -verbosity:quiet -tl:off | Out-Host
    if ($LASTEXITCODE) {
        throw 'The build failed; the compiler says why above.'
    }

    $null = New-Item -ItemType Directory -Path "$PSScriptRoot/module" -Force
    Copy-Changed "$PSScriptRoot/src/Tracking/bin/Release/netstandard2.0" "$PSScriptRoot/module" $shipped
    Copy-DatabaseAssembly
    Update-Help
    Write-Host "Built. Import-Module $PSScriptRoot/Tracking.psd1"
}

function Invoke-Demo {
    Invoke-Build
    $arguments = @(if ($Path) { '-Path', $Path })
    $pwsh = Get-PwshCommand
    & $pwsh.FilePath @($pwsh.Arguments) -NoProfile -File "$PSScriptRoot/tests/demo/Demo.ps1" @arguments
}

function Test-Format {
    Write-Heading 'dotnet format'
    # The tests do not build the benchmark, but its form is checked too.
    & dotnet restore 'tests/bench/Core/Tracking.Bench.csproj' --verbosity quiet | Out-Host
    $said = & dotnet format Tracking.slnx --verify-no-changes --no-restore --verbosity quiet 2>&1 | Out-String
    $outcome = if ($LASTEXITCODE -eq 0) { 'Passed' } else { 'Failed' }
    Write-Host $(if ($said) { $said.TrimEnd() } else { $outcome })
    New-TestRecord -Runner 'dotnet' -Name 'format --verify-no-changes' -Outcome $outcome -Message $said
}

function Start-XunitTest([string] $Project, [string] $ReportPath) {
    Start-XunitProgram 'dotnet' "$PSScriptRoot/$Project/bin/Release/net10.0/$(Split-Path $Project -Leaf).dll" $ReportPath
}

function Start-XunitProgram([string] $Command, [string[]] $Program, [string] $ReportPath, [string] $Root = '') {
    $arguments = @(
        $Program
        '-noLogo'
        '-noColor'
        '-result-ctrf', "$Root$ReportPath"
        if ($Filter) { '-displayName', "*$Filter*" }
    )
    $start = [Diagnostics.ProcessStartInfo]::new($Command, [string[]] $arguments)
    $start.RedirectStandardOutput = $true
    $process = [Diagnostics.Process]::Start($start)
    [pscustomobject] @{ Process = $process; Output = $process.StandardOutput.ReadToEndAsync(); ReportPath = $ReportPath }
}

function Receive-XunitTest([object] $Started) {
    Write-Host $Started.Output.GetAwaiter().GetResult().TrimEnd()
    $Started.Process.WaitForExit()
    $records = @(ConvertFrom-CtrfReport -Runner xunit -Path $Started.ReportPath)
    $records
    Get-RunnerFailure -Runner xunit -Record $records -ExitCode $Started.Process.ExitCode -Filtered:($Filter -ne '')
}

# What only Windows runs, where Wine stands in for it.
function Get-WineTest([string] $ReportPath) {
    if ($IsWindows) {
        return
    }

    $missing = if (-not $IsLinux -or [Runtime.InteropServices.RuntimeInformation]::ProcessArchitecture -ne 'X64') {
        'They are run on Linux on x64 only.'
    }
    elseif (-not (Get-Command -Name wine -CommandType Application -ErrorAction Ignore)) {
        'Wine is not installed.'
    }
    if ($missing) {
        return New-TestRecord -Runner wine -Name $wineTests -Outcome Skipped -Message $missing
    }

    & dotnet msbuild "$wineTests/Tracking.Wine.Tests.csproj" -restore -property:Configuration=Release -nologo -verbosity:quiet -tl:off | Out-Host
    if ($LASTEXITCODE) {
        return New-TestRecord -Runner wine -Name 'build' -Outcome Failed -Message 'The build failed; the compiler says why above.'
    }

    $environment = @{
        TRACKING_HOME                = $null
        TRACKING_TEST_MODULE         = "Z:$PSScriptRoot/Tracking.psd1"
        # Wine's own Windows takes ten seconds to make, so that it is kept.
        WINEPREFIX                   = (New-Item -ItemType Directory -Path "$PSScriptRoot/artifacts/wine" -Force).FullName
        WINEDEBUG                    = '-all'
        # Wine does not know how .NET maps its code twice, and ends it when the first finaliser frees some.
        DOTNET_EnableWriteXorExecute = '0'
    }
    Invoke-WithEnvironment $environment {
        # Under time limits: what Wine does not know may hang.
        & timeout --kill-after=5 120 wine cmd /c exit | Out-Host
        if ($LASTEXITCODE) {
            return New-TestRecord -Runner wine -Name $wineTests -Outcome Skipped -Message "Wine does not start here: exit code $LASTEXITCODE."
        }

        $program = "$PSScriptRoot/$wineTests/bin/Release/net10.0/win-x64/Tracking.Core.Tests.exe"
        Receive-XunitTest (Start-XunitProgram 'timeout' @('--kill-after=5', '300', 'wine', $program) $ReportPath -Root 'Z:')
        & wineserver --kill
    }
}

function Get-PesterModule {
    & dotnet restore 'tests/Pester/Pester.csproj' --verbosity quiet | Out-Host
    if ($LASTEXITCODE) {
        throw 'Pester could not be restored; NuGet says why above.'
    }

    # Only after the restore does the project know NuGet's folder.
    & dotnet msbuild 'tests/Pester/Pester.csproj' '-getProperty:PesterModule'
}

function Invoke-PesterTest([string] $ReportPath) {
    $arguments = @{
        PesterModule = Get-PesterModule
        TestPath     = "$PSScriptRoot/tests/Pester"
        ReportPath   = $ReportPath
        Filter       = $Filter
    }
    $exitCode = Invoke-PesterChild @arguments
    $records = @(Read-TestRecord -Runner Pester -Path $ReportPath)
    $records
    Get-RunnerFailure -Runner Pester -Record $records -ExitCode $exitCode -Filtered:($Filter -ne '')
}

function Get-TestResult {
    Write-Heading 'build'
    try {
        Invoke-Build 'Tracking.slnx'
    }
    catch {
        return New-TestRecord -Runner 'dotnet' -Name 'build' -Outcome Failed -Message "$_"
    }

    if ('dotnet format' -like "*$([WildcardPattern]::Escape($Filter))*") {
        Test-Format
    }

    $temp = [IO.Directory]::CreateTempSubdirectory('tracking-test-').FullName
    try {
        # The tests see neither the user's stores nor what the user asked for in other shells.
        $pwsh = Get-PwshCommand
        $environment = @{
            TRACKING_HOME      = (New-Item -ItemType Directory -Path "$temp/home").FullName
            TRACKING_STORE     = $null
            TRACKING_TEST_FULL = $Full ? '1' : $null
            TRACKING_TEST_PWSH = @($pwsh.FilePath) + $pwsh.Arguments -join [IO.Path]::PathSeparator
        }
        Invoke-WithEnvironment $environment {
            # These run beside the Pester tests, which wait for child processes for half of their time.
            $xunit = Start-XunitTest $coreTests "$temp/xunit.json"
            Write-Heading 'Pester: tests/Pester'
            Invoke-PesterTest "$temp/pester.json"
            Write-Heading "xunit: $coreTests"
            Receive-XunitTest $xunit
            Write-Heading "xunit: $databaseTests"
            Receive-XunitTest (Start-XunitTest $databaseTests "$temp/database.json")
            Write-Heading "xunit: $reportTests"
            Receive-XunitTest (Start-XunitTest $reportTests "$temp/report.json")
            Write-Heading "xunit: $wineTests"
            Get-WineTest "$temp/wine.json"
        }
    }
    finally {
        Remove-Item -LiteralPath $temp -Recurse -Force
    }
}

function Invoke-Test {
    $records = @(Get-TestResult)
    if (-not $records) {
        $records = @(New-TestRecord -Runner 'build.ps1' -Name 'test' -Outcome Failed -Message "No test's name contains '$Filter'.")
    }

    Write-TestSummary $records
    [int] ($records.Outcome -contains 'Failed')
}

# The tests that are run against a part's mutants: tests/mutation/Tracking.Core.Mutation.csproj.
$mutatedParts = [ordered] @{ Memory = 'Model', 'State', 'Json'; File = 'SessionFile', 'Disk' }

function Get-Mutant([string] $Part, [string[]] $Folder) {
    Write-Heading "Stryker: $($Folder -join ', ')"
    $output = "$PSScriptRoot/artifacts/mutation/$Part"
    $arguments = @(
        '--config-file', "$Part.json"
        '--output', $output
        foreach ($name in $Folder) { '--mutate', "**/$name/**/*.cs" }
    )
    Remove-Item -LiteralPath $output -Recurse -Force -ErrorAction Ignore
    Invoke-WithEnvironment @{ MutatedPart = $Part } {
        Push-Location -LiteralPath "$PSScriptRoot/tests/mutation"
        & dotnet stryker @arguments | Out-Host
        Pop-Location
    }
    Read-MutationReport "$output/reports/mutation-report.json"
}

function Invoke-Mutation {
    $mutants = @(
        foreach ($part in $mutatedParts.Keys) {
            $folders = @($mutatedParts[$part] | Where-Object { $_ -like "*$Filter*" })
            if ($folders) {
                Get-Mutant $part $folders
            }
        }
    )
    Write-MutationSummary $mutants
    [int] ((Get-MutationScore $mutants) -lt 85)
}

# The folder is the module as it is installed: the manifest, and what it names.
function Invoke-Package {
    Invoke-Build
    $made = "$PSScriptRoot/artifacts/package"
    Remove-Item -LiteralPath $made -Recurse -Force -ErrorAction Ignore
    $folder = (New-Item -ItemType Directory -Path "$made/Tracking").FullName
    Copy-Item -LiteralPath "$PSScriptRoot/Tracking.psd1", "$PSScriptRoot/README.md", "$PSScriptRoot/LICENSE" -Destination $folder
    Copy-Item -LiteralPath "$PSScriptRoot/module" -Destination $folder -Recurse
    # What the README links to comes along, at the same place.
    Select-String -LiteralPath "$PSScriptRoot/README.md" -Pattern '\]\((?!\w+:)([^)#]+)' -AllMatches | ForEach-Object { $_.Matches } | ForEach-Object {
        $linked = $_.Groups[1].Value
        $null = New-Item -ItemType Directory -Path (Split-Path "$folder/$linked") -Force
        Copy-Item -LiteralPath "$PSScriptRoot/$linked" -Destination "$folder/$linked"
    }
    Compress-PSResource -Path $folder -DestinationPath $made
    Get-Item -Path $folder, "$made/*.nupkg" | ForEach-Object { Write-Host "Made $($_.FullName)" }
}

function Invoke-Clean {
    $made = @(
        foreach ($folder in 'bin', 'obj') { "$PSScriptRoot/src/*/$folder", "$PSScriptRoot/tests/*/$folder", "$PSScriptRoot/tests/bench/*/$folder" }
        foreach ($name in $shipped + $help + 'Postgres') { "$PSScriptRoot/module/$name" }
        "$PSScriptRoot/artifacts"
    )
    Remove-Item -Path $made -Recurse -Force -ErrorAction Ignore
}

if ($Path) {
    $Path = Convert-Path -LiteralPath $Path
}

Push-Location -LiteralPath $PSScriptRoot
try {
    $exitCode = 0
    switch ($Task) {
        'build' { Invoke-Build }
        'demo' { Invoke-Demo; $exitCode = $LASTEXITCODE }
        'test' { $exitCode = Invoke-Test }
        'mutate' { $exitCode = Invoke-Mutation }
        'bench' { Invoke-Build; & "$PSScriptRoot/tests/bench/Bench.ps1" -Quick:$Quick }
        'package' { Invoke-Package }
        'clean' { Invoke-Clean }
    }
}
finally {
    Pop-Location
}

exit $exitCode

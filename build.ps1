#!/usr/bin/env pwsh

<#
.SYNOPSIS
Builds the module, shows it, tests it, measures it.

.DESCRIPTION
build   compiles src/Tracking, puts its assemblies into module/ and makes the cmdlets' help from their comments, so that
        `Import-Module ./Tracking.psd1` works.
demo    builds, then hashes the files of a folder in two processes, the first of which is killed half way.
test    builds, runs the suites of tests/runner/Suites.psd1 side by side, and checks the code's format. The last line counts
        all tests; the exit code is 0 only when nothing failed and each suite ran something. With -Filter it builds, without
        analyzers, and starts only what may hold the tests that are named.
mutate  changes src/Tracking.Core, src/Tracking.Report and src/Tracking in thousands of places, one at a time, and counts the
        changes that a test notices (Stryker). Lists the others, and the score of each folder, in percent; the exit code is 0
        only when that of Tracking.Core is 85 or more. All of it takes hours.
bench   builds, measures the module beside floors and peers in some ten minutes, and writes tests/bench/RESULTS.md.
package builds, and makes in artifacts/package what a gallery takes: the module's folder, and a .nupkg of it.
clean   removes what the other tasks made.

.PARAMETER Task
What to do: build (the default), demo, test, mutate, bench, package or clean.

.PARAMETER Path
demo: the folder whose files are hashed, instead of this repository's tracked files.

.PARAMETER Filter
test: run only the tests whose full name contains this text.
mutate: change only the folders whose name contains this text: State, Tracking.Report/Page.

.PARAMETER Full
test: run the slow tests too. They find TRACKING_TEST_FULL=1 in their environment.

.PARAMETER Quick
bench: measure little, to try the benchmark out.

.PARAMETER NoBuild
package: take what is built already.

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

    [switch] $Quick,

    [switch] $NoBuild
)

Set-StrictMode -Version 3
$ErrorActionPreference = 'Stop'
# Exit codes are looked at below, where a message can say more than 'ended with non-zero exit code'.
$PSNativeCommandUseErrorActionPreference = $false

Import-Module "$PSScriptRoot/tests/runner/ChildPwsh.psm1", "$PSScriptRoot/tests/runner/TestRun.psm1", "$PSScriptRoot/tests/mutation/MutationReport.psm1" -Force

# What the build adds to module/. It ships with what is there.
$shipped = 'Tracking.dll', 'Tracking.pdb', 'Tracking.Core.dll', 'Tracking.Core.pdb', 'Tracking.Report.dll', 'Tracking.Report.pdb', 'Newtonsoft.Json.dll', 'OxyPlot.dll', 'Cronos.dll'
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

# Whether no project was changed since NuGet last restored this one.
function Test-Restored([string] $Project) {
    $assets = Get-Item -LiteralPath "$(Split-Path $Project)/obj/project.assets.json" -ErrorAction Ignore
    $assets -and -not (Get-Item -Path '*.props', 'src/*/*.csproj', 'tests/*/*.csproj' | Where-Object LastWriteTimeUtc -GT $assets.LastWriteTimeUtc)
}

# Fast: without analyzers, and without asking NuGet again.
function Invoke-Compiler([string] $Project, [switch] $Fast) {
    $options = @(
        if ($Fast) { '-property:RunAnalyzers=false', '-property:EnforceCodeStyleInBuild=false' }
        if (-not $Fast -or -not (Test-Restored $Project)) { '-restore' }
    )
    # Not `dotnet build`, which adds a summary of what went well.
    & dotnet msbuild $Project -property:Configuration=Release @options -maxCpuCount -nologo -verbosity:quiet -tl:off | Out-Host
    if ($LASTEXITCODE) {
        throw 'The build failed; the compiler says why above.'
    }
}

# The PowerShell that the tests run in: this one, or where it is the dotnet tool, a copy of it with native code, which is made once.
# Fast: only where it is there already.
function Get-TestPwsh([switch] $Fast) {
    $own = Get-PwshCommand
    $folder = "$PSScriptRoot/artifacts/pwsh/$($PSVersionTable.PSVersion)"
    $isTool = [IO.Path]::GetFileNameWithoutExtension($own.FilePath) -eq 'dotnet' -and -not (Test-Path -LiteralPath "$PSHOME/compiled.txt")
    if (-not $isTool -or ($Fast -and -not (Test-Path -LiteralPath $folder))) {
        return $own
    }

    if (-not (Test-Path -LiteralPath $folder)) {
        & dotnet publish 'tests/pwsh/CompiledPwsh.csproj' -property:Configuration=Release -nologo -verbosity:quiet -tl:off | Out-Host
        if ($LASTEXITCODE) {
            Write-Host 'PowerShell was not compiled; the compiler says why above. The tests run in the tool as it is, more slowly.'
            return $own
        }

        $null = New-Item -ItemType Directory -Path (Split-Path $folder) -Force
        Copy-Item -LiteralPath $PSHOME -Destination "$folder.$PID" -Recurse
        $compiled = Get-Item -Path 'tests/pwsh/obj/Release/net10.0/*/R2R/*.dll'
        $compiled | Copy-Item -Destination "$folder.$PID" -Force
        Set-Content -LiteralPath "$folder.$PID/compiled.txt" $compiled.Name
        Move-Item -LiteralPath "$folder.$PID" -Destination $folder
    }

    @{ FilePath = $own.FilePath; Arguments = @("$folder/pwsh.dll") }
}

# Puts what was compiled into module/.
function Update-Module {
    $null = New-Item -ItemType Directory -Path "$PSScriptRoot/module" -Force
    Copy-Changed "$PSScriptRoot/src/Tracking/bin/Release/netstandard2.0" "$PSScriptRoot/module" $shipped
    Copy-DatabaseAssembly
}

function Invoke-Build {
    Invoke-Compiler 'src/Tracking/Tracking.csproj'
    Update-Module
    Update-Help
    Write-Host "Built. Import-Module $PSScriptRoot/Tracking.psd1"
}

function Invoke-Demo {
    Invoke-Build
    $arguments = @(if ($Path) { '-Path', $Path })
    $pwsh = Get-PwshCommand
    & $pwsh.FilePath @($pwsh.Arguments) -NoProfile -File "$PSScriptRoot/tests/demo/Demo.ps1" @arguments
}

# Where Pester is. Fast: without asking NuGet, where it is there.
function Get-PesterModule([switch] $Fast) {
    $version = ([xml] (Get-Content -LiteralPath 'Directory.Packages.props' -Raw)).SelectSingleNode('//PesterVersion').InnerText
    $module = Join-Path ($env:NUGET_PACKAGES ?? "$HOME/.nuget/packages") "pester/$version/tools/Pester.psd1"
    if ($Fast -and (Test-Path -LiteralPath $module)) {
        return $module
    }

    & dotnet restore 'tests/Pester/Pester.csproj' --verbosity quiet | Out-Host
    if ($LASTEXITCODE) {
        throw 'Pester could not be restored; NuGet says why above.'
    }

    # Only after the restore does the project know NuGet's folder.
    & dotnet msbuild 'tests/Pester/Pester.csproj' '-getProperty:PesterModule'
}

# The compiler looks at the form of what it builds (IDE0055); this looks at all files, the benchmark's too, beside it.
function Start-Format {
    foreach ($folder in 'src', 'tests') {
        $start = [Diagnostics.ProcessStartInfo]::new('dotnet', [string[]] ('format', 'whitespace', $folder, '--folder', '--verify-no-changes'))
        $start.RedirectStandardError = $true
        $process = [Diagnostics.Process]::Start($start)
        @{ Folder = $folder; Process = $process; Error = $process.StandardError.ReadToEndAsync() }
    }
}

function Receive-Format([hashtable[]] $Format) {
    foreach ($one in $Format) {
        $one.Process.WaitForExit()
        New-TestRecord -Suite 'dotnet format' -Name $one.Folder -Outcome ($one.Process.ExitCode ? 'Failed' : 'Passed') -Message $one.Error.GetAwaiter().GetResult()
    }
}

# Builds what suites need, and runs them. Fast: without analyzers, and without help where no test uses it.
function Invoke-TestSuite([object[]] $Suite, [string] $ReportFolder, [switch] $Fast) {
    $lacks, $able = $Suite.Where({ Get-SuiteLack $_ }, 'Split')
    $lacks | ForEach-Object { New-TestRecord -Suite $_.Name -Name 'all' -Outcome Skipped -Message (Get-SuiteLack $_) }
    if (-not $able) {
        return
    }

    Write-Heading "build, for $($able.Name -join ', ')"
    try {
        $solution = Get-Content -LiteralPath 'Tracking.slnx' -Raw
        $projects = @(Get-SuiteProject $able)
        if (-not $Fast) {
            $projects = @('Tracking.slnx') + @($projects | Where-Object { -not $solution.Contains($_) })
        }

        $projects | ForEach-Object { Invoke-Compiler $_ -Fast:$Fast }
        if (@($able | ForEach-Object Module) -contains $true) {
            Update-Module
            if (-not $Fast -or (Test-HelpUse $able $Filter)) {
                Update-Help
            }
        }
    }
    catch {
        return New-TestRecord -Suite 'dotnet' -Name 'build' -Outcome Failed -Message "$_"
    }

    $processors = [Environment]::ProcessorCount
    $pwsh = Get-TestPwsh -Fast:$Fast
    $arguments = @{
        Suite        = $able
        ReportFolder = $ReportFolder
        Filter       = $Filter
        PesterModule = if ($able | Where-Object Files) { Get-PesterModule -Fast:$Fast }
        Durations    = "$PSScriptRoot/artifacts/durations.json"
        PesterCount  = $processors
        Pwsh         = $pwsh
    }
    $environment = @{
        # The tests see neither the user's stores nor what the user asked for in other shells.
        TRACKING_HOME      = (New-Item -ItemType Directory -Path "$ReportFolder/home" -Force).FullName
        TRACKING_STORE     = $null
        TRACKING_TEST_FULL = $Full ? '1' : $null
        TRACKING_TEST_PWSH = @($pwsh.FilePath) + $pwsh.Arguments -join [IO.Path]::PathSeparator
        # Optimising what runs for seconds only costs more than it gains; and killed processes leave no pipes for debuggers behind.
        DOTNET_TieredPGO         = '0'
        DOTNET_EnableDiagnostics = '0'
    }
    Invoke-WithEnvironment $environment {
        # One more than there are processors, since many tests wait.
        $ended = Invoke-TestProcess @(Get-TestProcess @arguments) -AtOnce ($processors + 1)
        Get-TestRecord $ended -Filtered:($Filter -ne '')
        if (-not $Filter) {
            Save-PesterDuration $ReportFolder $arguments.Durations
        }
    }
}

function Get-TestResult([string] $ReportFolder) {
    if (-not $Filter) {
        $format = Start-Format
        Invoke-TestSuite (Get-TestSuite) $ReportFolder
        return Receive-Format $format
    }

    if ('dotnet format' -like "*$([WildcardPattern]::Escape($Filter))*") {
        return Receive-Format (Start-Format)
    }

    # A name that is put together at run time stands in no file.
    foreach ($look in 'Strict', 'Loose', 'Everywhere') {
        $named = @($look -eq 'Everywhere' ? (Get-TestSuite) : (Select-TestSuite (Get-TestSuite) $Filter -Loose:($look -eq 'Loose')))
        if ($named) {
            Write-Host "Looking for '$Filter' in $(@($named | ForEach-Object { $_.Files ? ($_.Paths | Split-Path -Leaf) : $_.Name }) -join ', ')"
            $records = @(Invoke-TestSuite $named (New-Item -ItemType Directory -Path "$ReportFolder/$look").FullName -Fast)
            if ($records | Where-Object Outcome -NE Skipped) {
                return $records
            }
        }
    }

    $records
}

function Invoke-Test {
    $folder = [IO.Directory]::CreateTempSubdirectory('tracking-test-').FullName
    try {
        $records = @(Get-TestResult $folder)
    }
    finally {
        Remove-Item -LiteralPath $folder -Recurse -Force
    }

    if (-not ($records | Where-Object Outcome -NE Skipped)) {
        $records += New-TestRecord -Suite 'build.ps1' -Name 'test' -Outcome Failed -Message "No test's name contains '$Filter'."
    }

    Write-TestSummary $records
    [int] (@($records | ForEach-Object Outcome) -contains 'Failed')
}

# What is mutated together, since the same tests are put to it: some folders of a project ('.': its own files).
function Get-MutatedPart {
    $onFile = 'SessionFile', 'Disk'
    foreach ($part in @(
            @{ Name = 'Memory'; Project = 'Tracking.Core'; Tests = 'tests/mutation'; IsPart = { $_ -notin $onFile } }
            @{ Name = 'File'; Project = 'Tracking.Core'; Tests = 'tests/mutation'; IsPart = { $_ -in $onFile } }
            @{ Name = 'Report'; Project = 'Tracking.Report'; Tests = 'tests/Tracking.Report.Tests'; IsPart = { $true } }
            @{ Name = 'Cmdlets'; Project = 'Tracking'; Tests = 'tests/Tracking.Tests'; IsPart = { $true } }
        )) {
        $folders = @('.') + @(Get-ChildItem -LiteralPath "src/$($part.Project)" -Directory -Name | Where-Object { $_ -notin 'bin', 'obj' })
        $part.Folders = @($folders | Where-Object $part.IsPart | Where-Object { "$($part.Project)/$_" -like "*$Filter*" })
        [pscustomobject] $part
    }
}

function Get-Mutant([object] $Part, [Collections.Generic.HashSet[string]] $Dropped) {
    Write-Heading "Stryker: $($Part.Project), $($Part.Folders -join ', ')"
    $output = "$PSScriptRoot/artifacts/mutation/$($Part.Name)"
    $arguments = @(
        '--config-file', "$PSScriptRoot/tests/mutation/$($Part.Name).json"
        '--output', $output
        foreach ($name in $Part.Folders) { '--mutate', ($name -eq '.' ? '*.cs' : "**/$name/**/*.cs") }
    )
    Remove-Item -LiteralPath $output -Recurse -Force -ErrorAction Ignore
    # The projects of tests leave out what takes long.
    Invoke-WithEnvironment @{ MutatedPart = $Part.Name; RunAnalyzers = 'false' } {
        Push-Location -LiteralPath "$PSScriptRoot/$($Part.Tests)"
        & dotnet stryker @arguments | Tee-Object -Variable said | Out-Host
        Pop-Location
        Get-DroppedMethod $said | ForEach-Object { $null = $Dropped.Add("$($Part.Project): $_") }
    }
    Read-MutationReport "$output/reports/mutation-report.json" $Part.Project
}

function Invoke-Mutation {
    $dropped = [Collections.Generic.HashSet[string]]::new()
    $mutants = @(Get-MutatedPart | Where-Object Folders | ForEach-Object { Get-Mutant $_ $dropped })
    Write-MutationSummary $mutants $dropped
    [int] ((Get-MutationScore ($mutants | Where-Object Project -EQ Tracking.Core)) -lt 85)
}

# The folder is the module as it is installed: the manifest, and what it names.
function Invoke-Package {
    if (-not $NoBuild) {
        Invoke-Build
    }

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

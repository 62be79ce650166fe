# Other processes that tests start, watch, trace and kill: the small driver of tests/driver, which starts ten times as fast as
# a pwsh, and pwsh itself.

Set-StrictMode -Version 3
$ErrorActionPreference = 'Stop'

Import-Module "$PSScriptRoot/../runner/ChildPwsh.psm1"

$manifest = [IO.Path]::GetFullPath("$PSScriptRoot/../../Tracking.psd1")
$driver = [IO.Path]::GetFullPath("$PSScriptRoot/../driver/bin/Release/net10.0/Tracking.Driver.dll")
$started = [Collections.Generic.List[Diagnostics.Process]]::new()

<#
.SYNOPSIS
The command, with its arguments, that runs the driver.
#>
function Get-DriverCommand([Parameter(Mandatory)] [string[]] $Arguments) {
    if (-not (Test-Path -LiteralPath $driver)) {
        throw "The driver is not built. './build.ps1 test' builds it, or 'dotnet build -c Release tests/driver'."
    }

    $pwsh = Get-PwshCommand
    @($pwsh.Arguments ? $pwsh.FilePath : 'dotnet'; $driver; $Arguments)
}

<#
.SYNOPSIS
The command, with its arguments, that runs a script in a new pwsh with the module imported; an error ends the script.
#>
function Get-ScriptCommand([Parameter(Mandatory)] [string] $Script) {
    $pwsh = Get-PwshCommand
    $text = "`$ErrorActionPreference = 'Stop'; Import-Module '$($manifest -replace "'", "''")'`n$Script"
    @($pwsh.FilePath; $pwsh.Arguments; '-NoProfile'; '-NonInteractive'; '-Command'; $text)
}

<#
.SYNOPSIS
Runs a script's file in a new pwsh that has the module where a user has it, as a scheduler does; returns what Invoke-Child does.
#>
function Invoke-ScheduledScript([Parameter(Mandatory)] [string] $Path, [string[]] $Arguments = @(), [hashtable] $Environment = @{}) {
    $modules = "$Path.modules"
    if (-not (Test-Path $modules)) {
        $null = New-Item -ItemType Directory $modules
        $null = New-Item -ItemType SymbolicLink "$modules/Tracking" -Target (Split-Path $manifest)
    }

    $pwsh = Get-PwshCommand
    Invoke-Child @($pwsh.FilePath; $pwsh.Arguments; '-NoProfile'; '-NonInteractive'; '-File'; $Path; $Arguments) -Environment (@{ PSModulePath = $modules; NO_COLOR = '1' } + $Environment)
}

<#
.SYNOPSIS
The words that, before a command, have strace write the command's calls to a log.

.PARAMETER Path
Only calls on these paths are traced, and counted where some are to be tampered with.

.PARAMETER Inject
What strace is to do to a call: 'fsync:error=EIO:when=2', 'pwrite64:signal=SIGKILL:when=5'. A number counts the calls of one thread.
#>
function Get-StracePrefix {
    param(
        [Parameter(Mandatory)]
        [string] $Log,

        [Parameter(Mandatory)]
        [string[]] $Trace,

        [string[]] $Path = @(),

        [string] $Inject
    )

    @(
        'strace', '-f', '-qq', '-y', '-ttt', '-s', '80', '-o', $Log, '-e', "trace=$($Trace -join ',')", '-e', 'signal=none'
        # A filter in the kernel keeps all other calls at full speed; with one, strace 6.1 delivers no signals of its own.
        if ($Inject -notlike '*signal=*') { '--seccomp-bpf' }
        if ($Inject) { '-e', "inject=$Inject" }
        foreach ($one in $Path) { '-P', $one }
    )
}

<#
.SYNOPSIS
Reads a log of strace: one object a call, with Time (seconds), Thread, Name, Arguments and Result, in the order of their beginning.
#>
function Get-TracedCall([Parameter(Mandatory)] [string] $Log) {
    $pending = @{}
    foreach ($line in [IO.File]::ReadLines($Log)) {
        if ($line -match '^(?<thread>\d+) +(?<time>[\d.]+) (?<name>\w+)\((?<arguments>.*)\) += (?<result>.*)$' -or
            $line -match '^(?<thread>\d+) +(?<time>[\d.]+) (?<name>\w+)\((?<arguments>.*?) ?<unfinished \.\.\.>$') {
            $call = [pscustomobject] @{
                Time      = [double] $Matches.time
                Thread    = [int] $Matches.thread
                Name      = $Matches.name
                Arguments = $Matches.arguments
                Result    = $Matches['result']
                End       = [double] $Matches.time
            }
            if ($null -eq $call.Result) { $pending[$call.Thread] = $call }
            $call
        }
        elseif ($line -match '^(?<thread>\d+) +(?<time>[\d.]+) <\.\.\. \w+ resumed>(?<arguments>.*)\) += (?<result>.*)$') {
            $call = $pending[[int] $Matches.thread]
            $call.Arguments += $Matches.arguments
            $call.Result = $Matches.result
            $call.End = [double] $Matches.time
        }
    }
}

<#
.SYNOPSIS
Starts a process whose output is collected; Wait-Child returns it.
#>
function Start-Child {
    param(
        [Parameter(Mandatory, Position = 0)]
        [string[]] $Command,

        [hashtable] $Environment = @{}
    )

    $start = [Diagnostics.ProcessStartInfo] @{
        FileName               = $Command[0]
        RedirectStandardInput  = $true
        RedirectStandardOutput = $true
        RedirectStandardError  = $true
    }
    foreach ($argument in $Command | Select-Object -Skip 1) {
        $start.ArgumentList.Add($argument)
    }

    $start.Environment['NO_COLOR'] = '1'
    foreach ($name in $Environment.Keys) {
        $start.Environment[$name] = $Environment[$name]
    }

    $process = [Diagnostics.Process]::Start($start)
    $started.Add($process)
    [pscustomobject] @{
        Process = $process
        Lines   = [Collections.Generic.List[string]]::new()
        Rest    = $null
        Error   = $process.StandardError.ReadToEndAsync()
    }
}

<#
.SYNOPSIS
Reads what else a child says in the background, so that it never waits for a reader; Wait-Child returns it.
#>
function Skip-ChildLine([Parameter(Mandatory)] [object] $Child) {
    $Child.Rest ??= $Child.Process.StandardOutput.ReadToEndAsync()
}

<#
.SYNOPSIS
Reads a child's output up to a line that matches, and returns that line; nothing when the child has ended before.
#>
function Read-ChildLine {
    param(
        [Parameter(Mandatory, Position = 0)]
        [object] $Child,

        [Parameter(Mandatory, Position = 1)]
        [string] $Pattern
    )

    while ($null -ne ($line = $Child.Process.StandardOutput.ReadLine())) {
        $Child.Lines.Add($line)
        if ($line -match $Pattern) {
            return $line
        }
    }
}

<#
.SYNOPSIS
Waits for a child's end; returns all Lines of its output, its Error text and its ExitCode, which is 128 and the signal's number when one killed it.
#>
function Wait-Child {
    param(
        [Parameter(Mandatory, Position = 0)]
        [object] $Child,

        [int] $TimeoutSeconds = 120
    )

    $Child.Process.StandardInput.Close()
    Skip-ChildLine $Child
    if (-not $Child.Process.WaitForExit($TimeoutSeconds * 1000)) {
        $Child.Process.Kill($true)
        throw "Process $($Child.Process.Id) had not ended after $TimeoutSeconds s. It said: $($Child.Lines -join '; ') $($Child.Rest.GetAwaiter().GetResult())"
    }

    foreach ($line in $Child.Rest.GetAwaiter().GetResult() -split '\r?\n' -ne '') {
        $Child.Lines.Add($line)
    }

    [pscustomobject] @{
        Lines    = @($Child.Lines)
        Error    = $Child.Error.GetAwaiter().GetResult().Trim()
        ExitCode = $Child.Process.ExitCode
    }
}

<#
.SYNOPSIS
Starts a process and waits for its end.
#>
function Invoke-Child([Parameter(Mandatory)] [string[]] $Command, [hashtable] $Environment = @{}, [int] $TimeoutSeconds = 120) {
    Wait-Child (Start-Child $Command -Environment $Environment) -TimeoutSeconds $TimeoutSeconds
}

<#
.SYNOPSIS
Kills a child by SIGKILL and returns what Wait-Child does.
#>
function Stop-Child([Parameter(Mandatory)] [object] $Child) {
    $Child.Process.Kill()
    Wait-Child $Child
}

<#
.SYNOPSIS
Starts a pwsh, with the module, that does what Invoke-ScriptHost hands it, all of it in one thread.
#>
function Start-ScriptHost([hashtable] $Environment = @{}) {
    $script = {
        $ErrorActionPreference = 'Continue'
        while ($null -ne ($line = [Console]::In.ReadLine())) {
            $text = [Text.Encoding]::UTF8.GetString([Convert]::FromBase64String($line))
            $said = try { . ([scriptblock]::Create($text)) 2>&1 3>&1 } catch { $_ }
            $lines = foreach ($one in $said) {
                if ($one -is [Management.Automation.ErrorRecord]) { "error $($one.FullyQualifiedErrorId) $one" }
                elseif ($one -is [Management.Automation.WarningRecord]) { "warning $one" }
                else { "$one" }
            }
            $lines -replace '\r?\n', ' ' | ForEach-Object { [Console]::Out.WriteLine("| $_") }
            [Console]::Out.WriteLine('done')
        }
    }
    Start-Child (Get-ScriptCommand $script) -Environment $Environment
}

<#
.SYNOPSIS
Runs a script in a host, in its scope, and returns each thing that came out of it as a text: errors as 'error', id and message, warnings as 'warning' and message.
#>
function Invoke-ScriptHost([Parameter(Mandatory, Position = 0)] [object] $ScriptHost, [Parameter(Mandatory, Position = 1)] [string] $Script) {
    $ScriptHost.Process.StandardInput.WriteLine([Convert]::ToBase64String([Text.Encoding]::UTF8.GetBytes($Script)))
    $ScriptHost.Process.StandardInput.Flush()
    while ($true) {
        $line = $ScriptHost.Process.StandardOutput.ReadLine()
        if ($null -eq $line) { throw "The host has ended: $($ScriptHost.Error.GetAwaiter().GetResult())" }
        if ($line -eq 'done') { return }
        $line -replace '^\| '
    }
}

<#
.SYNOPSIS
Lets strace tamper with a running process's calls, from now on; returns the strace, which Stop-Tracer ends.
#>
function Start-Tracer {
    param(
        [Parameter(Mandatory)]
        [int] $ProcessId,

        [Parameter(Mandatory)]
        [string] $Log,

        [Parameter(Mandatory)]
        [string[]] $Trace,

        [string[]] $Path = @(),

        [string] $Inject
    )

    $command = Get-StracePrefix $Log $Trace -Path $Path -Inject $Inject | Where-Object { $_ -ne '--seccomp-bpf' }
    $tracer = Start-Child @($command; '-p'; "$ProcessId")
    while ($true) {
        $tracers = Get-Content "/proc/$ProcessId/task/*/status" -ErrorAction Ignore | Select-String '^TracerPid:\s+(\d+)' | ForEach-Object { $_.Matches[0].Groups[1].Value } | Sort-Object -Unique
        if ("$tracers" -eq "$($tracer.Process.Id)") { break }
        if ($tracer.Process.HasExited) { throw "strace could not attach: $($tracer.Error.GetAwaiter().GetResult())" }
        Start-Sleep -Milliseconds 5
    }

    $tracer
}

<#
.SYNOPSIS
Ends a strace that was attached; the process goes on untraced.
#>
function Stop-Tracer([Parameter(Mandatory)] [object] $Tracer) {
    Send-Signal INT $Tracer.Process.Id
    $null = Wait-Child $Tracer
}

<#
.SYNOPSIS
Sends a process a signal by its name.
#>
function Send-Signal([Parameter(Mandatory)] [string] $Name, [Parameter(Mandatory)] [int] $ProcessId) {
    & (Get-Command kill -CommandType Application | Select-Object -First 1) "-$Name" $ProcessId
}

<#
.SYNOPSIS
Kills whatever of the started processes still runs: for an AfterAll, when a test has failed half way.
#>
function Stop-AllChildren {
    foreach ($process in $started) {
        if (-not $process.HasExited) { $process.Kill($true) }
        $process.Dispose()
    }

    $started.Clear()
}

<#
.SYNOPSIS
Whether a program is there and does its work: the command ends with 0.
#>
function Test-Program([Parameter(Mandatory)] [string[]] $Command) {
    $name, $arguments = $Command
    try {
        & $name @arguments *> $null
        $LASTEXITCODE -eq 0
    }
    catch [Management.Automation.CommandNotFoundException] {
        $false
    }
}

<#
.SYNOPSIS
Whether strace is there and may trace.
#>
function Test-Strace {
    Test-Program 'strace', '-o', '/dev/null', '-f', '--seccomp-bpf', '-e', 'trace=openat', 'true'
}

<#
.SYNOPSIS
Whether strace may trace a process that it has not started itself.
#>
function Test-Attach {
    if (-not (Test-Strace)) { return $false }
    $sleeper = Start-Child 'sleep', '60'
    try {
        Stop-Tracer (Start-Tracer $sleeper.Process.Id -Log /dev/null -Trace fsync)
        $true
    }
    catch {
        $false
    }
    finally {
        $null = Stop-Child $sleeper
    }
}

<#
.SYNOPSIS
Whether a file is one JSON document, strictly.
#>
function Test-JsonFile([Parameter(Mandatory)] [string] $Path) {
    try {
        [Text.Json.JsonDocument]::Parse([ReadOnlyMemory[byte]]::new([IO.File]::ReadAllBytes($Path))).Dispose()
        $true
    }
    catch [Text.Json.JsonException] {
        $false
    }
}

Export-ModuleMember -Function *-*

# The server of tests/postgres/serve.sh for the tests of a file: `Import-Module $PSScriptRoot/PostgresServer.psm1`.

Set-StrictMode -Version 3
$ErrorActionPreference = 'Stop'

<#
.SYNOPSIS
Why the tests that need a server are skipped; nothing where one is installed.
#>
function Get-PostgresLack {
    if (-not (Test-Path '/usr/lib/postgresql/*/bin/initdb') -and -not (Get-Command pg_config -ErrorAction Ignore)) {
        "no PostgreSQL server is installed here (Debian's package 'postgresql')"
    }
}

<#
.SYNOPSIS
Starts a server that goes away with this process, at the latest; returns its Port and Folder.

.PARAMETER Durable
Commits come to the disk, as they do in a server that is meant to keep something.

.PARAMETER Below
Where the server's folder is made, instead of the temporary folder.
#>
function Start-PostgresServer {
    param(
        [switch] $Durable,

        [string] $Below
    )

    $start = [Diagnostics.ProcessStartInfo]::new('/bin/sh', [string[]] @("$PSScriptRoot/../postgres/serve.sh", '-c', "fsync=$($Durable ? 'on' : 'off')"))
    if ($Below) {
        $start.Environment['TMPDIR'] = $Below
    }

    $start.RedirectStandardInput = $true
    $start.RedirectStandardOutput = $true
    $process = [Diagnostics.Process]::Start($start)
    $place = $process.StandardOutput.ReadLine()
    if (-not $place) {
        throw 'The PostgreSQL server did not start; it says why above.'
    }

    $port, $folder, $null = $place -split ' '
    [pscustomobject] @{ Port = [int] $port; Folder = $folder; Process = $process; Databases = 0 }
}

<#
.SYNOPSIS
Stops a server as a machine that goes down does, or starts it again where it was.
#>
function Switch-PostgresServer([object] $Server, [ValidateSet('Off', 'On')] [string] $To) {
    $Server.Process.StandardInput.WriteLine($To -eq 'Off' ? 'stop' : 'start')
    if ($Server.Process.StandardOutput.ReadLine() -ne 'done') {
        throw "The PostgreSQL server cannot be switched $To; it says why above."
    }
}

<#
.SYNOPSIS
Makes an empty database and returns its connection string.
#>
function New-PostgresDatabase([object] $Server) {
    $name = "test_$((++$Server.Databases))"
    Invoke-Psql $Server postgres "CREATE DATABASE $name"
    "Host=127.0.0.1;Port=$($Server.Port);Database=$name;Username=owner"
}

<#
.SYNOPSIS
Runs SQL and returns what it gives, a line a row.
#>
function Invoke-Psql([object] $Server, [string] $Database, [string] $Sql) {
    & psql -h 127.0.0.1 -p $Server.Port -U owner -d $Database -X -q -A -t -v ON_ERROR_STOP=1 -c $Sql
    if ($LASTEXITCODE) {
        throw 'psql failed; it says why above.'
    }
}

function Stop-PostgresServer([object] $Server) {
    $Server.Process.StandardInput.Close()
    $null = $Server.Process.WaitForExit(30000)
    $Server.Process.Dispose()
}

# Measures script blocks and processes in turn, A B, B A, A B …, as Turns.cs does for C#.

Set-StrictMode -Version 3
$ErrorActionPreference = 'Stop'

$warmUps = 3

function Get-Median([double[]] $Value) {
    $sorted = [double[]] ($Value | Sort-Object)
    $middle = $sorted.Count -shr 1
    $sorted.Count % 2 ? $sorted[$middle] : ($sorted[$middle - 1] + $sorted[$middle]) / 2
}

<#
.SYNOPSIS
One that takes part: a script block that does something so many times, and what is made ready before each round and not measured.
#>
function New-Contender {
    param(
        [Parameter(Mandatory, Position = 0)]
        [string] $Name,

        [Parameter(Mandatory, Position = 1)]
        [long] $Operations,

        [Parameter(Mandatory, Position = 2)]
        [scriptblock] $Work,

        [scriptblock] $Before = { }
    )

    @{ Name = $Name; Operations = $Operations; Work = $Work; Before = $Before; Times = [Collections.Generic.List[double]]::new() }
}

<#
.SYNOPSIS
Measures contenders in turn and puts the median of each, in nanoseconds an operation, into -Result under its name.
#>
function Measure-Contender {
    param(
        [Parameter(Mandatory)]
        [hashtable[]] $Contender,

        [Parameter(Mandatory)]
        [int] $Rounds,

        [Parameter(Mandatory)]
        [hashtable] $Result
    )

    $clock = [Diagnostics.Stopwatch]::new()
    $last = $Contender.Count - 1
    for ($round = - $warmUps; $round -lt $Rounds; $round++) {
        for ($i = 0; $i -le $last; $i++) {
            $one = $Contender[$round % 2 ? $last - $i : $i]
            . $one.Before
            [GC]::Collect()
            [GC]::WaitForPendingFinalizers()
            $clock.Restart()
            . $one.Work
            $clock.Stop()
            if ($round -ge 0) {
                $one.Times.Add($clock.Elapsed.TotalNanoseconds / $one.Operations)
            }
        }
    }

    foreach ($one in $Contender) {
        $Result[$one.Name] = Get-Median $one.Times
        Write-Host ('  {0,-40} {1,16:N1}' -f $one.Name, $Result[$one.Name])
    }
}

Export-ModuleMember -Function New-Contender, Measure-Contender

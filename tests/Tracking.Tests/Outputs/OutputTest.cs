using System;
using System.Diagnostics.CodeAnalysis;

namespace Tracking.Tests.Outputs;

/// <summary>A test of what comes back of a step's output. <c>Get-Trip { … }</c> gives an <see cref="OutputTrip"/>.</summary>
[SuppressMessage("Design", "CA1052", Justification = "It is a base class.")]
public abstract class OutputTest : ModuleTest
{
    protected OutputTest() => Run("""
        Set-StrictMode -Version 3
        $ErrorActionPreference = 'Stop'
        function Get-Trip([scriptblock] $Script) {
            $came = @(& $Script)
            [Tracking.Tests.Outputs.OutputTrip]::Of($came)
        }
        """);

    /// <summary>What a script's output comes to when it is kept.</summary>
    protected OutputTrip Trip(string script) => Run($"Get-Trip {{ {script} }}").Only<OutputTrip>();

    /// <summary>What a script's output comes back as, with each object as <c>$_</c> in a check: the checks' answers.</summary>
    protected string[] Checked(string script, string check) => Output($$"""
        $trip = Get-Trip { {{script}} }
        if ($null -eq $trip.Text) { throw "It is not kept, since $($trip.Reason)." }
        foreach ($one in $trip.Objects) { ForEach-Object -InputObject $one { {{check}} } }
        """);

    protected static string Quoted(string script) => $"'{script.Replace("'", "''", StringComparison.Ordinal)}'";
}

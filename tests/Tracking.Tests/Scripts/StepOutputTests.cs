using System;
using System.Linq;
using Xunit;

namespace Tracking.Tests.Scripts;

/// <summary>What a completed step put out, when another run continues its run.</summary>
public sealed class StepOutputTests : ScriptTest
{
    [Theory]
    [InlineData("5", "$_ -is [int] -and $_ -eq 5")]
    [InlineData("5L", "$_ -is [long]")]
    [InlineData("\"a`n`0`e$([char] 0xD83D)<&>_x0041_\"", "$_ -is [string] -and $_ -ceq \"a`n`0`e$([char] 0xD83D)<&>_x0041_\"")]
    [InlineData("$null", "$null -eq $_")]
    [InlineData("", "throw 'never'", 0)]
    [InlineData("1, 'b', $null, $true", "$_ -in 1, 'b', $null, $true", 4)]
    [InlineData("@{ k = 1; deep = @{ deeper = @{ n = 2 } } }", "$_ -is [hashtable] -and $_.k -eq 1 -and $_.deep.deeper.n -eq 2")]
    [InlineData(", (1, (2, 3))", "$_.Count -eq 2 -and $_[1][1] -eq 3")]
    [InlineData(", @()", "$_.Count -eq 0 -and $null -ne $_")]
    [InlineData("[pscustomobject] @{ a = 1; b = [pscustomobject] @{ c = 2 } }", "$_.a -eq 1 -and $_.b.c -eq 2")]
    [InlineData("[datetime]::new(2024, 5, 6, 12, 0, 0, [DateTimeKind]::Utc)", "$_ -is [datetime] -and $_.Kind -eq 'Utc'")]
    [InlineData(", [byte[]] (1, 2)", "$_ -is [byte[]] -and $_.Count -eq 2")]
    [InlineData("Get-Item $manifest", "$_.PSTypeNames -contains 'Deserialized.System.IO.FileInfo' -and $_.FullName -ceq $manifest")]
    [InlineData("'x' | Add-Member Size 5 -PassThru", "$_ -is [string] -and $_.Size -eq 5")]
    [InlineData("Set-Content lines (1..50); Get-Content lines", "$_ -is [string] -and $null -eq $_.PSObject.Properties['PSPath']", 50)]
    [InlineData("1..1000", "$_ -is [int]", 1000)]
    public void It_comes_out_again_as_it_was(string script, string check, int count = 1)
    {
        var first = Run($$"""
            $script = [scriptblock]::Create({{Quoted(script)}})
            try { Invoke-TrackRun a001 { Invoke-TrackStep s $script; throw 'x' } } catch { if ("$_" -ne 'x') { throw } }
            """);
        Assert.Equal(count, first.Objects.Count);
        // Each of the objects as $_, an array too.
        var again = Run($$"""
            $check = [scriptblock]::Create({{Quoted(check)}})
            $came = @(Invoke-TrackRun a001 -Resume { Invoke-TrackStep s { throw 'never' } } | ForEach-Object { , $_ })
            foreach ($one in $came) { ForEach-Object -InputObject $one $check }
            """);
        Assert.Empty(again.Warnings);
        Assert.Equal(Enumerable.Repeat("True", count), again.Output);
    }

    private static string Quoted(string script) => $"'{script.Replace("'", "''", StringComparison.Ordinal)}'";
}

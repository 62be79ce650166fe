using System;
using System.Linq;
using Xunit;

namespace Tracking.Tests.Scripts;

/// <summary>What a completed step put out, when its run is taken up again.</summary>
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
            $came = [Collections.Generic.List[object]]::new()
            Invoke-TrackRun a001 -Resume { Invoke-TrackStep s { throw 'never' } } | ForEach-Object { $came.Add($_) }
            foreach ($one in $came) { ForEach-Object -InputObject $one $check }
            """);
        Assert.Empty(again.Warnings);
        Assert.Equal(Enumerable.Repeat("True", count), again.Output);
    }

    [Theory]
    [InlineData("70 KB of text", "'x' * 70kb")]
    [InlineData("1,001 objects", "1..1001")]
    [InlineData("many files", "Get-ChildItem \"$(Split-Path $manifest)/../*.dll\" | Select-Object -First 60")]
    public void Nothing_comes_of_it_where_it_was_too_large_and_a_warning_says_so(string name, string script)
    {
        Run($$"""
            $script = [scriptblock]::Create({{Quoted(script)}})
            $count = @(& $script).Count
            $came = @(try { Invoke-TrackRun a001 { Invoke-TrackStep s $script; throw 'x' } } catch { })
            if ($came.Count -ne $count) { throw 'Not all came out.' }
            """);
        Assert.False(Run("(Search-Track a001 -Data @{ Outcome = 'Completed' }).Data.Contains('Output')").Only<bool>(), name);
        var again = Run("Invoke-TrackRun a001 -Resume { Invoke-TrackStep s { throw 'never' }; 'on' }");
        Assert.Equal(["on"], again.Output);
        Assert.Matches("Step 's'.*too large", Assert.Single(again.Warnings));
    }

    [Fact]
    public void Of_one_that_is_too_large_little_is_read_since_all_of_a_thousand_files_would_take_seconds()
    {
        Assert.InRange(Run("""
            $read = [Collections.Generic.List[int]]::new()
            $objects = 1..900 | ForEach-Object {
                [pscustomobject] @{ N = $_ } | Add-Member ScriptProperty Text { $read.Add($this.N); 'x' * 1000 } -PassThru
            }
            $null = Invoke-TrackStep s { $objects }
            $read.Count
            """).Only<int>(), 61, 399);
    }

    private static string Quoted(string script) => $"'{script.Replace("'", "''", StringComparison.Ordinal)}'";
}

using System;
using System.Linq;
using Xunit;

namespace Tracking.Tests.Resuming;

/// <summary>What a step leaves besides its output is told of when the step is skipped.</summary>
public sealed class TraceTests : ResumingTest
{
    [Theory]
    [InlineData("$list = 'a', 'b'")]
    [InlineData("[string[]] $list, $other = 'a', 'b'")]
    [InlineData("$script:list += 'a'")]
    [InlineData("$table['a'] = 1")]
    [InlineData("$table.a = 1")]
    [InlineData("$table.inner['a'].size = 1")]
    [InlineData("$table['a']++")]
    [InlineData("$null = $things.Add('a')")]
    [InlineData("'a', 'b' | ForEach-Object { $things.Add($_) }")]
    [InlineData("$things.AddRange([string[]] ('a', 'b'))")]
    [InlineData("$table.inner.Remove('a')")]
    [InlineData("'a', 'b' | Tee-Object -Variable list | Out-Null")]
    [InlineData("$null = Get-Item . -OutVariable list")]
    [InlineData("Set-Variable list 'a'")]
    [InlineData(". ./vars.ps1")]
    [InlineData("foreach ($list in 'a', 'b') { }")]
    [InlineData("Set-Location ..")]
    [InlineData("Push-Location ..")]
    [InlineData("if ($true) { try { $list = 'a' } finally { } }")]
    [InlineData(". { $list = 'a' }")]
    public void It_is_told(string block)
    {
        Run("""
            $things = [Collections.Generic.List[string]]::new()
            $table = @{ a = 0; inner = @{ a = [pscustomobject]@{ size = 0 } } }
            Set-Content vars.ps1 '$list = 1'
            """);
        Fail("end");
        Run($"$script = [scriptblock]::Create(@'\nInvoke-TrackStep first {{ {block} }}; Fail end\n'@); Again t $script");
        Fail();
        var result = Run("Set-Location $folder; Again t $script");
        Assert.Contains("Step 'first' was completed before and is skipped", result.Warnings.Single(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("'a', 'b'")]
    [InlineData("& { $list = 'a' }")]
    [InlineData("function Get-It { $list = 'a'; $list }; Get-It")]
    [InlineData("$null = 'a'")]
    [InlineData("[IO.Path]::Combine('a', 'b')")]
    [InlineData("'a'.Replace('a', 'b')")]
    [InlineData("$table.a")]
    [InlineData("$table.ContainsKey('a')")]
    [InlineData("Push-Location ..; Pop-Location")]
    public void What_leaves_nothing_is_not(string block)
    {
        Fail("end");
        Run($"$table = @{{ a = 0 }}; $script = [scriptblock]::Create(@'\nInvoke-TrackStep first {{ {block} }}; Fail end\n'@); Again t "
            + "$script");
        Fail();
        Assert.Empty(Run("Again t $script").Warnings);
    }
}

using System;
using System.Linq;
using Xunit;

namespace Tracking.Tests.Scripts;

/// <summary>Objects piped to Invoke-TrackStep: each is a step, and its text the step's key, unless -Key is given (rule 7.2).</summary>
public sealed class PipedStepTests : ScriptTest
{
    [Fact]
    public void An_empty_text_is_a_key_as_any_other_and_white_space_is_not_the_same()
    {
        Assert.Equal(["<>", "< >", "<  >", "<a>"], Output("Invoke-TrackRun a001 { '', ' ', '  ', 'a' | Invoke-TrackStep s { \"<$_>\" } }"));
        Assert.Equal(["1 s[] Completed", "1 s[ ] Completed", "1 s[  ] Completed", "1 s[a] Completed"], Steps("a001"));
        Assert.Equal(["0", "1", "2", "1"], Output("Get-TrackStep a001 | ForEach-Object { $_.Key.Length }"));
        Assert.Equal(["1 Finished"], Runs("a001"));
    }

    [Theory]
    [InlineData("'', 'a' | Invoke-TrackStep s { $did.Add($_) }", "s[]", "s[a]")]
    [InlineData("'', ' ', \"`t\", \"`n\" | Invoke-TrackStep s { $did.Add($_) }", "s[]", "s[ ]", "s[\t]", "s[\n]")]
    [InlineData("1, 2 | Invoke-TrackStep s { $did.Add($_) } -Key { '' * $_ + 'x' * ($_ - 1) }", "s[]", "s[x]")]
    [InlineData("'a,b', ',1', 'x,2' | ConvertFrom-Csv | Invoke-TrackStep s { $did.Add($_) } -Key { $_.a }", "s[]", "s[x]")]
    [InlineData("$null, 'a' | Invoke-TrackStep s { $did.Add($_) }", "s", "s[a]")]
    [InlineData("[DBNull]::Value, 'a' | Invoke-TrackStep s { $did.Add($_) }", "s", "s[a]")]
    [InlineData("1, 2 | Invoke-TrackStep s { $did.Add($_) } -Key { $_ -eq 2 ? 'two' : $null }", "s", "s[two]")]
    [InlineData("'', $null | Invoke-TrackStep s { $did.Add($_) }", "s[]", "s")]
    [InlineData("'' | Invoke-TrackStep s { '' | Invoke-TrackStep t { $did.Add($_) } }", "s[]", "s[]/t[]")]
    [InlineData("'' | Invoke-TrackStep { \"x$_\" } { $did.Add($_) }", "x")]
    [InlineData("Invoke-TrackStep s { $did.Add($_) } -InputObject ''", "s")]
    public void A_run_that_continues_theirs_skips_them_in_memory_and_in_a_file(string steps, params string[] paths)
    {
        foreach (var store in new[] { ":memory:", FilePath("s.json") })
        {
            Assert.Equal([.. paths, "", "0", .. paths], Output($$"""
                $null = if ('{{store}}' -eq ':memory:') { Open-TrackStore -InMemory } else { Open-TrackStore '{{store}}' }
                $did = [Collections.Generic.List[object]]::new()
                $end = $true
                $script = { {{steps}} > $null; if ($end) { throw 'x' } }
                try { Invoke-TrackRun a001 -Key k $script } catch { if ("$_" -ne 'x') { throw } }
                (Get-TrackStep a001).Path
                if ('{{store}}' -ne ':memory:') { Close-TrackStore; $null = Open-TrackStore '{{store}}' }
                ''
                $did.Clear(); $end = $false
                Invoke-TrackRun a001 -Key k -Resume $script 6> $null
                $did.Count
                Get-TrackStep -RunId 2 | Where-Object WasCarriedOver | ForEach-Object Path
                """));
        }
    }

    [Theory]
    [InlineData("'', ''", "s[]")]
    [InlineData("$null, $null", "s")]
    [InlineData("$null, [DBNull]::Value", "s")]
    [InlineData("' ', ' '", "s[ ]")]
    public void Two_that_cannot_be_told_apart_are_told_of_and_both_run(string objects, string path)
    {
        var result = Run($"Invoke-TrackRun a001 {{ {objects} | Invoke-TrackStep s {{ 'did' }} }}");
        Assert.Equal(["did", "did"], result.Output);
        Assert.Contains($"'{path}'", Assert.Single(result.Warnings), StringComparison.Ordinal);
        Assert.Equal([$"1 {path} Completed", $"1 {path} Completed"], Steps("a001"));
    }

    [Fact]
    public void A_name_that_comes_out_empty_and_a_key_that_is_given_empty_are_refused()
    {
        foreach (var name in new[] { "{ $_ }", "{ }", "{ $null }" })
            Assert.Equal(["TrackNameInvalid"], Ids($"'' | Invoke-TrackStep {name} {{ 'no' }}"));
        Assert.Equal(["ParameterArgumentValidationError", "ParameterArgumentValidationError"],
            Ids("Invoke-TrackStep s { 'no' } -Key '' -ErrorAction Continue").Concat(Ids("Invoke-TrackStep s { 'no' } -Key $null")));
        Assert.Equal(["ParameterArgumentValidationError"], Ids("Invoke-TrackRun s { 'no' } -Key ''"));
        Assert.Empty(Output("Get-TrackRun"));
    }

    private string[] Ids(string script) =>
        [.. Attempt(script).ErrorIds.Select(id => id.Split(',')[0])];
}

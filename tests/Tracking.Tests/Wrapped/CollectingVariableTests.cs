using System;
using Xunit;

namespace Tracking.Tests.Wrapped;

/// <summary>
/// <c>-ErrorVariable</c>, <c>-WarningVariable</c>, <c>-InformationVariable</c> and <c>-OutVariable</c> collect what comes out of a block,
/// each thing once, wherever the cmdlet stands.
/// </summary>
public sealed class CollectingVariableTests : ModuleTest
{
    private const string All = " -ErrorVariable e -WarningVariable w -InformationVariable i -OutVariable o";
    private const string Block = "{ 'o1'; Write-Error e1; Write-Warning w1; Write-Information i1; Get-Item /none; 'o2' }";
    private const string Collected = "e1, /none; w1; i1; o1, o2";

    /// <summary>CALL stands for a cmdlet and its first argument; <c>$e</c>, <c>$w</c>, <c>$i</c> and <c>$o</c> are looked at.</summary>
    [Theory]
    [InlineData("CALL " + Block + All, Collected)]
    [InlineData("$all = @{ ErrorVariable = 'e'; WarningVariable = 'w'; InformationVariable = 'i'; OutVariable = 'o' }; CALL " + Block
        + " @all", Collected)]
    [InlineData("CALL " + Block + All + " -ErrorAction SilentlyContinue -WarningAction SilentlyContinue", Collected)]
    [InlineData("$e = $w = $o = 'before'; CALL { 'o1'; Write-Error e1; Write-Warning w1 } -ErrorVariable +e -WarningVariable '+w' "
        + "-OutVariable +o; CALL { 'o2'; Write-Error e2; Write-Warning w2 } -ErrorVariable '+e' -WarningVariable +w -OutVariable '+o'",
        "before, e1, e2; before, w1, w2; ; before, o1, o2")]
    [InlineData("$e = 'before'; CALL { Write-Error e1 } -ErrorVariable e; CALL { 'o1' } -OutVariable e", "o1; ; ; ")]
    [InlineData("CALL { CALL { 'o1'; Write-Error e1; Write-Warning w1 } -ErrorVariable e2 -WarningVariable w2 -OutVariable o2 }" + All
        + "; $e += $e2; $w += $w2; $o += $o2", "e1, e1; w1, w1; ; o1, o1")]
    [InlineData("CALL { try { CALL { Write-Error e1; throw 'e2' } -ErrorVariable e2 } catch { } }" + All + "; $o = $e2", "e1; ; ; e1, e2")]
    [InlineData("try { CALL { 'o1'; Write-Error e1; throw 'e2' }" + All + " } catch { }", "e1, e2; ; ; o1")]
    [InlineData("try { CALL { Write-Error e1 -ErrorAction Stop }" + All + " } catch { }", "e1; ; ; ")]
    [InlineData("function F { [CmdletBinding()] param() CALL { 'o1'; Write-Error e1; Write-Warning w1; Write-Information i1 } }; F" + All,
        "e1; w1; i1; o1")]
    [InlineData("function F { [CmdletBinding()] param() CALL { Write-Error e1; Write-Warning w1 } -ErrorVariable e2 -WarningVariable w2; "
        + "\"$e2 $w2\" }; F" + All, "e1; w1; ; e1 w1")]
    [InlineData("$null = New-Module { function M { CALL " + Block + " -ErrorVariable e2; \"$($e2.Count) in it\" } }; M | Set-Variable o",
        "; ; ; o1, o2, 2 in it")]
    [InlineData("$null = New-Module { function M { [CmdletBinding()] param() CALL { 'o1'; Write-Error e1; Write-Warning w1 } } }; M" + All,
        "e1; w1; ; o1")]
    [InlineData("& { param($text) CALL { param($a, $b) \"$a $b $text\"; Write-Error $text } -ArgumentList 1, 2" + All
        + "; \"$e\", \"$o\" } 'e1' | Set-Variable o", "; ; ; 1 2 e1, e1, 1 2 e1")]
    [InlineData("1, 2 | ForEach-Object { CALL { \"o$_\"; Write-Error \"e$_\" } -ErrorVariable +e -OutVariable +o }", "e1, e2; ; ; o1, o2")]
    [InlineData("1 | ForEach-Object -Parallel { Import-Module $using:manifest; CALL " + Block + All
        + "; $o = @($o); \"$($e.Count) $w $i $o\" } | Set-Variable o", "; ; ; o1, o2, 2 w1 i1 o1 o2")]
    public void They_collect_what_comes_out_once(string script, string expected)
    {
        foreach (var (call, around) in new[]
        {
            ("Invoke-TrackRun t", "{0}"), ("Invoke-TrackStep -Name { \"s$((++$global:n))\" }", "{0}"),
            ("Invoke-TrackRun t", "Invoke-TrackStep s {{ {0} }}"),
        })
        {
            var whole = string.Format(null, around, script.Replace("CALL", call, StringComparison.Ordinal));
            var result = Attempt($$"""
                $null = Open-TrackStore -InMemory
                $e = $w = $i = $o = $null
                function Text($all) {
                    @(foreach ($one in $all) { "$one" -replace "^Cannot find path '/none'.*", '/none' }) -join ', '
                }
                $null = . { {{whole}} } 3> $null 6> $null
                "$(Text $e); $(Text $w); $(Text $i); $(Text $o)"
                """);
            Assert.Equal([expected], result.Output);
        }
    }
}

using System.Globalization;
using System.IO;
using Xunit;

namespace Tracking.Tests.Calls;

/// <summary>What a run is a run of, where nobody says so by a key.</summary>
public sealed class CallIdentityTests : CallTest
{
    private const string Nothing = "e3b0c44298fc1c149afbf4c8996fb924";

    [Theory]
    [InlineData("function f($Name, $Size = 5) { Get-CallIdentity }; f prod", "f: Name=prod; Size=5")]
    [InlineData(
        "function f { [CmdletBinding()] param([string] $Name, [int] $Size = 5, [switch] $Force) Get-CallIdentity }; f prod -Verbose -Force",
        "f: Force=True; Name=prod; Size=5")]
    [InlineData("function f { param($Name) Get-CallIdentity }; f", "f: Name=$null")]
    [InlineData("function f { param([string] $Name) Get-CallIdentity }; f", "f: Name=")]
    [InlineData("function f { Get-CallIdentity }; f a 2 -x", "f: args=@(a, 2, -x)")]
    [InlineData("function f($Name) { Get-CallIdentity }; f a b", "f: args=@(b); Name=a")]
    [InlineData("function f($Name) { & { Get-CallIdentity } }; f a", "f: Name=a")]
    [InlineData("function f($Name) { & { param($Name, $Other) Get-CallIdentity } b c }; f a", "f: Name=b; Name+=a; Other=c")]
    [InlineData("function f($Name) { . { Get-CallIdentity } }; f a", "f: Name=a")]
    [InlineData("function f($Name) { 1 | ForEach-Object { Get-CallIdentity } }; f a", "f: Name=a")]
    [InlineData("function f($Name) { foreach ($i in 1) { if ($i) { try { Get-CallIdentity } finally { } } } }; f a", "f: Name=a")]
    [InlineData("function g($Inner) { Get-CallIdentity }; function f($Name) { g 1 }; f a", "g: Inner=1")]
    [InlineData("function f($Name) { Get-CallIdentity }; . f a", "f: Name=a")]
    [InlineData("function f($Name, $Size = 7) { Get-CallIdentity }; . f a", "f: Name=a; Size=7")]
    [InlineData("function f($Name) { Get-CallIdentity }; . f a b", "f: args=@(b); Name=a")]
    [InlineData("function g($X) { Get-CallIdentity }; function f($X) { . g }; f a", "g: X=$null")]
    [InlineData("class C { static [object] Go($x) { return Get-CallIdentity } }; function f($Name) { [C]::Go(1) }; f a", "f: Name=a")]
    [InlineData("function f($Name) { @(1).ForEach({ Get-CallIdentity }) }; f a", "f: Name=a")]
    [InlineData("function f($Name) { Invoke-Command { Get-CallIdentity } }; f a", "f: Name=a")]
    [InlineData("function f($Name) { Invoke-Expression 'Get-CallIdentity' }; f a", "f: Name=a")]
    [InlineData("function e { begin { } process { $_ } }; function f($Name) { 1 | e | Get-CallIdentity }; f a", "f: Name=a")]
    [InlineData("function f($Name) { Get-CallIdentity }; $p = @{ Name = 'a' }; f @p", "f: Name=a")]
    [InlineData("function f($Name) { Get-CallIdentity }; $p = 'a', 'b'; f @p", "f: args=@(b); Name=a")]
    [InlineData("function f { param([Parameter(ValueFromPipeline)] $Name) process { Get-CallIdentity } }; 'a' | f", "f: Name=a")]
    [InlineData("function f { param([Parameter(ValueFromRemainingArguments)] $All) Get-CallIdentity }; f a b", "f: All=@(a, b)")]
    [InlineData("filter f { Get-CallIdentity }; 1 | f", "f: ")]
    [InlineData("filter f { $null = $_; Get-CallIdentity }; 1 | f", "f: _=1")]
    [InlineData("function f($Name) { process { $name = $PSItem; Get-CallIdentity } }; @{ a = 1 } | f b", "f: Name=@{a=1}; _=@{a=1}")]
    [InlineData("function f($Name) { $Name = 'b'; Get-CallIdentity }; f a", "f: Name=b")]
    [InlineData("function f($Name, $Of = \"x$Name\") { Get-CallIdentity }; f a", "f: Name=a; Of=xa")]
    [InlineData("function f { param([securestring] $Password, $Login, $Name) Get-CallIdentity }; " +
        "$s = ConvertTo-SecureString x -AsPlainText -Force; f $s ([pscredential]::new('u', $s)) a", "f: Name=a")]
    [InlineData("function f($Name) { Get-CallIdentity }; f @{ b = 1; A = 2, 3; c = [pscustomobject] @{ z = $null } }",
        "f: Name=@{a=@(2, 3); b=1; c=@{z=$null}}")]
    [InlineData("function f { [CmdletBinding()] param() dynamicparam { " +
        "$d = [Management.Automation.RuntimeDefinedParameterDictionary]::new(); " +
        "$a = [Collections.ObjectModel.Collection[Attribute]]::new(); $a.Add([Parameter]::new()); " +
        "$d.Add('Dynamic', [Management.Automation.RuntimeDefinedParameter]::new('Dynamic', [string], $a)); $d } " +
        "end { Get-CallIdentity } }; f -Dynamic a",
        "f: Dynamic=a")]
    [InlineData("Get-CallIdentity", ": ")]
    [InlineData("& { param($Name) Get-CallIdentity } a", ": Name=a")]
    [InlineData("& { Get-CallIdentity } a", ": args=@(a)")]
    [InlineData("$b = { param($Name) Get-CallIdentity }; function f($Other) { & $b $Other }; f a", "f: Name=a; Other=a")]
    [InlineData("$m = New-Module { function f($Name, $Size = 2) { & { Get-CallIdentity } } }; f a", "f: Name=a; Size=2")]
    [InlineData("function f($Name) { Get-CallIdentity }; $Name = 'outer'; 'a' | ForEach-Object { f $_ }", "f: Name=a")]
    public void It_is_the_nearest_function_with_all_its_parameters(string script, string expected) =>
        Assert.Equal(expected, Call($"& {{ {script} }}"));

    [Fact]
    public void A_script_file_is_one_too_however_it_is_called()
    {
        var path = FilePath("nightly.ps1");
        File.WriteAllText(path, "param([string] $Disk, $Size = 3)\n& { Get-CallIdentity }");
        string[] calls = ["& ./nightly.ps1 a", ". ./nightly.ps1 a", "./nightly.ps1 -Disk a", "function f($X) { & ./nightly.ps1 a }; f b"];
        foreach (var call in calls)
        {
            Assert.Equal("nightly.ps1: Disk=a; Size=3", Call($"& {{ {call} }}"));
            Assert.Equal([path], Output($"(& {{ {call} }}).Script"));
        }
        File.WriteAllText(path, "function f($Name) { Get-CallIdentity }; f b");
        Assert.Equal("f: Name=b", Call("./nightly.ps1"));
        File.WriteAllText(path, "Get-CallIdentity");
        Assert.Equal("nightly.ps1: args=@(a, 2)", Call("./nightly.ps1 a 2"));
    }

    [Fact]
    public void A_parallel_block_has_none() => Assert.Equal(": ", Call("""
        $assembly = [Tracking.Tests.Calls.GetCallIdentityCommand].Assembly
        function f($Name) {
            1 | ForEach-Object -Parallel { Import-Module -Assembly $using:assembly -DisableNameChecking; Get-CallIdentity }
        }
        f a
        """));

    [Fact]
    public void At_the_prompt_it_is_always_the_same()
    {
        Assert.Equal(Nothing, Hash("Get-CallIdentity"));
        Assert.Equal([""], Output("(Get-CallIdentity).Script"));
        Assert.Equal(Nothing, Hash("& { Get-CallIdentity }"));
    }

    [Fact]
    public void Two_calls_with_other_parameters_differ_and_it_is_said_in_what()
    {
        Run("function Copy-Db($Name, $Size = 5, $At = 1) { Get-CallIdentity }");
        Assert.NotEqual(Hash("Copy-Db prod"), Hash("Copy-Db test"));
        Assert.NotEqual(Hash("Copy-Db prod"), Hash("Copy-Db prod 6"));
        Assert.NotEqual(Hash("Copy-Db prod"), Hash("Copy-Db PROD"));
        Assert.NotEqual(Hash("Copy-Db prod"), Hash("Copy-Db prod 5 1 more"));
        Assert.Equal(Hash("Copy-Db prod"), Hash("copy-db -NAME prod -Size '5'"));
        Assert.Equal(
            ["args: was not there, is '@(x)'", "Name: was 'prod', is 'test'"],
            Output("$a = Copy-Db prod; (Copy-Db test 5 1 x).Differences.Invoke($a.Of)"));
        Assert.Equal(["Name: was 'a', is not there"], Output(
            "$d = [Collections.Generic.Dictionary[string, string]]::new(); $d['Name'] = 'a'; (Get-CallIdentity).Differences.Invoke($d)"));
        Assert.Empty(Output("$a = Copy-Db prod; (Copy-Db prod).Differences.Invoke($a.Of)"));
    }

    [Fact]
    public void A_default_that_is_the_time_makes_each_call_another_and_it_is_said_so()
    {
        Run("function f($Since = (Get-Date)) { Get-CallIdentity }; $a = f; $b = f");
        Assert.NotEqual(Hash("$a"), Hash("$b"));
        Assert.Matches("^Since: was '20.*Z', is '20.*Z'$", Assert.Single(Output("$b.Differences.Invoke($a.Of)")));
    }

    [Fact]
    public void A_long_value_is_cut_and_still_tells_calls_apart()
    {
        Run("function f($Name) { Get-CallIdentity }");
        var text = Call("f ('x' * 1000)");
        Assert.InRange(text.Length, 200, 240);
        Assert.NotEqual(text, Call("f ('x' * 1001)"));
        Assert.NotEqual(Hash("f ('x' * 1000)"), Hash("f ('x' * 1001)"));
        Assert.Matches("^f: Name=x{199}… \\(", Call("f ('x' * 199 + '😀😀')"));
    }

    [Fact]
    public void It_is_the_same_in_every_culture_and_for_ever()
    {
        Run("""
            function f($Name) { Get-CallIdentity }
            $values = 1.5, [datetime]::new(2024, 5, 6, 7, 8, 9, [DateTimeKind]::Utc), 1e20, -1, 12345.678d, 'i',
                ([System.DayOfWeek]::Friday), [timespan] '1.02:03:04', @{ I = 1; i2 = 2.5 }
            """);
        var here = Hash("f $values");
        Assert.Equal("c24d27981e991d9ff46ba509ae81e97f", here);
        foreach (var culture in new[] { "th-TH", "ar-SA", "de-DE", "tr-TR" })
        {
            Assert.Equal(here, Assert.Single(Output($$"""
                $former = [cultureinfo]::CurrentCulture
                [cultureinfo]::CurrentCulture = [cultureinfo]::GetCultureInfo('{{culture}}')
                try { (f $values).Hash } finally { [cultureinfo]::CurrentCulture = $former }
                """)));
        }
        Assert.Equal(
            "f: Name=@(1.5, 2024-05-06T07:08:09.0000000Z, 1E+20, -1, 12345.678, i, Friday, 1.02:03:04, @{i=1; i2=2.5})", Call("f $values"));
    }

    [Fact]
    public void No_code_of_a_script_is_run_for_it()
    {
        Assert.Equal("f: Object=@{a=1}; Thing=Thing@{size=2}", Call("""
            & {
                class Thing { $Size = 2; [string] ToString() { throw 'never' } }
                function f($Thing, $Object) { Get-CallIdentity }
                $o = [pscustomobject] @{ A = 1 } | Add-Member ScriptProperty B { throw 'never' } -PassThru |
                    Add-Member ScriptMethod ToString { throw 'never' } -Force -PassThru
                f ([Thing]::new()) $o
            }
            """));
        Run("function Get-PSCallStack { throw 'never' }");
        Assert.Equal("f: Name=a", Call("& { function f($Name) { Get-CallIdentity }; f a }"));
    }

    [Fact]
    public void Variables_of_the_function_stay_as_they_are() =>
        Assert.Equal(["2", "True"], Output("function f($Name) { $null = Get-CallIdentity; $Name.Count; $? }; f (1, 2)"));

    [Fact]
    public void It_costs_less_than_a_millisecond()
    {
        var took = double.Parse(Assert.Single(Output("""
            function f($Name, $Size = 5, $Of = @{ a = 1; b = 'x' }) {
                $null = Get-CallIdentity
                $watch = [Diagnostics.Stopwatch]::StartNew()
                for ($i = 0; $i -lt 200; $i++) { $null = Get-CallIdentity }
                ($watch.Elapsed.TotalMilliseconds / 200).ToString([cultureinfo]::InvariantCulture)
            }
            f a
            """)), CultureInfo.InvariantCulture);
        Assert.InRange(took, 0, 1);
    }
}

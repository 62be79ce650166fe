using System.IO;
using System.Linq;
using Tracking.Serialization;
using Xunit;

namespace Tracking.Tests.Outputs;

/// <summary>What scripts output comes back so that they go on as if the step had run.</summary>
public sealed class RestoredOutputTests : OutputTest
{
    [Theory]
    [InlineData("5", "$_ -is [int] -and $_ -eq 5")]
    [InlineData("5L", "$_ -is [long]")]
    [InlineData("$null", "$null -eq $_")]
    [InlineData("", "throw 'never'", 0)]
    [InlineData("& { }", "throw 'never'", 0)]
    [InlineData("1, 'b', $null, $true", "$_ -in 1, 'b', $null, $true", 4)]
    [InlineData(", @(1)", "$_ -is [object[]] -and $_.Count -eq 1 -and $_[0] -is [int]")]
    [InlineData(", @()", "$_ -is [object[]] -and $_.Count -eq 0")]
    [InlineData(", @($null)", "$_.Count -eq 1 -and $null -eq $_[0]")]
    [InlineData(", (1, (2, 3))", "$_.Count -eq 2 -and $_[1][1] -eq 3")]
    [InlineData(", [int[]] (1, 2)", "$_ -is [int[]]")]
    [InlineData(", [byte[]] (1, 2)", "$_ -is [byte[]] -and $_.Count -eq 2")]
    [InlineData("@{ k = 1; deep = @{ a = @{ b = @{ c = @{ d = 2 } } } } }", "$_ -is [hashtable] -and $_.DEEP.a.b.c.d -eq 2")]
    [InlineData("[ordered] @{ z = 1; a = 2 }",
        "\"$($_.Keys)\" -ceq 'z a' -and $_ -is [Collections.Specialized.OrderedDictionary] -and $_.Z -eq 1")]
    [InlineData("$h = [hashtable]::new(); $h['a'] = 1; $h", "$_.Contains('a') -and -not $_.Contains('A')")]
    [InlineData("[pscustomobject] @{ PSTypeName = 'My.Thing'; a = 1; b = [pscustomobject] @{ c = 2 } }",
        "$_.PSTypeNames[0] -eq 'My.Thing' -and $_.b.c -eq 2")]
    [InlineData("[System.DayOfWeek]::Monday", "$_ -is [System.DayOfWeek] -and $_ -eq 'Monday'")]
    [InlineData("@{ a = , [pscustomobject] @{ d = [System.DayOfWeek]::Monday } }", "$_.a[0].d -is [System.DayOfWeek]")]
    [InlineData("[DateOnly]::new(2024, 5, 6)", "$_ -is [DateOnly] -and $_.Year -eq 2024")]
    [InlineData("[TimeOnly]::new(7, 8)", "$_ -is [TimeOnly] -and $_.Minute -eq 8")]
    [InlineData("[semver] '1.2.3-beta'", "$_ -is [semver] -and $_.PreReleaseLabel -eq 'beta'")]
    [InlineData("Get-Date", "$_ -is [datetime] -and $_.Kind -eq 'Local'")]
    [InlineData("'x' | Add-Member Size 5 -PassThru", "$_ -is [string] -and $_.Size -eq 5")]
    [InlineData("'{\"a\":{\"b\":[1]}}' | ConvertFrom-Json -AsHashtable", "$_.a.b[0] -eq 1 -and $_.GetType().Name -eq 'OrderedHashtable'")]
    [InlineData("'a,b', '1,2' | ConvertFrom-Csv", "$_.a -eq '1' -and $_.PSObject.Properties.Name -join '' -eq 'ab'")]
    [InlineData("[xml] '<a><b/></a>'", "$_ -is [xml] -and $_.OuterXml -eq '<a><b /></a>'")]
    [InlineData("Get-Process -Id $PID | Select-Object Id, Name", "$_.Id -eq $PID")]
    [InlineData("enum Colour { Red; Green }; [Colour]::Green", "$_.GetType().Name -eq 'Colour' -and $_ -eq 'Green'")]
    public void Values_come_back_as_they_were(string script, string check, int count = 1)
    {
        Assert.Equal(Enumerable.Repeat("True", count), Checked(script, check));
        Assert.Empty(Trip(script).Notices);
    }

    [Fact]
    public void Two_files_come_back_as_copies_with_their_properties_and_it_is_said_once()
    {
        File.WriteAllText(FilePath("a.txt"), "x");
        File.WriteAllText(FilePath("b.txt"), "xy");
        Assert.Equal(
            ["a.txt 1 True", "b.txt 2 True"],
            Checked("Get-ChildItem *.txt", "\"$($_.Name) $($_.Length) $($_.FullName -eq (Get-Item $_.PSPath).FullName)\""));
        Assert.Equal(["FileInfo comes back as a copy of its properties"], Trip("Get-ChildItem *.txt; , (Get-Item *.txt)").Notices);
    }

    [Theory]
    [InlineData(50)]
    [InlineData(5000)]
    public void Lines_of_a_file_come_back_as_strings_without_what_was_hung_on_them(int count)
    {
        File.WriteAllLines(FilePath("lines"), Enumerable.Range(1, count).Select(i => $"line {i}"));
        var answers = Checked("Get-Content lines", "\"$($_ -is [string]) $(@($_.PSObject.Properties.Name) -join ',') $_\"");
        Assert.Equal(Enumerable.Range(1, count).Select(i => $"True Length line {i}"), answers);
        Assert.InRange(Trip("Get-Content lines").Text!.Length, count, count * 20);
        Assert.Equal(["True", "True"], Checked("[pscustomobject] @{ a = Get-Content lines }; @{ a = Get-Content lines -Raw }",
            $"$_.a -is [string] -or ($_.a -is [object[]] -and $_.a.Count -eq {count})"));
    }

    [Theory]
    [InlineData("Get-Process -Id $PID", "Process comes back as a copy of its properties", "$_.Id -eq $PID")]
    [InlineData("{ 1 + 1 }", "ScriptBlock comes back as its text", "\"$_\".Trim() -eq '1 + 1'")]
    [InlineData("class Thing { $A = 1; Go() { } }; [Thing]::new()", "Thing comes back as a copy of its properties", "$_.A -eq 1")]
    [InlineData(", [Collections.Queue]::new((1, 2))", "Queue comes back as a list", "$_.Count -eq 2 -and $_[1] -eq 2")]
    [InlineData("$d = [Collections.Generic.SortedDictionary[string, int]]::new(); $d['a'] = 1; $d",
        "SortedDictionary comes back as an ordered dictionary", "$_.a -eq 1")]
    [InlineData(", [IO.DirectoryInfo[]] (Get-Item .)", "DirectoryInfo[] comes back as an array of objects",
        "$_ -is [object[]] -and $_[0].Exists")]
    [InlineData("[pscustomobject] @{ A = 1 } | Add-Member ScriptMethod Go { } -PassThru",
        "PSCustomObject comes back as an object without its methods", "$_.A -eq 1")]
    public void What_comes_back_as_another_type_is_said(string script, string notice, string check)
    {
        Assert.Equal(notice, Trip(script).Notices[0]);
        Assert.Equal(["True"], Checked(script, check));
    }

    [Fact]
    public void A_copy_of_a_copy_is_no_news()
    {
        var script = "[Management.Automation.PSSerializer]::Deserialize([Management.Automation.PSSerializer]::Serialize((Get-Item .)))";
        Assert.Empty(Trip(script).Notices);
        Assert.Equal(["True"], Checked(script, "$_.PSTypeNames[0] -eq 'Deserialized.System.IO.DirectoryInfo' -and $_.Name.Length -gt 0"));
    }

    [Fact]
    public void An_enumeration_whose_type_is_not_there_comes_back_as_a_number_with_its_name()
    {
        var text = Trip("[System.DayOfWeek]::Monday; , [System.DayOfWeek[]] ('Friday')").Text!.Replace("DayOfWeek", "DayOfMoon");
        Set("objects", StepOutput.Restore(text));
        Assert.Equal(["Monday True True", "Friday"], Output(
            "\"$($objects[0].ToString()) $($objects[0] -eq 1) " +
            "$($objects[0].PSTypeNames[0] -eq 'Deserialized.System.DayOfMoon')\"; \"$($objects[1][0].ToString())\""));
    }

    [Theory]
    [InlineData("$h = @{}; $h.h = $h; $h")]
    [InlineData("$a = @(1); $a[0] = $a; , $a")]
    [InlineData("$o = [pscustomobject] @{ o = 1 }; $o.o = @($o); $o")]
    [InlineData("$o = @(); 1..200 | ForEach-Object { $o = , $o }; , $o")]
    public void What_contains_itself_is_not_kept(string script) => Assert.Contains("contains itself", Trip(script).Reason);
}

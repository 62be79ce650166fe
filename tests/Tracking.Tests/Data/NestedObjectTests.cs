using Xunit;

namespace Tracking.Tests.Data;

/// <summary>Data: Objects within data (rule 4.13).</summary>
public sealed class NestedObjectTests : DataMappingTest
{
    public NestedObjectTests() => Run("""
        $store = Open-TrackStore -InMemory
        # Mappings as JSON in the order of their keys; null as null, also where a text would do.
        function Format-Json($Value) { ConvertTo-Json -InputObject $Value -Depth 20 -Compress }
        class TrackingTestInner { [int] $N = 1; [string] ToString() { return 'a text' } }
        class TrackingTestOuter { [string] $Name = 'o'; [TrackingTestInner] $In = [TrackingTestInner]::new(); [object] $No
            hidden [int] $H = 3 }
        class TrackingTestTree { [string] $Name; [TrackingTestTree[]] $Children }
        function New-Row { $t = [Data.DataTable]::new('t'); $null = $t.Columns.Add('a', [int]); $null = $t.Columns.Add('b')
            $null = $t.Rows.Add(1, 'x'); $null = $t.Rows.Add([DBNull]::Value, 'y'); , $t }
        """);

    [Theory]
    [InlineData("@{ Data = @{ k = if ($false) { 'x' } }; Json = '{\"k\":null}' }")]
    [InlineData("@{ Data = @{ k = @{ l = & { } } }; Json = '{\"k\":{\"l\":null}}' }")]
    [InlineData("@{ Data = @{ k = [object[]] (1, [Management.Automation.Internal.AutomationNull]::Value) }; Json = '{\"k\":[1,null]}' }")]
    [InlineData("@{ Data = 1 | Select-Object @{ n = 'k'; e = { } }; Json = '{\"k\":null}' }")]
    [InlineData("""
        @{ Data = [pscustomobject] @{ k = [pscustomobject] @{ l = foreach ($i in @()) { $i } } }; Json = '{"k":{"l":null}}' }
        """)]
    [InlineData("@{ Data = [ordered] @{ k = Get-Item nothing* }; Json = '{\"k\":null}' }")]
    public void What_an_expression_yields_that_yields_nothing_is_null(string row) => RunForEach(row, """
        Format-Json (Read-Saved $Data) | Should -BeExactly $Json
        @(Search-Track a001 -Data @{ k = $null }).Count | Should -Be ([int] ($Json -in '{"k":null}', '{"k":[1,null]}'))
        """);

    [Theory]
    [InlineData("Get-Process -Id $PID | Select-Object -Property *", "__NounName", "True")]
    [InlineData("Get-Process -Id $PID", "__NounName", "False")]
    [InlineData("[TrackingTestInner]::new()", "OfTheType", "False")]
    [InlineData("[TrackingTestInner]::new() | Add-Member OfTheObject 1 -PassThru", "OfTheObject", "True")]
    public void A_note_on_all_of_a_type_is_no_part_of_an_object(string value, string note, string isStored)
    {
        Run("Update-TypeData -TypeName TrackingTestInner -MemberType NoteProperty -MemberName OfTheType -Value 1 -Force");
        Assert.Equal([isStored], Output($"(Read-Saved ({value}) 3> $null).Contains('{note}')"));
    }

    [Theory]
    [InlineData("""@{ Value = 1..3 | Measure-Object -Sum | Select-Object Count, Sum; Json = '{"Count":3,"Sum":6.0}' }""")]
    [InlineData("""
        @{ Value = 1..3 | Measure-Object -Sum
            Json = '{"Count":3,"Average":null,"Sum":6.0,"Maximum":null,"Minimum":null,"StandardDeviation":null,"Property":null}' }
        """)]
    [InlineData("""
        @{ Value = 'a b', 'c' | Measure-Object -Word; Json = '{"Lines":null,"Words":3,"Characters":null,"Property":null}' }
        """)]
    [InlineData("""@{ Value = @('a', 'a' | Group-Object); Json = '[{"Values":["a"],"Count":2,"Group":["a","a"],"Name":"a"}]' }""")]
    [InlineData("""@{ Value = [TrackingTestOuter]::new(); Json = '{"Name":"o","In":{"N":1},"No":null}' }""")]
    [InlineData("""
        @{ Value = & { $t = [TrackingTestTree] @{ Name = 'a'; Children = [TrackingTestTree] @{ Name = 'b' } }; $t }
            Json = '{"Name":"a","Children":[{"Name":"b","Children":null}]}' }
        """)]
    [InlineData("""@{ Value = [Tuple]::Create(1, 'a'); Json = '{"Item1":1,"Item2":"a"}' }""")]
    [InlineData("""
        @{ Value = [ValueTuple]::Create(1, [ValueTuple]::Create('a', 2)); Json = '{"Item1":1,"Item2":{"Item1":"a","Item2":2}}' }
        """)]
    [InlineData("""@{ Value = @(@{ a = 1 }.GetEnumerator()); Json = '[{"Key":"a","Value":1}]' }""")]
    [InlineData("""
        @{ Value = [Collections.Generic.KeyValuePair[string, int]]::new('a', 1); Json = '{"Key":"a","Value":1}' }
        """)]
    [InlineData("""@{ Value = (New-Row).Rows[0]; Json = '{"a":1,"b":"x"}' }""")]
    [InlineData("""@{ Value = (New-Row).DefaultView[1]; Json = '{"a":null,"b":"y"}' }""")]
    [InlineData("""@{ Value = New-Row; Json = '[{"a":1,"b":"x"},{"a":null,"b":"y"}]' }""")]
    [InlineData("""@{ Value = [Web.HttpUtility]::ParseQueryString('a=1&b=2&a=3'); Json = '{"a":["1","3"],"b":"2"}' }""")]
    [InlineData("""
        @{ Value = [regex]::Match('abc', '(?<x>b)(c)').Groups | Select-Object Name, Value
            Json = '[{"Name":"0","Value":"bc"},{"Name":"1","Value":"c"},{"Name":"x","Value":"b"}]' }
        """)]
    [InlineData("""
        @{ Value = & { $m = [Collections.Generic.Dictionary[string, int]]::new(); $m['a'] = 1
            $r = [Collections.ObjectModel.ReadOnlyDictionary[string, int]]::new($m); , $r }; Json = '{"a":1}' }
        """)]
    public void Are_their_public_properties(string row) => RunForEach(row, """
        Format-Json (Read-Saved @{ v = $Value } -WarningAction Stop).v | Should -BeExactly $Json
        """);

    [Theory]
    [InlineData("[TrackingTestOuter]::new()", """{"Name":"o","In":{"N":1},"No":null}""")]
    [InlineData("'a', 'a' | Group-Object", """{"Values":["a"],"Count":2,"Group":["a","a"],"Name":"a"}""")]
    [InlineData("(New-Row).Rows[0]", """{"a":1,"b":"x"}""")]
    [InlineData("@{ a = 1 }.GetEnumerator()", """{"Key":"a","Value":1}""")]
    [InlineData("[Tuple]::Create(1, 'a')", """{"Item1":1,"Item2":"a"}""")]
    [InlineData("[regex]::Match('abc', 'b') | Select-Object Index, Groups", """{"Index":1,"Groups":{"0":"b"}}""")]
    public void May_be_piped(string source, string json) => Run($$"""
        $null = {{source}} | Save-UserTrack a001
        Format-Json (Get-LastUserTrack a001).Data | Should -BeExactly '{{json}}'
        """);

    [Theory]
    [InlineData("[Newtonsoft.Json.Linq.JObject]::Parse($json)")]
    [InlineData("[Newtonsoft.Json.Linq.JToken]::Parse($json)")]
    [InlineData("[Text.Json.JsonDocument]::Parse($json)")]
    [InlineData("[Text.Json.JsonDocument]::Parse($json).RootElement")]
    [InlineData("[Text.Json.Nodes.JsonNode]::Parse($json)")]
    public void Of_JSON_are_the_JSON_that_they_are(string source) => Run($$$"""
        $json = '{"a":[1,2.5,"x",null,true,[]],"b":{"c":{}},"when":"2024-01-01T00:00:00Z","big":12345678901234567890}'
        $tree = {{{source}}}
        $read = Read-Saved @{ v = $tree }
        Format-Json $read.v | Should -BeExactly $json
        $read.v.when | Should -BeOfType ([string])
        Format-Json (Save-UserTrack a001 -Data $tree -PassThru).Data | Should -BeExactly $json
        Format-Json (Read-Saved @{ v = $tree.a; list = , $tree }).list[0] | Should -BeExactly $json
        """);

    [Theory]
    [InlineData("[Newtonsoft.Json.Linq.JToken]::Parse('\"x\"')", "\"x\"")]
    [InlineData("[Newtonsoft.Json.Linq.JToken]::Parse('5')", "5")]
    [InlineData("[Newtonsoft.Json.Linq.JToken]::Parse('[1,{\"a\":null}]')", "[1,{\"a\":null}]")]
    [InlineData("[Text.Json.JsonDocument]::Parse('[1,2]').RootElement[1]", "2")]
    [InlineData("[Text.Json.Nodes.JsonNode]::Parse('[1,2]')", "[1,2]")]
    public void So_are_single_values_and_lists_of_JSON(string source, string json) => Run($$"""
        $tree = {{source}}
        Format-Json (Read-Saved @{ v = $tree }).v | Should -BeExactly '{{json}}'
        """);

    [Theory]
    [InlineData("@{ v = [Newtonsoft.Json.Linq.JObject]::Parse('{\"a\":1,\"A\":2}') }", "Data.v.A: two keys differ in nothing but case*")]
    [InlineData("[Text.Json.JsonDocument]::Parse('[1]')", "Data: data must be a mapping*")]
    [InlineData("@{ v = [Newtonsoft.Json.Linq.JToken]::Parse('[' * 62 + ']' * 62) }", "Data.v*: the data have more than 60 levels*")]
    public void Of_JSON_that_cannot_be_stored_are_refused(string source, string message) => Run($$"""
        $fault = Get-ErrorOf { Save-UserTrack a001 -Data ({{source}}) }
        $fault.FullyQualifiedErrorId | Should -BeExactly 'TrackDataInvalid,Tracking.Commands.SaveUserTrackCommand'
        "$fault" | Should -BeLike '{{message}}'
        """);

    [Theory]
    [InlineData("[Newtonsoft.Json.Linq.JObject]::Parse('{\"a\":1}')")]
    [InlineData("[Text.Json.Nodes.JsonNode]::Parse('{\"a\":1}')")]
    public void Of_JSON_that_are_piped_come_in_pieces_which_are_refused_with_advice(string source) => Run($$"""
        $faults = @(Get-ErrorOf { {{source}} | Save-UserTrack a001 })
        $faults.Count | Should -Be 1
        "$faults" | Should -BeExactly ('Data: a pipeline takes an object of JSON apart, and this is a piece of one; give it by -Data, or ' +
            'read the JSON by ConvertFrom-Json. Nothing was saved.')
        """);

    [Theory]
    [InlineData("""@{ Xml = '<a b="1"><c>d</c></a>'; Json = '{"b":"1","c":"d"}' }""")]
    [InlineData("""@{ Xml = '<a><c>d</c><c x="2"/><e/></a>'; Json = '{"c":["d",{"x":"2"}],"e":""}' }""")]
    [InlineData("""@{ Xml = '<a b="1">t<c/>u<!-- no --></a>'; Json = '{"b":"1","c":"","#text":"tu"}' }""")]
    [InlineData("""@{ Xml = '<a b="1"><b>2</b></a>'; Json = '{"b":["1","2"]}' }""")]
    [InlineData("""@{ Xml = '<a><![CDATA[<x>]]></a>'; Json = '"\u003cx\u003e"' }""")]
    [InlineData("""
        @{ Xml = '<p:a xmlns:p="urn:p" p:q="1"><p:c xmlns="urn:d"/></p:a>'; Json = '{"xmlns:p":"urn:p","q":"1","c":{"xmlns":"urn:d"}}' }
        """)]
    public void Of_XML_are_attributes_and_child_elements(string row) => RunForEach(row, """
        $element = ([xml] $Xml).DocumentElement
        $read = Read-Saved @{ v = $element }
        (Format-Json $read.v).Replace('<', '\u003c').Replace('>', '\u003e') | Should -BeExactly $Json
        $whole = if ($read.v -is [string]) { '{"#text":' + $Json + '}' } else { $Json }
        (Format-Json (Save-UserTrack a001 -Data $element -PassThru).Data).Replace('<', '\u003c').Replace('>', '\u003e') |
            Should -BeExactly $whole
        """);

    [Fact]
    public void Of_XML_may_be_piped_element_by_element_or_as_a_document() => Run("""
        $xml = [xml] '<rows><row id="1"><n>x</n></row><row id="2"/></rows>'
        $xml.rows.row | Save-UserTrack rows | Should -BeExactly @('0000001', '0000002')
        Format-Json @((Search-Track rows).Data) | Should -BeExactly '[{"id":"1","n":"x"},{"id":"2"}]'
        Format-Json (Read-Saved $xml) | Should -BeExactly '{"rows":{"row":[{"id":"1","n":"x"},{"id":"2"}]}}'
        """);

    [Fact]
    public void Of_XML_whose_names_differ_in_case_alone_are_refused() => Run("""
        "$(Get-ErrorOf { Save-UserTrack a001 @{ v = ([xml] '<a><B/><b/></a>').a } })" | Should -BeLike 'Data.v.b: two keys differ in*'
        """);

    [Fact]
    public void That_have_a_text_are_that_text_and_a_verbose_line_says_so() => Run("""
        [IO.File]::WriteAllText("$folder/a.txt", 'abc')
        $said = Save-UserTrack a001 ([ordered] @{ item = Get-Item "$folder/a.txt"; list = @(Get-Item "$folder/a.txt") }) -Verbose 4>&1 |
            Where-Object { $_ -is [Management.Automation.VerboseRecord] -and "$_" -like '*text*' }
        (Get-LastUserTrack a001).Data.item | Should -BeExactly (Get-Item "$folder/a.txt").FullName
        "$said" | Should -BeExactly 'Of Data.item, Data.list the text is stored: it is of the type System.IO.FileInfo.'
        """);

    [Fact]
    public void That_have_nothing_but_the_name_of_their_type_are_their_properties_one_level_deep_with_a_warning_below() => Run("""
        Add-Type -TypeDefinition 'public class TrackingTestBare {
            public int N => 1; public TrackingTestBare Next => new TrackingTestBare(); }'
        $data = @{ v = [TrackingTestBare]::new(); list = @([TrackingTestBare]::new()) }
        $null = Save-UserTrack a001 $data -WarningVariable said 3>$null
        $read = (Get-LastUserTrack a001).Data
        Format-Json $read.v | Should -BeExactly '{"N":1,"Next":"TrackingTestBare"}'
        Format-Json $read.list | Should -BeExactly '[{"N":1,"Next":"TrackingTestBare"}]'
        $said.Count | Should -Be 1
        $said[0].Message | Should -BeLike 'Of Data.*.Next only the name of the type is stored, TrackingTestBare. Name the properties*'
        $null = [TrackingTestBare]::new() | Save-UserTrack a001 -WarningVariable said 3>$null
        $said.Message | Should -BeLike 'Of Data.Next only the name*'
        """);

    [Fact]
    public void That_contain_themselves_are_refused() => Run("""
        $tree = [TrackingTestTree] @{ Name = 'a' }
        $tree.Children = @($tree)
        "$(Get-ErrorOf { Save-UserTrack a001 @{ v = $tree } })" | Should -BeExactly (
            'Data.v.Children[0]: the data contain themselves. Nothing was saved.')
        """);

    [Fact]
    public void Include_a_credential_that_nobody_set_as_null_and_no_other() => Run("""
        (Read-Saved @{ c = [pscredential]::Empty }).c | Should -BeNullOrEmpty
        $secret = [securestring]::new()
        $secret.AppendChar('x')
        foreach ($one in [pscredential]::new('u', $secret), [Net.NetworkCredential]::new('u', 'x'), $secret) {
            "$(Get-ErrorOf { Save-UserTrack a001 @{ c = $one } })" |
                Should -BeLike 'Data.c: a * is a secret, and a track is no place for it.*'
        }
        """);
}

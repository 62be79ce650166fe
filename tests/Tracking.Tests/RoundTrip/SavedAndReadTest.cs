using Xunit;

namespace Tracking.Tests.RoundTrip;

/// <summary>What is saved is what is read.</summary>
public abstract class SavedAndReadTest : RoundTripTest
{
    protected SavedAndReadTest(bool isFile) => Run($$"""
        $file = ${{isFile}} ? "$(New-TestFolder)/s.json" : $null
        $store = $file ? (Open-TrackStore $file) : (Open-TrackStore -InMemory)
        """);

    [Theory]
    [InlineData("@{ Value = $null; Text = 'null' }")]
    [InlineData("@{ Value = $true; Text = 'Boolean True' }")]
    [InlineData("@{ Value = $false; Text = 'Boolean False' }")]
    [InlineData("@{ Value = ''; Text = 'String ' }")]
    [InlineData("@{ Value = 'plain'; Text = 'String plain' }")]
    [InlineData("@{ Value = 0; Text = 'Int32 0' }")]
    [InlineData("@{ Value = [int]::MaxValue; Text = 'Int32 2147483647' }")]
    [InlineData("@{ Value = [int]::MinValue; Text = 'Int32 -2147483648' }")]
    [InlineData("@{ Value = [long] 5; Text = 'Int64 5' }")]
    [InlineData("@{ Value = 2147483648; Text = 'Int64 2147483648' }")]
    [InlineData("@{ Value = [long]::MaxValue; Text = 'Int64 9223372036854775807' }")]
    [InlineData("@{ Value = [long]::MinValue; Text = 'Int64 -9223372036854775808' }")]
    [InlineData("@{ Value = [bigint] 5; Text = 'BigInteger 5' }")]
    [InlineData("@{ Value = [bigint] [long]::MaxValue; Text = 'BigInteger 9223372036854775807' }")]
    [InlineData("@{ Value = [bigint]::Parse('9223372036854775808'); Text = 'BigInteger 9223372036854775808' }")]
    [InlineData("@{ Value = [bigint]::Parse('-123456789012345678901234567890'); Text = 'BigInteger -123456789012345678901234567890' }")]
    [InlineData("@{ Value = [float] 0.1; Text = 'Single 0.1' }")]
    [InlineData("@{ Value = [float] 2; Text = 'Single 2' }")]
    [InlineData("@{ Value = [float]::MaxValue; Text = 'Single 3.4028235E+38' }")]
    [InlineData("@{ Value = [float]::NaN; Text = 'Single NaN' }")]
    [InlineData("@{ Value = [float]::PositiveInfinity; Text = 'Single Infinity' }")]
    [InlineData("@{ Value = [float]::NegativeInfinity; Text = 'Single -Infinity' }")]
    [InlineData("@{ Value = 1.0; Text = 'Double 1' }")]
    [InlineData("@{ Value = 1.10; Text = 'Double 1.1' }")]
    [InlineData("@{ Value = 0.1 + 0.2; Text = 'Double 0.30000000000000004' }")]
    [InlineData("@{ Value = -0.0; Text = 'Double -0' }")]
    [InlineData("@{ Value = 1e300; Text = 'Double 1E+300' }")]
    [InlineData("@{ Value = [double]::MaxValue; Text = 'Double 1.7976931348623157E+308' }")]
    [InlineData("@{ Value = [double]::Epsilon; Text = 'Double 5E-324' }")]
    [InlineData("@{ Value = [double]::NaN; Text = 'Double NaN' }")]
    [InlineData("@{ Value = [double]::PositiveInfinity; Text = 'Double Infinity' }")]
    [InlineData("@{ Value = [double]::NegativeInfinity; Text = 'Double -Infinity' }")]
    [InlineData("@{ Value = 1.10d; Text = 'Decimal 1.10' }")]
    [InlineData("@{ Value = 5d; Text = 'Decimal 5' }")]
    [InlineData("@{ Value = 0.00d; Text = 'Decimal 0.00' }")]
    [InlineData("@{ Value = [decimal]::MaxValue; Text = 'Decimal 79228162514264337593543950335' }")]
    [InlineData("@{ Value = 0.0000000000000000000000000001d; Text = 'Decimal 0.0000000000000000000000000001' }")]
    [InlineData("@{ Value = [datetime]::new(638504928001234567, 'Utc'); Text = 'DateTime 638504928001234567 Utc' }")]
    [InlineData("@{ Value = [datetime]::new(638504928001234567, 'Local'); Text = 'DateTime 638504928001234567 Local' }")]
    [InlineData("@{ Value = [datetime]::new(638504928001234567, 'Unspecified'); Text = 'DateTime 638504928001234567 Unspecified' }")]
    [InlineData("@{ Value = [datetime]::MinValue; Text = 'DateTime 0 Unspecified' }")]
    [InlineData("@{ Value = [datetime]::MaxValue; Text = 'DateTime 3155378975999999999 Unspecified' }")]
    [InlineData("""
        @{ Value = [DateTimeOffset]::new(638504928001234567, '-03:30'); Text = 'DateTimeOffset 2024-05-05T08:00:00.1234567-03:30' }
        """)]
    [InlineData("@{ Value = [DateTimeOffset]::MaxValue; Text = 'DateTimeOffset 9999-12-31T23:59:59.9999999+00:00' }")]
    [InlineData("@{ Value = [timespan] '1.02:03:04.0500000'; Text = 'TimeSpan 1.02:03:04.0500000' }")]
    [InlineData("@{ Value = [timespan]::MinValue; Text = 'TimeSpan -10675199.02:48:05.4775808' }")]
    [InlineData("@{ Value = [timespan]::Zero; Text = 'TimeSpan 00:00:00' }")]
    [InlineData("@{ Value = [guid] '0F8FAD5B-D9CB-469F-A165-70867728950E'; Text = 'Guid 0f8fad5b-d9cb-469f-a165-70867728950e' }")]
    [InlineData("@{ Value = [guid]::Empty; Text = 'Guid 00000000-0000-0000-0000-000000000000' }")]
    [InlineData("@{ Value = [uri] 'https://example.org/a b?q=ä#x'; Text = 'Uri https://example.org/a b?q=ä#x' }")]
    [InlineData("@{ Value = [uri]::new('../up', [UriKind]::Relative); Text = 'Uri ../up' }")]
    [InlineData("@{ Value = [version] '1.10'; Text = 'Version 1.10' }")]
    [InlineData("@{ Value = [version] '1.2.3.4'; Text = 'Version 1.2.3.4' }")]
    [InlineData("@{ Value = [byte[]] (0, 1, 254, 255); Text = 'Byte[] 0001FEFF' }")]
    [InlineData("@{ Value = [byte[]] @(); Text = 'Byte[] ' }")]
    [InlineData("@{ Value = [sbyte] -5; Text = 'SByte -5' }")]
    [InlineData("@{ Value = [byte] 200; Text = 'Byte 200' }")]
    [InlineData("@{ Value = [int16] -300; Text = 'Int16 -300' }")]
    [InlineData("@{ Value = [uint32] 7; Text = 'UInt32 7' }")]
    [InlineData("@{ Value = [uint32]::MaxValue; Text = 'UInt32 4294967295' }")]
    [InlineData("@{ Value = [uint64] 7; Text = 'UInt64 7' }")]
    [InlineData("@{ Value = [ipaddress] '127.0.0.1'; Text = 'IPAddress 127.0.0.1' }")]
    [InlineData("@{ Value = [char] 'x'; Text = 'Char x' }")]
    [InlineData("@{ Value = [uint64]::MaxValue; Text = 'UInt64 18446744073709551615' }")]
    [InlineData("@{ Value = [uint16] 7; Text = 'UInt16 7' }")]
    [InlineData("""@{ Value = [char] 0xD800; Text = "Char $([char] 0xD800)" }""")]
    [InlineData("@{ Value = [char] '5'; Text = 'Char 5' }")]
    [InlineData("@{ Value = [DateOnly] '2024-01-31'; Text = 'DateOnly 2024-01-31' }")]
    [InlineData("@{ Value = [TimeOnly] '03:04:05.1234567'; Text = 'TimeOnly 03:04:05.1234567' }")]
    [InlineData("@{ Value = [Half] 1.5; Text = 'Half 1.5' }")]
    [InlineData("@{ Value = [Int128]::MinValue; Text = 'Int128 -170141183460469231731687303715884105728' }")]
    [InlineData("@{ Value = [UInt128] 7; Text = 'UInt128 7' }")]
    [InlineData("@{ Value = [semver] '1.2.3-beta.1+build.2'; Text = 'SemanticVersion 1.2.3-beta.1+build.2' }")]
    [InlineData("@{ Value = [mailaddress] '\"Me\" <me@example.org>'; Text = 'MailAddress \"Me\" <me@example.org>' }")]
    [InlineData("@{ Value = [Net.IPEndPoint]::new([ipaddress] '::1', 80); Text = 'IPEndPoint [::1]:80' }")]
    [InlineData("@{ Value = [Net.NetworkInformation.PhysicalAddress]::Parse('00AAFF010203'); Text = 'PhysicalAddress 00AAFF010203' }")]
    public void Keeps(string row) => RunForEach(row, """
        Format-Exact $Value | Should -BeExactly $Text
        Format-Exact (Read-Saved $Value) | Should -BeExactly $Text
        """);

    [Fact]
    public void Keeps_a_string_that_looks_like_something_else() => RunForEach(
        """
        @(
                'null', 'true', 'False', '1', '-0', '1.10', '010', '0x1F', '1e3', '12345678901234567890', 'NaN', 'Infinity', '-Infinity',
                    '∞'
                '2024-01-01T00:00:00Z', '2024-01-01T00:00:00.0000000+02:00', '2024-01-01', '/Date(1224043200000)/', '1.02:03:04',
                    '00:00:00'
                '0f8fad5b-d9cb-469f-a165-70867728950e', 'https://example.org/', '../up', '1.2.3.4', 'AAEC/w==', '[]', '[1]', '{}',
                    '{"a":1}', '$null', '@{a=1}'
        )
        """,
        """
        Format-Exact (Read-Saved $_) | Should -BeExactly "String $_"
        """);

    [Theory]
    [InlineData("""@{ What = 'quotes and backslashes'; Value = "a`"b'c\d/e" }""")]
    [InlineData("""@{ What = 'line ends and tabs'; Value = "a`r`nb`nc`td" }""")]
    [InlineData("@{ What = 'control characters'; Value = -join (0..31 + 127..159 | ForEach-Object { [char] $_ }) }")]
    [InlineData("""@{ What = 'what looks like an escape'; Value = '\u0041\n\\' }""")]
    [InlineData("""@{ What = 'emoji and other planes'; Value = "👩‍👩‍👧 $([char]::ConvertFromUtf32(0x10FFFF))" }""")]
    [InlineData("""
        @{ What = 'line separators and a byte order mark'; Value = "$([char] 0x2028)$([char] 0x2029)$([char] 0xFEFF)$([char] 0xFFFE)" }
        """)]
    [InlineData("""@{ What = 'letters that are written in two ways'; Value = "$([char] 0xE9)e$([char] 0x301)" }""")]
    [InlineData("@{ What = 'a hundred thousand characters'; Value = 'äb' * 50000 }")]
    public void Keeps_a_text_of(string row) => RunForEach(row, """
        $read = Read-Saved $Value
        $read.Length | Should -Be $Value.Length
        [string]::Equals($read, $Value, 'Ordinal') | Should -BeTrue
        """);

    [Fact]
    public void Keeps_an_integer_of_ten_thousand_digits() => Run("""
        $value = [bigint]::Parse('9' * 10000)
        (Read-Saved $value) -eq $value | Should -BeTrue
        """);

    [Theory]
    [InlineData("@{ What = 'a switch that is on'; Value = [switch] $true; Text = 'Boolean True' }")]
    [InlineData("@{ What = 'a switch that is off'; Value = [switch] $false; Text = 'Boolean False' }")]
    [InlineData("""
        @{ What = 'nothing, as a command returns it,'; Value = [Management.Automation.Internal.AutomationNull]::Value; Text = 'null' }
        """)]
    [InlineData("@{ What = 'a database''s null'; Value = [DBNull]::Value; Text = 'null' }")]
    [InlineData("@{ What = 'an enum''s member'; Value = [DayOfWeek]::Friday; Text = 'String Friday' }")]
    [InlineData("""
        @{ What = 'several flags of an enum'; Value = [IO.FileAttributes] 'ReadOnly, Hidden'; Text = 'String ReadOnly, Hidden' }
        """)]
    [InlineData("@{ What = 'a script block'; Value = { Get-Date }; Text = 'String  Get-Date ' }")]
    [InlineData("@{ What = 'a type'; Value = [int]; Text = 'String int' }")]
    [InlineData("@{ What = 'a pattern'; Value = [regex] 'a+'; Text = 'String a+' }")]
    public void Takes_for(string row) => RunForEach(row, """
        Format-Exact (Read-Saved $Value) | Should -BeExactly $Text
        """);

    [Theory]
    [InlineData("@{ What = 'an array'; Value = @(1, 'a', $null, 1.5d); Text = '[Int32 1, String a, null, Decimal 1.5]' }")]
    [InlineData("@{ What = 'an empty array'; Value = @(); Text = '[]' }")]
    [InlineData("@{ What = 'an array of one'; Value = , 1; Text = '[Int32 1]' }")]
    [InlineData("@{ What = 'an array of one null'; Value = , $null; Text = '[null]' }")]
    [InlineData("@{ What = 'an array in an array'; Value = , @(, @()); Text = '[[[]]]' }")]
    [InlineData("@{ What = 'integers'; Value = [int[]] (1, 2); Text = '[Int32 1, Int32 2]' }")]
    [InlineData("@{ What = 'long integers'; Value = [long[]] (1, 2); Text = '[Int64 1, Int64 2]' }")]
    [InlineData("@{ What = 'strings'; Value = [string[]] ('a', ''); Text = '[String a, String ]' }")]
    [InlineData("@{ What = 'decimals'; Value = [decimal[]] (1.10, 2); Text = '[Decimal 1.1, Decimal 2]' }")]
    [InlineData("@{ What = 'characters'; Value = [char[]] 'ab'; Text = '[Char a, Char b]' }")]
    [InlineData("""
        @{ What = 'a generic list'; Value = [Collections.Generic.List[guid]] @([guid]::Empty)
            Text = '[Guid 00000000-0000-0000-0000-000000000000]' }
        """)]
    [InlineData("@{ What = 'an array list'; Value = [Collections.ArrayList] @(1, @{ a = 1 }); Text = '[Int32 1, {a=Int32 1}]' }")]
    [InlineData("@{ What = 'a queue'; Value = [Collections.Generic.Queue[int]] [int[]] (1, 2); Text = '[Int32 1, Int32 2]' }")]
    [InlineData("@{ What = 'several blocks of bytes'; Value = @([byte[]] 1, [byte[]] (2, 3)); Text = '[Byte[] 01, Byte[] 0203]' }")]
    [InlineData("@{ What = 'what a command returned'; Value = 1..3 | ForEach-Object { $_ }; Text = '[Int32 1, Int32 2, Int32 3]' }")]
    public void Takes_for_a_list(string row) => RunForEach(row, """
        $read = Read-Saved $Value
        , $read | Should -BeOfType ([object[]])
        Format-Exact $read | Should -BeExactly $Text
        """);

    [Theory]
    [InlineData("@{ What = 'an empty hashtable'; Value = @{}; Text = '{}' }")]
    [InlineData("@{ What = 'an ordered dictionary'; Value = [ordered] @{ z = 1; a = 2 }; Text = '{z=Int32 1; a=Int32 2}' }")]
    [InlineData("@{ What = 'a custom object'; Value = [pscustomobject] @{ z = 1; a = $null }; Text = '{z=Int32 1; a=null}' }")]
    [InlineData("@{ What = 'a custom object without properties'; Value = [pscustomobject] @{}; Text = '{}' }")]
    [InlineData("""
        @{ What = 'a generic dictionary'; Value = & { $d = [Collections.Generic.Dictionary[string, guid]]::new(); $d['k'] = [guid]::Empty
            $d }; Text = '{k=Guid 00000000-0000-0000-0000-000000000000}' }
        """)]
    [InlineData("""
        @{ What = 'JSON that was read as objects'; Value = '{"a":[{"b":1.5}],"c":{}}' | ConvertFrom-Json
            Text = '{a=[{b=Double 1.5}]; c={}}' }
        """)]
    [InlineData("""
        @{ What = 'JSON that was read as a hashtable'; Value = '{"a":[{"b":1.5}]}' | ConvertFrom-Json -AsHashtable
            Text = '{a=[{b=Double 1.5}]}' }
        """)]
    public void Takes_for_a_mapping(string row) => RunForEach(row, """
        Format-Exact (Read-Saved $Value) | Should -BeExactly $Text
        """);

    [Fact]
    public void Keeps_every_type_below_lists_and_mappings_and_under_keys_of_any_characters() => Run("""
        $value = [ordered] @{
            ''      = [guid]::Empty
            '0'     = @([long] 1, @{ '1' = [version] '1.10' })
            'a/b'   = [ordered] @{ '~' = 1.10d; '~1' = [timespan]::Zero; '/' = @(, @([float] 1)) }
            "q`"\`n" = @([byte[]] 1, 'AQ==')
            'Käse👍' = [pscustomobject] @{ when = [datetime]::new(0, 'Utc'); also = '0001-01-01T00:00:00.0000000Z' }
        }
        Format-Exact (Read-Saved $value) | Should -BeExactly (@(
                '{=Guid 00000000-0000-0000-0000-000000000000'
                '0=[Int64 1, {1=Version 1.10}]'
                'a/b={~=Decimal 1.10; ~1=TimeSpan 00:00:00; /=[[Single 1]]}'
                "q`"\`n=[Byte[] 01, String AQ==]"
                'Käse👍={when=DateTime 0 Utc; also=String 0001-01-01T00:00:00.0000000Z}}'
            ) -join '; ')
        """);

    [Fact]
    public void Keeps_the_data_whole_when_there_is_nothing_in_them() => Run("""
        $null = Save-UserTrack empty @{}
        (Get-LastUserTrack empty).Data.Count | Should -Be 0
        , (Get-LastUserTrack empty).Data | Should -BeOfType ([Collections.Specialized.OrderedDictionary])
        """);

    [Fact]
    public void Does_not_depend_on_the_culture() => Run("""
        $former = [cultureinfo]::CurrentCulture
        try {
            [cultureinfo]::CurrentCulture = 'de-DE'
            Format-Exact (Read-Saved @(1.5, [float] 1.5, 1.50d, -1, [datetime]::new(0, 'Utc'), [DateOnly] '2024-01-31')) |
                Should -BeExactly '[Double 1.5, Single 1.5, Decimal 1.50, Int32 -1, DateTime 0 Utc, DateOnly 2024-01-31]'
        }
        finally {
            [cultureinfo]::CurrentCulture = $former
        }
        """);

    [Fact]
    public void Keeps_both_when_Merge_lays_typed_values_over_others() => Run("""
        $null = Save-UserTrack merge @{ a = 1.10d; b = [guid]::Empty; c = @{ x = [version] '1.0' } }
        $null = Save-UserTrack merge @{ b = 'text'; c = [ordered] @{ y = [long] 1 }; d = [uri] 'a' } -Merge
        $data = (Search-Track merge -Store ($file ? $file : $store)).Data
        Format-Exact $data.a | Should -BeExactly 'Decimal 1.10'
        Format-Exact $data.b | Should -BeExactly 'String text'
        Format-Exact $data.c | Should -BeExactly '{y=Int64 1}'
        Format-Exact $data.d | Should -BeExactly 'Uri a'
        """);
}

# Data come back as they were saved: rules 4.12 to 4.14.

BeforeAll {
    Import-Module "$PSScriptRoot/TestHelpers.psm1"

    # A value with its exact type, in one line: what a test compares, and what it prints when they differ.
    function Format-Exact($Value) {
        if ($null -eq $Value) {
            return 'null'
        }

        $invariant = [cultureinfo]::InvariantCulture
        # The comma keeps a list whole.
        $text = switch (, $Value) {
            { $_ -is [Collections.IDictionary] } { return '{' + (@(foreach ($key in $_.Keys) { "$key=" + (Format-Exact $_[$key]) }) -join '; ') + '}' }
            { $_ -is [byte[]] } { [Convert]::ToHexString($_); break }
            { $_ -is [object[]] } { return '[' + (@(foreach ($item in $_) { Format-Exact $item }) -join ', ') + ']' }
            { $_ -is [datetime] } { '{0} {1}' -f $_.Ticks, $_.Kind; break }
            { $_ -is [DateTimeOffset] } { $_.ToString('o', $invariant); break }
            { $_ -is [timespan] } { $_.ToString('c', $invariant); break }
            { $_ -is [double] -or $_ -is [float] } { $_.ToString('R', $invariant); break }
            { $_ -is [uri] } { $_.OriginalString; break }
            default { [string]::Format($invariant, '{0}', $_) }
        }
        "$($Value.GetType().Name) $text"
    }

    # What the store holds or, where there is a file, what the file says to somebody who opens it.
    function Read-Saved($Value) {
        $track = Save-UserTrack a001 @{ v = $Value } -PassThru
        if ($file) {
            $snapshot = Open-TrackStore $file -ReadOnly
            $track = Search-Track -Id $track.Id -Store $snapshot
            $data = $track.Data
            $snapshot | Close-TrackStore
        }
        else {
            $data = (Search-Track -Id $track.Id).Data
        }

        , $data.v
    }
}

Describe 'What is saved is what is read, <Place>' -ForEach @(
    @{ Place = 'in memory'; IsFile = $false }
    @{ Place = 'in a file that is read again'; IsFile = $true }
) {
    BeforeAll {
        $file = $IsFile ? "$(New-TestFolder)/s.json" : $null
        $store = $file ? (Open-TrackStore $file) : (Open-TrackStore -InMemory)
    }

    AfterAll {
        $store | Close-TrackStore
    }

    It 'keeps <Text>' -ForEach @(
        @{ Value = $null; Text = 'null' }
        @{ Value = $true; Text = 'Boolean True' }
        @{ Value = $false; Text = 'Boolean False' }
        @{ Value = ''; Text = 'String ' }
        @{ Value = 'plain'; Text = 'String plain' }
        @{ Value = 0; Text = 'Int32 0' }
        @{ Value = [int]::MaxValue; Text = 'Int32 2147483647' }
        @{ Value = [int]::MinValue; Text = 'Int32 -2147483648' }
        @{ Value = [long] 5; Text = 'Int64 5' }
        @{ Value = 2147483648; Text = 'Int64 2147483648' }
        @{ Value = [long]::MaxValue; Text = 'Int64 9223372036854775807' }
        @{ Value = [long]::MinValue; Text = 'Int64 -9223372036854775808' }
        @{ Value = [bigint] 5; Text = 'BigInteger 5' }
        @{ Value = [bigint] [long]::MaxValue; Text = 'BigInteger 9223372036854775807' }
        @{ Value = [bigint]::Parse('9223372036854775808'); Text = 'BigInteger 9223372036854775808' }
        @{ Value = [bigint]::Parse('-123456789012345678901234567890'); Text = 'BigInteger -123456789012345678901234567890' }
        @{ Value = [float] 0.1; Text = 'Single 0.1' }
        @{ Value = [float] 2; Text = 'Single 2' }
        @{ Value = [float]::MaxValue; Text = 'Single 3.4028235E+38' }
        @{ Value = [float]::NaN; Text = 'Single NaN' }
        @{ Value = [float]::PositiveInfinity; Text = 'Single Infinity' }
        @{ Value = [float]::NegativeInfinity; Text = 'Single -Infinity' }
        @{ Value = 1.0; Text = 'Double 1' }
        @{ Value = 1.10; Text = 'Double 1.1' }
        @{ Value = 0.1 + 0.2; Text = 'Double 0.30000000000000004' }
        @{ Value = -0.0; Text = 'Double -0' }
        @{ Value = 1e300; Text = 'Double 1E+300' }
        @{ Value = [double]::MaxValue; Text = 'Double 1.7976931348623157E+308' }
        @{ Value = [double]::Epsilon; Text = 'Double 5E-324' }
        @{ Value = [double]::NaN; Text = 'Double NaN' }
        @{ Value = [double]::PositiveInfinity; Text = 'Double Infinity' }
        @{ Value = [double]::NegativeInfinity; Text = 'Double -Infinity' }
        @{ Value = 1.10d; Text = 'Decimal 1.10' }
        @{ Value = 5d; Text = 'Decimal 5' }
        @{ Value = 0.00d; Text = 'Decimal 0.00' }
        @{ Value = [decimal]::MaxValue; Text = 'Decimal 79228162514264337593543950335' }
        @{ Value = 0.0000000000000000000000000001d; Text = 'Decimal 0.0000000000000000000000000001' }
        @{ Value = [datetime]::new(638504928001234567, 'Utc'); Text = 'DateTime 638504928001234567 Utc' }
        @{ Value = [datetime]::new(638504928001234567, 'Local'); Text = 'DateTime 638504928001234567 Local' }
        @{ Value = [datetime]::new(638504928001234567, 'Unspecified'); Text = 'DateTime 638504928001234567 Unspecified' }
        @{ Value = [datetime]::MinValue; Text = 'DateTime 0 Unspecified' }
        @{ Value = [datetime]::MaxValue; Text = 'DateTime 3155378975999999999 Unspecified' }
        @{ Value = [DateTimeOffset]::new(638504928001234567, '-03:30'); Text = 'DateTimeOffset 2024-05-05T08:00:00.1234567-03:30' }
        @{ Value = [DateTimeOffset]::MaxValue; Text = 'DateTimeOffset 9999-12-31T23:59:59.9999999+00:00' }
        @{ Value = [timespan] '1.02:03:04.0500000'; Text = 'TimeSpan 1.02:03:04.0500000' }
        @{ Value = [timespan]::MinValue; Text = 'TimeSpan -10675199.02:48:05.4775808' }
        @{ Value = [timespan]::Zero; Text = 'TimeSpan 00:00:00' }
        @{ Value = [guid] '0F8FAD5B-D9CB-469F-A165-70867728950E'; Text = 'Guid 0f8fad5b-d9cb-469f-a165-70867728950e' }
        @{ Value = [guid]::Empty; Text = 'Guid 00000000-0000-0000-0000-000000000000' }
        @{ Value = [uri] 'https://example.org/a b?q=ä#x'; Text = 'Uri https://example.org/a b?q=ä#x' }
        @{ Value = [uri]::new('../up', [UriKind]::Relative); Text = 'Uri ../up' }
        @{ Value = [version] '1.10'; Text = 'Version 1.10' }
        @{ Value = [version] '1.2.3.4'; Text = 'Version 1.2.3.4' }
        @{ Value = [byte[]] (0, 1, 254, 255); Text = 'Byte[] 0001FEFF' }
        @{ Value = [byte[]] @(); Text = 'Byte[] ' }
    ) {
        Format-Exact $Value | Should -BeExactly $Text
        Format-Exact (Read-Saved $Value) | Should -BeExactly $Text
    }

    It 'keeps a string that looks like something else: <_>' -ForEach @(
        'null', 'true', 'False', '1', '-0', '1.10', '010', '0x1F', '1e3', '12345678901234567890', 'NaN', 'Infinity', '-Infinity', '∞'
        '2024-01-01T00:00:00Z', '2024-01-01T00:00:00.0000000+02:00', '2024-01-01', '/Date(1224043200000)/', '1.02:03:04', '00:00:00'
        '0f8fad5b-d9cb-469f-a165-70867728950e', 'https://example.org/', '../up', '1.2.3.4', 'AAEC/w==', '[]', '[1]', '{}', '{"a":1}', '$null', '@{a=1}'
    ) {
        Format-Exact (Read-Saved $_) | Should -BeExactly "String $_"
    }

    It 'keeps a text of <What>' -ForEach @(
        @{ What = 'quotes and backslashes'; Value = "a`"b'c\d/e" }
        @{ What = 'line ends and tabs'; Value = "a`r`nb`nc`td" }
        @{ What = 'control characters'; Value = -join (0..31 + 127..159 | ForEach-Object { [char] $_ }) }
        @{ What = 'what looks like an escape'; Value = '\u0041\n\\' }
        @{ What = 'emoji and other planes'; Value = "👩‍👩‍👧 $([char]::ConvertFromUtf32(0x10FFFF))" }
        @{ What = 'line separators and a byte order mark'; Value = "$([char] 0x2028)$([char] 0x2029)$([char] 0xFEFF)$([char] 0xFFFE)" }
        @{ What = 'letters that are written in two ways'; Value = "$([char] 0xE9)e$([char] 0x301)" }
        @{ What = 'a hundred thousand characters'; Value = 'äb' * 50000 }
    ) {
        $read = Read-Saved $Value
        $read.Length | Should -Be $Value.Length
        [string]::Equals($read, $Value, 'Ordinal') | Should -BeTrue
    }

    It 'keeps an integer of ten thousand digits' {
        $value = [bigint]::Parse('9' * 10000)
        (Read-Saved $value) -eq $value | Should -BeTrue
    }

    It 'takes <What> for <Text>' -ForEach @(
        @{ What = 'a switch that is on'; Value = [switch] $true; Text = 'Boolean True' }
        @{ What = 'a switch that is off'; Value = [switch] $false; Text = 'Boolean False' }
        @{ What = 'nothing, as a command returns it,'; Value = [Management.Automation.Internal.AutomationNull]::Value; Text = 'null' }
        @{ What = 'a database''s null'; Value = [DBNull]::Value; Text = 'null' }
        @{ What = 'a character'; Value = [char] 'x'; Text = 'String x' }
        @{ What = 'an enum''s member'; Value = [DayOfWeek]::Friday; Text = 'String Friday' }
        @{ What = 'several flags of an enum'; Value = [IO.FileAttributes] 'ReadOnly, Hidden'; Text = 'String ReadOnly, Hidden' }
        @{ What = 'a signed byte'; Value = [sbyte] -5; Text = 'Int32 -5' }
        @{ What = 'a byte'; Value = [byte] 200; Text = 'Int32 200' }
        @{ What = 'a short integer'; Value = [int16] -300; Text = 'Int32 -300' }
        @{ What = 'an unsigned integer that fits'; Value = [uint32] 7; Text = 'Int32 7' }
        @{ What = 'an unsigned integer that does not'; Value = [uint32]::MaxValue; Text = 'Int64 4294967295' }
        @{ What = 'a long unsigned integer that fits'; Value = [uint64] 7; Text = 'Int32 7' }
        @{ What = 'a long unsigned integer that does not'; Value = [uint64]::MaxValue; Text = 'BigInteger 18446744073709551615' }
        @{ What = 'a script block'; Value = { Get-Date }; Text = 'String  Get-Date ' }
        @{ What = 'a type'; Value = [int]; Text = 'String int' }
        @{ What = 'an address'; Value = [ipaddress] '127.0.0.1'; Text = 'String 127.0.0.1' }
        @{ What = 'a pattern'; Value = [regex] 'a+'; Text = 'String a+' }
        @{ What = 'a date without time'; Value = [DateOnly] '2024-01-31'; Text = 'String 01/31/2024' }
    ) {
        Format-Exact (Read-Saved $Value) | Should -BeExactly $Text
    }

    It 'takes <What> for a list' -ForEach @(
        @{ What = 'an array'; Value = @(1, 'a', $null, 1.5d); Text = '[Int32 1, String a, null, Decimal 1.5]' }
        @{ What = 'an empty array'; Value = @(); Text = '[]' }
        @{ What = 'an array of one'; Value = , 1; Text = '[Int32 1]' }
        @{ What = 'an array of one null'; Value = , $null; Text = '[null]' }
        @{ What = 'an array in an array'; Value = , @(, @()); Text = '[[[]]]' }
        @{ What = 'integers'; Value = [int[]] (1, 2); Text = '[Int32 1, Int32 2]' }
        @{ What = 'long integers'; Value = [long[]] (1, 2); Text = '[Int64 1, Int64 2]' }
        @{ What = 'strings'; Value = [string[]] ('a', ''); Text = '[String a, String ]' }
        @{ What = 'decimals'; Value = [decimal[]] (1.10, 2); Text = '[Decimal 1.1, Decimal 2]' }
        @{ What = 'characters'; Value = [char[]] 'ab'; Text = '[String a, String b]' }
        @{ What = 'a generic list'; Value = [Collections.Generic.List[guid]] @([guid]::Empty); Text = '[Guid 00000000-0000-0000-0000-000000000000]' }
        @{ What = 'an array list'; Value = [Collections.ArrayList] @(1, @{ a = 1 }); Text = '[Int32 1, {a=Int32 1}]' }
        @{ What = 'a queue'; Value = [Collections.Generic.Queue[int]] [int[]] (1, 2); Text = '[Int32 1, Int32 2]' }
        @{ What = 'several blocks of bytes'; Value = @([byte[]] 1, [byte[]] (2, 3)); Text = '[Byte[] 01, Byte[] 0203]' }
        @{ What = 'what a command returned'; Value = 1..3 | ForEach-Object { $_ }; Text = '[Int32 1, Int32 2, Int32 3]' }
    ) {
        $read = Read-Saved $Value
        , $read | Should -BeOfType ([object[]])
        Format-Exact $read | Should -BeExactly $Text
    }

    It 'takes <What> for a mapping' -ForEach @(
        @{ What = 'an empty hashtable'; Value = @{}; Text = '{}' }
        @{ What = 'an ordered dictionary'; Value = [ordered] @{ z = 1; a = 2 }; Text = '{z=Int32 1; a=Int32 2}' }
        @{ What = 'a custom object'; Value = [pscustomobject] @{ z = 1; a = $null }; Text = '{z=Int32 1; a=null}' }
        @{ What = 'a custom object without properties'; Value = [pscustomobject] @{}; Text = '{}' }
        @{ What = 'a generic dictionary'; Value = & { $d = [Collections.Generic.Dictionary[string, guid]]::new(); $d['k'] = [guid]::Empty; $d }; Text = '{k=Guid 00000000-0000-0000-0000-000000000000}' }
        @{ What = 'JSON that was read as objects'; Value = '{"a":[{"b":1.5}],"c":{}}' | ConvertFrom-Json; Text = '{a=[{b=Double 1.5}]; c={}}' }
        @{ What = 'JSON that was read as a hashtable'; Value = '{"a":[{"b":1.5}]}' | ConvertFrom-Json -AsHashtable; Text = '{a=[{b=Double 1.5}]}' }
    ) {
        Format-Exact (Read-Saved $Value) | Should -BeExactly $Text
    }

    It 'keeps every type below lists and mappings, and under keys of any characters' {
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
    }

    It 'keeps the data whole when there is nothing in them' {
        $null = Save-UserTrack empty @{}
        (Get-LastUserTrack empty).Data.Count | Should -Be 0
        , (Get-LastUserTrack empty).Data | Should -BeOfType ([Collections.Specialized.OrderedDictionary])
    }

    It 'does not depend on the culture' {
        $former = [cultureinfo]::CurrentCulture
        try {
            [cultureinfo]::CurrentCulture = 'de-DE'
            Format-Exact (Read-Saved @(1.5, [float] 1.5, 1.50d, -1, [datetime]::new(0, 'Utc'), [DateOnly] '2024-01-31')) |
                Should -BeExactly '[Double 1.5, Single 1.5, Decimal 1.50, Int32 -1, DateTime 0 Utc, String 01/31/2024]'
        }
        finally {
            [cultureinfo]::CurrentCulture = $former
        }
    }

    It 'keeps both when -Merge lays typed values over others' {
        $null = Save-UserTrack merge @{ a = 1.10d; b = [guid]::Empty; c = @{ x = [version] '1.0' } }
        $null = Save-UserTrack merge @{ b = 'text'; c = [ordered] @{ y = [long] 1 }; d = [uri] 'a' } -Merge
        $data = (Search-Track merge -Store ($file ? $file : $store)).Data
        Format-Exact $data.a | Should -BeExactly 'Decimal 1.10'
        Format-Exact $data.b | Should -BeExactly 'String text'
        Format-Exact $data.c | Should -BeExactly '{y=Int64 1}'
        Format-Exact $data.d | Should -BeExactly 'Uri a'
    }
}

Describe 'A file that was closed and opened again' {
    It 'holds every type as it was saved, after it was optimised too' {
        $value = [ordered] @{
            list = @($null, $true, 'text', 1, [long] 1, [bigint] 1, [float] 1, 1.0, 1.10d, [double]::NaN, [datetime]::new(0, 'Utc'), [DateTimeOffset]::MinValue)
            more = [ordered] @{ a = [timespan]::Zero; b = [guid]::Empty; c = [uri] 'a'; d = [version] '1.0'; e = [byte[]] 1; f = @(); g = @{} }
        }
        $text = '{list=[null, Boolean True, String text, Int32 1, Int64 1, BigInteger 1, Single 1, Double 1, Decimal 1.10, Double NaN, DateTime 0 Utc, ' +
            'DateTimeOffset 0001-01-01T00:00:00.0000000+00:00]; more={a=TimeSpan 00:00:00; b=Guid 00000000-0000-0000-0000-000000000000; c=Uri a; d=Version 1.0; ' +
            'e=Byte[] 01; f=[]; g={}}}'
        $file = "$(New-TestFolder)/s.json"
        $null = Open-TrackStore $file
        $null = Save-UserTrack a001 $value
        Close-TrackStore
        $null = Open-TrackStore $file
        Format-Exact (Get-LastUserTrack a001).Data | Should -BeExactly $text
        $null = Optimize-TrackStore
        Close-TrackStore
        $null = Open-TrackStore $file
        Format-Exact (Get-LastUserTrack a001).Data | Should -BeExactly $text
        Close-TrackStore
    }

    It 'is plain JSON, whose data any reader can use' {
        $file = "$(New-TestFolder)/s.json"
        $null = Open-TrackStore $file
        $null = Save-UserTrack a001 ([ordered] @{ n = 1; d = 1.50d; big = [bigint]::Parse('9' * 25); at = [datetime]::new(0, 'Utc'); nan = [double]::NaN; b = [byte[]] (0, 1) })
        Close-TrackStore
        $json = [Text.Json.JsonDocument]::Parse([IO.File]::ReadAllText($file))
        $events = @($json.RootElement.GetProperty('events').EnumerateArray())
        $events[-1].GetProperty('data').GetRawText() |
            Should -BeExactly '{"n":1,"d":1.50,"big":9999999999999999999999999,"at":"0001-01-01T00:00:00.0000000Z","nan":"NaN","b":"AAE="}'
        $json.Dispose()
    }
}

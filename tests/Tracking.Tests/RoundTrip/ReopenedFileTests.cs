using Xunit;

namespace Tracking.Tests.RoundTrip;

/// <summary>A file that was closed and opened again.</summary>
public sealed class ReopenedFileTests : RoundTripTest
{
    [Fact]
    public void Holds_every_type_as_it_was_saved_after_it_was_optimised_too() => Run("""
        $value = [ordered] @{
            list = @($null, $true, 'text', 1, [long] 1, [bigint] 1, [float] 1, 1.0, 1.10d, [double]::NaN, [datetime]::new(0, 'Utc'),
                [DateTimeOffset]::MinValue)
            more = [ordered] @{ a = [timespan]::Zero; b = [guid]::Empty; c = [uri] 'a'; d = [version] '1.0'; e = [byte[]] 1; f = @()
                g = @{} }
        }
        $text = '{list=[null, Boolean True, String text, Int32 1, Int64 1, BigInteger 1, Single 1, Double 1, Decimal 1.10, ' +
            'Double NaN, DateTime 0 Utc, DateTimeOffset 0001-01-01T00:00:00.0000000+00:00]; more={a=TimeSpan 00:00:00; ' +
            'b=Guid 00000000-0000-0000-0000-000000000000; c=Uri a; d=Version 1.0; e=Byte[] 01; f=[]; g={}}}'
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
        """);

    [Fact]
    public void Is_plain_JSON_whose_data_any_reader_can_use() => Run("""
        $file = "$(New-TestFolder)/s.json"
        $null = Open-TrackStore $file
        $null = Save-UserTrack a001 ([ordered] @{ n = 1; d = 1.50d; big = [bigint]::Parse('9' * 25); at = [datetime]::new(0, 'Utc')
            nan = [double]::NaN; b = [byte[]] (0, 1) })
        Close-TrackStore
        $json = [Text.Json.JsonDocument]::Parse([IO.File]::ReadAllText($file))
        $events = @($json.RootElement.GetProperty('events').EnumerateArray())
        $events[-1].GetProperty('data').GetRawText() |
            Should -BeExactly '{"n":1,"d":1.50,"big":9999999999999999999999999,"at":"0001-01-01T00:00:00.0000000Z","nan":"NaN","b":"AAE="}'
        $json.Dispose()
        """);
}

using Xunit;

namespace Tracking.Tests.Times;

/// <summary>Which time a text means, in every culture (rule 10.1).</summary>
public sealed class TimeTextTests : ModuleTest
{
    private const string Cultures = "'th-TH', 'fa-IR', 'ar-SA', 'de-DE', 'en-US', 'en-GB', 'ja-JP', 'tr-TR', ''";

    public TimeTextTests() => Run("""
        $store = Open-TrackStore -InMemory
        $former = [cultureinfo]::CurrentCulture
        $noon = [datetime]::new(2026, 3, 1, 12, 0, 0, [DateTimeKind]::Local)
        # What a save makes of a time in a culture, in UTC ticks.
        function Get-Saved ($culture, $time) {
            [cultureinfo]::CurrentCulture = $culture
            try { (Save-UserTrack a001 @{ k = 1 } -TimeStamp $time -PassThru).TimeStamp.ToUniversalTime().Ticks }
            finally { [cultureinfo]::CurrentCulture = $former }
        }
        """);

    [Fact]
    public void Iso_text_means_the_same_everywhere() => RunForEach(Cultures, """
        foreach ($text in '2026-03-01 12:00', '2026-03-01T12:00', '2026-03-01 12:00:00', '2026-03-01T12:00:00.0',
            ' 2026-03-01T12:00:00,000 ') {
            Get-Saved $_ $text | Should -Be $noon.ToUniversalTime().Ticks
        }
        Get-Saved $_ '2026-03-01' | Should -Be $noon.Date.ToUniversalTime().Ticks
        $fraction = [datetime]::new(2026, 3, 1, 12, 0, 0, [DateTimeKind]::Utc).AddTicks(1234567).Ticks
        foreach ($text in '2026-03-01T12:00:00.1234567Z', '2026-03-01 12:00:00.123456789Z', '2026-03-01T14:00:00.1234567+02:00',
            '2026-03-01 14:00:00,1234567+0200', '2026-03-01T03:30:00.1234567-08:30', '2026-03-02T01:00:00.1234567 +13:00') {
            Get-Saved $_ $text | Should -Be $fraction
        }
        """);

    [Fact]
    public void Objects_mean_their_moment_everywhere() => RunForEach(Cultures, """
        $utc = $noon.ToUniversalTime()
        Get-Saved $_ $utc | Should -Be $utc.Ticks
        Get-Saved $_ $noon | Should -Be $utc.Ticks
        Get-Saved $_ ([datetime]::new(2026, 3, 1, 12, 0, 0)) | Should -Be $utc.Ticks
        Get-Saved $_ ([DateTimeOffset]::new(2026, 3, 1, 12, 0, 0, [timespan]::FromHours(5.5))) | Should -Be $utc.Date.AddHours(6.5).Ticks
        Get-Saved $_ ([DateOnly]::new(2026, 3, 1)) | Should -Be $noon.Date.ToUniversalTime().Ticks
        Get-Saved $_ ([psobject] $noon) | Should -Be $utc.Ticks
        """);

    [Fact]
    public void Other_text_is_read_as_the_culture_writes_it() => RunForEach("""
        @{ culture = 'de-DE'; text = '01.03.2026' }, @{ culture = 'de-DE'; text = '01.03.2026 00:00:00' }
        @{ culture = 'en-GB'; text = '01/03/2026' }, @{ culture = 'en-US'; text = '3/1/2026' }, @{ culture = ''; text = '03/01/2026' }
        @{ culture = 'ja-JP'; text = '2026/03/01' }, @{ culture = 'tr-TR'; text = '1.03.2026' }
        @{ culture = 'th-TH'; text = '1/3/2026' }, @{ culture = 'de-DE'; text = 'Sun, 01 Mar 2026 00:00:00' }
        """, """
        Get-Saved $culture $text | Should -Be $noon.Date.ToUniversalTime().Ticks
        """);

    [Fact]
    public void What_is_no_time_is_refused_everywhere() => RunForEach(Cultures, """
        foreach ($wrong in '2026-02-30', '2026-13-01', '2026-03-01 25:00', '2026-03-01T12:00:00+15:00', '2026-03-01T12:00:00+01:60',
            '0001-01-01T00:00:00+01:00', '1772366400', '1772366400.123', 1772366400, 1772366400L, 1.5, 'soon', '', @{ a = 1 }, { 1 }) {
            $fault = Get-ErrorOf { Search-Track -Store $store -From $wrong }
            $fault.FullyQualifiedErrorId | Should -BeExactly 'ParameterArgumentTransformationError,Tracking.Commands.SearchTrackCommand'
            "$fault" | Should -BeLike '*FromUnixTimeSeconds*'
        }
        """);

    [Fact]
    public void Every_parameter_of_a_time_reads_it_so() => Run("""
        [cultureinfo]::CurrentCulture = 'th-TH'
        try {
            $null = Start-TrackRun a001 -TimeStamp '2026-03-01T12:00Z'
            $null = Stop-TrackRun a001 -TimeStamp '2026-03-01T13:00Z'
            $run = Get-TrackRun -Store $store
            $run.Start.ToUniversalTime().Ticks | Should -Be 639079632000000000
            $run.End.ToUniversalTime().Ticks | Should -Be 639079668000000000
            $null = Save-UserTrack b001 @{ k = 1 } -TimeStamp '2026-03-02 00:00Z'
            Search-Track -From '2026-03-01T23:59Z' -To '2026-03-02T00:00Z' | Should -HaveCount 1
            Get-TrackRun -From '2026-03-01T12:30Z' -To '2026-03-01T14:00Z' | Should -HaveCount 1
            Watch-Track -From '2026-03-01T23:59Z' -Timeout 0 | Should -HaveCount 2
            Remove-TrackRun -Before '2026-03-01T13:30Z' -WhatIf 6>$null
            foreach ($command in Get-Command -Module Tracking -CommandType Cmdlet) {
                foreach ($parameter in $command.Parameters.Values.Where{ $_.ParameterType -in [datetime], [Nullable[datetime]] }) {
                    "$command $($parameter.Name): $($parameter.Attributes.TypeId.Name -contains 'TimeAttribute')" |
                        Should -BeExactly "$command $($parameter.Name): True"
                }
            }
        } finally {
            [cultureinfo]::CurrentCulture = $former
        }
        """);

    [Fact]
    public void Verbose_says_which_time_was_understood() => Run("""
        [cultureinfo]::CurrentCulture = 'de-DE'
        try { $said = Search-Track -From '01.03.2026' -To '2026-03-02T00:00:00.5' -Verbose 4>&1 }
        finally { [cultureinfo]::CurrentCulture = $former }
        $zone = $noon.ToString('zzz')
        "$said" | Should -BeLike "*-From is 2026-03-01 00:00:00 $zone.*"
        "$said" | Should -BeLike "*-To is 2026-03-02 00:00:00.5 $zone.*"
        """);
}

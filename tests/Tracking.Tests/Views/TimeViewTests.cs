using Xunit;

namespace Tracking.Tests.Views;

/// <summary>Times as views print them, in every culture (rule 10.1).</summary>
public sealed class TimeViewTests : ViewsTest
{
    private const string Cultures = "'th-TH', 'fa-IR', 'ar-SA', 'de-DE', 'en-US', 'en-GB', 'ja-JP', 'tr-TR', ''";

    [Fact]
    public void Are_the_same_in_every_culture() => RunForEach(Cultures, """
        $former = [cultureinfo]::CurrentCulture
        [cultureinfo]::CurrentCulture = $_
        try {
            $store = Open-TrackStore -InMemory
            $data = [ordered] @{
                utc = [datetime]::new(2024, 5, 6, 1, 2, 3, [DateTimeKind]::Utc); own = $noon
                offset = [DateTimeOffset]::new(2024, 5, 6, 1, 2, 3, '02:00')
                list = @($noon) }
            $null = Save-UserTrack a001 $data -UserName u1 -TimeStamp $noon -Store $store
            $null = Stop-TrackRun a001 -TimeStamp $noon.AddHours(1)
            $preview = '{utc=2024-05-06 01:02:03Z, own=2024-05-06 12:00:00, offset=2024-05-06 01:02:03+02:00, list=(2024-05-06 12:00:00)}'
            [Tracking.TrackView]::Preview((Search-Track)) | Should -BeExactly $preview
            $shown = Search-Track | Format-List | Get-Line
            $shown | Should -Contain 'TimeStamp : 2024-05-06 12:00:00'
            (Search-Track | Get-Line)[2] | Should -BeLike '*2024-05-06 12:00:00*'
            (Get-TrackRun -All | Get-Line)[2] | Should -BeLike '*2024-05-06 12:00:00*'
            Get-TrackRun -All | Format-List | Get-Line | Should -Contain 'End         : 2024-05-06 13:00:00'
            (Get-TrackTask | Get-Line)[2] | Should -BeLike '*2024-05-06 12:00:00*'
            (Get-TrackUser | Get-Line)[2] | Should -BeLike '*2024-05-06 12:00:00*'
            (Watch-Track -From $noon -Timeout 0 | Get-Line)[2] | Should -BeLike '2024-05-06 12:00:00*'
            "$(Search-Track)" | Should -BeLike "*'2024-05-06 12:00'*"
            "$(Get-TrackRun -All)" | Should -BeExactly '<Run 1, 2024-05-06 12:00, 2024-05-06 13:00, True>'
            (Search-Track | Expand-Track).TimeStamp | Should -BeOfType ([datetime])
            (Search-Track | Expand-Track).own | Should -BeOfType ([datetime])
        } finally {
            Close-TrackStore
            [cultureinfo]::CurrentCulture = $former
        }
        """);
}

using Xunit;

namespace Tracking.Tests.Watching;

/// <summary>Watch-Track -AllSessions (rule 3.26).</summary>
public sealed class WatchAllSessionsTests : ModuleTest
{
    public WatchAllSessionsTests() => Run("""
        $sessions = $env:TRACKING_HOME
        $null = New-Item $sessions -ItemType Directory -Force
        $hour = (Get-Date).AddHours(-1)
        $null = Save-UserTrack old @{ n = 'one' } -TimeStamp $hour -Store "$sessions/one.json"
        $null = Save-UserTrack old @{ n = 'two' } -TimeStamp $hour.AddMinutes(1) -Store "$sessions/two.json"
        """);

    [Fact]
    public void Begins_with_what_exists_in_each_file_each_once_and_opens_none() => Run("""
        $found = Watch-Track -AllSessions -From $hour.AddMinutes(-1) -Timeout 3 | Where-Object { $_ -is [Tracking.Track] }
        $found.ForEach({ $_.Data.n }) | Should -Be @('one', 'two')
        $found.Store.Name | Should -Be @('one.json', 'two.json')
        @(Watch-Track -AllSessions -From $hour.AddSeconds(30) -Timeout 0 | Where-Object { $_ -is [Tracking.Track] }).Count | Should -Be 1
        Watch-Track -AllSessions -Timeout 0 | Should -BeNullOrEmpty
        # Files that nobody wrote to since are not read.
        (Get-Item "$sessions/one.json").LastWriteTime = $hour.AddDays(-1)
        Watch-Track -AllSessions -From $hour.AddMinutes(-1) -Timeout 0 -Until { $_.Data.n -eq 'one' } |
            Where-Object { $_ -is [Tracking.Track] } | ForEach-Object { $_.Data.n } | Should -Be 'two'
        """);

    [Fact]
    public void Follows_old_files_new_ones_and_open_stores()
    {
        using var watch = Begin($$"""
            New-Item '{{FilePath("begun")}}' | Out-Null
            Watch-Track -AllSessions -Timeout 40 -Until { $_.Data.n -eq 'end' } | Where-Object { $_ -is [Tracking.Track] } |
                ForEach-Object { "$($_.Data.n) in $($_.Store.Name)" }
            """);
        watch.WaitFor(FilePath("begun"));
        Run("""
            Start-Sleep -Milliseconds 700
            # A file of before, twice by a cmdlet that opens it for itself.
            $null = Save-UserTrack t @{ n = 1 } -Store "$sessions/one.json"
            Start-Sleep -Milliseconds 1300
            $null = Save-UserTrack t @{ n = 2 } -Store "$sessions/one.json"
            # A new file, that stays open.
            $new = Open-TrackStore "$sessions/new.json"
            $null = Save-UserTrack t @{ n = 3 }
            Start-Sleep -Milliseconds 1300
            $null = Save-UserTrack t @{ n = 4 }
            $new | Close-TrackStore
            Start-Sleep -Milliseconds 2500
            $null = Save-UserTrack t @{ n = 'end' } -Store "$sessions/new.json"
            """);
        Assert.Equal(["1 in one.json", "2 in one.json", "3 in new.json", "4 in new.json", "end in new.json"],
            watch.End().WithoutErrors().Output);
    }
}

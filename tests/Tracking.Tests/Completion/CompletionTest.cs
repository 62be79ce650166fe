namespace Tracking.Tests.Completion;

/// <summary>A test of what Tab offers.</summary>
public abstract class CompletionTest : ModuleTest
{
    protected CompletionTest() => Run("""
        # What each parameter offers from a store with the one task 'backup', user 'ann', run 1, track 1, key 'step'.
        $offers = @(
            foreach ($one in 'Save-UserTrack', 'Get-UserTrack', 'Get-LastUserTrack', 'Search-Track', 'Watch-Track', 'Start-TrackRun',
                'Stop-TrackRun', 'Get-TrackRun', 'Get-TrackTask', 'Get-TrackUser', 'Send-TrackTrace') {
                @{ Line = "$one "; Text = 'backup' }
                @{ Line = "$one -TaskId "; Text = 'backup' }
                @{ Line = "$one -TaskId:BAC"; Text = 'backup' }
            }
            foreach ($one in 'Save-UserTrack', 'Get-UserTrack', 'Get-LastUserTrack', 'Search-Track', 'Watch-Track',
                'Get-TrackUser') { @{ Line = "$one -TaskId backup -UserName "; Text = 'ann' } }
            foreach ($one in 'Get-UserTrack', 'Get-LastUserTrack', 'Get-TrackUser') { @{ Line = "$one backup a"; Text = 'ann' } }
            foreach ($one in 'Save-UserTrack', 'Get-UserTrack', 'Get-LastUserTrack', 'Search-Track', 'Watch-Track', 'Stop-TrackRun',
                'Get-TrackRun') { @{ Line = "$one backup -RunId "; Text = '1' } }
            foreach ($one in 'Search-Track', 'Remove-Track') { @{ Line = "$one -Id "; Text = "'0000001'" } }
            foreach ($one in 'Search-Track', 'Watch-Track', 'Save-UserTrack') { @{ Line = "$one backup -Data "; Text = '@{ step = ' } }
            @{ Line = 'Remove-Track 1'; Text = "'0000001'" }
            @{ Line = 'Save-UserTrack backup '; Text = '@{ step = ' }
        )
        $files = @(
            foreach ($one in 'Open-TrackStore', 'Remove-TrackStore') { "$one "; "$one mon"; "$one -Path " }
            foreach ($one in 'Close-TrackStore', 'Optimize-TrackStore', 'Update-TrackIndex') { "$one "; "$one mon" }
            foreach ($one in 'Save-UserTrack', 'Get-UserTrack', 'Get-LastUserTrack', 'Search-Track', 'Watch-Track', 'Remove-Track',
                'Start-TrackRun', 'Stop-TrackRun', 'Get-TrackRun', 'Get-TrackTask', 'Get-TrackUser',
                'Update-TrackIndex', 'Close-TrackStore', 'Optimize-TrackStore', 'Remove-TrackStore') {
                "$one -Store "
            }
            'Copy-Track '; 'Copy-Track mon'; 'Copy-Track -Destination '; 'Copy-Track all.json -Store '
        )
        $names = @(
            'two words', "it's", 'say "so"', ("typographic {0}single{1} {2}double{3}" -f [char] 0x2018, [char] 0x2019, [char] 0x201C,
                [char] 0x201D), '$home', 'a$(1)b', 'a;b', 'a|b', 'a&b', 'a>b', 'a(b',
            '{x}', 'a{b', '@x', '#x', 'a#b', 'a,b', 'back`tick', 'a`*b', '-x', '--x', '-TaskId', '12', '007', '0x1F', '1e3', '1kb',
                '$null', '%', '?', 'a*', '*', 'a?c', 'a[bc]d', 'a[b', 'a]b', '[a]', '~', '.', '..',
            'größe', '日本語', ([char]::ConvertFromUtf32(0x1F600) + ' smile'), "e$([char] 0x301)", "tab`tand`nline", ' leading',
                'trailing ', 'if', 'x-y_z.w', 'a/b', 'a\b', 'C:\x', 'k=v', 'a+b', '!x', 'a^b', '<x',
            "a$([char] 0x2013)b", "$([char] 0x2013)x", "nbsp$([char] 0xA0)x", 'a~b', '2fast', '_x', '\x', '/x', "a'", "'", '"', '`',
                "`$x'``*[" | ForEach-Object { @{ Name = $_ } }
        )
        $env:TRACKING_HOME = New-TestFolder

        # What Tab offers at the end of a line.
        function Get-Offer([string] $Line) {
            $before = $global:Error.Count
            $found = TabExpansion2 $Line $Line.Length
            if ($global:Error.Count -ne $before) { throw "Tab left an error: $($global:Error[0])" }
            $found.CompletionMatches
        }

        function Get-Text([string] $Line) { Get-Offer $Line | ForEach-Object CompletionText }

        # The line after Tab put the one thing in that there is to offer.
        function Complete([string] $Line) {
            $found = TabExpansion2 $Line $Line.Length
            $found.CompletionMatches | Should -HaveCount 1
            $Line.Remove($found.ReplacementIndex, $found.ReplacementLength).Insert($found.ReplacementIndex,
                $found.CompletionMatches[0].CompletionText)
        }
        """);
}

namespace Tracking.Tests.RoundTrip;

/// <summary>A test of what comes back as it was saved.</summary>
public abstract class RoundTripTest : ModuleTest
{
    protected RoundTripTest() => Run("""
        # A value with its exact type, in one line: what a test compares, and what it prints when they differ.
        function Format-Exact($Value) {
            if ($null -eq $Value) {
                return 'null'
            }

            $invariant = [cultureinfo]::InvariantCulture
            # The comma keeps a list whole.
            $text = switch (, $Value) {
                { $_ -is [Collections.IDictionary] } { return '{' + (@(foreach ($key in $_.Keys) { "$key=" + (
                    Format-Exact $_[$key]) }) -join '; ') + '}' }
                { $_ -is [byte[]] } { [Convert]::ToHexString($_); break }
                { $_ -is [object[]] } { return '[' + (@(foreach ($item in $_) { Format-Exact $item }) -join ', ') + ']' }
                { $_ -is [datetime] } { '{0} {1}' -f $_.Ticks, $_.Kind; break }
                { $_ -is [DateTimeOffset] } { $_.ToString('o', $invariant); break }
                { $_ -is [timespan] } { $_.ToString('c', $invariant); break }
                { $_ -is [double] -or $_ -is [float] } { $_.ToString('R', $invariant); break }
                { $_ -is [DateOnly] -or $_ -is [TimeOnly] } { $_.ToString('o', $invariant); break }
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
        """);
}

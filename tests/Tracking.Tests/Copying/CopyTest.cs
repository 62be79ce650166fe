namespace Tracking.Tests.Copying;

/// <summary>
/// A test with a path for a file of two tasks, <c>$from</c>, whose runs are one that finished and one that is left, and
/// one for its copy, <c>$to</c>.
/// </summary>
public abstract class CopyTest : ModuleTest
{
    protected CopyTest()
    {
        Set("from", From = FilePath("from.json"));
        Set("to", To = FilePath("to.json"));
        Run("""
            function New-SourceFile([string] $Path, [int] $Tracks = 3) {
                $null = 1..$Tracks | ForEach-Object { @{ n = $_ } } | Save-UserTrack a001 -Store $Path -UserName u1
                $null = Stop-TrackRun a001 -Store $Path
                $null = Save-UserTrack a002 @{ n = 0 } -Store $Path -UserName u2
            }

            # Everything of a store but the ids, which are its own.
            function Get-StoreText([object] $Store) {
                $runs = @{}
                Get-TrackRun -Store $Store | ForEach-Object {
                    $runs[$_.RunId] = "$($_.TaskId) $($_.Start.Ticks) $($_.End.Ticks) $($_.Status)"
                }
                Search-Track -Store $Store | ForEach-Object {
                    "$($_.TaskId) $($_.UserName) $($_.TimeStamp.Ticks) $($_.Data.n) in $($runs[$_.RunId])"
                }
                $runs.Values | Sort-Object
            }

            # How much was copied.
            filter Format-Counts { "$($_.Added) $($_.Updated) $($_.Unchanged) $($_.RunsAdded) $($_.RunsUpdated)" }
            """);
    }

    protected string From { get; }

    protected string To { get; }
}

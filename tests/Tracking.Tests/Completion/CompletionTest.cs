namespace Tracking.Tests.Completion;

/// <summary>A test of what Tab offers.</summary>
public abstract class CompletionTest : ModuleTest
{
    protected CompletionTest() => Run("""
        $formerHome = $env:TRACKING_HOME
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

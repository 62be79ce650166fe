using System.Linq;
using System.Management.Automation;
using Xunit;

namespace Tracking.Tests.Errors;

/// <summary>
/// An error of a store says what is the matter, and the cmdlet what to do about it: the first is the exception's message, both are the
/// error's.
/// </summary>
public sealed class AdviceTests : ModuleTest
{
    public static TheoryData<string, string, string> Errors => new()
    {
        { "Search-Track -Store none.json", "There is no file '*none.json'.", "Get-TrackStore -ListAvailable lists your session files." },
        { "Optimize-TrackStore none.json", "There is no file '*none.json'.", "Get-TrackStore -ListAvailable lists your session files." },
        { "Save-UserTrack a @{ k = 1 } -RunId 9", "There is no run 9 in this store.",
            "Get-TrackRun lists those that are; Start-TrackRun starts one." },
        { "Stop-TrackRun none", "Task 'none' has no current run to stop.", "Get-TrackRun -TaskId … lists its runs; name one by -RunId." },
        { "Remove-Track -Id 9", "There is no track 0000009 in this store.", "Search-Track lists those that are." },
        { "Search-Track -First 1 -Last 1", "The first tracks and the last ones exclude each other.", "Give -First or -Last, not both." },
        { "Search-Track -Skip -1", "A count of tracks is negative.", "Give 0 or more to -First, -Last and -Skip." },
        { "Search-Track -From 2026-02-01 -To 2026-01-01", "The earliest time lies after the latest.", "Give the earlier time to -From." },
        { "Save-UserTrack a @{ k = 1 } -Store (Open-TrackStore s.json -ReadOnly)", "'*s.json' was opened read-only.",
            "Open it by Open-TrackStore without -ReadOnly." },
    };

    [Theory]
    [MemberData(nameof(Errors))]
    public void An_error_has_a_message_and_advice(string script, string message, string advice)
    {
        Run("$null = Save-UserTrack a @{ k = 1 } -Store s.json; $null = Open-TrackStore -InMemory");
        var error = Attempt(script).Errors.Single();
        Assert.True(new WildcardPattern(message).IsMatch(error.Exception.Message), error.Exception.Message);
        Assert.Equal($"{error.Exception.Message} {advice}", error.ToString());
        Assert.Equal(error.ToString(), error.ErrorDetails.Message);
    }

    [Fact]
    public void An_error_that_says_all_has_no_advice()
    {
        var error = Attempt("Save-UserTrack a 5").Errors.Single();
        Assert.Null(error.ErrorDetails);
        Assert.EndsWith("Nothing was saved.", error.ToString(), System.StringComparison.Ordinal);
    }
}

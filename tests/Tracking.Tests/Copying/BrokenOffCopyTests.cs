using System.Linq;
using Xunit;

namespace Tracking.Tests.Copying;

/// <summary>A copy that is broken off is a beginning, which the next one completes.</summary>
public sealed class BrokenOffCopyTests : CopyTest
{
    public BrokenOffCopyTests() => Run("New-SourceFile $from 3499");

    [Fact]
    public void By_who_asks_for_no_more()
    {
        Assert.Equal(["1", "1000"], Output("""
            @(Copy-Track -Store $from -Destination $to -PassThru | Select-Object -First 1).Count
            @(Search-Track -Store $to).Count
            """));
        AssertIsCompleted(there: 1000);
    }

    [Fact]
    public void By_who_stops_the_pipeline()
    {
        using (var work = Begin($$"""
            Copy-Track -Store '{{From}}' -Destination '{{To}}' -PassThru |
                ForEach-Object { Set-Content '{{FilePath("begun")}}' 1; Start-Sleep 60 }
            """))
        {
            work.WaitFor(FilePath("begun")).Stop();
        }
        Assert.Equal(["1000"], Output("@(Search-Track -Store $to).Count"));
        AssertIsCompleted(there: 1000);
    }

    [Fact]
    public void Two_that_copy_the_same_at_once_bring_each_track_once()
    {
        var script = $"Copy-Track -Store '{From}' -Destination '{To}' | ForEach-Object {{ $_.Added; $_.Unchanged }}";
        using var one = Begin(script);
        using var two = Begin(script);
        var results = new[] { one.End(), two.End() }.Select(result => result.WithoutErrors().Output.Select(int.Parse).ToArray()).ToArray();
        Assert.Equal((3500, 3500), (results[0][0] + results[1][0], results[0][1] + results[1][1]));
        AssertIsCompleted(there: 3500);
    }

    private void AssertIsCompleted(int there)
    {
        Assert.Equal([$"{3500 - there} {there}"], Output("""
            Copy-Track -Store $from -Destination $to -WarningAction Ignore | ForEach-Object { "$($_.Added) $($_.Unchanged)" }
            """));
        Assert.Equal(Output("Get-StoreText $from"), Output("Get-StoreText $to"));
        Assert.Equal(["1 3500", "3500"], Output("""
            $numbers = (Search-Track -Store $to).Number | Sort-Object
            "$($numbers[0]) $($numbers[-1])"
            (Copy-Track -Store $from -Destination $to).Unchanged
            """));
    }
}

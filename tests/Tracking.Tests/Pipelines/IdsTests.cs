using Xunit;

namespace Tracking.Tests.Pipelines;

/// <summary>Pipelines: Ids, as Save-UserTrack returns them.</summary>
public sealed class IdsTests : PipelineTest
{
    [Theory]
    [InlineData("Search-Track")]
    [InlineData("Get-TrackTask")]
    [InlineData("Get-TrackRun")]
    public void The_id_of_a_track_is_no_store_and_the_error_says_what_takes_it(string cmdlet) => Run($$"""
        $id = Save-UserTrack a @{ k = 1 }
        { $id | {{cmdlet}} -ErrorAction Stop } | Should -Throw '*the id of a track*Search-Track -Id*'
        { {{cmdlet}} -Store $id -ErrorAction Stop } | Should -Throw '*the id of a track*Search-Track -Id*'
        """);
}

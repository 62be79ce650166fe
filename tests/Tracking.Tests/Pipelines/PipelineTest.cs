namespace Tracking.Tests.Pipelines;

/// <summary>A test of what is found, saved, stopped or removed where objects are piped: what was asked for, and nothing else.</summary>
public abstract class PipelineTest : ModuleTest
{
    protected PipelineTest() => Run("""
        $noon = Get-Date '2024-05-06T12:00:00'

        # What a store holds: '<task>/<run>/<user>/<k>' of each track.
        function Get-Summary($Of) {
            @(Search-Track -Store $Of | ForEach-Object { "$($_.TaskId)/$($_.RunId)/$($_.UserName)/$($_.Data.k)" })
        }
        """);
}

namespace Tracking.Tests.SearchingData;

/// <summary>A test of -Data.</summary>
public abstract class DataSearchTest : ModuleTest
{
    protected DataSearchTest() => Run("""
        # The numbers of the tracks that are found, in order.
        function Find($Data, [hashtable] $And = @{}) {
            @(Search-Track -Data $Data @And | ForEach-Object Number)
        }
        """);
}

namespace Tracking.Tests.Data;

/// <summary>A test of what becomes of data.</summary>
public abstract class DataMappingTest : ModuleTest
{
    protected DataMappingTest() => Run("""
        function Read-Saved($Data, [string] $WarningAction = "Continue") {
            , (Save-UserTrack a001 $Data -PassThru -WarningAction $WarningAction).Data
        }
        """);
}

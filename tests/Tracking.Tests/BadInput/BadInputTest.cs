namespace Tracking.Tests.BadInput;

/// <summary>A test of what is refused.</summary>
public abstract class BadInputTest : ModuleTest
{
    protected BadInputTest() => Run("""
        function New-Nested([int] $Levels) {
            $data = @{}
            for ($i = 1; $i -lt $Levels; $i++) {
                $data = @{ k = $data }
            }

            $data
        }

        function Get-Content64([string] $Path) {
            [Convert]::ToBase64String([IO.File]::ReadAllBytes($Path))
        }
        """);
}

namespace Tracking.Tests.BadInput;

/// <summary>A test of what is refused: nothing of it is in the store, or in its file.</summary>
public abstract class BadInputTest : ModuleTest
{
    protected BadInputTest() => Run("""
        $save = 'Tracking.Commands.SaveUserTrackCommand'

        # Mappings in one another, so many levels in all.
        function New-Nested([int] $Levels) {
            $data = @{}
            for ($i = 1; $i -lt $Levels; $i++) {
                $data = @{ k = $data }
            }

            $data
        }

        function New-Cycle {
            $data = @{ inner = @{} }
            $data.inner.back = $data
            $data
        }

        function New-ListCycle {
            $list = [Collections.ArrayList] @(1)
            $null = $list.Add($list)
            @{ list = $list }
        }

        $cased = [Collections.Hashtable]::new([StringComparer]::Ordinal)
        $cased.State = 1
        $cased.STATE = 2
        $secret = [securestring]::new()
        $login = [pscredential]::new('user', $secret)
        $half = [string] [char] 0xD800

        function Get-Content64([string] $Path) {
            [Convert]::ToBase64String([IO.File]::ReadAllBytes($Path))
        }

        $folder = New-TestFolder
        $file = "$folder/s.json"
        $store = Open-TrackStore $file
        $null = Save-UserTrack a001 @{ k = 1 } -UserName u1
        $before = Get-Content64 $file
        """);

    /// <inheritdoc/>
    protected override void Verify() => Run("""
        Get-Content64 $file | Should -BeExactly $before
        $store.TrackCount | Should -Be 1
        $store.RunCount | Should -Be 1
        (Get-ChildItem $folder -Force).Name | Should -BeExactly 's.json'
        """);
}

using Xunit;

namespace Tracking.Tests.Completion;

/// <summary>Tab for files.</summary>
public sealed class FileCompletionTests : CompletionTest
{
    public FileCompletionTests() => Run("""
        $null = Save-UserTrack a @{ k = 1 } -Store "$env:TRACKING_HOME/my 'old' file.json"
        $null = Save-UserTrack a @{ k = 1 } -Store "$env:TRACKING_HOME/monday.json"
        $monday = Get-Item "$env:TRACKING_HOME/monday.json"
        (Get-Item "$env:TRACKING_HOME/my 'old' file.json").LastWriteTime = '2024-01-31'
        $work = New-TestFolder
        $null = Save-UserTrack a @{ k = 1 } -Store "$work/elsewhere.json"
        Push-Location $work
        """);

    [Fact]
    public void Offers_the_session_files() => RunForEach(
        """
        $files
        """,
        """
        Get-Text $_ | Select-Object -First 1 | Should -BeExactly $monday.FullName
        """);

    [Fact]
    public void Offers_the_newest_first_with_date_and_size() => Run("""
        $found = @(Get-Offer 'Open-TrackStore ')
        $found.ListItemText | Should -BeExactly @('monday.json', "my 'old' file.json")
        $found[0].ToolTip | Should -BeExactly ('{0}: {1:yyyy-MM-dd HH:mm:ss}, {2} bytes' -f $monday.FullName, $monday.LastWriteTime,
            $monday.Length)
        $found[1].ToolTip | Should -Match ': 2024-01-31 00:00:00, \d+ bytes$'
        """);

    [Fact]
    public void Writes_a_path_so_that_it_is_that_path() => Run("""
        $line = Complete 'Get-TrackTask -Store my'
        (Invoke-Expression $line).TaskId | Should -BeExactly 'a'
        (Invoke-Expression (Complete "Open-TrackStore 'my -ReadOnly".Replace(' -ReadOnly', ''))).Name |
            Should -BeExactly "my 'old' file.json"
        Close-TrackStore
        """);

    [Fact]
    public void Leaves_other_files_to_PowerShell() => Run("""
        Get-Offer 'Open-TrackStore else' | ForEach-Object ListItemText | Should -BeExactly @('elsewhere.json')
        Get-Offer 'Search-Track -Store ./' | ForEach-Object ListItemText | Should -Contain 'elsewhere.json'
        """);

    [Fact]
    public void Offers_stores_that_are_open_before_the_rest() => Run("""
        $null = Open-TrackStore elsewhere.json
        $null = Open-TrackStore -InMemory
        $found = @(Get-Offer 'Search-Track -Store ')
        $found.ListItemText | Should -BeExactly @('elsewhere.json', 'monday.json', "my 'old' file.json")
        $found[0].ToolTip | Should -Match 'elsewhere\.json: open, 1 tracks?, \d{4}-'
        Get-TrackStore -Open | Close-TrackStore
        """);
}

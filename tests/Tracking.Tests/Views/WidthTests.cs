using Xunit;

namespace Tracking.Tests.Views;

/// <summary>What tables do with the width that there is.</summary>
public sealed class WidthTests : ViewsTest
{
    public WidthTests() => Run("""
        $store = Open-TrackStore -InMemory
        $null = Start-TrackRun nightly-backup-of-the-orders-database -TimeStamp $noon
        $null = Save-UserTrack nightly-backup-of-the-orders-database @{ state = 'the disk is full' } -UserName service-account-of-backups `
            -TimeStamp $noon
        $null = Stop-TrackRun nightly-backup-of-the-orders-database -Failed -TimeStamp $noon -Message `
            'No space is left on the device /mnt/backup, which has 0 bytes of 4 TB free.'
        # The lines at a width, without the spaces behind them.
        function Get-LineAt([object] $Object, [int] $Width) {
            ($Object | Out-String -Width $Width) -split '\r?\n' | ForEach-Object TrimEnd | Where-Object { $_ }
        }
        # The cells of a column, one under the other, without their spaces.
        function Get-Column([string[]] $Lines, [string] $Name, [string] $Next) {
            $start = $Lines[0].IndexOf($Name)
            $length = ($Next ? $Lines[0].IndexOf($Next) : 200) - $start
            -join ($Lines | Select-Object -Skip 2 | ForEach-Object { $_.PadRight(400).Substring($start, $length) }) -replace ' '
        }
        """);

    [Theory]
    [InlineData(80, "nightly-backup…", "service-accou…", "{state=the di…")]
    [InlineData(100, "nightly-backup-of-th…", "service-account-of-b…", "{state=the disk is f…")]
    [InlineData(150, "nightly-backup-of-the-orders-database", "service-account-of-backups", "{state=the disk is full}")]
    public void Of_tracks_task_user_and_data_share_it(int width, string task, string user, string data)
    {
        Set("width", width);
        Set("row", (string[])[task, user, data]);
        Run("""
            $lines = @(Get-LineAt (Search-Track) $width)
            $lines.Count | Should -Be 3
            $lines[2].Length | Should -BeLessOrEqual $width
            $lines[2] -replace ' {2,}', ' ' | Should -BeExactly (" 0000001 {0} 1 {1} 2024-05-06 12:00:00 {2}" -f $row)
            """);
    }

    [Theory]
    [InlineData(80)]
    [InlineData(100)]
    [InlineData(150)]
    public void Of_runs_task_and_message_share_it_and_nothing_of_them_is_cut(int width)
    {
        Set("width", width);
        Run("""
            $lines = @(Get-LineAt (Get-TrackRun) $width)
            $run = Get-TrackRun
            Get-Column $lines TaskId Start | Should -BeExactly $run.TaskId
            Get-Column $lines Message | Should -BeExactly ($run.Message -replace ' ')
            $lines[2] | Should -MatchExactly '2024-05-06 12:00:00     0:00:00 ! Failed  '
            ($lines | Measure-Object -Maximum Length).Maximum | Should -BeLessOrEqual $width
            """);
    }

    [Theory]
    [InlineData(80)]
    [InlineData(100)]
    [InlineData(150)]
    public void Of_steps_the_path_and_the_error_share_it_and_nothing_of_them_is_cut(int width)
    {
        Set("width", width);
        Run("""
            $text = 'Access to the path /var/backups/orders/2026-03-01.dump is denied to the service account.'
            try { Invoke-TrackRun r { Invoke-TrackStep 'upload the dump to the second site' -Key host-a { throw $text } } } catch { }
            $lines = @(Get-LineAt (Get-TrackStep r) $width)
            $lines[2] | Should -MatchExactly '! Failed  '
            Get-Column $lines Error | Should -BeExactly ($text -replace ' ')
            Get-Column $lines Path Status | Should -BeExactly 'uploadthedumptothesecondsite[host-a]'
            ($lines | Measure-Object -Maximum Length).Maximum | Should -BeLessOrEqual $width
            """);
    }

    [Theory]
    [InlineData(80)]
    [InlineData(150)]
    public void Of_tasks_and_users_names_share_it(int width)
    {
        Set("width", width);
        Run("""
            $task = @(Get-LineAt (Get-TrackTask) $width)[2]
            $user = @(Get-LineAt (Get-TrackUser) $width)[2]
            $shown = $width -eq 150 ? '* nightly-backup-of-the-orders-database *service-account-of-backups*' : '* nightly-*… *service-*…*'
            foreach ($line in $task, $user) {
                $line | Should -BeLike $shown
                $line.Length | Should -BeLessOrEqual $width
            }
            """);
    }

    [Fact]
    public void A_run_that_was_abandoned_is_marked_and_one_that_finished_is_not() => Run("""
        $path = "$folder/abandoned.json"
        $null = Open-TrackStore $path
        $null = Start-TrackRun gone
        Close-TrackStore
        $null = Open-TrackStore $path
        $null = Start-TrackRun done
        $null = Stop-TrackRun done
        $lines = @(Get-LineAt (Get-TrackRun) 100 | Select-Object -Skip 2)
        $lines[0] | Should -Match ' ! Abandoned$'
        $lines[1] | Should -Match '\d Finished$'
        """);
}

using Xunit;

namespace Tracking.Tests.Names;

/// <summary>Get-TrackTask and Get-TrackUser.</summary>
public sealed class TasksAndUsersTests : NamesTest
{
    public TasksAndUsersTests() => Run("""
        $store = Open-TrackStore -InMemory
        $null = Save-UserTrack b002 @{ k = 1 } -UserName zoe -TimeStamp $noon
        $null = Save-UserTrack a001 @{ k = 2 } -UserName zoe -TimeStamp $noon.AddHours(1)
        $null = Save-UserTrack a001 @{ k = 3 } -UserName ann -TimeStamp $noon.AddHours(3)
        $null = Save-UserTrack A001 @{ k = 4 } -UserName ANN -TimeStamp $noon.AddHours(2)
        """);

    [Fact]
    public void Give_tasks_sorted_by_name_each_once_whatever_its_spelling() => Run("""
        $tasks = @(Get-TrackTask)
        $tasks.Count | Should -Be 2
        $tasks[0] | Should -BeOfType ([Tracking.TrackTask])
        $tasks[0].TaskId | Should -BeExactly 'a001'
        $tasks[0].TrackCount | Should -BeOfType ([long])
        $tasks[0].TrackCount | Should -Be 3
        @($tasks[0].UserNames) | Should -BeExactly @('ann', 'zoe')
        $tasks[0].CurrentRunId | Should -Be 2
        $tasks[0].LastTimeStamp | Should -Be $noon.AddHours(3)
        $tasks[0].LastTimeStamp.Kind | Should -Be 'Local'
        $tasks[0].Store | Should -Be $store
        "$($tasks[0])" | Should -BeExactly 'a001'
        $tasks[1].TaskId | Should -BeExactly 'b002'
        @($tasks[1].UserNames) | Should -BeExactly @('zoe')
        """);

    [Fact]
    public void Give_users_by_task_sorted_by_task_and_name() => Run("""
        $users = @(Get-TrackUser)
        $users.TaskId | Should -BeExactly @('a001', 'a001', 'b002')
        $users.UserName | Should -BeExactly @('ann', 'zoe', 'zoe')
        $users.TrackCount | Should -Be @(2, 1, 1)
        $users[0] | Should -BeOfType ([Tracking.TrackUser])
        $users[0].TrackCount | Should -BeOfType ([long])
        $users[0].LastTimeStamp | Should -Be $noon.AddHours(3)
        $users[0].Store | Should -Be $store
        "$($users[0])" | Should -BeExactly 'ann'
        """);

    [Fact]
    public void Take_names_and_wildcards_on_the_command_line_without_case() => Run("""
        (Get-TrackTask A001).TaskId | Should -BeExactly 'a001'
        (Get-TrackTask 'A*').TaskId | Should -BeExactly 'a001'
        (Get-TrackTask '?00?').TaskId | Should -BeExactly @('a001', 'b002')
        (Get-TrackTask b002, 'a*').TaskId | Should -BeExactly @('a001', 'b002')
        Get-TrackTask nope, 'x*' | Should -BeNullOrEmpty
        (Get-TrackUser a001).UserName | Should -BeExactly @('ann', 'zoe')
        (Get-TrackUser '*' 'Z*').TaskId | Should -BeExactly @('a001', 'b002')
        (Get-TrackUser a001 ANN).TrackCount | Should -Be 2
        (Get-TrackUser -UserName ann).TaskId | Should -BeExactly @('a001')
        """);

    [Fact]
    public void Give_nothing_for_a_name_that_is_null_empty_or_no_name_at_all() => Run("""
        foreach ($none in $null, '', @(), @($null), @('')) {
            Get-TrackTask $none | Should -BeNullOrEmpty
            Get-TrackUser $none | Should -BeNullOrEmpty
            Get-TrackUser -UserName $none | Should -BeNullOrEmpty
        }
        """);

    [Fact]
    public void Match_a_name_that_has_wildcards_itself_as_it_is_too() => Run("""
        $null = Save-UserTrack 'a[0]*' @{ k = 1 } -UserName 'z*'
        (Get-TrackTask 'a[0]*').TaskId | Should -BeExactly @('a001', 'a[0]*')
        (Get-TrackUser -UserName 'z*' -TaskId 'a[[]0]*').UserName | Should -BeExactly 'z*'
        """);

    [Fact]
    public void Take_a_name_from_the_pipeline_literally() => Run("""
        $null = Save-UserTrack '*' @{ k = 1 } -UserName '*'
        ([pscustomobject] @{ TaskId = '*' } | Get-TrackTask).TaskId | Should -BeExactly @('*')
        ([pscustomobject] @{ TaskId = '*'; UserName = '*' } | Get-TrackUser).TaskId | Should -BeExactly @('*')
        (Get-TrackTask | Where-Object TaskId -EQ '*' | Search-Track).TaskId | Should -BeExactly @('*')
        [pscustomobject] @{ TaskId = 'a*' } | Get-TrackTask | Should -BeNullOrEmpty
        """);

    [Fact]
    public void Refuse_a_mapping_or_a_list_of_mappings_as_a_name() => Run("""
        (Get-ErrorOf { Get-TrackTask @{ k = 1 } }).FullyQualifiedErrorId |
            Should -BeExactly 'ParameterArgumentTransformationError,Tracking.Commands.GetTrackTaskCommand'
        (Get-ErrorOf { Get-TrackUser a001 @(@{ k = 1 }) }).FullyQualifiedErrorId |
            Should -BeExactly 'ParameterArgumentTransformationError,Tracking.Commands.GetTrackUserCommand'
        """);

    [Fact]
    public void List_those_that_have_tracks_now() => Run("""
        Remove-Track 3
        Remove-Track 4
        (Get-TrackUser a001).UserName | Should -BeExactly @('zoe')
        @((Get-TrackTask a001).UserNames) | Should -BeExactly @('zoe')
        (Get-TrackTask a001).LastTimeStamp | Should -Be $noon.AddHours(1)
        Search-Track -UserName zoe | Remove-Track
        Get-TrackTask | Should -BeNullOrEmpty
        Get-TrackUser | Should -BeNullOrEmpty
        # The runs, which saves had started, went with their last tracks.
        Get-TrackRun | Should -BeNullOrEmpty
        """);

    [Fact]
    public void List_no_task_that_has_only_runs() => Run("""
        $null = Start-TrackRun c003
        (Get-TrackTask).TaskId | Should -BeExactly @('a001', 'b002')
        """);

    [Fact]
    public void Tell_the_current_run_and_none_when_it_was_stopped() => Run("""
        $null = Stop-TrackRun a001
        (Get-TrackTask a001).CurrentRunId | Should -BeExactly $null
        $null = Start-TrackRun a001
        (Get-TrackTask a001).CurrentRunId | Should -Be 3
        """);

    [Fact]
    public void Count_only_the_tracks_of_the_users_and_times_that_are_asked_for() => Run("""
        function Show {
            process { "$($_.TaskId) $($_.UserName)$($_.UserNames) $($_.TrackCount) $($_.LastTimeStamp.Hour) $($_.CurrentRunId)" }
        }
        Get-TrackTask -UserName ann | Show | Should -BeExactly 'a001 ann 2 15 2'
        Get-TrackTask -UserName 'z*', nobody | Show | Should -BeExactly @('a001 zoe 1 13 2', 'b002 zoe 1 12 1')
        Get-TrackTask b002 -UserName ann | Should -BeNullOrEmpty
        Get-TrackTask -From $noon.AddHours(1) | Show | Should -BeExactly 'a001 ann zoe 3 15 2'
        Get-TrackTask -From $noon.AddHours(2) -To $noon.AddHours(2) | Show | Should -BeExactly 'A001 ANN 1 14 2'
        Get-TrackTask -To $noon | Show | Should -BeExactly 'b002 zoe 1 12 1'
        Get-TrackTask a* -UserName zoe -From $noon.AddHours(2) | Should -BeNullOrEmpty
        Get-TrackUser -From $noon.AddHours(2) | Show | Should -BeExactly 'a001 ann 2 15 '
        Get-TrackUser -To $noon.AddHours(1) | Show | Should -BeExactly @('a001 zoe 1 13 ', 'b002 zoe 1 12 ')
        Get-TrackUser a001 'z*' -To $noon.AddHours(1) | Show | Should -BeExactly 'a001 zoe 1 13 '
        """);

    [Theory]
    [InlineData("Get-TrackTask -UserName $none")]
    [InlineData("Get-TrackTask $none -From $noon")]
    [InlineData("Get-TrackUser -UserName $none -From $noon")]
    public void Give_nothing_for_users_that_are_none(string question) => Run($$"""
        foreach ($none in $null, '', @(), @('')) { {{question}} | Should -BeNullOrEmpty }
        """);

    [Theory]
    [InlineData("Get-TrackTask")]
    [InlineData("Get-TrackUser")]
    public void Refuse_times_that_are_reversed(string question) => Run($$"""
        (Get-ErrorOf { {{question}} -From $noon -To $noon.AddHours(-1) }).FullyQualifiedErrorId | Should -BeLike 'TrackQueryInvalid,*'
        """);

    [Fact]
    public void List_names_by_code_not_by_culture() => Run("""
        $other = Open-TrackStore -InMemory
        'Zebra', 'äpfel', 'apple', '_x', '10', '9' | ForEach-Object { $null = Save-UserTrack $_ @{ k = 1 } }
        (Get-TrackTask -Store $other).TaskId | Should -BeExactly @('10', '9', 'apple', 'Zebra', '_x', 'äpfel')
        $other | Close-TrackStore
        """);

    [Fact]
    public void Take_several_stores_from_the_pipeline_one_after_the_other() => Run("""
        $other = Open-TrackStore -InMemory
        $null = Save-UserTrack a001 @{ k = 1 } -UserName bob
        ($store, $other | Get-TrackTask).TaskId | Should -BeExactly @('a001', 'b002', 'a001')
        ($store, $other | Get-TrackUser a001).UserName | Should -BeExactly @('ann', 'zoe', 'bob')
        ($store, $other | Get-TrackTask)[2].Store | Should -Be $other
        $other | Close-TrackStore
        """);

    [Fact]
    public void Go_on_after_a_store_that_is_closed() => Run("""
        $gone = Open-TrackStore -InMemory
        $gone | Close-TrackStore
        $found = $gone, $store | Get-TrackTask -ErrorAction SilentlyContinue -ErrorVariable fault
        $found.TaskId | Should -BeExactly @('a001', 'b002')
        $fault.FullyQualifiedErrorId | Should -BeExactly 'TrackStoreClosed,Tracking.Commands.GetTrackTaskCommand'
        $fault.TargetObject | Should -Be $gone
        """);
}

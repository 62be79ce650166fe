using Xunit;

namespace Tracking.Tests.UserTracks;

/// <summary>Get-UserTrack and Get-LastUserTrack.</summary>
public sealed class UserTrackTests : UserTracksTest
{
    public UserTrackTests() => Run("""
        $store = Open-TrackStore -InMemory
        """);

    [Fact]
    public void Give_the_tracks_of_the_tasks_current_run_or_of_the_run_that_is_named() => Run("""
        $null = Save-UserTrack a001 @{ k = 1 } -UserName u1
        $null = Start-TrackRun a001
        $null = Save-UserTrack a001 @{ k = 2 } -UserName u1
        $null = Save-UserTrack a001 @{ k = 3 } -UserName u1
        (Get-UserTrack a001 u1).Data.k | Should -Be @(2, 3)
        (Get-UserTrack a001 u1 -RunId 0).Data.k | Should -Be @(2, 3)
        (Get-UserTrack a001 u1 -RunId 1).Data.k | Should -Be @(1)
        (Get-LastUserTrack a001 u1).Data.k | Should -Be 3
        (Get-LastUserTrack a001 u1 -RunId 1).Data.k | Should -Be 1
        """);

    [Theory]
    [InlineData("@{ Name = 'an unknown task'; Arguments = @{ TaskId = 'nope' } }")]
    [InlineData("@{ Name = 'an unknown user'; Arguments = @{ TaskId = 'a001'; UserName = 'nope' } }")]
    [InlineData("@{ Name = 'an unknown run'; Arguments = @{ TaskId = 'a001'; RunId = 99 } }")]
    [InlineData("@{ Name = 'a run of another task'; Arguments = @{ TaskId = 'a001'; RunId = 2 } }")]
    public void Give_nothing_and_no_error_when_there_is_nothing(string row) => RunForEach(row, """
        $null = Save-UserTrack a001 @{ k = 1 }
        $null = Save-UserTrack a002 @{ k = 1 }
        Get-ErrorOf { Get-UserTrack @Arguments; Get-LastUserTrack @Arguments } | Should -BeNullOrEmpty
        Get-UserTrack @Arguments | Should -BeNullOrEmpty
        Get-LastUserTrack @Arguments | Should -BeNullOrEmpty
        """);

    [Fact]
    public void Give_the_tracks_of_the_tasks_last_run_when_none_is_current() => Run("""
        $null = Save-UserTrack a001 @{ k = 1 }
        $null = Stop-TrackRun a001
        $null = Save-UserTrack a001 @{ k = 2 }
        $null = Save-UserTrack a001 @{ k = 3 }
        $null = Stop-TrackRun a001 -Failed
        (Get-UserTrack a001).Data.k | Should -Be @(2, 3)
        (Get-LastUserTrack A001).Data.k | Should -Be 3
        (Get-TrackTask | Get-LastUserTrack).Data.k | Should -Be 3
        (Get-UserTrack a001 -RunId 1).Data.k | Should -Be 1
        # The last one is that of the latest start, whatever its id.
        $null = Start-TrackRun a001 -TimeStamp $noon
        $null = Save-UserTrack a001 @{ k = 4 } -TimeStamp $noon
        (Get-LastUserTrack a001).Data.k | Should -Be 4
        $null = Stop-TrackRun a001
        (Get-LastUserTrack a001).Data.k | Should -Be 3
        Get-UserTrack a001 someone | Should -BeNullOrEmpty
        """);

    [Theory]
    [InlineData("Get-UserTrack a001 -RunId 0")]
    [InlineData("Get-LastUserTrack a001 -RunId 0")]
    [InlineData("Get-LastUserTrack a001 -RunId $null")]
    [InlineData("[pscustomobject] @{ TaskId = 'a001'; RunId = 0 } | Get-LastUserTrack")]
    public void Give_only_the_current_runs_tracks_where_0_names_it(string question) => Run($$"""
        $null = Save-UserTrack a001 @{ k = 1 }
        ({{question}}).Data.k | Should -Be 1
        $null = Stop-TrackRun a001
        {{question}} | Should -BeNullOrEmpty
        """);

    [Fact]
    public void Change_nothing_about_where_a_save_goes() => Run("""
        $null = Save-UserTrack a001 @{ k = 1 }
        $null = Stop-TrackRun a001
        Save-UserTrack a001 @{ k = 2 } -Update | Should -BeExactly '0000002'
        (Get-UserTrack a001).RunId | Should -Be 2
        (Get-UserTrack a001 -RunId 1).Data.k | Should -Be 1
        """);

    [Fact]
    public void Mean_the_user_of_the_operating_system_when_none_is_given() => Run("""
        $null = Save-UserTrack a001 @{ k = 1 } -UserName someone
        $null = Save-UserTrack a001 @{ k = 2 }
        (Get-UserTrack a001).Data.k | Should -Be @(2)
        (Get-LastUserTrack a001).UserName | Should -BeExactly ([Environment]::UserName)
        """);

    [Fact]
    public void Compare_names_without_case() => Run("""
        $null = Save-UserTrack Straße @{ k = 1 } -UserName Ängström
        (Get-UserTrack STRAßE ÄNGSTRÖM).Data.k | Should -Be 1
        # Ordinal: ß is not SS, and a letter is not its like with an accent.
        Get-UserTrack STRASSE Ängström | Should -BeNullOrEmpty
        Get-UserTrack Straße Angstrom | Should -BeNullOrEmpty
        """);

    [Fact]
    public void Take_names_literally() => Run("""
        $null = Save-UserTrack a001 @{ k = 1 } -UserName u1
        $null = Save-UserTrack 'a*' @{ k = 2 } -UserName 'u*'
        (Get-UserTrack 'a*' 'u*').Data.k | Should -Be @(2)
        Get-UserTrack a001 'u?' | Should -BeNullOrEmpty
        Get-UserTrack '[a]001' u1 | Should -BeNullOrEmpty
        """);

    [Fact]
    public void Order_by_time_and_then_by_id() => Run("""
        $null = Save-UserTrack a001 @{ k = 'b' } -TimeStamp $noon
        $null = Save-UserTrack a001 @{ k = 'a' } -TimeStamp $noon.AddSeconds(-1)
        $null = Save-UserTrack a001 @{ k = 'c' } -TimeStamp $noon
        (Get-UserTrack a001).Data.k | Should -BeExactly @('a', 'b', 'c')
        (Get-LastUserTrack a001).Data.k | Should -BeExactly 'c'
        """);

    [Fact]
    public void Order_ids_as_numbers_where_they_have_more_than_seven_digits() => Run("""
        # The counter is set by an optimised file's header, as no test can save ten million tracks.
        $file = "$(New-TestFolder)/many.json"
        $null = Open-TrackStore $file
        $null = Save-UserTrack a001 @{ k = 1 } -TimeStamp $noon
        $null = Optimize-TrackStore
        Close-TrackStore
        $text = [IO.File]::ReadAllText($file) -replace '"nextTrack":2', '"nextTrack":9999999'
        [IO.File]::WriteAllText($file, $text)
        $many = Open-TrackStore $file -WarningAction SilentlyContinue
        Save-UserTrack a001 @{ k = 2 } -TimeStamp $noon | Should -BeExactly '9999999'
        Save-UserTrack a001 @{ k = 3 } -TimeStamp $noon | Should -BeExactly '10000000'
        (Get-UserTrack a001).Id | Should -BeExactly @('0000001', '9999999', '10000000')
        (Get-LastUserTrack a001).Data.k | Should -Be 3
        (Search-Track -Id '10000000').Data.k | Should -Be 3
        $many | Close-TrackStore
        """);

    [Fact]
    public void Take_tasks_and_users_from_the_pipeline_by_name() => Run("""
        $null = Save-UserTrack a001 @{ k = 1 } -UserName u1
        $null = Save-UserTrack a002 @{ k = 2 } -UserName u2
        (Get-TrackUser | Get-LastUserTrack).Data.k | Should -Be @(1, 2)
        (Get-TrackUser | Get-UserTrack -UserName u2).Data.k | Should -Be @(2)
        (Search-Track | Get-LastUserTrack).Id | Should -BeExactly @('0000001', '0000002')
        """);

    [Theory]
    [InlineData("""
        @{ Name = 'an empty task'; Arguments = @{ TaskId = '' }; ErrorId = 'ParameterArgumentValidationErrorEmptyStringNotAllowed' }
        """)]
    [InlineData("""
        @{ Name = 'null as the task'; Arguments = @{ TaskId = $null }; ErrorId = 'ParameterArgumentValidationErrorNullNotAllowed' }
        """)]
    [InlineData("""
        @{ Name = 'a hashtable as the task'; Arguments = @{ TaskId = @{ k = 1 } }; ErrorId = 'ParameterArgumentTransformationError' }
        """)]
    [InlineData("@{ Name = 'a list as the task'; Arguments = @{ TaskId = 'a', 'b' }; ErrorId = 'ParameterArgumentTransformationError' }")]
    [InlineData("""
        @{ Name = 'a list as the user'; Arguments = @{ TaskId = 'a'; UserName = 'a', 'b' }
            ErrorId = 'ParameterArgumentTransformationError' }
        """)]
    [InlineData("@{ Name = 'text as the run'; Arguments = @{ TaskId = 'a'; RunId = 'abc' }; ErrorId = 'CannotConvertArgumentNoMessage' }")]
    [InlineData("@{ Name = 'a negative run'; Arguments = @{ TaskId = 'a'; RunId = -1 }; ErrorId = 'TrackRunInvalid' }")]
    [InlineData("@{ Name = 'an empty user'; Arguments = @{ TaskId = 'a'; UserName = '' }; ErrorId = 'TrackNameInvalid' }")]
    [InlineData("@{ Name = 'null as the user'; Arguments = @{ TaskId = 'a'; UserName = $null }; ErrorId = 'TrackNameInvalid' }")]
    public void Refuse_a_name_that_is_none(string row) => RunForEach(row, """
        (Get-ErrorOf { Get-UserTrack @Arguments }).FullyQualifiedErrorId |
            Should -BeExactly "$ErrorId,Tracking.Commands.GetUserTrackCommand"
        (Get-ErrorOf { Get-LastUserTrack @Arguments }).FullyQualifiedErrorId |
            Should -BeExactly "$ErrorId,Tracking.Commands.GetLastUserTrackCommand"
        """);
}

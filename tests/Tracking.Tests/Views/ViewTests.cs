using Xunit;

namespace Tracking.Tests.Views;

/// <summary>The view.</summary>
public sealed class ViewTests : ViewsTest
{
    public ViewTests() => Run("""
        $store = Open-TrackStore -InMemory
        $data = [ordered] @{ step = 'copy'; n = 1; list = @(1, 'x'); deep = @{ a = 1.5 }; b = [byte[]] (1, 2); none = $null
            text = "a`nb$([char] 27)[31m" }
        $null = Save-UserTrack a001 $data -UserName u1 -TimeStamp $noon
        $null = Save-UserTrack a002-with-a-long-name @{ text = 'x' * 300 } -UserName user-of-a-long-name -TimeStamp $noon.AddSeconds(1)
        $null = Save-UserTrack a001 @{} -UserName u2 -TimeStamp $noon.AddSeconds(2)
        $null = Start-TrackRun -TimeStamp $noon
        $null = Stop-TrackRun -RunId 1 -TimeStamp $noon.AddHours(1)
        """);

    [Fact]
    public void Of_tracks_is_a_table_one_line_each_with_their_data_at_a_glance() => Run("""
        Search-Track -Store $store | Get-Line | Should -BeExactly @(
            '      Id TaskId                RunId UserName              TimeStamp           Data'
            '      -- ------                ----- --------              ---------           ----'
            ' 0000001 a001                      1 u1                    2024-05-06 12:00:00 {step=copy, n=1, lis…'
            ' 0000002 a002-with-a-long-name     2 user-of-a-long-name   2024-05-06 12:00:01 {text=xxxxxxxxxxxxxx…'
            ' 0000003 a001                      1 u2                    2024-05-06 12:00:02 {}'
        )
        """);

    [Fact]
    public void Of_what_Watch_Track_gives_is_one_table_of_tracks_and_runs() => Run("""
        Watch-Track -Store $store -From $noon.AddSeconds(2) -Timeout 0 | Get-Line | Should -BeExactly @(
            'Time                TaskId                   RunId UserName                 What'
            '----                ------                   ----- --------                 ----'
            '2024-05-06 12:00:00                              3                          Running'
            '2024-05-06 12:00:01 a002-with-a-long-name        2                          Open'
            '2024-05-06 12:00:02 a001                         1 u2                       {}'
            '2024-05-06 13:00:00 a001                         1                          Finished'
        )
        Watch-Track -Store $store -From $noon.AddSeconds(2) -RunId 1 | Format-List | Get-Line | Should -Contain 'Data      : {}'
        """);

    [Fact]
    public void Of_a_track_as_a_list_shows_its_data_and_its_store() => Run("""
        Search-Track -Id 1 -Store $store | Format-List | Get-Line | Should -BeExactly @(
            'Id        : 0000001'
            'Number    : 1'
            'TaskId    : a001'
            'RunId     : 1'
            'StepId    :'
            'UserName  : u1'
            'TimeStamp : 2024-05-06 12:00:00'
            'Data      : {step=copy, n=1, list=(1, x), deep={a=1.5}, b=(2 bytes), none=, text=a b [31m}'
            'Store     : :memory:'
        )
        """);

    [Fact]
    public void Of_a_track_in_a_text_is_one_line() => Run("""
        "$(Search-Track -Id 3 -Store $store)" | Should -BeExactly "<Track ['a001', 1, 'u2', '2024-05-06 12:00']: {}>"
        """);

    [Fact]
    public void Of_data_that_are_long_is_cut() => Run("""
        [Tracking.TrackView]::Preview((Search-Track -Id 2 -Store $store)) | Should -BeExactly "{text=$('x' * 300)}"
        $long = Save-UserTrack long @{ text = 'x' * 5000 } -Store (Open-TrackStore -InMemory) -PassThru
        $preview = [Tracking.TrackView]::Preview($long)
        $preview | Should -BeExactly "{text=$('x' * 494)…"
        $long.Store | Close-TrackStore
        """);

    [Fact]
    public void Of_runs_is_a_table_with_how_long_each_took_and_how_it_stands() => Run("""
        Get-TrackRun -Store $store | Get-Line | Should -BeExactly @(
            'RunId TaskId                Start                  Duration Status             Message'
            '----- ------                -----                  -------- ------             -------'
            '    1 a001                  2024-05-06 12:00:00     1:00:00 Finished'
            '    2 a002-with-a-long-name 2024-05-06 12:00:01     0:00:00 Open'
            '    3                       2024-05-06 12:00:00     0:00:00 Running'
        )
        """);

    [Fact]
    public void Of_steps_is_a_table_that_cuts_no_error() => Run("""
        $long = "the disk`nis full: $('x' * 300)"
        Invoke-TrackRun deploy -Store $store {
            'web1', 'web2' | Invoke-TrackStep server -ErrorAction SilentlyContinue {
                Invoke-TrackStep install { }
                if ($_ -eq 'web2') { throw $long }
            }
        }
        $lines = @(Get-TrackStep -Store $store | Get-Line) -replace '\d+:\d\d:\d\d', '0:00:00'
        $lines[0..4] | Should -BeExactly @(
            'RunId Path                             Status               Duration Error'
            '----- ----                             ------               -------- -----'
            '    4 server[web1]                     Completed             0:00:00'
            '    4 server[web1]/install             Completed             0:00:00'
            "    4 server[web2]                     ! Failed              0:00:00 the disk is full: $('x' * 13)"
        )
        ($lines | Measure-Object -Maximum Length).Maximum | Should -BeLessOrEqual 100
        (-join $lines) -replace '[^x]' | Should -BeExactly ('x' * 300)
        $lines[-1] | Should -BeExactly '    4 server[web2]/install             Completed             0:00:00'
        """);

    [Fact]
    public void Of_a_step_as_a_list_shows_all_of_it() => Run("""
        try {
            $null = Invoke-TrackRun deploy -Key k -Store $store {
                Invoke-TrackStep upload -Key a.txt { 'one'; Write-Warning w; Write-Error e -ErrorAction Continue; throw 'the disk is full' }
            } 2> $null 3> $null
        }
        catch { }
        $step = Get-TrackStep deploy -Store $store
        $step | Format-List | Get-Line | Should -BeExactly @(
            'StepId         : 1'
            'Name           : upload'
            'Key            : a.txt'
            'Path           : upload[a.txt]'
            'TaskId         : deploy'
            'RunId          : 4'
            'Status         : Failed'
            'Error          : the disk is full'
            'ErrorId        : the disk is full'
            "Position       : $($step.Position)"
            'Errors         : {e (Microsoft.PowerShell.Commands.WriteErrorException, line 3)}'
            'ErrorCount     : 1'
            'WarningCount   : 1'
            'ExitCode       :'
            'Reason         :'
            "Start          : $($step.Start.ToString('yyyy-MM-dd HH:mm:ss'))"
            "End            : $($step.End.ToString('yyyy-MM-dd HH:mm:ss'))"
            "Duration       : $($step.Duration)"
            'Attempt        : 1'
            'WasCarriedOver : False'
            'Output         : {}'
            "Host           : $([Environment]::MachineName)"
            'RunKey         : k'
            "Identity       : $($step.Identity)"
            'Store          : :memory:'
        )
        $step.Position | Should -Match '^line 3:\d+$'
        """);

    [Fact]
    public void Of_a_run_as_a_list_shows_all_of_it() => Run("""
        Get-TrackRun -RunId 1 -Store $store | Format-List | Get-Line | Should -BeExactly @(
            'RunId       : 1'
            'TaskId      : a001'
            'Start       : 2024-05-06 12:00:00'
            'End         : 2024-05-06 13:00:00'
            'Duration    : 01:00:00'
            'Status      : Finished'
            'Finished    : True'
            'Message     :'
            'Key         :'
            'Host        :'
            'Process     :'
            'User        :'
            'Script      :'
            'DueWithin   :'
            'Parent      :'
            'Continues   :'
            'ContinuedBy :'
            'FixedBy     :'
            "Identity    : $((Get-TrackRun -RunId 1 -Store $store).Identity)"
            'Store       : :memory:'
        )
        (Get-TrackRun -RunId 3 -Store $store | Format-List | Get-Line)[9..11] | Should -BeExactly @(
            "Host        : $([Environment]::MachineName)"
            "Process     : $PID"
            "User        : $([Environment]::UserName)"
        )
        """);

    [Theory]
    [InlineData("@{ Type = 'a track'; Get = { Search-Track -First 1 -Store $store } }")]
    [InlineData("@{ Type = 'a run'; Get = { Get-TrackRun -RunId 1 -Store $store } }")]
    [InlineData("@{ Type = 'a step'; Get = { Invoke-TrackStep s { }; Get-TrackStep s -Store $store } }")]
    [InlineData("@{ Type = 'a task'; Get = { Get-TrackTask a001 -Store $store } }")]
    [InlineData("@{ Type = 'a user'; Get = { Get-TrackUser a001 u1 -Store $store } }")]
    [InlineData("@{ Type = 'a store'; Get = { $store } }")]
    public void Of_as_a_list_lacks_no_property(string row) => RunForEach(row, """
        $object = & $Get
        $shown = @($object | Format-List | Get-Line | ForEach-Object { ($_ -split ' *: ?')[0] })
        # Few have these, and a list shows them where they are.
        $rare = @('Host', 'SentTo', 'Unsent' | Where-Object { $object.PSObject.Properties[$_] -and $null -eq $object.$_ })
        $shown | Where-Object { $_ -notin $rare } | Sort-Object | Should -BeExactly @(
            $object.PSObject.Properties.Name | Where-Object { $_ -notin $rare } | Sort-Object)
        """);

    [Theory]
    [InlineData("@{ Span = '00:00:00'; Text = '0:00:00' }")]
    [InlineData("@{ Span = '00:00:07.999'; Text = '0:00:07' }")]
    [InlineData("@{ Span = '01:02:03'; Text = '1:02:03' }")]
    [InlineData("@{ Span = '23:59:59'; Text = '23:59:59' }")]
    [InlineData("@{ Span = '1.00:00:00'; Text = '1d 00:00:00' }")]
    [InlineData("@{ Span = '2.03:04:05'; Text = '2d 03:04:05' }")]
    [InlineData("@{ Span = '365.03:04:05'; Text = '365d 03:04:05' }")]
    public void Of_a_span_of_time_is(string row) => RunForEach(row, """
        [Tracking.TrackView]::Duration([timespan] $Span) | Should -BeExactly $Text
        """);

    [Fact]
    public void Of_tasks_is_a_table_their_users_in_one_line() => Run("""
        Get-TrackTask -Store $store | Get-Line | Should -BeExactly @(
            'LastTimeStamp       TaskId                       TrackCount CurrentRunId UserNames'
            '-------------       ------                       ---------- ------------ ---------'
            '2024-05-06 12:00:02 a001                                  2              u1, u2'
            '2024-05-06 12:00:01 a002-with-a-long-name                 1            2 user-of-a-long-name'
        )
        """);

    [Fact]
    public void Of_a_task_as_a_list() => Run("""
        Get-TrackTask a001 -Store $store | Format-List | Get-Line | Should -BeExactly @(
            'TaskId        : a001'
            'TrackCount    : 2'
            'UserNames     : u1, u2'
            'CurrentRunId  :'
            'LastTimeStamp : 2024-05-06 12:00:02'
            'Store         : :memory:'
            'Stores        : {:memory:}'
        )
        """);

    [Fact]
    public void Of_users_is_a_table() => Run("""
        Get-TrackUser -Store $store | Get-Line | Should -BeExactly @(
            'LastTimeStamp       TaskId                             UserName                           TrackCount'
            '-------------       ------                             --------                           ----------'
            '2024-05-06 12:00:00 a001                               u1                                          1'
            '2024-05-06 12:00:02 a001                               u2                                          1'
            '2024-05-06 12:00:01 a002-with-a-long-name              user-of-a-long-name                         1'
        )
        """);

    [Fact]
    public void Of_a_user_as_a_list() => Run("""
        Get-TrackUser a001 u1 -Store $store | Format-List | Get-Line | Should -BeExactly @(
            'TaskId        : a001'
            'UserName      : u1'
            'TrackCount    : 1'
            'LastTimeStamp : 2024-05-06 12:00:00'
            'Store         : :memory:'
            'Stores        : {:memory:}'
        )
        """);

    [Fact]
    public void Of_a_store_in_memory_as_a_table_and_as_a_list() => Run("""
        $new = Open-TrackStore -InMemory
        $new | Get-Line | Should -BeExactly @(
            'IsCurrent TrackCount RunCount       Length LastWriteTime       Name'
            '--------- ---------- --------       ------ -------------       ----'
            'True               0        0                                  :memory:'
        )
        $new | Format-List | Get-Line | Should -BeExactly @(
            'Name          : :memory:'
            'Path          :'
            'Kind          : Memory'
            'IsCurrent     : True'
            'IsOpen        : True'
            'IsReadOnly    : False'
            'IsLocked      : False'
            'Durability    :'
            'TrackCount    : 0'
            'RunCount      : 0'
            'StepCount     :'
            'TaskCount     : 0'
            'UserCount     : 0'
            'FirstTime     :'
            'LastTime      :'
            'Length        :'
            'LastWriteTime :'
            'Repair        :'
        )
        $new | Close-TrackStore
        """);

    [Fact]
    public void Of_a_store_in_a_file_tells_its_length_its_name_and_its_path() => Run("""
        $path = "$(New-TestFolder)/s.json"
        $file = Open-TrackStore $path
        $null = Save-UserTrack a001 @{ k = 1 }
        $row = @($file | Get-Line)[2]
        $row | Should -BeExactly ('True               1        1 {0,12} {1:yyyy-MM-dd HH:mm:ss} s.json' -f $file.Length,
            $file.LastWriteTime)
        $lines = $file | Format-List | Out-String -Width 300
        $lines | Should -Match 'Name +: s\.json\r?\n'
        $lines | Should -Match "Path +: $([regex]::Escape($path))\r?\n"
        $lines | Should -Match 'Durability +: EverySecond\r?\n'
        $lines | Should -Match "Length +: $($file.Length)\r?\n"
        $file | Close-TrackStore
        @($file | Get-Line)[2] | Should -Match '^False +1 +1 +\d+ \d{4}-\d\d-\d\d \d\d:\d\d:\d\d s\.json$'
        """);

    [Fact]
    public void Of_what_was_optimised_tells_the_sizes() => Run("""
        $path = "$(New-TestFolder)/s.json"
        $file = Open-TrackStore $path
        1..9 | ForEach-Object { $null = Save-UserTrack a001 @{ k = $_ } -Update }
        $result = Optimize-TrackStore
        $lines = @($result | Get-Line)
        $lines[0] | Should -BeExactly '  LengthBefore    LengthAfter Store'
        $lines[2] | Should -Match "^ +$($result.LengthBefore) +$($result.LengthAfter) \S"
        $result | Format-List | Out-String -Width 300 | Should -Match "Store +: $([regex]::Escape($path))\r?\n"
        $file | Close-TrackStore
        """);

    [Fact]
    public void Of_anything_is_at_most_100_columns_wide_names_and_paths_of_any_length() => Run("""
        $wide = Open-TrackStore "$(New-TestFolder)/$('p' * 120).json"
        $null = Save-UserTrack ('t' * 200) @{ ('k' * 200) = 'v' * 200 } -UserName ('u' * 200)
        try { Invoke-TrackRun ('t' * 200) { Invoke-TrackStep ('s' * 200) { throw ('e' * 200) } } } catch { }
        $shown = @(Search-Track; Get-TrackRun; Get-TrackStep; Get-TrackTask; Get-TrackUser; Get-TrackStore; Optimize-TrackStore)
        foreach ($object in $shown) {
            $lines = @($object | Get-Line)
            # Of runs and steps nothing is cut.
            if ($object -isnot [Tracking.TrackRun] -and $object -isnot [Tracking.TrackStep]) { $lines.Count | Should -Be 3 }
            ($lines | Measure-Object -Maximum Length).Maximum | Should -BeLessOrEqual 100
            ($object | Format-List | Get-Line | Measure-Object -Maximum Length).Maximum | Should -BeLessOrEqual 100
        }

        $wide | Close-TrackStore
        """);
}

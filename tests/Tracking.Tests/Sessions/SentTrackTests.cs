using Xunit;

namespace Tracking.Tests.Sessions;

/// <summary>
/// Tracks that jobs, other machines and Export-Clixml send (rule 3.28), and other objects that come from there (rule 4.13).
/// </summary>
public sealed class SentTrackTests : ModuleTest
{
    public SentTrackTests() => Run("""
        # What comes of objects that another process sends.
        function Get-Sent([object[]] $Value, [int] $Depth = 1) {
            [Management.Automation.PSSerializer]::Deserialize([Management.Automation.PSSerializer]::Serialize($Value, $Depth))
        }
        $store = Open-TrackStore s.json
        $data = [ordered] @{ d = [DateOnly] '2024-01-31'; l = @([byte] 1, [byte] 2); m = @{ n = @{ o = 'leaf' } } }
        $null = Save-UserTrack a001 $data -UserName u1
        $null = Save-UserTrack a001 @{ k = 2 } -UserName u2 -TimeStamp '2020-01-01Z'
        $sent = Get-Sent (Search-Track)
        """);

    [Fact]
    public void Are_tracks_with_all_that_they_had() => Run("""
        $sent.Count | Should -Be 2
        $sent | Should -BeOfType ([Tracking.Track])
        $was = @(Search-Track)
        foreach ($i in 0, 1) {
            foreach ($name in 'Id', 'Number', 'TaskId', 'RunId', 'StepId', 'UserName', 'TimeStamp', 'Store') {
                $sent[$i].$name | Should -Be $was[$i].$name
            }
            "$($sent[$i])" | Should -BeExactly "$($was[$i])"
        }
        $sent[1].Data.d | Should -BeOfType ([DateOnly])
        $sent[1].Data.l[1] | Should -BeOfType ([byte])
        $sent[1].Data.m.n.o | Should -BeExactly 'leaf'
        $sent[1].TimeStamp.Kind | Should -Be 'Local'
        """);

    [Fact]
    public void Are_tracks_to_Expand_Save_Copy_and_Remove() => Run("""
        ($sent | Expand-Track).UserName | Should -BeExactly @('u2', 'u1')
        $again = @($sent | Save-UserTrack -PassThru)
        $again.UserName | Should -BeExactly @('u2', 'u1')
        $again[1].Data.d | Should -BeOfType ([DateOnly])
        ($sent | Copy-Track -Destination copy.json).Added | Should -Be 2
        (Search-Track -Store copy.json).UserName | Should -BeExactly @('u2', 'u1')
        $sent[0] | Remove-Track
        @(Search-Track -UserName u2).Count | Should -Be 1
        """);

    [Fact]
    public void Are_tracks_also_where_the_module_is_loaded_behind_them() => Run("""
        $copy = Get-Sent ([pscustomobject] @{ a = 1 })
        $copy | Add-Member TaskId a001
        $copy | Add-Member TrackText ([Tracking.Output.TrackConverter]::Write((Search-Track -Last 1)))
        $copy.PSObject.TypeNames.Insert(0, 'Deserialized.Tracking.Track')
        ($copy | Expand-Track).UserName | Should -BeExactly 'u1'
        ($copy | Save-UserTrack -PassThru).TaskId | Should -BeExactly 'a001'
        """);

    [Fact]
    public void Have_the_data_that_they_had_when_they_were_sent() => Run("""
        $track = Search-Track -UserName u2
        $track.Data.k = 3
        (Get-Sent $track).Data.k | Should -Be 3
        """);

    [Fact]
    public void Have_a_closed_store_where_theirs_is_on_another_machine_or_gone() => Run("""
        $env:TRACKING_HOST = 'elsewhere'
        try { $text = [Management.Automation.PSSerializer]::Serialize((Search-Track -UserName u2), 1) }
        finally { $env:TRACKING_HOST = $null }
        $distant = [Management.Automation.PSSerializer]::Deserialize($text)
        $memory = Open-TrackStore -InMemory
        $here = Get-Sent (Save-UserTrack a002 @{ k = 1 } -PassThru)
        $here.Store | Should -Be $memory
        $memory | Close-TrackStore
        $gone = Get-Sent $here
        foreach ($track in $gone, $distant) {
            $track.Store.IsOpen | Should -BeExactly $false
            (Get-ErrorOf { $track | Copy-Track -Destination copy.json }).FullyQualifiedErrorId |
                Should -BeExactly 'TrackStoreClosed,Tracking.Commands.CopyTrackCommand'
            ($track | Expand-Track).TaskId | Should -BeExactly $track.TaskId
        }
        "$($distant.Store)" | Should -BeExactly "elsewhere:$($store.Path)"
        ($distant | Save-UserTrack -PassThru -Store s.json).UserName | Should -BeExactly 'u2'
        """);

    [Theory]
    [InlineData("'x'")]
    [InlineData("[pscustomobject] @{ TrackText = '{}' }")]
    [InlineData("[pscustomobject] @{ PSTypeName = 'Deserialized.Tracking.Track'; TrackText = 'x' }")]
    [InlineData("[pscustomobject] @{ PSTypeName = 'Deserialized.Tracking.Track'; Id = 1 }")]
    public void Are_made_of_nothing_else(string value) => Run($$"""
        @(Get-ErrorOf { {{value}} | Expand-Track }).Count | Should -Be 1
        """);

    [Fact]
    public void Show_nothing_of_how_they_are_sent() => Run("""
        @((Search-Track -Last 1 | Get-Member).Name) -like 'TrackT*' | Should -BeNullOrEmpty
        @((Search-Track -Last 1 | Select-Object *).PSObject.Properties.Name) | Should -Not -Contain 'TrackText'
        """);

    [Fact]
    public void Other_objects_that_are_sent_lose_the_notes_of_remoting_and_of_the_provider() => Run("""
        [IO.File]::WriteAllText("$folder/a.txt", 'abc')
        $live = Save-UserTrack files (Get-Item a.txt) -PassThru
        foreach ($depth in 1, 2, 3) {
            $row = Get-Sent (Get-Item a.txt) $depth
            $row | Add-Member PSComputerName web1
            $row | Add-Member RunspaceId ([guid]::Empty)
            $row | Add-Member PSShowComputerName $true
            $row | Add-Member PSSourceJobInstanceId ([guid]::Empty)
            $data = (Save-UserTrack files $row -PassThru -WarningAction Stop).Data
            @($data.Keys) -match '^PS|^Runspace|UnixStat' | Should -BeExactly 'PSComputerName'
            $data.PSComputerName | Should -BeExactly 'web1'
            $data.Length | Should -BeExactly $live.Data.Length
            $data.LastWriteTimeUtc | Should -Be $live.Data.LastWriteTimeUtc
        }
        """);

    [Theory]
    [InlineData("[pscustomobject] @{ a = 1; PSPath = 'mine' }", "a,PSPath,PSComputerName")]
    [InlineData("@{ a = 1 }", "a,PSComputerName")]
    [InlineData("[ordered] @{ a = 1 }", "a,PSComputerName")]
    [InlineData("[ordered] @{ a = 1; PSComputerName = 'mine' }", "a,PSComputerName")]
    public void What_someone_gave_them_stays(string value, string keys) => Run($$"""
        $value = {{value}}
        $row = Get-Sent $value 2
        $row | Add-Member PSComputerName web1 -ErrorAction Ignore
        $row | Add-Member RunspaceId ([guid]::Empty)
        $data = ($row | Save-UserTrack rows -PassThru).Data
        $data.Keys -join ',' | Should -BeExactly '{{keys}}'
        $data.a | Should -BeExactly 1
        $data.PSComputerName | Should -BeExactly $(if ($value.PSComputerName) { 'mine' } else { 'web1' })
        """);

    [Theory]
    [InlineData("[DayOfWeek]::Friday")]
    [InlineData("[IO.FileAttributes] 'Hidden, System'")]
    [InlineData("[ConsoleColor]::Black")]
    public void An_enumeration_is_its_name_as_it_is_here(string value) => Run($$"""
        $value = {{value}}
        $row = Get-Sent ([pscustomobject] @{ e = $value; l = @($value) }) 3
        $row.e | Should -BeOfType ([int])
        foreach ($data in (Save-UserTrack a001 $row -PassThru).Data, (Save-UserTrack a001 @{ e = $value; l = @($value) } -PassThru).Data) {
            $data.e | Should -BeExactly "$value"
            $data.l | Should -BeExactly "$value"
        }
        """);

    [Fact]
    public void A_copy_of_an_object_within_another_is_its_text_and_a_class_its_properties() => Run("""
        class TrackingTestInner { [int] $N = 1 }
        class TrackingTestOuter { [TrackingTestInner] $In = [TrackingTestInner]::new() }
        [IO.File]::WriteAllText("$folder/a.txt", 'abc')
        $data = (Save-UserTrack a001 (Get-Sent (Get-Item a.txt) 3) -PassThru).Data
        $data.Directory | Should -BeExactly $folder
        (Save-UserTrack a001 (Get-Sent ([TrackingTestOuter]::new()) 3) -PassThru).Data.Keys | Should -BeExactly 'In'
        (Save-UserTrack a001 @{ c = Get-Sent ([TrackingTestOuter]::new()) 3 } -PassThru).Data.c.Keys | Should -BeExactly 'In'
        """);
}

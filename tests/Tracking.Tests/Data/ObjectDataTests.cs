using Xunit;

namespace Tracking.Tests.Data;

/// <summary>Data: .NET objects.</summary>
public sealed class ObjectDataTests : DataMappingTest
{
    public ObjectDataTests() => Run("""
        $store = Open-TrackStore -InMemory
        """);

    [Fact]
    public void Give_their_public_properties_without_what_PowerShell_hangs_on_them() => Run("""
        $file = "$(New-TestFolder)/a.txt"
        [IO.File]::WriteAllText($file, 'abc')
        $item = Get-Item $file
        $read = Read-Saved $item
        $read.Name | Should -BeExactly 'a.txt'
        $read.FullName | Should -BeExactly $item.FullName
        $read.Length | Should -BeExactly ([long] 3)
        $read.Length | Should -BeOfType ([long])
        $read.LastWriteTimeUtc | Should -Be $item.LastWriteTimeUtc
        $read.Attributes | Should -BeExactly $item.Attributes.ToString()
        @($read.Keys) -like 'PS*' | Should -BeNullOrEmpty
        """);

    [Fact]
    public void Are_no_deeper_than_one_level_an_object_in_an_object_is_its_text() => Run("""
        $file = "$(New-TestFolder)/a.txt"
        [IO.File]::WriteAllText($file, 'abc')
        $read = Read-Saved (Get-Item $file)
        $read.Directory | Should -BeOfType ([string])
        $read.Directory | Should -BeExactly (Split-Path $file)
        (Read-Saved @{ item = Get-Item $file }).item | Should -BeExactly $file
        """);

    [Fact]
    public void Keep_a_property_of_their_own_whose_name_begins_with_PS() => Run("""
        @((Read-Saved (Get-Command Get-Item)).Keys) | Should -Contain 'PSSnapIn'
        """);

    [Fact]
    public void Have_null_for_a_property_that_cannot_be_read_and_a_warning_says_which_once() => Run("""
        Add-Type -TypeDefinition 'public class TrackingTestThrower {
            public int Good => 1; public int Bad => throw new System.InvalidOperationException("no.");
            public int Worse => throw new System.InvalidOperationException("no."); public int Unreadable { set { } } }'
        $ids = @([TrackingTestThrower]::new(), [TrackingTestThrower]::new()) | Save-UserTrack a001 -WarningVariable said 3>$null
        $ids.Count | Should -Be 2
        $said.Message | Should -BeExactly 'Data.Bad, Data.Worse could not be read and are null: no.'
        $read = (Get-LastUserTrack a001).Data
        @($read.Keys) | Should -BeExactly @('Good', 'Bad', 'Worse')
        $read.Bad | Should -BeNullOrEmpty
        """);

    [Theory]
    [InlineData("@{ Data = [pscustomobject] @{ a = 1 } | Add-Member -PassThru ScriptProperty b { throw 'no' }; Place = 'Data.b' }")]
    [InlineData("""
        @{ Data = @{ in = @([pscustomobject] @{ a = 1 } | Add-Member -PassThru ScriptProperty b { throw 'no' }) }; Place = 'Data.in.b' }
        """)]
    public void So_have_custom_objects_at_every_depth(string row) => RunForEach(row, """
        $null = Save-UserTrack a001 $Data -WarningVariable said 3>$null
        $said.Message | Should -BeExactly "$Place could not be read and is null: no."
        $read = (Get-LastUserTrack a001).Data
        $read = if ($read.Contains('in')) { $read.in[0] } else { $read }
        $read.a | Should -BeExactly 1
        @($read.Keys) | Should -BeExactly @('a', 'b')
        $read.b | Should -BeNullOrEmpty
        """);

    [Fact]
    public void That_warn_under_Stop_save_nothing() => Run("""
        $bad = [pscustomobject] @{ a = 1 } | Add-Member -PassThru ScriptProperty b { throw 'no' }
        $null = Get-ErrorOf { Save-UserTrack a001 $bad -WarningAction Stop }
        Get-LastUserTrack a001 | Should -BeNullOrEmpty
        """);

    [Fact]
    public void That_is_an_expando_object_is_a_mapping_inside_a_mapping_too() => Run("""
        $inner = [Dynamic.ExpandoObject]::new()
        $inner.b = 2
        (Read-Saved @{ a = $inner }).a.B | Should -BeExactly 2
        """);

    [Fact]
    public void That_is_XML_is_its_text() => Run("""
        (Read-Saved @{ x = [xml] '<a b="1"><c>d</c></a>' }).x | Should -BeExactly '<a b="1"><c>d</c></a>'
        """);

    [Fact]
    public void That_is_an_array_of_several_dimensions_is_refused_and_not_flattened() => Run("""
        $fault = Get-ErrorOf { Save-UserTrack a001 @{ m = [int[, ]]::new(2, 2) } }
        $fault.FullyQualifiedErrorId | Should -BeExactly 'TrackDataInvalid,Tracking.Commands.SaveUserTrackCommand'
        "$fault" | Should -BeLike 'Data.m: *'
        """);

    [Theory]
    [InlineData("([DateOnly] '2024-01-01')")]
    [InlineData("([Half] 1)")]
    [InlineData("([Int128] 1)")]
    [InlineData("([semver] '1.2.3')")]
    [InlineData("([ConsoleColor]::Red)")]
    [InlineData("([uri] 'http://x/')")]
    public void That_is_a_scalar_is_refused_whatever_its_type(string row) => RunForEach(row, """
        (Get-ErrorOf { Save-UserTrack a001 $_ }).FullyQualifiedErrorId |
            Should -BeExactly 'TrackDataInvalid,Tracking.Commands.SaveUserTrackCommand'
        """);

    [Fact]
    public void That_have_no_text_are_an_empty_one() => Run("""
        Add-Type -TypeDefinition 'public class TrackingTestSilent { public override string ToString() { return null; } }'
        (Read-Saved @{ k = [TrackingTestSilent]::new() }).k | Should -BeExactly ''
        """);

    [Fact]
    public void May_be_a_process() => Run("""
        $read = Read-Saved (Get-Process -Id $PID)
        $read.Id | Should -BeExactly $PID
        $read.StartTime | Should -BeOfType ([datetime])
        """);

    [Fact]
    public void May_be_an_error_record() => Run("""
        $read = Read-Saved ([Management.Automation.ErrorRecord]::new([InvalidOperationException]::new('no'), 'TheId', 'WriteError',
            @{ k = 1 }))
        $read.FullyQualifiedErrorId | Should -BeExactly 'TheId'
        $read.Exception | Should -BeExactly 'System.InvalidOperationException: no'
        """);

    [Fact]
    public void Are_read_once_from_a_pipeline_each_for_itself() => Run("""
        $folder = New-TestFolder
        'b.txt', 'a.txt' | ForEach-Object { [IO.File]::WriteAllText("$folder/$_", $_) }
        Get-ChildItem $folder | Save-UserTrack scan -UserName u1 | Should -BeExactly @('0000001', '0000002')
        (Search-Track scan).Data.Name | Should -BeExactly @('a.txt', 'b.txt')
        """);
}

using System.Globalization;
using System.Linq;
using Xunit;

namespace Tracking.Tests.Sessions;

/// <summary>Several runspaces of one process.</summary>
public sealed class RunspaceTests : ModuleTest
{
    [Fact]
    public void They_share_the_current_store()
    {
        var ids = Output("""
            $store = Open-TrackStore s.json
            1..40 | ForEach-Object -ThrottleLimit 4 -Parallel {
                Import-Module $using:manifest
                Save-UserTrack a001 @{ k = $_ } -UserName "u$($_ % 4)"
            }
            """);
        Assert.Equal(Enumerable.Range(1, 40).Select(n => n.ToString("d7", CultureInfo.InvariantCulture)), ids.Order());
        Assert.Equal(["1..40", "1", "40"], Output("""
            $saved = (Search-Track).Data.k | Sort-Object
            "$($saved[0])..$($saved[39])"
            @(Get-TrackRun).Count
            $store | Close-TrackStore
            (Search-Track -Store $store).Count
            """));
    }

    [Fact]
    public void One_sees_what_another_opened_and_it_stays_open_when_that_ends() =>
        Assert.Equal([FilePath("s.json"), "True", "0000002"], Output("""
            $path = "$folder/s.json"
            $null = 1 | ForEach-Object -Parallel {
                Import-Module $using:manifest
                $null = Open-TrackStore $using:path
                Save-UserTrack a001 @{ k = 1 }
            }
            (Get-TrackStore).Path
            (Get-TrackStore).IsOpen
            Save-UserTrack a001 @{ k = 2 }
            """));

    [Fact]
    public void One_takes_a_store_object_of_another() => Assert.Equal(["5", "5"], Output("""
        $store = Open-TrackStore -InMemory
        $null = Open-TrackStore -InMemory
        @(1..5 | ForEach-Object -Parallel { Import-Module $using:manifest; Save-UserTrack a001 @{ k = $_ } -Store $using:store }).Count
        $store.TrackCount
        """));

    [Theory]
    [InlineData("Copy-Track -Store $large -Destination $store -PassThru")]
    [InlineData("Search-Track -Store $store | Copy-Track -Destination \"$store.copy\" -PassThru")]
    public void Each_has_a_file_for_as_long_as_it_needs_it_whoever_opened_it(string work)
    {
        // More than one batch.
        Run("""
            $null = 1..1500 | ForEach-Object { @{ k = $_ } } | Save-UserTrack a001 -Store large.json
            $null = 1..1500 | ForEach-Object { @{ k = $_ } } | Save-UserTrack b001 -Store s.json
            """);
        var names = $"$large = '{FilePath("large.json")}'; $store = '{FilePath("s.json")}'; Set-Location '{Folder}'\n";
        const string wait = "while (-not (Test-Path $file)) { Start-Sleep -Milliseconds 2 }";
        using var opener = Begin($$"""
            {{names}}
            Save-UserTrack c001 @{ k = 0 } -Store $store | ForEach-Object {
                Set-Content opened 1; $file = 'used'; {{wait}}; $_
            }
            """).WaitFor(FilePath("opened"));
        using var user = Begin($$"""
            {{names}}
            {{work}} | ForEach-Object {
                if (-not (Test-Path used)) { Set-Content used 1; $file = 'given back'; {{wait}} }
                $_
            }
            """);
        Assert.Equal(["0001501"], opener.End().WithoutErrors().Output);
        Run("Set-Content 'given back' 1");
        Assert.InRange(user.End().WithoutErrors().Output.Length, 1500, int.MaxValue);
        Assert.Empty(Output("Get-TrackStore -Open"));
    }

    [Fact]
    public void A_track_in_a_file_of_Export_Clixml_keeps_its_nested_data_and_its_store() =>
        Assert.Equal(["0000001", "leaf", FilePath("s.json")], Output("""
            $null = Open-TrackStore s.json
            $null = Save-UserTrack a001 ([ordered] @{ deep = @{ a = @{ b = @{ c = @(1, @{ d = 'leaf' }) } } } }) -UserName u1
            Search-Track | Export-Clixml track.xml
            $back = Import-Clixml track.xml
            $back.Id
            $back.Data.deep.a.b.c[1].d
            $back.Store
            """));
}

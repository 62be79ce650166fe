using System.Linq;
using Xunit;

namespace Tracking.Tests.Scripts;

/// <summary>
/// The recipes of about_Tracking_Scripts that its examples do not run: what they promise when something goes wrong. The others are run by
/// the tests of help.
/// </summary>
public sealed class RecipeTests : ScriptTest
{
    public RecipeTests() => Run("$did = [Collections.Generic.List[string]]::new()");

    [Fact]
    public void A_nightly_job_makes_its_own_dump_each_night_and_the_failure_of_the_night_before_stays_on_record()
    {
        Run("""
            function Invoke-Nightly([string] $Night) {
                Invoke-TrackRun nightly -Key $Night -Resume {
                    $dump = Invoke-TrackStep dump { $did.Add("dump $Night"); "$Night.dump" }
                    Invoke-TrackStep upload -RetryCount 1 -RetryDelay 0.001 { if ($offline) { throw 'offline' }; $did.Add("upload $dump") }
                } 3> $null 6> $null
            }
            $offline = $true
            try { Invoke-Nightly monday } catch { }
            $offline = $false
            Invoke-Nightly tuesday
            """);
        Assert.Equal(["dump monday", "dump tuesday", "upload tuesday.dump"], Output("$did"));
        Assert.Equal(["1 Failed offline", "2 Finished"], Runs("nightly"));
        // Started again by hand, Monday's goes on with Monday's dump.
        Run("$did.Clear(); Invoke-Nightly monday");
        Assert.Equal(["upload monday.dump"], Output("$did"));
        Assert.Equal(["3"], Output("(Get-TrackRun -RunId 1).FixedBy.RunId"));
    }

    [Fact]
    public void Folders_that_are_copied_in_parallel_are_copied_once_though_one_of_them_fails()
    {
        Run("""
            $manifest = (Get-Module Tracking).Path
            $bag = [Collections.Concurrent.ConcurrentBag[string]]::new()
            function Copy-Folder {
                Invoke-TrackRun copy -Key folders -RetryFailed {
                    'a', 'b', 'c' | ForEach-Object -ThrottleLimit 3 -Parallel {
                        Import-Module $using:manifest
                        $dir = $_
                        $bag = $using:bag
                        $bad = $using:bad
                        Invoke-TrackStep copy -Key $dir -ErrorAction SilentlyContinue {
                            if ($dir -eq $bad) { throw "$dir is locked" }
                            $bag.Add($dir)
                        }
                    }
                } 3> $null 6> $null
            }
            $bad = 'b'
            Copy-Folder
            """);
        Assert.Equal(["1 FinishedWithErrors copy[b]: b is locked"], Runs("copy"));
        Run("$bad = ''; Copy-Folder");
        Assert.Equal(["a", "b", "c"], Output("$bag | Sort-Object"));
        Assert.Equal("2 Finished", Runs("copy").Last());
    }

    [Fact]
    public void A_job_in_a_container_is_continued_by_the_next_container_of_the_same_name_and_by_no_other()
    {
        Run("""
            $folder = New-TestFolder
            function Invoke-Container([string] $Name, [string] $Fault) {
                $env:TRACKING_HOST = $Name
                try {
                    Invoke-TrackRun import -Key nightly -Resume -Store "$folder/$([guid]::NewGuid()).json" {
                        Invoke-TrackStep load { $did.Add("load on $Name") }
                        if ($Fault) { throw $Fault }
                    } 3> $null 6> $null
                } catch { } finally { $env:TRACKING_HOST = $null }
            }
            function Invoke-Again([string] $Name) {
                $env:TRACKING_HOST = $Name
                try {
                    $file = @(Get-ChildItem $folder/*.json)[0]
                    Invoke-TrackRun import -Key nightly -Resume -Store $file {
                        Invoke-TrackStep load { $did.Add("load on $Name") }
                    } 3> $null 6> $null
                } finally { $env:TRACKING_HOST = $null }
            }
            Invoke-Container importer 'killed'
            Invoke-Again importer
            Invoke-Again other
            """);
        Assert.Equal(["load on importer", "load on other"], Output("$did"));
    }
}

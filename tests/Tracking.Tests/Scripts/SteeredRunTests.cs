using System.Linq;
using Xunit;

namespace Tracking.Tests.Scripts;

/// <summary>The parameters of Invoke-TrackRun that say which run is continued, and what of it is run again.</summary>
public sealed class SteeredRunTests : ScriptTest
{
    public SteeredRunTests() => Run("""
        $did = [Collections.Generic.List[string]]::new()
        function Invoke-Job([string] $Where, [hashtable] $Options = @{}, [string] $Fault = 'x') {
            Invoke-TrackRun job @Options {
                Invoke-TrackStep outer -NoOutput { $did.Add('outer'); Invoke-TrackStep inner -NoOutput { $did.Add('inner') } }
                Invoke-TrackStep other -NoOutput { $did.Add('other') }
                if ($Fault) { throw $Fault }
            } 3> $null
        }
        function Get-Did { "$did"; $did.Clear() }
        """);

    [Fact]
    public void Without_a_key_only_a_run_of_the_same_parameters_is_continued_and_what_differs_is_told()
    {
        Run("try { Invoke-Job test } catch { }");
        var other = Attempt("Invoke-Job prod @{ Resume = $true }");
        Assert.Contains("Where", other.Information.Single(), System.StringComparison.Ordinal);
        Assert.Equal(["outer inner other outer inner other"], Output("Get-Did"));
        Run("try { Invoke-Job prod @{ Resume = $true } 6> $null } catch { }");
        Assert.Equal([""], Output("Get-Did"));
    }

    [Fact]
    public void With_Redo_a_step_is_run_again_with_all_that_is_in_it()
    {
        Run("try { Invoke-Job test @{ Key = 'k' } } catch { }; $did.Clear()");
        Run("try { Invoke-Job test @{ Key = 'k'; Resume = $true; Redo = 'o[u]*' } 6> $null } catch { }");
        Assert.Equal(["outer inner"], Output("Get-Did"));
        // What is around it is run for its sake.
        Run("try { Invoke-Job test @{ Key = 'k'; Resume = $true; Redo = 'inner', 'none' } 6> $null } catch { }");
        Assert.Equal(["outer inner"], Output("Get-Did"));
    }

    [Fact]
    public void MaxAge_says_how_old_the_chain_may_be_and_a_key_sets_no_limit()
    {
        Run("try { Invoke-Job test @{ Key = 'k' } } catch { }; $did.Clear(); Start-Sleep -Milliseconds 20");
        var old = Attempt("Invoke-Job test @{ Key = 'k'; Resume = $true; MaxAge = [timespan]::FromMilliseconds(1) }");
        Assert.Contains("-MaxAge", old.Information.Single(), System.StringComparison.Ordinal);
        Assert.Equal(["outer inner other"], Output("Get-Did"));
        Run("try { Invoke-Job test @{ Key = 'k'; Resume = $true; MaxAge = [timespan]::FromHours(1) } 6> $null } catch { }");
        Assert.Equal([""], Output("Get-Did"));
    }

    [Fact]
    public void A_run_in_memory_claims_its_key_and_touches_no_disk()
    {
        var home = Output("New-TestFolder")[0];
        var before = System.Environment.GetEnvironmentVariable("TRACKING_HOME");
        System.Environment.SetEnvironmentVariable("TRACKING_HOME", home + "/none");
        try
        {
            Assert.Equal(["TrackRunClaimed"], Output("""
                Invoke-TrackRun job -Key k -Resume {
                    try { Invoke-TrackRun job -Key k -Resume { } } catch { $_.FullyQualifiedErrorId -replace ',.*' }
                }
                """));
            Assert.Equal(["other", "again"], Output("""
                Invoke-TrackRun job -Key other { Invoke-TrackRun job -Key k -Resume { 'other' } }
                Invoke-TrackRun job -Key k -Resume { 'again' }
                """));
        }
        finally
        {
            System.Environment.SetEnvironmentVariable("TRACKING_HOME", before);
        }
        Assert.False(System.IO.Directory.Exists(home + "/none"));
    }

    [Fact]
    public void A_run_in_a_copy_of_its_file_is_continued_only_when_it_is_named()
    {
        Run("""
            $folder = New-TestFolder
            try { Invoke-Job test @{ Key = 'k'; Store = "$folder/a.json" } } catch { }
            Copy-Item "$folder/a.json" "$folder/copy.json"
            $did.Clear()
            """);
        var copied = Attempt("Invoke-Job test @{ Key = 'k'; Resume = $true; Store = \"$folder/copy.json\" } ''");
        Assert.Contains("-Continue", copied.Information.Single(), System.StringComparison.Ordinal);
        Assert.Equal(["outer inner other"], Output("Get-Did"));
        Run("Invoke-Job test @{ Key = 'k'; Resume = $true; Store = \"$folder/a.json\" } '' 6> $null");
        Assert.Equal([""], Output("Get-Did"));
        Run("""
            Move-Item "$folder/a.json" "$folder/moved.json"
            $failed = Get-TrackRun job -All -Store "$folder/moved.json" | Where-Object Status -EQ Failed
            Invoke-Job test @{ Key = 'k'; Continue = $failed; Store = "$folder/moved.json" } '' 6> $null
            """);
        Assert.Equal([""], Output("Get-Did"));
    }

    [Fact]
    public void A_run_of_another_host_is_continued_only_with_AnyHost()
    {
        try
        {
            Run("""
                $env:TRACKING_HOST = 'elsewhere'
                try { Invoke-Job test @{ Key = 'k' } } catch { }
                $did.Clear()
                $env:TRACKING_HOST = 'here'
                """);
            var other = Attempt("Invoke-Job test @{ Key = 'k'; Resume = $true }");
            Assert.Contains("elsewhere", other.Information.Single(), System.StringComparison.Ordinal);
            Assert.Equal(["outer inner other"], Output("Get-Did"));
            Run("$env:TRACKING_HOST = 'third'; try { Invoke-Job test @{ Key = 'k'; Resume = $true; AnyHost = $true } 6> $null } catch { }");
            Assert.Equal([""], Output("Get-Did"));
            Assert.Equal(["elsewhere here third"], Output("\"$((Get-TrackRun).Host)\""));
        }
        finally
        {
            Run("$env:TRACKING_HOST = $null");
        }
    }

    [Fact]
    public void RetryFailed_runs_what_had_errors_and_no_more_and_Resume_leaves_such_a_run()
    {
        Run("""
            $down = 'b'
            $script = { 'a', 'b', 'c' | Invoke-TrackStep s -ErrorAction SilentlyContinue { if ($_ -eq $down) { throw 'down' }; $_ } }
            Invoke-TrackRun a001 $script > $null
            """);
        Assert.Equal(["a", "c", "a", "c", "1 FinishedWithErrors", "2 FinishedWithErrors"], Output("""
            Invoke-TrackRun a001 -Resume $script
            Invoke-TrackRun a001 -RetryFailed $script 6> $null
            Get-TrackRun -RunId 1, 2 | ForEach-Object { "$($_.RunId) $($_.Status)" }
            """));
        Assert.Equal(["a", "b", "c"], Output("$down = ''; Invoke-TrackRun a001 -RetryFailed $script 6> $null"));
        Assert.Equal(["s[a] True", "s[c] True", "s[b] False"], Output("""
            Get-TrackStep -RunId 4 | ForEach-Object { "$($_.Path) $($_.WasCarriedOver)" }
            """));
        Assert.Equal(["4", "4", "4"], Output("(Get-TrackRun -Status FinishedWithErrors).FixedBy.RunId"));
    }

    [Fact]
    public void Continue_takes_the_run_that_is_named_whatever_its_key_and_refuses_one_that_finished()
    {
        Run("try { Invoke-Job test @{ Key = 'k' } } catch { }; $did.Clear()");
        Run("try { Invoke-Job prod @{ Key = 'another'; Continue = (Get-TrackRun -RunId 1) } 6> $null } catch { }");
        Assert.Equal([""], Output("Get-Did"));
        Assert.Equal(["True", "another"], Output("$one, $two = Get-TrackRun; $two.Continues -eq $one.Identity; $two.Key"));
        Run("Invoke-TrackRun job { }");
        var refused = Attempt("Invoke-Job test @{ Continue = (Get-TrackRun -RunId 3) }");
        Assert.Equal(["TrackRunInvalid,Tracking.Commands.InvokeTrackRunCommand"], refused.ErrorIds);
        Assert.Equal([""], Output("Get-Did"));
    }
}

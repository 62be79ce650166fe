using System;
using System.Linq;
using Xunit;

namespace Tracking.Tests.Resuming;

/// <summary>Steps of one name that stand in a loop: none is taken for done because another one was.</summary>
public sealed class LoopTests : ResumingTest
{
    public LoopTests() => Run("""
        $global:queue = [Collections.Generic.List[string]]('a', 'b')
        function global:Send($f) { Invoke-TrackStep send { Did $f; "sent $f" }; $null = $queue.Remove($f); Fail $f }
        function global:SendAll { foreach ($f in @($queue)) { Send $f } }
        filter global:SendIt { Invoke-TrackStep send { Did $_; "sent $_" }; $null = $queue.Remove($_); Fail $_ }
        """);

    [Theory]
    [InlineData("foreach ($f in @($queue)) { Send $f }")]
    [InlineData("@($queue) | ForEach-Object { Send $_ }")]
    [InlineData("@($queue) | ForEach-Object -Process { . { Send $_ } }")]
    [InlineData("@($queue).ForEach({ Send $_ })")]
    [InlineData("while ($queue.Count) { Send $queue[0] }")]
    [InlineData("do { & { Send $queue[0] } } while ($queue.Count)")]
    [InlineData("for ($i = 0; $queue.Count; ) { if ($true) { try { Send $queue[0] } finally { } } }")]
    [InlineData("SendAll")]
    [InlineData("@($queue) | SendIt")]
    [InlineData("foreach ($f in @($queue)) { $work = { Did $f; \"sent $f\" }; Invoke-TrackStep send $work; $null = " +
        "$queue.Remove($f); Fail $f }")]
    [InlineData("foreach ($f in @($queue)) { Tracking\\Invoke-TrackStep -ScriptBlock { Did $f; \"sent $f\" } -Name send; $null = " +
        "$queue.Remove($f); Fail $f }")]
    [InlineData("Invoke-TrackStep all { foreach ($f in @($queue)) { Send $f } }")]
    public void What_leaves_a_queue_when_it_is_done_leaves_the_rest_to_do(string loop)
    {
        Fail("a");
        // A method returns nothing when it throws.
        Assert.Equal("error: no a", Output($"$script = {{ {loop} }}; Again t $script 3> $null").Last());
        Fail();
        Assert.Equal(["sent b"], Output("Again t $script 3> $null"));
        Assert.Equal(["a", "b"], Did());
        Assert.Equal(["Failed", "Finished"], Statuses("t"));
    }

    [Fact]
    public void In_parallel_too()
    {
        Run("""
            $script = {
                $queue | ForEach-Object -ThrottleLimit 1 -Parallel {
                    Import-Module $using:manifest
                    $f = $_
                    Invoke-TrackStep send { "sent $f" }
                }
                Fail end
            }
            """);
        Fail("end");
        Assert.Equal(["sent a", "error: no end"], Output("$queue = @('a'); Again t $script 3> $null"));
        Fail();
        Assert.Equal(["sent b"], Output("$queue = @('b'); Again t $script 3> $null"));
    }

    [Theory]
    [InlineData("foreach ($f in Invoke-TrackStep list { Did list; 'a', 'b' }) { $f }")]
    [InlineData("for ($f = Invoke-TrackStep list { Did list; 0 }; $f -lt 2; $f++) { $f }")]
    [InlineData("Invoke-TrackStep list { Did list; 'a', 'b' } | ForEach-Object { $_ }")]
    [InlineData("foreach ($s in 'a', 'b') { Invoke-TrackStep $s { Invoke-TrackStep list { Did list } } }")]
    [InlineData("function List { Invoke-TrackStep list { Did list } }; foreach ($s in 'a', 'b') { Invoke-TrackStep on -Key $s { List } }")]
    [InlineData("function List { Invoke-TrackStep list { Did list } }; $work = { List }; foreach ($s in 'a', 'b') { " +
        "Invoke-TrackStep on -Key $s $work }")]
    [InlineData("function On($s, $work) { Invoke-TrackStep \"on $s\" $work }; foreach ($s in 'a', 'b') { On $s { Invoke-TrackStep " +
        "list { Did list } } }")]
    [InlineData("function List { Invoke-TrackStep list { Did list } }; List")]
    public void A_step_that_comes_once_is_not_suspected(string script)
    {
        Fail("end");
        var result = Run($"$script = {{ {script}; Fail end }}; Again t $script");
        Assert.DoesNotContain(result.Warnings, warning => warning.Contains("-Key", StringComparison.Ordinal));
        Assert.NotEmpty(Did());
        Fail();
        Run("Again t $script");
        Assert.Empty(Did());
    }

    [Theory]
    [InlineData("foreach ($db in $dbs) { try { Invoke-TrackRun copy -Resume { Copy-It $db } } catch { \"$_\" } }")]
    [InlineData("$dbs | ForEach-Object { try { Invoke-TrackRun copy -Resume { Copy-It $_ } } catch { \"$_\" } }")]
    [InlineData("$dbs | ForEach-Object { $db = \"$_\"; try { Invoke-TrackRun copy -Resume { Copy-It $db } } catch { \"$_\" } }")]
    [InlineData("for ($i = 0; $i -lt 2; $i++) { $db = $dbs[$i]; try { Invoke-TrackRun copy -Resume { Copy-It $db } } catch { \"$_\" } }")]
    [InlineData("foreach ($db in $dbs) { try { Invoke-TrackRun copy -Resume -ArgumentList $db { Copy-It $args[0] } } catch { \"$_\" } }")]
    [InlineData("filter Copy-Db { Invoke-TrackRun copy -Resume { Copy-It $_ } }; foreach ($db in $dbs) { try { $db | Copy-Db } " +
        "catch { \"$_\" } }")]
    [InlineData("function Copy-Db { process { $db = $_; Invoke-TrackRun copy -Resume { Copy-It $db } } }; foreach ($db in $dbs) { " +
        "try { $db | Copy-Db } catch { \"$_\" } }")]
    [InlineData("function Copy-Db($db) { Invoke-TrackRun copy -Resume { Copy-It $db } }; foreach ($db in $dbs) { try { Copy-Db $db " +
        "} catch { \"$_\" } }")]
    [InlineData("function Copy-Db { Invoke-TrackRun copy -Resume { Copy-It $args[0] } }; foreach ($db in $dbs) { try { Copy-Db $db " +
        "} catch { \"$_\" } }")]
    [InlineData("function Copy-Db { param($db) Invoke-TrackRun copy -Resume { Copy-It $db } }; foreach ($db in $dbs) { try { " +
        "Copy-Db @{ server = $db } } catch { \"$_\" } }")]
    public void A_run_about_one_thing_is_not_gone_on_with_about_another(string script)
    {
        Fail("prod", "@{server=prod}", "System.Collections.Hashtable");
        var output = Output($$"""
            function Copy-It($db) {
                if ($db -is [hashtable]) { $db = $db.server }
                $dump = Invoke-TrackStep dump { "dump of $db" }
                Invoke-TrackStep load { Fail $db; "$dump into $db" }
            }
            $dbs = 'prod', 'test'
            {{script}} 3> $null 6> $null
            """.Replace(" 3> $null 6> $null", "", StringComparison.Ordinal));
        Assert.Contains("dump of test into test", output);
        Assert.DoesNotContain("dump of prod into test", output);
    }

    [Theory]
    [InlineData("foreach ($try in 1..3) { try { Invoke-TrackRun get -Resume { Get-It }; break } catch { \"$_\" } }")]
    [InlineData("$done = $false; while (-not $done) { try { Invoke-TrackRun get -Resume { Get-It }; $done = $true } catch { \"$_\" } }")]
    [InlineData("foreach ($db in 'a', 'b') { try { Invoke-TrackRun get -Resume -Key 1 { $null = $db; Get-It }; break } catch { \"$_\" } }")]
    public void A_run_that_is_tried_again_is_gone_on_with(string script)
    {
        var result = Run($$"""
            $global:tries = 0
            function Get-It { Invoke-TrackStep one { Did one; 'one' }; Invoke-TrackStep two { if (++$global:tries -eq 1) {
                throw 'once' }; 'two' } }
            {{script}}
            """);
        Assert.Equal(["one", "once", "one", "two"], result.Output);
        Assert.Equal(["one"], Did());
    }
}

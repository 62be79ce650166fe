using System;
using System.Diagnostics;
using System.Globalization;
using System.Linq;
using System.Reflection;
using System.Threading;
using System.Threading.Tasks;
using Tracking.Data;
using Tracking.Model;
using Tracking.Postgres;
using Tracking.Seam;
using Xunit;

namespace Tracking.Tests;

/// <summary>Of all that want to be at work on a task and key on a host, one is (rule 8.6).</summary>
public sealed class ClaimTests : IDisposable
{
    private readonly TestDatabase _database;
    private readonly PostgresTrackStore _one;
    private readonly PostgresTrackStore _other;

    public ClaimTests(PostgresServer server)
    {
        _database = server.BorrowDatabase();
        _one = _database.Open();
        _other = _database.Open();
    }

    public void Dispose()
    {
        _one.Dispose();
        _other.Dispose();
        _database.Dispose();
    }

    [Fact]
    public void A_claim_is_held_until_it_is_disposed_of_and_says_by_whom()
    {
        var claim = _one.TryClaim("task", "key", out var holder);
        Assert.Equal((true, null), (claim != null, holder));
        Assert.Null(_other.TryClaim("TASK", "key", out holder));
        Assert.Equal($"process {Environment.ProcessId} on {HostName.Current}", holder);
        // Also for whoever holds it.
        Assert.Null(_one.TryClaim("task", "key", out _));
        claim!.Dispose();
        claim.Dispose();
        using var next = _other.TryClaim("task", "key", out holder);
        Assert.Equal((true, null), (next != null, holder));
        // The first one lets go of nothing any more.
        claim.Dispose();
        Assert.Null(_one.TryClaim("task", "key", out _));
    }

    [Theory]
    [InlineData(RunStatus.Failed, true, "key", true)]
    [InlineData(RunStatus.Stopped, true, "key", true)]
    [InlineData(RunStatus.FinishedWithErrors, true, "key", true)]
    [InlineData(RunStatus.Finished, true, "key", false)]
    [InlineData(RunStatus.Failed, false, "key", false)]
    [InlineData(RunStatus.Failed, true, "other", false)]
    public void A_run_that_may_be_about_to_be_continued_on_any_host_is_not_removed(
        RunStatus status, bool canBeContinued, string claimed, bool isRefused)
    {
        var facts = new RunFacts { Host = "h", CanBeContinued = canBeContinued };
        var run = _one.Start(new RunDraft("task") { Key = "key", Facts = facts.ToData() });
        _one.StopRun(null, run.RunId, status);
        var claim = _other.TryClaim("TASK", claimed, "elsewhere", out _)!;
        if (isRefused)
        {
            var before = StoreState.Of(_one);
            var error = Assert.Throws<TrackingException>(() => _one.RemoveRun(run.RunId));
            Assert.Equal(TrackingErrorCode.TrackRunClaimed, error.Code);
            Assert.Contains($"process {Environment.ProcessId} on elsewhere", error.Message, StringComparison.Ordinal);
            Assert.Equal(before, StoreState.Of(_one));
            claim.Dispose();
        }
        Assert.Equal(run.RunId, _one.RemoveRun(run.RunId).RunId);
        claim.Dispose();
    }

    [Fact]
    public void A_run_is_not_removed_while_its_writer_elsewhere_is_alive()
    {
        var run = _other.StartRun("task");
        Assert.Equal(TrackingErrorCode.TrackRunClaimed, Assert.Throws<TrackingException>(() => _one.RemoveRun(run.RunId)).Code);
        _other.Dispose();
        Assert.Equal(RunStatus.Abandoned, _one.RemoveRun(run.RunId).Status);
    }

    [Fact]
    public void Other_tasks_keys_and_hosts_are_claims_of_their_own()
    {
        string?[] keys = ["key", "KEY", "", null];
        var claims = keys.Select(key => _one.TryClaim("task", key, out _))
            .Append(_one.TryClaim("task 2", "key", out _)).Append(_one.TryClaim("task", "key", "elsewhere", out _)).ToList();
        Assert.DoesNotContain(null, claims);
        Assert.All(keys, key => Assert.Null(_other.TryClaim("task", key, out _)));
        Assert.Null(_other.TryClaim("task", "key", "ELSEWHERE", out var holder));
        Assert.EndsWith(" on elsewhere", holder, StringComparison.Ordinal);
        claims.ForEach(claim => claim!.Dispose());
    }

    [Fact]
    public void What_is_no_task_or_key_is_refused()
    {
        Assert.Equal(TrackingErrorCode.TrackNameInvalid, Assert.Throws<TrackingException>(() => _one.TryClaim("", null, out _)).Code);
        Assert.Equal(TrackingErrorCode.TrackNameInvalid, Assert.Throws<TrackingException>(() => _one.TryClaim("a", "\ud800", out _)).Code);
    }

    [Fact]
    public void A_claim_is_held_as_long_as_signs_of_life_come()
    {
        var options = new PostgresOptions { LifeSpan = TimeSpan.FromSeconds(1), SignInterval = TimeSpan.FromMilliseconds(200) };
        using var store = _database.Open(options);
        using var claim = store.TryClaim("task", null, out _);
        Thread.Sleep(2000);
        Assert.Null(_other.TryClaim("task", null, out _));
    }

    [Fact]
    public void A_claim_whose_holder_sleeps_expires_and_does_not_come_back_with_it()
    {
        using var sleeper = _database.Open(LifeTests.Sleeping);
        using var lost = sleeper.TryClaim("task", null, out _);
        Assert.NotNull(lost);
        LifeTests.Expire();
        var taken = _other.TryClaim("task", null, out _);
        Assert.NotNull(taken);
        sleeper.StartRun("any");
        Assert.Null(_one.TryClaim("task", null, out _));
        lost.Dispose();
        Assert.Null(_one.TryClaim("task", null, out _));
        taken.Dispose();
        using var next = _one.TryClaim("task", null, out _);
        Assert.NotNull(next);
    }

    [Fact]
    public void A_claim_whose_release_could_not_be_written_is_released_with_the_next_sign()
    {
        using var store = _database.Open(new PostgresOptions { SignInterval = TimeSpan.FromMilliseconds(300), Patience = TimeSpan.Zero });
        store.StartRun("a");
        var claim = store.TryClaim("task", null, out _)!;
        _database.Execute("ALTER TABLE tracking.claims RENAME TO away");
        claim.Dispose();
        _database.Execute("ALTER TABLE tracking.away RENAME TO claims");
        Assert.Null(_other.TryClaim("task", null, out _));
        Thread.Sleep(1000);
        using var next = _other.TryClaim("task", null, out _);
        Assert.NotNull(next);
        Assert.Equal(RunStatus.Running, _other.FindRun(1)!.Status);
    }

    [Fact]
    public void A_store_that_is_closed_lets_go_of_its_claims()
    {
        IDisposable claim;
        using (var store = _database.Open())
            claim = store.TryClaim("task", null, out _)!;
        using var next = _other.TryClaim("task", null, out _);
        Assert.NotNull(next);
        claim.Dispose();
        Assert.Null(_one.TryClaim("task", null, out _));
    }

    [Fact]
    public async Task Of_two_stores_that_want_a_claim_at_once_one_gets_it_each_time()
    {
        for (var round = 0; round < 200; round++)
        {
            using var both = new Barrier(2);
            var claims = await Task.WhenAll(new[] { _one, _other }.Select(store => Task.Run(
                () =>
                {
                    both.SignalAndWait();
                    return store.TryClaim("task", "key", out _);
                },
                TestContext.Current.CancellationToken)));
            Assert.Single(claims.OfType<IDisposable>()).Dispose();
        }
    }

    [Fact]
    public async Task Of_two_processes_that_want_200_claims_at_once_each_claim_goes_to_one()
    {
        var processes = Enumerable.Range(0, ClaimActs.Processes).Select(_ => Start(nameof(ClaimActs.Race))).ToList();
        foreach (var process in processes)
        {
            await process.WaitForExitAsync(TestContext.Current.CancellationToken);
            Assert.True(process.ExitCode == 0, await process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken));
        }
        var winners = _one.ListUsers([new NameCriterion(ClaimActs.Won)]).Select(user => user.UserName.Split(" by ")).ToList();
        Assert.Equal(
            Enumerable.Range(0, ClaimActs.Claims), winners.Select(winner => int.Parse(winner[0], CultureInfo.InvariantCulture)).Order());
        // Else they did not meet.
        Assert.Equal(ClaimActs.Processes, winners.Select(winner => winner[1]).Distinct().Count());
        processes.ForEach(process => process.Dispose());
    }

    [Fact]
    public void A_process_that_is_killed_loses_its_claim_and_its_run_is_abandoned_when_its_sign_expires()
    {
        using var process = Start(nameof(ClaimActs.Hold));
        while (_one.FindCurrentRun("task") == null)
            Thread.Sleep(20);
        Assert.Null(_one.TryClaim("task", "held", out var holder));
        Assert.Contains($"process {process.Id} ", holder, StringComparison.Ordinal);
        var run = _one.FindRun(1)!;
        Assert.Equal(RunStatus.Running, run.Status);
        process.Kill();
        process.WaitForExit();
        IDisposable? claim;
        var watch = Stopwatch.StartNew();
        while ((claim = _one.TryClaim("task", "held", out _)) == null)
        {
            Assert.InRange(watch.Elapsed, TimeSpan.Zero, TimeSpan.FromSeconds(20));
            Thread.Sleep(50);
        }
        Assert.Equal(RunStatus.Abandoned, _one.FindRun(1)!.Status);
        Assert.Equal(2, _one.Start(new RunDraft("task") { Continues = run.Identity }).RunId);
        claim.Dispose();
    }

    private Process Start(string act)
    {
        var dotnet = Environment.GetEnvironmentVariable("DOTNET_HOST_PATH") ?? "dotnet";
        var start = new ProcessStartInfo(dotnet) { RedirectStandardOutput = true };
        var method = $"{typeof(ClaimActs).FullName}.{act}";
        foreach (var argument in (string[])
            [Assembly.GetExecutingAssembly().Location, "-explicit", "only", "-noLogo", "-noColor", "-method", method])
        {
            start.ArgumentList.Add(argument);
        }
        start.Environment[ClaimActs.Variable] = _database.ConnectionString;
        return Process.Start(start)!;
    }
}

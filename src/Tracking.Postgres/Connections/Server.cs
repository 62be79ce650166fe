using System;
using System.Diagnostics;
using System.Threading;
using System.Threading.Tasks;
using Npgsql;
using Tracking.Postgres.Schema;
using Tracking.State;

namespace Tracking.Postgres;

/// <summary>A database's connections. What is lost with one is asked again on another, for as long as a server takes to restart or another one to take its place.</summary>
internal sealed class Server : IDisposable
{
    private static readonly TimeSpan LookEvery = TimeSpan.FromMilliseconds(100);

    private readonly NpgsqlDataSource _connections;
    private readonly TimeSpan _patience;

    public Server(ServerAddress address, TimeSpan patience, int clientVersion)
    {
        Name = address.Name;
        Schema = new SchemaCheck(address.Name, clientVersion);
        _patience = patience;
        _connections = NpgsqlDataSource.Create(address.ConnectionString);
    }

    public string Name { get; }

    /// <summary>Whether the tables are those that this client knows.</summary>
    public SchemaCheck Schema { get; }

    /// <summary>A connection, which is there at once where one is idle. A host that does not answer may take as long as the connection string allows.</summary>
    public NpgsqlConnection Connect()
    {
        using var given = new CancellationTokenSource();
        var opening = _connections.OpenConnectionAsync(given.Token);
        if (opening.IsCompleted)
            return opening.GetAwaiter().GetResult();
        var task = opening.AsTask();
        try
        {
            while (Task.WaitAny([task], LookEvery) < 0)
                LongWait.Check();
        }
        catch
        {
            given.Cancel();
            // Nobody has a use for it, should it come yet.
            task.ContinueWith(static opened => opened.Result.Dispose(), CancellationToken.None, TaskContinuationOptions.OnlyOnRanToCompletion, TaskScheduler.Default);
            throw;
        }
        return task.GetAwaiter().GetResult();
    }

    /// <summary>Asks what changes nothing, on a connection of its own.</summary>
    public T Ask<T>(Func<NpgsqlConnection, T> question) => Repeat(_ =>
    {
        using var connection = Connect();
        return question(connection);
    });

    /// <summary>Does work until the server has done it, refused it, or is gone for too long.</summary>
    /// <param name="work">The work. It may be done again after a lost connection, and says by what it is given when a change is on its way, which may have landed then.</param>
    public T Repeat<T>(Func<Attempt, T> work)
    {
        var attempt = new Attempt();
        var watch = Stopwatch.StartNew();
        while (true)
        {
            try
            {
                return work(attempt);
            }
            catch (Exception error) when (ServerFaults.IsRolledBack(error) || ServerFaults.IsOfTheConnection(error))
            {
                if (ServerFaults.IsRolledBack(error))
                    attempt.IsOnItsWay = false;
                else
                    _connections.Clear();
                attempt.MayHaveLanded |= attempt.IsOnItsWay;
                attempt.IsOnItsWay = false;
                if (watch.Elapsed >= _patience)
                    throw attempt.MayHaveLanded ? ServerFaults.Unknown(error, Name, _patience) : ServerFaults.Lost(error, Name, _patience);
            }
            catch (ObjectDisposedException)
            {
                throw Refusal.Closed();
            }
            catch (PostgresException error)
            {
                throw Rejected(error);
            }
            catch (Exception error) when (ServerFaults.IsOfTheServer(error))
            {
                throw ServerFaults.Opening(error, Name);
            }
            attempt.Count++;
            LongWait.Check();
            // Those who lost the same server at once come back one by one.
            Thread.Sleep(Random.Shared.Next(1, Math.Min(1000, 10 << Math.Min(attempt.Count, 10))));
        }
    }

    /// <summary>The error for a statement that the server rejected.</summary>
    public TrackingException Rejected(PostgresException error) => Schema.Explain(error, Connect) ?? ServerFaults.Refused(error, Name);

    public void Dispose() => _connections.Dispose();
}

/// <summary>How far the attempts at one piece of work have come.</summary>
internal sealed class Attempt
{
    public int Count { get; set; }

    /// <summary>Whether the server may be storing the change now.</summary>
    public bool IsOnItsWay { get; set; }

    /// <summary>Whether an earlier attempt was lost while it was on its way.</summary>
    public bool MayHaveLanded { get; set; }
}

using System;
using System.Collections.Generic;
using System.Linq;
using System.Text.RegularExpressions;
using Npgsql;
using Tracking.Engine;
using Tracking.Model;
using Tracking.Postgres;
using Tracking.Seam;
using Xunit;

namespace Tracking.Tests;

/// <summary>The rights that about_Tracking_Server grants, as they stand there.</summary>
public sealed partial class RoleTests : IDisposable
{
    private static readonly string[] Roles = ["tracking_admin", "tracking_updater", "tracking_writer", "tracking_reader"];

    private readonly TestDatabase _database;

    public RoleTests(PostgresServer server)
    {
        _database = server.NewDatabase();
        // Roles are the server's, not the database's.
        foreach (var role in Roles.Prepend("ann"))
        {
            _database.Execute($"""
                DO $$ BEGIN
                    IF EXISTS (SELECT 1 FROM pg_roles WHERE rolname = '{role}') THEN DROP OWNED BY {role}; DROP ROLE {role}; END IF;
                END $$
                """);
        }
        foreach (var statement in Statements().Where(IsForAll))
            _database.Execute(statement);
        _database.Execute("CREATE ROLE ann LOGIN");
        using var store = _database.Open();
        store.Save(Draft(SaveMode.Add));
    }

    [Theory]
    [InlineData("tracking_reader", "")]
    [InlineData("tracking_writer", "save batch start continue stop step claim copy")]
    [InlineData("tracking_updater", "save batch start continue stop step claim copy update merge copy-updated")]
    [InlineData("tracking_admin", "save batch start continue stop step claim copy update merge copy-updated remove remove-run rebuild")]
    public void A_role_may_do_what_it_is_there_for_and_nothing_else(string role, string allowed)
    {
        _database.Execute($"GRANT {role} TO ann");
        using var store = _database.Open(user: "ann");
        Assert.Equal(role == "tracking_reader", store.IsReadOnly);
        using var source = new MemoryTrackStore();
        source.Save(Draft(SaveMode.Add));
        var changes = new Dictionary<string, Action>
        {
            ["save"] = () => store.Save(Draft(SaveMode.Add)),
            ["batch"] = () => store.Save([Draft(SaveMode.Add), Draft(SaveMode.Add)], _ => { }),
            ["update"] = () => store.Save(Draft(SaveMode.Update)),
            ["merge"] = () => store.Save(Draft(SaveMode.Merge)),
            ["start"] = () => store.StartRun("b"),
            ["continue"] = () =>
            {
                var run = store.Start(new RunDraft("c") { IsOpen = true });
                store.Start(new RunDraft("c") { Continues = run.Identity, Carried = [new(1, run.RunId, "s", null, 0, "")] });
            },
            ["stop"] = () => store.StopRun("a", status: RunStatus.Stopped),
            ["step"] = () => store.SaveStep(store.SaveStep(new StepRecord(0, 1, "s", null, 0, "")) with { Status = StepStatus.Completed }),
            ["claim"] = () => store.TryClaim("a", "k", out _)?.Dispose(),
            ["copy"] = () => new StoreCopier(source, store).CopyAll(),
            ["copy-updated"] = () =>
            {
                source.Save(Draft(SaveMode.Update));
                store.Import(source.ExportRuns(), [.. source.Export(new TrackQuery())]);
            },
            ["remove"] = () => store.Remove(1),
            ["remove-run"] = () => store.RemoveRun(store.ListRuns()[0].RunId),
            ["rebuild"] = () => store.RebuildIndexes(),
        };
        foreach (var (name, change) in changes)
        {
            if (allowed.Split(' ').Contains(name))
            {
                change();
                continue;
            }
            var before = StoreState.Of(store);
            var error = Assert.Throws<TrackingException>(change);
            Assert.True(error.Code == TrackingErrorCode.TrackStoreAccessDenied, $"{name}: {error}");
            Assert.Equal(before, StoreState.Of(store));
        }
        Assert.NotEmpty(store.ListUsers());
        FleetTests.AssertConsistent(_database);
    }

    // rule 4.26
    [Theory]
    [InlineData("INSERT INTO tracking.writers (writer, operation, host, process, login) VALUES (gen_random_uuid(), 0, 'h', 1, 'owner')")]
    [InlineData("UPDATE tracking.writers SET login = 'owner'")]
    [InlineData("UPDATE tracking.writers SET host = 'other'")]
    [InlineData("UPDATE tracking.writers SET started = now()")]
    public void The_login_of_a_writer_is_the_servers_word(string forgery)
    {
        _database.Execute("GRANT tracking_admin TO ann");
        using var store = _database.Open(user: "ann");
        store.Save(Draft(SaveMode.Add));
        const string Login = "SELECT w.login FROM tracking.tracks t JOIN tracking.writers w ON w.writer = t.writer WHERE t.number = 2";
        Assert.Equal("ann", _database.Query<string>(Login));
        var refused = Assert.Throws<PostgresException>(() => _database.Execute("SET SESSION AUTHORIZATION ann; " + forgery));
        Assert.Equal(PostgresErrorCodes.InsufficientPrivilege, refused.SqlState);
    }

    [Fact]
    public void Someone_without_any_right_is_told_so_when_the_store_is_opened()
    {
        var error = Assert.Throws<TrackingException>(() => _database.Open(user: "ann"));
        Assert.Equal(TrackingErrorCode.TrackStoreAccessDenied, error.Code);
    }

    [Fact]
    public void A_user_who_may_not_make_the_tables_may_say_initialize_where_they_are()
    {
        _database.Execute("GRANT tracking_writer TO ann");
        using var store = _database.Open(new PostgresOptions { Initialize = true }, user: "ann");
        Assert.Equal(2, store.Save(Draft(SaveMode.Add)).Number);
    }

    [Fact]
    public void The_statements_of_the_topic_are_what_the_store_gives()
    {
        using var store = _database.Open();
        Assert.Equal(Statements().Where(IsForAll).Select(OnOneLine), store.Grants.Split('\n'));
        Assert.Equal(13, store.Grants.Split('\n').Length);
    }

    [Theory]
    [InlineData("team_a")]
    [InlineData("Team A")]
    public void Those_for_another_schema_grant_there_alone_and_to_its_own_roles(string schema)
    {
        using var store = _database.Open(new PostgresOptions { Initialize = true }, more: $";Schema={schema}");
        try
        {
            _database.Execute(store.Grants);
            _database.Execute($"GRANT \"{schema}_writer\" TO ann");
            using var ann = _database.Open(user: "ann", more: $";Schema={schema}");
            Assert.Equal(1, ann.Save(Draft(SaveMode.Add)).Number);
            Assert.Equal(
                TrackingErrorCode.TrackStoreAccessDenied,
                Assert.Throws<TrackingException>(() => ann.Save(Draft(SaveMode.Update))).Code);
            Assert.Equal(
                TrackingErrorCode.TrackStoreAccessDenied, Assert.Throws<TrackingException>(() => _database.Open(user: "ann")).Code);
        }
        finally
        {
            foreach (var role in Roles)
            {
                var own = role.Replace("tracking", schema, StringComparison.Ordinal);
                _database.Execute($"DROP OWNED BY \"{own}\"; DROP ROLE \"{own}\"");
            }
        }
    }

    public void Dispose() => _database.Dispose();

    private static TrackDraft Draft(SaveMode mode) => new("a", "u", Json.Data("""{"k":1}""")) { Mode = mode };

    /// <summary>The statements of the topic's section on rights.</summary>
    private static IEnumerable<string> Statements() =>
        Statement().Matches(ServerTopic.Section("RIGHTS", "THE TABLES")).Select(match => match.Value);

    private static bool IsForAll(string statement) => !statement.EndsWith("TO ann;", StringComparison.Ordinal);

    private static string OnOneLine(string statement) => string.Join(' ', statement.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));

    [GeneratedRegex(@"\b(CREATE|GRANT) [^;]*;")]
    private static partial Regex Statement();
}

using System;
using System.Collections.Generic;
using System.Data;
using Npgsql;
using NpgsqlTypes;

namespace Tracking.Postgres.Schema;

/// <summary>Statements with their parameters. Every value is a parameter; the texts are this assembly's own.</summary>
internal static class Sql
{
    public static NpgsqlBatchCommand Command(string text, params IReadOnlyList<NpgsqlParameter> parameters)
    {
        var command = new NpgsqlBatchCommand(text);
        foreach (var parameter in parameters)
            command.Parameters.Add(parameter);
        return command;
    }

    public static NpgsqlBatch Batch(NpgsqlConnection connection, params IReadOnlyList<NpgsqlBatchCommand> commands)
    {
        var schema = Session.Of(connection).Schema;
        var batch = connection.CreateBatch();
        foreach (var command in commands)
        {
#pragma warning disable CA2100 // The texts are this assembly's own, and so is the form of a schema's name.
            command.CommandText = schema.In(command.CommandText);
#pragma warning restore CA2100
            batch.BatchCommands.Add(command);
        }
        return batch;
    }

    /// <summary>Reads the rows of one statement.</summary>
    public static NpgsqlDataReader Read(NpgsqlConnection connection, string text, params IReadOnlyList<NpgsqlParameter> parameters) =>
        Read(Batch(connection, Command(text, parameters)));

    /// <summary>Executes statements and reads what they give; a caller that is cancelled meanwhile ends them on the server.</summary>
    /// <exception cref="OperationCanceledException">The caller was cancelled.</exception>
    public static NpgsqlDataReader Read(NpgsqlBatch batch, CommandBehavior behavior = CommandBehavior.Default) =>
        Execute(new StatementCancelling(batch), () => batch.ExecuteReader(behavior));

    /// <summary>Executes statements that give nothing; a caller that is cancelled meanwhile ends them on the server.</summary>
    /// <exception cref="OperationCanceledException">The caller was cancelled.</exception>
    public static void Execute(NpgsqlBatch batch) => Execute(new StatementCancelling(batch), batch.ExecuteNonQuery);

    /// <summary>Executes the statements of a script, however long it takes.</summary>
    /// <exception cref="OperationCanceledException">The caller was cancelled.</exception>
    public static void ExecuteScript(NpgsqlConnection connection, string text)
    {
        using var command = connection.CreateCommand();
#pragma warning disable CA2100 // The scripts are this assembly's own, and what is put in are numbers and the name of a schema.
        command.CommandText = Session.Of(connection).Schema.In(text);
#pragma warning restore CA2100
        command.CommandTimeout = 0;
        Execute(new StatementCancelling(connection, command.CommandTimeout, command.Cancel), command.ExecuteNonQuery);
    }

    /// <summary>Executes statements and reads what they give, also where a later one waits for long.</summary>
    /// <exception cref="OperationCanceledException">The caller was cancelled.</exception>
    public static T Read<T>(NpgsqlBatch batch, Func<NpgsqlDataReader, T> read) => Execute(new StatementCancelling(batch), () =>
    {
        using var answers = batch.ExecuteReader();
        return read(answers);
    });

    /// <summary>Reads all rows of one statement, each into a record.</summary>
    public static List<T> ReadAll<T>(
        NpgsqlConnection connection, string text, Func<NpgsqlDataReader, T> read, params IReadOnlyList<NpgsqlParameter> parameters)
    {
        using var rows = Read(connection, text, parameters);
        var found = new List<T>();
        while (rows.Read())
            found.Add(read(rows));
        return found;
    }

    public static NpgsqlParameter Text(string? value) =>
        value == null ? Null(NpgsqlDbType.Text) : new NpgsqlParameter<string> { TypedValue = value, NpgsqlDbType = NpgsqlDbType.Text };

    /// <summary>Text that is at hand as UTF-8.</summary>
    public static NpgsqlParameter Text(byte[]? utf8) =>
        utf8 == null ? Null(NpgsqlDbType.Text) : new NpgsqlParameter<byte[]> { TypedValue = utf8, NpgsqlDbType = NpgsqlDbType.Text };

    public static NpgsqlParameter Flag(bool value) => new NpgsqlParameter<bool> { TypedValue = value };

    public static NpgsqlParameter Number(short value) => new NpgsqlParameter<short> { TypedValue = value };

    public static NpgsqlParameter Number(int value) => new NpgsqlParameter<int> { TypedValue = value };

    public static NpgsqlParameter Number(long? value) =>
        value is { } number ? new NpgsqlParameter<long> { TypedValue = number } : Null(NpgsqlDbType.Bigint);

    public static NpgsqlParameter Id(Guid? value) =>
        value is { } id ? new NpgsqlParameter<Guid> { TypedValue = id } : Null(NpgsqlDbType.Uuid);

    public static NpgsqlParameter Texts(string?[]? values) =>
        new() { Value = (object?)values ?? DBNull.Value, NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.Text };

    /// <summary>Texts that are at hand as UTF-8.</summary>
    public static NpgsqlParameter Texts(byte[]?[] utf8) => new() { Value = utf8, NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.Text };

    public static NpgsqlParameter Flags(bool[] values) => new NpgsqlParameter<bool[]> { TypedValue = values };

    public static NpgsqlParameter Ids(Guid[] values) => new NpgsqlParameter<Guid[]> { TypedValue = values };

    public static NpgsqlParameter Ids(Guid?[] values) => new() { Value = values, NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.Uuid };

    public static NpgsqlParameter Numbers(short[] values) => new NpgsqlParameter<short[]> { TypedValue = values };

    public static NpgsqlParameter Numbers(int[]? values) =>
        new() { Value = (object?)values ?? DBNull.Value, NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.Integer };

    public static NpgsqlParameter Numbers(long[] values) => new NpgsqlParameter<long[]> { TypedValue = values };

    public static NpgsqlParameter Numbers(long?[] values) =>
        new() { Value = values, NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.Bigint };

    /// <summary>Executes what can be ended meanwhile; where the server ended it, the error knows for whom it waited.</summary>
    private static T Execute<T>(StatementCancelling cancelling, Func<T> work)
    {
        using (cancelling)
        {
            try
            {
                return work();
            }
            catch (PostgresException error)
            {
                cancelling.Explain(error);
                throw;
            }
        }
    }

    private static NpgsqlParameter Null(NpgsqlDbType type) => new() { Value = DBNull.Value, NpgsqlDbType = type };
}

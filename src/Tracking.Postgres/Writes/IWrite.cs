using System.Collections.Generic;
using Npgsql;

namespace Tracking.Postgres.Writes;

/// <summary>
/// Something to be written that is decided by what the tables hold: it says what it has to know, decides by the answers, under the lock
/// that all writers take, and adds its statements to the transaction. After a lost connection the same object does it all again.
/// </summary>
/// <typeparam name="T">What comes of it.</typeparam>
internal interface IWrite<out T>
{
    /// <summary>
    /// What is locked before anything is read: saves of new tracks, which do not lock the store, are to have ended that go to a run which
    /// may be removed.
    /// </summary>
    IReadOnlyList<NpgsqlBatchCommand> Locks() => [];

    /// <summary>What has to be known, as statements.</summary>
    IReadOnlyList<NpgsqlBatchCommand> Reads() => [];

    /// <summary>Reads the answers, throws where nothing is to be written, and says what to write.</summary>
    /// <param name="transaction">Gets what to write.</param>
    /// <param name="answers">Stands before the first row of the first answer.</param>
    T Decide(WriteTransaction transaction, NpgsqlDataReader answers);

    /// <summary>Writes more, in bulk, after the statements.</summary>
    void Copy(WriteTransaction transaction)
    {
    }
}

using System.Collections.Generic;
using Npgsql;

namespace Tracking.Postgres.Writes;

/// <summary>
/// Something to be written that is decided by what the tables hold: it says what it has to know, decides by the answers, and adds its
/// statements to what is written if the answers are still the same then. Otherwise, and after a lost connection, the same object does it
/// all again.
/// </summary>
/// <typeparam name="T">What comes of it.</typeparam>
internal interface IWrite<out T>
{
    /// <summary>
    /// What is locked before it is seen whether the answers are the same: saves of new tracks, which do not lock the store, are to have
    /// ended that go to a run which may be removed.
    /// </summary>
    IReadOnlyList<NpgsqlBatchCommand> Locks() => [];

    /// <summary>What has to be known, as statements.</summary>
    IReadOnlyList<NpgsqlBatchCommand> Reads() => [];

    /// <summary>
    /// What has to answer the same when it is written as when it was decided, if that is less than what has to be known: of rows that
    /// every change gives a new transaction, that is enough.
    /// </summary>
    IReadOnlyList<NpgsqlBatchCommand> Checks() => Reads();

    /// <summary>Reads the answers, throws where nothing is to be written, and says what to write.</summary>
    /// <param name="change">Gets what to write.</param>
    /// <param name="answers">Stands before the first row of the first answer.</param>
    T Decide(DecidedChange change, NpgsqlDataReader answers);
}

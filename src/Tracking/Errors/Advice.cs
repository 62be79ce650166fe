using Tracking.Model;
using Tracking.Seam;
using Tracking.Stores;

namespace Tracking.Errors;

/// <summary>
/// What a user of the cmdlets can do about an error of a store. A store knows no cmdlets: its message says what is the matter, and this
/// what to do.
/// </summary>
internal static class Advice
{
    /// <summary>The error's message and what to do about it.</summary>
    public static string Message(TrackingException error) => For(error) is { } advice ? $"{error.Message} {advice}" : error.Message;

    /// <summary>A warning of a store and, where there is something to do about it, what.</summary>
    public static string Warning(string warning)
    {
        if (warning.Contains(StoreWarnings.WhileOpen))
            return $"{warning} Close-TrackStore and Remove-TrackStore end a store.";
        return warning.Contains(StoreWarnings.ByteOrderMark) ? $"{warning} Optimize-TrackStore writes it without." : warning;
    }

    /// <summary>That a location is no path of a file, and how its store is opened.</summary>
    public static string NoFile(IStoreKind kind, string location) => kind == StoreKinds.Memory
        ? $"'{location}' is no file. Open-TrackStore -InMemory opens a store in memory."
        : "A database is no file. Open-TrackStore -ConnectionString opens the store in it.";

    /// <summary>What to do about an error; null where its message says it, or where nothing can be done.</summary>
    public static string? For(TrackingException error) => (error.Reason, error.Code) switch
    {
        (ErrorReason.NoFile, _) => "Get-TrackStore -ListAvailable lists your session files.",
        (ErrorReason.NotMade, _) => "Name a place that can be written: by -Store, or for the session's own file by $env:TRACKING_HOME.",
        (ErrorReason.HeldByOther, _) => "Close it there, or open it here with -ReadOnly.",
        (ErrorReason.OpenedReadOnly, _) => "Open it by Open-TrackStore without -ReadOnly.",
        (ErrorReason.Closed, _) => "Open it again by Open-TrackStore.",
        (ErrorReason.WrongPassword, _) => "Give others by -Credential, or the password by a file that $env:PGPASSFILE names.",
        (ErrorReason.NoPassword, _) => "Give it by -Credential, or by a file that $env:PGPASSFILE names.",
        (ErrorReason.NoTrack, _) => "Search-Track lists those that are.",
        (ErrorReason.NoRun, _) => "Get-TrackRun lists those that are; Start-TrackRun starts one.",
        (ErrorReason.RunAtWork, _) => "Stop it first, by Stop-TrackRun -RunId.",
        (ErrorReason.RunClaimed, _) => "Remove it when that one has ended.",
        (ErrorReason.NoCurrentRun, _) => "Get-TrackRun -TaskId … lists its runs; name one by -RunId.",
        (ErrorReason.CannotMerge, _) => "Replace them by -Update without -Merge.",
        (ErrorReason.CannotRewrite, _) => "Replace them by Save-UserTrack -Update, or remove the track by Remove-Track.",
        (ErrorReason.TimesReversed, _) => "Give the earlier time to -From.",
        (ErrorReason.FirstAndLast, _) => "Give -First or -Last, not both.",
        (ErrorReason.NegativeCount, _) => "Give 0 or more to -First, -Last and -Skip.",
        (_, TrackingErrorCode.TrackExpectationNotFound) =>
            "Give -Within or -Schedule, name it in the file of -Path, or start its runs with -DueWithin.",
        (_, TrackingErrorCode.TrackStoreSchemaMissing) => "Open-TrackStore -Initialize makes one, as a user who may create a schema.",
        (_, TrackingErrorCode.TrackStoreSchemaTooOld) => "Open-TrackStore -Initialize, as their owner, brings them up to date.",
        _ => null,
    };
}

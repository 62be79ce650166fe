namespace Tracking.Model;

/// <summary>Why, where one code has several reasons that ask for different advice. It is no part of what users see.</summary>
public enum ErrorReason
{
    /// <summary>The code says it all, or the advice stands in the message.</summary>
    None,

    /// <summary>TrackStoreNotFound: the folder is there and the file is not.</summary>
    NoFile,

    /// <summary>TrackStoreWriteFailed: the file is not there, and could not be made.</summary>
    NotMade,

    /// <summary>TrackStoreLocked: another process holds the file, which can still be read.</summary>
    HeldByOther,

    /// <summary>TrackStoreReadOnly: the store was opened so.</summary>
    OpenedReadOnly,

    /// <summary>TrackStoreClosed: the store was closed while it was in use.</summary>
    Closed,

    /// <summary>TrackStoreAccessDenied: the server refuses the user or the password.</summary>
    WrongPassword,

    /// <summary>TrackStoreAccessDenied: the server asks for a password.</summary>
    NoPassword,

    /// <summary>TrackNotFound: no track of the store has the number.</summary>
    NoTrack,

    /// <summary>TrackRunNotFound: no run of the store has the id.</summary>
    NoRun,

    /// <summary>TrackRunClaimed: the run itself is at work.</summary>
    RunAtWork,

    /// <summary>TrackRunClaimed: another run of its task and key is at work.</summary>
    RunClaimed,

    /// <summary>TrackRunNotFound: the task has no current run.</summary>
    NoCurrentRun,

    /// <summary>TrackDataUnreadable: new keys cannot be laid over the data.</summary>
    CannotMerge,

    /// <summary>TrackDataUnreadable: the data cannot go into a file that is rewritten.</summary>
    CannotRewrite,

    /// <summary>TrackQueryInvalid: the earliest time lies after the latest.</summary>
    TimesReversed,

    /// <summary>TrackQueryInvalid: both the first and the last tracks are asked for.</summary>
    FirstAndLast,

    /// <summary>TrackQueryInvalid: a count of tracks is negative.</summary>
    NegativeCount,
}

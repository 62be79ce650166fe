namespace Tracking;

/// <summary>What went wrong. The name of each code is the stable error id that users see (rule 4.15).</summary>
public enum TrackingErrorCode
{
    /// <summary>A task id or user name is missing, empty or cannot be stored.</summary>
    TrackNameInvalid,

    /// <summary>The data are no mapping, or hold something that cannot be stored.</summary>
    TrackDataInvalid,

    /// <summary>The data of one track make a line that is larger than the file allows.</summary>
    TrackDataTooLarge,

    /// <summary>The stored data of a track are not what this module writes.</summary>
    TrackDataUnreadable,

    /// <summary>A track id is neither a positive number nor its printed form.</summary>
    TrackIdInvalid,

    /// <summary>No track has the id.</summary>
    TrackNotFound,

    /// <summary>A track was given for a store that it does not come from.</summary>
    TrackOfOtherStore,

    /// <summary>A run id is negative.</summary>
    TrackRunInvalid,

    /// <summary>No run has the id, or the task has no current run to stop.</summary>
    TrackRunNotFound,

    /// <summary>The parts of a question contradict each other.</summary>
    TrackQueryInvalid,

    /// <summary>A store was to be copied to itself.</summary>
    TrackCopyInvalid,

    /// <summary>A track or run was not copied, since another one has its origin in the destination.</summary>
    TrackCopyConflict,

    /// <summary>The path names no file that can hold a store.</summary>
    TrackStorePathInvalid,

    /// <summary>There is no file at the path.</summary>
    TrackStoreNotFound,

    /// <summary>The file, its folder or the database may not be read or written.</summary>
    TrackStoreAccessDenied,

    /// <summary>The file holds something else than a tracking store.</summary>
    TrackStoreNotTracking,

    /// <summary>The file was written by a newer version of this module.</summary>
    TrackStoreVersionTooNew,

    /// <summary>The file is damaged in the middle.</summary>
    TrackStoreDamaged,

    /// <summary>Another process, or another store object, holds the store for writing.</summary>
    TrackStoreLocked,

    /// <summary>The store was opened read-only.</summary>
    TrackStoreReadOnly,

    /// <summary>The store was closed.</summary>
    TrackStoreClosed,

    /// <summary>The system refused to write the file, or the server the change; nothing was stored.</summary>
    TrackStoreWriteFailed,

    /// <summary>The system refused to flush the file: what was acknowledged since the last flush may not outlive the machine.</summary>
    TrackStoreFlushFailed,

    /// <summary>A database cannot be used from here: not in Windows PowerShell, or a part of the module is missing.</summary>
    TrackStoreNotSupported,

    /// <summary>The connection string is none, or names no host or database.</summary>
    TrackStoreConnectionInvalid,

    /// <summary>The database server cannot be reached, or ended the connection; what was to be saved is not.</summary>
    TrackStoreConnectionFailed,

    /// <summary>The connection was lost at a moment after which nobody can tell whether the change was stored.</summary>
    TrackStoreOutcomeUnknown,

    /// <summary>The database holds no tracking store yet.</summary>
    TrackStoreSchemaMissing,

    /// <summary>The database's tables were made by an older version of this module.</summary>
    TrackStoreSchemaTooOld,

    /// <summary>The database's tables were made by a newer version of this module.</summary>
    TrackStoreSchemaTooNew,

    /// <summary>The path names no file that a report can be written to.</summary>
    TrackReportPathInvalid,

    /// <summary>A file is there, and the report may not take its place.</summary>
    TrackReportExists,

    /// <summary>The system refused to write the report; what was at its path is as it was.</summary>
    TrackReportWriteFailed,

    /// <summary>The report is written, and cannot be shown here.</summary>
    TrackReportNotShown,
}

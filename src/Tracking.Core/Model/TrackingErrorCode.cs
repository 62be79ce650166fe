namespace Tracking;

/// <summary>What went wrong. The name of each code is the stable error id that users see (rule 4.15).</summary>
public enum TrackingErrorCode
{
    /// <summary>A task id or user name is missing, empty or cannot be stored.</summary>
    TrackNameInvalid,

    /// <summary>What was given as a time is none (rule 10.1).</summary>
    TrackTimeInvalid,

    /// <summary>The data are no mapping, or hold something that cannot be stored.</summary>
    TrackDataInvalid,

    /// <summary>The data of one track make a line that is longer than a file may hold (rule 4.24).</summary>
    TrackDataTooLarge,

    /// <summary>The stored data of a track are not what this module writes.</summary>
    TrackDataUnreadable,

    /// <summary>A track id is neither a positive number nor its printed form.</summary>
    TrackIdInvalid,

    /// <summary>No track has the id.</summary>
    TrackNotFound,

    /// <summary>A track was given for a store that it does not come from.</summary>
    TrackOfOtherStore,

    /// <summary>A run id is negative, or a run cannot be continued.</summary>
    TrackRunInvalid,

    /// <summary>No run has the id, or the task has no current run to stop.</summary>
    TrackRunNotFound,

    /// <summary>The parts of a query contradict each other.</summary>
    TrackQueryInvalid,

    /// <summary>A store was to be copied to itself.</summary>
    TrackCopyInvalid,

    /// <summary>A track or run was not copied, because a different one in the destination has its origin (rule 4.22).</summary>
    TrackCopyConflict,

    /// <summary>The path names no file that can hold a store.</summary>
    TrackStorePathInvalid,

    /// <summary>There is no file at the path.</summary>
    TrackStoreNotFound,

    /// <summary>The file, its folder or the database may not be read or written.</summary>
    TrackStoreAccessDenied,

    /// <summary>The file holds something other than a tracking store.</summary>
    TrackStoreNotTracking,

    /// <summary>The file was written by a newer version of this module.</summary>
    TrackStoreVersionTooNew,

    /// <summary>The file is damaged in the middle.</summary>
    TrackStoreDamaged,

    /// <summary>Another process, or another handle, has the store open for writing.</summary>
    TrackStoreLocked,

    /// <summary>The store was opened read-only.</summary>
    TrackStoreReadOnly,

    /// <summary>The store was closed.</summary>
    TrackStoreClosed,

    /// <summary>The system refused to write the file, or the server refused the change; nothing was stored.</summary>
    TrackStoreWriteFailed,

    /// <summary>The system refused to flush the file: what was acknowledged since the last flush may not outlive the machine.</summary>
    TrackStoreFlushFailed,

    /// <summary>A database cannot be used from here: not in Windows PowerShell, or a part of the module is missing.</summary>
    TrackStoreNotSupported,

    /// <summary>The connection string is malformed, or names no host or no database.</summary>
    TrackStoreConnectionInvalid,

    /// <summary>The database server cannot be reached, or ended the connection; nothing was stored.</summary>
    TrackStoreConnectionFailed,

    /// <summary>A pooler stands in front of the server, and does not do what a store needs (rule 1.15).</summary>
    TrackStorePoolerUnsuitable,

    /// <summary>The connection was lost at a moment when it cannot be known whether the change was stored.</summary>
    TrackStoreOutcomeUnknown,

    /// <summary>The database holds no tracking store yet.</summary>
    TrackStoreSchemaMissing,

    /// <summary>The database's tables were made by an older version of this module.</summary>
    TrackStoreSchemaTooOld,

    /// <summary>The database's tables were made by a newer version of this module.</summary>
    TrackStoreSchemaTooNew,

    /// <summary>The step does not exist in its run, or is another one.</summary>
    TrackStepInvalid,

    /// <summary>
    /// Several steps have the same name under the same parent and no keys, and one of them was skipped before the next one came: which of
    /// them was done cannot be known.
    /// </summary>
    TrackStepAmbiguous,

    /// <summary>
    /// Another process, or another part of this one, is at work on the run, or on a run of the same task and key.
    /// </summary>
    TrackRunClaimed,

    /// <summary>The run was continued by another one meanwhile, and takes nothing more.</summary>
    TrackRunContinued,

    /// <summary>The path names no file that a report can be written to.</summary>
    TrackReportPathInvalid,

    /// <summary>A file is at the path, and the report may not replace it.</summary>
    TrackReportExists,

    /// <summary>The system refused to write the report; a file that was at its path is unchanged.</summary>
    TrackReportWriteFailed,

    /// <summary>The report was written, but cannot be shown here.</summary>
    TrackReportNotShown,

    /// <summary>What is expected of a task cannot be, or contradicts itself (rule 12.3).</summary>
    TrackExpectationInvalid,

    /// <summary>Nothing is expected of the task: nothing was given, and no run of it says when the next one is due.</summary>
    TrackExpectationNotFound,

    /// <summary>The file of expectations is not there, or may not be read.</summary>
    TrackExpectationUnreadable,
}

using System.Management.Automation;

namespace Tracking.Errors;

/// <summary>The one place where errors become error records: the id is the code's name, for ever (rule 4.15).</summary>
internal static class ErrorRecords
{
    /// <summary>The error as users see it: what is the matter, and what to do.</summary>
    public static ErrorRecord From(TrackingException error, object? target)
    {
        var record = new ErrorRecord(error, error.Code.ToString(), CategoryOf(error.Code), target);
        if (Advice.For(error) != null)
            record.ErrorDetails = new ErrorDetails(Advice.Message(error));
        return record;
    }

    private static ErrorCategory CategoryOf(TrackingErrorCode code) => code switch
    {
        TrackingErrorCode.TrackNotFound or TrackingErrorCode.TrackRunNotFound or TrackingErrorCode.TrackStoreNotFound
            or TrackingErrorCode.TrackExpectationNotFound => ErrorCategory.ObjectNotFound,
        TrackingErrorCode.TrackExpectationUnreadable => ErrorCategory.OpenError,
        TrackingErrorCode.TrackDataInvalid or TrackingErrorCode.TrackStoreDamaged or TrackingErrorCode.TrackStoreNotTracking
            or TrackingErrorCode.TrackStoreVersionTooNew
            or TrackingErrorCode.TrackDataUnreadable or TrackingErrorCode.TrackCopyConflict => ErrorCategory.InvalidData,
        TrackingErrorCode.TrackDataTooLarge => ErrorCategory.LimitsExceeded,
        TrackingErrorCode.TrackStoreAccessDenied or TrackingErrorCode.TrackStoreReadOnly => ErrorCategory.PermissionDenied,
        TrackingErrorCode.TrackStoreLocked => ErrorCategory.ResourceBusy,
        TrackingErrorCode.TrackStoreNotSupported => ErrorCategory.NotInstalled,
        TrackingErrorCode.TrackStoreConnectionFailed or TrackingErrorCode.TrackStoreOutcomeUnknown
            or TrackingErrorCode.TrackStorePoolerUnsuitable => ErrorCategory.ConnectionError,
        TrackingErrorCode.TrackStoreSchemaMissing => ErrorCategory.ObjectNotFound,
        TrackingErrorCode.TrackStoreSchemaTooOld or TrackingErrorCode.TrackStoreSchemaTooNew => ErrorCategory.InvalidData,
        TrackingErrorCode.TrackStoreClosed or TrackingErrorCode.TrackOfOtherStore => ErrorCategory.InvalidOperation,
        TrackingErrorCode.TrackStoreWriteFailed or TrackingErrorCode.TrackStoreFlushFailed or TrackingErrorCode.TrackReportWriteFailed =>
            ErrorCategory.WriteError,
        TrackingErrorCode.TrackReportExists => ErrorCategory.ResourceExists,
        TrackingErrorCode.TrackReportNotShown => ErrorCategory.ResourceUnavailable,
        _ => ErrorCategory.InvalidArgument,
    };
}

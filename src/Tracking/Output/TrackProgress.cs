using System;
using System.Collections;
using System.Collections.Generic;
using System.Collections.Specialized;
using System.Globalization;
using System.Management.Automation;
using Tracking.Data;
using Tracking.Model;

namespace Tracking.Output;

/// <summary>
/// PowerShell's progress bar of a track whose data say how far something is. Data are anyone's: what cannot be drawn is left out.
/// </summary>
internal static class TrackProgress
{
    /// <summary>The keys of data that say how far something is.</summary>
    public static readonly IReadOnlyList<string> Keys = [PercentComplete, Status, CurrentOperation, SecondsRemaining];

    private const string PercentComplete = "PercentComplete";
    private const string Status = "Status";
    private const string CurrentOperation = "CurrentOperation";
    private const string SecondsRemaining = "SecondsRemaining";

    /// <summary>The bar of a track as it was stored; null when its data say nothing of progress.</summary>
    public static ProgressRecord? Of(TrackRecord track)
    {
        var data = DataReader.Read(track.Data);
        var percent = Number(data, PercentComplete, max: 100);
        var status = Text(data, Status);
        var operation = Text(data, CurrentOperation);
        var seconds = Number(data, SecondsRemaining, max: int.MaxValue);
        if (percent == null && status == null && operation == null && seconds == null)
            return null;
        return new ProgressRecord(track.RunId, track.TaskId, status ?? " ")
        {
            PercentComplete = percent ?? -1,
            CurrentOperation = operation,
            SecondsRemaining = seconds ?? -1,
            RecordType = percent == 100 ? ProgressRecordType.Completed : ProgressRecordType.Processing,
        };
    }

    private static int? Number(OrderedDictionary data, string key, int max) =>
        data[key] is { } value
        && LanguagePrimitives.TryConvertTo<double>(value, CultureInfo.InvariantCulture, out var number)
        && !double.IsNaN(number)
            ? (int)Math.Min(Math.Max(number, 0), max)
            : null;

    private static string? Text(OrderedDictionary data, string key) =>
        data[key] is { } value and not (IDictionary or Array)
        && LanguagePrimitives.TryConvertTo<string>(value, CultureInfo.InvariantCulture, out var text)
        && text.Length > 0
            ? text
            : null;
}

using System;
using System.IO;
using System.Management.Automation;
using Tracking.Data;
using Tracking.Errors;
using Tracking.Model;
using Tracking.Stores;

namespace Tracking.Binding;

/// <summary>
/// Turns a path into the store that it stands for, by PowerShell's own rules for paths; leaves everything else alone, so that the binder
/// says what it thinks of it (rule 3.2).
/// </summary>
[AttributeUsage(AttributeTargets.Property)]
internal sealed class StorePathAttribute : ArgumentTransformationAttribute
{
    /// <summary>Whether a list of stores is expected.</summary>
    public bool Many { get; init; }

    public override object? Transform(EngineIntrinsics engineIntrinsics, object? inputData) =>
        Many && PowerShellValue.Unwrap(inputData) is object?[] all
            ? Array.ConvertAll(all, one => ToStore(engineIntrinsics, one))
            : ToStore(engineIntrinsics, inputData);

    private static object? ToStore(EngineIntrinsics engineIntrinsics, object? inputData)
    {
        var path = PowerShellValue.Unwrap(inputData) switch
        {
            string text => text,
            FileInfo file => file.FullName,
            _ => null,
        };
        if (path == null)
            return inputData;
        try
        {
            if (path.Length == 0)
                throw new TrackingException(TrackingErrorCode.TrackStorePathInvalid, "The path of the store is empty.");
            var location = StorePaths.Resolve(engineIntrinsics.SessionState, path);
            // Whoever pipes what Save-UserTrack returned would hear of a file that is not there.
            if (TrackId.TryParse(path, out var number) && TrackId.Format(number) == path && !File.Exists(location))
            {
                throw new TrackingException(
                    TrackingErrorCode.TrackStorePathInvalid,
                    $"'{path}' is the id of a track, not the path of a store. Search-Track -Id finds it.");
            }
            return StoreRegistry.Instance.ForPath(location);
        }
        catch (Exception error) when (error is TrackingException or RuntimeException or IOException or UnauthorizedAccessException
            or ArgumentException or NotSupportedException)
        {
            // Left as a path it would not be bound at all where it is a property of what is piped, and the current store would answer.
            // The binder makes this an error of the one item.
            throw new ArgumentTransformationMetadataException(error is TrackingException own ? Advice.Message(own) : error.Message, error);
        }
    }
}

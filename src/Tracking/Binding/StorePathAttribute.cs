using System;
using System.IO;
using System.Management.Automation;

namespace Tracking.Binding;

/// <summary>Turns a path into the store that it stands for, by PowerShell's own rules for paths; leaves everything else alone, so that the binder says what it thinks of it (design.md 3).</summary>
[AttributeUsage(AttributeTargets.Property)]
internal sealed class StorePathAttribute : ArgumentTransformationAttribute
{
    public override object? Transform(EngineIntrinsics engineIntrinsics, object? inputData)
    {
        var path = (inputData is PSObject wrapped ? wrapped.BaseObject : inputData) switch
        {
            string text => text,
            FileInfo file => file.FullName,
            _ => null,
        };
        if (string.IsNullOrEmpty(path))
            return inputData;
        try
        {
            return StoreRegistry.ForPath(StorePaths.Resolve(engineIntrinsics.SessionState, path!));
        }
        catch (Exception error) when (error is TrackingException or RuntimeException or IOException or UnauthorizedAccessException or ArgumentException or NotSupportedException)
        {
            // An exception here would end the whole pipeline, not this item: a conversion that fails is an error record.
            return inputData;
        }
    }
}

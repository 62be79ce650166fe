using System;
using System.Management.Automation;
using Tracking.Data;

namespace Tracking.Binding;

/// <summary>
/// Reads a time as <see cref="TimeText"/> does, whatever the culture: PowerShell itself would read '2026-03-01' as a day of the year 1483
/// where the calendar is the Buddhist one, and a number as ticks (rule 10.1).
/// </summary>
[AttributeUsage(AttributeTargets.Property)]
internal sealed class TimeAttribute : ArgumentTransformationAttribute
{
    /// <summary>Whether a script block is let through, which gives the time of each object.</summary>
    public bool OrBlock { get; init; }

    public override object? Transform(EngineIntrinsics engineIntrinsics, object? inputData)
    {
        var value = PowerShellValue.Unwrap(inputData);
        return value == null || (OrBlock && value is ScriptBlock)
            ? value
            : TimeText.Read(value) ?? throw new ArgumentTransformationMetadataException(TimeText.Expected);
    }
}

using System;
using System.Management.Automation;
using Tracking.Data;

namespace Tracking.Binding;

/// <summary>
/// Reads a time zone that is an object, as Get-TimeZone returns it, by its name: PowerShell would take the text that it is shown with.
/// </summary>
[AttributeUsage(AttributeTargets.Property)]
internal sealed class TimeZoneAttribute : ArgumentTransformationAttribute
{
    public override object? Transform(EngineIntrinsics engineIntrinsics, object? inputData) =>
        PowerShellValue.Unwrap(inputData) is TimeZoneInfo zone ? zone.Id : inputData;
}

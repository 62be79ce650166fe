using System;
using System.Globalization;
using System.Management.Automation;
using Tracking.Data;

namespace Tracking.Binding;

/// <summary>
/// Reads a number as so many days, as PowerShell reads the text '90': of a number it would make ticks, and what is to be older than 90 days
/// would be everything.
/// </summary>
[AttributeUsage(AttributeTargets.Property)]
internal sealed class DaysAttribute : ArgumentTransformationAttribute
{
    public override object? Transform(EngineIntrinsics engineIntrinsics, object? inputData)
    {
        var value = PowerShellValue.Unwrap(inputData) switch
        {
            TimeSpan span => span,
            string text => TimeSpan.TryParse(text, CultureInfo.InvariantCulture, out var span) ? span : throw NoSpan(),
            int or long or double or decimal or byte or short or float =>
                FromDays(Convert.ToDouble(PowerShellValue.Unwrap(inputData), CultureInfo.InvariantCulture)),
            _ => throw NoSpan(),
        };
        return value >= TimeSpan.Zero ? value : throw NoSpan();
    }

    private static TimeSpan FromDays(double days) =>
        days is >= 0 and < 10_000_000 ? TimeSpan.FromDays(days) : throw NoSpan();

    private static ArgumentTransformationMetadataException NoSpan() =>
        new("A time span is expected here, as 90.00:00:00, or a number of days; it is not negative.");
}

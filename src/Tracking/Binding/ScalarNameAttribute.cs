using System;
using System.Collections;
using System.Globalization;
using System.Linq;
using System.Management.Automation;
using Tracking.Data;

namespace Tracking.Binding;

/// <summary>
/// Refuses what is no name where one is expected: PowerShell would turn a mapping or a list in the wrong place into text silently,
/// and the track would be lost under it
/// (rule 4.15).
/// </summary>
[AttributeUsage(AttributeTargets.Property)]
internal sealed class ScalarNameAttribute : ArgumentTransformationAttribute
{
    /// <summary>Whether a list of names is expected.</summary>
    public bool Many { get; init; }

    /// <summary>Whether a script block is let through, which gives the name of each object; anything else becomes text here.</summary>
    public bool OrBlock { get; init; }

    public override object? Transform(EngineIntrinsics engineIntrinsics, object? inputData)
    {
        var value = PowerShellValue.Unwrap(inputData);
        var isWrong = Many && value is IEnumerable list and not (string or IDictionary)
            ? list.Cast<object?>().Any(item => !IsScalar(PowerShellValue.Unwrap(item)))
            : !IsScalar(value);
        if (isWrong)
        {
            throw new ArgumentTransformationMetadataException(
                "A name is expected here, not a mapping or a list. In Save-UserTrack the task id comes first, then the data.");
        }
        return !OrBlock ? inputData
            : value is ScriptBlock ? value
            : LanguagePrimitives.ConvertTo(inputData, typeof(string), CultureInfo.InvariantCulture) ?? "";
    }

    private static bool IsScalar(object? value) => value is null or string or not (IEnumerable or PSCustomObject);
}

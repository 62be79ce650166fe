using System;
using System.Collections;
using System.Collections.Generic;
using System.Globalization;
using System.Management.Automation;
using Tracking.Data;

namespace Tracking.Binding;

/// <summary>
/// A script block that gives a parameter's value for each object, which is <c>$_</c> in it (rule 10.2). PowerShell itself does so only for
/// parameters that also bind by property name, and a column of that name is to stay data.
/// </summary>
/// <param name="parameter">The parameter.</param>
/// <param name="block">The block.</param>
internal sealed class ObjectBlock(string parameter, ScriptBlock block)
{
    private readonly PSVariable _item = new("_");

    /// <summary>The block that a parameter was given; null for any other value.</summary>
    public static ObjectBlock? Of(string parameter, object? given) => given is ScriptBlock block ? new ObjectBlock(parameter, block) : null;

    /// <summary>The time that the block gives for an object.</summary>
    /// <exception cref="TrackingException">TrackTimeInvalid.</exception>
    public DateTime Time(object? item) =>
        TimeText.Read(Run(item, TrackingErrorCode.TrackTimeInvalid)) ?? throw new TrackingException(
            TrackingErrorCode.TrackTimeInvalid, $"The script block of -{parameter} gave no time. {TimeText.Expected}");

    /// <summary>The name or key that the block gives for an object; it may be empty.</summary>
    /// <exception cref="TrackingException">TrackNameInvalid.</exception>
    public string Name(object? item) => Run(item, TrackingErrorCode.TrackNameInvalid) switch
    {
        string text => text,
        null or IEnumerable or PSCustomObject => throw new TrackingException(
            TrackingErrorCode.TrackNameInvalid, $"The script block of -{parameter} gave nothing, or what is no name. Have it give one."),
        var value => (string)LanguagePrimitives.ConvertTo(value, typeof(string), CultureInfo.InvariantCulture),
    };

    private object? Run(object? item, TrackingErrorCode otherwise)
    {
        _item.Value = item;
        try
        {
            var output = block.InvokeWithContext(null, new List<PSVariable>(1) { _item });
            return output.Count switch
            {
                0 => null,
                1 => PowerShellValue.Unwrap(output[0]),
                _ => output,
            };
        }
        catch (RuntimeException error) when (error is not PipelineStoppedException)
        {
            throw new TrackingException(otherwise, $"The script block of -{parameter} failed: {error.Message}", error);
        }
    }
}

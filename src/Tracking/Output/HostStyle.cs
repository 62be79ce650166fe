using System;
using System.Management.Automation;

namespace Tracking.Output;

/// <summary>
/// The host's colours, <c>$PSStyle</c>. Windows PowerShell has none, and the library that we compile against does not know them.
/// </summary>
internal static class HostStyle
{
    private static readonly object? Style =
        typeof(PSObject).Assembly.GetType("System.Management.Automation.PSStyle")?.GetProperty("Instance")?.GetValue(null);

    /// <summary>The text in one of <c>$PSStyle.Formatting</c>'s colours; as it is where the host has none, or shows none.</summary>
    public static string Paint(string text, string colour) =>
        IsShown && Get(Get(Style, "Formatting"), colour) is string { Length: > 0 } escape && Get(Style, "Reset") is string reset
            ? escape + text + reset
            : text;

    // By default PowerShell takes the escapes out of what it redirects itself; what a caller does with the text, it cannot know.
    private static bool IsShown => Get(Style, "OutputRendering")?.ToString() switch
    {
        "Ansi" => true,
        "Host" => !Console.IsOutputRedirected,
        _ => false,
    };

    private static object? Get(object? source, string property) => source?.GetType().GetProperty(property)?.GetValue(source);
}

using System.Management.Automation;

namespace Tracking.Data;

/// <summary>Values as PowerShell hands them over.</summary>
internal static class PowerShellValue
{
    /// <summary>What a value is beneath PowerShell's wrapping.</summary>
    public static object? Unwrap(object? value) => value is PSObject wrapped ? wrapped.BaseObject : value;
}

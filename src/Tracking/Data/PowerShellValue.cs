using System.Management.Automation;
using System.Management.Automation.Internal;

namespace Tracking.Data;

/// <summary>Values as PowerShell hands them over.</summary>
internal static class PowerShellValue
{
    /// <summary>What a value is beneath PowerShell's wrapping; null for what a command returns that returns nothing.</summary>
    public static object? Unwrap(object? value) =>
        value is PSObject wrapped ? ReferenceEquals(value, AutomationNull.Value) ? null : wrapped.BaseObject : value;
}

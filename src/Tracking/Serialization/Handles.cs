using System;
using System.Collections.Generic;

namespace Tracking.Serialization;

/// <summary>Objects that are of use only while they are open: files, connections, jobs. A copy of one would be worse than none.</summary>
internal static class Handles
{
    // Disposable, but what scripts do with them is to read their properties; cmdlets list them.
    private static readonly HashSet<string> Listed = new(StringComparer.Ordinal)
    {
        "System.Diagnostics.Process",
        "System.Diagnostics.EventLogEntry",
        "System.Diagnostics.Eventing.Reader.EventRecord",
        "System.Management.ManagementBaseObject",
        "System.ServiceProcess.ServiceController",
        "Microsoft.Management.Infrastructure.CimInstance",
    };

    // Handles that are ended by a cmdlet.
    private static readonly HashSet<string> NotDisposable = new(StringComparer.Ordinal)
    {
        "System.Management.Automation.Runspaces.PSSession",
    };

    /// <summary>Whether a value is one.</summary>
    public static bool Is(object value) => value switch
    {
        ValueType or string => false,
        IDisposable => !IsOneOf(value.GetType(), Listed),
        _ => IsOneOf(value.GetType(), NotDisposable),
    };

    private static bool IsOneOf(Type type, HashSet<string> names)
    {
        for (var ancestor = type; ancestor != null; ancestor = ancestor.BaseType)
        {
            if (ancestor.FullName is { } name && names.Contains(name))
                return true;
        }
        return false;
    }
}

using System;
using System.Collections.Generic;
using System.Management.Automation;

namespace Tracking.Data;

/// <summary>
/// Objects that came from a job, a remote session or CLIXML, as PowerShell copies them: its properties are there, and beside them notes of
/// where it was found and where it comes from.
/// </summary>
internal static class CopiedObject
{
    /// <summary>The note that says which machine an object comes from; it is data.</summary>
    public const string Machine = "PSComputerName";

    private const string Mark = "Deserialized.";

    private static readonly HashSet<string> Remoting = new(["RunspaceId", "PSShowComputerName", "PSSourceJobInstanceId"],
        StringComparer.OrdinalIgnoreCase);

    private static readonly HashSet<string> Provider = new(
        ["PSPath", "PSParentPath", "PSChildName", "PSDrive", "PSProvider", "PSIsContainer", "UnixStat"], StringComparer.OrdinalIgnoreCase);

    /// <summary>Whether an object is a copy of another process's.</summary>
    public static bool Is(PSObject value) =>
        value.TypeNames is [var first, ..] && first.StartsWith(Mark, StringComparison.OrdinalIgnoreCase);

    /// <summary>Whether it is a copy of an object of .NET, not of a custom one, whose properties are all that someone gave it.</summary>
    public static bool IsOfType(PSObject value) => Is(value) && value.BaseObject is PSCustomObject
        && !value.TypeNames.Contains(Mark + typeof(PSCustomObject).FullName);

    /// <summary>Whether it is a copy of an enumeration's value: a number, whose text is the name.</summary>
    public static bool IsEnumeration(PSObject value) => Is(value) && value.TypeNames.Contains(Mark + typeof(Enum).FullName);

    /// <summary>Whether a text is no more than the name of the type that was copied.</summary>
    public static bool IsTypeName(PSObject value, string text) => Is(value) && value.TypeNames[0] == Mark + text;

    /// <summary>Whether a note is one that a provider hangs on what it lists.</summary>
    public static bool IsOfProvider(string note) => Provider.Contains(note);

    /// <summary>Whether a property is a note that PowerShell hung on a copy, and no part of what was copied.</summary>
    public static bool IsNote(PSObject owner, PSPropertyInfo property) => property.MemberType == PSMemberTypes.NoteProperty
        && (Remoting.Contains(property.Name) || (Provider.Contains(property.Name) && IsOfType(owner)));
}

using System;
using System.Collections;
using System.Collections.Generic;
using System.Management.Automation;

namespace Tracking.Serialization;

/// <summary>What of an output comes back as another type, each type once.</summary>
internal sealed class OutputNotices
{
    private readonly HashSet<string> _types = new(StringComparer.Ordinal);
    private readonly List<string> _all = [];

    public IReadOnlyList<string> All => _all;

    /// <summary>How many copies the present object is in; what they hold was said when they were made.</summary>
    public int Mutes { get; set; }

    public void Add(Type type, string form)
    {
        var name = type.Name;
        var arity = name.IndexOf('`');
        Add(arity < 0 ? name : name.Substring(0, arity), form);
    }

    public void Add(string type, string form)
    {
        if (Mutes == 0 && _types.Add(type))
            _all.Add($"{type} comes back as {form}");
    }

    /// <summary>An object that comes back as PowerShell copies it.</summary>
    public void AddCopy(object value) => Add(value.GetType(), value switch
    {
        ScriptBlock => "its text",
        Enum => "a number with a name",
        IEnumerable => "a list",
        _ => "a copy of its properties",
    });
}

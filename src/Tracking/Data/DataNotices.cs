using System;
using System.Collections.Generic;
using System.Linq;
using System.Management.Automation;

namespace Tracking.Data;

/// <summary>
/// What is to be said of data that were written: what could not be read, and of what no more than a text is stored (rule 4.13). Each place
/// and type is told once, however many objects a cmdlet is given.
/// </summary>
internal sealed class DataNotices
{
    private readonly HashSet<(string Place, string Type)> _reported = [];
    private readonly List<(string Place, string Why)> _unread = [];
    private readonly List<(string Place, string Type)> _texts = [];
    private readonly List<(string Place, string Type)> _names = [];

    /// <summary>Whether there is anything to say of texts; else their places need not be known.</summary>
    public bool WantsTexts { get; set; }

    /// <summary>A property could not be read, and is null.</summary>
    public void AddUnread(string place, string owner, Exception error)
    {
        if (_reported.Add((place, owner)))
            _unread.Add((place, (error.GetBaseException().Message ?? "").TrimEnd('.')));
    }

    /// <summary>Of an object its text is stored.</summary>
    public void AddText(string place, string type)
    {
        if (_reported.Add((place, type)))
            _texts.Add((place, type));
    }

    /// <summary>Of an object the name of its type is stored, which is all the text that it has.</summary>
    public void AddName(string place, string type)
    {
        if (_reported.Add((place, type)))
            _names.Add((place, type));
    }

    /// <summary>Hands over what has come, and forgets it.</summary>
    public void WriteTo(Action<string> warn, Action<string> explain)
    {
        if (_unread.Count + _names.Count + _texts.Count == 0)
            return;
        var unread = _unread.GroupBy(one => one.Why, one => one.Place).Select(places =>
            $"{Join(places)} could not be read and {Is(places)} null: {places.Key}.").ToList();
        var names = _names.GroupBy(one => one.Type, one => one.Place).Select(places =>
            $"Of {Join(places)} only the name of the type is stored, {places.Key}. Name the properties that you want, as "
            + "Select-Object does.").ToList();
        var texts = _texts.GroupBy(one => one.Type, one => one.Place).Select(places =>
            $"Of {Join(places)} the text is stored: it is of the type {places.Key}.").ToList();
        _unread.Clear();
        _names.Clear();
        _texts.Clear();
        unread.ForEach(warn);
        names.ForEach(warn);
        texts.ForEach(explain);
    }

    /// <summary>The name of an object's type, as PowerShell shows it.</summary>
    public static string TypeName(PSObject value) => value.TypeNames.Count > 0 ? value.TypeNames[0] : value.BaseObject.GetType().FullName!;

    private static string Join(IEnumerable<string> places) => string.Join(", ", places);

    private static string Is(IEnumerable<string> places) => places.Count() == 1 ? "is" : "are";
}

using System;
using System.Collections;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using System.Management.Automation;
using System.Management.Automation.Language;
using Tracking.Binding;
using Tracking.Data;
using Tracking.Model;

namespace Tracking.Completion;

/// <summary>What the line that is being typed says already: the values that can be known without running anything.</summary>
internal sealed class CommandLine(CommandAst command, IDictionary known)
{
    /// <summary>The store that the line names; null when it names none, or one that is not known before the line runs.</summary>
    public object? Store => PowerShellValue.Unwrap(known["Store"]);

    /// <summary>Whether the line names a store, known or not.</summary>
    public bool NamesStore => Store != null || command.CommandElements.OfType<CommandParameterAst>().Any(parameter =>
        parameter.ParameterName.Length > 1 && "Store".StartsWith(parameter.ParameterName, StringComparison.OrdinalIgnoreCase));

    /// <summary>The names that a parameter has, as criteria; null when it has none.</summary>
    public IReadOnlyList<NameCriterion>? Names(string parameter)
    {
        string[] names = [.. Values(parameter).Select(value =>
            (string)LanguagePrimitives.ConvertTo(value, typeof(string), CultureInfo.InvariantCulture))];
        return names.Length == 0 ? null : NameCriteria.From(names, isLiteral: false);
    }

    /// <summary>The runs that the line names; null when it names none, or the task's current one.</summary>
    public IReadOnlyList<int>? RunIds
    {
        get
        {
            var given = Values("RunId").Select(value => LanguagePrimitives.TryConvertTo<int>(value, out var id) ? id : 0);
            int[] ids = [.. given.Where(id => id > 0)];
            return ids.Length == 0 ? null : ids;
        }
    }

    /// <summary>The newest tracks that the line tells of so far, newest first.</summary>
    public TrackQuery NewestTracks(int most) =>
        new() { Tasks = Names("TaskId"), Users = Names("UserName"), RunIds = RunIds, Descending = true, First = most };

    private IEnumerable<object> Values(string parameter)
    {
        var value = PowerShellValue.Unwrap(known[parameter]);
        var values = value is IEnumerable list and not (string or IDictionary) ? list.Cast<object?>() : [value];
        return values.Select(PowerShellValue.Unwrap).Where(one => one is not (null or ""))!;
    }
}

using System;
using System.Collections;
using System.Collections.Generic;
using System.Collections.Specialized;
using System.Linq;
using System.Management.Automation;

namespace Tracking.Serialization;

/// <summary>
/// The types of lists and mappings that come back as what they were, and of their elements, by name: <c>List(I32[])</c>. Enumerations may
/// be of any assembly that is loaded; nothing else that is not here is ever made from a text.
/// </summary>
internal sealed class OutputTypes
{
    private const string EnumMark = "E:";
    private const string ListName = "List";
    private const string SetName = "HashSet";
    private const string DictionaryName = "Dictionary";

    private static readonly Dictionary<Type, string> Simple = new()
    {
        [typeof(object)] = "O",
        [typeof(PSObject)] = "PSO",
        [typeof(ArrayList)] = "ArrayList",
        [typeof(Hashtable)] = "Hashtable",
        [typeof(OrderedDictionary)] = "Ordered",
    };

    private static readonly Dictionary<Type, string> Generic = new()
    {
        [typeof(List<>)] = ListName,
        [typeof(HashSet<>)] = SetName,
        [typeof(Dictionary<,>)] = DictionaryName,
    };

    // What ConvertFrom-Json -AsHashtable makes.
    private static readonly Type? OrderedHashtable = typeof(PSObject).Assembly.GetType("System.Management.Automation.OrderedHashtable");

    private readonly Dictionary<Type, string?> _names = [];
    private readonly Dictionary<string, Type?> _enumerations = new(StringComparer.Ordinal);

    static OutputTypes()
    {
        if (OrderedHashtable != null)
            Simple.Add(OrderedHashtable, nameof(OrderedHashtable));
    }

    /// <summary>The name of a type; null when it does not come back as what it is.</summary>
    public string? NameOf(Type type)
    {
        if (!_names.TryGetValue(type, out var name))
            _names.Add(type, name = Name(type));
        return name;
    }

    /// <summary>The type of a name; null when it is an enumeration, or a type of a newer PowerShell, that is not there.</summary>
    /// <exception cref="FormatException">There is no such name.</exception>
    public Type? Find(string name)
    {
        var rest = name;
        var type = Read(ref rest);
        return rest.Length == 0 ? type : throw Bad();
    }

    /// <summary>The enumeration of a full name, as the calling script sees it; null when none is loaded.</summary>
    public Type? FindEnumeration(string fullName)
    {
        if (!_enumerations.TryGetValue(fullName, out var type))
            _enumerations.Add(fullName, type = Enumeration(fullName));
        return type;
    }

    /// <summary>The full name of an enumeration, without the mark of the script that defines it, which is another one each time.</summary>
    public static string EnumerationName(Type type)
    {
        var name = type.FullName!;
        return name[0] == '<' && name.IndexOf(">.", StringComparison.Ordinal) is > 0 and var end ? name.Substring(end + 2) : name;
    }

    private string? Name(Type type)
    {
        if (Simple.TryGetValue(type, out var simple))
            return simple;
        if (OutputScalars.Of(type) is { } scalar && scalar.Type == type)
            return scalar.Tag;
        if (type.IsEnum)
            return EnumerationName(type) is var full && IsPlain(full) ? EnumMark + full : null;
        if (type.IsArray)
            return type == type.GetElementType()!.MakeArrayType() && NameOf(type.GetElementType()!) is { } element ? element + "[]" : null;
        if (!type.IsGenericType || !Generic.TryGetValue(type.GetGenericTypeDefinition(), out var generic))
            return null;
        var arguments = type.GetGenericArguments().Select(NameOf).ToArray();
        return Array.IndexOf(arguments, null) < 0 ? $"{generic}({string.Join(",", arguments)})" : null;
    }

    private static bool IsPlain(string fullName) => fullName.All(unit => char.IsLetterOrDigit(unit) || unit is '.' or '+' or '_' or '`');

    private Type? Read(ref string rest)
    {
        var end = rest.IndexOfAny(['(', ')', ',', '[']);
        var name = end < 0 ? rest : rest.Substring(0, end);
        rest = end < 0 ? "" : rest.Substring(end);
        var generic = rest.Length > 0 && rest[0] == '(' ? ReadGeneric(name, ref rest) : ReadSimple(name);
        while (rest.StartsWith("[]", StringComparison.Ordinal))
        {
            generic = generic?.MakeArrayType();
            rest = rest.Substring(2);
        }
        return generic;
    }

    private Type? ReadGeneric(string name, ref string rest)
    {
        var definition = Generic.FirstOrDefault(pair => pair.Value == name).Key ?? throw Bad();
        var arguments = new List<Type?>();
        do
        {
            rest = rest.Substring(1);
            arguments.Add(Read(ref rest));
        }
        while (rest.Length > 0 && rest[0] == ',');
        if (rest.Length == 0 || rest[0] != ')' || arguments.Count != definition.GetGenericArguments().Length)
            throw Bad();
        rest = rest.Substring(1);
        return arguments.Contains(null) ? null : definition.MakeGenericType([.. arguments.OfType<Type>()]);
    }

    private Type? ReadSimple(string name)
    {
        if (name.StartsWith(EnumMark, StringComparison.Ordinal))
            return FindEnumeration(name.Substring(EnumMark.Length));
        if (OutputScalars.Of(name) is { } scalar)
            return scalar.Type;
        if (Simple.FirstOrDefault(pair => pair.Value == name).Key is { } type)
            return type;
        return OutputScalars.IsOfNewer(name) || name == nameof(OrderedHashtable) ? null : throw Bad();
    }

    private static Type? Enumeration(string fullName)
    {
        // First as a script sees it: one that was defined twice in a session is the newer one.
        if (LanguagePrimitives.TryConvertTo<Type>(fullName, out var seen) && IsMeant(seen))
            return seen;
        var assemblies = AppDomain.CurrentDomain.GetAssemblies();
        for (var i = assemblies.Length - 1; i >= 0; i--)
        {
            var type = assemblies[i].GetType(fullName, throwOnError: false);
            if (IsMeant(type) || (assemblies[i].IsDynamic && IsMeant(type = Array.Find(assemblies[i].GetTypes(), IsMeant))))
                return type;
        }
        return null;

        bool IsMeant(Type? type) => type is { IsEnum: true } && EnumerationName(type) == fullName;
    }

    private static FormatException Bad() => new("There is no such type.");
}

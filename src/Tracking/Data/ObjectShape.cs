using System;
using System.Collections;
using System.Collections.Concurrent;
using System.Collections.Generic;

namespace Tracking.Data;

/// <summary>
/// Which objects are nothing but their public properties, at every depth: instances of PowerShell's classes, tuples, pairs, and what
/// Measure-Object and Group-Object return.
/// </summary>
internal static class ObjectShape
{
    private const string ClassAssembly = "PowerShell Class Assembly";

    private static readonly HashSet<string> Records = new(StringComparer.Ordinal)
    {
        "Microsoft.PowerShell.Commands.MeasureInfo",
        "Microsoft.PowerShell.Commands.GroupInfo",
    };

    private static readonly ConcurrentDictionary<Type, bool> Known = new();

    /// <summary>Whether a type is one of these.</summary>
    public static bool IsRecord(Type type) => Known.GetOrAdd(type, Find);

    /// <summary>Whether a type is that of tuples, whose properties are their items.</summary>
    public static bool IsTuple(Type type) => type.FullName is { } name
        && (name.StartsWith("System.Tuple`", StringComparison.Ordinal) || name.StartsWith("System.ValueTuple`", StringComparison.Ordinal));

    /// <summary>Whether a value is a single one, which can be formatted or compared, and no thing with properties.</summary>
    public static bool IsSingle(object value) => !IsRecord(value.GetType())
        && (value is IFormattable
            || (value is IComparable && (value is ValueType or Version || ScalarType.Of(value.GetType()) != null)));

    private static bool Find(Type type)
    {
        if (IsTuple(type) || type == typeof(DictionaryEntry)
            || (type.IsGenericType && type.GetGenericTypeDefinition() == typeof(KeyValuePair<,>)))
        {
            return true;
        }
        for (var ancestor = type; ancestor != null; ancestor = ancestor.BaseType)
        {
            if (Records.Contains(ancestor.FullName ?? ""))
                return true;
        }
        return type.Assembly.IsDynamic && type.Assembly.FullName?.StartsWith(ClassAssembly, StringComparison.Ordinal) == true;
    }
}

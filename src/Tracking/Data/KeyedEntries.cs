using System;
using System.Collections;
using System.Collections.Concurrent;
using System.Collections.Generic;
using System.Collections.Specialized;
using System.Data;
using System.Linq;
using System.Reflection;

namespace Tracking.Data;

/// <summary>
/// The entries of mappings that are no <see cref="IDictionary"/>: those of generic interfaces alone, as an expando object, the
/// collections of names and values that queries and headers are read into, and the rows of data tables.
/// </summary>
internal static class KeyedEntries
{
    private static readonly ConcurrentDictionary<Type, Reader?> Readers = new();
    private static readonly ConcurrentDictionary<Type, bool> Rows = new();

    /// <summary>The entries; null when the value is no such mapping.</summary>
    public static IEnumerable<(object? Key, object? Value)>? Of(object value)
    {
        if (value is NameValueCollection names)
            return names.AllKeys.Select(key => ((object?)key, ValueOf(names.GetValues(key))));
        if (Rows.GetOrAdd(value.GetType(), IsRow))
            return ColumnsOf(value);
        return value is IEnumerable ? Readers.GetOrAdd(value.GetType(), ReaderOf)?.Read(value) : null;
    }

    // By name, and the columns in a method of their own: the assembly of data tables is loaded only where there are some.
    private static bool IsRow(Type type) =>
        type.FullName is "System.Data.DataRow" or "System.Data.DataRowView" || (type.BaseType != null && IsRow(type.BaseType));

    private static IEnumerable<(object? Key, object? Value)> ColumnsOf(object value)
    {
        var row = value as DataRow ?? ((DataRowView)value).Row;
        return row.Table.Columns.Cast<DataColumn>().Select(column => ((object?)column.ColumnName, (object?)row[column]));
    }

    private static object? ValueOf(string[]? values) => values is [var value] ? value : values;

    private static Reader? ReaderOf(Type type)
    {
        var mapping = type.GetInterfaces().FirstOrDefault(face => face.IsGenericType && face.GetGenericTypeDefinition() is var kind
            && (kind == typeof(IDictionary<,>) || kind == typeof(IReadOnlyDictionary<,>)));
        if (mapping == null)
            return null;
        return new Reader(typeof(KeyValuePair<,>).MakeGenericType(mapping.GetGenericArguments()));
    }

    /// <summary>Reads mappings of one type.</summary>
    /// <param name="pair">The type of their entries.</param>
    private sealed class Reader(Type pair)
    {
        private readonly PropertyInfo _key = pair.GetProperty("Key")!;
        private readonly PropertyInfo _value = pair.GetProperty("Value")!;

        // Not those of the interfaces that are not generic, which may give the values alone.
        private readonly MethodInfo _begin = typeof(IEnumerable<>).MakeGenericType(pair).GetMethod("GetEnumerator")!;
        private readonly PropertyInfo _current = typeof(IEnumerator<>).MakeGenericType(pair).GetProperty("Current")!;

        public IEnumerable<(object? Key, object? Value)> Read(object mapping)
        {
            var entries = (IEnumerator)_begin.Invoke(mapping, null);
            while (entries.MoveNext())
            {
                var entry = _current.GetValue(entries);
                yield return (_key.GetValue(entry), _value.GetValue(entry));
            }
        }
    }
}

using System.Collections.Generic;
using System.IO;
using System.Text.Json;

namespace Tracking.Bench;

/// <summary>What was measured, by name, and what else a report should say.</summary>
internal sealed class Results
{
    private static readonly JsonSerializerOptions Indented = new() { WriteIndented = true };

    private readonly SortedDictionary<string, double> _figures = [];
    private readonly SortedDictionary<string, double> _allocated = [];
    private readonly SortedDictionary<string, string> _facts = [];

    public static double Median(List<double> values)
    {
        values.Sort();
        var middle = values.Count / 2;
        return values.Count % 2 == 1 ? values[middle] : (values[middle - 1] + values[middle]) / 2;
    }

    /// <summary>
    /// Adds a median: nanoseconds an operation (or another value, as its name says) and the bytes that an operation allocated.
    /// </summary>
    public void Add(string name, double value, double allocated = 0)
    {
        _figures.Add(name, value);
        _allocated.Add(name, allocated);
        System.Console.WriteLine($"  {name,-40} {value,16:N1} {allocated,12:N1} B");
    }

    public void Tell(string name, string fact) => _facts[name] = fact;

    public void Write(string path) =>
        File.WriteAllText(path, JsonSerializer.Serialize(new { figures = _figures, allocated = _allocated, facts = _facts }, Indented));
}

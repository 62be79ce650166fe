using System.Collections.Generic;
using System.Linq;
using System.Management.Automation;

namespace Tracking.Runs;

/// <summary>What a step outputs, retained for the time when the step is not run again because it is done.</summary>
internal sealed class StepOutput
{
    /// <summary>The most characters of a step's output, as PowerShell writes objects (CLIXML), that are kept.</summary>
    public const int MaxLength = 64 * 1024;

    private const int MaxObjects = 1000;

    private readonly List<object?> _objects = [];

    /// <summary>What came out, but for what is beyond all bounds.</summary>
    public IReadOnlyList<object?> Objects => _objects;

    /// <summary>Whether more came out than is worth the try to keep it.</summary>
    private bool IsTooMuch => _objects.Count > MaxObjects;

    /// <summary>
    /// The objects that a text of <see cref="ToText"/> stands for: values as they were, others as what remoting and jobs make of them.
    /// </summary>
    public static IEnumerable<object?> Parse(string text) =>
        text.Length == 0 ? [] : LanguagePrimitives.GetEnumerable(PSSerializer.Deserialize(text)).Cast<object?>();

    /// <param name="value">What comes out.</param>
    /// <param name="all">Whether all must be retained, to be output later.</param>
    public void Add(object? value, bool all)
    {
        if (all || !IsTooMuch)
            _objects.Add(value);
    }

    public void Clear() => _objects.Clear();

    /// <summary>The output as text: empty when there was none, null when it is too large to be kept.</summary>
    public string? ToText()
    {
        if (_objects.Count == 0)
            return "";
        if (IsTooMuch || _objects.Exists(value => PSObject.AsPSObject(value ?? "").BaseObject is string { Length: > MaxLength }))
            return null;
        // First a few: to write hundreds of files or processes takes seconds, and all of it would be thrown away.
        for (var count = 1; ; count *= 2)
        {
            var text = PSSerializer.Serialize(_objects.Take(count).ToArray(), depth: 3);
            if (text.Length > MaxLength)
                return null;
            if (count >= _objects.Count)
                return text;
        }
    }
}

using System;
using System.Collections.Generic;
using System.Diagnostics;

namespace Tracking.Serialization;

/// <summary>What a step outputs, retained for the time when the step is not run again because it is done.</summary>
/// <param name="retainsAll">Whether all of it is needed in this process, also what is too much to be recorded.</param>
internal sealed class StepOutput(bool retainsAll = false)
{
    /// <summary>The most bytes of a step's output, as text in UTF-8, that are kept.</summary>
    public const int MaxBytes = 1024 * 1024;

    // No object is written in fewer characters.
    private const int ShortestObject = 6;

    private readonly List<object?> _objects = [];
    private long _count;

    /// <summary>What came out, as it came.</summary>
    public IReadOnlyList<object?> Objects => _objects;

    /// <summary>The objects that the text of a <see cref="RecordedOutput"/> stands for, each as one, also where it is a list.</summary>
    /// <exception cref="TrackingException">TrackDataUnreadable: it is no such text.</exception>
    public static IReadOnlyList<object?> Restore(string text) => OutputReader.Read(text);

    public void Add(object? value)
    {
        _count++;
        if (retainsAll || _count * ShortestObject <= MaxBytes)
            _objects.Add(value);
        else
            _objects.Clear();
    }

    public void Clear()
    {
        _objects.Clear();
        _count = 0;
    }

    /// <summary>Turns the output into text, in about a second at most; or says why it cannot be kept.</summary>
    /// <param name="mostBytes">The most bytes that it may have: <see cref="MaxBytes"/>, or what is left of the run's.</param>
    public RecordedOutput ToRecord(int mostBytes)
    {
        if (_count == 0)
            return RecordedOutput.Of("", []);
        var limits = new OutputLimits(Math.Min(mostBytes, MaxBytes), Stopwatch.StartNew());
        try
        {
            limits.Require(_count * ShortestObject);
            return new OutputWriter(limits).Write(_objects);
        }
        catch (OutputRefusedException error)
        {
            return RecordedOutput.Not(error.Message);
        }
    }
}

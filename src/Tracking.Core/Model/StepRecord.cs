using System;
using System.Text;

namespace Tracking.Model;

/// <summary>
/// A step of a run as it was at one moment (rule 7). A record never changes: what happens next is a new record of the same id.
/// </summary>
/// <param name="StepId">The step's id; the ids of all steps of a store count up from 1. 0 in a step that is to be saved first.</param>
/// <param name="RunId">The run that it belongs to.</param>
/// <param name="Name">Its name.</param>
/// <param name="Key">What tells it from steps of the same name under the same parent; null when it has none.</param>
/// <param name="ParentId">The step that it is part of; 0 for a step of the run itself.</param>
/// <param name="Path">Its name and key behind those of the steps around it (rule 7.2).</param>
public sealed record StepRecord(int StepId, int RunId, string Name, string? Key, int ParentId, string Path)
{
    /// <summary>Its status.</summary>
    public StepStatus Status { get; init; }

    /// <summary>When its last attempt began, in UTC.</summary>
    public DateTime StartUtc { get; init; }

    /// <summary>When it ended, in UTC; null while it has not.</summary>
    public DateTime? EndUtc { get; init; }

    /// <summary>How often it was tried, from 1.</summary>
    public int Attempt { get; init; } = 1;

    /// <summary>What is on record of it, by the keys of <c>StepFacts</c>; null when nothing is.</summary>
    public TrackData? Facts { get; init; }

    /// <summary>What it output, by the keys of <c>StepFacts</c>; null when nothing is kept.</summary>
    public TrackData? Output { get; init; }

    /// <summary>
    /// The step of an earlier run that it stands for, in a run that continues that one; null when its block ran in this run.
    /// </summary>
    public Origin? CarriedFrom { get; init; }

    /// <summary>Where it was first, if it is a copy; null when it was recorded here.</summary>
    public Origin? Origin { get; init; }

    /// <summary>What identifies it everywhere: its first writer, and its id there.</summary>
    public Origin Identity { get; init; }

    /// <summary>The machine that recorded it last, where the store has that on record (rule 4.26); null elsewhere, and forcopies.</summary>
    public string? Host { get; init; }

    /// <summary>Whether it ended, in whatever way.</summary>
    public bool HasEnded => Status is not (StepStatus.Running or StepStatus.Abandoned);

    /// <summary>Whether its block came to its end.</summary>
    public bool IsCompleted => Status is StepStatus.Completed or StepStatus.CompletedWithErrors;

    /// <summary>The path of a step (rule 7.2): <c>web1/install</c>, and <c>upload[a.txt]</c> where it has a key.</summary>
    /// <param name="parent">The path of the step around it; null when there is none.</param>
    /// <param name="name">The step's name.</param>
    /// <param name="key">Its key, or null.</param>
    public static string PathOf(string? parent, string name, string? key)
    {
        var path = new StringBuilder();
        if (!string.IsNullOrEmpty(parent))
            path.Append(parent).Append('/');
        Append(path, name, @"\/[");
        if (key != null)
        {
            path.Append('[');
            Append(path, key, @"\]");
            path.Append(']');
        }
        return path.ToString();
    }

    // What has a meaning in a path is marked, so that different steps never have the same one.
    private static void Append(StringBuilder path, string text, string special)
    {
        foreach (var character in text)
        {
            if (special.IndexOf(character) >= 0)
                path.Append('\\');
            path.Append(character);
        }
    }
}

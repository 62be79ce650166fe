using System.Collections.Generic;

namespace Tracking.Serialization;

/// <summary>A step's output as text, or why there is none.</summary>
internal sealed class RecordedOutput
{
    private RecordedOutput(string? text, string? reason, IReadOnlyList<string> notices)
    {
        Text = text;
        Reason = reason;
        Notices = notices;
    }

    /// <summary>The output, for <see cref="StepOutput.Restore"/>; empty when there was none, null when it is not kept.</summary>
    public string? Text { get; }

    /// <summary>Why it is not kept: a clause about "it", as in "it is larger than 1 MB"; null when it is kept.</summary>
    public string? Reason { get; }

    /// <summary>What comes back as another type, once for each type: "FileInfo comes back as a copy of its properties".</summary>
    public IReadOnlyList<string> Notices { get; }

    public static RecordedOutput Of(string text, IReadOnlyList<string> notices) => new(text, null, notices);

    public static RecordedOutput Not(string reason) => new(null, reason, []);
}

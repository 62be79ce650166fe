using System.Collections.Generic;
using System.Linq;
using Tracking.Serialization;

namespace Tracking.Tests.Outputs;

/// <summary>What comes of a step's output when it is kept; also for scripts, which see no internal types.</summary>
public sealed class OutputTrip
{
    private readonly RecordedOutput _kept;

    private OutputTrip(RecordedOutput kept) => _kept = kept;

    public string? Text => _kept.Text;

    public string? Reason => _kept.Reason;

    public string[] Notices => [.. _kept.Notices];

    public object?[] Objects => [.. StepOutput.Restore(Text!)];

    /// <summary>Keeps some objects, each of which came out as one.</summary>
    public static OutputTrip Of(object?[] objects) => Of(objects, StepOutput.MaxBytes);

    public static OutputTrip Of(IEnumerable<object?> objects, int mostBytes)
    {
        var output = new StepOutput();
        objects.ToList().ForEach(output.Add);
        return new OutputTrip(output.ToRecord(mostBytes));
    }
}

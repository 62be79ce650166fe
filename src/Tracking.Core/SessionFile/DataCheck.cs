using Tracking.Events;
using Tracking.Json;
using Tracking.Model;

namespace Tracking.SessionFile;

/// <summary>
/// Refuses data that would make an optimised file no JSON. A line that someone else wrote with the right check value may have such data:
/// it opens, since data are read when they are asked for, and to drop them is not ours to decide.
/// </summary>
internal sealed class DataCheck
{
    private readonly JsonScanner _scanner = new();

    /// <summary>Hands on an event that any JSON reader will be able to read.</summary>
    /// <exception cref="TrackingException">TrackDataUnreadable, naming the track.</exception>
    public TrackEvent Require(TrackEvent happened)
    {
        if (happened is not TrackWritten { Record: var record })
            return happened;
        try
        {
            _scanner.Reset(record.Data.Buffer, record.Data.Start, record.Data.Start + record.Data.Length, JsonLimits.MaxDepth);
            while (_scanner.Read() != JsonToken.End)
            {
            }
            return happened;
        }
        catch (JsonSyntaxException error)
        {
            throw new TrackingException(
                TrackingErrorCode.TrackDataUnreadable,
                $"The data of track {TrackId.Format(record.Number)} are not what this module writes, and a file that is optimised holds "
                    + $"none that other readers cannot read: {error.Message}. The file stays as it is.",
                error,
                ErrorReason.CannotRewrite);
        }
    }
}

using System;
using System.Collections.Specialized;
using System.Globalization;
using System.Management.Automation;
using System.Text;
using Tracking.Data;
using Tracking.Model;
using Tracking.Seam;
using Tracking.Stores;

namespace Tracking.Output;

/// <summary>
/// Makes a track again of what PowerShell makes of one that a job, another machine or Export-Clixml has sent (rule 3.28): beside the
/// properties goes one text, which holds the track as it is stored.
/// </summary>
public sealed class TrackConverter : PSTypeConverter
{
    // The member of Tracking.Types.ps1xml, by which PowerShell sends the text.
    private const string Member = "TrackText";
    private const string Sent = "Deserialized.Tracking.Track";

    /// <summary>The text of a track.</summary>
    public static string Write(PSObject instance)
    {
        var track = (Track)(instance ?? throw new ArgumentNullException(nameof(instance))).BaseObject;
        var record = track.Record;
        var data = track.ToData();
        var location = track.Store.Location;
        return ToText(new OrderedDictionary
        {
            ["kind"] = track.Store.FileKind != null ? "" : track.Store.Kind,
            ["host"] = HostName.Current,
            ["identity"] = location.Identity,
            ["name"] = location.Name,
            ["path"] = track.Store.Path,
            ["number"] = record.Number,
            ["task"] = record.TaskId,
            ["run"] = record.RunId,
            ["user"] = record.UserName,
            ["time"] = record.TimeUtc,
            ["given"] = record.TimeIsGiven,
            ["version"] = record.Version,
            ["step"] = record.StepId,
            ["savedOn"] = record.Host,
            ["data"] = Encoding.UTF8.GetString(data.Json),
            ["types"] = data.Types == null ? null : Encoding.UTF8.GetString(data.Types),
        });
    }

    /// <inheritdoc/>
    public override bool CanConvertFrom(object sourceValue, Type destinationType) => TextOf(sourceValue) != null;

    /// <inheritdoc/>
    public override object ConvertFrom(object sourceValue, Type destinationType, IFormatProvider formatProvider, bool ignoreCase) =>
        Of(sourceValue) ?? throw new PSInvalidCastException("It is no track.");

    /// <inheritdoc/>
    public override bool CanConvertTo(object sourceValue, Type destinationType) => false;

    /// <inheritdoc/>
    public override object ConvertTo(object sourceValue, Type destinationType, IFormatProvider formatProvider, bool ignoreCase) =>
        throw new NotSupportedException();

    /// <summary>The track that an object is, or that was sent as it; null when it is none.</summary>
    internal static Track? Of(object? value)
    {
        if (PowerShellValue.Unwrap(value) is Track track)
            return track;
        return TextOf(value) is { } text ? Read(text) : null;
    }

    private static string? TextOf(object? value) => value is PSObject { BaseObject: PSCustomObject } sent
        && sent.TypeNames.Contains(Sent) ? sent.Properties[Member]?.Value as string : null;

    private static string ToText(OrderedDictionary values) =>
        Encoding.UTF8.GetString(DataWriter.Write(values).Json);

    private static Track Read(string text)
    {
        var values = DataReader.Read(new TrackData(Encoding.UTF8.GetBytes(text)));
        var types = values["types"] is string hints ? Encoding.UTF8.GetBytes(hints) : null;
        var record = TrackRecord.Of(
            Convert.ToInt64(values["number"], CultureInfo.InvariantCulture), (string)values["task"]!, (int)values["run"]!,
            (string)values["user"]!, Time((string)values["time"]!), (bool)values["given"]!,
            new TrackData(Encoding.UTF8.GetBytes((string)values["data"]!), types), (int)values["version"]!, (int)values["step"]!,
            values["savedOn"] as string);
        return new Track(record, StoreOf(values));
    }

    private static DateTime Time(string text) =>
        DateTime.ParseExact(text, "o", CultureInfo.InvariantCulture, DateTimeStyles.RoundtripKind);

    private static TrackStore StoreOf(OrderedDictionary values)
    {
        var (path, name) = (values["path"] as string, (string)values["name"]!);
        if (path != null && HostName.IsCurrent((string)values["host"]!))
            return StoreRegistry.Instance.ForPath(path);
        var location = new StoreLocation((string)values["identity"]!, path == null ? name : $"{values["host"]}:{path}");
        return StoreRegistry.Instance.ForLocation(
            path != null ? StoreKinds.Distant : (string)values["kind"]! == StoreKinds.Memory.Name ? StoreKinds.Memory : StoreKinds.Database,
            location);
    }
}

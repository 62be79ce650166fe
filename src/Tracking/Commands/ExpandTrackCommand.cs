using System;
using System.Collections;
using System.Collections.Generic;
using System.Management.Automation;

namespace Tracking.Commands;

/// <summary>Turns tracks into flat objects, for Export-Csv, Format-Table and Group-Object: the metadata, and one property for each data key.</summary>
/// <remarks>All objects have the same properties, in the order in which their keys first appeared; a key that a track lacks is empty. A key that is called like one of the metadata becomes <c>Data.Id</c>, an empty one <c>Data.</c>.</remarks>
[Cmdlet(VerbsData.Expand, "Track")]
[OutputType(typeof(PSObject))]
public sealed class ExpandTrackCommand : TrackingCommand
{
    private static readonly HashSet<string> Metadata = new(StringComparer.OrdinalIgnoreCase)
    {
        nameof(Tracking.Track.Id), nameof(Tracking.Track.TaskId), nameof(Tracking.Track.RunId), nameof(Tracking.Track.UserName), nameof(Tracking.Track.TimeStamp),
    };

    private readonly List<Track> _tracks = [];
    private readonly List<string> _keys = [];
    private readonly HashSet<string> _known = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>The tracks.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true)]
    public Track[] Track { get; set; } = [];

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        foreach (var track in Track)
        {
            Try(track, () =>
            {
                foreach (string key in track.Data.Keys)
                {
                    if (_known.Add(key))
                        _keys.Add(key);
                }
                _tracks.Add(track);
            });
        }
    }

    /// <inheritdoc/>
    protected override void EndProcessing()
    {
        var columns = _keys.ConvertAll(ColumnFor);
        foreach (var track in _tracks)
            WriteObject(Flatten(track, columns));
        base.EndProcessing();
    }

    /// <summary>A name for the property of a key that is none of the metadata's, and no other key's.</summary>
    private string ColumnFor(string key)
    {
        var column = key;
        while (column.Length == 0 || Metadata.Contains(column) || (column != key && _known.Contains(column)))
            column = "Data." + column;
        return column;
    }

    private PSObject Flatten(Track track, List<string> columns)
    {
        var flat = new PSObject();
        Add(nameof(track.Id), track.Id);
        Add(nameof(track.TaskId), track.TaskId);
        Add(nameof(track.RunId), track.RunId);
        Add(nameof(track.UserName), track.UserName);
        Add(nameof(track.TimeStamp), track.TimeStamp);
        for (var i = 0; i < columns.Count; i++)
            Add(columns[i], ((IDictionary)track.Data)[_keys[i]]);
        return flat;

        void Add(string name, object? value) => flat.Properties.Add(new PSNoteProperty(name, value));
    }
}

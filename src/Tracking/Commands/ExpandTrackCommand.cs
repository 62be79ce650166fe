using System;
using System.Collections;
using System.Collections.Generic;
using System.Management.Automation;

namespace Tracking.Commands;

/// <summary>Turns tracks into flat objects, for Export-Csv, Format-Table and Group-Object: the metadata, and one property for each data key.</summary>
/// <remarks>All objects have the same properties, in the order in which their keys first appeared; a key that a track lacks is empty. A key that is called like one of the metadata becomes <c>Data.Id</c>.</remarks>
[Cmdlet(VerbsData.Expand, "Track")]
[OutputType(typeof(PSObject))]
public sealed class ExpandTrackCommand : TrackingCommand
{
    private readonly List<Track> _tracks = [];
    private readonly List<(string Key, string Property)> _columns = [];
    private readonly HashSet<string> _keys = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>Names that a property cannot have: taken, reserved by PowerShell, or none.</summary>
    private readonly HashSet<string> _taken = new(StringComparer.OrdinalIgnoreCase)
    {
        "", nameof(Tracking.Track.Id), nameof(Tracking.Track.TaskId), nameof(Tracking.Track.RunId), nameof(Tracking.Track.UserName), nameof(Tracking.Track.TimeStamp),
        "PSObject", "PSBase", "PSAdapted", "PSExtended", "PSTypeNames",
    };

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
                    if (_keys.Add(key))
                        _columns.Add((key, NewProperty(key)));
                }
                _tracks.Add(track);
            });
        }
    }

    /// <inheritdoc/>
    protected override void EndProcessing()
    {
        foreach (var track in _tracks)
            WriteObject(Flatten(track));
        base.EndProcessing();
    }

    private string NewProperty(string name)
    {
        while (!_taken.Add(name))
            name = "Data." + name;
        return name;
    }

    private PSObject Flatten(Track track)
    {
        var flat = new PSObject();
        Add(nameof(track.Id), track.Id);
        Add(nameof(track.TaskId), track.TaskId);
        Add(nameof(track.RunId), track.RunId);
        Add(nameof(track.UserName), track.UserName);
        Add(nameof(track.TimeStamp), track.TimeStamp);
        foreach (var (key, property) in _columns)
            Add(property, ((IDictionary)track.Data)[key]);
        return flat;

        void Add(string name, object? value) => flat.Properties.Add(new PSNoteProperty(name, value));
    }
}

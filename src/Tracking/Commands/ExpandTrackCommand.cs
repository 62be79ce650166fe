using System;
using System.Collections;
using System.Collections.Generic;
using System.Management.Automation;

namespace Tracking.Commands;

/// <summary>
/// Turns tracks into flat objects, for Export-Csv, Format-Table and Group-Object: the metadata, and one property for each data key.
/// </summary>
/// <remarks>
/// <para>
/// All objects have the same properties: Id, TaskId, RunId, UserName, TimeStamp, then the data's keys in the order in which they first
/// appeared. A key that a track does not have is empty. Since the keys of all tracks must be known first, nothing is returned before the
/// pipeline ends.
/// </para>
/// <para>A key that has the name of a metadata property becomes <c>Data.Id</c>.</para>
/// </remarks>
/// <inputs cref="Tracking.Track">Tracks, as Search-Track and Get-UserTrack return them.</inputs>
/// <outputs cref="PSObject">One object per track.</outputs>
/// <example>
/// <para>Show tracks as a table</para>
/// <code>
/// PS> $null = Save-UserTrack patch @{ host = 'web1'; state = 'ok' } -UserName ann
/// PS> $null = Save-UserTrack patch @{ host = 'db1'; state = 'failed' } -UserName ann
/// PS> Search-Track patch | Expand-Track | Format-Table Id, UserName, host, state
///
/// Id      UserName host state
/// --      -------- ---- -----
/// 0000001 ann      web1 ok
/// 0000002 ann      db1  failed
/// </code>
/// </example>
/// <example>
/// <para>Export to CSV</para>
/// <code>
/// PS> $null = Save-UserTrack backup @{ files = 120 } -UserName ann
/// PS> $null = Save-UserTrack backup ([ordered] @{ files = 125; warning = 'disk almost full' }) -UserName ann
/// PS> Search-Track backup | Expand-Track | Select-Object * -ExcludeProperty TimeStamp | Export-Csv backup.csv
/// PS> Get-Content backup.csv
/// "Id","TaskId","RunId","UserName","files","warning"
/// "0000001","backup","1","ann","120",
/// "0000002","backup","1","ann","125","disk almost full"
/// </code>
/// </example>
/// <example>
/// <para>Export to CSV with times that every program and every culture reads alike</para>
/// <code>
/// PS> $null = Save-UserTrack backup @{ files = 120 } -UserName ann -TimeStamp 2026-03-01T02:00:00Z
/// PS> $time = @{ Name = 'Time'; Expression = { $_.TimeStamp.ToUniversalTime().ToString('o') } }
/// PS> Search-Track backup | Expand-Track | Select-Object $time, TaskId, UserName, files | Export-Csv backup.csv
/// PS> Get-Content backup.csv
/// "Time","TaskId","UserName","files"
/// "2026-03-01T02:00:00.0000000Z","backup","ann","120"
/// </code>
/// </example>
/// <example>
/// <para>Add up a value of the data</para>
/// <code>
/// PS> 120, 125, 130 | ForEach-Object { $null = Save-UserTrack backup @{ files = $_ } }
/// PS> (Search-Track backup | Expand-Track | Measure-Object files -Sum).Sum
/// 375
/// </code>
/// </example>
/// <example>
/// <para>Keep an Id that is in the data</para>
/// <code>
/// PS> $null = [pscustomobject] @{ Id = 'T-17'; Title = 'Login fails' } | Save-UserTrack tickets
/// PS> Search-Track tickets | Expand-Track | Format-List Id, Data.Id, Title
///
/// Id      : 0000001
/// Data.Id : T-17
/// Title   : Login fails
/// </code>
/// </example>
/// <seealso cref="SearchTrackCommand"/>
/// <seealso cref="GetUserTrackCommand"/>
/// <seealso href="about_Tracking"/>
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
        "", nameof(Tracking.Track.Id), nameof(Tracking.Track.TaskId), nameof(Tracking.Track.RunId),
        nameof(Tracking.Track.UserName), nameof(Tracking.Track.TimeStamp),
        "PSObject", "PSBase", "PSAdapted", "PSExtended", "PSTypeNames",
    };

    /// <summary>The tracks.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true)]
    public Track[] Track { get; set; } = [];

    /// <inheritdoc/>
    private protected override void OnRecord()
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
    private protected override void OnEnd()
    {
        foreach (var track in _tracks)
            WriteObject(Flatten(track));
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

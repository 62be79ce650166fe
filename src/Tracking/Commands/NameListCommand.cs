using System;
using System.Collections.Generic;
using System.Management.Automation;
using Tracking.Binding;
using Tracking.Model;
using Tracking.Seam;

namespace Tracking.Commands;

/// <summary>A question for the tasks or users of tracks, by names and times.</summary>
public abstract class NameListCommand : NameQuestionCommand
{
    private readonly List<TrackQuery> _ofAll = [];

    /// <summary>Only tracks of this time and later count.</summary>
    /// <value>Any time</value>
    [Parameter]
    [Time]
    public DateTime From { get; set; }

    /// <summary>Only tracks of this time and before count.</summary>
    /// <value>Any time</value>
    [Parameter]
    [Time]
    public DateTime To { get; set; }

    /// <summary>The users whose tracks count; null for all.</summary>
    private protected abstract IReadOnlyList<NameCriterion>? Users { get; }

    /// <inheritdoc/>
    private protected override void OnRecord() => Try(Store, () =>
    {
        RequireConsistent();
        var tracks = Tracks();
        if (AllSessions)
        {
            _ofAll.Add(tracks);
            return;
        }
        foreach (var store in GivenStores)
        {
            Try(store, () =>
            {
                if (Open(store) is { } opened)
                    WriteRows(opened, tracks, store);
            });
        }
    });

    /// <inheritdoc/>
    private protected override void OnEnd()
    {
        if (_ofAll.Count > 0)
        {
            var names = new GatheredNames<TrackStore>();
            VisitAll(
                summary => _ofAll.Exists(tracks => summary.CanHoldTracks(tracks.Tasks, tracks.FromUtc, tracks.ToUtc)),
                (store, _, opened) => _ofAll.ForEach(tracks => names.Add(store, opened, tracks, Cancellation)));
            WriteRows(names);
        }
        WriteOtherSessions();
    }

    /// <summary>Writes what one store answers.</summary>
    private protected abstract void WriteRows(ITrackStore opened, TrackQuery tracks, TrackStore store);

    /// <summary>Writes what all sessions answer.</summary>
    private protected abstract void WriteRows(GatheredNames<TrackStore> names);

    /// <summary>The tracks whose tasks or users are asked for.</summary>
    private TrackQuery Tracks()
    {
        var query = new TrackQuery
        {
            Tasks = Criteria(nameof(TaskId), TaskId),
            Users = Users,
            FromUtc = GivenUtc(nameof(From), From),
            ToUtc = GivenUtc(nameof(To), To),
        };
        query.RequireConsistent();
        return query;
    }
}

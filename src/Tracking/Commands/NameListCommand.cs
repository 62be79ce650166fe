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

    /// <summary>Asks all sessions when the input ends.</summary>
    private protected void AddToAll(TrackQuery tracks) => _ofAll.Add(tracks);

    /// <summary>What all sessions answer; null when they were not asked.</summary>
    private protected GatheredNames<TrackStore>? Gather()
    {
        if (_ofAll.Count == 0)
            return null;
        var names = new GatheredNames<TrackStore>();
        VisitAll(
            summary => _ofAll.Exists(tracks => summary.CanHoldTracks(tracks.Tasks, tracks.FromUtc, tracks.ToUtc)),
            (store, _, opened) => _ofAll.ForEach(tracks => names.Add(store, opened, tracks, Cancellation)));
        return names;
    }

    /// <summary>The tracks whose tasks or users are asked for.</summary>
    private protected TrackQuery Tracks(IReadOnlyList<NameCriterion>? users)
    {
        var query = new TrackQuery
        {
            Tasks = Criteria(nameof(TaskId), TaskId),
            Users = users,
            FromUtc = IsOnCommandLine(nameof(From)) ? From.ToUniversalTime() : null,
            ToUtc = IsOnCommandLine(nameof(To)) ? To.ToUniversalTime() : null,
        };
        query.RequireConsistent();
        return query;
    }
}

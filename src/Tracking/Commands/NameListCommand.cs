using System;
using System.Collections.Generic;
using System.Management.Automation;
using Tracking.Binding;
using Tracking.Model;

namespace Tracking.Commands;

/// <summary>A question for the tasks or users of tracks, by names and times.</summary>
public abstract class NameListCommand : NameQuestionCommand
{
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

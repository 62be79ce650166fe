using System;

namespace Tracking.State;

/// <summary>What a save, an update and a question for the last track name: task, run and user; names without case.</summary>
internal readonly struct TrackKey(string taskId, int runId, string userName) : IEquatable<TrackKey>
{
    private readonly string _taskId = taskId;
    private readonly int _runId = runId;
    private readonly string _userName = userName;

    public bool Equals(TrackKey other) =>
        _runId == other._runId && string.Equals(_userName, other._userName, StringComparison.OrdinalIgnoreCase)
            && string.Equals(_taskId, other._taskId, StringComparison.OrdinalIgnoreCase);

    public override bool Equals(object? obj) => obj is TrackKey other && Equals(other);

    public override int GetHashCode() =>
        unchecked((((StringComparer.OrdinalIgnoreCase.GetHashCode(
            _taskId) * 31) + StringComparer.OrdinalIgnoreCase.GetHashCode(_userName)) * 31) + _runId);
}

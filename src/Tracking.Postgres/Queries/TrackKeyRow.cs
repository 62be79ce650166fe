namespace Tracking.Postgres.Queries;

/// <summary>A run, task and user that has tracks.</summary>
internal readonly record struct TrackKeyRow(int RunId, string TaskKey, string UserKey);

/// <summary>The keys of the tasks and users that a query names; null where it names none.</summary>
internal sealed record NameKeys(string[]? Tasks, string[]? Users);

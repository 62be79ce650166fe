using System;

namespace Tracking.Stores;

/// <summary>
/// The operating system's user, asked once: the system reads its user database for each answer, which costs more than saving a track.
/// </summary>
internal static class SystemUser
{
    public static string Name { get; } = Environment.UserName;
}

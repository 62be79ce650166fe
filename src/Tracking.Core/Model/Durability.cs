namespace Tracking;

/// <summary>When an acknowledged change survives a failure of the machine. It always survives the end of the process (format 8).</summary>
public enum Durability
{
    /// <summary>Within a second, and when a run is stopped, the store is closed, or the shell exits.</summary>
    EverySecond,

    /// <summary>Before it is acknowledged.</summary>
    Always,

    /// <summary>When the store is closed or the shell exits.</summary>
    OnClose,
}

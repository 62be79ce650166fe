namespace Tracking;

/// <summary>When what was acknowledged also survives the machine; that it survives the process holds always (format 8).</summary>
public enum Durability
{
    /// <summary>Within a second, and when a run is stopped, the store is closed or the shell exits.</summary>
    EverySecond,

    /// <summary>Before it is acknowledged.</summary>
    Always,

    /// <summary>When the store is closed or the shell exits.</summary>
    OnClose,
}

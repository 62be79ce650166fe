namespace Tracking.Stores;

/// <summary>How the store that a handle stands for is open here.</summary>
internal enum StoreState
{
    /// <summary>Not at all; whoever needs it opens it.</summary>
    Closed,

    /// <summary>For the cmdlets that have a lease of it; it is closed with the last of these.</summary>
    Leased,

    /// <summary>Until someone closes it.</summary>
    Open,

    /// <summary>It was closed, and cannot be opened again by itself: it was in memory, or in a database.</summary>
    Gone,
}

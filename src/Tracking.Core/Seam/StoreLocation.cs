namespace Tracking.Seam;

/// <summary>Where a store is.</summary>
/// <param name="Identity">What tells it apart from all others of its kind; it holds no secret.</param>
/// <param name="Name">Its name for people, without the folder of a file.</param>
/// <param name="Path">Its file, with links resolved; null for a store without one.</param>
public sealed record StoreLocation(string Identity, string Name, string? Path = null)
{
    /// <summary>The path or, where there is none, the name.</summary>
    public override string ToString() => Path ?? Name;
}

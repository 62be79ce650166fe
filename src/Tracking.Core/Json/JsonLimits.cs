namespace Tracking.Json;

/// <summary>
/// Bounds that hold when data are saved and when they are read, so that no file can ask for more (rule 4.14, format 1.5, 1.6).
/// </summary>
internal static class JsonLimits
{
    /// <summary>
    /// The most levels of lists and mappings in data. Other readers stop at 64; a line and the document around it take the rest.
    /// </summary>
    public const int MaxDataDepth = 60;

    /// <summary>The most levels in a line: its own object and the data in it.</summary>
    public const int MaxDepth = MaxDataDepth + 1;

    /// <summary>The most characters of one number: reading takes time in the square of it.</summary>
    public const int MaxNumberLength = 10_000;
}

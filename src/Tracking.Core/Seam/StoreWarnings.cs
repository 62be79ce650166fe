namespace Tracking.Seam;

/// <summary>Sentences of warnings by which whoever shows them knows what to advise. A store knows no cmdlets.</summary>
public static class StoreWarnings
{
    /// <summary>The end of the sentence which says that someone took the file of an open store away, or wrote to it.</summary>
    public const string WhileOpen = " while it was open here.";

    /// <summary>An editor put bytes before the first line that stand for the encoding.</summary>
    public const string ByteOrderMark = "the file begins with a byte order mark, which an editor put there.";

    /// <summary>What became of the file of an open store, which was written anew.</summary>
    /// <param name="what">What someone did to it: <c>deleted</c>.</param>
    public static string FileLost(string what) => $"was {what}{WhileOpen}";
}

namespace Tracking.Seam;

/// <summary>Sentences of warnings by which whoever shows them knows what to advise. A store knows no cmdlets.</summary>
public static class StoreWarnings
{
    /// <summary>Someone deleted the file of an open store, and it was written anew.</summary>
    public const string FileDeleted = "was deleted while it was open here.";

    /// <summary>An editor put bytes before the first line that stand for the encoding.</summary>
    public const string ByteOrderMark = "the file begins with a byte order mark, which an editor put there.";
}

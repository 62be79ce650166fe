using System;
using System.Diagnostics;
using System.IO;
using Tracking.Disk;
using Tracking.Engine;
using Tracking.Seam;

namespace Tracking.SessionFile;

/// <summary>
/// The file that a log holds open and locked: where it stands, what it needs before it is written to, and how another one takes its place
/// where it was lost or is not safe (format 9.7).
/// </summary>
/// <param name="disk">Where it is.</param>
/// <param name="path">Its path, with links resolved.</param>
/// <param name="options">How it is opened.</param>
/// <param name="warnings">What the user is to hear of.</param>
internal sealed class HeldFile(IDisk disk, string path, FileStoreOptions options, WarningList warnings)
{
    private static readonly TimeSpan BetweenLooks = TimeSpan.FromSeconds(1);

    private readonly FileRescue _rescue = new(disk, options.FallbackFolder);
    private readonly Stopwatch _sinceLook = Stopwatch.StartNew();
    private volatile Exception? _flushFailure;

    /// <summary>Its path; it changes when someone moves the file.</summary>
    public string Path { get; private set; } = path;

    public FileHeader Header { get; set; } = FileHeader.New().RaisedTo(FormatNeeds.Least(options.Kinds, !options.IsLease));

    /// <summary>What writes to it; null before it is made.</summary>
    public FileAppender? Appender { get; private set; }

    /// <summary>The file that is being written to take its place; null for none.</summary>
    public FileRewrite? Rewrite { get; set; }

    /// <summary>Why it could not be flushed, so that something in it may be lost; null when it could.</summary>
    public Exception? FlushFailure
    {
        get => _flushFailure;
        set => _flushFailure = value;
    }

    /// <summary>Its length in bytes; 0 before it is made.</summary>
    public long Length { get; set; }

    /// <summary>Whether it may have no line that says who writes.</summary>
    public bool LacksWriter { get; set; } = true;

    /// <summary>Whether lines of it were edited, which is told each time that it is read.</summary>
    public bool IsMarked { get; set; }

    /// <summary>What it needs at least to be written to here.</summary>
    public FormatNeeds Least => FormatNeeds.Least(options.Kinds, !options.IsLease);

    /// <summary>Whether its place is to be looked at, which is done now and then.</summary>
    public bool IsLookDue => _sinceLook.Elapsed > BetweenLooks;

    /// <summary>Whether it is as long as it was left, and the one that is to take its place too.</summary>
    public bool EndsAsLeft => Appender!.EndsAsLeft && Rewrite?.EndsAsLeft != false;

    /// <summary>Whether an error is one of those that writing a file can meet.</summary>
    public static bool IsFault(Exception error) =>
        StoreFaults.IsOfTheSystem(error) || error is FlushFailedException or PlaceTakenException;

    /// <summary>Goes on with a file that is locked and open.</summary>
    public void GoOnWith(FileAppender appender, FileHeader header)
    {
        Appender = appender;
        Header = header;
        FlushFailure = null;
        // Its last writer may have no line in it; the next change says anew who writes.
        LacksWriter = true;
        Length = appender.Length;
    }

    /// <summary>Goes on with a file that was written anew beside this one, and that holds what was appended to this.</summary>
    public void GoOnWithRewritten(FileAppender appender, FileHeader header, Exception? flushFailure)
    {
        var lacksWriter = LacksWriter;
        GoOnWith(appender, header);
        (LacksWriter, FlushFailure) = (lacksWriter, flushFailure);
    }

    /// <summary>Gives the file back as it is.</summary>
    public void Release()
    {
        Appender?.Dispose();
        Appender = null;
    }

    /// <summary>Raises the versions in the header to what comes; a header that could not be raised is not ours any more.</summary>
    public void Raise(FormatNeeds needs)
    {
        if (needs.AreMetBy(Header))
            return;
        try
        {
            Header = Appender!.Raise(Header, needs);
        }
        catch (Exception error) when (StoreFaults.IsOfTheSystem(error))
        {
            Header = Header with { IsChecked = false };
            throw;
        }
    }

    /// <summary>Whether the file can be written to as it stands. One that was moved is followed.</summary>
    public LogCondition Check()
    {
        var standing = Look();
        if (standing == FileStanding.InPlace && FlushFailure == null)
            return LogCondition.Ready;
        if (Rewrite != null)
        {
            throw new FlushFailedException(FlushFailure
                ?? new IOException($"it was {FileRescue.Say(standing)}, and is being written anew."));
        }
        return LogCondition.Unsafe;
    }

    /// <summary>Looks where the file stands. One that was moved is followed, and is in its place.</summary>
    public FileStanding Look()
    {
        // Where the two files are is changed by the rewrite alone, which looks itself.
        if (Rewrite is { IsJoined: true })
            return EndsAsLeft ? FileStanding.InPlace : FileStanding.Overwritten;
        var standing = FilePlace.Look(disk, Path, Appender!, Header, out var newPath);
        _sinceLook.Restart();
        if (standing != FileStanding.Moved)
            return standing;
        warnings.Add($"'{Path}' was moved while it was open here. The store goes on as '{newPath}'.");
        Path = newPath!;
        return FileStanding.InPlace;
    }

    /// <summary>Writes what memory holds to a file of its own, in the place of this one if that can be, and goes on with it.</summary>
    public void WriteAnew(LogImage image, FormatNeeds needs)
    {
        var standing = Look();
        if (standing != FileStanding.InPlace)
        {
            Rescue(standing, image, needs);
            return;
        }
        var isUnflushed = FlushFailure != null;
        RewriteInPlace(image, needs);
        if (isUnflushed)
        {
            warnings.Add($"'{Path}' could not be brought to the disk before: the system refused a flush. It was written anew from memory "
                + "and is safe again.");
        }
    }

    /// <summary>Puts a new file with what memory holds in the place of this one.</summary>
    public void RewriteInPlace(LogImage image, FormatNeeds needs)
    {
        var original = Appender!;
        using var rewriter = new FileRewriter(disk, Path, Header.NextGeneration(original.NextEvent, image, needs), original.File);
        rewriter.Image.Write(image.Events);
        GoOnWith(rewriter.Replace(original.File), rewriter.Image.Header);
        FlushFolderOr(original).Dispose();
    }

    /// <summary>Writes what memory holds where it can be, since what became of this file leaves it no place, and tells where.</summary>
    public void Rescue(FileStanding standing, LogImage image, FormatNeeds needs)
    {
        var (path, lost) = (Path, Appender!);
        var rescued = _rescue.Write(path, standing, lost.File, Header.NextGeneration(lost.NextEvent, image, needs), image);
        Path = rescued.Path;
        GoOnWith(rescued.Appender, rescued.Header);
        FlushFolderOr(lost);
        if (lost.File != rescued.Appender.File)
            lost.Dispose();
        var what = StoreWarnings.FileLost(FileRescue.Say(standing));
        warnings.Add(path == Path
            ? $"'{path}' {what} It was written anew from memory and holds all that was saved."
            : $"'{path}' {what} All that was saved is in '{Path}', where the store goes on.");
    }

    /// <summary>
    /// Whether the file can say at its end what it holds. One of which something has to be told each time that it is read does not.
    /// </summary>
    public bool CanBeSummarized(bool hasEdits) =>
        !IsMarked && !hasEdits && Header.CanBeRaised(FormatNeeds.Least(options.Kinds, summarized: true));

    /// <summary>Turns what went wrong while something was to be written into the error that users see.</summary>
    public TrackingException WritingFailed(Exception error) =>
        error is FlushFailedException ? FlushFailed(error) : StoreFaults.Writing(error, Path);

    /// <summary>Remembers that the file could not be flushed, and turns that into the error that users see.</summary>
    public TrackingException FlushFailed(Exception error)
    {
        FlushFailure = error;
        return StoreFaults.Flushing(error, Path);
    }

    private FileAppender FlushFolderOr(FileAppender retired)
    {
        try
        {
            FileOpening.FlushFolderOf(disk, Path);
            return retired;
        }
        catch
        {
            retired.Dispose();
            throw;
        }
    }
}

using System;
using System.IO;
using Tracking.Disk;
using Tracking.Engine;

namespace Tracking.SessionFile;

/// <summary>
/// Writes what memory holds to a file when the one that held it was deleted, emptied or overwritten by someone else: to its place where
/// that is free, else beside it, else to another folder. Nothing is written over what was not written here (format 9.7).
/// </summary>
/// <param name="disk">The disk.</param>
/// <param name="fallbackFolder">The folder where it goes when the file's own takes nothing; null for none.</param>
internal sealed class FileRescue(IDisk disk, string? fallbackFolder)
{
    /// <summary>Writes it.</summary>
    /// <param name="path">The place of the file that was lost.</param>
    /// <param name="standing">What became of it.</param>
    /// <param name="lost">That file, which is still open.</param>
    /// <param name="header">The header of the new one.</param>
    /// <param name="image">What memory holds.</param>
    /// <exception cref="IOException">No place takes it.</exception>
    /// <exception cref="PlaceTakenException">Others put files wherever it goes.</exception>
    public Rescued Write(string path, FileStanding standing, IDiskFile lost, FileHeader header, LogImage image)
    {
        var beside = FileRewriter.RescuePath(path);
        try
        {
            try
            {
                return WriteInPlace(path, standing, lost, header, image);
            }
            catch (PlaceTakenException)
            {
                return WriteNew(path, lost, header, image, beside);
            }
        }
        catch (Exception error) when (fallbackFolder != null && (StoreFaults.IsOfTheSystem(error) || error is PlaceTakenException))
        {
            disk.CreateFolder(fallbackFolder);
            var folder = disk.Resolve(fallbackFolder);
            var target = Path.Combine(folder, Path.GetFileName(beside));
            return WriteNew(Path.Combine(folder, Path.GetFileName(path)), original: null, header, image, target);
        }
    }

    /// <summary>What became of a file, for people.</summary>
    public static string Say(FileStanding standing) => standing switch
    {
        FileStanding.Deleted => "deleted",
        FileStanding.Emptied => "emptied by another program",
        FileStanding.ReplacedByNothing => "replaced by an empty file",
        _ => "overwritten by another program",
    };

    private Rescued WriteInPlace(string path, FileStanding standing, IDiskFile lost, FileHeader header, LogImage image)
    {
        switch (standing)
        {
            case FileStanding.Deleted:
                return WriteNew(path, lost, header, image);
            case FileStanding.ReplacedByNothing:
                return WriteOverEmpty(path, header, image);
            case FileStanding.Emptied when lost.LinkCount == 1:
                try
                {
                    return WriteOver(path, lost, header, image);
                }
                catch (Exception error) when (StoreFaults.IsOfTheSystem(error))
                {
                    // As one that is mounted by itself; but what is empty can be filled.
                    return Fill(path, lost, header, image);
                }
            case FileStanding.Emptied:
                return Fill(path, lost, header, image);
            default:
                throw new PlaceTakenException();
        }
    }

    private Rescued WriteNew(string path, IDiskFile? original, FileHeader header, LogImage image, string? target = null)
    {
        using var rewriter = Begin(path, original, header, target);
        rewriter.Image.Write(image.Events);
        return new Rescued(target ?? path, rewriter.Place(), rewriter.Image.Header);
    }

    private Rescued WriteOver(string path, IDiskFile replaced, FileHeader header, LogImage image)
    {
        using var rewriter = Begin(path, replaced, header);
        rewriter.Image.Write(image.Events);
        return new Rescued(path, rewriter.Replace(replaced), rewriter.Image.Header);
    }

    private Rescued WriteOverEmpty(string path, FileHeader header, LogImage image)
    {
        // Its lock first: who made it may be about to write to it.
        using var empty = FileLock.Open(disk, path);
        return empty == null ? WriteNew(path, original: null, header, image)
            : empty.Length > 0 ? throw new PlaceTakenException()
            : WriteOver(path, empty, header, image);
    }

    private static Rescued Fill(string path, IDiskFile file, FileHeader header, LogImage image)
    {
        if (file.Length > 0 && !FilePlace.BeginsWithNothing(file))
            throw new PlaceTakenException();
        // What was written here just behind the cut is in memory too.
        file.SetLength(0);
        var writer = new ImageWriter(file, header);
        writer.Write(image.Events);
        return new Rescued(path, writer.Complete(), writer.Header);
    }

    private FileRewriter Begin(string path, IDiskFile? original, FileHeader header, string? target = null)
    {
        try
        {
            return new FileRewriter(disk, path, header, original, target);
        }
        catch (UnauthorizedAccessException) when (original != null)
        {
            // What was saved is worth more than who may read it: it is private to who writes it.
            return new FileRewriter(disk, path, header, original: null, target);
        }
    }
}

/// <summary>A file that holds what memory holds, and is in its place.</summary>
/// <param name="Path">Where it is.</param>
/// <param name="Appender">What writes to it.</param>
/// <param name="Header">Its header.</param>
internal sealed record Rescued(string Path, FileAppender Appender, FileHeader Header);

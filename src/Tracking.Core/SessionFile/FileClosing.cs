using System;
using Tracking.Engine;
using Tracking.Model;
using Tracking.State;

namespace Tracking.SessionFile;

/// <summary>
/// Brings everything to the disk at the end, and has the file say so, with a summary of what it holds; when a flush failed, now or before,
/// by writing the file anew, since whoever opens it next cannot know that something in it is lost, and so when someone deleted it or wrote
/// to it.
/// </summary>
/// <param name="file">The file.</param>
internal sealed class FileClosing(HeldFile file)
{
    /// <summary>Has the file say what it holds, and keeps it open: the process may go on, or end at any moment.</summary>
    public void Complete(TrackState state, FormatNeeds summarized)
    {
        // A file that is not safe as it stands says nothing.
        if (file.Appender is not { } appender || file.Check() != LogCondition.Ready)
            return;
        if (file.CanBeSummarized(state.Edits.Any))
            file.Raise(summarized);
        appender.Close(() => Summarize(state));
        file.Rewrite?.Close();
    }

    /// <summary>Closes it.</summary>
    /// <param name="image">What memory holds.</param>
    /// <param name="summarized">The state that the file is to say at its end; null for none.</param>
    public void Close(Func<LogImage> image, TrackState? summarized)
    {
        if (file.Appender is not { } appender)
            return;
        var standing = Look(appender);
        if (standing != FileStanding.InPlace)
        {
            if (standing != FileStanding.Deleted || image().HasGivenIds)
                Rescue(appender, standing, image());
            return;
        }
        try
        {
            if (file.FlushFailure == null)
                appender.Close(summarized == null ? null : () => Summarize(summarized));
        }
        catch (FlushFailedException error)
        {
            file.FlushFailure = error;
        }
        if (FilePlace.BeginsWithNothing(appender.File))
        {
            Rescue(appender, FileStanding.Emptied, image());
            return;
        }
        if (file.FlushFailure is { } failure)
        {
            file.RewriteInPlace(image(), file.Least);
            throw new TrackingException(
                TrackingErrorCode.TrackStoreFlushFailed,
                $"'{file.Path}' could not be brought to the disk: {failure.Message} It was written anew from memory on closing and is "
                    + "safe. Look after the disk.",
                failure);
        }
    }

    private StoreSummary? Summarize(TrackState state) => file.CanBeSummarized(state.Edits.Any) ? StateSummary.Of(state) : null;

    /// <summary>Where the place cannot be seen, the file that is open is flushed before that is told.</summary>
    private FileStanding Look(FileAppender appender)
    {
        try
        {
            return file.Look();
        }
        catch (Exception error) when (StoreFaults.IsOfTheSystem(error))
        {
            if (file.FlushFailure == null && appender.EndsAsLeft)
                appender.Close();
            throw;
        }
    }

    private void Rescue(FileAppender lost, FileStanding standing, LogImage image)
    {
        var path = file.Path;
        try
        {
            file.Rescue(standing, image, file.Least);
        }
        catch (Exception error) when (HeldFile.IsFault(error))
        {
            throw new TrackingException(
                TrackingErrorCode.TrackStoreFlushFailed,
                $"'{path}' could not be written anew on closing: {error.Message} What it held "
                    + $"{(file.Appender == lost ? "is lost" : $"is in '{file.Path}'")}.",
                error);
        }
    }
}

using System;
using System.IO;
using System.Text;
using Tracking.Files;

namespace Tracking.Reports;

/// <summary>
/// The file of a report: written beside its place and put there in one step, so that an export that is broken off leaves what was there.
/// </summary>
/// <param name="path">Where to.</param>
/// <param name="force">Whether a file that is read-only is replaced too.</param>
/// <param name="noClobber">Whether no file is replaced.</param>
internal sealed class ReportFile(string path, bool force, bool noClobber)
{
    private static readonly Encoding Utf8 = new UTF8Encoding(encoderShouldEmitUTF8Identifier: false);

    /// <summary>Says what stands in the way, if anything does.</summary>
    /// <exception cref="TrackingException">TrackReportPathInvalid, TrackReportExists, TrackReportWriteFailed.</exception>
    public void RequirePlace()
    {
        var target = Locate().Path;
        if (Directory.Exists(target))
            throw new TrackingException(TrackingErrorCode.TrackReportPathInvalid, $"'{path}' is a folder. Name a file in it.");
        if (!Directory.Exists(Path.GetDirectoryName(target)))
        {
            throw new TrackingException(
                TrackingErrorCode.TrackReportPathInvalid, $"The folder of '{path}' is not there. Make it first, or correct the path.");
        }
        if (!File.Exists(target))
            return;
        if (noClobber)
        {
            throw new TrackingException(
                TrackingErrorCode.TrackReportExists,
                $"'{path}' is there already. Leave out -NoClobber to replace it, or name another file.");
        }
        if (!force && (File.GetAttributes(target) & FileAttributes.ReadOnly) != 0)
        {
            throw new TrackingException(
                TrackingErrorCode.TrackReportWriteFailed, $"'{path}' is read-only. -Force replaces it all the same.");
        }
    }

    /// <summary>Writes the file; returns where it is, with links resolved.</summary>
    /// <exception cref="TrackingException">Those of <see cref="RequirePlace"/>.</exception>
    public string Write(Action<TextWriter> write)
    {
        RequirePlace();
        var target = Locate();
        try
        {
            target.Write(file =>
            {
                using var text = new StreamWriter(file, Utf8);
                write(text);
            });
            return target.Path;
        }
        catch (Exception error) when (AtomicFile.IsFault(error))
        {
            throw new TrackingException(TrackingErrorCode.TrackReportWriteFailed, $"'{path}' could not be written: {error.Message}", error);
        }
    }

    private AtomicFile Locate()
    {
        try
        {
            return new AtomicFile(path);
        }
        catch (Exception error) when (AtomicFile.IsFault(error))
        {
            throw new TrackingException(TrackingErrorCode.TrackReportPathInvalid, $"'{path}' can be no file: {error.Message}", error);
        }
    }
}

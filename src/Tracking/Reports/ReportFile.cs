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
/// <param name="append">Whether what is there stays, and the report comes behind it.</param>
internal sealed class ReportFile(string path, bool force, bool noClobber, bool append)
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
        if (noClobber && !append)
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

    /// <summary>
    /// Writes the file, behind what is there if it is to be added; returns where it is, with links resolved. What is there ends a line
    /// first.
    /// </summary>
    /// <param name="write">Writes the report, for which it gets the place and the number of bytes that stand before it.</param>
    /// <exception cref="TrackingException">Those of <see cref="RequirePlace"/>.</exception>
    public string Write(Action<TextWriter, long> write)
    {
        RequirePlace();
        var target = Locate();
        try
        {
            var present = append && File.Exists(target.Path) ? File.ReadAllBytes(target.Path) : [];
            var isInLine = present.Length > 0 && present[present.Length - 1] != '\n';
            target.Write(file =>
            {
                file.Write(present, 0, present.Length);
                using var text = new StreamWriter(file, Utf8);
                if (isInLine)
                    text.Write('\n');
                write(text, present.Length + (isInLine ? 1 : 0));
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

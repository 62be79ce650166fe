using System;
using System.IO;
using System.Text;
using Tracking.Disk;
using Tracking.SessionFile;

namespace Tracking.Reports;

/// <summary>The file of a report: written beside its place and put there in one step, so that an export that is broken off leaves what was there.</summary>
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
        var target = Resolve();
        if (Directory.Exists(target))
            throw new TrackingException(TrackingErrorCode.TrackReportPathInvalid, $"'{path}' is a folder. Name a file in it.");
        if (!Directory.Exists(Path.GetDirectoryName(target)))
            throw new TrackingException(TrackingErrorCode.TrackReportPathInvalid, $"The folder of '{path}' is not there. Make it first, or mend the path.");
        if (!File.Exists(target))
            return;
        if (noClobber)
            throw new TrackingException(TrackingErrorCode.TrackReportExists, $"'{path}' is there already. Leave out -NoClobber to replace it, or name another file.");
        if (!force && (File.GetAttributes(target) & FileAttributes.ReadOnly) != 0)
            throw new TrackingException(TrackingErrorCode.TrackReportWriteFailed, $"'{path}' is read-only. -Force replaces it all the same.");
    }

    /// <summary>Writes the file; returns where it is, with links resolved.</summary>
    /// <exception cref="TrackingException">Those of <see cref="RequirePlace"/>.</exception>
    public string Write(Action<TextWriter> write)
    {
        RequirePlace();
        var target = Resolve();
        var made = $"{target}.{Guid.NewGuid():N}.new";
        try
        {
            try
            {
                Fill(made, write);
                if (File.Exists(target))
                    TakeMode(made, target);
                SystemDisk.Current.Replace(made, target);
            }
            finally
            {
                SystemDisk.Current.Delete(made);
            }
            return target;
        }
        catch (Exception error) when (StoreFaults.IsOfTheSystem(error))
        {
            throw new TrackingException(TrackingErrorCode.TrackReportWriteFailed, $"'{path}' could not be written: {error.Message}", error);
        }
    }

    private static void Fill(string made, Action<TextWriter> write)
    {
        using var file = new FileStream(made, FileMode.CreateNew, FileAccess.Write, FileShare.None);
        using var text = new StreamWriter(file, Utf8);
        write(text);
    }

    /// <summary>Who may read the file that is replaced may read the new one, and nobody else.</summary>
    private static void TakeMode(string made, string target)
    {
        using var file = SystemDisk.Current.Open(made, writable: true);
        using var original = SystemDisk.Current.Open(target, writable: false);
        file.TakeOwnerAndMode(original);
    }

    private string Resolve()
    {
        try
        {
            return StorePath.Resolve(SystemDisk.Current, path);
        }
        catch (Exception error) when (StoreFaults.IsOfTheSystem(error))
        {
            throw new TrackingException(TrackingErrorCode.TrackReportPathInvalid, $"'{path}' can be no file: {error.Message}", error);
        }
    }
}

using System;
using System.Diagnostics;
using System.Runtime.InteropServices;
using System.ComponentModel;

namespace Tracking.Reports;

/// <summary>Opens a report with what the system opens pages with.</summary>
internal static class ReportViewer
{
    /// <exception cref="TrackingException">TrackReportNotShown.</exception>
    public static void Show(string path)
    {
        if (Array.Exists(Environment.GetCommandLineArgs(), argument => argument.StartsWith("-noni", StringComparison.OrdinalIgnoreCase)))
            throw NotShown("this session is not interactive");
        // The system's opener would draw a page into the terminal.
        if (RuntimeInformation.IsOSPlatform(OSPlatform.Linux) && !HasVariable("DISPLAY") && !HasVariable("WAYLAND_DISPLAY"))
            throw NotShown("there is no desktop here");
        try
        {
            using var viewer = Process.Start(new ProcessStartInfo(path) { UseShellExecute = true });
        }
        catch (Exception error) when (error is Win32Exception or InvalidOperationException or PlatformNotSupportedException)
        {
            throw NotShown("the system has no program for it", error);
        }
    }

    private static bool HasVariable(string name) => !string.IsNullOrEmpty(Environment.GetEnvironmentVariable(name));

    private static TrackingException NotShown(string why, Exception? error = null) =>
        new(
            TrackingErrorCode.TrackReportNotShown,
            $"The report is written, and cannot be shown: {why}. Open the file in a browser.",
            error);
}

using System;
using System.IO;
using System.Management.Automation;
using System.Text;
using Tracking.Binding;
using Tracking.Files;

namespace Tracking.Commands;

/// <summary>Writes how tasks stand to a file for Prometheus, which its node exporter reads: the textfile collector.</summary>
/// <remarks>
/// <para>
/// For each task, host and user there are the times of the last start, end and success, the duration, the status, how many runs are at
/// work, and the failed steps and errors of the last run; for each task of which something is expected, whether it is on time, and by when
/// the next success is due. A time that never was is 0. about_Tracking_Monitoring has the rules for alerts.
/// </para>
/// <para>
/// The file is written under another name that does not end in .prom, made readable for all (mode 0644), and put in its place in one step.
/// Labels are cut at 128 characters, and there are at most 1,000 rows of task, host and user.
/// </para>
/// </remarks>
/// <inputs cref="TrackStore">A store whose tasks are shown, as Get-TrackStore returns it; several are one question.</inputs>
/// <outputs cref="FileInfo">With -PassThru: the file.</outputs>
/// <example>
/// <para>Write the metrics of all tasks</para>
/// <code>
/// PS> Invoke-TrackRun backup { }
/// PS> Export-TrackMetric tracking.prom
/// PS> Select-String tracking.prom -Pattern '^tracking_task_last_status.*status="finished"' | ForEach-Object Line
/// tracking_task_last_status{task="backup",host="...",user="...",status="finished"} 1
/// </code>
/// </example>
/// <example>
/// <para>Have tasks among them that never ran</para>
/// <code>
/// PS> Set-Content due.psd1 "@{ invoice = @{ Schedule = '0 6 1 * *' } }"
/// PS> Export-TrackMetric tracking.prom -DuePath due.psd1
/// PS> Select-String tracking.prom -Pattern '^tracking.*invoice' | ForEach-Object Line
/// tracking_task_last_success_timestamp_seconds{task="invoice"} 0
/// tracking_task_on_time{task="invoice"} 0
/// tracking_task_due_timestamp_seconds{task="invoice"} ...
/// </code>
/// </example>
/// <example>
/// <para>Write those of all sessions, from a scheduled job</para>
/// <code>
/// PS> Invoke-TrackRun backup -Store "$env:TRACKING_HOME/night.json" { }
/// PS> $file = Export-TrackMetric tracking.prom -AllSessions -PassThru
/// PS> $file.Name
/// tracking.prom
/// </code>
/// </example>
/// <seealso cref="SendTrackMetricCommand"/>
/// <seealso cref="TestTrackTaskCommand"/>
/// <seealso href="about_Tracking_Monitoring"/>
[Cmdlet(VerbsData.Export, "TrackMetric", SupportsShouldProcess = true)]
[OutputType(typeof(FileInfo))]
public sealed class ExportTrackMetricCommand : MetricCommand
{
    private static readonly Encoding Utf8 = new UTF8Encoding(encoderShouldEmitUTF8Identifier: false);

    private AtomicFile? _file;

    /// <summary>The file to write, taken literally. The collector reads files that end in .prom.</summary>
    [Parameter(Mandatory = true, Position = 0)]
    [ValidateNotNullOrEmpty]
    public string Path { get; set; } = "";

    /// <summary>Returns the file.</summary>
    [Parameter]
    public SwitchParameter PassThru { get; set; }

    /// <inheritdoc/>
    private protected override void Require()
    {
        var path = StorePaths.Resolve(SessionState, Path);
        try
        {
            _file = new AtomicFile(path);
        }
        catch (Exception error) when (AtomicFile.IsFault(error))
        {
            throw new TrackingException(TrackingErrorCode.TrackMetricPathInvalid, $"'{path}' can be no file: {error.Message}", error);
        }
        if (Directory.Exists(_file.Path))
            throw new TrackingException(TrackingErrorCode.TrackMetricPathInvalid, $"'{path}' is a folder. Name a file in it.");
        if (!Directory.Exists(System.IO.Path.GetDirectoryName(_file.Path)))
        {
            throw new TrackingException(
                TrackingErrorCode.TrackMetricPathInvalid, $"The folder of '{path}' is not there. Make it first, or correct the path.");
        }
    }

    /// <inheritdoc/>
    private protected override void HandOver(string metrics)
    {
        if (!ShouldProcess(Path, "Export metrics"))
            return;
        var content = Utf8.GetBytes(metrics);
        try
        {
            _file!.Write(file => file.Write(content, 0, content.Length), isForAll: true);
        }
        catch (Exception error) when (AtomicFile.IsFault(error))
        {
            throw new TrackingException(
                TrackingErrorCode.TrackMetricWriteFailed, $"'{_file!.Path}' could not be written: {error.Message}", error);
        }
        if (PassThru)
            WriteObject(new FileInfo(_file.Path));
    }
}

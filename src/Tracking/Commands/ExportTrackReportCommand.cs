using System;
using System.Collections.Generic;
using System.Globalization;
using System.IO;
using System.Linq;
using System.Management.Automation;
using Tracking.Binding;
using Tracking.Completion;
using Tracking.Errors;
using Tracking.Model;
using Tracking.Report.Model;
using Tracking.Report.Page;
using Tracking.Report.Texts;
using Tracking.Reports;

namespace Tracking.Commands;

/// <summary>Writes a report for people: what failed and why, as one HTML page, as a summary in Markdown, or as text for a mail.</summary>
/// <remarks>
/// <para>
/// The page is complete in one file: it needs no network, no server, and no script to show its content. It can be sent by mail, read on a
/// phone, in light or dark mode, and printed. It says first what failed or was abandoned, caught or not: the step's path, its error, since
/// when, on which host, and whether a later run fixed it. A step that failed in several runs in a row is one failure. Then come counts,
/// which step failed in which of the last runs and which host on which day, runs and steps as trees, in which runs that continue one
/// another are one entry, what is slower than usual, what fails how often, a timeline of the runs, durations over time with their median
/// and the unusual ones by name, activity by user and hour, the numbers in the data over time with a line for each step and host, and the
/// newest tracks, which can be sorted and filtered.
/// </para>
/// <para>
/// A run that was stopped as finished though one of its steps failed or completed with errors counts as finished with errors. A
/// track whose data have the keys Step and Outcome is a track like any other, and no step.
/// </para>
/// <para>
/// For piped tracks, the report includes the runs that they belong to, with their steps. Without a pipeline, it covers a store, or the
/// part of it that -TaskId, -From and -To select, and includes runs without tracks. What does not fit is counted, and the page says so.
/// </para>
/// <para>
/// To a file that ends in .md, the report is a summary in Markdown: what failed first, then the tasks. With -Append it is added to the
/// file, as to that of `$env:GITHUB_STEP_SUMMARY`, whose name has no extension. GitHub drops a summary of 1 MiB or more: what is there and
/// what is added stay below it together, and what has no room is counted. Texts from the store are shown as they are, without links of
/// GitHub's. To a file that ends in .txt, it is plain text for the body of a mail, to which the page may be attached.
/// </para>
/// <para>
/// A file that exists is replaced when the report is complete; an export that is interrupted leaves it as it was. Text from tracks is shown
/// as text only.
/// </para>
/// </remarks>
/// <inputs cref="Tracking.Track">Tracks, as Search-Track returns them.</inputs>
/// <inputs cref="TrackStore">A store to report on, as Get-TrackStore returns it.</inputs>
/// <outputs cref="FileInfo">With -PassThru: the file.</outputs>
/// <example>
/// <para>See how the backups of this month went</para>
/// <code>
/// PS> $null = Save-UserTrack backup @{ files = 120 } -UserName ann
/// PS> $null = Stop-TrackRun backup
/// PS> $null = Save-UserTrack backup @{ files = 80 } -UserName ann
/// PS> $null = Stop-TrackRun backup -Failed -Message 'the disk is full'
/// PS> Export-TrackReport backup.html -TaskId backup -From (Get-Date).AddMonths(-1) -Title 'Backups'
/// PS> (Get-Content backup.html -Raw) -match 'the disk is full'
/// True
/// </code>
/// </example>
/// <example>
/// <para>Report on the tracks that a search finds</para>
/// <code>
/// PS> $null = Save-UserTrack 'patch web1' @{ state = 'ok' }
/// PS> $null = Save-UserTrack 'patch web2' @{ state = 'failed' }
/// PS> $null = Save-UserTrack deploy @{ version = '2.1' }
/// PS> $file = Search-Track 'patch *' | Export-TrackReport patches.html -PassThru
/// PS> $file.Name
/// patches.html
/// PS> (Get-Content $file -Raw) -match 'deploy'
/// False
/// </code>
/// </example>
/// <example>
/// <para>Report on all of your sessions at once</para>
/// <code>
/// PS> $null = Save-UserTrack deploy @{ version = '2.0' } -Store "$env:TRACKING_HOME/monday.json"
/// PS> $null = Save-UserTrack deploy @{ version = '2.1' } -Store "$env:TRACKING_HOME/tuesday.json"
/// PS> Export-TrackReport week.html -AllSessions -Title 'This week'
/// PS> Test-Path week.html
/// True
/// </code>
/// </example>
/// <example>
/// <para>Keep the report of each day</para>
/// <code>
/// PS> $null = Save-UserTrack nightly @{ rows = 7 }
/// PS> Export-TrackReport nightly.html
/// PS> Export-TrackReport nightly.html -NoClobber
/// Export-TrackReport: ...is there already...
/// </code>
/// </example>
/// <example>
/// <para>Show in a GitHub job what failed</para>
/// <code>
/// PS> $null = Save-UserTrack deploy @{ version = '2.1' }
/// PS> $null = Stop-TrackRun deploy -Failed -Message 'the port is in use'
/// PS> $env:GITHUB_STEP_SUMMARY = 'step_summary'
/// PS> Export-TrackReport $env:GITHUB_STEP_SUMMARY -Append -Title 'Deployment'
/// PS> (Get-Content step_summary)[0, 2]
/// ## Deployment
/// 1 failure in 1 run, not fixed.
/// PS> $env:GITHUB_STEP_SUMMARY = $null
/// </code>
/// </example>
/// <example>
/// <para>Send a mail with what failed, and the page for the rest</para>
/// <code>
/// PS> $null = Save-UserTrack backup @{ files = 80 }
/// PS> $null = Stop-TrackRun backup -Failed -Message 'the disk is full'
/// PS> Export-TrackReport body.txt -Title 'Backups'
/// PS> Export-TrackReport page.html -Title 'Backups'
/// PS> (Get-Content body.txt) -match '^What failed'
/// What failed: 1 failure in 1 run, not fixed.
/// </code>
/// </example>
/// <seealso cref="SearchTrackCommand"/>
/// <seealso cref="GetTrackRunCommand"/>
/// <seealso cref="GetTrackStoreCommand"/>
/// <seealso cref="ExpandTrackCommand"/>
/// <seealso href="about_Tracking"/>
[Cmdlet(VerbsData.Export, "TrackReport", DefaultParameterSetName = ByQuestion, SupportsShouldProcess = true)]
[OutputType(typeof(FileInfo))]
public sealed class ExportTrackReportCommand : TrackingCommand
{
    private const string ByQuestion = "Question";
    private const string ByTrack = "Track";
    private const string Activity = "Making the report";

    /// <summary>Reading takes longer than writing.</summary>
    private const double ReadingEnds = 0.9;

    private readonly List<TrackStore> _stores = [];
    private TrackQuery _question = new();
    private ReportFile? _file;
    private ReportForm _form;
    private bool _isFull;
    private ReportSource? _source;
    private ProgressBar? _reading;

    /// <summary>
    /// The file to write, taken literally. Its extension says what is written: .md a summary in Markdown, .txt plain text, and any other a
    /// page.
    /// </summary>
    [Parameter(Mandatory = true, Position = 0)]
    [ValidateNotNullOrEmpty]
    public string Path { get; set; } = "";

    /// <summary>The tracks, as Search-Track and Get-UserTrack return them.</summary>
    [Parameter(Mandatory = true, ParameterSetName = ByTrack, ValueFromPipeline = true)]
    [AllowNull]
    [AllowEmptyCollection]
    public Track?[]? Track { get; set; }

    /// <summary>The stores: objects, or paths of session files.</summary>
    /// <value>The current store</value>
    [Parameter(ParameterSetName = ByQuestion, ValueFromPipeline = true)]
    [StorePath(Many = true)]
    [ValidateNotNull]
    [ArgumentCompleter(typeof(StoreCompleter))]
    public TrackStore[]? Store { get; set; }

    /// <summary>Reports on all your session files and all stores that are open here, each track and run once.</summary>
    [Parameter(ParameterSetName = ByQuestion)]
    public SwitchParameter AllSessions { get; set; }

    /// <summary>Tasks; wildcards are allowed.</summary>
    /// <value>All tasks</value>
    [Parameter(ParameterSetName = ByQuestion)]
    [AllowNull]
    [AllowEmptyCollection]
    [AllowEmptyString]
    [ScalarName(Many = true)]
    [SupportsWildcards]
    [ArgumentCompleter(typeof(TaskPatternCompleter))]
    public string?[]? TaskId { get; set; } = NotGiven.Names;

    /// <summary>The earliest time, included.</summary>
    [Parameter(ParameterSetName = ByQuestion)]
    [Time]
    public DateTime From { get; set; }

    /// <summary>The latest time, included.</summary>
    [Parameter(ParameterSetName = ByQuestion)]
    [Time]
    public DateTime To { get; set; }

    /// <summary>The heading of the report.</summary>
    /// <value>Tracking report</value>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string Title { get; set; } = "Tracking report";

    /// <summary>Opens the report in the system's browser.</summary>
    [Parameter]
    public SwitchParameter Show { get; set; }

    /// <summary>Replaces the file even if it is read-only.</summary>
    [Parameter]
    public SwitchParameter Force { get; set; }

    /// <summary>Replaces no file: if the file exists, that is an error.</summary>
    [Parameter]
    [Alias("NoOverwrite")]
    public SwitchParameter NoClobber { get; set; }

    /// <summary>Adds the report to the end of the file, which ends in .md or .txt, or has no extension and gets Markdown.</summary>
    [Parameter]
    public SwitchParameter Append { get; set; }

    /// <summary>Returns the file.</summary>
    [Parameter]
    public SwitchParameter PassThru { get; set; }

    /// <summary>Whether what comes through the pipeline decides, though it be nothing.</summary>
    private bool IsPiped => MyInvocation.ExpectingInput && !IsOnCommandLine(nameof(Store));

    /// <inheritdoc/>
    private protected override void OnBegin()
    {
        try
        {
            _question = new TrackQuery
            {
                Tasks = NameCriteria.From(TaskId, isLiteral: false),
                FromUtc = GivenUtc(nameof(From), From),
                ToUtc = GivenUtc(nameof(To), To),
            };
            _question.RequireConsistent();
            RequireOneOfStores(AllSessions, nameof(Store));
            var path = StorePaths.Resolve(SessionState, Path);
            _form = ReportForms.Of(path, Append);
            _file = new ReportFile(path, Force, NoClobber, Append);
            // Not after reading all.
            _file.RequirePlace();
        }
        catch (TrackingException error)
        {
            ThrowTerminatingError(ErrorRecords.From(error, Path));
        }
    }

    /// <inheritdoc/>
    private protected override void OnRecord()
    {
        if (ParameterSetName == ByQuestion)
        {
            if (!AllSessions)
                _stores.AddRange(Store ?? (IsPiped ? [] : [StoreOrCurrent(null)]));
            return;
        }
        _reading ??= new ProgressBar(this, Activity);
        foreach (var track in Track ?? [])
        {
            if (track != null)
                (_source ??= NewSource()).Add(track);
            _reading.Report(ProgressBar.Unknown);
        }
    }

    /// <inheritdoc/>
    private protected override void OnEnd()
    {
        _reading?.Complete();
        if (ShouldProcess(Path, "Export report"))
            Try(Path, Export);
    }

    private void Export()
    {
        var written = WithBar(Activity, bar =>
        {
            var meter = new ProgressMeter(bar, Cancellation);
            Read(meter.Part(0, ReadingEnds));
            var model = _source!.Build();
            return _file!.Write((text, present) => Write(model, text, present, meter.Part(ReadingEnds, 1)));
        });
        if (_isFull)
            WriteWarning($"Nothing was added to '{Path}': GitHub drops a summary of 1 MiB or more, and it is nearly as large already.");
        if (PassThru)
            WriteObject(new FileInfo(written));
        if (Show)
            ReportViewer.Show(written);
    }

    private void Write(ReportModel model, TextWriter text, long present, ProgressMeter meter)
    {
        switch (_form)
        {
            case ReportForm.Markdown:
                var summary = MarkdownSummary.Write(model, MarkdownSummary.MostBytes - 1 - present);
                _isFull = summary == null;
                text.Write(summary);
                break;
            case ReportForm.Text:
                TextSummary.Write(model, text);
                break;
            default:
                ReportPage.Write(model, text, meter);
                break;
        }
    }

    private void Read(ProgressMeter meter)
    {
        _source ??= NewSource();
        foreach (var store in _source.Stores.ToList())
            ReadRuns(store);
        if (AllSessions && ParameterSetName == ByQuestion)
        {
            VisitAll(
                summary => summary.TrackCount + summary.RunCount > 0,
                (store, _, opened) => _source.Add(store, opened, _question, meter.Part(0, 1), Cancellation));
        }
        for (var i = 0; i < _stores.Count; i++)
        {
            if (ForQuestion(_stores[i], IsPiped) is { } opened)
            {
                var part = meter.Part((double)i / _stores.Count, (double)(i + 1) / _stores.Count);
                _source.Add(_stores[i], opened, _question, part, Cancellation);
            }
        }
    }

    /// <summary>The tracks are here, whatever became of their store since.</summary>
    private void ReadRuns(TrackStore store)
    {
        try
        {
            _source!.AddRuns(store, ForQuestion(store), Cancellation);
        }
        catch (TrackingException error)
        {
            WriteWarning($"{Advice.Message(error)} The runs of its tracks are not in the report.");
        }
    }

    private ReportSource NewSource()
    {
        var isOfTracks = IsPiped && !AllSessions && _stores.Count == 0;
        return new(new ReportScope
        {
            Title = Title,
            CompleteSinceUtc = isOfTracks || _question.ToUtc != null ? null : _question.FromUtc ?? DateTime.MinValue,
            Question = isOfTracks ? "the piped tracks" : Description(),
        });
    }

    /// <summary>What was asked for, in words; null when all was.</summary>
    private string? Description()
    {
        var parts = new List<string>();
        if (_question.Tasks is { } tasks)
            parts.Add($"tasks {string.Join(", ", tasks.Select(task => task.Text))}");
        if (_question.FromUtc is { } from)
            parts.Add($"from {Local(from)}");
        if (_question.ToUtc is { } to)
            parts.Add($"to {Local(to)}");
        return parts.Count == 0 ? null : string.Join(", ", parts);
    }

    private static string Local(DateTime utc) => utc.ToLocalTime().ToString("yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture);
}

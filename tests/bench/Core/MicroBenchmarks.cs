using System;
using System.IO;
using System.Linq;
using BenchmarkDotNet.Attributes;
using BenchmarkDotNet.Columns;
using BenchmarkDotNet.Configs;
using BenchmarkDotNet.Jobs;
using BenchmarkDotNet.Loggers;
using BenchmarkDotNet.Running;
using BenchmarkDotNet.Toolchains.InProcess.Emit;
using Newtonsoft.Json;
using Perfolizer.Horology;
using Tracking.Data;
using Tracking.Engine;
using Tracking.Model;
using Tracking.SessionFile;

namespace Tracking.Bench;

/// <summary>
/// The steps of Tracking.Core one by one, and what each allocates: where a step leaves nothing behind that would slow
/// the next, BenchmarkDotNet can call it as often as it likes.
/// </summary>
[MemoryDiagnoser]
public class MicroBenchmarks : IDisposable
{
    private readonly TrackDraft _draft = Workload.Drafts(1)[0];
    private string _folder = "";
    private MemoryTrackStore _memory = null!;
    private FileTrackStore _file = null!;
    private TrackQuery _last = null!;

    internal static void Run(Results results, bool quick)
    {
        var job = (quick ? Job.Dry : Job.ShortRun.WithIterationTime(TimeInterval.FromMilliseconds(100)))
            .WithToolchain(InProcessEmitToolchain.Instance);
        var config = ManualConfig.CreateEmpty().AddJob(job).AddColumnProvider(DefaultColumnProviders.Instance)
            .AddLogger(NullLogger.Instance).WithOptions(ConfigOptions.DisableLogFile);
        config.ArtifactsPath = Path.Combine(Path.GetTempPath(), "tracking-bench");
        var summary = BenchmarkRunner.Run<MicroBenchmarks>(config);
        foreach (var report in summary.Reports)
        {
            var name = report.BenchmarkCase.Descriptor.WorkloadMethod.Name;
            if (report.ResultStatistics is not { } statistics)
                throw new InvalidOperationException($"BenchmarkDotNet could not measure {name}.");
            results.Add("micro." + name, statistics.Mean, report.GcStats.GetBytesAllocatedPerOperation(report.BenchmarkCase) ?? 0);
        }
    }

    [GlobalSetup]
    public void Prepare()
    {
        _folder = Directory.CreateTempSubdirectory("tracking-bench-").FullName;
        _memory = new MemoryTrackStore();
        _file = FileTrackStore.Open(Path.Combine(_folder, "micro.json"));
        _memory.Save(_draft);
        _last = new TrackQuery
        {
            Tasks = [new NameCriterion(_draft.TaskId)],
            Users = [new NameCriterion(_draft.UserName)],
            RunIds = [1],
            Last = 1
        };
    }

    [GlobalCleanup]
    public void Dispose()
    {
        _memory.Dispose();
        _file.Dispose();
        Directory.Delete(_folder, recursive: true);
        GC.SuppressFinalize(this);
    }

    [Benchmark]
    public object SaveToFile() => _file.Save(_draft);

    [Benchmark]
    public object SaveToMemory() => _memory.Save(_draft);

    [Benchmark]
    public object SearchLast() => _memory.Search(_last).Single();

    [Benchmark]
    public object ReadData() => DataReader.Read(_draft.Data);

    [Benchmark(Description = "a JsonTextReader over the same data")]
    public int ScanData()
    {
        using var reader = new JsonTextReader(new StreamReader(new MemoryStream(_draft.Data.Json)));
        var tokens = 0;
        while (reader.Read())
            tokens++;
        return tokens;
    }
}

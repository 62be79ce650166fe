namespace Tracking.Traces;

/// <summary>
/// The names of OpenTelemetry's semantic conventions that spans have, as of one version. Those that begin with cicd are in development
/// there: what changes is changed here, with the version.
/// </summary>
internal static class SemanticNames
{
    /// <summary>The version.</summary>
    public const string SchemaUrl = "https://opentelemetry.io/schemas/1.37.0";

    public const string ServiceName = "service.name";
    public const string HostName = "host.name";
    public const string ProcessId = "process.pid";
    public const string ExitCode = "process.exit.code";
    public const string ErrorType = "error.type";

    public const string Pipeline = "cicd.pipeline.name";
    public const string PipelineRun = "cicd.pipeline.run.id";
    public const string PipelineAction = "cicd.pipeline.action.name";
    public const string PipelineResult = "cicd.pipeline.result";
    public const string Task = "cicd.pipeline.task.name";
    public const string TaskRun = "cicd.pipeline.task.run.id";
    public const string TaskResult = "cicd.pipeline.task.run.result";

    /// <summary>The action of every run.</summary>
    public const string Run = "RUN";

    /// <summary>Its work was done.</summary>
    public const string Success = "success";

    /// <summary>Something in its work went wrong.</summary>
    public const string Failure = "failure";

    /// <summary>What worked on it is gone.</summary>
    public const string Error = "error";

    public const string Cancellation = "cancellation";
    public const string Skip = "skip";
}

using System;
using System.Management.Automation;
using Tracking.Metrics;
using Tracking.Model;

namespace Tracking.Commands;

/// <summary>Sends how tasks stand to a Pushgateway of Prometheus, from machines that Prometheus cannot reach.</summary>
/// <remarks>
/// <para>
/// The metrics are those of Export-TrackMetric. All of them are sent by one PUT, which replaces those that the same job and instance sent
/// before: what is not there any more goes away. So one call sends all tasks of a machine.
/// </para>
/// <para>A gateway that does not take them is the error TrackMetricSendFailed, with what it says.</para>
/// </remarks>
/// <inputs cref="TrackStore">A store whose tasks are sent, as Get-TrackStore returns it; several are one question.</inputs>
/// <example>
/// <para>Send the tasks of all your sessions</para>
/// <code>
/// PS> Invoke-TrackRun backup { }
/// PS> Send-TrackMetric http://127.0.0.1:9091 -AllSessions -WhatIf
/// What if: Performing the operation "Send metrics" on target "http://127.0.0.1:9091/metrics/job/tracking/instance/..."...
/// </code>
/// </example>
/// <example>
/// <para>Send those of one job, under its own name</para>
/// <code>
/// PS> Invoke-TrackRun backup { }
/// PS> Send-TrackMetric http://127.0.0.1:9091 backup -Job nightly -Instance '' -WhatIf
/// What if: Performing the operation "Send metrics" on target "http://127.0.0.1:9091/metrics/job/nightly"...
/// </code>
/// </example>
/// <example>
/// <para>See why a gateway does not take them</para>
/// <code>
/// PS> Invoke-TrackRun backup { }
/// PS> try { Send-TrackMetric http://127.0.0.1:1 -ErrorAction Stop } catch { $_.FullyQualifiedErrorId }
/// TrackMetricSendFailed,Tracking.Commands.SendTrackMetricCommand
/// </code>
/// </example>
/// <seealso cref="ExportTrackMetricCommand"/>
/// <seealso cref="TestTrackTaskCommand"/>
/// <seealso href="about_Tracking_Monitoring"/>
[Cmdlet(VerbsCommunications.Send, "TrackMetric", SupportsShouldProcess = true)]
public sealed class SendTrackMetricCommand : MetricCommand
{
    private MetricGateway? _gateway;
    private Uri? _group;

    /// <summary>The address of the gateway, as http://gateway:9091.</summary>
    [Parameter(Mandatory = true, Position = 0)]
    [ValidateNotNull]
    public Uri? Uri { get; set; }

    /// <summary>The job of the metrics.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string Job { get; set; } = "tracking";

    /// <summary>The instance of the metrics; empty for none, as for a database that many machines share.</summary>
    /// <value>The name of this host</value>
    [Parameter]
    [AllowEmptyString]
    [ValidateNotNull]
    public string Instance { get; set; } = HostName.Current;

    /// <summary>The user and password that the gateway asks for.</summary>
    [Parameter]
    [Credential]
    public PSCredential? Credential { get; set; }

    /// <summary>How long the gateway may take, in seconds.</summary>
    [Parameter]
    [ValidateRange(1, 3600)]
    public int TimeoutSec { get; set; } = 30;

    /// <inheritdoc/>
    private protected override void Require()
    {
        if (Uri is not { IsAbsoluteUri: true, Scheme: "http" or "https" })
        {
            throw new TrackingException(
                TrackingErrorCode.TrackMetricSendFailed, $"'{Uri}' is no address of a gateway, as http://gateway:9091.");
        }
        _group = MetricGateway.GroupOf(Uri, Job, Instance);
        _gateway = new MetricGateway(_group, TimeSpan.FromSeconds(TimeoutSec)) { Credential = Credential?.GetNetworkCredential() };
    }

    /// <inheritdoc/>
    private protected override void HandOver(string metrics)
    {
        if (ShouldProcess(_group!.AbsoluteUri, "Send metrics"))
            _gateway!.Replace(metrics, Cancellation);
    }
}

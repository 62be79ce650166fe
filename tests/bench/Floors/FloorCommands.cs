using System;
using System.Collections;
using System.Management.Automation;

namespace Tracking.Bench.Floors;

// The least that a compiled cmdlet costs: what PowerShell does to find it, bind the same parameters and call it. They do nothing, and write
// nothing. Parameters have the names, types, positions and pipeline binding of the real ones; what the real ones do to their arguments
// (names that are no scalars, paths of stores) is their own cost.

/// <summary>Save-UserTrack, doing nothing.</summary>
[Cmdlet(VerbsData.Save, "Nothing", SupportsShouldProcess = true)]
public sealed class SaveNothingCommand : PSCmdlet
{
    [Parameter(Mandatory = true, Position = 0, ValueFromPipelineByPropertyName = true)]
    public string TaskId { get; set; } = "";

    [Parameter(Mandatory = true, Position = 1, ValueFromPipeline = true)]
    public object? Data { get; set; }

    [Parameter]
    public string? UserName { get; set; }

    [Parameter]
    public int RunId { get; set; }

    [Parameter]
    public SwitchParameter Update { get; set; }

    [Parameter]
    public SwitchParameter Merge { get; set; }

    [Parameter]
    public DateTime TimeStamp { get; set; }

    [Parameter]
    public SwitchParameter PassThru { get; set; }

    [Parameter]
    public object? Store { get; set; }

    protected override void ProcessRecord()
    {
    }
}

/// <summary>Get-LastUserTrack, doing nothing.</summary>
[Cmdlet(VerbsCommon.Get, "Nothing")]
public sealed class GetNothingCommand : PSCmdlet
{
    [Parameter(Mandatory = true, Position = 0, ValueFromPipelineByPropertyName = true)]
    public string TaskId { get; set; } = "";

    [Parameter(Position = 1, ValueFromPipelineByPropertyName = true)]
    public string UserName { get; set; } = "";

    [Parameter(ValueFromPipelineByPropertyName = true)]
    public int RunId { get; set; }

    [Parameter(ValueFromPipelineByPropertyName = true)]
    public object? Store { get; set; }

    protected override void ProcessRecord()
    {
    }
}

/// <summary>Search-Track, doing nothing.</summary>
[Cmdlet(VerbsCommon.Search, "Nothing")]
public sealed class SearchNothingCommand : PSCmdlet
{
    [Parameter(Position = 0, ValueFromPipelineByPropertyName = true)]
    [AllowNull]
    [AllowEmptyCollection]
    [AllowEmptyString]
    public string?[]? TaskId { get; set; }

    [Parameter(ValueFromPipelineByPropertyName = true)]
    [AllowNull]
    [AllowEmptyCollection]
    [AllowEmptyString]
    public string?[]? UserName { get; set; }

    [Parameter(ValueFromPipelineByPropertyName = true)]
    [AllowNull]
    [AllowEmptyCollection]
    public int[]? RunId { get; set; }

    [Parameter(ValueFromPipeline = true)]
    public object? Run { get; set; }

    [Parameter]
    [AllowNull]
    [AllowEmptyCollection]
    public object?[]? Id { get; set; }

    [Parameter]
    public DateTime From { get; set; }

    [Parameter]
    public DateTime To { get; set; }

    [Parameter]
    [AllowNull]
    [AllowEmptyCollection]
    public IDictionary? Data { get; set; }

    [Parameter]
    public SwitchParameter Descending { get; set; }

    [Parameter]
    public long First { get; set; }

    [Parameter]
    public long Skip { get; set; }

    [Parameter]
    public long Last { get; set; }

    [Parameter(ValueFromPipelineByPropertyName = true)]
    public object? Store { get; set; }

    protected override void ProcessRecord()
    {
    }
}

using System;
using System.IO;
using System.Linq;
using System.Management.Automation;
using System.Net;
using Tracking.Binding;
using Tracking.Completion;
using Tracking.Seam;
using Tracking.Stores;

namespace Tracking.Commands;

/// <summary>Opens a store and makes it the current one of this session, for all of its runspaces.</summary>
/// <remarks>
/// <para>
/// A file that does not exist is created. The file stays open, and locked for other writers, until Close-TrackStore or the end of the
/// session. If another process holds it, Open-TrackStore waits up to a second and then reports which one.
/// </para>
/// <para>
/// A file that is damaged is refused, with the line and byte. -Repair opens it: the whole original is kept beside it, every line that is
/// as it was written is taken, and a warning names each that is not. The property Repair of the store says the same line by line, as
/// Test-TrackStore does before anything is repaired, and -WhatIf.
/// </para>
/// <para>With -ReadOnly, the store is a snapshot of the file's current content. It takes no lock and does not become current.</para>
/// <para>
/// With -ConnectionString, the store is in a PostgreSQL database, which many machines may write to at once. A server on another machine
/// must prove by a certificate that it is the host that you named, unless the connection string says otherwise. See about_Tracking_Server.
/// </para>
/// <para>
/// With -Spool as well, cmdlets work on a file of this process, and each change is sent to the database in the background, once, in its
/// order. The server may be away; what a process leaves is sent by the next one that opens a spool of the same database on this machine.
/// </para>
/// </remarks>
/// <inputs cref="string">The path of a session file, or a file by its property PSPath or FullName, as Get-ChildItem returns it.</inputs>
/// <outputs cref="TrackStore">The store.</outputs>
/// <example>
/// <para>Use the same file every night</para>
/// <code>
/// PS> $null = Open-TrackStore nightly.json
/// PS> Save-UserTrack backup @{ files = 120 }
/// 0000001
/// PS> Close-TrackStore
/// PS> $null = Open-TrackStore nightly.json
/// PS> Save-UserTrack backup @{ files = 125 }
/// 0000002
/// </code>
/// </example>
/// <example>
/// <para>Look at a colleague's file without touching it</para>
/// <code>
/// PS> $null = Save-UserTrack deploy @{ version = '2.1' } -UserName bob -Store bob.json
/// PS> $bob = Open-TrackStore bob.json -ReadOnly
/// PS> Search-Track -Store $bob | ForEach-Object { $_.Data.version }
/// 2.1
/// PS> Save-UserTrack deploy @{ version = '2.2' } -Store $bob
/// Save-UserTrack: ...read-only...
/// </code>
/// </example>
/// <example>
/// <para>Try things out in memory</para>
/// <code>
/// PS> (Open-TrackStore -InMemory).Kind
/// Memory
/// PS> Save-UserTrack try @{ k = 1 }
/// 0000001
/// PS> Close-TrackStore
/// PS> Search-Track try
/// </code>
/// </example>
/// <example>
/// <para>Flush every step to the disk before the next one begins</para>
/// <code>
/// PS> $store = Open-TrackStore payments.json -Durability Always
/// PS> Save-UserTrack payment @{ invoice = 4711; state = 'sent' }
/// 0000001
/// PS> $store.Durability
/// Always
/// </code>
/// </example>
/// <example>
/// <para>Repair a damaged file, and see what was lost</para>
/// <code>
/// PS> 1..3 | ForEach-Object { $null = Save-UserTrack log @{ n = $_ } -Store app.json }
/// PS> (Get-Content app.json) -replace '"n":3,', '"n":3' | Set-Content app.json
/// PS> Open-TrackStore app.json -Repair -WhatIf
/// What if: Repair "...app.json": 3 lines kept, 1 dropped, 0 set aside, 0 corrected, 0 edited.
/// ...
/// PS> $store = Open-TrackStore app.json -Repair -WarningAction SilentlyContinue
/// PS> "$($store.TrackCount) tracks, $($store.Repair.Dropped) lines dropped"
/// 2 tracks, 1 lines dropped
/// PS> Test-Path $store.Repair.Original
/// True
/// </code>
/// </example>
/// <example>
/// <para>See what would be opened in a database, with its tables created if they do not exist</para>
/// <code>
/// PS> Open-TrackStore postgres://ann@db.example.org/fleet -Initialize -WhatIf
/// What if: Performing the operation "Open store" on target "db.example.org/fleet".
/// PS> Open-TrackStore 'Host=db.example.org;Database=fleet;Username=ann' -WhatIf
/// What if: Performing the operation "Open store" on target "db.example.org/fleet".
/// </code>
/// </example>
/// <example>
/// <para>Save at once, also while the server cannot be reached</para>
/// <code>
/// PS> $spool = Open-TrackStore 'Host=db.example.org;Database=fleet;Username=ann' -Spool
/// PS> Save-UserTrack backup @{ files = 120 }
/// 0000001
/// PS> $spool.SentTo
/// db.example.org/fleet
/// PS> $spool.Unsent -gt 0
/// True
/// PS> Close-TrackStore -Timeout 0 -WarningAction SilentlyContinue
/// </code>
/// </example>
/// <seealso cref="CloseTrackStoreCommand"/>
/// <seealso cref="GetTrackStoreCommand"/>
/// <seealso cref="OptimizeTrackStoreCommand"/>
/// <seealso cref="TestTrackStoreCommand"/>
/// <seealso href="about_Tracking_Stores"/>
/// <seealso href="about_Tracking_Durability"/>
/// <seealso href="about_Tracking_Server"/>
[Cmdlet(VerbsCommon.Open, "TrackStore", DefaultParameterSetName = ByPath, SupportsShouldProcess = true)]
[OutputType(typeof(TrackStore))]
public sealed class OpenTrackStoreCommand : TrackingCommand
{
    private const string ByPath = "Path";
    private const string InMemorySet = "InMemory";
    private const string DatabaseSet = "ConnectionString";

    /// <summary>The session file. What can only be the address of a database is taken as -ConnectionString.</summary>
    [Parameter(Mandatory = true, Position = 0, ParameterSetName = ByPath, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    [Alias("FullName", "PSPath")]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(SessionFileCompleter))]
    public string Path { get; set; } = "";

    /// <summary>An empty store in memory.</summary>
    [Parameter(Mandatory = true, ParameterSetName = InMemorySet)]
    public SwitchParameter InMemory { get; set; }

    /// <summary>
    /// The database: <c>Host=…;Database=…;Username=…</c>, in the syntax of Npgsql, <c>host=… dbname=… user=…</c>, as for psql, or
    /// <c>postgres://user@host:port/database</c>. Schema=… names another schema than tracking. Pass a password by -Credential, or in a file
    /// that $env:PGPASSFILE names, rather than in this string.
    /// </summary>
    [Parameter(Mandatory = true, Position = 0, ParameterSetName = DatabaseSet)]
    [ValidateNotNullOrEmpty]
    public string ConnectionString { get; set; } = "";

    /// <summary>The database's user and password.</summary>
    /// <value>Those of the connection string, or of the password file</value>
    [Parameter(ParameterSetName = DatabaseSet)]
    [Credential]
    public PSCredential Credential { get; set; } = PSCredential.Empty;

    /// <summary>
    /// Creates the tables in the database, or updates them for this module. Gives the statements that grant others their rights as
    /// information (-InformationAction Continue shows it, <c>6> grants.sql</c> stores it).
    /// </summary>
    [Parameter(ParameterSetName = DatabaseSet)]
    public SwitchParameter Initialize { get; set; }

    /// <summary>
    /// Saves to a file of this process, which is sent to the database in the background: the server may be away, for days if need be. In an
    /// address, ?spool says the same. See about_Tracking_Server.
    /// </summary>
    [Parameter(ParameterSetName = DatabaseSet)]
    public SwitchParameter Spool { get; set; }

    /// <summary>Opens a snapshot of the file's current content; nothing is locked and nothing can be changed.</summary>
    [Parameter(ParameterSetName = ByPath)]
    public SwitchParameter ReadOnly { get; set; }

    /// <summary>When an acknowledged change survives the machine. It always survives the process.</summary>
    /// <value>EverySecond; if the store is open already, its durability</value>
    [Parameter(ParameterSetName = ByPath)]
    public Durability? Durability { get; set; }

    /// <summary>
    /// Repairs a damaged file: keeps the original beside it, takes over what is whole, and warns of each damaged place. With -WhatIf it
    /// only says what it would take.
    /// </summary>
    [Parameter(ParameterSetName = ByPath)]
    public SwitchParameter Repair { get; set; }

    /// <inheritdoc/>
    private protected override void OnRecord()
    {
        if (ParameterSetName == DatabaseSet)
            Try(null, () => OpenDatabase(ConnectionString));
        else if (ParameterSetName == InMemorySet)
            Try(Path, OpenMemory);
        else if (StoreKinds.Of(Path) == StoreKinds.Database && !ReadOnly && !Repair && Durability == null)
            Try(null, () => OpenDatabase(Path));
        else
            Try(Path, OpenFile);
    }

    /// <summary>Says what a repair would take of the file, line by line.</summary>
    private bool ShouldRepair(string path)
    {
        var check = WithBar("Testing the store", bar => StoreKinds.OfFile(path).Check(path, bar, Cancellation));
        var what = $"Repair \"{path}\": {check.Accepted} lines kept, {check.Dropped} dropped, {check.Uncertain} set aside, "
            + $"{check.Corrected} corrected, {check.Edited} edited.";
        var all = string.Join(Environment.NewLine + "    ", [what, .. check.Findings.Select(finding => finding.Text)]);
        return ShouldProcess(all, all, "Repair store");
    }

    private void OpenDatabase(string address)
    {
        // Its name as it is: a network credential by itself takes what looks like a domain off.
        var credential = Credential == PSCredential.Empty ? null : new NetworkCredential(Credential.UserName, Credential.Password);
        var spool = Spool || DatabaseAssembly.IsSpooled(address)
            ? new SpoolAddress(address, credential, Initialize) : null;
        if (!ShouldProcess(StoreKinds.Database.Locate(address, credential).Name, spool == null ? "Open store" : "Open spool"))
            return;
        var store = WithBar("Opening the store", bar => spool != null
            ? StoreRegistry.Instance.Open(spool, bar, Cancellation)
            : StoreRegistry.Instance.Open(
            StoreKinds.Database,
            address,
            new StoreOptions { Credential = credential, Initialize = Initialize, Progress = bar },
            Cancellation));
        WriteWarnings(ForQuestion(store));
        if (Initialize && store.Opened is IRoleStore { Grants: var grants })
            WriteInformation(grants, ["Grants"]);
        WriteObject(store);
    }

    private void OpenMemory()
    {
        var location = StoreKinds.Memory.Locate("").ToString();
        if (ShouldProcess(location, "Open store"))
            WriteObject(StoreRegistry.Instance.Open(StoreKinds.Memory, location, new StoreOptions(), Cancellation));
    }

    private void OpenFile()
    {
        var path = StorePaths.Resolve(SessionState, Path);
        if (!(Repair && IsWhatIf && File.Exists(path) ? ShouldRepair(path) : ShouldProcess(path, "Open store")))
            return;
        var store = WithBar("Opening the store", bar => ReadOnly
            ? StoreRegistry.Instance.OpenSnapshot(path, bar, Cancellation)
            : StoreRegistry.Instance.Open(
                StoreKinds.OfFile(path),
                path,
                new StoreOptions
                {
                    Durability = Durability,
                    Repair = Repair,
                    FallbackFolder = SessionStore.FallbackFolder,
                    CompactionFolder = SessionStore.CompactionFolder,
                    Progress = bar,
                },
                Cancellation));
        WriteWarnings(ForQuestion(store));
        WriteObject(store);
    }
}

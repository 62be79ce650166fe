using System;
using System.IO;
using System.Linq;
using System.Management.Automation;
using System.Management.Automation.Runspaces;
using System.Reflection;
using System.Runtime.CompilerServices;

namespace Tracking.Tests;

/// <summary>
/// A PowerShell session with the module, an empty folder as its location, and a home of its own in it. The open stores
/// belong to the process: all are closed at the end, so that each test begins as a new process does.
/// </summary>
public sealed class ModuleSession : IDisposable
{
    private const string ReachedEnd = "ModuleSessionReachedEnd";

    private static readonly (string Name, string Body)[] Functions =
    [
        // The errors that come of a script block, those that end it and those that do not; what else comes out is dropped.
        ("Get-ErrorOf", """
            param([scriptblock] $Script)
            try { & $Script 2>&1 | Where-Object { $_ -is [Management.Automation.ErrorRecord] } } catch { $_ }
            """),
        // An empty folder that goes away with the session.
        ("New-TestFolder", "(New-Item -ItemType Directory -Path (Join-Path $folder ([IO.Path]::GetRandomFileName()))).FullName"),
    ];

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("tracking-");
    private readonly Runspace _runspace;

    public ModuleSession()
    {
        Environment.SetEnvironmentVariable("TRACKING_HOME", Path.Combine(Folder, "home"));
        Environment.SetEnvironmentVariable("TRACKING_STORE", null);
        _runspace = NewRunspace();
        Set("folder", Folder);
        Set("manifest", Manifest);
        Run("Set-Location -LiteralPath $folder");
    }

    /// <summary>The module's manifest, as the build laid it beside this program.</summary>
    public static string Manifest { get; } = Path.Combine(AppContext.BaseDirectory, "ImportedModule", "Tracking.psd1");

    /// <summary>The session's location, which goes away with it.</summary>
    public string Folder => _folder.FullName;

    /// <summary>Sets a global variable of the session.</summary>
    public void Set(string name, object? value) => _runspace.SessionStateProxy.SetVariable(name, value);

    /// <summary>The value of a global variable of the session.</summary>
    public object? Get(string name) => _runspace.SessionStateProxy.GetVariable(name);

    /// <summary>Runs a script in the session's global scope to its end. An error that comes out of it fails the test.</summary>
    public ScriptResult Run(string script) => Attempt(script).WithoutErrors();

    /// <summary>As <see cref="Run"/>, but what comes out of it may be errors, also the one that ends it.</summary>
    public ScriptResult Attempt(string script)
    {
        Set(ReachedEnd, false);
        using var shell = PowerShell.Create(_runspace).AddScript($"{script}\n$global:{ReachedEnd} = $true");
        var result = ScriptResult.Of(shell, () => shell.Invoke());
        // PowerShell ends the script silently, and the rest of its assertions does not run.
        if (!result.WasEnded && !Equals(Get(ReachedEnd), true))
        {
            throw new InvalidOperationException(
                $"The script did not come to its end: exit, or a return, break or continue that nothing took.\n{script}");
        }
        return result;
    }

    /// <summary>Runs a script in a runspace of its own while the caller goes on.</summary>
    /// <param name="script">The script.</param>
    /// <param name="host">Where its progress bars are drawn; nowhere unless it is given.</param>
    public static BackgroundScript Begin(string script, ProgressHost? host = null) => new(NewRunspace(host), script);

    /// <inheritdoc/>
    public void Dispose()
    {
        try
        {
            CloseStores();
        }
        finally
        {
            _runspace.Dispose();
            _folder.Delete(recursive: true);
        }
    }

    private static Runspace NewRunspace(ProgressHost? host = null)
    {
        var state = InitialSessionState.CreateDefault();
        state.ImportPSModule([Manifest]);
        state.Commands.Add(new SessionStateCmdletEntry(ShouldCommand.Name, typeof(ShouldCommand), helpFileName: null));
        // PowerShell finds no cmdlet without a dash in its name.
        state.Commands.Add(new SessionStateAliasEntry("Should", ShouldCommand.Name));
        foreach (var (name, body) in Functions)
            state.Commands.Add(new SessionStateFunctionEntry(name, body));
        state.ThreadOptions = PSThreadOptions.ReuseThread;
        var runspace = host == null ? RunspaceFactory.CreateRunspace(state) : RunspaceFactory.CreateRunspace(host, state);
        runspace.Open();
        return runspace;
    }

    private void CloseStores()
    {
        // A store that a test has made fail may fail once more here.
        Attempt("Get-TrackStore -Open | Close-TrackStore -ErrorAction Continue");
        if (Run("Get-TrackStore -Open").Output is [var left, ..])
            throw new InvalidOperationException($"A store could not be closed, and would be open in the next test: {left}");
        // The session's own store stands for the same file until the process ends; the next test has another home.
        var registry = typeof(TrackStore).Assembly.GetType("Tracking.Stores.StoreRegistry", throwOnError: true)!;
        var instance = registry.GetProperty("Instance")!.GetValue(null);
        var remembered = registry.GetFields(BindingFlags.Instance | BindingFlags.NonPublic)
            .Where(field => field.FieldType == typeof(TrackStore)).ToList();
        if (remembered.Count == 0)
            throw new InvalidOperationException("Where the registry has the session's own store is not found.");
        foreach (var field in remembered)
            field.SetValue(instance, null);
    }

    // The first use of any of PowerShell's types would begin to collect what is to be sent.
    [ModuleInitializer]
    internal static void SendNothing() => Environment.SetEnvironmentVariable("POWERSHELL_TELEMETRY_OPTOUT", "1");
}

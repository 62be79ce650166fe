using System;
using System.Collections.Generic;
using System.Linq;
using System.Management.Automation;
using Xunit.Sdk;

namespace Tracking.Tests;

/// <summary>All that came out of a script.</summary>
public sealed class ScriptResult
{
    private ScriptResult(PowerShell shell, IReadOnlyList<PSObject?> objects, ErrorRecord? ending)
    {
        var streams = shell.Streams;
        Objects = objects;
        WasEnded = ending != null;
        Errors = [.. streams.Error, .. ending == null ? Array.Empty<ErrorRecord>() : [ending]];
        Warnings = [.. streams.Warning.Select(record => record.Message)];
        Verbose = [.. streams.Verbose.Select(record => record.Message)];
        Information = [.. streams.Information.Select(record => record.ToString())];
        Progress = [.. streams.Progress];
    }

    /// <summary>What the script put out, as it is.</summary>
    public IReadOnlyList<PSObject?> Objects { get; }

    /// <summary>What the script put out, as PowerShell writes it in a string.</summary>
    public string[] Output => [.. Objects.Select(Text)];

    /// <summary>The errors, the one that ended the script among them, last.</summary>
    public IReadOnlyList<ErrorRecord> Errors { get; }

    /// <summary>The errors' ids: <c>TrackNotFound,Tracking.Commands.RemoveTrackCommand</c>.</summary>
    public string[] ErrorIds => [.. Errors.Select(error => error.FullyQualifiedErrorId)];

    public string[] Warnings { get; }

    public string[] Verbose { get; }

    public string[] Information { get; }

    public IReadOnlyList<ProgressRecord> Progress { get; }

    /// <summary>Whether an error ended the script.</summary>
    public bool WasEnded { get; }

    /// <summary>The only object that came out, as what it is.</summary>
    public T Only<T>() => (T)Objects.Single()!.BaseObject;

    /// <summary>This, if no error came out.</summary>
    public ScriptResult WithoutErrors() => Errors is []
        ? this
        : throw new XunitException(string.Join("\n", Errors.Select(Describe)));

    /// <summary>What a script gave that has been run to its end.</summary>
    internal static ScriptResult Of(PowerShell shell, Func<IEnumerable<PSObject?>> run)
    {
        try
        {
            return new ScriptResult(shell, [.. run()], ending: null);
        }
        catch (RuntimeException error)
        {
            return new ScriptResult(shell, [], error.ErrorRecord);
        }
    }

    private static string Text(PSObject? value) => value == null ? "" : LanguagePrimitives.ConvertTo<string>(value);

    private static string Describe(ErrorRecord error) =>
        $"{error.FullyQualifiedErrorId}: {error}\n{error.InvocationInfo?.PositionMessage}\n{error.ScriptStackTrace}";
}

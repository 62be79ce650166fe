using System;
using System.Collections.Generic;
using System.Collections.ObjectModel;
using System.Diagnostics;
using System.Globalization;
using System.Management.Automation;
using System.Management.Automation.Host;
using System.Security;

namespace Tracking.Tests;

/// <summary>A host that notes the progress records it is given, and can do nothing else.</summary>
public sealed class ProgressHost : PSHost
{
    private readonly ProgressInterface _ui = new();

    /// <summary>The records so far, without those of PowerShell itself.</summary>
    public IReadOnlyList<DrawnBar> Drawn => _ui.Drawn;

    /// <summary>In a script, <c>$Host.PrivateData.Count</c> is how many there are so far.</summary>
    public override PSObject PrivateData => PSObject.AsPSObject(Drawn);

    /// <inheritdoc/>
    public override CultureInfo CurrentCulture => CultureInfo.InvariantCulture;

    /// <inheritdoc/>
    public override CultureInfo CurrentUICulture => CultureInfo.InvariantCulture;

    /// <inheritdoc/>
    public override Guid InstanceId { get; } = Guid.NewGuid();

    /// <inheritdoc/>
    public override string Name => nameof(ProgressHost);

    /// <inheritdoc/>
    public override PSHostUserInterface UI => _ui;

    /// <inheritdoc/>
    public override Version Version { get; } = new(1, 0);

    /// <inheritdoc/>
    public override void EnterNestedPrompt() => throw new NotSupportedException();

    /// <inheritdoc/>
    public override void ExitNestedPrompt() => throw new NotSupportedException();

    /// <inheritdoc/>
    public override void NotifyBeginApplication()
    {
    }

    /// <inheritdoc/>
    public override void NotifyEndApplication()
    {
    }

    /// <inheritdoc/>
    public override void SetShouldExit(int exitCode)
    {
    }

    /// <summary>A record as it came.</summary>
    /// <param name="At">When, since the host was made.</param>
    /// <param name="Source">By which the host tells bars of one id apart.</param>
    /// <param name="Bar">The record.</param>
    public readonly record struct DrawnBar(TimeSpan At, long Source, ProgressRecord Bar);

    private sealed class ProgressInterface : PSHostUserInterface
    {
        private readonly Stopwatch _clock = Stopwatch.StartNew();
        private readonly List<DrawnBar> _drawn = [];

        public IReadOnlyList<DrawnBar> Drawn
        {
            get
            {
                lock (_drawn)
                    return [.. _drawn];
            }
        }

        public override PSHostRawUserInterface? RawUI => null;

        public override void WriteProgress(long sourceId, ProgressRecord record)
        {
            if (record.Activity.StartsWith("Preparing modules", StringComparison.Ordinal))
                return;
            lock (_drawn)
                _drawn.Add(new DrawnBar(_clock.Elapsed, sourceId, record));
        }

        public override void Write(string value)
        {
        }

        public override void Write(ConsoleColor foregroundColor, ConsoleColor backgroundColor, string value)
        {
        }

        public override void WriteLine(string value)
        {
        }

        public override void WriteErrorLine(string value)
        {
        }

        public override void WriteDebugLine(string message)
        {
        }

        public override void WriteVerboseLine(string message)
        {
        }

        public override void WriteWarningLine(string message)
        {
        }

        public override string ReadLine() => throw new NotSupportedException();

        public override SecureString ReadLineAsSecureString() => throw new NotSupportedException();

        public override Dictionary<string, PSObject> Prompt(string caption, string message, Collection<FieldDescription> descriptions) =>
            throw new NotSupportedException();

        public override int PromptForChoice(string caption, string message, Collection<ChoiceDescription> choices, int defaultChoice) =>
            throw new NotSupportedException();

        public override PSCredential PromptForCredential(string caption, string message, string userName, string targetName) =>
            throw new NotSupportedException();

        public override PSCredential PromptForCredential(string caption, string message, string userName, string targetName,
            PSCredentialTypes allowedCredentialTypes, PSCredentialUIOptions options) => throw new NotSupportedException();
    }
}

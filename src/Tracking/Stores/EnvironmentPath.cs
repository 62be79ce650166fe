using System;
using System.Runtime.InteropServices;
using System.Text.RegularExpressions;

namespace Tracking.Stores;

/// <summary>
/// Paths that an environment variable names. No shell expands what a service file, a container or <c>$env:</c> says, so that it is done
/// here, as a shell would (rule 1.10).
/// </summary>
internal static class EnvironmentPath
{
    private static readonly bool IsWindows = RuntimeInformation.IsOSPlatform(OSPlatform.Windows);

    private static readonly Regex Home = new(IsWindows ? @"^~([\\/]|$)" : "^~(/|$)", RegexOptions.CultureInvariant);

    private static readonly Regex AbsoluteOnWindows = new(@"^([A-Za-z]:[\\/]|[\\/]{2})", RegexOptions.CultureInvariant);

    private static readonly Regex Variable = new(
        IsWindows ? @"\$(?:env:)?(?<name>\w+)|\$\{(?:env:)?(?<name>[^}]+)\}|%(?<name>[^%]+)%"
            : @"\$(?:env:)?(?<name>\w+)|\$\{(?:env:)?(?<name>[^}]+)\}",
        RegexOptions.CultureInvariant | RegexOptions.IgnoreCase);

    /// <summary>Why a path that <see cref="IsOfWindowsShare"/> is refused.</summary>
    public const string WhyNoShare =
        "it names a share as Windows does, which would be a file of that name here; mount the share, and name its folder";

    /// <summary>Whether a path names a share in Windows' way on another system, where it would be an ordinary name.</summary>
    public static bool IsOfWindowsShare(string path) => !IsWindows && path.StartsWith(@"\\", StringComparison.Ordinal);

    /// <summary>What a variable says; null when it is blank or not set.</summary>
    public static string? Read(string variable) =>
        Environment.GetEnvironmentVariable(variable) is { } value && !string.IsNullOrWhiteSpace(value) ? value.Trim() : null;

    /// <summary>The absolute path that the text of a variable means.</summary>
    /// <param name="variable">The variable, for errors.</param>
    /// <param name="text">What it says.</param>
    /// <exception cref="TrackingException">TrackStorePathInvalid: the path is relative, or a variable in it is not set.</exception>
    public static string Expand(string variable, string text)
    {
        var path = Variable.Replace(text, match =>
        {
            var name = match.Groups["name"].Value;
            return Read(name) ?? throw Invalid($"the variable {name} in it is not set");
        });
        if (Home.IsMatch(path))
            path = HomeFolder() + path.Substring(1);
        if (IsOfWindowsShare(path))
            throw Invalid(WhyNoShare);
        // A path without a drive means another place on each drive of Windows.
        if (IsWindows ? !AbsoluteOnWindows.IsMatch(path) : path[0] != '/')
            throw Invalid("it is not an absolute path, and would mean another place in each folder");
        return path;

        string HomeFolder() => Environment.GetFolderPath(Environment.SpecialFolder.UserProfile, Environment.SpecialFolderOption.DoNotVerify)
            is { Length: > 0 } home ? home : throw Invalid("the user has no home folder that ~ could stand for");

        TrackingException Invalid(string reason) =>
            new(TrackingErrorCode.TrackStorePathInvalid, $"$env:{variable} is '{text}': {reason}. Set it to an absolute path.");
    }
}

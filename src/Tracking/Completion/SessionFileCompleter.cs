using System.Collections.Generic;
using System.Globalization;
using System.IO;
using System.Linq;
using System.Management.Automation;
using Tracking.Stores;

namespace Tracking.Completion;

/// <summary>
/// Offers this user's session files, newest first, by their names or paths. Where none matches, PowerShell offers other files.
/// </summary>
internal class SessionFileCompleter : Completer
{
    protected override bool IsPath => true;

    protected override IEnumerable<CompletionResult> Complete(CompletionWord word, CommandLine line) =>
        Files(word).Take(Most).Select(file => Result(word, file.FullName, Describe(file)));

    /// <summary>The session files that the word matches, newest first.</summary>
    protected static IEnumerable<FileInfo> Files(CompletionWord word)
    {
        var home = new DirectoryInfo(SessionStore.Home);
        return home.Exists
            ? home.EnumerateFiles("*.json").Where(file => Matches(word, file.FullName)).OrderByDescending(file => file.LastWriteTimeUtc)
            : [];
    }

    protected static bool Matches(CompletionWord word, string path) => word.Matches(Path.GetFileName(path)) || word.Matches(path);

    protected static CompletionResult Result(CompletionWord word, string path, string told) =>
        Result(CompletionText.Argument(path, word.IsQuoted), Path.GetFileName(path), $"{path}: {told}");

    /// <summary>The file's date and size.</summary>
    protected static string Describe(FileInfo file) =>
        string.Format(CultureInfo.InvariantCulture, "{0:yyyy-MM-dd HH:mm:ss}, {1:N0} bytes", file.LastWriteTime, file.Length);
}

using System;
using System.IO;
using System.Security.Cryptography;
using System.Text;

namespace Tracking.Report.Page;

/// <summary>The style sheet and the script, which each page carries, and by which hash its policy lets them in.</summary>
internal sealed class PageAsset
{
    public static readonly PageAsset Style = new("report.css");
    public static readonly PageAsset Script = new("report.js");

    private PageAsset(string name)
    {
        using var stream = typeof(PageAsset).Assembly.GetManifestResourceStream(name)!;
        using var reader = new StreamReader(stream, Encoding.UTF8);
        // Browsers read line ends so, and hash what they read.
        Text = reader.ReadToEnd().Replace("\r\n", "\n");
        using var sha = SHA256.Create();
        Source = $"'sha256-{Convert.ToBase64String(sha.ComputeHash(Encoding.UTF8.GetBytes(Text)))}'";
    }

    /// <summary>What stands between the tags.</summary>
    public string Text { get; }

    /// <summary>What the policy calls it.</summary>
    public string Source { get; }
}

using System;
using System.IO;
using System.Security.Cryptography;
using System.Text;

namespace Tracking.Report.Page;

/// <summary>A style sheet or script that each page contains, and its hash, by which the page's policy allows it.</summary>
internal sealed class PageAsset
{
    public static readonly PageAsset Style = new("report.css");
    public static readonly PageAsset Script = new("report.js");

    private PageAsset(string name)
    {
        using var stream = typeof(PageAsset).Assembly.GetManifestResourceStream(name)!;
        using var reader = new StreamReader(stream, Encoding.UTF8);
        // Browsers normalise line ends before they compute the hash.
        Text = reader.ReadToEnd().Replace("\r\n", "\n");
        using var sha = SHA256.Create();
        Source = $"'sha256-{Convert.ToBase64String(sha.ComputeHash(Encoding.UTF8.GetBytes(Text)))}'";
    }

    /// <summary>Its content.</summary>
    public string Text { get; }

    /// <summary>Its name in the page's Content-Security-Policy: <c>'sha256-…'</c>.</summary>
    public string Source { get; }
}

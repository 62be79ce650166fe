using System;
using System.Collections.Generic;
using System.IO;

namespace Tracking.Postgres.Connections;

/// <summary>
/// The file of services that PostgreSQL's programs read: what <c>service=</c> and PGSERVICE name stands there as keywords and values.
/// </summary>
internal static class ServiceFile
{
    /// <summary>The settings of a service.</summary>
    /// <param name="service">Its name.</param>
    /// <param name="file">The file that an address names; null for none.</param>
    /// <param name="environment">The environment's variables.</param>
    /// <exception cref="TrackingException">TrackStoreConnectionInvalid.</exception>
    public static IReadOnlyList<AddressSetting> Read(string service, string? file, Func<string, string?> environment)
    {
        var own = file ?? environment("PGSERVICEFILE") ?? HomeFile(environment);
        var shared = environment("PGSYSCONFDIR") is { Length: > 0 } folder ? Path.Combine(folder, "pg_service.conf") : null;
        var files = new List<string>();
        foreach (var path in (ReadOnlySpan<string?>)[own, shared])
        {
            if (path is not { Length: > 0 } || !File.Exists(path))
                continue;
            files.Add(path);
            if (Find(service, path) is { } settings)
                return settings;
        }
        throw ServerAddress.Invalid(files.Count == 0
            ? "There is no file of services, of which the connection string or PGSERVICE names one. PGSERVICEFILE names the file; else it "
                + "is .pg_service.conf in the home folder."
            : $"The service that the connection string or PGSERVICE names is not in '{string.Join("', '", files)}'.");
    }

    private static string? HomeFile(Func<string, string?> environment) => OperatingSystem.IsWindows()
        ? environment("APPDATA") is { } data ? Path.Combine(data, "postgresql", ".pg_service.conf") : null
        : environment("HOME") is { } home ? Path.Combine(home, ".pg_service.conf") : null;

    private static List<AddressSetting>? Find(string service, string path)
    {
        List<AddressSetting>? settings = null;
        var number = 0;
        foreach (var text in ReadLines(path))
        {
            number++;
            var line = text.Trim();
            if (line.Length == 0 || line[0] == '#')
                continue;
            if (line[0] == '[')
            {
                if (settings != null)
                    return settings;
                if (line == $"[{service}]")
                    settings = [];
                continue;
            }
            if (settings == null)
                continue;
            var at = line.IndexOf('=', StringComparison.Ordinal);
            if (at <= 0)
                throw ServerAddress.Invalid($"Line {number} of '{path}' is no keyword=value.");
            var name = line[..at].Trim();
            settings.Add(new AddressSetting(name, line[(at + 1)..].Trim(), $"{name}' in '{path}"));
        }
        return settings;
    }

    private static string[] ReadLines(string path)
    {
        try
        {
            return File.ReadAllLines(path);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw ServerAddress.Invalid($"The file of services '{path}' cannot be read: {error.Message}");
        }
    }
}

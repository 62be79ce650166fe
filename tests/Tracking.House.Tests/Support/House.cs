using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using Mono.Cecil;

namespace Tracking.House.Tests;

/// <summary>The compiled house: its types, the folder that each is in, and which of the others each one names.</summary>
internal static class House
{
    private static readonly string[] Assemblies = ["Tracking", "Tracking.Core", "Tracking.Postgres", "Tracking.Report"];

    private static readonly Dictionary<string, string> FoldersByPublicName = FindFolders();

    /// <summary>The paths of what ships, compiled.</summary>
    public static IReadOnlyList<string> Paths { get; } = [.. Assemblies.Select(PathOf)];

    /// <summary>All types that are declared in a file of ours, nested ones left out: they are part of the one that they stand in.</summary>
    public static IReadOnlyList<TypeDefinition> Types { get; } =
        [.. Paths.SelectMany(path => AssemblyDefinition.ReadAssembly(path).MainModule.Types).Where(IsOurs)];

    /// <summary>The path of one of the assemblies.</summary>
    public static string PathOf(string assembly) => Path.Combine(AppContext.BaseDirectory, assembly + ".dll");

    /// <summary>
    /// The folder of a type under src: its namespace, but for the public names, which stand in the namespace Tracking wherever they are.
    /// </summary>
    public static string FolderOf(TypeDefinition type)
    {
        var project = type.Module.Assembly.Name.Name;
        var root = project == "Tracking.Core" ? "Tracking" : project;
        if (type.Namespace == "Tracking" && FoldersByPublicName.TryGetValue(type.Name, out var folder))
            return folder;
        return type.Namespace == root ? project : $"{project}/{type.Namespace[(root.Length + 1)..].Replace('.', '/')}";
    }

    /// <summary>The types of the house that a type names, in its members, their bodies and its attributes.</summary>
    public static IEnumerable<TypeDefinition> NamedBy(TypeDefinition type)
    {
        var found = new HashSet<string>(StringComparer.Ordinal);
        TypeReferences.Collect(type, found);
        return found.Where(ByName.ContainsKey).Select(name => ByName[name]).Where(other => other != type);
    }

    private static readonly Dictionary<string, TypeDefinition> ByName = Types.ToDictionary(type => type.FullName, StringComparer.Ordinal);

    private static bool IsOurs(TypeDefinition type) =>
        type.FullName.StartsWith("Tracking.", StringComparison.Ordinal) && type.Name[0] != '<';

    private static Dictionary<string, string> FindFolders() =>
        Repository.Shipped.ToLookup(file => Path.GetFileNameWithoutExtension(file), file => Repository.Folder(file)["src/".Length..])
            .Where(files => files.Count() == 1).ToDictionary(files => files.Key, files => files.Single(), StringComparer.Ordinal);
}

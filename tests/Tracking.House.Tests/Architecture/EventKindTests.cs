using System;
using System.Collections.Generic;
using System.Linq;
using Mono.Cecil;
using Xunit;

namespace Tracking.House.Tests;

/// <summary>
/// Each kind of event is registered where logs are read and written. What else a kind needs are abstract members, which the compiler
/// demands.
/// </summary>
public sealed class EventKindTests
{
    private static readonly Dictionary<string, TypeDefinition> Types =
        House.Types.Where(type => type.Namespace == "Tracking.Events").ToDictionary(type => type.FullName, StringComparer.Ordinal);

    private static IEnumerable<TypeDefinition> Events => Types.Values.Where(type => !type.IsAbstract && IsEvent(type));

    [Fact]
    public void Each_kind_of_event_is_registered()
    {
        Assert.NotEmpty(Events);
        var registered = FormsNamedIn(Types["Tracking.Events.EventKinds"].Methods.Single(method => method.Name == ".cctor"));
        var forgotten = Events.Where(type => !FormsNamedIn(KindOf(type)).Any(registered.Contains));
        AllowList.AssertNone(forgotten.Select(type => $"the form of {type.Name} is not in EventKinds.Current"));
    }

    [Fact]
    public void Each_kind_of_event_is_made_by_what_reads_its_form()
    {
        var neverMade = Events.Where(type => !FormsNamedIn(KindOf(type)).Any(form => Makes(Types[form], type)));
        AllowList.AssertNone(neverMade.Select(type => $"{type.Name} is never made from a line"));
    }

    private static bool IsEvent(TypeDefinition type)
    {
        var ancestor = type;
        while (ancestor.BaseType != null && Types.TryGetValue(ancestor.BaseType.FullName, out var parent))
            ancestor = parent;
        return ancestor.Name == "TrackEvent" && ancestor != type;
    }

    /// <summary>The method that says the kind of an event: its own, or an inherited one.</summary>
    private static MethodDefinition KindOf(TypeDefinition type)
    {
        while (true)
        {
            if (type.Methods.FirstOrDefault(method => method.Name == "get_Kind" && method.HasBody) is { } found)
                return found;
            type = Types[type.BaseType.FullName];
        }
    }

    /// <summary>The types whose Form a method names.</summary>
    private static HashSet<string> FormsNamedIn(MethodDefinition method) =>
        [.. Called(method).Where(called => called.Name == "get_Form").Select(called => called.DeclaringType.FullName)];

    private static bool Makes(TypeDefinition reader, TypeDefinition made) =>
        reader.Methods.Concat(reader.NestedTypes.SelectMany(nested => nested.Methods)).Where(method => method.HasBody)
            .SelectMany(Called).Any(called => called.Name == ".ctor" && called.DeclaringType.FullName == made.FullName);

    private static IEnumerable<MethodReference> Called(MethodDefinition method) =>
        method.Body.Instructions.Select(instruction => instruction.Operand).OfType<MethodReference>();
}

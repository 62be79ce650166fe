using System;
using System.Collections.Generic;
using System.Linq;
using System.Text.RegularExpressions;
using Mono.Cecil;
using Xunit;

namespace Tracking.House.Tests;

/// <summary>
/// Words that must not come back: in prose and texts those that no native writer would let stand, in names those that have many meanings.
/// </summary>
public sealed class WordTests
{
    private static readonly Regex[] Prose =
    [
        new(@"\bmend(s|ed|ing)?\b", RegexOptions.IgnoreCase),
        new(@"\bleast form\b", RegexOptions.IgnoreCase),
        new(@"\b(gives?|gave|given|giving) out\b", RegexOptions.IgnoreCase),
        new(@"\bleft away\b", RegexOptions.IgnoreCase),
        new(@"\bnobody's current\b", RegexOptions.IgnoreCase),
        new(@"\bfor him\b", RegexOptions.IgnoreCase),
        new(@"\bas good\b", RegexOptions.IgnoreCase),
        new(@"\bthe \d+\. (time|try|attempt)\b", RegexOptions.IgnoreCase),
        new(@"\bit says nothing\.", RegexOptions.IgnoreCase),
        new(@"\bwithout a word\b", RegexOptions.IgnoreCase),
        new(@"\b(TODO|FIXME|XXX|HACK)\b"),
        new(@"\bNotImplementedException\b"),
    ];

    // As words within names of types and members.
    private static readonly Regex Names =
        new("(?<![a-z])(Keeps?|Kept|Takes?|Taken|Tells?|Told|Hears?|Heard|Ask(s|ed)?|Seen|Refusals?|Mends?|LongWork)(?![a-z])");

    [Fact]
    public void Prose_is_plain_English()
    {
        var found = Repository.Texts.SelectMany(file =>
            Prose.SelectMany(word => word.Matches(Repository.Text(file)).Select(match => $"{match.Value} in {file}")));
        AllowList.AssertOnly("words", found);
    }

    [Fact]
    public void Names_have_one_meaning() =>
        AllowList.AssertOnly("names", House.Types.SelectMany(NamesOf).Where(name => Names.IsMatch(name.Split(' ')[^1])));

    // The names of a type and its members, each behind that of the outermost type.
    private static IEnumerable<string> NamesOf(TypeDefinition type) => OwnNames(type)
        .Where(name => !name.Contains('<', StringComparison.Ordinal)).Select(name => $"{type.Name} {name.Split('.')[^1]}")
        .Distinct(StringComparer.Ordinal);

    private static IEnumerable<string> OwnNames(TypeDefinition type) =>
    [
        type.Name,
        .. type.Methods.Where(method => !method.IsSpecialName).Select(method => method.Name),
        // The parameters of cmdlets are words of their users.
        .. type.Properties.Where(property => property.CustomAttributes.All(one => one.AttributeType.Name != "ParameterAttribute"))
            .Select(property => property.Name),
        .. type.Fields.Select(field => field.Name),
        .. type.NestedTypes.SelectMany(OwnNames),
    ];
}

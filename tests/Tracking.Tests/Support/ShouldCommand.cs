using System;
using System.Collections;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using System.Management.Automation;
using System.Text.RegularExpressions;

namespace Tracking.Tests;

/// <summary>
/// Asserts in a script, in Pester's words: <c>$found.Data.k | Should -BeExactly @(1, 2)</c>. Where it does not hold, an error comes out,
/// which fails the test. The objects that are piped count as one list; one alone is itself.
/// </summary>
[Cmdlet("Assert", "Should")]
public sealed class ShouldCommand : PSCmdlet
{
    /// <summary>The full name; scripts say Should.</summary>
    public const string Name = "Assert-Should";

    private readonly List<object?> _actual = [];

    [Parameter(ValueFromPipeline = true)]
    [AllowNull]
    [AllowEmptyString]
    [AllowEmptyCollection]
    public object? InputObject { get; set; }

    /// <summary>The message that <see cref="Throw"/> expects, with wildcards.</summary>
    [Parameter(Position = 0)]
    public string? Message { get; set; }

    [Parameter]
    public string? ErrorId { get; set; }

    [Parameter]
    public string? Because { get; set; }

    [Parameter]
    public SwitchParameter Not { get; set; }

    [Parameter]
    [AllowNull]
    [AllowEmptyString]
    [AllowEmptyCollection]
    public object? Be { get; set; }

    [Parameter]
    [AllowNull]
    [AllowEmptyString]
    [AllowEmptyCollection]
    public object? BeExactly { get; set; }

    [Parameter]
    public string? BeLike { get; set; }

    [Parameter]
    public string? Match { get; set; }

    [Parameter]
    public string? MatchExactly { get; set; }

    [Parameter]
    [AllowNull]
    public object? Contain { get; set; }

    [Parameter]
    [AllowNull]
    [AllowEmptyCollection]
    public object? BeIn { get; set; }

    [Parameter]
    public Type? BeOfType { get; set; }

    [Parameter]
    public int HaveCount { get; set; }

    [Parameter]
    public object? BeGreaterThan { get; set; }

    [Parameter]
    public object? BeGreaterOrEqual { get; set; }

    [Parameter]
    public object? BeLessThan { get; set; }

    [Parameter]
    public object? BeLessOrEqual { get; set; }

    [Parameter]
    public SwitchParameter BeTrue { get; set; }

    [Parameter]
    public SwitchParameter BeFalse { get; set; }

    [Parameter]
    public SwitchParameter BeNullOrEmpty { get; set; }

    [Parameter]
    public SwitchParameter Exist { get; set; }

    [Parameter]
    public SwitchParameter Throw { get; set; }

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        if (MyInvocation.ExpectingInput)
            _actual.Add(Unwrap(InputObject));
    }

    /// <inheritdoc/>
    protected override void EndProcessing()
    {
        // A list that was piped as one object counts as what it holds.
        var actual = _actual is [IList list and not byte[]] ? [.. list.Cast<object?>().Select(Unwrap)] : _actual;
        var checks = MyInvocation.BoundParameters.Keys.Where(IsCheck).ToList();
        if (checks.Count != 1)
            throw new InvalidOperationException($"An assert makes one check, not {checks.Count}.");
        var expected = MyInvocation.BoundParameters[checks[0]];
        if (Holds(checks[0], actual, Unwrap(expected)) == Not)
        {
            var text = $"Expected{(Not ? " not" : "")} {checks[0]} {Show(expected)}, but it is {Show(actual)}. {Because}";
            ThrowTerminatingError(new ErrorRecord(new InvalidOperationException(text), "AssertFailed", ErrorCategory.InvalidResult, null));
        }
    }

    private static bool IsCheck(string parameter) =>
        parameter is not (nameof(InputObject) or nameof(Message) or nameof(ErrorId) or nameof(Because) or nameof(Not))
        && !CommonParameters.Contains(parameter);

    private bool Holds(string check, List<object?> actual, object? expected) => check switch
    {
        nameof(Be) => AreEqual(actual, expected, ignoreCase: true),
        nameof(BeExactly) => AreEqual(actual, expected, ignoreCase: false),
        nameof(BeLike) => All(actual, item => new WildcardPattern((string)expected!, WildcardOptions.IgnoreCase).IsMatch(Text(item))),
        nameof(Match) => All(actual, item => Regex.IsMatch(Text(item), (string)expected!, RegexOptions.IgnoreCase)),
        nameof(MatchExactly) => All(actual, item => Regex.IsMatch(Text(item), (string)expected!)),
        nameof(Contain) => actual.Exists(item => IsEqual(item, expected, ignoreCase: true)),
        nameof(BeIn) => All(actual, item => ListOf(expected).Exists(one => IsEqual(item, one, ignoreCase: true))),
        nameof(BeOfType) => All(_actual, item => ((Type)expected!).IsInstanceOfType(item is PSObject custom ? custom.BaseObject : item)),
        nameof(HaveCount) => actual.Count == (int)expected!,
        nameof(BeGreaterThan) => Compare(actual, expected) > 0,
        nameof(BeGreaterOrEqual) => Compare(actual, expected) >= 0,
        nameof(BeLessThan) => Compare(actual, expected) < 0,
        nameof(BeLessOrEqual) => Compare(actual, expected) <= 0,
        nameof(BeTrue) => actual.Count > 0 && LanguagePrimitives.IsTrue(actual.Count == 1 ? actual[0] : actual),
        nameof(BeFalse) => actual.Count == 0 || (actual.Count == 1 && !LanguagePrimitives.IsTrue(actual[0])),
        nameof(BeNullOrEmpty) => actual is [] or [null] or [""] or [ICollection { Count: 0 }],
        nameof(Exist) => All(actual, item => InvokeProvider.Item.Exists(WildcardPattern.Escape(Text(item)))),
        nameof(Throw) => Throws((ScriptBlock)actual.Single()!),
        _ => throw new InvalidOperationException($"There is no check {check}."),
    };

    private bool Throws(ScriptBlock script)
    {
        try
        {
            InvokeCommand.InvokeScript(useLocalScope: true, script, input: null);
            return false;
        }
        catch (RuntimeException error)
        {
            var record = error.ErrorRecord;
            return new WildcardPattern(Message ?? "*", WildcardOptions.IgnoreCase).IsMatch(record.ToString())
                && (ErrorId == null || ErrorId == record.FullyQualifiedErrorId);
        }
    }

    private static bool AreEqual(List<object?> actual, object? expected, bool ignoreCase)
    {
        if (actual.Count == 0 && expected == null)
            return true;
        var list = ListOf(expected);
        return actual.Count == list.Count && actual.Zip(list).All(pair => IsEqual(pair.First, pair.Second, ignoreCase));
    }

    private static bool IsEqual(object? actual, object? expected, bool ignoreCase) => (actual, expected) switch
    {
        (IList one, IList other) => AreEqual([.. one.Cast<object?>().Select(Unwrap)], other, ignoreCase),
        _ => LanguagePrimitives.Equals(actual, expected, ignoreCase, CultureInfo.InvariantCulture),
    };

    private static int Compare(List<object?> actual, object? expected) =>
        LanguagePrimitives.Compare(actual.Single(), expected, ignoreCase: true, CultureInfo.InvariantCulture);

    /// <summary>Whether it holds for all, or with -Not for any.</summary>
    private bool All(List<object?> actual, Predicate<object?> holds) =>
        Not ? actual.Exists(holds) : actual.Count > 0 && actual.TrueForAll(holds);

    private static List<object?> ListOf(object? value) => value is IList list ? [.. list.Cast<object?>().Select(Unwrap)] : [value];

    private static object? Unwrap(object? value) =>
        value is PSObject { BaseObject: not PSCustomObject } wrapped ? wrapped.BaseObject : value;

    private static string Text(object? value) => value == null ? "" : LanguagePrimitives.ConvertTo<string>(value);

    private static string Show(object? value) => value switch
    {
        null => "$null",
        PSObject { BaseObject: IList list } => Show(list),
        IList list => $"({string.Join(", ", list.Cast<object?>().Select(Show))})",
        string text => $"'{text}'",
        _ => $"{Text(value)} [{value.GetType().Name}]",
    };
}

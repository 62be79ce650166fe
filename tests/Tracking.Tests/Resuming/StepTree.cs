using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using System.Text;

namespace Tracking.Tests.Resuming;

/// <summary>
/// A script of nested steps that is made by chance, and what it must do. It says <c>Did id</c> at the end of each leaf that is to be done
/// once in all, and <c>Mark id</c> when the leaf is on record.
/// </summary>
internal sealed class StepTree
{
    // What a leaf puts out, and what Show makes of it.
    private static readonly (string Script, string[] Shown)[] Outputs =
    [
        ("'{0}'", ["{0}"]),
        ("1, 2", ["1", "2"]),
        (", @(1, @('{0}', 3))", ["(1,({0},3))"]),
        ("$null", ["null"]),
        ("", []),
        ("'a', $null, ''", ["a", "null", ""]),
        ("[DayOfWeek]::Friday", ["Friday"]),
        ("@{{ a = '{0}'; b = @(1) }}", ["{{a={0};b=(1)}}"]),
        ("[pscustomobject]@{{ a = 1.5; b = '{0}' }}", ["<a=1.5;b={0}>"]),
        ("[DateOnly]'2026-02-28'", ["28 February 2026"]),
        ("[semver]'1.2.3-a'; 'ü☃ {0}'", ["1.2.3-a", "ü☃ {0}"]),
        (", @()", ["()"]),
    ];

    private readonly Random _random;
    private readonly bool _failing;
    private readonly StringBuilder _script = new();
    private readonly List<string> _did = [];
    private readonly List<string> _output = [];
    private int _count;
    private int _budget;

    private StepTree(int seed, int leaves, bool failing)
    {
        _random = new Random(seed);
        (_budget, _failing) = (leaves, failing);
        while (_budget > 0)
            Add(depth: 1, prefix: "", key: null);
    }

    /// <summary>The script.</summary>
    public string Script => _script.ToString();

    /// <summary>The leaves in the order in which they are done.</summary>
    public IReadOnlyList<string> Leaves => _did;

    /// <summary>What it puts out, as Show says it.</summary>
    public IReadOnlyList<string> Output => _output;

    /// <summary>Whether its run finishes with errors.</summary>
    public bool HasErrors { get; private set; }

    /// <param name="seed">Gives the same tree each time.</param>
    /// <param name="leaves">About how many leaves it has.</param>
    /// <param name="failing">Whether some steps fail and are caught.</param>
    public static StepTree Of(int seed, int leaves, bool failing) => new(seed, leaves, failing);

    private void Add(int depth, string prefix, string? key)
    {
        var name = $"s{++_count}";
        switch (_random.Next(depth >= 4 ? 7 : 12))
        {
            case 0 when _failing:
                AddFailing(name);
                break;
            case 1:
                _script.AppendLine(CultureInfo.InvariantCulture, $"Invoke-TrackStep {name} -When {{ $false }} {{ Did never }}");
                break;
            case 2 when key == null:
                _script.AppendLine(CultureInfo.InvariantCulture, $"Invoke-TrackStep {name} -Always {{ 'always' }}");
                _output.Add("always");
                break;
            case 3 when key == null:
                AddKeyed(name, prefix);
                break;
            case 4 when _failing && key == null && _random.Next(3) == 0:
                // Which cannot be told from each other, and are done again each time.
                _script.AppendLine(CultureInfo.InvariantCulture, $"foreach ($n in 1, 2) {{ Invoke-TrackStep {name} {{ \"loop $n\" }} }}");
                _output.AddRange(["loop 1", "loop 2"]);
                break;
            case 4 when _failing && key == null && _random.Next(3) == 0:
                AddParallel(name, prefix);
                break;
            case <= 6:
                AddLeaf(name, prefix, key);
                break;
            case 7:
                AddGroup(name, depth, prefix, key, "", "");
                break;
            case 8:
                AddGroup(name, depth, prefix, key, $"-RetryCount 1 -Unless {{ $false }} ", $"Once {name}{prefix}{Text(key)}\n");
                break;
            case 9:
                _script.AppendLine(CultureInfo.InvariantCulture, $"function f{name} {{");
                Add(depth + 1, prefix, key);
                _script.AppendLine(CultureInfo.InvariantCulture, $"}}\nf{name}");
                break;
            case 10 when key == null && depth < 3:
                AddLoop(name, depth, prefix);
                break;
            default:
                _script.AppendLine(CultureInfo.InvariantCulture, $"'plain {name}'");
                _output.Add($"plain {name}");
                AddLeaf(name, prefix, key);
                break;
        }
    }

    // In a loop the script is there once, and what it does is there for each key.
    private static string Text(string? key) => key == null ? "" : "$k";

    private void AddLeaf(string name, string prefix, string? key)
    {
        _budget--;
        var (script, shown) = Outputs[_random.Next(Outputs.Length)];
        var hasError = _failing && _random.Next(12) == 0;
        HasErrors |= hasError;
        var id = $"{prefix}{name}";
        script = string.Format(null, script, id).Replace("{{", "{", StringComparison.Ordinal).Replace("}}", "}", StringComparison.Ordinal);
        var error = hasError ? "Write-Error bad -ErrorAction Continue; " : "";
        _script.AppendLine(CultureInfo.InvariantCulture,
            $"Invoke-TrackStep '{name}/é' {{ {error}{script}; Did \"{id}{Text(key)}\" }}; Mark \"{id}{Text(key)}\"");
        _did.Add(id + key);
        _output.AddRange(shown.Select(text => string.Format(null, text, id)));
    }

    private void AddKeyed(string name, string prefix)
    {
        _budget -= 2;
        if (_random.Next(2) == 0)
        {
            _script.AppendLine(CultureInfo.InvariantCulture,
                $"'x', 'y' | Invoke-TrackStep {name} {{ \"out $_\"; Did \"{prefix}{name}$_\" }}; Mark '{prefix}{name}y'");
        }
        else
        {
            _script.AppendLine(CultureInfo.InvariantCulture,
                $"foreach ($e in 'x', 'y') {{ Invoke-TrackStep {name} -Key @{{ on = $e; n = 1 }} {{ \"out $e\"; Did "
                + $"\"{prefix}{name}$e\" }} }}");
        }
        foreach (var one in new[] { "x", "y" })
        {
            _did.Add($"{prefix}{name}{one}");
            _output.Add($"out {one}");
        }
    }

    // One after the other, so that it is known in which order.
    private void AddParallel(string name, string prefix)
    {
        _budget -= 2;
        _script.AppendLine(CultureInfo.InvariantCulture, $$"""
            'x', 'y' | ForEach-Object -ThrottleLimit 1 -Parallel {
                Import-Module $using:manifest
                $e, $did, $path = $_, $using:did, $using:path
                $at = if ($path) { (Get-Item $path).Length } else { 0 }
                Invoke-TrackStep {{name}} -Key $e { "par $e"; $did.Add("$at {{prefix}}{{name}}$e") }
            }
            """);
        foreach (var one in new[] { "x", "y" })
        {
            _did.Add($"{prefix}{name}{one}");
            _output.Add($"par {one}");
        }
    }

    private void AddGroup(string name, int depth, string prefix, string? key, string options, string end)
    {
        _script.AppendLine(CultureInfo.InvariantCulture, $"Invoke-TrackStep {name} {options}{{");
        for (var n = _random.Next(1, 4); n > 0; n--)
            Add(depth + 1, prefix, key);
        _script.Append(end).AppendLine("}");
    }

    private void AddLoop(string name, int depth, string prefix)
    {
        var (didFrom, outputFrom) = (_did.Count, _output.Count);
        _script.AppendLine(CultureInfo.InvariantCulture, $"foreach ($k in 'a', 'b') {{ Invoke-TrackStep {name} -Key \"$k/]\" {{");
        for (var n = _random.Next(1, 3); n > 0; n--)
            Add(depth + 1, prefix, "a");
        _script.AppendLine("} }");
        // All of it comes once more, for the other key.
        _did.AddRange(_did.Skip(didFrom).Select(id => id[..^1] + "b").ToList());
        _output.AddRange(_output.Skip(outputFrom).ToList());
    }

    private void AddFailing(string name)
    {
        HasErrors = true;
        if (_random.Next(2) == 0)
        {
            _script.AppendLine(CultureInfo.InvariantCulture,
                $"try {{ Invoke-TrackStep {name} {{ 'part'; throw 'bad' }} }} catch {{ 'caught' }}");
            _output.AddRange(["part", "caught"]);
        }
        else
        {
            _script.AppendLine(CultureInfo.InvariantCulture,
                $"Invoke-TrackStep {name} -ErrorAction SilentlyContinue {{ 'part'; throw 'bad' }}");
            _output.Add("part");
        }
    }
}

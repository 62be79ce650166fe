using System;
using System.Diagnostics;
using System.IO;
using System.Linq;
using System.Text.RegularExpressions;
using Xunit;

namespace Tracking.Tests.Importing;

/// <summary>The recipes of about_Tracking_Import on results that this very test program writes, as dotnet test does.</summary>
public sealed partial class TrxTests : ModuleTest
{
    private const string Sample = "Tracking.Tests.ModuleSessionTests.An_error_that_comes_out_of_a_script_fails_the_test";

    [Theory]
    [InlineData("-trx", "tests.trx", "$vs = ", "(Select-Xml //v:UnitTestResult")]
    [InlineData("-junit", "junit.xml", "(Select-Xml //testcase")]
    [InlineData("-nunit", "nunit.xml", "(Select-Xml //test-case")]
    public void Results_become_tracks_of_a_run(string format, string file, params string[] statements)
    {
        var start = new ProcessStartInfo(Environment.ProcessPath!) { RedirectStandardOutput = true };
        if (Path.GetFileNameWithoutExtension(start.FileName) == "dotnet")
            start.ArgumentList.Add(typeof(TrxTests).Assembly.Location);
        foreach (var argument in new[] { "-noLogo", "-noColor", "-method", Sample, format, FilePath(file) })
            start.ArgumentList.Add(argument);
        using (var tests = Process.Start(start)!)
        {
            tests.StandardOutput.ReadToEnd();
            tests.WaitForExit();
            Assert.Equal(0, tests.ExitCode);
        }
        Set("recipe", string.Join('\n', statements.Select(Recipe)));
        Run("""
            $store = Open-TrackStore -InMemory
            $build = 'build 17'
            $ids = . ([scriptblock]::Create($recipe))
            $ids | Should -BeExactly @('0000001', '0000002', '0000003')
            $run = Get-TrackRun -RunId 1
            "$($run.Key) $($run.Status)" | Should -BeExactly 'build 17 Open'
            foreach ($track in Search-Track) {
                "$($track.Data.testName)$($track.Data.name)" | Should -BeLike '*An_error_that_comes_out*'
                $track.Data.error | Should -BeNullOrEmpty
                if ($track.Data.Contains('outcome')) {
                    $track.Data.outcome | Should -BeExactly 'Passed'
                    $track.TimeStamp | Should -Be ([DateTimeOffset] $track.Data.startTime).LocalDateTime
                }
            }
            """);
    }

    /// <summary>A statement of the topic: from the prompt that it begins at to the next one, without the prompts.</summary>
    private static string Recipe(string start)
    {
        var topic = File.ReadAllText(
            Path.Combine(Path.GetDirectoryName(ModuleSession.Manifest)!, "module", "en-US", "about_Tracking_Import.help.txt"));
        var statement = Regex.Match(topic, $@"^ +PS> ({Regex.Escape(start)}.*\n( +>>.*\n)*)", RegexOptions.Multiline);
        Assert.True(statement.Success, start);
        return Continuation().Replace(statement.Groups[1].Value, "");
    }

    [GeneratedRegex("^ +>> ?", RegexOptions.Multiline)]
    private static partial Regex Continuation();
}

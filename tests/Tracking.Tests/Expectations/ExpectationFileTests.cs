using Xunit;

namespace Tracking.Tests.Expectations;

/// <summary>The file of Test-TrackTask -Path (rule 12.5).</summary>
public sealed class ExpectationFileTests : ModuleTest
{
    public ExpectationFileTests() => Run("""
        function Get-Reason { process { "$($_.TaskId) $($_.IsOnTime) $($_.Reason)" } }
        """);

    [Fact]
    public void Names_tasks_also_those_that_never_ran_and_is_answered_in_its_order() => Run("""
        Set-Content due.psd1 @'
        # What is due here.
        <# and
           why #>
        @{
            zebra      = @{ Within = '1.02:00' }
            'a report' = @{ Schedule = '0 6 * * 1-5'; Grace = '02:00'; TimeZone = 'Europe/Berlin'; AllowErrors = $true }
            never      = @{ Within = 2; AllowErrors = $false }
            sloppy     = @{
                within = 1.5
                allowerrors = $TRUE
            }
        }
        '@
        Invoke-TrackRun zebra { }
        Invoke-TrackRun sloppy { try { Invoke-TrackStep s { throw 'x' } } catch { } }
        Invoke-TrackRun unnamed { }
        Test-TrackTask -Path due.psd1 -PassThru | Get-Reason | Should -BeExactly @('zebra True Succeeded', 'a report False NeverRan',
            'never False NeverRan', 'sloppy True Succeeded')
        Test-TrackTask never, z* -Path due.psd1 | Should -BeExactly @($false, $true)
        Test-TrackTask -Path (Get-Item due.psd1) | Should -HaveCount 4
        (Get-ErrorOf { Test-TrackTask unnamed, zebra -Path due.psd1 }).FullyQualifiedErrorId |
            Should -BeExactly 'TrackExpectationNotFound,Tracking.Commands.TestTrackTaskCommand'
        """);

    [Fact]
    public void Is_never_run_and_whatever_is_no_plain_value_is_an_error() => RunForEach(
        """
        '@{ a = @{ Within = (New-Item evil) } }'
        '@{ a = @{ Within = $(New-Item evil) } }'
        '@{ a = @{ Within = "$(New-Item evil)" } }'
        '@{ a = @{ Within = [IO.File]::WriteAllText("evil", "") } }'
        '@{ a = New-Item evil }'
        '@{ a = { New-Item evil } }'
        '@{ a = @{ Within = 1 } } | ForEach-Object { New-Item evil }'
        '@{ a = @{ Within = 1 } }; New-Item evil'
        'New-Item evil; @{ a = @{ Within = 1 } }'
        'param($x = (New-Item evil)) @{ a = @{ Within = 1 } }'
        'begin { New-Item evil } end { @{ } }'
        "using module ./evil.psm1`n@{ a = @{ Within = 1 } }"
        "#Requires -Modules ./evil.psm1`n@{ a = @{ Within = (New-Item evil) } }"
        '& { New-Item evil }'
        '@{ (New-Item evil) = @{ Within = 1 } }'
        '@{ "$(New-Item evil)" = @{ Within = 1 } }'
        '@{ a = @{ Within = $env:HOME } }'
        '@{ a = @{ AllowErrors = $x; Within = 1 } }'
        '@{ a = @{ Schedule = 5 } }'
        '@{ a = @{ Within = 1, 2 } }'
        '@{ a = @{ Within = 1 } } 2> evil'
        '@{ a = @{ Within = -join (New-Item evil) } }'
        '@{ a = @{ Within = if (1) { New-Item evil } } }'
        '[ordered] @{ a = @{ Within = 1 } }'
        """,
        """
        Set-Content evil.psm1 'New-Item evil'
        Set-Content bad.psd1 $_
        $errors = @(Get-ErrorOf { Test-TrackTask a -Path bad.psd1 })
        $errors.FullyQualifiedErrorId | Should -BeExactly 'TrackExpectationInvalid,Tracking.Commands.TestTrackTaskCommand' -Because $_
        Test-Path evil | Should -BeFalse -Because $_
        """);

    [Fact]
    public void Is_refused_with_what_is_wrong_and_where() => RunForEach(
        """
        @{ Text = '@{ a = @{ Witin = 1 } }'; Says = "*Task 'a' has the key 'Witin', which means nothing*Within, Schedule*(line 1)*" }
        @{ Text = '@{ a = @{ } }'; Says = "*Task 'a': Either Within or Schedule*" }
        @{ Text = "@{ a = @{ Within = 1; Schedule = '@daily' } }"; Says = "*Task 'a': Either Within or Schedule*" }
        @{ Text = "@{ a = @{ Within = 1; Grace = '1:00' } }"; Says = "*Task 'a': Grace and TimeZone belong to a Schedule*" }
        @{ Text = "@{`n a = @{ Within = '1' }`n b = @{ Schedule = '0 2 1 * 1' } }"; Says = "*Task 'b': *not both*(line 3)*" }
        @{ Text = "@{ a = @{ Schedule = '@daily'; TimeZone = 'Mars' } }"; Says = "*Task 'a': 'Mars' is no time zone*" }
        @{ Text = "@{ a = @{ Schedule = '@daily'; Grace = '-1:00' } }"; Says = "*Task 'a': *grace*not negative*" }
        @{ Text = "@{ a = @{ Within = '-1:00' } }"; Says = "*Task 'a': *longer than nothing*" }
        @{ Text = "@{ a = @{ Within = 0 } }"; Says = "*Task 'a': *longer than nothing*" }
        @{ Text = "@{ a = @{ Within = 99999999999 } }"; Says = "*Within of 'a': There are not that many days*" }
        @{ Text = "@{ a = @{ Within = 'soon' } }"; Says = "*Within of 'a': 'soon' is no span of time*" }
        @{ Text = "@{ a = @{ Within = 1; Within = 2 } }"; Says = "*" }
        @{ Text = "@{ a = @{ Within = 1 }; A = @{ Within = 2 } }"; Says = "*" }
        @{ Text = "@{ '' = @{ Within = 1 } }"; Says = '*A task has no name*' }
        @{ Text = "@{ a = 5 }"; Says = "*What is expected of 'a' is no mapping*" }
        @{ Text = '@{ a = '; Says = '*(line *' }
        @{ Text = ''; Says = '*no mapping of tasks*' }
        @{ Text = "'a'"; Says = '*no mapping of tasks*' }
        @{ Text = '{ "a": { "Within": 1 } }'; Says = '*no mapping of tasks*' }
        @{ Text = '<# never closed'; Says = '*no mapping of tasks*' }
        @{ Text = "@{ a = $('@{ b = ' * 20000)"; Says = '*' }
        @{ Text = '#' + 'x' * 1100000; Says = '*longer than 1 MB*' }
        """,
        """
        Set-Content bad.psd1 $Text
        $errors = @(Get-ErrorOf { Test-TrackTask -Path bad.psd1 })
        $errors.FullyQualifiedErrorId | Should -BeExactly 'TrackExpectationInvalid,Tracking.Commands.TestTrackTaskCommand'
        "$errors" | Should -BeLike $Says
        "$errors" | Should -BeLike '*bad.psd1*'
        """);

    [Fact]
    public void That_is_not_there_or_names_no_task_is_an_error() => Run("""
        (Get-ErrorOf { Test-TrackTask -Path away.psd1 }).FullyQualifiedErrorId |
            Should -BeExactly 'TrackExpectationUnreadable,Tracking.Commands.TestTrackTaskCommand'
        (Get-ErrorOf { Test-TrackTask -Path . }).FullyQualifiedErrorId |
            Should -BeExactly 'TrackExpectationUnreadable,Tracking.Commands.TestTrackTaskCommand'
        Set-Content none.psd1 '@{ }'
        (Get-ErrorOf { Test-TrackTask -Path none.psd1 }).FullyQualifiedErrorId |
            Should -BeExactly 'TrackExpectationNotFound,Tracking.Commands.TestTrackTaskCommand'
        """);
}

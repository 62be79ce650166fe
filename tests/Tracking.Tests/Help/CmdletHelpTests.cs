using System;
using System.IO;
using Xunit;

namespace Tracking.Tests.Help;

/// <summary>
/// The cmdlets' help cannot drift: what can be typed in it is what Get-Command says, and all of it is described.
/// Its examples are run in tests/Pester.
/// </summary>
public sealed class CmdletHelpTests : ModuleTest, IClassFixture<CmdletHelpTests.HelpFile>
{
    public CmdletHelpTests() => Run("""
        function Get-Paragraph([object] $Description) {
            @($Description | ForEach-Object { $_.Text.Trim() } | Where-Object { $_ })
        }

        $common = [Management.Automation.PSCmdlet]::CommonParameters
        $cmdlets = foreach ($command in Get-Command -Module Tracking) {
            $help = Get-Help $command.Name
            @{
                Name       = $command.Name
                command    = $command
                help       = $help
                rows       = @(foreach ($set in $command.ParameterSets) { $set.Parameters | Where-Object Name -NotIn $common })
                parameters = @($help.parameters.parameter)
            }
        }
        """);

    [Fact]
    public void Has_a_synopsis_and_a_description() => RunForEach("$cmdlets", """
        $help.Synopsis | Should -Match '^[A-Z].+\.$'
        Get-Paragraph $help.description | Should -Not -BeNullOrEmpty
        """);

    [Fact]
    public void Describes_every_parameter() => RunForEach("$cmdlets", """
        $parameters.name | Sort-Object | Should -BeExactly @($rows.Name | Sort-Object -Unique)
        foreach ($parameter in $parameters) {
            Get-Paragraph $parameter.description | Should -Not -BeNullOrEmpty -Because "-$($parameter.name) is a parameter"
        }
        """);

    [Fact]
    public void Describes_every_value_of_an_enumeration() => RunForEach("$cmdlets", """
        foreach ($parameter in $command.Parameters.Values) {
            $type = [Nullable]::GetUnderlyingType($parameter.ParameterType) ?? $parameter.ParameterType
            if ($type.IsEnum -and $parameter.Name -notin $common) {
                $said = Get-Paragraph ($parameters | Where-Object name -EQ $parameter.Name).description
                $type.GetEnumNames() | ForEach-Object { $said -match "^${_}: .+\." | Should -HaveCount 1 }
            }
        }
        """);

    [Fact]
    public void Has_the_syntax_that_Get_Command_has() => RunForEach("$cmdlets", """
        $expected = $command.ParameterSets | ForEach-Object {
            $parts = $_.Parameters | Where-Object Name -NotIn $common | Sort-Object { $_.Name -in 'WhatIf', 'Confirm' },
                { $_.Position -lt 0 ? 99 : $_.Position } -Stable |
                ForEach-Object { "$($_.Name) $($_.IsMandatory) $($_.Position -lt 0 ? 'named' : $_.Position)" }
            $parts -join ', '
        }
        $printed = $help.syntax.syntaxItem | ForEach-Object {
            # A set without parameters has no such property.
            $own = @(if ($_.PSObject.Properties['parameter']) { $_.parameter })
            @($own | ForEach-Object { "$($_.name) $($_.required) $($_.position)" }) -join ', '
        }
        $printed | Sort-Object | Should -Be @($expected | Sort-Object)
        """);

    [Fact]
    public void Describes_everything_that_it_takes_from_the_pipeline_and_nothing_else() => RunForEach("$cmdlets", """
        $inputs = @($help.inputTypes.inputType)
        $byValue = @($rows | Where-Object ValueFromPipeline |
            ForEach-Object { ($_.ParameterType.GetElementType() ?? $_.ParameterType).FullName } | Sort-Object -Unique)
        $byName = @($rows | Where-Object ValueFromPipelineByPropertyName | ForEach-Object Name | Where-Object { $_ -ne 'Store' })
        if (-not $byValue -and -not $byName) {
            $inputs.type.name | Should -BeExactly 'None'
            return
        }

        $byValue | Where-Object { $_ -notin $inputs.type.name } | Should -BeNullOrEmpty
        foreach ($one in $inputs) {
            Get-Paragraph $one.description | Should -Not -BeNullOrEmpty
            if ($one.type.name -notin $byValue) {
                ([type] $one.type.name).GetProperties().Name | Where-Object { $_ -in $byName } | Should -Not -BeNullOrEmpty
            }
        }
        """);

    [Fact]
    public void Describes_everything_that_it_returns_and_nothing_else() => RunForEach("$cmdlets", """
        $outputs = @($help.returnValues.returnValue)
        $outputs.type.name | Should -BeExactly ($command.OutputType ? @($command.OutputType.Type.FullName) : @('None'))
        $outputs | Where-Object { $_.type.name -ne 'None' } | ForEach-Object { Get-Paragraph $_.description | Should -Not -BeNullOrEmpty }
        """);

    [Fact]
    public void Has_at_least_three_examples_each_with_a_title() => RunForEach("$cmdlets", """
        $titles = @($help.examples.example.title)
        $titles.Count | Should -BeGreaterOrEqual 3
        $titles -notmatch '^Example \d+: \w' | Should -BeNullOrEmpty
        ($titles -replace '^Example \d+: ' | Sort-Object -Unique).Count | Should -Be $titles.Count
        """);

    [Fact]
    public void Is_shown_by_Get_Help() => RunForEach("$cmdlets", """
        $full = Get-Help $Name -Full | Out-String -Width 200
        foreach ($word in $help.Synopsis, 'SYNTAX', 'INPUTS', 'OUTPUTS', 'Example 3: ', 'RELATED LINKS') {
            $full.Contains($word) | Should -BeTrue -Because "'$word' is part of it"
        }

        Get-Help $Name -Examples | Out-String -Width 200 | Should -Match 'Example 1: [^\r\n]+\s+PS> '
        foreach ($parameter in $parameters | Where-Object name -NotIn 'WhatIf', 'Confirm') {
            $said = ((Get-Help $Name -Parameter $parameter.name | Out-String -Width 1000) -split '\r?\n').Trim()
            $said | Should -Contain @(Get-Paragraph $parameter.description)[0]
        }
        """);

    [Fact]
    public void Links_to_what_is_there() => RunForEach("$cmdlets", """
        $links = @($help.relatedLinks.navigationLink.linkText)
        $links | Should -Not -Contain $Name
        foreach ($link in $links) { Get-Help $link | ForEach-Object { "$($_.Name)" } | Should -BeExactly $link }
        """);

    /// <summary>The help file, where PowerShell looks for it: beside the assembly that the manifest names.</summary>
    public sealed class HelpFile
    {
        public HelpFile()
        {
            var folder = Path.Combine(Path.GetDirectoryName(ModuleSession.Manifest)!, "module", "en-US");
            using var session = new ModuleSession();
            session.Set("output", AppContext.BaseDirectory);
            session.Set("path", Path.Combine(folder, "Tracking.dll-Help.xml"));
            session.Run("& (Join-Path (Split-Path $manifest) New-MamlHelp.ps1) -Module $manifest -CommentFolder $output -Path $path");
        }
    }
}

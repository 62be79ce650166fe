using Xunit;

namespace Tracking.Tests.Cmdlets;

/// <summary>The module.</summary>
public sealed class ExportedCmdletsTests : ModuleTest
{
    [Fact]
    public void Exports_its_cmdlets_and_nothing_else() => Run("""
        $module = Get-Module Tracking
        $module.ExportedCmdlets.Count | Should -Be 27
        $module.ExportedFunctions.Count | Should -Be 0
        $module.ExportedAliases.Count | Should -Be 0
        $module.ExportedVariables.Count | Should -Be 0
        """);

    [Fact]
    public void Has_cmdlets_with_approved_verbs_only() => Run("""
        (Get-Command -Module Tracking).Verb | Should -BeIn (Get-Verb).Verb
        """);
}

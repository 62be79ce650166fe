# A module without content: PowerShell looks for about topics beside the manifests of the modules that are loaded, and
# module/en-US would lie beside none. The cmdlets' help needs no such thing; it is looked for beside their assembly.
@{
    # Required, and never looked at: the module's version stands in Tracking.psd1.
    ModuleVersion     = '0.0'
    FunctionsToExport = @()
    CmdletsToExport   = @()
    AliasesToExport   = @()
    VariablesToExport = @()
}

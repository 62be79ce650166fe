@{
    ModuleVersion        = '0.1.0'
    GUID                 = '6f3f0c52-6b0e-4f0e-9a55-0d6a2c1f7b41'
    Author               = 'The Tracking authors'
    CompanyName          = 'The Tracking authors'
    Copyright            = '(c) The Tracking authors.'
    Description          = 'Records what scripts and people did, how far they got, and where they stopped, and resumes scripts there.'
    PowerShellVersion    = '5.1'
    CompatiblePSEditions = @('Desktop', 'Core')
    # Nested, not root: with RootModule, help in module/en-US does not resolve.
    NestedModules        = @('module/Tracking.dll', 'module/Tracking.Help.psd1')
    # Loaded before the file of types, which names types of it.
    RequiredAssemblies   = @('module/Tracking.dll')
    FormatsToProcess     = @('module/Tracking.Format.ps1xml')
    TypesToProcess       = @('module/Tracking.Types.ps1xml')
    FunctionsToExport    = @()
    AliasesToExport      = @()
    VariablesToExport    = @()
    CmdletsToExport      = @(
        'Save-UserTrack'
        'Get-UserTrack'
        'Get-LastUserTrack'
        'Search-Track'
        'Copy-Track'
        'Remove-Track'
        'Remove-TrackRun'
        'Limit-TrackHistory'
        'Expand-Track'
        'Export-TrackReport'
        'Start-TrackRun'
        'Stop-TrackRun'
        'Get-TrackRun'
        'Invoke-TrackRun'
        'Invoke-TrackStep'
        'Get-TrackStep'
        'Test-TrackTask'
        'Get-TrackTask'
        'Get-TrackUser'
        'Watch-Track'
        'Update-TrackIndex'
        'Open-TrackStore'
        'Close-TrackStore'
        'Get-TrackStore'
        'Optimize-TrackStore'
        'Test-TrackStore'
        'Remove-TrackStore'
    )
    PrivateData          = @{
        PSData = @{
            Tags = @('tracking', 'logging', 'progress', 'audit', 'PSEdition_Core', 'PSEdition_Desktop')
        }
    }
}

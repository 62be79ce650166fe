# Times in a real session of another language and time zone (rule 10.1): which culture a compiled cmdlet binds in depends on the process.
# The texts themselves: tests/Tracking.Tests/Times.

BeforeAll {
    Import-Module "$PSScriptRoot/TestHelpers.psm1"
}

Describe 'A time' {
    It 'means the same where the language is <_>' -Skip:$IsWindows -ForEach 'th_TH.UTF-8', 'fa_IR.UTF-8', 'ar_SA.UTF-8', 'de_DE.UTF-8', 'tr_TR.UTF-8', 'C' {
        $child = Invoke-Pwsh -Environment @{ LC_ALL = $_; TZ = 'UTC'; TRACKING_STORE = ':memory:' } {
            $null = Save-UserTrack a001 @{ day = [datetime] '2024-05-06' } -TimeStamp '2026-03-01 02:00'
            $null = Save-UserTrack a001 @{ k = 2 } -TimeStamp '2026-03-01T02:00:00.5+02:00'
            (Search-Track -From '2026-03-01' -To '2026-03-01T00:00:01Z').Data.k
            (Search-Track -From '2026-03-01T02:00Z' | Out-String -Width 200).Trim()
            "culture [$([cultureinfo]::CurrentCulture.Name)]"
        }
        $child.Error | Should -BeNullOrEmpty
        $lines = $child.Output -split '\r?\n'
        $lines[0] | Should -BeExactly '2'
        $lines[-2] | Should -BeLike '*2026-03-01 02:00:00 {day=2024-05-06 00:00:00}'
        $lines[-1] | Should -BeExactly "culture [$($_ -eq 'C' ? '' : $_.Substring(0, 5).Replace('_', '-'))]"
    }

    It 'that the clocks leave out, or show twice, is read as -Verbose says' -Skip:$IsWindows {
        $child = Invoke-Pwsh -Environment @{ TZ = 'Europe/Berlin'; TRACKING_STORE = ':memory:' } {
            foreach ($text in '2026-03-29 01:59:59', '2026-03-29 02:30', '2026-03-29 03:30', '2026-10-25 02:30', '2026-10-25T02:30+02:00') {
                $said = Save-UserTrack a001 @{ text = $text } -TimeStamp $text -Verbose 4>&1
                "$text $((Get-LastUserTrack a001 -RunId 1).Data.text): $(@($said) -match '-TimeStamp')"
            }
            (Search-Track).Data.text
            Search-Track | ForEach-Object { $_.TimeStamp.ToUniversalTime().ToString('HH:mm:ss', [cultureinfo]::InvariantCulture) }
        }
        $child.Error | Should -BeNullOrEmpty
        $child.Output | Should -BeLike '*-TimeStamp is 2026-03-29 03:30:00 +02:00.*-TimeStamp is 2026-03-29 03:30:00 +02:00.*-TimeStamp is 2026-10-25 02:30:00 +0*'
        ($child.Output -split '\r?\n')[-5..-1] | Should -BeExactly @('00:59:59', '01:30:00', '01:30:00', '00:30:00', '01:30:00')
    }
}

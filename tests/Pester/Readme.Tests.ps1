# The README cannot drift: what it shows is run, and what it says that comes out is compared.

BeforeDiscovery {
    Import-Module "$PSScriptRoot/ReadmeBlock.psm1"
    $readme = "$PSScriptRoot/../../README.md"
    $blocks = @(Get-ReadmeBlock -Path $readme | ForEach-Object { $i = 0 } {
            @{ Line = $_.Line; Index = $i++; First = ($_.Text -split "`n")[0] }
        })
}

BeforeAll {
    Import-Module "$PSScriptRoot/TestHelpers.psm1", "$PSScriptRoot/ReadmeBlock.psm1"
    $root = Convert-Path "$PSScriptRoot/../.."
}

Describe 'README.md' {
    BeforeAll {
        $blocks = @(Get-ReadmeBlock -Path "$root/README.md")
        $results = @(Invoke-ReadmeBlock -Block $blocks -Folder (New-TestFolder) -Copy "$root/Tracking.psd1", "$root/module")
        $shell = (Get-MarkdownBlock -Path "$root/README.md" | Where-Object Language -In 'sh', 'bash').Text -split "`n"
    }

    It 'line <Line>: <First>' -ForEach $blocks {
        Assert-ReadmeBlock $results[$Index]
    }

    It 'gives the command to <_>' -ForEach 'demo', 'test' {
        $shell | Should -Contain "dotnet tool restore && dotnet pwsh -NoProfile ./build.ps1 $_"
    }

    It 'gives the command that CI runs' {
        Get-Content "$root/.ci/run" | Select-Object -Last 1 | Should -BeIn $shell
    }
}

Describe 'The check of a README' {
    BeforeAll {
        $sample = Join-Path (New-TestFolder) 'sample.md'
        Set-Content -LiteralPath $sample -Value @'
Blocks share a session, and work in a folder of their own.

```powershell
$x = 20
Get-ChildItem
```

Output follows, with any time in it:

```powershell
"at $(Get-Date) it is $($x + 1)"
```

```text
at ... it is 21
```

Statements are shown each by itself, and blank lines count as one.

```powershell
[pscustomobject] @{ Id = 1 }
[pscustomobject] @{ Other = 2 }
```
```text
Id
--
 1

Other
-----
    2
```

Something else comes out:

```powershell
$x + 2
```

```text
23
```

Errors are shown as the console shows them, and are none where they are expected:

```powershell
Get-Item ./away
```

```text
Get-Item: Cannot find path '...away' because it does not exist.
```

```powershell
Get-Item ./nowhere
```

This text belongs to no block:

```text
nothing
```

```powershell
throw 'out'
'never'
```

```powershell
exit 0
```

```powershell
'not reached'
```

```sh
exit 1
```
'@
        $results = Invoke-ReadmeBlock -Block (Get-ReadmeBlock -Path $sample) -Folder (New-TestFolder)
        function Get-Result([string] $Text) { $results | Where-Object Text -Match $Text }
    }

    It 'finds every PowerShell block' {
        $results | Should -HaveCount 9
    }

    It 'passes what prints as shown: <_>' -ForEach '= 20', 'Get-Date', 'Other', 'away' {
        { Assert-ReadmeBlock (Get-Result $_) } | Should -Not -Throw
    }

    It 'fails what prints something else, and shows both' {
        { Assert-ReadmeBlock (Get-Result '\+ 2') } | Should -Throw '*line 36*Expected:*23*Printed:*22*'
    }

    It 'fails a block without a text block that <Name>' -ForEach @(
        @{ Name = 'writes an error'; Text = 'nowhere'; Message = "*'*nowhere'*" }
        @{ Name = 'throws'; Text = 'throw'; Message = '*out*' }
    ) {
        { Assert-ReadmeBlock (Get-Result $Text) } | Should -Throw $Message
    }

    It 'fails what a session did not come to: <_>' -ForEach 'exit', 'not reached' {
        { Assert-ReadmeBlock (Get-Result $_) } | Should -Throw '*ended before*'
    }
}

# Small scripts, each under its name, with a block or several. BLOCK stands for what runs a block: nothing but a dot, or a cmdlet.

# Scope

## assigns
BLOCK { $x = 1; $y = 2 }; "$x $y"

## assigns in a function
function f { BLOCK { $x = 1 }; "in $x" }; f; "out $x"

## reads and changes
$x = 1; BLOCK { $x += 5; $x }; $x

## script variables
BLOCK { $script:x = 4 }; "$x $script:x"

## global variables
function f { BLOCK { $global:gx = 4 } }; f; $global:gx; Remove-Variable gx -Scope Global

## local of a function stays there
$x = 0; function f { BLOCK { $x = 7 }; $x }; f; $x

## removes a variable
$x = 1; BLOCK { Remove-Variable x }; $null -eq $x

## defines a function
BLOCK { function g { 'g' } }; g

## sets an alias
BLOCK { Set-Alias gg Get-Date }; (Get-Alias gg).Definition

## variable typed outside
[int] $x = 1; BLOCK { $x = '5' }; $x.GetType().Name; $x = '6'; $x.GetType().Name

## variable typed inside alone
BLOCK { [int] $x = '5' }; BLOCK { $x = '6' }; $x.GetType().Name

## typed variable
BLOCK { [int] $x = '5' }; $x = '6'; $x.GetType().Name

## constant
BLOCK { Set-Variable c 1 -Option ReadOnly }; $c; Remove-Variable c -Force

## foreach variable
BLOCK { foreach ($i in 1..3) { } }; $i

## nested child scope
BLOCK { $x = 1; & { $x = 2; $x }; $x }; $x

## nested dot
BLOCK { . { $x = 3 } }; $x

## ForEach-Object assigns
BLOCK { 1..3 | ForEach-Object { $s += $_ } }; $s

## strict mode
Set-StrictMode -Version 3; BLOCK { $never }; 'after'

## strict mode set inside
BLOCK { Set-StrictMode -Version 3 }; try { $never; 'no' } catch { 'strict' }; Set-StrictMode -Off

## location
$p = $PWD.Path; BLOCK { Set-Location / }; $PWD.Path; Set-Location $p

## environment
BLOCK { $env:WRAPPED_X = 'e' }; $env:WRAPPED_X; Remove-Item env:WRAPPED_X

## closure
$x = 1; $b = { $x }.GetNewClosure(); $x = 2; BLOCK { & $b }; BLOCK { $x }

## block in a variable
$b = { $x = 9; $x }; BLOCK $b; $x

## block of another function
function g { $y = 1; BLOCK $args[0]; $y }; $y = 5; g { $y = 8; $y }; $y

## module function
$m = New-Module { function mf { $z = 1; BLOCK { $z = 2; $z }; $z } }; mf; $null -eq $z

## block given to a module function
$m = New-Module { function mf($b) { $z = 1; BLOCK $b; $z } }; $z = 7; mf { $z; $z = 8 }; $z

## class method
class C { [int] $n = 3; [object] M() { $k = 1; $r = BLOCK { $this.n; $k }; return $r } }; [C]::new().M()

## using variable in a job-like block
$x = 4; BLOCK { Invoke-Command { $x } }

## scope numbers
function f { BLOCK { Set-Variable x 5 -Scope 1 } }; f; $x

# Automatic variables

## PSBoundParameters
function f($a, $b = 2) { BLOCK { $PSBoundParameters.Keys; $PSBoundParameters.Count } }; f 1; f 1 -b 3

## PSBoundParameters of a splatted call
function f($a, $b = 2, [switch] $c) { BLOCK { $PSBoundParameters.Keys -join ' '; $PSBoundParameters.c.IsPresent; $PSBoundParameters.ContainsKey('b') } }
$with = @{ a = 1; c = $true }; f @with; $more = 1, 2; f @more

## PSBoundParameters handed on
function g($a, $b = 5) { "$a $b"; BLOCK { $PSBoundParameters.Keys -join ' ' } }; function f($a, $b = 2) { BLOCK { g @PSBoundParameters } }; f 1; f -b 3

## PSBoundParameters changed
function f($a) { BLOCK { $PSBoundParameters['b'] = 7; $null = $PSBoundParameters.Remove('a') }; $PSBoundParameters.Keys -join ' ' }; f 1

## PSBoundParameters of nested functions
function g($x) { BLOCK { "g $($PSBoundParameters.Keys) $($MyInvocation.MyCommand)" } }
function f($a) { BLOCK { g 5; "f $($PSBoundParameters.Keys) $($MyInvocation.MyCommand)" }; BLOCK { BLOCK { g 6 }; "f $($PSBoundParameters.a)" } }; f 1

## PSBoundParameters of a function in a block
function f($a) { BLOCK { function g($x) { "$($PSBoundParameters.Keys) $($MyInvocation.MyCommand)" }; g 3; & { param($y) $PSBoundParameters.Keys } 4; $PSBoundParameters.Keys } }; f 1

## PSBoundParameters of a script block
& { param($p, $q = 2) BLOCK { $PSBoundParameters.Keys; "$p $q $($MyInvocation.InvocationName)" } } 4
$b = { param($p) BLOCK { $PSBoundParameters.p } }; & $b -p 5; . $b 6

## PSBoundParameters of each object
function f([Parameter(ValueFromPipeline)] $i, $o) { process { BLOCK { "$($PSBoundParameters.Keys | Sort-Object) $($PSBoundParameters.i)" } } }; 1, 2 | f -o 3

## PSBoundParameters of a module function
$m = New-Module { function mf([int] $n, $r) { BLOCK { $PSBoundParameters.n; "$($MyInvocation.MyCommand) $($MyInvocation.MyCommand.ModuleName.Length -gt 0)" } } }; mf 3

## PSBoundParameters of a class method
class B { [int] M([int] $n) { $r = BLOCK { $PSBoundParameters.Count; $n }; return $r[-1] } }; [B]::new().M(2)

## PSBoundParameters in parallel
1 | ForEach-Object -Parallel { Import-Module $using:manifest; function f($a, $b = 2) { BLOCK { "$($PSBoundParameters.Keys) $($MyInvocation.MyCommand)" } }; f 7 }

## MyInvocation of a script block and a dot
function f { . { BLOCK { $MyInvocation.InvocationName }; & { BLOCK { $MyInvocation.InvocationName } } } }; f

## MyInvocation says how it was called
function f { BLOCK { $MyInvocation.InvocationName; $MyInvocation.BoundParameters.Count; $MyInvocation.ExpectingInput; "$($MyInvocation.UnboundArguments)" } }
Set-Alias ff f; ff 1 2; 3 | f

## MyInvocation
function f { BLOCK { "$($MyInvocation.MyCommand) $($MyInvocation.Line.Length -gt 0)" } }; f

## args
function f { BLOCK { "$args"; $args.Count } }; f 1 2

## PSCmdlet
function f { [CmdletBinding()]param($p) BLOCK { $PSCmdlet.MyInvocation.MyCommand.Name; $PSCmdlet.ParameterSetName; $PSBoundParameters.p } }
f 3

## write through PSCmdlet
function f { [CmdletBinding()]param() BLOCK { $PSCmdlet.WriteError([Management.Automation.ErrorRecord]::new([Exception]::new('pe'), 'PE', 'NotSpecified', 3)); 'next' }; "$?" }
f
"$?"

## ThrowTerminatingError of the caller
function f { [CmdletBinding()]param() BLOCK { $PSCmdlet.ThrowTerminatingError([Management.Automation.ErrorRecord]::new([Exception]::new('te'), 'TE', 'NotSpecified', 3)); 'no' }; 'no' }
f
'after'
try { f } catch { $_.FullyQualifiedErrorId; $_.TargetObject }
$Error.Count

## ThrowTerminatingError caught in its function
function f { [CmdletBinding()]param() try { BLOCK { $PSCmdlet.ThrowTerminatingError([Management.Automation.ErrorRecord]::new([Exception]::new('te'), 'TE', 'NotSpecified', 3)) } } catch { "c $_" }; 'rest' }
f
'after'
$Error.Count

## PSScriptRoot
BLOCK { Split-Path $PSScriptRoot -Leaf; Split-Path $PSCommandPath -Leaf }

## underscore of the caller
1..3 | ForEach-Object { BLOCK { $_ * 2 } }

## underscore of Where-Object
1..4 | Where-Object { BLOCK { $_ -gt 2 } }

## underscore in catch
try { throw 'a' } catch { BLOCK { "$_" } }

## underscore of switch
switch (1, 2) { default { BLOCK { $_ } } }

## this
$o = [pscustomobject] @{ v = 5 } | Add-Member ScriptMethod m { BLOCK { $this.v } } -PassThru; $o.m()

## Matches
if ('abc' -match 'b(.)') { BLOCK { $Matches[1] } }; BLOCK { $null = 'xyz' -match '(y)' }; $Matches[1]

## foreach enumerator
foreach ($i in 1..2) { BLOCK { $foreach.Current } }

## error variable of try
BLOCK { try { 1/0 } catch { $_.Exception.GetType().Name } }

## StackTrace
function f { throw 'deep' }; try { BLOCK { f } } catch { $_.ScriptStackTrace -replace '.*[/\\]' }

## call stack of a warning
function f { Write-Warning 'w' }; BLOCK { f } 3>&1 | ForEach-Object { $_.InvocationInfo.ScriptLineNumber; $_.Message }

# Flow

## return
BLOCK { 1; return 2; 3 }; 4

## return in a function
function f { BLOCK { return 1 }; 2 }; f

## return of a loop
function f { foreach ($i in 1..3) { BLOCK { if ($i -eq 2) { return }; $i } }; 'end' }; f

## break
foreach ($i in 1..3) { BLOCK { if ($i -eq 2) { break }; $i } }; 'after'

## continue
foreach ($i in 1..3) { BLOCK { if ($i -eq 2) { continue }; $i }; "end $i" }

## labelled break
:outer foreach ($i in 1..3) { foreach ($j in 1..3) { BLOCK { if ($j -eq 2) { break outer }; "$i$j" } } }; 'after'

## labelled continue
:outer foreach ($i in 1..3) { foreach ($j in 1..3) { BLOCK { if ($j -eq 2) { continue outer }; "$i$j" } } }

## break in a function called in a loop
function f { BLOCK { break } ; 'no' }; foreach ($i in 1..3) { $i; f }; 'after'

## break of while
$i = 0; while ($true) { BLOCK { $i++; if ($i -gt 3) { break } } }; $i

## break within own loop
BLOCK { foreach ($i in 1..3) { if ($i -eq 2) { break }; $i } ; 'in' }; 'out'

## finally at break
foreach ($i in 1..2) { BLOCK { try { break } finally { 'f' } } }; 'after'

## break through catch
foreach ($i in 1..2) { try { BLOCK { break } } catch { 'caught' } }; 'after'

## throw caught
try { BLOCK { throw 'a' } } catch { "$_ | $($_.FullyQualifiedErrorId) | $($_.Exception.GetType().Name)" }; $Error.Count

## throw of a type
try { BLOCK { throw [IO.FileNotFoundException]::new('nf') } } catch [IO.IOException] { "io $_" } catch { 'other' }

## throw an object
try { BLOCK { throw @{ a = 1 } } } catch { $_.TargetObject.a }

## throw a record
try { BLOCK { throw [Management.Automation.ErrorRecord]::new([Exception]::new('e'), 'MyId', 'InvalidData', 5) } } catch { $_.FullyQualifiedErrorId; $_.CategoryInfo.Category; $_.TargetObject }

## throw again
try { BLOCK { try { throw 'a' } catch { throw } } } catch { "$_ $($_.InvocationInfo.OffsetInLine)" }; $Error.Count

## throw from catch
try { BLOCK { try { throw 'a' } catch { throw 'b' } } } catch { "$_" }; $Error.Count

## throw uncaught
1; BLOCK { throw 'out' }; 2

## throw uncaught in a function
function f { BLOCK { throw 'out' }; 'no' }; f; 2

## throw under SilentlyContinue
$ErrorActionPreference = 'SilentlyContinue'; BLOCK { throw 'quiet'; 'rest' }; 'after'

## finally outside
try { BLOCK { throw 'a' } } catch { 'c' } finally { 'f' }

## trap outside
trap { "trapped $_"; continue }; BLOCK { throw 'a' }; 'after'

## trap inside
BLOCK { trap { "trapped $_"; continue }; throw 'a'; 'next' }; 'after'

## method error in try
try { BLOCK { [int]::Parse('x'); 'no' } } catch [FormatException] { 'format' } catch { $_.Exception.GetType().Name }

## method error alone
BLOCK { [int]::Parse('x'); 'next' }; 'after'

## division in try
try { BLOCK { 1/0; 'no' } } catch [DivideByZeroException] { "div $($_.InvocationInfo.OffsetInLine)" }

## division alone
BLOCK { 1/0; 'next' }; "$?"; $Error.Count

## command not found
BLOCK { no-such-thing; 'next' }; try { BLOCK { no-such-thing } } catch [Management.Automation.CommandNotFoundException] { $_.TargetObject }

## parameter not found
BLOCK { Get-Item -NoSuch 1; 'next' }; try { BLOCK { Get-Item -NoSuch 1 } } catch { $_.FullyQualifiedErrorId }

## property under strict mode
Set-StrictMode -Version 3; try { BLOCK { (1).nope } } catch { $_.FullyQualifiedErrorId }; Set-StrictMode -Off

## conversion
try { BLOCK { [int] 'x' } } catch { $_.FullyQualifiedErrorId; $_.InvocationInfo.OffsetInLine }

## stop on a cmdlet
try { BLOCK { Get-Item /none -ErrorAction Stop; 'no' } } catch { $_.FullyQualifiedErrorId; $_.InvocationInfo.OffsetInLine; $_.InvocationInfo.MyCommand.Name }
$Error.Count

## stop preference
$ErrorActionPreference = 'Stop'; try { BLOCK { Get-Item /none; 'no' } } catch { $_.FullyQualifiedErrorId }; $Error.Count

## stop preference uncaught
$ErrorActionPreference = 'Stop'; BLOCK { Get-Item /none; 'no' }; 'never'

## stop preference set inside
BLOCK { $ErrorActionPreference = 'Stop' }; try { Get-Item /none; 'no' } catch { 'stopped' }

## stop preference in a function inside
function f { $ErrorActionPreference = 'Stop'; 1/0; 'no' }; BLOCK { f; 'next' }; 'after'

## terminating cmdlet error
function f { [CmdletBinding()]param() $PSCmdlet.ThrowTerminatingError([Management.Automation.ErrorRecord]::new([Exception]::new('te'), 'TE', 'NotSpecified', $null)) }
BLOCK { f; 'next' }
try { BLOCK { f } } catch { $_.FullyQualifiedErrorId }
$Error.Count

## module error under stop
$m = New-Module { function mf { [CmdletBinding()]param() Write-Error 'from module'; 'rest' } }
$ErrorActionPreference = 'Stop'
BLOCK { mf }
'after'

# Errors that end nothing

## write error
BLOCK { Write-Error 'we'; 'next' }; "$?"; $Error.Count

## write error in a function
function f { Write-Error 'we'; 'next' }; BLOCK { f; "$?" }; "$?"

## write error of an advanced function
function f { [CmdletBinding()]param() $PSCmdlet.WriteError([Management.Automation.ErrorRecord]::new([Exception]::new('pe'), 'PE', 'NotSpecified', 3)); 'next' }
BLOCK { f; "$?" }
$Error[0].FullyQualifiedErrorId

## write error as if there were no block
function f { BLOCK { Write-Error 'we'; 'next' } }; f; $Error.Count

## several errors
BLOCK { Get-Item /none1, /none2; Write-Error 'we'; 1/0 }; $Error.Count

## error in a pipeline
BLOCK { 1, 0, 2 | ForEach-Object { 4 / $_ } }; $Error.Count

## silenced
BLOCK { Get-Item /none -ErrorAction SilentlyContinue; Get-Item /none -ErrorAction Ignore; 'next' }; $Error.Count

## silenced by preference
$ErrorActionPreference = 'SilentlyContinue'; BLOCK { Get-Item /none; 1/0; 'next' }; $Error.Count

## error variable inside
BLOCK { Get-Item /none -ErrorAction SilentlyContinue -ErrorVariable ev; $ev.Count }; $ev[0].FullyQualifiedErrorId

## error kept in a variable
BLOCK { $r = Get-Item /none 2>&1; $r.GetType().Name }; "$r"

## error merged inside comes out as output
$r = BLOCK { Get-Item /none 2>&1; 1 }; $r.Count; $r[0].GetType().Name

## error record as output
$r = BLOCK { try { throw 'a' } catch { $_ } }; $r.GetType().Name

## question mark inside
BLOCK { Get-Item /none; "in $?"; 1; "in $?" }; "out $?"

## question mark after success
Get-Item /none; BLOCK { 1 }; "$?"

## null pipe
function f { Get-Item /none; 'next' }; { BLOCK { f; 'end' } }.Invoke(); 'after'

## delegate
[Action] $a = { BLOCK { Write-Error 'in a delegate'; 1/0 } }; $a.Invoke(); 'after'

# Streams

## redirect errors to null
BLOCK { Get-Item /none; 1 } 2>$null; $Error.Count

## merge errors
BLOCK { 1; Get-Item /none; 2; 1/0; 3 } 2>&1 | ForEach-Object { $_.GetType().Name }

## merge errors into a variable
$r = BLOCK { 1; Get-Item /none; 2 } 2>&1; $r | ForEach-Object { "$_" }

## merge warnings
BLOCK { 1; Write-Warning 'w'; 2 } 3>&1 | ForEach-Object { $_.GetType().Name }

## merge all
BLOCK { 1; Write-Warning 'w'; Write-Host 'h'; Write-Verbose 'v' -Verbose; Write-Debug 'd' -Debug; Get-Item /none; 2 } *>&1 | ForEach-Object { "$($_.GetType().Name) $_" }

## merge information
BLOCK { 1; Write-Host 'h'; Write-Information 'i'; 2 } 6>&1 | ForEach-Object { "$($_.GetType().Name) $_" }

## merge verbose
BLOCK { Write-Verbose 'v' -Verbose; 1 } 4>&1 | ForEach-Object { $_.GetType().Name }

## redirect to a file
BLOCK { 1; Write-Warning 'w'; 2 } > $PSScriptRoot/o.txt; Get-Content $PSScriptRoot/o.txt

## redirect errors to a file
BLOCK { 1; Get-Item /none } 2> $PSScriptRoot/e.txt; (Get-Content $PSScriptRoot/e.txt -Raw) -match 'none'

## redirect warnings to a file
BLOCK { 1; Write-Warning 'we' } 3> $PSScriptRoot/w.txt; Get-Content $PSScriptRoot/w.txt

## redirect all to a file
BLOCK { 1; Write-Warning 'we'; Write-Host 'h' } *> $PSScriptRoot/a.txt; Get-Content $PSScriptRoot/a.txt

## redirect all to null
BLOCK { 1; Write-Warning 'we'; Get-Item /none; Write-Host 'h' } *> $null; $Error.Count

## merge inside all
BLOCK { & { Write-Warning 'w'; Write-Error 'e'; Write-Host h } *>&1 | ForEach-Object { $_.GetType().Name } }

## nested merge
BLOCK { BLOCK { Write-Warning 'w'; Get-Item /none; 1 } 2>&1 } 3>&1 | ForEach-Object { $_.GetType().Name }

## warnings silenced by preference
$WarningPreference = 'SilentlyContinue'; BLOCK { Write-Warning 'w' }; 'after'; $WarningPreference = 'Continue'

## warning preference set in a function inside
$WarningPreference = 'SilentlyContinue'; BLOCK { & { $WarningPreference = 'Continue'; Write-Warning 'w' } }; $WarningPreference = 'Continue'

## warnings stop
$WarningPreference = 'Stop'; try { BLOCK { Write-Warning 'w'; 'no' } } catch { $_.FullyQualifiedErrorId }; $WarningPreference = 'Continue'

## information preference
$InformationPreference = 'Continue'; BLOCK { Write-Information 'i' }; $InformationPreference = 'SilentlyContinue'

## verbose preference
function f { [CmdletBinding()]param() BLOCK { Write-Verbose 'v'; Write-Debug 'd' } }; f -Verbose

## order
BLOCK { 1; Write-Error 'a'; 2; Write-Warning 'b'; 3 }

## null output
@(BLOCK { $null; 1; $null }).Count

## nothing
@(BLOCK { }).Count; $null -eq (BLOCK { })

## arrays
@(BLOCK { , (1, 2); , @() }).Count

## array of one
(BLOCK { , 1 }).GetType().Name; (BLOCK { 1 }).GetType().Name

## dictionary
(BLOCK { @{ a = 1 } }).a

## same object
$o = [pscustomobject] @{ a = 1 }; $p = BLOCK { $o }; [object]::ReferenceEquals($o, $p)

## note properties
$s = 'x' | Add-Member n 1 -PassThru; (BLOCK { $s }).n

## Select-Object -First
BLOCK { 1..10 | ForEach-Object { $_; $last = $_ } } | Select-Object -First 2; $last

## Select-Object -First then finally
BLOCK { try { 1..10 } finally { Write-Warning 'f' } } | Select-Object -First 1; 'after'

## reader downstream
$x = 0; BLOCK { 1, 2 | ForEach-Object { $x += $_; $_ } } | ForEach-Object { "$_ $x" }

## error of the reader
BLOCK { 1; 2 } | ForEach-Object { Get-Item /none; throw 'reader' }; 'never'

## out variable inside
BLOCK { Get-ChildItem $PSScriptRoot -Name -OutVariable ov | Out-Null }; $ov.Count -gt 0

## output of a pipeline to Out-Null
BLOCK { 1, 2 | Out-Null; 3 }

## subexpression
"a$(BLOCK { 1; 2 })b"

## assignment of several
$a, $b = BLOCK { 1; 2 }; "$b $a"

## condition
if (BLOCK { $true }) { 'yes' }

# Nesting and programs

## nested
BLOCK { $a = 1; BLOCK { $b = $a + 1; BLOCK { $c = $b + 1; Get-Item /none } } }; "$a $b $c"

## nested throw
try { BLOCK { BLOCK { BLOCK { throw 'deep' } } } } catch { "$_ $($_.InvocationInfo.OffsetInLine)" }; $Error.Count

## nested break
foreach ($i in 1..3) { BLOCK { BLOCK { if ($i -eq 2) { break } }; $i } }; 'after'

## nested caught
BLOCK { try { BLOCK { throw 'in' } } catch { "c $_" }; 'rest' }; $Error.Count

## recursion
function r($n) { BLOCK { $n; if ($n -gt 0) { r ($n - 1) } } }; r 4

## native output
BLOCK { sh -c 'echo out; exit 3'; $LASTEXITCODE }; $LASTEXITCODE

## native error merged
BLOCK { sh -c 'echo err >&2; echo out; exit 1' } 2>&1 | ForEach-Object { "$($_.GetType().Name) $_" } | Sort-Object; $Error.Count

## native error merged inside
BLOCK { sh -c 'echo err >&2' 2>&1 | ForEach-Object { $_.GetType().Name } }; $Error.Count

## native question mark
BLOCK { sh -c 'exit 1'; "in $?" }; "out $?"

## native error preference
$PSNativeCommandUseErrorActionPreference = $true
$ErrorActionPreference = 'Stop'
try { BLOCK { sh -c 'exit 7'; 'no' } } catch { $_.FullyQualifiedErrorId }
$PSNativeCommandUseErrorActionPreference = $false

## native input
BLOCK { 'b', 'a' | sort }

## exit of a script inside
Set-Content $PSScriptRoot/x.ps1 'exit 4'; BLOCK { & $PSScriptRoot/x.ps1; 'next' }; $LASTEXITCODE

## jobs
$x = 3; BLOCK { Start-ThreadJob { $using:x + 1 } | Receive-Job -Wait -AutoRemoveJob }

## parallel
$x = 3; BLOCK { 1..2 | ForEach-Object -Parallel { $_ + $using:x } | Sort-Object }

## begin process end
BLOCK { begin { 'b' } process { 'p' } end { 'e'; $z = 1 } }; $z

## parameters
BLOCK { param($p = 5) $p; $args.Count }

## dynamic block
$b = [scriptblock]::Create('$q = 1; Get-Item /none; $q'); BLOCK $b; $q

## comment and empty statements
BLOCK { <# c #> ; ; # d
 }; 'after'

## steppable pipeline
function p { $s = { Get-Item /none }.GetSteppablePipeline(); $s.Begin($false); $s.Process(); $s.End() }
BLOCK { 1; p; 2 }
BLOCK { 1; p; 2 } 2>&1 | ForEach-Object { $_.GetType().Name }

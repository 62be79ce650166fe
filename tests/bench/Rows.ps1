# The rows of the table in RESULTS.md, in its order, each made of measured figures ($f, in nanoseconds, bytes or counts). Dot-sourced by Bench.ps1.

function Format-Time([double] $Nanoseconds) {
    switch ($Nanoseconds) {
        { $_ -lt 999.5 } { '{0:N0} ns' -f $_; break }
        { $_ -lt 99.5e3 } { '{0:N1} µs' -f ($_ / 1e3); break }
        { $_ -lt 999.5e3 } { '{0:N0} µs' -f ($_ / 1e3); break }
        { $_ -lt 999.5e6 } { '{0:N1} ms' -f ($_ / 1e6); break }
        default { '{0:N2} s' -f ($_ / 1e9) }
    }
}

function Format-Size([double] $Bytes) { '{0:N1} MB' -f ($Bytes / 1e6) }

function Format-Bytes([double] $Bytes) { '{0:N0} B' -f $Bytes }

# Ours against a floor or a peer: at most so many times as much, or at least so many times less.
function New-Row {
    param(
        [Parameter(Mandatory, Position = 0)]
        [string] $Work,

        [Parameter(Mandatory)]
        [double] $Ours,

        [Parameter(Mandatory)]
        [double] $Other,

        # What the other one is.
        [Parameter(Mandatory)]
        [string] $Against,

        [double] $AtMost,

        [double] $AtLeast,

        [scriptblock] $Format = { Format-Time $args[0] }
    )

    $isFaster = $PSBoundParameters.ContainsKey('AtLeast')
    $hasTarget = $isFaster -or $PSBoundParameters.ContainsKey('AtMost')
    # A difference that noise made negative is no floor.
    $ratio = $Ours -le 0 -or $Other -le 0 ? [double]::NaN : $isFaster ? $Other / $Ours : $Ours / $Other
    [pscustomobject] @{
        Work    = $Work
        Ours    = & $Format $Ours
        Against = "$(& $Format $Other) $Against"
        Ratio   = '{0:N2} ×{1}' -f $ratio, ($isFaster ? ' faster' : '')
        Target  = $isFaster ? "at least $AtLeast × faster" : $hasTarget ? "at most $AtMost ×" : ''
        Reached = $hasTarget ? (($isFaster ? $ratio -ge $AtLeast : $ratio -le $AtMost) ? 'yes' : 'no') : ''
    }
}

# Ours less a floor: at most so much more.
function New-DifferenceRow([string] $Work, [double] $Ours, [double] $Other, [string] $Against, [double] $AtMost, [scriptblock] $Format = { Format-Time $args[0] }) {
    [pscustomobject] @{
        Work    = $Work
        Ours    = & $Format $Ours
        Against = "$(& $Format $Other) $Against"
        Ratio   = "$(& $Format ($Ours - $Other)) more"
        Target  = "at most $(& $Format $AtMost) more"
        Reached = $Ours - $Other -le $AtMost ? 'yes' : 'no'
    }
}

function Get-Row([hashtable] $f) {
    $size = { Format-Size $args[0] }
    $many = '{0:N0}' -f $f['memory.tracks']
    $found = '{0:N0}' -f $f['core.searchCount']
    New-Row 'piped save, three keys' -Ours $f['save.piped'] -Other ($f['noop.piped'] + $f['floor.write']) -Against "no-op ($(Format-Time $f['noop.piped'])) and write ($(Format-Time $f['floor.write']))" -AtMost 2
    New-Row 'the same against SQLite' -Ours $f['save.piped'] -Other $f['sqlite.normal.all'] -Against 'SQLite from C#, all inserts in one transaction' -AtMost 1
    New-Row 'save in a loop, one call each' -Ours $f['save.call'] -Other $f['noop.call'] -Against 'no-op call' -AtMost 1.6
    New-Row 'save from C#' -Ours $f['core.save'] -Other $f['sqlite.normal.each'] -Against 'SQLite, one transaction each (WAL, NORMAL)' -AtLeast 25
    New-Row 'save from C#, Always' -Ours $f['core.saveAlways'] -Other $f['floor.writeAndFsync'] -Against 'bare write and fsync' -AtMost 1.2
    New-Row 'the same against SQLite' -Ours $f['core.saveAlways'] -Other $f['sqlite.full.each'] -Against 'SQLite, one transaction each (WAL, FULL)' -AtMost 1
    New-Row 'piped save' -Ours $f['save.piped'] -Other $f['peer.addContent'] -Against 'ConvertTo-Json | Add-Content, each' -AtLeast 150
    New-Row 'save in a loop' -Ours $f['save.call'] -Other $f['peer.addContent'] -Against 'ConvertTo-Json | Add-Content, each' -AtLeast 30
    New-Row "save from C# at $many tracks" -Ours $f['core.saveLarge'] -Other $f['core.saveSmall'] -Against 'at 1,000' -AtMost 1.3
    New-Row "Get-LastUserTrack at $many" -Ours $f['getLast.large'] -Other $f['noop.get'] -Against 'no-op call' -AtMost 1.2
    New-Row 'Get-LastUserTrack at 1,000' -Ours $f['getLast.small'] -Other $f['noop.get'] -Against 'no-op call' -AtMost 1.2
    New-Row "Search-Track by user, $found of $many, per result" -Ours $f['search.user'] -Other $f['noop.piped'] -Against "no-op's piped record" -AtMost 1.5
    New-Row 'the same against a small store' -Ours $f['search.user'] -Other $f['search.userOfFew'] -Against "the same results out of twice as many tracks" -AtMost 1.2
    New-Row 'the same with Data read, from C#' -Ours $f['core.searchAndRead'] -Other $f['floor.readData'] -Against 'a JsonTextReader over those data' -AtMost 1.5
    New-DifferenceRow "time range, 1,000 of $many" $f['search.range'] $f['noop.search'] 'no-op call' 1e6
    New-DifferenceRow "-Last 10 of a task with half of $many" $f['search.last'] $f['noop.search'] 'no-op call' 1e6
    foreach ($what in 'task', 'user', 'run', 'id', 'key') {
        $parameter = @{ task = 'TaskId'; user = 'UserName'; run = 'RunId'; id = 'Id'; key = 'Data' }[$what]
        New-DifferenceRow "completion of -$parameter at $many" $f["complete.$what"] $f['complete.none'] "completion of an enumeration's value" 50e6
    }
    New-Row 'a step' -Ours $f['step.call'] -Other ($f['floor.step'] + 2 * $f['floor.write']) -Against "a block with merged streams ($(Format-Time $f['floor.step'])) and two writes" -AtMost 2
    New-DifferenceRow 'the last word on each of 50,000 steps' -Ours $f['step.latest'] -Other $f['step.none'] -Against 'the empty call' -AtMost 50e6
    New-DifferenceRow 'continuing a run with 10,000 completions of 2 KB' -Ours $f['step.carry'] -Other 0 -Against 'nothing' -AtMost 500e6
    New-Row "save with -Store to a file of $many tracks" -Ours $f['save.storeLarge'] -Other $f['save.storeSmall'] -Against 'to one of 1,000' -AtMost 1.2
    New-Row 'save with -Store' -Ours $f['save.storeLarge'] -Other $f['save.always'] -Against 'a save to an open store that flushes each' -AtMost 5
    $sessions = '{0:N0} session files' -f $f['many.files']
    $end = 'reading the last 4 KB of each'
    New-Row "newest ten of $sessions" -Ours $f['many.newest'] -Other $f['many.floor'] -Against $end -AtMost 2
    New-Row "last night's failures in $sessions" -Ours $f['many.failed'] -Other $f['many.floor'] -Against $end -AtMost 2
    New-Row "Invoke-TrackRun -Resume over $sessions" -Ours $f['many.resume'] -Other $f['many.floor'] -Against $end -AtMost 2
    New-Row "Limit-TrackHistory over $sessions of which none goes" -Ours $f['many.limit'] -Other $f['many.floor'] -Against $end
    New-Row "back-dated save at $many" -Ours $f['core.backDated'] -Other $f['core.saveLarge'] -Against 'plain save' -AtMost 1.5
    New-Row "removal at $many" -Ours $f['core.remove'] -Other $f['core.saveLarge'] -Against 'plain save' -AtMost 1.5
    New-Row "update at $many" -Ours $f['core.update'] -Other $f['core.saveLarge'] -Against 'plain save' -AtMost 1.5
    New-Row "reopening $many tracks" -Ours $f['core.open'] -Other $f['floor.scan'] -Against 'a JsonTextReader that scans the file' -AtMost 1
    New-Row "memory with $many tracks open" -Ours $f['memory.live'] -Other $f['memory.file'] -Against "the file; the process's peak was $(Format-Size $f['memory.peak'])" -AtMost 1.5 -Format $size
    New-Row "Optimize-TrackStore at $many" -Ours $f['core.optimize'] -Other $f['floor.copy'] -Against 'a raw copy, flushed' -AtMost 2
    New-DifferenceRow 'Import-Module, a process' $f['startup.import'] $f['startup.empty'] "an empty process (a no-op module: $(Format-Time ($f['startup.noImport'] - $f['startup.empty'])) more)" 60e6
    New-DifferenceRow 'the first save, a process' $f['startup.firstSave'] $f['startup.import'] "import alone (a no-op: $(Format-Time ($f['startup.noSave'] - $f['startup.noImport'])) more)" 100e6
    $empty = $f['startup.noImport'] - $f['startup.empty']
    New-Row 'Import-Module' -Ours ($f['startup.import'] - $f['startup.empty']) -Other $empty -Against "a no-op module's" -AtMost 3.5
    New-Row 'the first save' -Ours ($f['startup.firstSave'] - $f['startup.import']) -Other $empty -Against "a no-op module's import" -AtMost 2.6
    New-DifferenceRow 'bytes on disk per track' $f['file.bytesPerTrack'] $f['file.bytesOfContent'] 'names and data as compact JSON' 100 { Format-Bytes $args[0] }
}

# Of a database, where one was measured.
function Get-DatabaseRow([hashtable] $f) {
    if (-not $f.ContainsKey('database.save')) {
        return
    }

    New-Row 'save to PostgreSQL, in batches' -Ours $f['database.batch'] -Other $f['database.copy'] -Against 'Npgsql binary COPY of the same rows' -AtMost 2
    New-Row 'save to PostgreSQL, one each' -Ours $f['database.save'] -Other $f['database.insert'] -Against 'a prepared INSERT of the same row' -AtMost 1.3
    New-Row 'update in PostgreSQL' -Ours $f['database.update'] -Other $f['database.save'] -Against 'a save'
    New-Row 'last track of a key in PostgreSQL, two questions' -Ours $f['database.last'] -Other $f['database.ping'] -Against 'SELECT 1'
    New-Row 'search in PostgreSQL, per result' -Ours $f['database.search'] -Other $f['database.copy'] -Against 'COPY of a row'
    New-Row 'list of tasks in PostgreSQL, per track' -Ours $f['database.tasks'] -Other $f['database.count'] -Against 'SELECT count(*)'
    New-Row 'removal of a run in PostgreSQL, per track' -Ours $f['database.removal'] -Other $f['database.delete'] -Against 'a DELETE of as many rows'
}

# What has no target and helps to read the others.
function Get-FurtherRow([hashtable] $f) {
    New-Row 'save from C#' -Ours $f['core.save'] -Other $f['floor.write'] -Against 'a bare write'
    New-Row 'save from C# to memory' -Ours $f['core.saveToMemory'] -Other $f['core.save'] -Against 'to the file'
    New-Row 'save from C#' -Ours $f['core.save'] -Other $f['litedb.each'] -Against 'LiteDB, one insert each' -AtLeast 25
    New-Row 'piped save' -Ours $f['save.piped'] -Other $f['peer.addContentOnce'] -Against 'ConvertTo-Json each, one Add-Content for all: nothing is on record until its buffer is full' -AtLeast 1
    New-Row 'save in a loop' -Ours $f['save.call'] -Other $f['peer.clixml'] -Against 'Export-Clixml of that record alone' -AtLeast 30
    New-Row '-Data with a script block, per track' -Ours $f['search.block'] -Other $f['search.equal'] -Against 'with a value'
    New-Row 'search with Data read, in PowerShell' -Ours $f['search.userData'] -Other $f['floor.readData'] -Against 'a JsonTextReader over those data'
}

function Get-StepRow([hashtable] $Known) {
    foreach ($name in $Known.figures.Keys -like 'micro.*' | Sort-Object) {
        [pscustomobject] @{ Step = $name -replace '^micro\.'; Time = Format-Time $Known.figures[$name]; Allocated = Format-Bytes $Known.allocated[$name] }
    }
}

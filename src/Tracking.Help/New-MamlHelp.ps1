<#
.SYNOPSIS
Makes the help file of the cmdlets, in MAML.

.DESCRIPTION
What can be typed comes from Get-Command: names, sets, types, positions, aliases. What is said comes from the XML
comments on the cmdlets' classes and properties, as the compiler wrote them beside the assemblies:

<summary>           a cmdlet's synopsis; a parameter's or an enumeration value's description
<remarks>           a cmdlet's description
<value>             a parameter's default value, if it has one
<inputs cref="">    what a cmdlet takes from the pipeline, by type
<outputs cref="">   what it gives, by type
<example>           a <para> with the title, the <code>, and <para>s of remarks
<seealso>           a related cmdlet (cref) or about topic (href)

.PARAMETER Module
The manifest of the built module.

.PARAMETER CommentFolder
Where the compiler's XML files lie.

.PARAMETER Path
The full path of the help file to write.
#>
#Requires -Version 7.4
[CmdletBinding()]
param(
    [Parameter(Mandatory)]
    [string] $Module,

    [Parameter(Mandatory)]
    [string] $CommentFolder,

    [Parameter(Mandatory)]
    [string] $Path
)

Set-StrictMode -Version 3
$ErrorActionPreference = 'Stop'

$prefixes = [ordered] @{
    maml    = [Xml.Linq.XNamespace] 'http://schemas.microsoft.com/maml/2004/10'
    command = [Xml.Linq.XNamespace] 'http://schemas.microsoft.com/maml/dev/command/2004/10'
    dev     = [Xml.Linq.XNamespace] 'http://schemas.microsoft.com/maml/dev/2004/10'
}

# An element by its prefixed name. Its content: elements, text, and a hashtable of attributes.
function New-Element([string] $Name, [object[]] $Content) {
    $prefix, $local = $Name -split ':'
    $element = [Xml.Linq.XElement]::new($prefixes[$prefix] + $local)
    foreach ($part in $Content) {
        if ($part -is [Collections.IDictionary]) {
            $part.GetEnumerator() | ForEach-Object { $element.SetAttributeValue($_.Key, $_.Value) }
        }
        else {
            $element.Add($part)
        }
    }

    , $element
}

function New-Description([string[]] $Paragraph) {
    New-Element maml:description @($Paragraph | ForEach-Object { New-Element maml:para $_ })
}

$members = @{}
foreach ($file in Get-ChildItem -LiteralPath $CommentFolder -Filter *.xml) {
    foreach ($member in [Xml.Linq.XDocument]::Load($file.FullName, 'PreserveWhitespace').Root.Element('members').Elements()) {
        $members[$member.Attribute('name').Value] = $member
    }
}

# The elements of a comment with this name; none where there is no comment.
function Get-Element([string] $Member, [string] $Name) {
    if ($members.ContainsKey($Member)) {
        $members[$Member].Elements($Name)
    }
}

# What a reference means to a user: a cmdlet by its name, all else as .NET names it.
function Get-ReferenceName([string] $Reference) {
    $name = $Reference -replace '^\w:'
    $cmdletNames.ContainsKey($name) ? $cmdletNames[$name] : $name
}

function Get-Text([Xml.Linq.XNode] $Node) {
    if ($Node -is [Xml.Linq.XText]) {
        return $Node.Value
    }

    $reference = $Node.Attribute('cref') ?? $Node.Attribute('langword') ?? $Node.Attribute('name')
    $reference -and -not $Node.Nodes() ? (Get-ReferenceName $reference.Value) : (-join ($Node.Nodes() | ForEach-Object { Get-Text $_ }))
}

# Its <para>s, or all of it as one.
function Get-Paragraph([Xml.Linq.XElement[]] $Element) {
    foreach ($one in $Element) {
        foreach ($paragraph in @($one.Elements('para')) ? @($one.Elements('para')) : $one) {
            ((Get-Text $paragraph) -replace '\s+', ' ').Trim()
        }
    }
}

# Code stands in the comment as deep as the comment does.
function Get-Code([Xml.Linq.XElement] $Element) {
    $lines = @($Element.Value.Trim("`r", "`n", ' ') -split '\r?\n')
    $depth = ([regex] '^ *').Match(($Element.Value -split '\r?\n')[1]).Length
    ($lines | ForEach-Object { $_ -replace "^ {0,$depth}" }) -join "`n"
}

# What the comment on a parameter's property says. The property may be a base class's; -WhatIf and -Confirm have none.
function Get-ParameterComment([type] $Cmdlet, [string] $Parameter, [string] $Name) {
    $property = $Cmdlet.GetProperty($Parameter)
    if ($property) {
        Get-Paragraph (Get-Element "P:$($property.DeclaringType.FullName).$Parameter" $Name)
    }
}

function Get-ParameterText([type] $Cmdlet, [Management.Automation.CommandParameterInfo] $Parameter) {
    switch ($Parameter.Name) {
        'WhatIf' { 'Shows what would happen, and does nothing.' }
        'Confirm' { 'Asks before anything is done.' }
        default { Get-ParameterComment $Cmdlet $_ summary }
    }
    $type = Get-UsedType $Parameter
    if ($type.IsEnum) {
        $type.GetEnumNames() | ForEach-Object { "${_}: $(Get-Paragraph (Get-Element "F:$($type.FullName).$_" summary))" }
    }
}

function Get-UsedType([Management.Automation.CommandParameterInfo] $Parameter) {
    [Nullable]::GetUnderlyingType($Parameter.ParameterType) ?? $Parameter.ParameterType
}

function New-Parameter([type] $Cmdlet, [Management.Automation.CommandParameterInfo] $Parameter, [bool] $IsMandatory, [switch] $InSyntax) {
    $type = Get-UsedType $Parameter
    $default = Get-ParameterComment $Cmdlet $Parameter.Name value
    $pipeline = @(
        if ($Parameter.ValueFromPipeline) { 'ByValue' }
        if ($Parameter.ValueFromPipelineByPropertyName) { 'ByPropertyName' }
    ) -join ', '
    New-Element command:parameter @(
        [ordered] @{
            required       = $IsMandatory
            variableLength = $type.IsArray
            globbing       = $Parameter.Attributes.TypeId -contains [SupportsWildcards]
            pipelineInput  = $pipeline ? "True ($pipeline)" : 'False'
            position       = $Parameter.Position -lt 0 ? 'named' : $Parameter.Position
            aliases        = $Parameter.Aliases ? $Parameter.Aliases -join ', ' : 'none'
        }
        New-Element maml:name $Parameter.Name
        New-Description (Get-ParameterText $Cmdlet $Parameter)
        if ($InSyntax -and $type.IsEnum) {
            New-Element command:parameterValueGroup @($type.GetEnumNames() | ForEach-Object { New-Element command:parameterValue $_ })
        }
        elseif (-not $InSyntax -or $type -ne [switch]) {
            New-Element command:parameterValue @{ required = $type -ne [switch] }, $type.Name
        }
        New-Element dev:type (New-Element maml:name $type.FullName)
        New-Element dev:defaultValue ($default ? $default : $type -eq [switch] ? 'False' : 'None')
    )
}

# Positions first, then as the class has them; -WhatIf and -Confirm last.
function Get-OwnParameter([Management.Automation.CommandParameterSetInfo] $Set) {
    $own = $Set.Parameters | Where-Object Name -NotIn ([Management.Automation.PSCmdlet]::CommonParameters)
    $own | Sort-Object -Stable { $_.Name -in 'WhatIf', 'Confirm' }, { $_.Position -lt 0 ? [int]::MaxValue : $_.Position }
}

function New-TypeList([string] $List, [string] $Item, [Xml.Linq.XElement[]] $Element) {
    New-Element $List @(
        if (-not $Element) {
            New-Element $Item (New-Element dev:type (New-Element maml:name 'None'))
        }
        foreach ($one in $Element) {
            New-Element $Item @(
                New-Element dev:type (New-Element maml:name (Get-ReferenceName $one.Attribute('cref').Value))
                New-Description (Get-Paragraph $one)
            )
        }
    )
}

function New-Example([Xml.Linq.XElement[]] $Element) {
    $number = 0
    New-Element command:examples @(
        foreach ($example in $Element) {
            $title, $remarks = @(Get-Paragraph $example)
            New-Element command:example @(
                New-Element maml:title "Example $((++$number)): $title"
                New-Element dev:code (Get-Code $example.Element('code'))
                New-Element dev:remarks @($remarks | ForEach-Object { New-Element maml:para $_ })
            )
        }
    )
}

function New-Command([Management.Automation.CmdletInfo] $Command) {
    $class = $Command.ImplementingType
    $member = "T:$($class.FullName)"
    $parameters = @($Command.ParameterSets | ForEach-Object { Get-OwnParameter $_ })
    New-Element command:command @(
        New-Element command:details @(
            New-Element command:name $Command.Name
            New-Description (Get-Paragraph (Get-Element $member summary))
            New-Element command:verb $Command.Verb
            New-Element command:noun $Command.Noun
        )
        New-Description (Get-Paragraph (Get-Element $member remarks))
        New-Element command:syntax @(
            foreach ($set in $Command.ParameterSets | Sort-Object -Stable { -not $_.IsDefault }) {
                New-Element command:syntaxItem @(
                    New-Element maml:name $Command.Name
                    Get-OwnParameter $set | ForEach-Object { New-Parameter $class $_ $_.IsMandatory -InSyntax }
                )
            }
        )
        New-Element command:parameters @(
            foreach ($name in $parameters | Sort-Object -Stable { $_.Name -in 'WhatIf', 'Confirm' } | Select-Object -ExpandProperty Name -Unique) {
                $sets = @($parameters | Where-Object Name -EQ $name)
                New-Parameter $class $sets[0] ($sets.IsMandatory -notcontains $false)
            }
        )
        New-TypeList command:inputTypes command:inputType (Get-Element $member inputs)
        New-TypeList command:returnValues command:returnValue (Get-Element $member outputs)
        New-Example (Get-Element $member example)
        New-Element maml:relatedLinks @(
            foreach ($link in Get-Element $member seealso) {
                $name = $link.Attribute('cref') ? (Get-ReferenceName $link.Attribute('cref').Value) : $link.Attribute('href').Value
                New-Element maml:navigationLink (New-Element maml:linkText $name), (New-Element maml:uri '')
            }
        )
    )
}

$commands = @((Import-Module $Module -PassThru).ExportedCmdlets.Values | Sort-Object Name)
$cmdletNames = @{}
$commands | ForEach-Object { $cmdletNames[$_.ImplementingType.FullName] = $_.Name }

$root = [Xml.Linq.XElement]::new([Xml.Linq.XNamespace] 'http://msh' + 'helpItems')
$root.SetAttributeValue('schema', 'maml')
$prefixes.GetEnumerator() | ForEach-Object { $root.SetAttributeValue([Xml.Linq.XNamespace]::Xmlns + $_.Key, $_.Value.NamespaceName) }
$commands | ForEach-Object { $root.Add((New-Command $_)) }
# A build that is stopped leaves the old help or the new one.
$root.Save("$Path.new")
Move-Item -LiteralPath "$Path.new" -Destination $Path -Force

namespace Tracking.Serialization;

/// <summary>The names of elements and attributes in a step's output as text; <see cref="OutputScalars"/> has those of values.</summary>
internal static class OutputTags
{
    public const string Root = "Output";
    public const string Null = "Nil";

    /// <summary>What a command returns that returns nothing: no object, and yet a value.</summary>
    public const string Nothing = "Void";
    public const string Enumeration = "E";
    public const string Array = "A";
    public const string List = "L";
    public const string Mapping = "M";
    public const string Custom = "PO";

    /// <summary>A value with properties that were added to it.</summary>
    public const string Extended = "PV";
    public const string TypeName = "TN";
    public const string Property = "P";

    /// <summary>A copy of an object: CLIXML.</summary>
    public const string Copy = "Objs";

    public const string Type = "T";
    public const string Name = "N";
    public const string CaseSensitive = "C";
}

using System;

namespace Tracking.Serialization;

/// <summary>A type of single values in a step's output.</summary>
/// <param name="tag">The name of its elements.</param>
/// <param name="type">The type.</param>
/// <param name="write">Makes its text.</param>
/// <param name="read">Makes the value again.</param>
internal sealed class OutputScalar(string tag, Type type, Func<object, string> write, Func<string, object> read)
{
    public string Tag => tag;

    public Type Type => type;

    public string Write(object value) => write(value);

    public object Read(string text) => read(text);
}

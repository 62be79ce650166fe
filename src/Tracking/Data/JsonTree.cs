using System;
using System.Collections.Concurrent;
using System.Linq;

namespace Tracking.Data;

/// <summary>
/// The objects that JSON is read into: JObject and its kin, JsonElement, JsonDocument, JsonNode. They are known by name, since PowerShell
/// and what it loads have their own versions of them.
/// </summary>
internal static class JsonTree
{
    private const string Newtonsoft = "Newtonsoft.Json.Linq.JToken";
    private const string Property = "Newtonsoft.Json.Linq.JProperty";
    private const string Node = "System.Text.Json.Nodes.JsonNode";

    private static readonly ConcurrentDictionary<Type, Func<object, string>?> Writers = new();

    /// <summary>The JSON of an object that stands for some; null when it is none such.</summary>
    public static string? TextOf(object value) => Writers.GetOrAdd(value.GetType(), WriterOf)?.Invoke(value);

    /// <summary>
    /// Whether an object is a piece of a tree: a pipeline takes a JObject or a JsonObject apart, whose pieces are no mappings.
    /// </summary>
    public static bool IsPiece(object value)
    {
        var type = value.GetType();
        return type.FullName == Property
            || (type.IsGenericType && type.GetGenericArguments() is [_, var second] && Ancestor(second, Node) != null);
    }

    private static Func<object, string>? WriterOf(Type type)
    {
        if (Ancestor(type, Newtonsoft) is { } token)
        {
            // ToString(Formatting, params JsonConverter[]): JSON for single values too, in one line.
            var write = token.GetMethods().First(method => method is { Name: nameof(ToString), IsStatic: false }
                && method.GetParameters() is [{ ParameterType.IsEnum: true }, { ParameterType.IsArray: true }]);
            var parameters = write.GetParameters();
            object[] given =
                [Enum.ToObject(parameters[0].ParameterType, 0), Array.CreateInstance(parameters[1].ParameterType.GetElementType()!, 0)];
            return value => (string)write.Invoke(value, given);
        }
        if (Ancestor(type, Node) is { } node)
        {
            var write = node.GetMethods().First(method => method.Name == "ToJsonString" && method.GetParameters().Length == 1);
            return value => (string)write.Invoke(value, [null]);
        }
        if (type.FullName == "System.Text.Json.JsonElement")
            return Call(type, "GetRawText");
        if (type.FullName == "System.Text.Json.JsonDocument")
        {
            var root = type.GetProperty("RootElement")!;
            var write = Call(root.PropertyType, "GetRawText");
            return value => write(root.GetValue(value));
        }
        return null;
    }

    private static Func<object, string> Call(Type type, string method)
    {
        var found = type.GetMethod(method, Type.EmptyTypes)!;
        return value => (string)found.Invoke(value, null);
    }

    private static Type? Ancestor(Type type, string fullName)
    {
        for (var ancestor = type; ancestor != null; ancestor = ancestor.BaseType)
        {
            if (ancestor.FullName == fullName)
                return ancestor;
        }
        return null;
    }
}

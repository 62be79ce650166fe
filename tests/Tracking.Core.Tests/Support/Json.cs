using System;
using System.Buffers;
using System.Collections.Generic;
using System.IO;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using Tracking.Model;
using Xunit;

namespace Tracking.Tests;

/// <summary>JSON as the tests write and compare it.</summary>
internal static class Json
{
    /// <summary>Data from text.</summary>
    public static TrackData Data(string json, string? types = null) =>
        new(Encoding.UTF8.GetBytes(json), types is null ? null : Encoding.UTF8.GetBytes(types));

    /// <summary>The JSON text of data, byte for byte.</summary>
    public static string Text(TrackData data) => Encoding.UTF8.GetString(data.Json);

    /// <summary>The type hints of data, byte for byte; null when there are none.</summary>
    public static string? Types(TrackData data) => data.Types is null ? null : Encoding.UTF8.GetString(data.Types);

    /// <summary>The type hints of data, by their JSON Pointers; in a file that a test spoiled they may be no names.</summary>
    public static Dictionary<string, JsonElement> ParseHints(TrackData data) =>
        JsonSerializer.Deserialize<Dictionary<string, JsonElement>>(data.Types)!;

    /// <summary>Any JSON reader can read the file, whoever writes to it now.</summary>
    public static void CheckFile(string path)
    {
        using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        using var document = JsonDocument.Parse(file);
        Assert.Equal(JsonValueKind.Object, document.RootElement.ValueKind);
    }

    /// <summary>The same document in the one spelling of its strings; keys keep their order and numbers their digits.</summary>
    public static string Canonical(byte[] json)
    {
        // Without an escape there is only one, since there is no white space either.
        if (!json.AsSpan().Contains((byte)'\\'))
            return Encoding.UTF8.GetString(json);
        using var document = JsonDocument.Parse(json);
        var buffer = new ArrayBufferWriter<byte>();
        using (var writer = new Utf8JsonWriter(buffer, new JsonWriterOptions { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping }))
            document.RootElement.WriteTo(writer);
        return Encoding.UTF8.GetString(buffer.WrittenSpan);
    }

    /// <summary>Whether any JSON reader can read it, to its last text.</summary>
    public static bool IsDocument(byte[] bytes)
    {
        try
        {
            // Written again, since what stands in a text is looked at only when it is asked for, and then not at every byte.
            _ = StrictUtf8.GetCharCount(bytes);
            JsonNode.Parse(bytes, documentOptions: new JsonDocumentOptions { MaxDepth = 64 })!.ToJsonString();
            return true;
        }
        catch (Exception error) when (error is JsonException or InvalidOperationException or DecoderFallbackException)
        {
            return false;
        }
    }

    /// <summary>A string as a JSON string, readable whatever is in it.</summary>
    public static string Quote(string text) => JsonSerializer.Serialize(text, Readable);

    private static readonly UTF8Encoding StrictUtf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    private static readonly JsonSerializerOptions Readable = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };
}

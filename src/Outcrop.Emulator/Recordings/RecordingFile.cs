using System.Text;
using System.Text.Json;
using Outcrop.Emulator.Hosting;
using Outcrop.Wire.Buffers;

namespace Outcrop.Emulator.Recordings;

/// <summary>Reads a recording's file.</summary>
internal static class RecordingFile
{
    private static readonly JsonDocumentOptions Options = new() { MaxDepth = 256 };

    /// <summary>Reads a file.</summary>
    /// <returns>The recording; <see langword="null"/> when the file is JSON of another kind.</returns>
    /// <exception cref="InvalidDataException">It is broken.</exception>
    public static Recording? Read(string file, string name)
    {
        try
        {
            using JsonDocument document = JsonDocument.Parse(File.ReadAllBytes(file), Options);
            JsonElement root = document.RootElement;
            return root.ValueKind == JsonValueKind.Object && root.TryGetProperty("request"u8, out JsonElement request) && root.TryGetProperty("response"u8, out JsonElement response)
                ? Read(root, request, response, name)
                : null;
        }
        catch (Exception fault) when (fault is JsonException or InvalidOperationException or FormatException or KeyNotFoundException)
        {
            throw new InvalidDataException($"The recording {name} is broken: {fault.Message}", fault);
        }
    }

    /// <summary>Path and query as they are compared: recorders differ in what they leave encoded.</summary>
    public static string Decode(string target) => Uri.UnescapeDataString(target);

    private static Recording Read(JsonElement root, JsonElement request, JsonElement response, string name)
    {
        JsonElement body = request.TryGetProperty("body"u8, out JsonElement found) ? found : default;
        return new Recording
        {
            Name = name,
            Operation = Text(root, "operation"),
            ModelId = Text(root, "modelId"),
            Method = Text(request, "method") ?? "POST",
            Path = Decode(SecretQuery.Show(Text(request, "path") ?? "")),
            Body = body.ValueKind is JsonValueKind.Undefined or JsonValueKind.Null ? null : body.Clone(),
            RawBody = Text(request, "bodyBase64") is { } raw ? Convert.FromBase64String(raw) : null,
            Status = response.GetProperty("status"u8).GetInt32(),
            Headers = Headers(response),
            Content = Content(response),
            ChunkSizes = Numbers(response, "networkChunkSizes"),
            ChunkDelays = Numbers(response, "networkChunkDelaysMs"),
        };
    }

    private static string? Text(JsonElement owner, string name) =>
        owner.TryGetProperty(name, out JsonElement value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;

    private static List<KeyValuePair<string, string>> Headers(JsonElement response)
    {
        var headers = new List<KeyValuePair<string, string>>();
        if (response.TryGetProperty("headers"u8, out JsonElement recorded))
        {
            foreach (JsonProperty header in recorded.EnumerateObject())
            {
                // A header that came more than once is an array in some recorders' files.
                headers.AddRange(header.Value.ValueKind == JsonValueKind.Array
                    ? header.Value.EnumerateArray().Select(value => KeyValuePair.Create(header.Name, value.ToString()))
                    : [KeyValuePair.Create(header.Name, header.Value.ToString())]);
            }
        }

        return headers;
    }

    /// <summary>The most exact form there is: bytes, then the text, then the JSON as a recorder has read it.</summary>
    private static byte[] Content(JsonElement response)
    {
        if (Text(response, "bodyBase64") is { } base64)
        {
            return Convert.FromBase64String(base64);
        }

        if (Text(response, "bodyText") is { } text)
        {
            return Encoding.UTF8.GetBytes(text);
        }

        if (!response.TryGetProperty("bodyJson"u8, out JsonElement json))
        {
            return [];
        }

        using var buffer = new PooledBufferWriter(1024);
        using (var writer = new Utf8JsonWriter(buffer, JsonOutput.Options))
        {
            json.WriteTo(writer);
        }

        return buffer.WrittenSpan.ToArray();
    }

    private static int[] Numbers(JsonElement owner, string name) =>
        owner.TryGetProperty(name, out JsonElement value) && value.ValueKind == JsonValueKind.Array ? [.. value.EnumerateArray().Select(item => item.GetInt32())] : [];
}

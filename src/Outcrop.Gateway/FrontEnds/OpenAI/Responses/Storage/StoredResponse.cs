using System.Buffers;
using System.Globalization;
using System.Runtime.InteropServices;
using System.Text.Json;

namespace Outcrop.Gateway.FrontEnds.OpenAI.Responses.Storage;

/// <summary>A response as it is kept: what went in, what came out, and what it continued. Immutable.</summary>
internal sealed class StoredResponse
{
    private const int Overhead = 512;

    private StoredResponse(string id, string? previousId, byte[] body, StoredItem[] input, StoredItem[] output)
    {
        Id = id;
        PreviousId = previousId;
        Body = body;
        Input = input;
        Output = output;
        Size = Overhead + body.Length;
        foreach (StoredItem item in input)
        {
            Size += Overhead + item.Json.Length;
        }
    }

    /// <summary>Its id.</summary>
    public string Id { get; }

    /// <summary>The response it continued.</summary>
    public string? PreviousId { get; }

    /// <summary>The whole response object.</summary>
    public ReadOnlyMemory<byte> Body { get; }

    /// <summary>What this request added to the conversation, oldest first.</summary>
    public IReadOnlyList<StoredItem> Input { get; }

    /// <summary>What the model answered; views over <see cref="Body"/>.</summary>
    public IReadOnlyList<StoredItem> Output { get; }

    /// <summary>About how many bytes of memory it takes.</summary>
    public long Size { get; }

    /// <summary>Makes one of an answer that has ended.</summary>
    /// <param name="id">Its id.</param>
    /// <param name="previousId">The response it continued.</param>
    /// <param name="body">The whole response object; copied.</param>
    /// <param name="input">The request's member <c>input</c>; copied.</param>
    /// <param name="find">Finds what the same caller has stored, so that an item which only names another is kept as that other: nothing that is kept refers to anything.</param>
    public static StoredResponse Of(string id, string? previousId, ReadOnlySpan<byte> body, JsonElement input, Func<string, StoredItem?> find)
    {
        byte[] copy = body.ToArray();
        var output = new List<StoredItem>();
        using JsonDocument document = OpenAIJson.Parse(copy);
        foreach (JsonElement item in document.RootElement.GetProperty("output").EnumerateArray())
        {
            ReadOnlySpan<byte> raw = JsonMarshal.GetRawUtf8Value(item);
            output.Add(new StoredItem(item.GetProperty("id").GetString()!, copy.AsSpan().Overlaps(raw, out int start) ? copy.AsMemory(start, raw.Length) : raw.ToArray()));
        }

        return new StoredResponse(id, previousId, copy, ReadInput(id, input, find), [.. output]);
    }

    private static StoredItem[] ReadInput(string id, JsonElement input, Func<string, StoredItem?> find)
    {
        if (input.ValueKind == JsonValueKind.String)
        {
            return [ReadText(NewId(id, 0), input)];
        }

        var items = new List<StoredItem>();
        if (input.ValueKind == JsonValueKind.Array)
        {
            foreach (JsonElement item in input.EnumerateArray())
            {
                items.Add(ReadItem(item, NewId(id, items.Count), find));
            }
        }

        return [.. items];
    }

    private static bool NamesAnother(JsonElement item, bool typed) => typed
        ? item.GetProperty("type").ValueEquals("item_reference"u8) || (item.GetProperty("type").ValueEquals("reasoning"u8) && !OpenAIJson.TryGet(item, "encrypted_content", out _))
        : !OpenAIJson.TryGet(item, "role", out _);

    private static string NewId(string id, int index) => string.Create(CultureInfo.InvariantCulture, $"in_{id["resp_".Length..]}_{index}");

    private static StoredItem ReadText(string id, JsonElement text)
    {
        var output = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(output))
        {
            json.WriteStartObject();
            json.WriteString("id"u8, id);
            json.WriteString("type"u8, "message"u8);
            json.WriteString("role"u8, "user"u8);
            json.WriteString("status"u8, "completed"u8);
            json.WriteStartArray("content"u8);
            json.WriteStartObject();
            json.WriteString("type"u8, "input_text"u8);
            json.WritePropertyName("text"u8);
            json.WriteRawValue(JsonMarshal.GetRawUtf8Value(text), skipInputValidation: true);
            json.WriteEndObject();
            json.WriteEndArray();
            json.WriteEndObject();
        }

        return new StoredItem(id, output.WrittenMemory);
    }

    /// <summary>An item keeps its id and its bytes; one that has none gets one in front, and the type that it may leave out.</summary>
    private static StoredItem ReadItem(JsonElement item, string newId, Func<string, StoredItem?> find)
    {
        ReadOnlySpan<byte> raw = JsonMarshal.GetRawUtf8Value(item);
        string? given = OpenAIJson.Text(item, "id", "input");
        bool typed = OpenAIJson.TryGet(item, "type", out _);
        if (given is not null && NamesAnother(item, typed) && find(given) is { } named)
        {
            // An object of its own: the index tells by the object whose it is.
            return named with { };
        }

        if (given is not null && typed)
        {
            return new StoredItem(given, raw.ToArray());
        }

        var output = new ArrayBufferWriter<byte>(raw.Length + 128);
        using (var json = new Utf8JsonWriter(output))
        {
            json.WriteStartObject();
            json.WriteString("id"u8, given ?? newId);
            if (!typed)
            {
                json.WriteString("type"u8, item.TryGetProperty("role", out _) ? "message"u8 : "item_reference"u8);
            }

            foreach (JsonProperty member in item.EnumerateObject())
            {
                if (member.Name != "id" && (typed || member.Name != "type"))
                {
                    json.WritePropertyName(member.Name);
                    json.WriteRawValue(JsonMarshal.GetRawUtf8Value(member.Value), skipInputValidation: true);
                }
            }

            json.WriteEndObject();
        }

        return new StoredItem(given ?? newId, output.WrittenMemory);
    }
}

using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace Outcrop.Emulator.Recorded;

/// <summary>One recorded exchange. Dispose it to let the file's document go.</summary>
internal sealed partial class RecordedExchange : IDisposable
{
    private static readonly Dictionary<string, string> ModelPaths = new(StringComparer.Ordinal)
    {
        ["Converse"] = "converse",
        ["ConverseStream"] = "converse-stream",
        ["InvokeModel"] = "invoke",
        ["InvokeModelWithResponseStream"] = "invoke-with-response-stream",
        ["CountTokens"] = "count-tokens",
    };

    private readonly JsonDocument _document;

    private RecordedExchange(string name, JsonDocument document)
    {
        _document = document;
        Name = name;
        JsonElement root = document.RootElement;
        Operation = root.GetProperty("operation").GetString() ?? "";
        ModelId = root.TryGetProperty("modelId", out JsonElement id) && id.ValueKind == JsonValueKind.String ? id.GetString()! : "";
        Request = root.GetProperty("request");
        Response = root.GetProperty("response");
        Status = Response.GetProperty("status").GetInt32();
    }

    public string Name { get; }

    public string Operation { get; }

    public string ModelId { get; }

    public JsonElement Request { get; }

    public JsonElement Response { get; }

    public int Status { get; }

    public bool IsModelOperation => ModelPaths.ContainsKey(Operation);

    public HttpMethod Method => HttpMethod.Parse(Request.TryGetProperty("method", out JsonElement method) && method.ValueKind == JsonValueKind.String ? method.GetString()! : "POST");

    /// <summary>The path to send to: recorders decoded some of the recorded ones, so a model's is put together again.</summary>
    public string Path => ModelPaths.TryGetValue(Operation, out string? verb) ? $"/model/{Uri.EscapeDataString(ModelId)}/{verb}" : Request.GetProperty("path").GetString()!;

    /// <summary>
    /// The request's body; <see langword="null"/> when it was not recorded. What its recorder took out is put back as well as can be: media by their first bytes, a text
    /// that only had to be long (a million letters, as the lengths in AWS's refusals tell).
    /// </summary>
    public string? Body => Request.TryGetProperty("body", out JsonElement body) && body.ValueKind == JsonValueKind.Object
        ? ElidedMedia().Replace(body.GetRawText(), media => media.Groups["head"].Value[..(media.Groups["head"].Length / 4 * 4)]).Replace("<MASSIVE_TEXT>", new string('a', 1_000_000), StringComparison.Ordinal)
        : null;

    /// <summary>The host the request went to; <see langword="null"/> when it was not recorded or was masked.</summary>
    public string? Host =>
        Request.TryGetProperty("host", out JsonElement host) && host.ValueKind == JsonValueKind.String && !host.GetString()!.Contains('<', StringComparison.Ordinal) ? host.GetString() : null;

    /// <summary>When AWS answered, by its own header.</summary>
    public DateTimeOffset? Date =>
        Header("Date") is { } text && DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out DateTimeOffset date) ? date : null;

    /// <summary>The error's name without its URI; <see langword="null"/> when the header was not recorded.</summary>
    public string? ErrorType => Header("x-amzn-ErrorType")?.Split(':')[0];

    /// <summary>The error's text.</summary>
    public string? ErrorMessage => Response.TryGetProperty("bodyJson", out JsonElement body) && body.ValueKind == JsonValueKind.Object
        && (body.TryGetProperty("message", out JsonElement text) || body.TryGetProperty("Message", out text)) ? text.GetString() : null;

    /// <summary>The frames of an event stream.</summary>
    public List<JsonElement>? Events => Response.TryGetProperty("events", out JsonElement events) ? [.. events.EnumerateArray()] : null;

    /// <summary>The exception frame that ended a stream; <see langword="null"/> where none did.</summary>
    public JsonElement? ExceptionFrame => Events?.Where(frame => frame.GetProperty("headers").TryGetProperty(":exception-type", out _)).Select(frame => (JsonElement?)frame).FirstOrDefault();

    /// <summary>Opens a file; <see langword="null"/> when it is not of this format.</summary>
    public static RecordedExchange? TryOpen(string folder, string file)
    {
        JsonDocument document;
        try
        {
            document = JsonDocument.Parse(File.ReadAllBytes(file), new JsonDocumentOptions { MaxDepth = 512 });
        }
        catch (JsonException)
        {
            return null;
        }

        JsonElement root = document.RootElement;
        if (root.ValueKind == JsonValueKind.Object && root.TryGetProperty("operation", out _) && root.TryGetProperty("request", out _)
            && root.TryGetProperty("response", out JsonElement response) && response.TryGetProperty("status", out _))
        {
            return new RecordedExchange(System.IO.Path.GetRelativePath(folder, file).Replace('\\', '/'), document);
        }

        document.Dispose();
        return null;
    }

    public void Dispose() => _document.Dispose();

    [GeneratedRegex("<elided base64 len=[0-9]+ sha256=[0-9a-f]+ head=(?<head>[A-Za-z0-9+/]+=*)>", RegexOptions.CultureInvariant)]
    private static partial Regex ElidedMedia();

    /// <summary>A header of the request; <see langword="null"/> when it has none of that name or it was not recorded.</summary>
    public string? RequestHeader(string name) => Header(Request, name);

    private string? Header(string name) => Header(Response, name);

    private static string? Header(JsonElement message, string name)
    {
        if (!message.TryGetProperty("headers", out JsonElement headers) || headers.ValueKind != JsonValueKind.Object)
        {
            return null;
        }

        foreach (JsonProperty header in headers.EnumerateObject())
        {
            if (header.Name.Equals(name, StringComparison.OrdinalIgnoreCase))
            {
                return header.Value.ValueKind == JsonValueKind.String ? header.Value.GetString() : header.Value.GetRawText();
            }
        }

        return null;
    }
}

using System.Text;
using System.Text.Json;

namespace Outcrop.Recordings;

/// <summary>One recorded exchange, as its file has it. Dispose it to let the file's document go.</summary>
public sealed class Recording : IDisposable
{
    private readonly JsonDocument _document;

    private Recording(string name, JsonDocument document)
    {
        Name = name;
        _document = document;
        JsonElement root = document.RootElement;
        Operation = root.GetProperty("operation").GetString() ?? "";
        ModelId = root.TryGetProperty("modelId", out JsonElement id) && id.ValueKind == JsonValueKind.String ? id.GetString()! : "";
        Response = root.GetProperty("response");
        Status = Response.GetProperty("status").GetInt32();
        Body = ReadBody(Response);
    }

    /// <summary>The file, relative to the folder walked.</summary>
    public string Name { get; }

    /// <summary>The family: the folder the file lies in.</summary>
    public string Family => Path.GetDirectoryName(Name) is { Length: > 0 } folder ? folder.Replace('\\', '/') : ".";

    /// <summary>The operation, by AWS's name.</summary>
    public string Operation { get; }

    /// <summary>The model id of the path.</summary>
    public string ModelId { get; }

    /// <summary>The HTTP status.</summary>
    public int Status { get; }

    /// <summary>The response as recorded.</summary>
    public JsonElement Response { get; }

    /// <summary>The raw bytes of the response's body.</summary>
    public byte[] Body { get; }

    /// <summary>Whether the body is an event stream.</summary>
    public bool IsEventStream => Response.TryGetProperty("bodyBase64", out _);

    /// <summary>The decoded events of an event stream.</summary>
    public JsonElement Events => Response.GetProperty("events");

    /// <summary>The decoded body of a response that is no stream.</summary>
    public JsonElement BodyJson => Response.GetProperty("bodyJson");

    /// <summary>The request's body; <see langword="null"/> when it was not recorded.</summary>
    public JsonElement? RequestBody =>
        _document.RootElement.GetProperty("request").TryGetProperty("body", out JsonElement body) && body.ValueKind == JsonValueKind.Object ? body : null;

    /// <summary>Opens a file; <see langword="null"/> when it is not of this format.</summary>
    public static Recording? TryOpen(string folder, string file)
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
        bool ours = root.ValueKind == JsonValueKind.Object
            && root.TryGetProperty("operation", out _)
            && root.TryGetProperty("request", out _)
            && root.TryGetProperty("response", out JsonElement response)
            && response.TryGetProperty("status", out _);
        if (ours)
        {
            return new Recording(Path.GetRelativePath(folder, file), document);
        }

        document.Dispose();
        return null;
    }

    /// <summary>A header of the response, whatever its case.</summary>
    public string? Header(string name)
    {
        if (Response.TryGetProperty("headers", out JsonElement headers) && headers.ValueKind == JsonValueKind.Object)
        {
            foreach (JsonProperty header in headers.EnumerateObject())
            {
                if (header.Name.Equals(name, StringComparison.OrdinalIgnoreCase))
                {
                    return header.Value.ValueKind == JsonValueKind.String ? header.Value.GetString() : header.Value.GetRawText();
                }
            }
        }

        return null;
    }

    /// <summary>A header that is a number.</summary>
    public int? NumberHeader(string name) => int.TryParse(Header(name), out int number) ? number : null;

    /// <inheritdoc/>
    public void Dispose() => _document.Dispose();

    private static byte[] ReadBody(JsonElement response)
    {
        if (response.TryGetProperty("bodyBase64", out JsonElement base64))
        {
            return base64.GetBytesFromBase64();
        }

        if (response.TryGetProperty("bodyText", out JsonElement text) && text.ValueKind == JsonValueKind.String)
        {
            return Encoding.UTF8.GetBytes(text.GetString()!);
        }

        return response.TryGetProperty("bodyJson", out JsonElement json) ? Encoding.UTF8.GetBytes(json.GetRawText()) : [];
    }
}

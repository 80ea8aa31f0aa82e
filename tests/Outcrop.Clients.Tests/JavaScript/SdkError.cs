using System.Text.Json;

namespace Outcrop.Clients.Tests.JavaScript;

/// <summary>An error as the application catches it.</summary>
internal sealed class SdkError(JsonElement error)
{
    internal string Name => error.GetProperty("name").GetString()!;

    internal string Message => error.GetProperty("message").GetString()!;

    /// <summary>The exported class the object is an instance of, or null when the SDK has no class for it.</summary>
    internal string? Class => error.GetProperty("class").GetString();

    internal int? Status => Number("httpStatusCode");

    internal int? Attempts => Number("attempts");

    internal string? RequestId =>
        error.GetProperty("metadata").TryGetProperty("requestId", out JsonElement id) ? id.GetString() : null;

    public override string ToString() => error.GetRawText();

    private int? Number(string name) =>
        error.GetProperty("metadata").TryGetProperty(name, out JsonElement value) && value.ValueKind == JsonValueKind.Number
            ? value.GetInt32()
            : null;
}

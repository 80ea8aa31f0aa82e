using System.Text.Json;

namespace Outcrop.Gateway.Tests.Support;

/// <summary>An answer whose body is one JSON document.</summary>
internal sealed record JsonAnswer(int Status, JsonElement Body, string? Dropped, IReadOnlyDictionary<string, string> Headers)
{
    public static async Task<JsonAnswer> ReadAsync(HttpResponseMessage response)
    {
        string text = await response.Content.ReadAsStringAsync();
        Dictionary<string, string> headers = response.Headers.ToDictionary(static header => header.Key, static header => string.Join(",", header.Value), StringComparer.OrdinalIgnoreCase);
        return new JsonAnswer((int)response.StatusCode, JsonDocument.Parse(text).RootElement, headers.GetValueOrDefault("x-outcrop-dropped-params"), headers);
    }

    /// <summary>The body of an answer that is good.</summary>
    public JsonElement Good
    {
        get
        {
            Assert.True(Status == 200, $"{Status}: {Body.GetRawText()}");
            return Body;
        }
    }

    /// <summary>Checks that this is OpenAI's error of a status, and gives its message.</summary>
    public string Refused(int status, string? parameter = null, string? code = null)
    {
        Assert.True(Status == status, $"{Status}: {Body.GetRawText()}");
        JsonElement error = Body.GetProperty("error");
        Assert.Equal(["message", "type", "param", "code"], error.EnumerateObject().Select(static member => member.Name));
        if (parameter is not null)
        {
            Assert.Equal(parameter, error.GetProperty("param").GetString());
        }

        if (code is not null)
        {
            Assert.Equal(code, error.GetProperty("code").GetString());
        }

        return error.GetProperty("message").GetString()!;
    }
}

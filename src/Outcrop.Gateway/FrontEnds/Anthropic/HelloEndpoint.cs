using Microsoft.AspNetCore.Http;

namespace Outcrop.Gateway.FrontEnds.Anthropic;

/// <summary><c>GET /api/hello</c>: says that someone is there.</summary>
internal static class HelloEndpoint
{
    /// <summary>Answers.</summary>
    /// <param name="context">The request.</param>
    public static async Task HandleAsync(HttpContext context)
    {
        using var answer = new JsonBody();
        answer.Json.WriteStartObject();
        answer.Json.WriteString("message"u8, "hello"u8);
        answer.Json.WriteEndObject();
        await answer.SendAsync(context);
    }
}

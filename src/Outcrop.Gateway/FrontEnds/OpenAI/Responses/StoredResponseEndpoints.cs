using System.Globalization;
using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Outcrop.Gateway.FrontEnds.OpenAI.Responses.Storage;
using Outcrop.Gateway.Keys;
using Outcrop.Wire.Buffers;

namespace Outcrop.Gateway.FrontEnds.OpenAI.Responses;

/// <summary><c>GET</c> and <c>DELETE /v1/responses/{id}</c>, and the items that went in. Source: https://platform.openai.com/docs/api-reference/responses/get.</summary>
internal static class StoredResponseEndpoints
{
    private const int UsualItems = 20;
    private const int MostItems = 100;

    /// <summary>Gives a response as it was given.</summary>
    /// <param name="context">The request.</param>
    /// <param name="identity">Who is calling.</param>
    public static Task GetAsync(HttpContext context, KeyIdentity identity)
    {
        StoredResponse response = Shelf(context, identity).Get(IdOf(context));
        return context.Request.Query["stream"] == "true"
            ? throw OpenAIJson.Wrong("stream", "is not available here: only what has ended is kept")
            : WriteAsync(context, response.Body);
    }

    /// <summary>Forgets a response.</summary>
    /// <param name="context">The request.</param>
    /// <param name="identity">Who is calling.</param>
    public static async Task DeleteAsync(HttpContext context, KeyIdentity identity)
    {
        string id = IdOf(context);
        Shelf(context, identity).Remove(id);
        using var output = new PooledBufferWriter(256);
        using (var json = new Utf8JsonWriter(output))
        {
            json.WriteStartObject();
            json.WriteString("id"u8, id);
            json.WriteString("object"u8, "response"u8);
            json.WriteBoolean("deleted"u8, true);
            json.WriteEndObject();
        }

        await WriteAsync(context, output.WrittenMemory);
    }

    /// <summary>Lists what went into a response, the last first unless asked otherwise.</summary>
    /// <param name="context">The request.</param>
    /// <param name="identity">Who is calling.</param>
    public static async Task ListInputAsync(HttpContext context, KeyIdentity identity)
    {
        StoredResponse response = Shelf(context, identity).Get(IdOf(context));
        int limit = UsualItems;
        if (context.Request.Query["limit"].ToString() is { Length: > 0 } text
            && !(int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out limit) && limit is >= 1 and <= MostItems))
        {
            throw OpenAIJson.Wrong("limit", $"must be a whole number from 1 to {MostItems}");
        }

        var items = new List<StoredItem>(response.Input);
        switch (context.Request.Query["order"].ToString())
        {
            case "" or "desc":
                items.Reverse();
                break;
            case "asc":
                break;
            default:
                throw OpenAIJson.Wrong("order", "must be asc or desc");
        }

        int start = 0;
        if (context.Request.Query["after"].ToString() is { Length: > 0 } after)
        {
            start = items.FindIndex(item => item.Id == after) + 1;
            start = start > 0 ? start : throw OpenAIJson.Wrong("after", "is none of this response's items");
        }

        int count = Math.Min(limit, items.Count - start);
        using var output = new PooledBufferWriter(1024);
        WriteList(output, items.GetRange(start, count), start + count < items.Count);
        await WriteAsync(context, output.WrittenMemory);
    }

    private static void WriteList(PooledBufferWriter output, List<StoredItem> items, bool hasMore)
    {
        using var json = new Utf8JsonWriter(output);
        json.WriteStartObject();
        json.WriteString("object"u8, "list"u8);
        json.WriteStartArray("data"u8);
        foreach (StoredItem item in items)
        {
            json.WriteRawValue(item.Json.Span, skipInputValidation: true);
        }

        json.WriteEndArray();
        json.WriteString("first_id"u8, items.Count == 0 ? null : items[0].Id);
        json.WriteString("last_id"u8, items.Count == 0 ? null : items[^1].Id);
        json.WriteBoolean("has_more"u8, hasMore);
        json.WriteEndObject();
    }

    private static ResponseShelf Shelf(HttpContext context, KeyIdentity identity) => new(context.RequestServices.GetRequiredService<ResponseStore>(), identity.Id);

    private static string IdOf(HttpContext context) => (string)context.Request.RouteValues["id"]!;

    private static async Task WriteAsync(HttpContext context, ReadOnlyMemory<byte> body)
    {
        context.Response.ContentType = "application/json";
        context.Response.ContentLength = body.Length;
        await AnswerBody.WriteAsync(context, body);
    }
}

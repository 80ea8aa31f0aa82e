using System.Text;
using System.Text.Json;
using Outcrop.Bedrock.Converse;
using Outcrop.Bedrock.Errors;
using Outcrop.Bedrock.Families;
using Outcrop.Bedrock.Families.Streaming;

namespace Outcrop.Bedrock.Surfaces;

/// <summary>Reads a whole Responses answer. Its <c>status</c>, not the HTTP status, says whether it is one: a failed answer comes with 200.</summary>
internal static class ResponsesReader
{
    /// <summary>Reads a body.</summary>
    /// <exception cref="BedrockException">The body says that the answer failed.</exception>
    /// <exception cref="JsonException">The body is no answer.</exception>
    public static ConverseResponse Read(JsonElement body)
    {
        RefuseFailure(body);
        var content = new List<ContentBlock>();
        foreach (JsonElement item in body.GetProperty("output").EnumerateArray())
        {
            ReadItem(item, content);
        }

        return FamilyResponse.Build(body, content, StopReasonOf(body, content.Exists(static block => block is ToolUseBlock)), UsageOf(body), default, "output", "usage", "status", "error", "incomplete_details");
    }

    /// <summary>Throws when a response object is none that has come to its end.</summary>
    public static void RefuseFailure(JsonElement response)
    {
        if (response.TryGetProperty("error", out JsonElement error) && error.ValueKind != JsonValueKind.Null)
        {
            throw DialectErrors.Read(ConverseJson.Raw(error).Utf8.Span);
        }

        string? status = ConverseJson.GetString(response, "status");
        if (status is not ("completed" or "incomplete"))
        {
            throw status is "failed" or "cancelled"
                ? new BedrockException(BedrockErrorKind.ModelStreamError, $"The answer has {status} without a reason.") { StatusCode = 200, IsRetryable = true }
                : new JsonException($"The answer's status is {status ?? "missing"}.");
        }
    }

    /// <summary>Why an answer that came to its end did so.</summary>
    /// <param name="response">The response object.</param>
    /// <param name="calls">Whether it calls tools.</param>
    public static StopReason StopReasonOf(JsonElement response, bool calls)
    {
        if (ConverseJson.GetString(response, "status") == "incomplete")
        {
            string? reason = response.TryGetProperty("incomplete_details", out JsonElement details) && details.ValueKind == JsonValueKind.Object ? ConverseJson.GetString(details, "reason") : null;
            return reason switch
            {
                "max_output_tokens" or "max_tokens" => StopReason.MaxTokens,
                "content_filter" => StopReason.ContentFiltered,
                null => throw new JsonException("The answer is incomplete without a reason."),
                _ => StopReasonMap.Map(reason),
            };
        }

        return Refused(response) ? StopReason.ContentFiltered : calls ? StopReason.ToolUse : StopReason.EndTurn;
    }

    /// <summary>The counts. OpenAI's input includes what came from the cache; ours does not.</summary>
    public static UsageCounter UsageOf(JsonElement response)
    {
        var counter = default(UsageCounter);
        if (!response.TryGetProperty("usage", out JsonElement usage) || usage.ValueKind != JsonValueKind.Object)
        {
            return counter;
        }

        int? cached = usage.TryGetProperty("input_tokens_details", out JsonElement details) ? ConverseJson.GetCount(details, "cached_tokens") : null;
        counter.Input = ConverseJson.GetCount(usage, "input_tokens") is { } input ? Math.Max(0, input - (cached ?? 0)) : null;
        counter.Output = ConverseJson.GetCount(usage, "output_tokens");
        counter.CacheRead = cached;
        counter.Reasoning = usage.TryGetProperty("output_tokens_details", out details) ? ConverseJson.GetCount(details, "reasoning_tokens") : null;
        counter.Additional = ConverseJson.Rest(usage, "input_tokens", "output_tokens", "total_tokens", "input_tokens_details");
        return counter;
    }

    /// <summary>Reads one output item. One of a kind this version does not know is kept whole.</summary>
    public static void ReadItem(JsonElement item, List<ContentBlock> content)
    {
        string type = ConverseJson.GetString(item, "type") ?? throw new JsonException("An output item has no type.");
        switch (type)
        {
            case "message":
                foreach (JsonElement part in item.GetProperty("content").EnumerateArray())
                {
                    content.Add(ReadPart(part));
                }

                break;
            case "reasoning":
                content.Add(new ReasoningBlock(ThoughtOf(item), SignatureOf(item)));
                break;
            case "function_call":
                string arguments = ConverseJson.GetString(item, "arguments") ?? "";
                content.Add(new ToolUseBlock(
                    ConverseJson.GetString(item, "call_id") ?? "",
                    item.GetProperty("name").GetString() ?? throw new JsonException("A call has no name."),
                    ToolArguments.OrEmpty(new RawJson(Encoding.UTF8.GetBytes(arguments)))));
                break;
            default:
                content.Add(new UnknownBlock(type, ConverseJson.Raw(item)));
                break;
        }
    }

    /// <summary>The signature of a reasoning item; <see langword="null"/> when nothing in it is encrypted.</summary>
    public static string? SignatureOf(JsonElement item) =>
        ConverseJson.GetString(item, "encrypted_content") is { Length: > 0 } encrypted ? ReasoningItem.ToSignature(ConverseJson.GetString(item, "id") ?? "rs", encrypted) : null;

    private static ContentBlock ReadPart(JsonElement part) => ConverseJson.GetString(part, "type") switch
    {
        "output_text" => new TextBlock(part.GetProperty("text").GetString() ?? "") { Dialect = AnnotationsOf(part) },
        "refusal" => new TextBlock(ConverseJson.GetString(part, "refusal") ?? ""),
        { } other => new UnknownBlock(other, ConverseJson.Raw(part)),
        null => throw new JsonException("A part of a message has no type."),
    };

    /// <summary>Where a text comes from, as the dialect says it; most texts say nothing.</summary>
    private static DialectMembers AnnotationsOf(JsonElement part) =>
        part.TryGetProperty("annotations", out JsonElement annotations) && annotations.ValueKind == JsonValueKind.Array && annotations.GetArrayLength() > 0
            ? new DialectMembers("openai-responses", ConverseJson.Rest(part, "type", "text", "logprobs"))
            : default;

    /// <summary>The thoughts in the open, or what the model says of them.</summary>
    private static string ThoughtOf(JsonElement item)
    {
        string open = Texts(item, "content");
        return open.Length > 0 ? open : Texts(item, "summary");
    }

    private static string Texts(JsonElement item, string name)
    {
        if (!item.TryGetProperty(name, out JsonElement parts) || parts.ValueKind != JsonValueKind.Array)
        {
            return "";
        }

        var text = new StringBuilder();
        foreach (JsonElement part in parts.EnumerateArray())
        {
            text.Append(ConverseJson.GetString(part, "text"));
        }

        return text.ToString();
    }

    private static bool Refused(JsonElement response)
    {
        foreach (JsonElement item in response.GetProperty("output").EnumerateArray())
        {
            if (ConverseJson.GetString(item, "type") == "message" && item.TryGetProperty("content", out JsonElement parts) && parts.ValueKind == JsonValueKind.Array
                && parts.EnumerateArray().Any(static part => ConverseJson.GetString(part, "type") == "refusal"))
            {
                return true;
            }
        }

        return false;
    }
}

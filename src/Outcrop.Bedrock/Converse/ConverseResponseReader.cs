using System.Text.Json;
using Outcrop.Bedrock.Errors;

namespace Outcrop.Bedrock.Converse;

/// <summary>Reads the answer of <c>Converse</c>.</summary>
internal static class ConverseResponseReader
{
    /// <summary>Reads a body.</summary>
    /// <param name="body">UTF-8 JSON; everything kept is copied out of it.</param>
    /// <param name="requestId">The <c>x-amzn-RequestId</c>.</param>
    /// <exception cref="BedrockException"><see cref="BedrockErrorKind.UnexpectedResponse"/>: the body is no answer of Converse, such as the HTTP 200 that an unknown operation gets.</exception>
    public static ConverseResponse Read(ReadOnlyMemory<byte> body, string? requestId = null)
    {
        try
        {
            using JsonDocument document = JsonDocument.Parse(body, ConverseJson.DocumentOptions);
            return ReadBody(document.RootElement, requestId);
        }
        catch (Exception fault) when (ConverseJson.IsShapeFault(fault))
        {
            throw ConverseJson.Unexpected("The body is not an answer of Converse: " + fault.Message, fault);
        }
    }

    /// <summary>Reads the answer's object: Nova's own InvokeModel answer has the same shape.</summary>
    public static ConverseResponse ReadBody(JsonElement body, string? requestId = null)
    {
        Message? message = null;
        StopReason stopReason = default;
        TokenUsage? usage = null;
        long? latency = null;
        var others = new Dictionary<string, RawJson>(StringComparer.Ordinal);
        foreach (JsonProperty member in body.EnumerateObject())
        {
            JsonElement value = member.Value;
            switch (member.Name)
            {
                case "output":
                    message = ReadMessage(value.GetProperty("message"));
                    break;
                case "stopReason" when value.ValueKind == JsonValueKind.String:
                    stopReason = new StopReason(value.GetString()!);
                    break;
                case "usage" when value.ValueKind == JsonValueKind.Object:
                    usage = TokenUsageReader.Read(value);
                    break;
                case "metrics" when ConverseJson.GetCount(value, "latencyMs") is not null:
                    latency = value.GetProperty("latencyMs").GetInt64();
                    break;
                default:
                    others[member.Name] = ConverseJson.Raw(value);
                    break;
            }
        }

        if (message is null || stopReason.Value is null)
        {
            throw new JsonException("output.message or stopReason is missing.");
        }

        return new ConverseResponse
        {
            Message = message,
            StopReason = stopReason,
            Usage = usage,
            LatencyMilliseconds = latency,
            RequestId = requestId,
            AdditionalMembers = others,
        };
    }

    private static Message ReadMessage(JsonElement message)
    {
        // Mocked and edited answers put the role elsewhere or leave it out; who answers is the assistant.
        string role = ConverseJson.GetString(message, "role") ?? ConversationRole.Assistant.Value;
        return new Message(new ConversationRole(role), ContentBlockReader.ReadAll(message.GetProperty("content")))
        {
            Additional = ConverseJson.Rest(message, "role", "content"),
        };
    }
}

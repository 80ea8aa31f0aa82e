using System.Text;
using System.Text.Json;

namespace Outcrop.Clients.Tests.JavaScript;

/// <summary>One SDK command and its input as JSON; bytes are written <c>{"$bytes":"base64"}</c>.</summary>
internal sealed record SdkCall(string Operation, string Input)
{
    /// <summary>Aborts the call once the application has that many events in hand.</summary>
    internal int? AbortAfterEvents { get; init; }

    /// <summary>A Converse of one user message.</summary>
    internal static SdkCall Converse(string modelId, string prompt) => new("Converse", Conversation(modelId, prompt));

    /// <summary>A ConverseStream of one user message.</summary>
    internal static SdkCall ConverseStream(string modelId, string prompt) => new("ConverseStream", Conversation(modelId, prompt));

    /// <summary>An InvokeModel with the family's own body, as the bytes the SDK puts on the wire.</summary>
    internal static SdkCall Invoke(string modelId, string body) => new("InvokeModel", Invocation(modelId, body));

    /// <summary>An InvokeModelWithResponseStream with the family's own body.</summary>
    internal static SdkCall InvokeStream(string modelId, string body) => new("InvokeModelWithResponseStream", Invocation(modelId, body));

    private static string Conversation(string modelId, string prompt) =>
        $$"""
        {"modelId":{{Quote(modelId)}},"messages":[{"role":"user","content":[{"text":{{Quote(prompt)}}}]}],"inferenceConfig":{"maxTokens":400}}
        """;

    private static string Invocation(string modelId, string body) =>
        $$"""
        {"modelId":{{Quote(modelId)}},"contentType":"application/json","accept":"application/json","body":{"$bytes":"{{Convert.ToBase64String(Encoding.UTF8.GetBytes(body))}}"}}
        """;

    private static string Quote(string text) => JsonSerializer.Serialize(text);
}

using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Outcrop.Clients.Tests.JavaScript;

/// <summary>One SDK command and its input as JSON; bytes are written <c>{"$bytes":"base64"}</c>.</summary>
internal sealed record SdkCall(string Operation, string Input)
{
    /// <summary>Aborts the call once the application has that many events in hand.</summary>
    internal int? AbortAfterEvents { get; init; }

    /// <summary>A command on a model, its input written out but for the model id.</summary>
    internal static SdkCall On(string modelId, string operation, string input)
    {
        JsonObject members = JsonNode.Parse(input)!.AsObject();
        members["modelId"] = modelId;
        return new SdkCall(operation, members.ToJsonString());
    }

    /// <summary>A Converse of one user message.</summary>
    internal static SdkCall Converse(string modelId, string prompt) => On(modelId, "Converse", Conversation(prompt));

    /// <summary>A ConverseStream of one user message.</summary>
    internal static SdkCall ConverseStream(string modelId, string prompt) => On(modelId, "ConverseStream", Conversation(prompt));

    /// <summary>An InvokeModel with the family's own body, as the bytes the SDK puts on the wire.</summary>
    internal static SdkCall Invoke(string modelId, string body) => On(modelId, "InvokeModel", Invocation(body));

    /// <summary>An InvokeModelWithResponseStream with the family's own body.</summary>
    internal static SdkCall InvokeStream(string modelId, string body) => On(modelId, "InvokeModelWithResponseStream", Invocation(body));

    private static string Conversation(string prompt) =>
        $$$"""{"messages":[{"role":"user","content":[{"text":{{{JsonSerializer.Serialize(prompt)}}}}]}],"inferenceConfig":{"maxTokens":400}}""";

    private static string Invocation(string body) =>
        $$$"""{"contentType":"application/json","accept":"application/json","body":{"$bytes":"{{{Convert.ToBase64String(Encoding.UTF8.GetBytes(body))}}}"}}""";
}

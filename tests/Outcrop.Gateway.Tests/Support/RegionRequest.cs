using System.Text;

namespace Outcrop.Gateway.Tests.Support;

/// <summary>One request of each dialect, streamed and whole, and how its answers are told from their failures.</summary>
/// <param name="Name">The dialect and how it is asked.</param>
/// <param name="Path">Where it goes.</param>
/// <param name="Body">Its body, with the question still to be put in.</param>
/// <param name="End">What only an answer that has come to its end holds.</param>
/// <param name="OutageStatus">The status that says that nothing can be reached.</param>
/// <param name="OutageType">What it is called in the error's body or headers.</param>
internal sealed record RegionRequest(string Name, string Path, string Body, string End, int OutageStatus, string OutageType)
{
    private const string Chat = """{"model":"m","max_tokens":64,"messages":[{"role":"user","content":"Say hello to ###"}]""";
    private const string Converse = """{"inferenceConfig":{"maxTokens":64},"messages":[{"role":"user","content":[{"text":"Say hello to ###"}]}]}""";

    public static IReadOnlyList<RegionRequest> All { get; } =
    [
        new("openai", "/v1/chat/completions", Chat + "}", "\"finish_reason\":\"", 503, "server_error"),
        new("openai stream", "/v1/chat/completions", Chat + ",\"stream\":true}", "data: [DONE]", 503, "server_error"),
        new("anthropic", "/v1/messages", Chat + "}", "\"stop_reason\":\"", 529, "overloaded_error"),
        new("anthropic stream", "/v1/messages", Chat + ",\"stream\":true}", "event: message_stop", 529, "overloaded_error"),
        new("bedrock", "/model/m/converse", Converse, "\"stopReason\":\"", 503, "ServiceUnavailableException"),
        new("bedrock stream", "/model/m/converse-stream", Converse, "metadata", 503, "ServiceUnavailableException"),
    ];

    public HttpRequestMessage Ask(string model, int number) => new(HttpMethod.Post, new Uri(Path.Replace("/m/", $"/{model}/", StringComparison.Ordinal), UriKind.Relative))
    {
        Content = new StringContent(Body.Replace("###", $"number {number}", StringComparison.Ordinal).Replace("\"m\"", $"\"{model}\"", StringComparison.Ordinal), Encoding.UTF8, "application/json"),
    };
}

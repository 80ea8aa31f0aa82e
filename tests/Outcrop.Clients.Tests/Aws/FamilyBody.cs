using System.Text.Json;

namespace Outcrop.Clients.Tests.Aws;

/// <summary>A family's InvokeModel body and where its answer lies; written from AWS's documentation, not from our own code.</summary>
internal sealed record FamilyBody(string ModelId, string Request, Func<JsonElement, string?> Text, Func<JsonElement, string?> StopReason, Func<JsonElement, string?> Delta)
{
    /// <summary>Every text family of the first floor.</summary>
    internal static IReadOnlyDictionary<string, FamilyBody> All { get; } = new Dictionary<string, FamilyBody>(StringComparer.Ordinal)
    {
        ["anthropic"] = new(
            Models.Haiku,
            """{"anthropic_version":"bedrock-2023-05-31","max_tokens":300,"messages":[{"role":"user","content":"Name three gemstones."}]}""",
            static body => body.GetProperty("content")[0].GetProperty("text").GetString(),
            static body => body.GetProperty("stop_reason").GetString(),
            static chunk => chunk.GetProperty("type").GetString() == "content_block_delta" ? chunk.GetProperty("delta").GetProperty("text").GetString() : null),
        ["titan"] = new(
            Models.TitanText,
            """{"inputText":"User: Name three gemstones.\nBot:","textGenerationConfig":{"maxTokenCount":300,"temperature":0.5,"topP":0.9,"stopSequences":[]}}""",
            static body => body.GetProperty("results")[0].GetProperty("outputText").GetString(),
            static body => body.GetProperty("results")[0].GetProperty("completionReason").GetString(),
            static chunk => chunk.GetProperty("outputText").GetString()),
        ["cohere"] = new(
            Models.CohereCommand,
            """{"prompt":"Name three gemstones.","max_tokens":300,"temperature":0.5,"p":0.9,"stream":true}""",
            static body => body.GetProperty("generations")[0].GetProperty("text").GetString(),
            static body => body.GetProperty("generations")[0].GetProperty("finish_reason").GetString(),
            static chunk => chunk.TryGetProperty("text", out JsonElement text) ? text.GetString() : null),
        ["llama"] = new(
            Models.Llama3,
            """{"prompt":"<|begin_of_text|><|start_header_id|>user<|end_header_id|>\n\nName three gemstones.<|eot_id|><|start_header_id|>assistant<|end_header_id|>\n\n","max_gen_len":300,"temperature":0.5,"top_p":0.9}""",
            static body => body.GetProperty("generation").GetString(),
            static body => body.GetProperty("stop_reason").GetString(),
            static chunk => chunk.GetProperty("generation").GetString()),
        ["jurassic"] = new(
            Models.Jurassic,
            """{"prompt":"Name three gemstones.","maxTokens":300,"temperature":0.5,"topP":0.9}""",
            static body => body.GetProperty("completions")[0].GetProperty("data").GetProperty("text").GetString(),
            static body => body.GetProperty("completions")[0].GetProperty("finishReason").GetProperty("reason").GetString(),
            static _ => null),
    };
}

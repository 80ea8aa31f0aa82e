using System.Text.Json;
using Outcrop.Bedrock.Families.Anthropic;
using Outcrop.Bedrock.Families.Cohere;
using Outcrop.Bedrock.Families.Nova;
using Outcrop.Bedrock.Families.OpenAIChat;
using Outcrop.Bedrock.Families.TextPrompts;

namespace Outcrop.Bedrock.Families;

/// <summary>Tells by a member that only one family has whose an answer or a chunk is.</summary>
internal static class FamilyShape
{
    private static readonly AnthropicMessagesFamily s_anthropic = new();
    private static readonly NovaFamily s_nova = new();
    private static readonly OpenAIChatFamily s_openAI = new();
    private static readonly MistralPromptFamily s_mistral = new();
    private static readonly MetaLlamaFamily s_llama = new();
    private static readonly TitanTextFamily s_titan = new();
    private static readonly CohereCommandFamily s_cohere = new();
    private static readonly CohereCommandRFamily s_commandR = new();
    private static readonly Ai21Jurassic2Family s_jurassic = new();

    /// <summary>The family of an object; <see langword="null"/> when no member tells.</summary>
    public static ModelFamily? Of(JsonElement body)
    {
        if (body.ValueKind != JsonValueKind.Object)
        {
            return null;
        }

        foreach (JsonProperty member in body.EnumerateObject())
        {
            ModelFamily? family = member.Name switch
            {
                "completion" => s_anthropic,
                "type" when member.Value.ValueKind == JsonValueKind.String && IsAnthropic(member.Value.GetString()!) => s_anthropic,
                "output" or "messageStart" or "contentBlockStart" or "contentBlockDelta" or "contentBlockStop" or "messageStop" or "metadata" => s_nova,
                "choices" => s_openAI,
                "outputs" => s_mistral,
                "generation" => s_llama,
                "results" or "outputText" => s_titan,
                "generations" or "is_finished" when !body.TryGetProperty("event_type", out _) => s_cohere,
                "event_type" or "response_id" => s_commandR,
                "completions" => s_jurassic,
                _ => null,
            };
            if (family is not null)
            {
                return family;
            }
        }

        return null;
    }

    private static bool IsAnthropic(string type) =>
        type is "message" or "completion" or "error" or "ping" || type.StartsWith("message_", StringComparison.Ordinal) || type.StartsWith("content_block_", StringComparison.Ordinal);
}

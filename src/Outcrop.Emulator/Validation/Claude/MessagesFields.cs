using System.Text.Json;
using Outcrop.Emulator.Catalog;
using Outcrop.Emulator.Hosting;
using static Outcrop.Emulator.Validation.Refusal;

namespace Outcrop.Emulator.Validation.Claude;

/// <summary>
/// The members of a Messages body. In front of the models until Claude 3.5 stands a JSON schema of two alternatives, text completion and messages, which
/// lists its findings in both; behind it, and alone for later models, Anthropic's own check (both recorded).
/// </summary>
internal static class MessagesFields
{
    private const string OtherAlternative = "#: subject must not be valid against schema {\"required\":[\"messages\"]}";

    private static readonly HashSet<string> Known =
    [
        "anthropic_version", "anthropic_beta", "max_tokens", "messages", "system", "temperature", "top_p", "top_k", "stop_sequences", "tools", "tool_choice",
        "thinking", "reasoning_config", "output_config", "output_format", "metadata", "context_management", "container", "mcp_servers", "cache_control", "speed", "service_tier",
        "amazon-bedrock-guardrailConfig", "thread", "inference_geo",
    ];

    private static readonly string[] Required = ["anthropic_version", "max_tokens", "messages"];

    public static bool IsKnown(string name) => Known.Contains(name);

    /// <exception cref="AwsErrorException">A member is missing, or there is one too many.</exception>
    public static void Check(JsonElement body, ModelLine line)
    {
        foreach (JsonProperty member in body.EnumerateObject())
        {
            if (!Known.Contains(member.Name))
            {
                throw new AwsErrorException(Unknown(member.Name, line));
            }
        }

        foreach (string name in Required)
        {
            if (!body.TryGetProperty(name, out JsonElement value))
            {
                throw line.FieldErrors ? Of($"{name}: Field required") : new AwsErrorException(AwsError.Malformed($"{(name == "messages" ? "" : OtherAlternative)}#: required key [{name}] not found"));
            }

            if (name == "messages" && value.ValueKind == JsonValueKind.Array)
            {
                CheckContent(value, line);
            }
        }
    }

    public static AwsError Unknown(string name, ModelLine line) => line.FieldErrors
        ? AwsError.Validation($"{name}: Extra inputs are not permitted")
        : AwsError.Malformed($"{OtherAlternative}#: extraneous key [{name}] is not permitted");

    private static void CheckContent(JsonElement messages, ModelLine line)
    {
        int index = 0;
        foreach (JsonElement message in messages.EnumerateArray())
        {
            if (Member(message, "content") is { ValueKind: not (JsonValueKind.String or JsonValueKind.Array) } content)
            {
                string found = content.ValueKind == JsonValueKind.Object ? "JSONObject" : content.ValueKind == JsonValueKind.Number ? "Integer" : "Boolean";
                throw line.FieldErrors
                    ? Of(Format($"messages.{index}.content: Input should be a valid list"))
                    : new AwsErrorException(AwsError.Malformed(Format(
                        $"{OtherAlternative}#/messages/{index}/content: expected type: String, found: {found}#/messages/{index}/content: expected type: JSONArray, found: {found}")));
            }

            index++;
        }
    }
}

using System.Text.Json;
using Outcrop.Emulator.Hosting;

namespace Outcrop.Emulator.Answers;

/// <summary>Reads what bodies of several shapes have alike and only answers are made of: the wanted format, citable documents.</summary>
internal static class PromptExtras
{
    /// <param name="body">The request's body.</param>
    /// <param name="claude">Whether the model is one of Anthropic's.</param>
    /// <param name="prompt">What was read of it so far.</param>
    /// <exception cref="AwsErrorException">The format is no JSON schema.</exception>
    public static void Read(JsonElement body, bool claude, Prompt prompt)
    {
        prompt.OutputSchema = OutputSchema(body);
        if (claude)
        {
            prompt.Citation = CitationFinder.Find(body, prompt.UserText);
        }
    }

    private static JsonElement? OutputSchema(JsonElement body)
    {
        // Converse: a schema in a string.
        if (Member(body, "outputConfig", "textFormat", "structure", "jsonSchema", "schema") is { ValueKind: JsonValueKind.String } text)
        {
            try
            {
                using JsonDocument schema = JsonDocument.Parse(text.GetString()!);
                return schema.RootElement.Clone();
            }
            catch (JsonException)
            {
                throw new AwsErrorException(AwsError.Validation("The schema in outputConfig.textFormat.structure.jsonSchema is not valid JSON."));
            }
        }

        // Anthropic's two places, OpenAI's chat completions, OpenAI's responses.
        foreach (JsonElement? format in (ReadOnlySpan<JsonElement?>)[
            Member(body, "output_config", "format"), Member(body, "output_format"), Member(body, "response_format", "json_schema"), Member(body, "text", "format")])
        {
            if (format is { } found && Member(found, "schema") is { ValueKind: JsonValueKind.Object } schema)
            {
                return schema;
            }
        }

        return Member(body, "response_format", "type") is { ValueKind: JsonValueKind.String } type && type.GetString() == "json_object"
            ? EmptyObject
            : null;
    }

    private static JsonElement EmptyObject { get; } = JsonDocument.Parse("""{"type":"object"}""").RootElement.Clone();

    private static JsonElement? Member(JsonElement parent, params ReadOnlySpan<string> path)
    {
        foreach (string name in path)
        {
            if (parent.ValueKind != JsonValueKind.Object || !parent.TryGetProperty(name, out parent))
            {
                return null;
            }
        }

        return parent;
    }
}

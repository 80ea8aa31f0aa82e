using System.Globalization;
using System.Text.Json;
using Outcrop.Emulator.Answers;
using Outcrop.Emulator.Catalog;
using Outcrop.Emulator.Hosting;
using Outcrop.Emulator.Validation;

namespace Outcrop.Emulator.Personas;

/// <summary>Reads a Converse request that satisfies the service model, and refuses as Converse refuses. Source: https://docs.aws.amazon.com/bedrock/latest/APIReference/API_runtime_Converse.html.</summary>
internal static class ConverseReader
{
    /// <summary>Converse puts what a model refuses behind this.</summary>
    public const string ModelErrors = "The model returned the following errors: ";

    /// <exception cref="AwsErrorException">The request is not good.</exception>
    public static Prompt Read(JsonElement body, ResolvedModel model, bool streaming)
    {
        if (!model.Line.Converse)
        {
            throw Invalid("This action doesn't support the model that you provided. Try again with a supported text or chat model.");
        }

        if (streaming && !model.Line.Streaming)
        {
            throw Invalid("The model is unsupported for streaming.");
        }

        RequestRules.CheckConverse(body, model.Line, streaming);
        var prompt = new Prompt();
        ReadInference(body, model, prompt);
        ReadSystem(body, model, prompt);
        ReadTools(body, prompt);
        bool usesTools = ConverseMessages.Read(Member(body, "messages"), model, prompt);
        if (usesTools && !body.TryGetProperty("toolConfig"u8, out _))
        {
            throw Invalid("The toolConfig field must be defined when using toolUse and toolResult content blocks.");
        }

        JsonElement? additional = Member(body, "additionalModelRequestFields");
        prompt.Reasoning = additional is { ValueKind: JsonValueKind.Object } fields
            && ((Member(fields, "thinking") is { ValueKind: JsonValueKind.Object } thinking && Member(thinking, "type")?.GetString() is "enabled" or "adaptive")
                || (Member(fields, "reasoningConfig") is { ValueKind: JsonValueKind.Object } config && Member(config, "type")?.GetString() == "enabled"));
        RequestRules.CheckModel(body, model, streaming);
        return prompt;
    }

    public static JsonElement? Member(JsonElement parent, string name) =>
        parent.ValueKind == JsonValueKind.Object && parent.TryGetProperty(name, out JsonElement value) && value.ValueKind != JsonValueKind.Null ? value : null;

    public static AwsErrorException Invalid(string message) => new(AwsError.Validation(message));

    private static void ReadInference(JsonElement body, ResolvedModel model, Prompt prompt)
    {
        if (Member(body, "inferenceConfig") is not { } config)
        {
            return;
        }

        if (Member(config, "maxTokens") is { } most)
        {
            double maxTokens = most.GetDouble();
            prompt.MaxTokens = (int)Math.Min(maxTokens, int.MaxValue);
            if (model.Line.MaxTokens > 0 && maxTokens > model.Line.MaxTokens)
            {
                throw Invalid(string.Create(
                    CultureInfo.InvariantCulture,
                    $"The maximum tokens you requested exceeds the model limit of {model.Line.MaxTokens}. Try again with a maximum tokens value that is lower than {model.Line.MaxTokens}."));
            }
        }

        if (Member(config, "stopSequences") is { } sequences)
        {
            prompt.StopSequences.AddRange(sequences.EnumerateArray().Select(sequence => sequence.GetString() ?? ""));
        }
    }

    private static void ReadSystem(JsonElement body, ResolvedModel model, Prompt prompt)
    {
        // Vercel's SDK sends an empty array; that is no system prompt.
        if (Member(body, "system") is not { ValueKind: JsonValueKind.Array } system || system.GetArrayLength() == 0)
        {
            return;
        }

        if (!model.Line.System)
        {
            throw Invalid("This model doesn't support system messages. Try again without a system message or use a model that supports system messages.");
        }

        int index = 0;
        foreach (JsonElement block in system.EnumerateArray())
        {
            if (Member(block, "text") is { } text)
            {
                string value = text.GetString()!;
                prompt.InputTokens += Tokenizer.Count(string.IsNullOrWhiteSpace(value)
                    ? throw Invalid(string.Create(CultureInfo.InvariantCulture, $"The text field in the SystemContentBlock object at system.{index} is blank. Add text to the text field, and try again."))
                    : value);
            }

            index++;
        }
    }

    private static void ReadTools(JsonElement body, Prompt prompt)
    {
        if (Member(body, "toolConfig") is not { } config)
        {
            return;
        }

        JsonElement tools = config.GetProperty("tools"u8);
        prompt.InputTokens += JsonBody.CountTokens(tools);
        foreach (JsonElement tool in tools.EnumerateArray())
        {
            if (Member(tool, "toolSpec") is { } spec)
            {
                prompt.Tools.Add(new ToolOffer(spec.GetProperty("name"u8).GetString()!, Member(spec.GetProperty("inputSchema"u8), "json")));
            }
        }

        if (Member(config, "toolChoice") is { } choice)
        {
            prompt.ToolRequired = Member(choice, "any") is not null;
            prompt.ForcedTool = Member(choice, "tool") is { } forced ? Member(forced, "name")?.GetString() : null;
        }
    }
}

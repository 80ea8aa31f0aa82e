using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;
using Outcrop.Emulator.Answers;
using Outcrop.Emulator.Catalog;
using Outcrop.Emulator.Hosting;
using Outcrop.Emulator.Validation;

namespace Outcrop.Emulator.Personas;

/// <summary>Reads a Converse request and refuses as Converse refuses. Source: https://docs.aws.amazon.com/bedrock/latest/APIReference/API_runtime_Converse.html.</summary>
internal static partial class ConverseReader
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

    /// <exception cref="AwsErrorException">Always.</exception>
    public static AwsErrorException Constraint(string value, string member, string rule) =>
        Invalid($"1 validation error detected: Value {value} at '{member}' failed to satisfy constraint: Member must {rule}");

    private static void ReadInference(JsonElement body, ResolvedModel model, Prompt prompt)
    {
        if (Member(body, "inferenceConfig") is not { } config)
        {
            return;
        }

        Bounded(config, "temperature");
        Bounded(config, "topP");
        if (Number(config, "maxTokens") is double maxTokens)
        {
            prompt.MaxTokens = maxTokens >= 1 ? (int)Math.Min(maxTokens, int.MaxValue)
                : throw Constraint(Quote(maxTokens), "inferenceConfig.maxTokens", "have value greater than or equal to 1");
            if (model.Line.MaxTokens > 0 && maxTokens > model.Line.MaxTokens)
            {
                throw Invalid(string.Create(
                    CultureInfo.InvariantCulture,
                    $"The maximum tokens you requested exceeds the model limit of {model.Line.MaxTokens}. Try again with a maximum tokens value that is lower than {model.Line.MaxTokens}."));
            }
        }

        if (Member(config, "stopSequences") is { ValueKind: JsonValueKind.Array } sequences)
        {
            foreach (JsonElement sequence in sequences.EnumerateArray())
            {
                string text = sequence.ValueKind == JsonValueKind.String ? sequence.GetString()! : throw NotA("String", sequence);
                prompt.StopSequences.Add(text.Length > 0 ? text
                    : throw Constraint("'[]'", "inferenceConfig.stopSequences", "satisfy constraint: [Member must have length greater than or equal to 1]"));
            }
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
                string value = text.ValueKind == JsonValueKind.String ? text.GetString()! : throw NotA("String", text);
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

        if (Member(config, "tools") is not { ValueKind: JsonValueKind.Array } tools || tools.GetArrayLength() == 0)
        {
            throw Constraint("'[]'", "toolConfig.tools", "have length greater than or equal to 1");
        }

        prompt.InputTokens += JsonBody.CountTokens(tools);
        int index = 0;
        foreach (JsonElement tool in tools.EnumerateArray())
        {
            index++;
            if (Member(tool, "toolSpec") is not { } spec)
            {
                continue;
            }

            string name = Member(spec, "name") is { ValueKind: JsonValueKind.String } given ? given.GetString()! : "";
            string place = string.Create(CultureInfo.InvariantCulture, $"toolConfig.tools.{index}.member.toolSpec");
            if (name.Length is 0 or > 64)
            {
                throw Constraint($"'{name}'", place + ".name", name.Length == 0 ? "have length greater than or equal to 1" : "have length less than or equal to 64");
            }

            if (!ToolNamePattern().IsMatch(name))
            {
                throw Constraint($"'{name}'", place + ".name", "satisfy regular expression pattern: [a-zA-Z0-9_-]+");
            }

            if (Member(spec, "description") is { ValueKind: JsonValueKind.String } description && description.GetString()!.Length == 0)
            {
                throw Constraint("''", place + ".description", "have length greater than or equal to 1");
            }

            JsonElement? schema = Member(spec, "inputSchema") is { } input ? Member(input, "json") : throw Constraint("null", place + ".inputSchema", "not be null");
            prompt.Tools.Add(new ToolOffer(name, schema));
        }

        if (Member(config, "toolChoice") is { } choice)
        {
            prompt.ToolRequired = Member(choice, "any") is not null;
            prompt.ForcedTool = Member(choice, "tool") is { } forced ? Member(forced, "name")?.GetString() : null;
        }
    }

    private static double? Bounded(JsonElement config, string name) => Number(config, name) switch
    {
        > 1 and double high => throw Constraint(Quote(high), "inferenceConfig." + name, "have value less than or equal to 1"),
        < 0 and double low => throw Constraint(Quote(low), "inferenceConfig." + name, "have value greater than or equal to 0"),
        double fine => fine,
        null => null,
    };

    private static double? Number(JsonElement parent, string name) =>
        Member(parent, name) is not { } value ? null : value.ValueKind == JsonValueKind.Number ? value.GetDouble() : throw NotA("Number", value);

    private static string Quote(double value) => $"'{value.ToString(CultureInfo.InvariantCulture)}'";

    private static AwsErrorException NotA(string expected, JsonElement found) =>
        new(new AwsError(400, "SerializationException", $"{found.ValueKind} value can not be converted to a {expected}", AwsErrorLayer.Authentication));

    [GeneratedRegex("^[a-zA-Z0-9_-]+$", RegexOptions.CultureInvariant)]
    private static partial Regex ToolNamePattern();
}

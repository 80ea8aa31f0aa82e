using System.Text.Json;
using System.Text.RegularExpressions;
using Outcrop.Emulator.Hosting;

namespace Outcrop.Emulator.Guardrails;

/// <summary>Reads a guardrail's definition as CreateGuardrail takes it. Source: https://docs.aws.amazon.com/bedrock/latest/APIReference/API_CreateGuardrail.html.</summary>
internal static partial class GuardrailReader
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(1);

    private static readonly string[] ContentTypes = ["SEXUAL", "VIOLENCE", "HATE", "INSULTS", "MISCONDUCT", "PROMPT_ATTACK"];

    private static readonly string[] Strengths = ["NONE", "LOW", "MEDIUM", "HIGH"];

    /// <exception cref="AwsErrorException">The definition is not good.</exception>
    public static GuardrailPolicy Read(JsonElement body)
    {
        string name = Text(body, "name", 50) ?? throw Missing("name");
        if (!NamePattern().IsMatch(name))
        {
            throw Constraint($"'{name}'", "name", "satisfy regular expression pattern: [0-9a-zA-Z-_]+");
        }

        Text(body, "description", 200);
        string blockedInput = Text(body, "blockedInputMessaging", 500) ?? throw Missing("blockedInputMessaging");
        string blockedOutput = Text(body, "blockedOutputsMessaging", 500) ?? throw Missing("blockedOutputsMessaging");
        var rules = new List<GuardrailRule>();
        foreach (JsonElement topic in Items(body, "topicPolicyConfig", "topicsConfig", 30))
        {
            rules.Add(new TopicRule(
                Text(topic, "name", 100) ?? throw Missing("topicPolicyConfig.topicsConfig.name"), Text(topic, "definition", 200) ?? throw Missing("topicPolicyConfig.topicsConfig.definition"),
                Examples(topic), Reach(topic, GuardrailAction.Block)));
        }

        foreach (JsonElement filter in Items(body, "contentPolicyConfig", "filtersConfig", 6))
        {
            rules.Add(ReadContent(filter));
        }

        foreach (JsonElement word in Items(body, "wordPolicyConfig", "wordsConfig", 10_000))
        {
            rules.Add(new WordRule(Text(word, "text", 100) ?? throw Missing("wordPolicyConfig.wordsConfig.text"), Reach(word, GuardrailAction.Block)));
        }

        foreach (JsonElement list in Items(body, "wordPolicyConfig", "managedWordListsConfig", 1))
        {
            OneOf(list, "type", "wordPolicyConfig.managedWordListsConfig.type", ["PROFANITY"]);
            rules.Add(new WordRule(null, Reach(list, GuardrailAction.Block)));
        }

        foreach (JsonElement entity in Items(body, "sensitiveInformationPolicyConfig", "piiEntitiesConfig", 100))
        {
            string type = OneOf(entity, "type", "sensitiveInformationPolicyConfig.piiEntitiesConfig.type", PiiKinds.Names);
            rules.Add(new PiiRule(type, Reach(entity, ActionOf(entity, "action") ?? throw Missing("sensitiveInformationPolicyConfig.piiEntitiesConfig.action"))));
        }

        foreach (JsonElement regex in Items(body, "sensitiveInformationPolicyConfig", "regexesConfig", 10))
        {
            rules.Add(ReadRegex(regex));
        }

        foreach (JsonElement filter in Items(body, "contextualGroundingPolicyConfig", "filtersConfig", 2))
        {
            rules.Add(ReadGrounding(filter));
        }

        return rules.Count > 0 || body.TryGetProperty("automatedReasoningPolicyConfig"u8, out _)
            ? new GuardrailPolicy(rules, blockedInput, blockedOutput)
            : throw Invalid("At least one policy must be configured for the guardrail.");
    }

    public static AwsErrorException Invalid(string message) => new(AwsError.Validation(message));

    private static ContentRule ReadContent(JsonElement filter)
    {
        string type = OneOf(filter, "type", "contentPolicyConfig.filtersConfig.type", ContentTypes);
        string output = OneOf(filter, "outputStrength", "contentPolicyConfig.filtersConfig.outputStrength", Strengths);
        string input = OneOf(filter, "inputStrength", "contentPolicyConfig.filtersConfig.inputStrength", Strengths);
        GuardrailReach reach = Reach(filter, GuardrailAction.Block);
        return type == "PROMPT_ATTACK" && output != "NONE"
            ? throw Invalid("The output strength of the PROMPT_ATTACK filter must be NONE.")
            : new ContentRule(type, input, output, type == "PROMPT_ATTACK" ? reach with { Output = null } : reach);
    }

    private static RegexRule ReadRegex(JsonElement regex)
    {
        string name = Text(regex, "name", 100) ?? throw Missing("sensitiveInformationPolicyConfig.regexesConfig.name");
        string pattern = Text(regex, "pattern", 500) ?? throw Missing("sensitiveInformationPolicyConfig.regexesConfig.pattern");
        GuardrailAction action = ActionOf(regex, "action") ?? throw Missing("sensitiveInformationPolicyConfig.regexesConfig.action");
        try
        {
            return new RegexRule(name, new Regex(pattern, RegexOptions.CultureInvariant, Patience), Reach(regex, action));
        }
        catch (ArgumentException)
        {
            throw Invalid($"The regex pattern of {name} is not valid.");
        }
    }

    private static GroundingRule ReadGrounding(JsonElement filter)
    {
        string type = OneOf(filter, "type", "contextualGroundingPolicyConfig.filtersConfig.type", ["GROUNDING", "RELEVANCE"]);
        double threshold = filter.TryGetProperty("threshold"u8, out JsonElement value) && value.ValueKind == JsonValueKind.Number
            ? value.GetDouble() : throw Missing("contextualGroundingPolicyConfig.filtersConfig.threshold");
        if (threshold is < 0 or >= 1)
        {
            throw Invalid("The threshold of a contextual grounding filter must be at least 0 and less than 1.");
        }

        bool enabled = !filter.TryGetProperty("enabled"u8, out JsonElement on) || on.ValueKind != JsonValueKind.False;
        return new GroundingRule(type, threshold, new GuardrailReach(null, enabled ? ActionOf(filter, "action") ?? GuardrailAction.Block : null));
    }

    private static string[] Examples(JsonElement topic) =>
        topic.TryGetProperty("examples"u8, out JsonElement examples) && examples.ValueKind == JsonValueKind.Array
            ? [.. examples.EnumerateArray().Where(example => example.ValueKind == JsonValueKind.String).Select(example => example.GetString()!)]
            : [];

    private static GuardrailReach Reach(JsonElement rule, GuardrailAction usual) => new(SideOf(rule, "input", usual), SideOf(rule, "output", usual));

    private static GuardrailAction? SideOf(JsonElement rule, string side, GuardrailAction usual) =>
        rule.TryGetProperty(side + "Enabled", out JsonElement enabled) && enabled.ValueKind == JsonValueKind.False ? null : ActionOf(rule, side + "Action") ?? usual;

    private static GuardrailAction? ActionOf(JsonElement rule, string name) => Text(rule, name, 20) switch
    {
        null => null,
        "BLOCK" => GuardrailAction.Block,
        "ANONYMIZE" => GuardrailAction.Anonymize,
        "NONE" => GuardrailAction.None,
        string other => throw Constraint($"'{other}'", name, "satisfy enum value set: [BLOCK, ANONYMIZE, NONE]"),
    };

    private static IEnumerable<JsonElement> Items(JsonElement body, string policy, string list, int most)
    {
        if (!body.TryGetProperty(policy, out JsonElement config) || config.ValueKind != JsonValueKind.Object
            || !config.TryGetProperty(list, out JsonElement items) || items.ValueKind != JsonValueKind.Array)
        {
            return [];
        }

        return items.GetArrayLength() <= most ? items.EnumerateArray() : throw Constraint("'[...]'", $"{policy}.{list}", $"have length less than or equal to {most}");
    }

    private static string OneOf(JsonElement parent, string name, string place, IReadOnlyCollection<string> values)
    {
        string value = Text(parent, name, 200) ?? throw Missing(place);
        return values.Contains(value) ? value : throw Constraint($"'{value}'", place, $"satisfy enum value set: [{string.Join(", ", values)}]");
    }

    private static string? Text(JsonElement parent, string name, int most)
    {
        if (!parent.TryGetProperty(name, out JsonElement value) || value.ValueKind == JsonValueKind.Null)
        {
            return null;
        }

        string text = value.ValueKind == JsonValueKind.String ? value.GetString()!
            : throw new AwsErrorException(new AwsError(400, "SerializationException", $"{value.ValueKind} value can not be converted to a String", AwsErrorLayer.Authentication));
        return text.Length == 0 ? throw Constraint("''", name, "have length greater than or equal to 1")
            : text.Length > most ? throw Constraint($"'{text}'", name, $"have length less than or equal to {most}")
            : text;
    }

    private static AwsErrorException Missing(string place) => Constraint("null", place, "not be null");

    private static AwsErrorException Constraint(string value, string place, string rule) =>
        Invalid($"1 validation error detected: Value {value} at '{place}' failed to satisfy constraint: Member must {rule}");

    [GeneratedRegex("^[0-9a-zA-Z-_]+$", RegexOptions.CultureInvariant)]
    private static partial Regex NamePattern();
}

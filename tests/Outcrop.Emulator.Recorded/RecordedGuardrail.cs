using System.Text;
using System.Text.Json;

namespace Outcrop.Emulator.Recorded;

/// <summary>
/// A guardrail of AWS's account, as far as what it said tells: the topics, filters, words and kinds of personal data in its assessments. What AWS's models
/// recognise the emulator finds by patterns, so a topic is defined by the request's own words, and an answer gets personal data that the emulator knows.
/// </summary>
internal sealed class RecordedGuardrail
{
    private const int LongestDefinition = 200;

    /// <summary>For each kind of personal data that AWS found in an answer: one the emulator finds.</summary>
    private static readonly Dictionary<string, string> Samples = new(StringComparer.Ordinal) { ["ADDRESS"] = "221 Baker Street", ["EMAIL"] = "ada@example.com", ["PHONE"] = "+1 212 555 0123" };

    private readonly Dictionary<string, string> _topics = [];
    private readonly Dictionary<string, string> _filters = [];
    private readonly Dictionary<string, string> _entities = [];
    private readonly Dictionary<string, (string Pattern, string Action)> _regexes = [];
    private readonly HashSet<string> _words = [];
    private readonly HashSet<string> _grounding = [];
    private readonly HashSet<string> _said = [];
    private readonly RecordedExchange _exchange;

    private RecordedGuardrail(RecordedExchange exchange, string id)
    {
        _exchange = exchange;
        Id = id;
        foreach (JsonElement frame in exchange.Events ?? [])
        {
            Find(frame.TryGetProperty("chunk", out JsonElement chunk) ? chunk : frame.GetProperty("payload"), output: false);
        }

        if (exchange.Response.TryGetProperty("bodyJson", out JsonElement body))
        {
            Find(body, output: false);
        }

        if (_topics.Count + _filters.Count + _entities.Count + _regexes.Count + _words.Count + _grounding.Count == 0)
        {
            // One that found nothing has some policy, too.
            _words.Add("unsaid");
        }
    }

    /// <summary>The guardrail's id.</summary>
    public string Id { get; }

    /// <summary>What an answer has to say for the guardrail to find what it found; empty where it found nothing in it.</summary>
    public string Said => string.Join(" ", _said);

    /// <returns>The guardrail; <see langword="null"/> where the request asks for none.</returns>
    public static RecordedGuardrail? Of(RecordedExchange exchange)
    {
        string? id = exchange.RequestHeader("X-Amzn-Bedrock-GuardrailIdentifier");
        if (exchange.Operation == "ApplyGuardrail")
        {
            id = exchange.Path.Split('/')[2];
        }
        else if (exchange.Request.TryGetProperty("body", out JsonElement body) && body.ValueKind == JsonValueKind.Object && body.TryGetProperty("guardrailConfig", out JsonElement config))
        {
            id = config.GetProperty("guardrailIdentifier").GetString();
        }

        return id is null ? null : new RecordedGuardrail(exchange, id);
    }

    /// <summary>The definition, as CreateGuardrail takes it.</summary>
    public string Definition()
    {
        using var buffer = new MemoryStream();
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartObject();
            json.WriteString("name", Id);
            json.WriteString("blockedInputMessaging", "Blocked.");
            json.WriteString("blockedOutputsMessaging", "Blocked.");
            WriteList(json, "topicPolicyConfig", "topicsConfig", _topics, (name, definition) =>
            {
                json.WriteString("name", name);
                json.WriteString("definition", definition);
                json.WriteString("type", "DENY");
            });
            WriteList(json, "contentPolicyConfig", "filtersConfig", _filters, (type, strength) =>
            {
                json.WriteString("type", type);
                json.WriteString("inputStrength", strength);
                json.WriteString("outputStrength", type == "PROMPT_ATTACK" ? "NONE" : strength);
            });
            WriteList(json, "wordPolicyConfig", "wordsConfig", _words.ToDictionary(word => word), (word, _) => json.WriteString("text", word));
            json.WriteStartObject("sensitiveInformationPolicyConfig");
            WriteItems(json, "piiEntitiesConfig", _entities, (type, action) =>
            {
                json.WriteString("type", type);
                json.WriteString("action", action);
            });
            WriteItems(json, "regexesConfig", _regexes, (name, regex) =>
            {
                json.WriteString("name", name);
                json.WriteString("pattern", regex.Pattern);
                json.WriteString("action", regex.Action);
            });
            json.WriteEndObject();
            WriteList(json, "contextualGroundingPolicyConfig", "filtersConfig", _grounding.ToDictionary(type => type), (type, _) =>
            {
                json.WriteString("type", type);
                json.WriteNumber("threshold", 0);
            });
            json.WriteEndObject();
        }

        return Encoding.UTF8.GetString(buffer.ToArray());
    }

    private static void WriteList<T>(Utf8JsonWriter json, string policy, string list, Dictionary<string, T> items, Action<string, T> write)
    {
        json.WriteStartObject(policy);
        WriteItems(json, list, items, write);
        json.WriteEndObject();
    }

    private static void WriteItems<T>(Utf8JsonWriter json, string list, Dictionary<string, T> items, Action<string, T> write)
    {
        json.WriteStartArray(list);
        foreach ((string name, T value) in items)
        {
            json.WriteStartObject();
            write(name, value);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    private static string Text(JsonElement item, string name) => item.GetProperty(name).GetString()!;

    /// <summary>Looks for policies, however deep; what stands inside an output's assessment is what the answer said.</summary>
    private void Find(JsonElement value, bool output)
    {
        if (value.ValueKind == JsonValueKind.Array)
        {
            foreach (JsonElement item in value.EnumerateArray())
            {
                Find(item, output);
            }
        }

        if (value.ValueKind != JsonValueKind.Object)
        {
            return;
        }

        foreach (JsonProperty member in value.EnumerateObject())
        {
            foreach (JsonElement item in member is { Name: "topics" or "filters" or "piiEntities" or "regexes" or "customWords", Value.ValueKind: JsonValueKind.Array } ? member.Value.EnumerateArray() : default)
            {
                Note(member.Name, item, output);
            }

            Find(member.Value, output || member.Name is "outputAssessments" or "outputs");
        }
    }

    private void Note(string list, JsonElement item, bool output)
    {
        string action = item.TryGetProperty("action", out JsonElement taken) && taken.GetString() == "ANONYMIZED" ? "ANONYMIZE" : "BLOCK";
        bool found = taken.ValueKind == JsonValueKind.String && taken.GetString() != "NONE";
        switch (list)
        {
            case "topics":
                _topics[Text(item, "name")] = found ? RequestWords() : "nothing anyone says";
                break;
            case "filters" when item.TryGetProperty("threshold", out _):
                _grounding.Add(Text(item, "type"));
                break;
            case "filters":
                _filters[Text(item, "type")] = item.TryGetProperty("filterStrength", out JsonElement strength) ? strength.GetString()! : "HIGH";
                break;
            case "piiEntities":
                _entities[Text(item, "type")] = action;
                Say(found && output, Samples.GetValueOrDefault(Text(item, "type"), Text(item, "match")));
                break;
            case "regexes":
                _regexes[Text(item, "name")] = (Text(item, "regex"), action);
                Say(found && output, Text(item, "match"));
                break;
            default:
                _words.Add(Text(item, "match"));
                Say(output, Text(item, "match"));
                break;
        }
    }

    private void Say(bool needed, string text)
    {
        if (needed)
        {
            _said.Add(text);
        }
    }

    /// <summary>The request's own words, by which the emulator knows its topic.</summary>
    private string RequestWords()
    {
        var text = new StringBuilder();
        Collect(_exchange.Request.GetProperty("body"), text);
        return text.ToString()[..Math.Min(LongestDefinition, text.Length)];
    }

    private static void Collect(JsonElement value, StringBuilder text)
    {
        foreach (JsonProperty member in value.ValueKind == JsonValueKind.Object ? value.EnumerateObject() : default)
        {
            if (member is { Name: "text" or "content" or "prompt" or "inputText", Value.ValueKind: JsonValueKind.String })
            {
                text.Append(member.Value.GetString()).Append(' ');
            }

            Collect(member.Value, text);
        }

        foreach (JsonElement item in value.ValueKind == JsonValueKind.Array ? value.EnumerateArray() : default)
        {
            Collect(item, text);
        }
    }
}

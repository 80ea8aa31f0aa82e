using System.Text.Json;
using Outcrop.Emulator.ControlPlane;
using Outcrop.Emulator.Hosting;
using Outcrop.Wire.Buffers;

namespace Outcrop.Emulator.Guardrails;

/// <summary>InvokeGuardrailChecks: scores without a guardrail. Source: https://docs.aws.amazon.com/bedrock/latest/APIReference/API_runtime_InvokeGuardrailChecks.html.</summary>
internal static class GuardrailChecksEndpoint
{
    private static readonly string[] Harms = ["VIOLENCE", "HATE", "SEXUAL", "MISCONDUCT", "INSULTS"];

    private static readonly string[] Attacks = ["JAILBREAK", "PROMPT_INJECTION", "PROMPT_LEAKAGE"];

    /// <exception cref="AwsErrorException">The request is not good.</exception>
    public static Task InvokeAsync(EmulatorCall call, JsonElement body)
    {
        List<(int Message, int Content, string Text)> texts = ReadMessages(body);
        JsonElement checks = body.GetProperty("checks"u8);
        string all = string.Join('\n', texts.Select(text => text.Text));
        int units = (texts.Sum(text => text.Text.Length) + 999) / 1000;
        using var buffer = new PooledBufferWriter(1024);
        using (var json = new Utf8JsonWriter(buffer, JsonOutput.Options))
        {
            var used = new List<string>();
            json.WriteStartObject();
            json.WriteStartObject("results"u8);
            WriteScores(json, checks, "contentFilter", Harms, all, used);
            WriteScores(json, checks, "promptAttack", Attacks, all, used);
            WriteEntities(json, checks, texts, used);
            json.WriteEndObject();
            json.WriteStartObject("usage"u8);
            foreach (string name in used)
            {
                json.WriteStartObject(name);
                json.WriteNumber("textUnits"u8, units);
                json.WriteEndObject();
            }

            json.WriteEndObject();
            json.WriteEndObject();
        }

        return call.WriteBodyAsync("application/json", buffer.WrittenMemory.ToArray());
    }

    private static List<(int Message, int Content, string Text)> ReadMessages(JsonElement body)
    {
        var texts = new List<(int Message, int Content, string Text)>();
        int message = 0;
        foreach (JsonElement item in body.GetProperty("messages"u8).EnumerateArray())
        {
            int place = 0;
            foreach (JsonElement block in item.GetProperty("content"u8).EnumerateArray())
            {
                texts.Add((message, place++, RequestJson.Text(block, "text") ?? ""));
            }

            message++;
        }

        return texts;
    }

    private static void WriteScores(Utf8JsonWriter json, JsonElement checks, string check, string[] allowed, string text, List<string> used)
    {
        if (Asked(checks, check, "categories", "category", allowed) is not { } categories)
        {
            return;
        }

        used.Add(check);
        json.WriteStartObject(check);
        json.WriteStartArray("results"u8);
        foreach (string category in categories)
        {
            json.WriteStartObject();
            json.WriteString("category"u8, category);
            json.WriteNumber("severityScore"u8, HarmLexicon.Score(category, text));
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteEndObject();
    }

    private static void WriteEntities(Utf8JsonWriter json, JsonElement checks, List<(int Message, int Content, string Text)> texts, List<string> used)
    {
        if (Asked(checks, "sensitiveInformation", "entities", "type", PiiKinds.Names) is not { } types)
        {
            return;
        }

        used.Add("sensitiveInformation");
        json.WriteStartObject("sensitiveInformation"u8);
        json.WriteStartArray("results"u8);
        foreach (string type in types)
        {
            foreach ((int message, int content, string text) in texts)
            {
                foreach ((int start, int length) in PiiKinds.Find(type, text))
                {
                    json.WriteStartObject();
                    json.WriteNumber("beginOffset"u8, start);
                    json.WriteNumber("confidenceScore"u8, 0.99);
                    json.WriteNumber("contentIndex"u8, content);
                    json.WriteNumber("endOffset"u8, start + length);
                    json.WriteNumber("messageIndex"u8, message);
                    json.WriteString("type"u8, type);
                    json.WriteEndObject();
                }
            }
        }

        json.WriteEndArray();
        json.WriteBoolean("truncated"u8, false);
        json.WriteEndObject();
    }

    private static List<string>? Asked(JsonElement checks, string check, string list, string member, IReadOnlyCollection<string> allowed)
    {
        if (!checks.TryGetProperty(check, out JsonElement config) || config.ValueKind != JsonValueKind.Object)
        {
            return null;
        }

        if (!config.TryGetProperty(list, out JsonElement items) || items.ValueKind != JsonValueKind.Array || items.GetArrayLength() == 0)
        {
            throw RequestJson.Constraint("'[]'", $"checks.{check}.{list}", "have length greater than or equal to 1");
        }

        var asked = new List<string>();
        foreach (JsonElement item in items.EnumerateArray())
        {
            string value = RequestJson.Text(item, member) ?? "";
            asked.Add(allowed.Contains(value) ? value
                : throw RequestJson.Constraint($"'{value}'", $"checks.{check}.{list}.{asked.Count + 1}.member.{member}", $"satisfy enum value set: [{string.Join(", ", allowed)}]"));
        }

        return asked;
    }
}

using System.Buffers;
using System.Text.Json;
using Outcrop.Bedrock.Converse;
using Outcrop.Bedrock.Families.Streaming;

namespace Outcrop.Bedrock.Families.Nova;

/// <summary>
/// Nova's <c>inferenceConfig</c> and <c>reasoningConfig</c>. The first has two spellings for some members (<c>maxTokens</c>, <c>max_new_tokens</c>), holds <c>topK</c>, and is where Converse's
/// vendor fields may put more. Sources: https://docs.aws.amazon.com/nova/latest/userguide/complete-request-schema.html and
/// https://docs.aws.amazon.com/nova/latest/nova2-userguide/extended-thinking.html.
/// </summary>
internal static class NovaInference
{
    private const string Inference = "inferenceConfig";
    private const string Reasoning = "reasoningConfig";

    /// <summary>Reads both into the request.</summary>
    /// <returns>What is left of the whole body.</returns>
    public static RawJson Read(BodyReader body, ConverseRequest request)
    {
        if (body.TryPeek(Reasoning, JsonValueKind.Object, out JsonElement reasoning) && ReadReasoning(new BodyReader(reasoning)) is { } read)
        {
            body.Take(Reasoning);
            request.Reasoning = read;
        }

        if (!body.TryTake(Inference, JsonValueKind.Object, out JsonElement value))
        {
            return body.Rest();
        }

        var inference = new BodyReader(value);
        string spelling = "";
        int? maxTokens = Spelt("maxTokens", "max_new_tokens", inference.TakeInteger);
        double? topP = Spelt("topP", "top_p", inference.TakeNumber);
        int? topK = Spelt("topK", "top_k", inference.TakeInteger);
        request.InferenceConfig = new InferenceConfiguration
        {
            MaxTokens = maxTokens,
            Temperature = inference.TakeNumber("temperature"),
            TopP = topP,
            TopK = topK,
            StopSequences = inference.TakeStrings("stopSequences"),
            Mark = new WireMark(spelling),
        };
        return WithInner(body.Rest(), inference.Rest());

        T? Spelt<T>(string name, string other, Func<string, T?> take)
            where T : struct
        {
            if (take(name) is { } number)
            {
                return number;
            }

            T? second = take(other);
            spelling += second is null ? "" : other + " ";
            return second;
        }
    }

    /// <summary>Writes both.</summary>
    public static void Write(BodyWriter body, ConverseRequest request, ICollection<DroppedParameter> dropped)
    {
        WriteReasoning(body, request, dropped);
        InferenceConfiguration inference = request.InferenceConfig ?? new InferenceConfiguration();
        var set = new List<string>(5);
        string maxTokens = Name(inference.MaxTokens is not null, "maxTokens", "max_new_tokens");
        string temperature = Name(inference.Temperature is not null, "temperature", "temperature");
        string topP = Name(inference.TopP is not null, "topP", "top_p");
        string topK = Name(inference.TopK is not null, "topK", "top_k");
        string stops = Name(inference.StopSequences.Count > 0, "stopSequences", "stopSequences");
        RawJson vendor = body.Merge(request.AdditionalModelRequestFields, Inference, set, dropped);
        if (request.InferenceConfig is null && vendor.IsEmpty && !BodyWriter.Holds(request.AdditionalModelRequestFields, Inference))
        {
            return;
        }

        body.Name(Inference);
        Utf8JsonWriter json = body.Json;
        json.WriteStartObject();
        Number(maxTokens, inference.MaxTokens);
        Number(temperature, inference.Temperature);
        Number(topP, inference.TopP);
        Number(topK, inference.TopK);
        if (inference.StopSequences.Count > 0)
        {
            json.WritePropertyName(stops);
            BodyWriter.WriteStrings(json, inference.StopSequences);
        }

        ConverseJson.WriteMembers(json, inference.Additional);
        ConverseJson.WriteMembers(json, vendor);
        json.WriteEndObject();

        string Name(bool isSet, string name, string other)
        {
            string spelt = inference.Mark.Spelling?.Contains(other, StringComparison.Ordinal) == true ? other : name;
            if (isSet)
            {
                set.Add(spelt);
            }

            return spelt;
        }

        void Number(string name, double? value)
        {
            if (value is { } number)
            {
                json.WriteNumber(name, number);
            }
        }
    }

    private static void WriteReasoning(BodyWriter body, ConverseRequest request, ICollection<DroppedParameter> dropped)
    {
        if (request.Reasoning is not { } reasoning)
        {
            return;
        }

        if (BodyWriter.Holds(request.AdditionalModelRequestFields, Reasoning))
        {
            dropped.Add(new DroppedParameter("reasoning", "additionalModelRequestFields.reasoningConfig says it"));
            return;
        }

        if (reasoning.BudgetTokens is not null)
        {
            dropped.Add(new DroppedParameter("reasoning.budgetTokens", "the family knows effort only"));
        }

        if (reasoning.Display is not null)
        {
            dropped.Add(new DroppedParameter("reasoning.display", "the family has no such member"));
        }

        if (reasoning.Mode == ReasoningMode.Adaptive)
        {
            dropped.Add(new DroppedParameter("reasoning.mode", "the family has no adaptive reasoning; enabled instead"));
        }

        body.Name(Reasoning);
        body.Json.WriteStartObject();
        body.Json.WriteString("type", reasoning.Mode == ReasoningMode.Disabled ? "disabled" : "enabled");
        if (reasoning.Effort is { } effort)
        {
            body.Json.WriteString("maxReasoningEffort", effort);
        }

        body.Json.WriteEndObject();
    }

    private static ReasoningConfiguration? ReadReasoning(BodyReader reasoning)
    {
        ReasoningMode? mode = reasoning.TakeString("type") switch { "enabled" => ReasoningMode.Enabled, "disabled" => ReasoningMode.Disabled, _ => null };
        string? effort = reasoning.TakeString("maxReasoningEffort");
        return mode is { } known && reasoning.Rest().IsEmpty ? new ReasoningConfiguration { Mode = known, Effort = effort } : null;
    }

    /// <summary>The body's rest, with that of the inner object in its place.</summary>
    private static RawJson WithInner(RawJson rest, RawJson inner)
    {
        if (inner.IsEmpty)
        {
            return rest;
        }

        var buffer = new ArrayBufferWriter<byte>();
        using (var writer = new Utf8JsonWriter(buffer, ConverseJson.WriterOptions))
        {
            writer.WriteStartObject();
            ConverseJson.WriteMembers(writer, rest);
            writer.WritePropertyName(Inference);
            writer.WriteRawValue(inner.Utf8.Span, skipInputValidation: true);
            writer.WriteEndObject();
        }

        return new RawJson(buffer.WrittenMemory);
    }
}

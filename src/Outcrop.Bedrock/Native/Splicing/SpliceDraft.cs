using System.Buffers;
using System.Collections.Frozen;
using System.Text.Json;
using Outcrop.Bedrock.Catalog;
using Outcrop.Bedrock.Converse;
using Outcrop.Bedrock.Families;
using Outcrop.Bedrock.Families.Anthropic;
using Outcrop.Bedrock.Families.Streaming;
using Outcrop.Bedrock.Rules;
using Outcrop.Bedrock.Rules.Inference;
using Outcrop.Bedrock.Rules.Learning;
using Outcrop.Bedrock.Rules.Reasoning;
using Outcrop.Wire.Json;

namespace Outcrop.Bedrock.Native.Splicing;

/// <summary>
/// The small part of a body that the rules of models are about, as the request that those rules know: so a native body and a translated one comply by the same rules. What they change is spliced back;
/// messages, tools and system prompt are neither read nor copied.
/// </summary>
internal sealed class SpliceDraft
{
    /// <summary>A member that is longer is no parameter.</summary>
    private const int LongestMember = 16 * 1024;
    private const string Betas = "anthropic_beta";

    private static readonly FrozenSet<string> s_apart = new[]
    {
        "model", "stream", "messages", "system", "tools", "tool_choice", "input", "instructions", "functions", "function_call", "anthropic_version", Betas, "stream_options", "previous_response_id", "store", "service_tier",
    }.ToFrozenSet(StringComparer.Ordinal);

    private static readonly RequestRule[] s_rules = [new ReasoningRule(), new SamplingRule(), new TopKRule(), new StopSequenceRule(), new LearntRule()];

    private readonly SplicedRequest _request;
    private readonly HashSet<string> _cut;
    private readonly HashSet<string> _vendor = new(StringComparer.Ordinal);
    private readonly HashSet<string> _added = new(StringComparer.Ordinal);
    private readonly string _maxTokens;
    private InferenceConfiguration _inference = new();

    private SpliceDraft(SplicedRequest request)
    {
        _request = request;
        _cut = [.. request.Cuts.Select(static cut => cut.Member).OfType<string>()];
        _maxTokens = request.Dialect.MaxTokensNames.FirstOrDefault(Has) ?? request.Dialect.MaxTokensNames[0];
    }

    /// <summary>The request of the rules.</summary>
    public RequestDraft Draft { get; private set; } = null!;

    /// <summary>Reads a body and applies the rules.</summary>
    /// <param name="request">The request.</param>
    /// <param name="modelId">Its model, resolved.</param>
    /// <param name="api">The API, decided.</param>
    /// <param name="options">The catalogue.</param>
    /// <param name="lessons">What the model has taught.</param>
    public static SpliceDraft Make(SplicedRequest request, ModelId modelId, BedrockApi api, BedrockClientOptions options, IReadOnlyList<Lesson> lessons)
    {
        var made = new SpliceDraft(request);
        ModelParameterRules rules = options.Catalog.RulesFor(modelId);
        for (int i = 0; i < lessons.Count; i++)
        {
            rules = lessons[i].ApplyTo(rules);
        }

        made.Draft = new RequestDraft(made.Read(), default, modelId)
        {
            Model = options.Catalog.Find(modelId),
            Rules = rules,
            Lessons = lessons,
            Api = api,
            Family = api == BedrockApi.InvokeModel ? ModelFamilies.Find(modelId) : null,
            Stream = request.Stream,
        };
        foreach (RequestRule rule in s_rules)
        {
            rule.Apply(made.Draft);
        }

        // A default that the model does not take is no loss of the caller's.
        made.Draft.Report.Dropped.RemoveAll(dropped => made._added.Contains(dropped.Name));
        return made;
    }

    /// <summary>Splices in what the rules have changed.</summary>
    /// <param name="splicer">The body.</param>
    public void WriteTo(JsonSplicer splicer)
    {
        // Some clients write out what they do not set. Such a null says nothing, and not every model takes it for that.
        foreach (JsonMember member in _request.Body.Members)
        {
            if (member.Kind == JsonTokenType.Null)
            {
                splicer.Remove(member.Name);
            }
        }

        InferenceConfiguration after = Draft.Request.InferenceConfig ?? new InferenceConfiguration();
        Put(splicer, "temperature", _inference.Temperature, after.Temperature);
        Put(splicer, "top_p", _inference.TopP, after.TopP);
        Put(splicer, "top_k", null, after.TopK);
        Put(splicer, _maxTokens, _inference.MaxTokens, after.MaxTokens);
        if (!_inference.StopSequences.SequenceEqual(after.StopSequences))
        {
            _ = after.StopSequences.Count == 0 ? splicer.Remove(_request.Dialect.StopName) : splicer.Set(_request.Dialect.StopName, JsonValues.Strings(after.StopSequences));
        }

        var left = new HashSet<string>(_vendor, StringComparer.Ordinal);
        if (Draft.Request.AdditionalModelRequestFields is { IsEmpty: false } fields)
        {
            using JsonDocument document = JsonDocument.Parse(fields.Utf8, ConverseJson.DocumentOptions);
            foreach (JsonProperty member in document.RootElement.EnumerateObject())
            {
                left.Remove(member.Name);
                ReadOnlySpan<byte> value = System.Runtime.InteropServices.JsonMarshal.GetRawUtf8Value(member.Value);
                if (member.Name != Betas && (!_request.Body.TryGet(member.Name, out JsonMember before) || !_request.Body.GetValue(before).Span.SequenceEqual(value)))
                {
                    splicer.Set(member.Name, value.ToArray());
                }
            }
        }

        foreach (string name in left)
        {
            splicer.Remove(name);
        }
    }

    /// <summary>The beta flags that go out: the caller's, and those that a rule has added.</summary>
    public IReadOnlyList<string> SentBetas()
    {
        var sent = new List<string>();
        foreach (string beta in _request.Betas)
        {
            if (Lesson.Find(Draft.Lessons, BetaPath(beta)) is { } lesson)
            {
                Draft.Report.Dropped.Add(new DroppedParameter(BetaPath(beta), lesson.Reason));
            }
            else
            {
                sent.Add(beta);
            }
        }

        if (Draft.Field("/" + Betas) is { } added)
        {
            using JsonDocument document = JsonDocument.Parse(added.Utf8);
            foreach (JsonElement flag in document.RootElement.EnumerateArray())
            {
                if (!sent.Contains(flag.GetString()!))
                {
                    sent.Add(flag.GetString()!);
                }
            }
        }

        return sent;
    }

    /// <summary>The path of a beta flag in lessons and reports.</summary>
    /// <param name="beta">The flag.</param>
    public static string BetaPath(string beta) => $"{Betas}.{beta}";

    private static void Put(JsonSplicer splicer, string name, double? before, double? after)
    {
        if (before.Equals(after))
        {
            return;
        }

        _ = after is { } number ? splicer.Set(name, JsonValues.Number(number)) : splicer.Remove(name);
    }

    private ConverseRequest Read()
    {
        var buffer = new ArrayBufferWriter<byte>();
        using var vendor = new Utf8JsonWriter(buffer, ConverseJson.WriterOptions);
        vendor.WriteStartObject();
        foreach (JsonMember member in _request.Body.Members)
        {
            if (member.Kind != JsonTokenType.Null && !_cut.Contains(member.Name) && !s_apart.Contains(member.Name) && member.End - member.ValueStart <= LongestMember && !TryReadOwn(member))
            {
                _vendor.Add(member.Name);
                vendor.WritePropertyName(member.Name);
                vendor.WriteRawValue(_request.Body.GetValue(member).Span, skipInputValidation: true);
            }
        }

        AddDefaultMembers(vendor);
        vendor.WriteEndObject();
        vendor.Flush();
        return new ConverseRequest
        {
            ModelId = _request.ModelId,
            InferenceConfig = WithDefaults(),
            AdditionalModelRequestFields = buffer.WrittenCount > 2 ? new RawJson(buffer.WrittenMemory) : null,
        };
    }

    private bool TryReadOwn(JsonMember member)
    {
        var reader = new Utf8JsonReader(_request.Body.GetValue(member).Span);
        reader.Read();
        switch (member.Name)
        {
            case "temperature" when member.Kind == JsonTokenType.Number:
                _inference = _inference with { Temperature = reader.GetDouble() };
                return true;
            case "top_p" when member.Kind == JsonTokenType.Number:
                _inference = _inference with { TopP = reader.GetDouble() };
                return true;
            case var name when name == _maxTokens && member.Kind == JsonTokenType.Number && reader.TryGetInt32(out int most):
                _inference = _inference with { MaxTokens = most };
                return true;
            case var name when name == _request.Dialect.StopName && member.Kind == JsonTokenType.StartArray:
                return TryReadStops(ref reader);
            default:
                return false;
        }
    }

    private bool TryReadStops(ref Utf8JsonReader reader)
    {
        var stops = new List<string>();
        while (reader.Read() && reader.TokenType == JsonTokenType.String)
        {
            stops.Add(reader.GetString()!);
        }

        if (reader.TokenType != JsonTokenType.EndArray)
        {
            return false;
        }

        _inference = _inference with { StopSequences = stops };
        return true;
    }

    /// <summary>Where the caller has chosen one of temperature and top_p, the configuration's other one would not be what he chose.</summary>
    private InferenceConfiguration WithDefaults()
    {
        InferenceConfiguration defaults = _request.Defaults;
        bool chosen = Chooses("temperature") || Chooses("top_p");
        InferenceConfiguration read = _inference;
        if (!chosen && defaults.Temperature is { } temperature)
        {
            read = read with { Temperature = temperature };
            _added.Add("inferenceConfig.temperature");
        }

        if (!chosen && defaults.TopP is { } topP)
        {
            read = read with { TopP = topP };
            _added.Add("inferenceConfig.topP");
        }

        if (defaults.TopK is { } topK && !Chooses("top_k"))
        {
            read = read with { TopK = topK };
            _added.Add("inferenceConfig.topK");
        }

        if (defaults.MaxTokens is { } most && !_request.Dialect.MaxTokensNames.Any(Has))
        {
            read = read with { MaxTokens = most };
        }

        if (defaults.StopSequences.Count > 0 && !Has(_request.Dialect.StopName))
        {
            read = read with { StopSequences = defaults.StopSequences };
        }

        return read;
    }

    private void AddDefaultMembers(Utf8JsonWriter vendor)
    {
        if (_request.DefaultMembers is not { IsEmpty: false } members)
        {
            return;
        }

        using JsonDocument document = JsonDocument.Parse(members.Utf8, ConverseJson.DocumentOptions);
        foreach (JsonProperty member in document.RootElement.EnumerateObject())
        {
            if (!Has(member.Name))
            {
                ConverseJson.WriteRaw(vendor, member);
                _added.Add(RequestDraft.FieldPath("/" + member.Name));
            }
        }
    }

    /// <summary>Whether the caller has set a parameter: what is cut out for saying "not set" is no choice.</summary>
    private bool Chooses(string name) => Has(name) && !_cut.Contains(name);

    private bool Has(string name) => _request.Body.TryGet(name, out JsonMember member) && member.Kind != JsonTokenType.Null;
}

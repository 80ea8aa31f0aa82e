using System.Buffers;
using System.Text.Json;
using Outcrop.Bedrock.Catalog;
using Outcrop.Bedrock.Converse;

namespace Outcrop.Bedrock.Families;

/// <summary>Writes one Anthropic Messages body. <c>model</c> and <c>stream</c> are said by the path, and Bedrock refuses them in the body.</summary>
internal sealed class AnthropicMessagesWriter
{
    /// <summary>The version that InvokeModel's body has.</summary>
    public const string BedrockVersion = "bedrock-2023-05-31";

    private const string Family = "anthropic-messages";
    private static readonly string[] s_refused = ["model", "stream"];
    private readonly ConverseRequest _request;
    private readonly ModelId _modelId;
    private readonly ParameterRules _rules;
    private readonly ICollection<DroppedParameter> _dropped;
    private readonly AnthropicBlockWriter _blocks;
    private readonly string? _version;
    private readonly string[] _refused;

    /// <summary>Prepares to write a request.</summary>
    /// <param name="request">The request.</param>
    /// <param name="modelId">Its model.</param>
    /// <param name="rules">What the catalogue knows.</param>
    /// <param name="dropped">Collects what is left out.</param>
    /// <param name="version">The version to state in the body; <see langword="null"/> for none.</param>
    /// <param name="refused">Vendor fields the body may not hold; default: those that InvokeModel refuses.</param>
    public AnthropicMessagesWriter(
        ConverseRequest request, ModelId modelId, ParameterRules rules, ICollection<DroppedParameter> dropped, string? version = BedrockVersion, string[]? refused = null)
    {
        _version = version;
        _refused = refused ?? s_refused;
        _request = request;
        _modelId = modelId;
        _rules = rules;
        _dropped = dropped;
        _blocks = new AnthropicBlockWriter(dropped);
    }

    /// <summary>Writes the body.</summary>
    public void Write(IBufferWriter<byte> output)
    {
        try
        {
            using var body = new BodyWriter(output);
            WriteBody(body);
        }
        catch (Exception fault) when (ConverseJson.IsShapeFault(fault))
        {
            throw FamilyRequest.Invalid(fault);
        }
    }

    private void WriteBody(BodyWriter body)
    {
        RawJson? vendor = _request.AdditionalModelRequestFields;
        if (_version is { } version && (_refused.Contains("anthropic_version") || !BodyWriter.Holds(vendor, "anthropic_version")))
        {
            body.String("anthropic_version", version);
        }

        if (_request.InferenceConfig?.MaxTokens is { } maxTokens)
        {
            body.Number("max_tokens", maxTokens);
        }
        else if (!BodyWriter.Holds(vendor, "max_tokens"))
        {
            body.Number("max_tokens", _rules.DefaultMaxTokens(_modelId));
        }

        WriteSystem(body);
        body.Name("messages");
        body.Json.WriteStartArray();
        for (int i = 0; i < _request.Messages.Count; i++)
        {
            body.Json.WriteStartObject();
            body.Json.WriteString("role", _request.Messages[i].Role.Value);
            body.Json.WritePropertyName("content");
            _blocks.WriteAll(body.Json, _request.Messages[i].Content, $"messages[{i}].content");
            body.Json.WriteEndObject();
        }

        body.Json.WriteEndArray();
        WriteInference(body);
        WriteTools(body);
        body.End(vendor, _dropped, _refused);
    }

    private void WriteSystem(BodyWriter body)
    {
        if (_request.System.Count == 0)
        {
            return;
        }

        // One plain text is a string, as Anthropic's own examples have it; blocks carry cache points.
        if (_request.System is [TextBlock only])
        {
            body.String("system", only.Text);
            return;
        }

        body.Name("system");
        _blocks.WriteAll(body.Json, _request.System, "system");
    }

    private void WriteInference(BodyWriter body)
    {
        if (_request.InferenceConfig is not { } inference)
        {
            return;
        }

        body.Number("temperature", inference.Temperature);
        if (inference is { Temperature: not null, TopP: not null } && _rules.RefusesTemperatureWithTopP(_modelId))
        {
            _dropped.Add(new DroppedParameter("inferenceConfig.topP", "the model refuses it together with temperature"));
        }
        else
        {
            body.Number("top_p", inference.TopP);
        }

        body.Strings("stop_sequences", StopSequences.NotBlank(inference.StopSequences, _dropped));
        FamilyRequest.DropUnknownInference(_request, _dropped);
    }

    private void WriteTools(BodyWriter body)
    {
        if (_request.ToolConfig is not { } configuration)
        {
            return;
        }

        body.Name("tools");
        body.Json.WriteStartArray();
        for (int i = 0; i < configuration.Tools.Count; i++)
        {
            CachePointTool? cache = i + 1 < configuration.Tools.Count ? configuration.Tools[i + 1] as CachePointTool : null;
            WriteTool(body.Json, configuration.Tools[i], cache, $"toolConfig.tools[{i}]");
        }

        body.Json.WriteEndArray();
        if (configuration.ToolChoice is { } choice)
        {
            body.Name("tool_choice");
            body.Json.WriteStartObject();
            body.Json.WriteString("type", choice switch
            {
                AutoToolChoice => "auto",
                AnyToolChoice => "any",
                NamedToolChoice => "tool",
                _ => throw FamilyRequest.Refuse(Family, "toolConfig.toolChoice", choice.GetType().Name),
            });
            if (choice is NamedToolChoice named)
            {
                body.Json.WriteString("name", named.Name);
            }

            body.Json.WriteEndObject();
        }
        else if (!configuration.Additional.IsEmpty)
        {
            _dropped.Add(new DroppedParameter("toolConfig.toolChoice", "unknown"));
        }
    }

    private void WriteTool(Utf8JsonWriter json, Tool tool, CachePointTool? cache, string path)
    {
        switch (tool)
        {
            case ToolSpecification specification:
                json.WriteStartObject();
                json.WriteString("name", specification.Name);
                if (specification.Description is { } description)
                {
                    json.WriteString("description", description);
                }

                ConverseJson.WriteRaw(json, "input_schema", specification.InputSchema);
                if (specification.Strict is { } strict)
                {
                    json.WriteBoolean("strict", strict);
                }

                if (cache is not null)
                {
                    AnthropicBlockWriter.WriteCacheControl(json, cache.Ttl);
                }

                json.WriteEndObject();
                break;
            case CachePointTool:
                if (path.EndsWith("[0]", StringComparison.Ordinal))
                {
                    _dropped.Add(new DroppedParameter(path + ".cachePoint", "no tool stands before it"));
                }

                break;
            case UnknownTool unknown:
                throw FamilyRequest.Refuse(Family, path, unknown.Name);
            default:
                throw FamilyRequest.Refuse(Family, path, tool.GetType().Name);
        }
    }
}

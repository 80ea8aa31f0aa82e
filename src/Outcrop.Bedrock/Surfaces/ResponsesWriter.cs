using System.Buffers;
using System.Text.Json;
using Outcrop.Bedrock.Converse;
using Outcrop.Bedrock.Families;
using Outcrop.Bedrock.Families.Streaming;

namespace Outcrop.Bedrock.Surfaces;

/// <summary>Writes the conversation, the limits and the tools of one Responses body.</summary>
internal sealed class ResponsesWriter
{
    /// <summary>A vendor field that is written elsewhere.</summary>
    public const string ChatEffort = "reasoning_effort";

    private const string Dialect = "openai-responses";
    private readonly ConverseRequest _request;
    private readonly string[] _written;
    private readonly ICollection<DroppedParameter> _dropped;

    /// <summary>Prepares to write a request.</summary>
    /// <param name="request">The request.</param>
    /// <param name="written">The members that the body has already.</param>
    /// <param name="dropped">Collects what is left out.</param>
    public ResponsesWriter(ConverseRequest request, string[] written, ICollection<DroppedParameter> dropped)
    {
        _request = request;
        _written = written;
        _dropped = dropped;
    }

    /// <summary>Writes the body.</summary>
    public void Write(IBufferWriter<byte> output)
    {
        using var body = new BodyWriter(output);
        var input = new ResponsesInput(body.Json, _dropped);
        body.Name("input");
        body.Json.WriteStartArray();
        input.WriteSystem(_request.System);
        for (int i = 0; i < _request.Messages.Count; i++)
        {
            input.WriteMessage(_request.Messages[i], $"messages[{i}].content");
        }

        body.Json.WriteEndArray();
        if (_request.InferenceConfig is { } inference)
        {
            body.Number("max_output_tokens", inference.MaxTokens);
            body.Number("temperature", inference.Temperature);
            body.Number("top_p", inference.TopP);
            StopSequences.DropAll(inference.StopSequences, _dropped);
            FamilyRequest.DropUnknownInference(_request, _dropped);
        }

        WriteTools(body);
        body.End(_request.AdditionalModelRequestFields, _dropped, [.. _written, ChatEffort]);

        // It has not been left out: it stands in "reasoning", unless that was said twice.
        if (_written.Contains("reasoning"))
        {
            _dropped.Remove(new DroppedParameter("additionalModelRequestFields." + ChatEffort, BodyWriter.RefusedReason));
        }
    }

    private void WriteTools(BodyWriter body)
    {
        if (_request.ToolConfig is not { } configuration)
        {
            return;
        }

        body.Name("tools");
        Utf8JsonWriter json = body.Json;
        json.WriteStartArray();
        for (int i = 0; i < configuration.Tools.Count; i++)
        {
            switch (configuration.Tools[i])
            {
                case ToolSpecification tool:
                    WriteTool(json, tool);
                    break;
                case CachePointTool:
                    _dropped.Add(new DroppedParameter($"toolConfig.tools[{i}].cachePoint", "the dialect has no cache points"));
                    break;
                default:
                    throw FamilyRequest.Refuse(Dialect, $"toolConfig.tools[{i}]", "tools of this kind");
            }
        }

        json.WriteEndArray();
        if (configuration.DisableParallelToolUse is { } disable)
        {
            body.Name("parallel_tool_calls");
            json.WriteBooleanValue(!disable);
        }

        switch (configuration.ToolChoice)
        {
            case null:
                break;
            case AutoToolChoice:
                body.String("tool_choice", "auto");
                break;
            case AnyToolChoice:
                body.String("tool_choice", "required");
                break;
            case NamedToolChoice named:
                body.Name("tool_choice");
                json.WriteStartObject();
                json.WriteString("type", "function");
                json.WriteString("name", named.Name);
                json.WriteEndObject();
                break;
            default:
                throw FamilyRequest.Refuse(Dialect, "toolConfig.toolChoice", configuration.ToolChoice.GetType().Name);
        }
    }

    private static void WriteTool(Utf8JsonWriter json, ToolSpecification tool)
    {
        json.WriteStartObject();
        json.WriteString("type", "function");
        json.WriteString("name", tool.Name);
        if (tool.Description is { } description)
        {
            json.WriteString("description", description);
        }

        ConverseJson.WriteRaw(json, "parameters", tool.InputSchema);

        // Here, unlike everywhere else, silence means strict, and a strict schema must forbid additional properties.
        json.WriteBoolean("strict", tool.Strict ?? false);
        json.WriteEndObject();
    }
}

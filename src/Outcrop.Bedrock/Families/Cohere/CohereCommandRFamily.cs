using System.Buffers;
using System.Text.Json;
using Outcrop.Bedrock.Catalog;
using Outcrop.Bedrock.Converse;
using Outcrop.Bedrock.Families.Streaming;

namespace Outcrop.Bedrock.Families.Cohere;

/// <summary>Cohere Command R and R+, with tools and documents. Source: https://docs.aws.amazon.com/bedrock/latest/userguide/model-parameters-cohere-command-r-plus.html.</summary>
internal sealed class CohereCommandRFamily : ModelFamily
{
    /// <inheritdoc/>
    public override string Name => "cohere-command-r";

    /// <inheritdoc/>
    public override bool Matches(ModelId modelId) => modelId.BaseModelId?.StartsWith("cohere.command-r", StringComparison.Ordinal) == true;

    /// <inheritdoc/>
    protected override void ReadBody(JsonElement body, ConverseRequest request, ReadOnlyMemory<byte> views) => CohereRequestReader.Read(body, request, Name);

    /// <inheritdoc/>
    protected override void WriteBody(ConverseRequest request, ModelId modelId, bool stream, IBufferWriter<byte> output, ICollection<DroppedParameter> dropped)
    {
        FamilyRequest.DropUnknownInference(request, dropped);
        bool own = request.ReadFrom == Name;
        using var body = new BodyWriter(output);
        if (!own || request.Messages.Count > 0)
        {
            CohereConversation.Read(Name, request, dropped).Write(body);
        }

        if (request.InferenceConfig is { } inference)
        {
            body.Number("max_tokens", inference.MaxTokens);
            body.Number("temperature", inference.Temperature);
            body.Number("p", inference.TopP);
            if (!BodyWriter.Holds(request.AdditionalModelRequestFields, "k"))
            {
                body.Number("k", inference.TopK);
            }

            body.Strings("stop_sequences", FamilyRequest.Stops(request, Name, dropped));
        }

        if (request.ToolConfig is { } tools)
        {
            CohereTools.Write(body, Name, tools, own, dropped);
        }

        body.End(request.AdditionalModelRequestFields, dropped);
    }

    /// <summary>Reads an answer. Citations, documents and searches stand in <see cref="ConverseResponse.AdditionalMembers"/> as they came.</summary>
    /// <inheritdoc/>
    public override ConverseResponse ReadResponse(ReadOnlyMemory<byte> body, InvokeModelHeaders headers)
    {
        try
        {
            using JsonDocument document = JsonDocument.Parse(body, ConverseJson.DocumentOptions);
            JsonElement root = document.RootElement;
            var content = new List<ContentBlock>();
            string text = root.GetProperty("text").GetString()!;
            List<ToolUseBlock> calls = CohereTools.ReadCalls(root);
            if (text.Length > 0 || calls.Count == 0)
            {
                content.Add(new TextBlock(text));
            }

            content.AddRange(calls);
            string? word = ConverseJson.GetString(root, "finish_reason");
            StopReason reason = word is not null ? CohereTools.StopReasonOf(StopReasonMap.Map(word), calls.Count > 0)
                : FamilyResponse.Intervened(root) ? StopReason.GuardrailIntervened
                : throw new JsonException("The answer does not say why it ended.");
            return FamilyResponse.Build(root, content, reason, default, headers, ["text", "finish_reason", .. calls.Select(static (_, i) => $"tool_calls[{i}].name"), .. calls.Select(static (_, i) => $"tool_calls[{i}].parameters")]);
        }
        catch (Exception fault) when (ConverseJson.IsShapeFault(fault))
        {
            throw FamilyRequest.Unexpected(Name, fault);
        }
    }

    /// <inheritdoc/>
    public override FamilyStreamReader CreateStreamReader() => new CohereStreamReader(this);
}

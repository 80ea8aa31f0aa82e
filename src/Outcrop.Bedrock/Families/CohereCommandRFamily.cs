using System.Buffers;
using System.Text.Json;
using Outcrop.Bedrock.Catalog;
using Outcrop.Bedrock.Converse;

namespace Outcrop.Bedrock.Families;

/// <summary>Cohere Command R and R+, with tools and documents. Source: https://docs.aws.amazon.com/bedrock/latest/userguide/model-parameters-cohere-command-r-plus.html.</summary>
internal sealed class CohereCommandRFamily : ModelFamily
{
    /// <inheritdoc/>
    public override string Name => "cohere-command-r";

    /// <inheritdoc/>
    public override bool Matches(ModelId modelId) => modelId.BaseModelId?.StartsWith("cohere.command-r", StringComparison.Ordinal) == true;

    /// <inheritdoc/>
    public override void WriteRequest(ConverseRequest request, ModelId modelId, bool stream, IBufferWriter<byte> output, ICollection<DroppedParameter> dropped)
    {
        try
        {
            FamilyRequest.DropUnknownInference(request, dropped);
            using var body = new BodyWriter(output);
            CohereConversation.Read(Name, request, dropped).Write(body);
            if (request.InferenceConfig is { } inference)
            {
                body.Number("max_tokens", inference.MaxTokens);
                body.Number("temperature", inference.Temperature);
                body.Number("p", inference.TopP);
                body.Strings("stop_sequences", StopSequences.NotBlank(inference.StopSequences, dropped));
            }

            if (request.ToolConfig is { } tools)
            {
                CohereTools.Write(body, Name, tools, dropped);
            }

            body.End(request.AdditionalModelRequestFields, dropped);
        }
        catch (Exception fault) when (ConverseJson.IsShapeFault(fault))
        {
            throw FamilyRequest.Invalid(fault);
        }
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
            return FamilyResponse.Build(root, content, reason, default, headers, "text", "finish_reason", "tool_calls");
        }
        catch (Exception fault) when (ConverseJson.IsShapeFault(fault))
        {
            throw FamilyRequest.Unexpected(Name, fault);
        }
    }

    /// <inheritdoc/>
    public override FamilyStreamReader CreateStreamReader() => new CohereStreamReader(this);
}

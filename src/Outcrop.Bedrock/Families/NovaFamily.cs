using System.Buffers;
using System.Text.Json;
using Outcrop.Bedrock.Catalog;
using Outcrop.Bedrock.Converse;

namespace Outcrop.Bedrock.Families;

/// <summary>Amazon Nova, whose own body is nearly Converse's. Source: https://docs.aws.amazon.com/nova/latest/userguide/complete-request-schema.html.</summary>
internal sealed class NovaFamily : ModelFamily
{
    /// <inheritdoc/>
    public override string Name => "nova";

    /// <inheritdoc/>
    public override bool Matches(ModelId modelId) =>
        modelId.BaseModelId is { } id && id.StartsWith("amazon.nova-", StringComparison.Ordinal) && !id.Contains("embed", StringComparison.Ordinal);

    /// <inheritdoc/>
    public override void WriteRequest(ConverseRequest request, ModelId modelId, bool stream, IBufferWriter<byte> output, ICollection<DroppedParameter> dropped)
    {
        try
        {
            using var body = new BodyWriter(output);
            if (!BodyWriter.Holds(request.AdditionalModelRequestFields, "schemaVersion"))
            {
                body.String("schemaVersion", "messages-v1");
            }

            body.Name("messages");
            ConverseRequestWriter.WriteMessages(body.Json, request.Messages);
            if (request.System.Count > 0)
            {
                body.Name("system");
                ContentBlockWriter.WriteAll(body.Json, request.System);
            }

            WriteInference(body, request);
            if (request.ToolConfig is { } tools)
            {
                body.Name("toolConfig");
                ConverseRequestWriter.WriteTools(body.Json, tools);
            }

            body.End(request.AdditionalModelRequestFields, dropped, "inferenceConfig");
            DropMergedInference(dropped);
        }
        catch (Exception fault) when (ConverseJson.IsShapeFault(fault))
        {
            throw FamilyRequest.Invalid(fault);
        }
    }

    /// <inheritdoc/>
    public override ConverseResponse ReadResponse(ReadOnlyMemory<byte> body, InvokeModelHeaders headers)
    {
        try
        {
            using JsonDocument document = JsonDocument.Parse(body, ConverseJson.DocumentOptions);
            ConverseResponse answer = ConverseResponseReader.ReadBody(document.RootElement);
            var usage = new UsageCounter
            {
                Input = answer.Usage?.InputTokens,
                Output = HasOutput(document.RootElement) ? answer.Usage?.OutputTokens : null,
                CacheRead = answer.Usage?.CacheReadInputTokens,
                CacheWrite = answer.Usage?.CacheWriteInputTokens,
                Additional = answer.Usage?.Additional ?? default,
            };
            return FamilyResponse.Build(document.RootElement, answer.Message.Content, answer.StopReason, usage, headers, "output", "stopReason", "usage", "metrics");
        }
        catch (Exception fault) when (ConverseJson.IsShapeFault(fault))
        {
            throw FamilyRequest.Unexpected(Name, fault);
        }
    }

    /// <inheritdoc/>
    public override FamilyStreamReader CreateStreamReader() => new NovaStreamReader();

    /// <summary>Under a guardrail the body tells the input only; the output then stands in the headers.</summary>
    private static bool HasOutput(JsonElement body) => body.TryGetProperty("usage", out JsonElement usage) && ConverseJson.GetCount(usage, "outputTokens") is not null;

    /// <summary>Nova's extra parameters (<c>topK</c>) stand inside <c>inferenceConfig</c>, also in Converse's vendor fields; both are merged.</summary>
    private static void WriteInference(BodyWriter body, ConverseRequest request)
    {
        RawJson vendor = default;
        if (request.AdditionalModelRequestFields is { IsEmpty: false } fields)
        {
            using JsonDocument document = JsonDocument.Parse(fields.Utf8, ConverseJson.DocumentOptions);
            if (document.RootElement.TryGetProperty("inferenceConfig", out JsonElement inference))
            {
                vendor = ConverseJson.Rest(inference, "maxTokens", "temperature", "topP", "stopSequences");
            }
        }

        if (request.InferenceConfig is null && vendor.IsEmpty)
        {
            return;
        }

        body.Name("inferenceConfig");
        body.Json.WriteStartObject();
        ConverseRequestWriter.WriteInferenceMembers(body.Json, request.InferenceConfig ?? new InferenceConfiguration());
        ConverseJson.WriteMembers(body.Json, vendor);
        body.Json.WriteEndObject();
    }

    /// <summary>The vendor's inferenceConfig has been merged member by member, so it is not lost, though it does not stand a second time.</summary>
    private static void DropMergedInference(ICollection<DroppedParameter> dropped) =>
        dropped.Remove(new DroppedParameter("additionalModelRequestFields.inferenceConfig", BodyWriter.RefusedReason));
}

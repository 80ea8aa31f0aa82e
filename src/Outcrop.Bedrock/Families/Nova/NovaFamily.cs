using System.Buffers;
using System.Text.Json;
using Outcrop.Bedrock.Catalog;
using Outcrop.Bedrock.Converse;
using Outcrop.Bedrock.Families.Streaming;

namespace Outcrop.Bedrock.Families.Nova;

/// <summary>Amazon Nova, whose own body is nearly Converse's. Source: https://docs.aws.amazon.com/nova/latest/userguide/complete-request-schema.html.</summary>
internal sealed class NovaFamily : ModelFamily
{
    /// <inheritdoc/>
    public override string Name => "nova";

    /// <inheritdoc/>
    protected override bool HoldsConverseMembers => true;

    /// <inheritdoc/>
    protected override bool HoldsOutputAndReasoning => true;

    /// <inheritdoc/>
    public override bool Matches(ModelId modelId) =>
        modelId.BaseModelId is { } id && id.StartsWith("amazon.nova-", StringComparison.Ordinal) && !id.Contains("embed", StringComparison.Ordinal);

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
                CacheWrite1h = answer.Usage?.CacheWrite1hInputTokens,
                Additional = answer.Usage?.Additional ?? default,
            };
            return FamilyResponse.Build(document.RootElement, answer.Message.Content, answer.StopReason, usage, headers, "output.message.content", "output.message.role", "stopReason", "usage", "metrics.latencyMs");
        }
        catch (Exception fault) when (ConverseJson.IsShapeFault(fault))
        {
            throw FamilyRequest.Unexpected(Name, fault);
        }
    }

    /// <inheritdoc/>
    public override FamilyStreamReader CreateStreamReader() => new NovaStreamReader();

    /// <inheritdoc/>
    protected override void ReadBody(JsonElement body, ConverseRequest request, ReadOnlyMemory<byte> views)
    {
        var reader = new BodyReader(body);
        if (reader.TryPeek("messages", JsonValueKind.Array, out JsonElement messages) && messages.GetArrayLength() > 0)
        {
            reader.Take("messages");
            ConverseRequestReader.ReadMessages(messages, request.Messages, views);
        }

        if (reader.TryPeek("system", JsonValueKind.Array, out JsonElement system) && system.GetArrayLength() > 0)
        {
            reader.Take("system");
            foreach (ContentBlock block in ContentBlockReader.ReadAll(system, views))
            {
                request.System.Add(block);
            }
        }

        if (reader.TryPeek("toolConfig", JsonValueKind.Object, out JsonElement tools) && tools.TryGetProperty("tools", out JsonElement array) && array.ValueKind == JsonValueKind.Array)
        {
            reader.Take("toolConfig");
            request.ToolConfig = ConverseRequestReader.ReadTools(tools, array);
        }

        RawJson rest = NovaInference.Read(reader, request);
        request.AdditionalModelRequestFields = rest.IsEmpty ? null : rest;
    }

    /// <inheritdoc/>
    protected override void WriteBody(ConverseRequest request, ModelId modelId, bool stream, IBufferWriter<byte> output, ICollection<DroppedParameter> dropped)
    {
        if (request.OutputConfig is not null)
        {
            throw FamilyRequest.Refuse(Name, "outputConfig", "form of the answer");
        }

        bool own = request.ReadFrom == Name;
        using var body = new BodyWriter(output);
        if (!own && !BodyWriter.Holds(request.AdditionalModelRequestFields, "schemaVersion"))
        {
            body.String("schemaVersion", "messages-v1");
        }

        if (!own || request.Messages.Count > 0)
        {
            body.Name("messages");
            ConverseRequestWriter.WriteMessages(body.Json, request.Messages);
        }

        if (request.System.Count > 0)
        {
            body.Name("system");
            ContentBlockWriter.WriteAll(body.Json, request.System);
        }

        NovaInference.Write(body, request, dropped);
        if (request.ToolConfig is { } tools)
        {
            body.Name("toolConfig");
            ConverseRequestWriter.WriteTools(body.Json, tools);
        }

        body.End(request.AdditionalModelRequestFields, dropped);
    }

    /// <summary>Under a guardrail the body tells the input only; the output then stands in the headers.</summary>
    private static bool HasOutput(JsonElement body) => body.TryGetProperty("usage", out JsonElement usage) && ConverseJson.GetCount(usage, "outputTokens") is not null;
}

using System.Buffers;
using System.Text.Json;
using Outcrop.Bedrock.Catalog;
using Outcrop.Bedrock.Converse;
using Outcrop.Bedrock.Errors;
using Outcrop.Bedrock.Families;
using Outcrop.Bedrock.Families.OpenAIChat;
using Outcrop.Bedrock.Families.Streaming;

namespace Outcrop.Bedrock.Surfaces;

/// <summary>OpenAI's Chat Completions. Source: https://docs.aws.amazon.com/bedrock/latest/userguide/inference-chat-completions.html.</summary>
internal sealed class OpenAIChatDialect : SurfaceDialect
{
    /// <inheritdoc/>
    public override string Name => "openai-chat";

    /// <inheritdoc/>
    public override string Path => "/chat/completions";

    /// <inheritdoc/>
    public override void WriteRequest(
        ConverseRequest request, ModelId modelId, SurfaceRoute route, bool stream, IBufferWriter<byte> output, IDictionary<string, string> headers, ICollection<DroppedParameter> dropped)
    {
        try
        {
            using var head = new SurfaceHead(output, route, stream);
            if (stream)
            {
                head.Name("stream_options");
                head.Json.WriteStartObject();
                head.Json.WriteBoolean("include_usage", true);
                head.Json.WriteEndObject();
            }

            SurfaceMembers.WriteOpenAI(request, head);
            head.String("reasoning_effort", SurfaceMembers.EffortOf(request));
            SurfaceMembers.DropIf(request.Reasoning is { BudgetTokens: not null }, "reasoning.budgetTokens", dropped);
            if (request.OutputConfig?.Format is { } format)
            {
                WriteFormat(head, format);
            }

            SurfaceMembers.Write(request, route, headers, dropped);
            var rules = new OpenAIChatRules { MaxTokensName = route.IsFirstParty ? "max_completion_tokens" : "max_tokens", RefusedFields = head.Names };

            // Effort and form of the answer stand in the head already.
            ConverseRequest rest = request.Copy();
            rest.Reasoning = null;
            rest.OutputConfig = null;
            new OpenAIChatWriter(Name, rules, rest, dropped).Write(head.Continue());
        }
        catch (Exception fault) when (ConverseJson.IsShapeFault(fault))
        {
            throw FamilyRequest.Invalid(fault);
        }
    }

    /// <inheritdoc/>
    public override ConverseResponse ReadResponse(ReadOnlyMemory<byte> body)
    {
        try
        {
            using JsonDocument document = JsonDocument.Parse(body, ConverseJson.DocumentOptions);
            if (document.RootElement.TryGetProperty("error", out JsonElement error) && error.ValueKind != JsonValueKind.Null)
            {
                throw DialectErrors.Read(body.Span);
            }

            return OpenAIChatReader.Read(document.RootElement, default, ReasoningTags.Bedrock);
        }
        catch (Exception fault) when (ConverseJson.IsShapeFault(fault))
        {
            throw FamilyRequest.Unexpected(Name, fault);
        }
    }

    /// <inheritdoc/>
    public override FamilyStreamReader CreateStreamReader() => new OpenAIChatStreamReader(ReasoningTags.Bedrock);

    private static void WriteFormat(SurfaceHead head, JsonOutputFormat format)
    {
        head.Name("response_format");
        head.Json.WriteStartObject();
        head.Json.WriteString("type", "json_schema");
        head.Json.WriteStartObject("json_schema");
        SurfaceMembers.WriteSchema(head, format);
        head.Json.WriteEndObject();
        head.Json.WriteEndObject();
    }
}

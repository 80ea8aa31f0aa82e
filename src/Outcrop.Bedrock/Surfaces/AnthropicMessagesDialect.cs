using System.Buffers;
using System.Text.Json;
using Outcrop.Bedrock.Catalog;
using Outcrop.Bedrock.Converse;
using Outcrop.Bedrock.Families;
using Outcrop.Bedrock.Families.Anthropic;
using Outcrop.Bedrock.Families.Streaming;

namespace Outcrop.Bedrock.Surfaces;

/// <summary>Anthropic's Messages, as Anthropic's own SDKs send it: the version and the betas are headers. Source: https://docs.aws.amazon.com/bedrock/latest/userguide/inference-messages-api.html.</summary>
internal sealed class AnthropicMessagesDialect : SurfaceDialect
{
    /// <summary>The version of the API that is spoken.</summary>
    public const string Version = "2023-06-01";

    /// <inheritdoc/>
    public override string Name => "anthropic-messages";

    /// <inheritdoc/>
    public override string Path => "/messages";

    /// <inheritdoc/>
    public override void WriteRequest(
        ConverseRequest request, ModelId modelId, SurfaceRoute route, bool stream, IBufferWriter<byte> output, IDictionary<string, string> headers, ICollection<DroppedParameter> dropped)
    {
        try
        {
            using var head = new SurfaceHead(output, route, stream);
            SurfaceMembers.Write(request, route, headers, dropped);
            SurfaceMembers.DropIf(request.ServiceTier is not null, "serviceTier", dropped);
            SurfaceMembers.DropIf(request.RequestMetadata.Count > 0, "requestMetadata", dropped);
            WriteHeaders(request, headers);
            string[] refused = [.. head.Names, "anthropic_version", "anthropic_beta"];

            // What the documentation of bedrock-runtime asks for in the body, bedrock-mantle takes as a header only.
            string? version = route.Surface == BedrockSurface.Runtime ? AnthropicMessagesWriter.BedrockVersion : null;
            new AnthropicMessagesWriter(request, dropped, version, refused).Write(head.Continue());

            // A beta has not been left out: it stands in a header.
            dropped.Remove(new DroppedParameter("additionalModelRequestFields.anthropic_beta", BodyWriter.RefusedReason));
        }
        catch (Exception fault) when (ConverseJson.IsShapeFault(fault))
        {
            throw FamilyRequest.Invalid(fault);
        }
    }

    /// <inheritdoc/>
    public override ConverseResponse ReadResponse(ReadOnlyMemory<byte> body) => AnthropicMessagesReader.Read(body, default);

    /// <inheritdoc/>
    public override FamilyStreamReader CreateStreamReader() => new AnthropicStreamReader();

    private static void WriteHeaders(ConverseRequest request, IDictionary<string, string> headers)
    {
        headers["anthropic-version"] = Version;
        if (request.AdditionalModelRequestFields is not { IsEmpty: false } fields)
        {
            return;
        }

        using JsonDocument document = JsonDocument.Parse(fields.Utf8, ConverseJson.DocumentOptions);
        if (document.RootElement.TryGetProperty("anthropic_beta", out JsonElement betas) && betas.ValueKind == JsonValueKind.Array)
        {
            headers["anthropic-beta"] = string.Join(',', betas.EnumerateArray().Select(static beta => beta.GetString()));
        }
    }
}

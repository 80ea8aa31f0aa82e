using System.Text.Json;
using Outcrop.Bedrock.Catalog;
using Outcrop.Bedrock.Families;
using Outcrop.Bedrock.Families.Anthropic;
using Outcrop.Bedrock.Surfaces;
using Outcrop.Wire.Json;

namespace Outcrop.Bedrock.Native.Splicing;

/// <summary>
/// Anthropic's Messages. InvokeModel has model and streaming in its path, and version and betas in its body; the compatible surfaces have Anthropic's own form.
/// Source: https://docs.aws.amazon.com/bedrock/latest/userguide/model-parameters-anthropic-claude-messages.html.
/// </summary>
internal sealed class AnthropicSplice : SpliceDialect
{
    private const string Tier = "service_tier";
    private const string VersionHeader = "anthropic-version";
    private static readonly ReadOnlyMemory<byte> s_version = JsonValues.String(AnthropicMessagesWriter.BedrockVersion);

    /// <summary>The one there is.</summary>
    public static AnthropicSplice Instance { get; } = new();

    /// <inheritdoc/>
    public override IReadOnlyList<string> MaxTokensNames { get; } = ["max_tokens"];

    /// <inheritdoc/>
    public override string StopName => "stop_sequences";

    /// <inheritdoc/>
    public override BedrockApi Choose(ModelId modelId, BedrockClientOptions options) =>
        SurfaceChoice.IsNeeded(modelId, options, options.Catalog) ? BedrockApi.AnthropicMessages : BedrockApi.InvokeModel;

    /// <inheritdoc/>
    public override void Splice(
        SplicedRequest request, IReadOnlyList<string> betas, SurfaceRoute? route, JsonSplicer splicer, List<KeyValuePair<string, string>> headers, ICollection<DroppedParameter> dropped)
    {
        // A caller who knows Bedrock's body may have written its version; what a surface takes as a header it does not take there.
        if (route is null)
        {
            splicer.Remove("model").Remove("stream").Remove(Tier);
            SpliceTier(request.Body, headers, dropped);
        }
        else
        {
            splicer.Set("model", JsonValues.String(route.Model));
            headers.AddRange(request.Headers);
            if (!headers.Exists(static header => header.Key.Equals(VersionHeader, StringComparison.OrdinalIgnoreCase)))
            {
                headers.Add(new(VersionHeader, AnthropicMessagesDialect.Version));
            }
        }

        if (route is { Surface: BedrockSurface.Mantle })
        {
            splicer.Remove("anthropic_version");
        }
        else if (!request.Body.TryGet("anthropic_version", out JsonMember version) || version.Kind == JsonTokenType.Null)
        {
            splicer.Set("anthropic_version", s_version);
        }

        splicer.Remove("anthropic_beta");
        if (betas.Count > 0 && route is null)
        {
            splicer.Set("anthropic_beta", JsonValues.Strings(betas));
        }
        else if (betas.Count > 0)
        {
            headers.Add(new("anthropic-beta", string.Join(',', betas)));
        }
    }

    /// <summary>InvokeModel has the tier as a header: Anthropic's two words for it, or Bedrock's own.</summary>
    private static void SpliceTier(JsonEnvelope body, List<KeyValuePair<string, string>> headers, ICollection<DroppedParameter> dropped)
    {
        string? tier = body.GetString(Tier);
        string? name = tier switch
        {
            "standard_only" => "default",
            "default" or "flex" or "priority" or "reserved" => tier,
            _ => null,
        };
        if (name is not null)
        {
            headers.Add(new("X-Amzn-Bedrock-Service-Tier", name));
        }
        else if (tier is not (null or "auto"))
        {
            dropped.Add(new DroppedParameter(Tier, "Bedrock has no such tier"));
        }
    }
}

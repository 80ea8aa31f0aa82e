using System.Buffers;
using System.Text.Json;
using Outcrop.Bedrock.Catalog;
using Outcrop.Gateway.Configuration;
using Outcrop.Gateway.Keys;
using Outcrop.Gateway.Pipeline;

namespace Outcrop.Gateway.FrontEnds.BedrockNative;

/// <summary>What of the account a caller may see: the models that it could ask for, and the guardrails that the configuration names. Immutable.</summary>
/// <param name="configuration">The configuration this request is pinned to.</param>
/// <param name="identity">Who is calling.</param>
internal sealed class CallerView(OutcropConfiguration configuration, KeyIdentity identity)
{
    private static readonly GatewayError Hidden = new(GatewayErrorKind.PermissionDenied, Blame.Client, ExchangePhase.Request, "This API key may not use this model.");

    /// <summary>Whether a model that the configuration does not list may be asked for.</summary>
    private readonly bool _isOpen = configuration.Generator.Providers.Any(static provider => provider is { IsServed: true, SupportsCustomModel: true });

    /// <summary>Refuses a model that the caller may not see.</summary>
    /// <param name="model">Its id, its name or its ARN.</param>
    /// <exception cref="GatewayException">It may not, whether there is such a model or not.</exception>
    public void RequireModel(string model)
    {
        if (!ShowsModel(model))
        {
            throw new GatewayException(Hidden);
        }
    }

    /// <summary>Refuses a guardrail that the configuration does not name, where it names any.</summary>
    /// <param name="guardrail">Its id or ARN.</param>
    /// <exception cref="GatewayException">It does not.</exception>
    public void RequireGuardrail(string guardrail)
    {
        if (!ShowsGuardrail(guardrail))
        {
            throw new GatewayException(GatewayError.GuardrailNotOffered);
        }
    }

    /// <summary>Refuses an asynchronous invocation of a model that the caller may not see.</summary>
    /// <param name="answer">AWS's answer about it.</param>
    /// <exception cref="GatewayException">It may not.</exception>
    public void RequireInvocation(ReadOnlyMemory<byte> answer)
    {
        if (!ShowsEveryModel)
        {
            using JsonDocument document = Parse(answer);
            RequireModel(document.RootElement.TryGetProperty("modelArn", out JsonElement arn) && arn.ValueKind == JsonValueKind.String ? arn.GetString()! : "");
        }
    }

    /// <summary>Takes out of a list what the caller may not see.</summary>
    /// <param name="list">The list.</param>
    /// <param name="ofGuardrails">Whether it is one of guardrails.</param>
    /// <param name="answer">AWS's answer.</param>
    /// <param name="output">Takes what is left; untouched where the whole answer may be seen, byte for byte.</param>
    public bool TryFilter(AwsList list, bool ofGuardrails, ReadOnlyMemory<byte> answer, IBufferWriter<byte> output)
    {
        if (ofGuardrails ? configuration.BedrockNative.Guardrails is null : ShowsEveryModel)
        {
            return false;
        }

        using JsonDocument document = Parse(answer);
        using var writer = new Utf8JsonWriter(output);
        writer.WriteStartObject();
        foreach (JsonProperty member in document.RootElement.EnumerateObject())
        {
            if (member.Name != list.Member || member.Value.ValueKind != JsonValueKind.Array)
            {
                member.WriteTo(writer);
                continue;
            }

            writer.WriteStartArray(list.Member);
            foreach (JsonElement entry in member.Value.EnumerateArray())
            {
                if (Shows(entry, list, ofGuardrails))
                {
                    entry.WriteTo(writer);
                }
            }

            writer.WriteEndArray();
        }

        writer.WriteEndObject();
        return true;
    }

    private bool ShowsEveryModel => _isOpen && identity.Key?.Models is null;

    private bool Shows(JsonElement entry, AwsList list, bool ofGuardrails)
    {
        foreach (string name in list.Ids)
        {
            if (entry.ValueKind == JsonValueKind.Object && entry.TryGetProperty(name, out JsonElement id) && id.ValueKind == JsonValueKind.String
                && (ofGuardrails ? ShowsGuardrail(id.GetString()!) : ShowsModel(id.GetString()!)))
            {
                return true;
            }
        }

        return false;
    }

    private bool ShowsGuardrail(string guardrail) => configuration.BedrockNative.Guardrails is not { } named || named.Contains(guardrail);

    private bool ShowsModel(string model)
    {
        // The ARN of a model or of a profile of AWS's own says nothing that its id does not.
        return IsOffered(model) || (ModelId.TryParse(model, out ModelId? id) && id.BaseModelId is not null && model.Contains('/', StringComparison.Ordinal)
            && id.Kind is ModelIdKind.FoundationModel or ModelIdKind.InferenceProfile && IsOffered(model[(model.IndexOf('/', StringComparison.Ordinal) + 1)..]));
    }

    private bool IsOffered(string model) => identity.MayUse(model) && (_isOpen || configuration.Generator.Providers.Any(provider => provider.IsServed && provider.Find(model) is not null));

    private static JsonDocument Parse(ReadOnlyMemory<byte> answer)
    {
        try
        {
            JsonDocument document = JsonDocument.Parse(answer);
            return document.RootElement.ValueKind == JsonValueKind.Object ? document : throw new JsonException("No object.");
        }
        catch (JsonException exception)
        {
            // What cannot be read cannot be filtered, and so is not shown.
            throw new GatewayException(
                new GatewayError(GatewayErrorKind.UpstreamBroken, Blame.Upstream, ExchangePhase.BeforeContent, "Bedrock gave an answer that cannot be read."), exception);
        }
    }
}

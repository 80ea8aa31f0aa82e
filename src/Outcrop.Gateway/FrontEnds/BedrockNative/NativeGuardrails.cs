using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Outcrop.Gateway.Pipeline;
using Outcrop.Wire.Json;

namespace Outcrop.Gateway.FrontEnds.BedrockNative;

/// <summary>Finds the guardrails that a request to a model names, where the configuration says which there may be.</summary>
internal static class NativeGuardrails
{
    private const string Header = "X-Amzn-Bedrock-GuardrailIdentifier";

    /// <summary>Asks the view for each of them.</summary>
    /// <param name="operation">The operation.</param>
    /// <param name="headers">The request's headers.</param>
    /// <param name="body">The request's body.</param>
    /// <param name="view">Knows which the caller may name.</param>
    /// <exception cref="GatewayException">One is not offered, or the body cannot be read.</exception>
    public static void Require(AwsOperation operation, IHeaderDictionary headers, ReadOnlyMemory<byte> body, CallerView view)
    {
        if (operation.IsInvoke && headers[Header] is { Count: > 0 } named)
        {
            view.RequireGuardrail(named.ToString());
        }

        if (!operation.IsConverse || body.IsEmpty)
        {
            return;
        }

        try
        {
            JsonEnvelope envelope = JsonEnvelope.Scan(body);
            if (envelope.TryGet("guardrailConfig", out JsonMember member) && member.Kind != JsonTokenType.Null)
            {
                using JsonDocument configured = JsonDocument.Parse(envelope.GetValue(member), new JsonDocumentOptions { AllowDuplicateProperties = false });
                view.RequireGuardrail(
                    configured.RootElement.ValueKind == JsonValueKind.Object && configured.RootElement.TryGetProperty("guardrailIdentifier", out JsonElement id) && id.ValueKind == JsonValueKind.String ? id.GetString()! : "");
            }
        }
        catch (Exception exception) when (exception is JsonEnvelopeException or JsonException)
        {
            throw new GatewayException(GatewayError.InvalidRequest(exception is JsonEnvelopeException ? exception.Message : "guardrailConfig: is not valid"), exception);
        }
    }
}

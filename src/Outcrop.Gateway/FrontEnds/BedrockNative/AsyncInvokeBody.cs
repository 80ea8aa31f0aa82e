using System.Buffers;
using System.Text.Json;
using Outcrop.Gateway.Configuration;
using Outcrop.Gateway.Keys;
using Outcrop.Gateway.Pipeline;
using Outcrop.Gateway.Routing;
using Outcrop.Wire.Json;

namespace Outcrop.Gateway.FrontEnds.BedrockNative;

/// <summary>The body of <c>StartAsyncInvoke</c>: the one operation that names its model there, and a bucket that AWS then writes to with the gateway's permissions.</summary>
internal static class AsyncInvokeBody
{
    private const string ModelId = "modelId";

    /// <summary>Finds the route, and puts the model that it leads to in place of the caller's name for it, where the two differ.</summary>
    /// <param name="body">The body.</param>
    /// <param name="configuration">The configuration this request is pinned to.</param>
    /// <param name="identity">Who is calling.</param>
    /// <param name="rewritten">Takes the changed body.</param>
    /// <returns>The route, and whether the body was changed.</returns>
    /// <exception cref="GatewayException">The body is none, there is no such model, the key may not use it, or the bucket is not one of the configuration's.</exception>
    public static (Route Route, bool IsRewritten) Route(ReadOnlyMemory<byte> body, OutcropConfiguration configuration, KeyIdentity identity, IBufferWriter<byte> rewritten)
    {
        JsonEnvelope envelope;
        try
        {
            envelope = JsonEnvelope.Scan(body);
        }
        catch (JsonEnvelopeException exception)
        {
            throw new GatewayException(GatewayError.InvalidRequest(exception.Message), exception);
        }

        string model = envelope.GetString(ModelId) ?? throw new GatewayException(GatewayError.InvalidRequest("modelId: is missing, or no string", ModelId));
        Route route = ModelRouter.ResolveByName(configuration, identity, model);
        if (configuration.BedrockNative.OutputBuckets is { } buckets && (BucketOf(envelope) is not { } bucket || !buckets.Contains(bucket)))
        {
            throw new GatewayException(new GatewayError(
                GatewayErrorKind.PermissionDenied, Blame.Client, ExchangePhase.Request, "outputDataConfig: this gateway does not write to this bucket", Parameter: "outputDataConfig"));
        }

        if (route.ModelId == model)
        {
            return (route, false);
        }

        new JsonSplicer(envelope).Set(ModelId, JsonSerializer.SerializeToUtf8Bytes(route.ModelId, AwsJson.Default.String)).WriteTo(rewritten);
        return (route, true);
    }

    private static string? BucketOf(JsonEnvelope envelope)
    {
        if (!envelope.TryGet("outputDataConfig", out JsonMember member) || member.Kind != JsonTokenType.StartObject)
        {
            return null;
        }

        using JsonDocument output = JsonDocument.Parse(envelope.GetValue(member), new JsonDocumentOptions { AllowDuplicateProperties = false, MaxDepth = JsonEnvelope.MaxDepth });
        return output.RootElement.TryGetProperty("s3OutputDataConfig", out JsonElement s3) && s3.ValueKind == JsonValueKind.Object
            && s3.TryGetProperty("s3Uri", out JsonElement uri) && uri.ValueKind == JsonValueKind.String && uri.GetString() is { } text && text.StartsWith("s3://", StringComparison.Ordinal)
            ? text["s3://".Length..].Split('/')[0]
            : null;
    }
}

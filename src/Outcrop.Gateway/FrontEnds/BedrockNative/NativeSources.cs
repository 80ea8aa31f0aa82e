using System.Text.Json;
using Outcrop.Gateway.Pipeline;
using Outcrop.Wire.Json;

namespace Outcrop.Gateway.FrontEnds.BedrockNative;

/// <summary>
/// Finds the places in S3 that a body has its model read, which happens with the gateway's permissions and not the caller's: <c>s3Location.uri</c> in Converse's blocks and in the bodies of Nova's and TwelveLabs' models,
/// and <c>s3Uri</c>. Where the configuration says which buckets there may be, no other is read.
/// </summary>
internal static class NativeSources
{
    private const string Scheme = "s3://";

    /// <summary>Asks for each of them.</summary>
    /// <param name="operation">The operation.</param>
    /// <param name="body">The request's body.</param>
    /// <param name="buckets">The buckets that may be read.</param>
    /// <exception cref="GatewayException">One is in another bucket, or the body cannot be read.</exception>
    public static void Require(AwsOperation operation, ReadOnlyMemory<byte> body, IReadOnlyList<string> buckets)
    {
        if (body.IsEmpty || operation.Subject is not (AwsSubject.Model or AwsSubject.ModelInBody))
        {
            return;
        }

        try
        {
            Walk(body.Span, buckets);
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException)
        {
            throw new GatewayException(GatewayError.InvalidRequest("The request's body is not valid JSON."), exception);
        }
    }

    private static void Walk(ReadOnlySpan<byte> body, IReadOnlyList<string> buckets)
    {
        var reader = new Utf8JsonReader(body, new JsonReaderOptions { MaxDepth = JsonEnvelope.MaxDepth });
        int location = -1;
        while (reader.Read())
        {
            if (reader.TokenType == JsonTokenType.EndObject && reader.CurrentDepth == location)
            {
                location = -1;
            }

            if (reader.TokenType != JsonTokenType.PropertyName)
            {
                continue;
            }

            // Where the answer of an asynchronous invocation goes is another list's matter.
            bool isOutput = reader.CurrentDepth == 1 && reader.ValueTextEquals("outputDataConfig"u8);
            bool isLocation = reader.ValueTextEquals("s3Location"u8);
            bool isUri = reader.ValueTextEquals("s3Uri"u8) || (location >= 0 && reader.ValueTextEquals("uri"u8));
            reader.Read();
            if (isOutput)
            {
                reader.Skip();
            }
            else if (isUri && reader.TokenType == JsonTokenType.String)
            {
                Require(reader.GetString()!, buckets);
            }
            else if (isLocation && location < 0 && reader.TokenType == JsonTokenType.StartObject)
            {
                location = reader.CurrentDepth;
            }
        }
    }

    private static void Require(string uri, IReadOnlyList<string> buckets)
    {
        if (!uri.StartsWith(Scheme, StringComparison.Ordinal) || !buckets.Contains(uri[Scheme.Length..].Split('/')[0]))
        {
            throw new GatewayException(new GatewayError(
                GatewayErrorKind.PermissionDenied, Blame.Client, ExchangePhase.Request, "s3Location: this gateway has nothing read from this bucket", Parameter: "s3Location"));
        }
    }
}

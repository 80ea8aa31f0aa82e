using System.Globalization;
using Outcrop.Bedrock.Families;
using Outcrop.Bedrock.Transport;

namespace Outcrop.Bedrock.Operations;

/// <summary>The headers of InvokeModel, out and in.</summary>
internal static class InvokeHeaders
{
    /// <summary>For InvokeModel with JSON.</summary>
    public static readonly KeyValuePair<string, string>[] Whole = [new("Content-Type", "application/json"), new("Accept", "application/json")];

    /// <summary>For InvokeModelWithResponseStream with JSON, whose <c>Accept</c> has a name of its own.</summary>
    public static readonly KeyValuePair<string, string>[] Streamed = [new("Content-Type", "application/json"), new("X-Amzn-Bedrock-Accept", "application/json")];

    /// <summary>Reads the counts of a response.</summary>
    /// <param name="response">The response.</param>
    public static InvokeModelHeaders Read(BedrockHttpResponse response) => new(
        Count(response, "X-Amzn-Bedrock-Input-Token-Count"),
        Count(response, "X-Amzn-Bedrock-Output-Token-Count"),
        Count(response, "X-Amzn-Bedrock-Cache-Read-Input-Token-Count"),
        Count(response, "X-Amzn-Bedrock-Cache-Write-Input-Token-Count"),
        Count(response, "X-Amzn-Bedrock-Invocation-Latency"));

    private static int? Count(BedrockHttpResponse response, string name) =>
        int.TryParse(response.GetHeader(name), NumberStyles.None, CultureInfo.InvariantCulture, out int value) ? value : null;
}

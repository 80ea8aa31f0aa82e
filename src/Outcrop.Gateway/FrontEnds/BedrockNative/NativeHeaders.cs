using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Primitives;
using Outcrop.Gateway.Pipeline;

namespace Outcrop.Gateway.FrontEnds.BedrockNative;

/// <summary>The headers that pass, by name: everything else of the caller's, its authorisation first of all, stays here.</summary>
internal static class NativeHeaders
{
    private const string ContentType = "Content-Type";
    private const string Prefix = "X-Amzn-Bedrock-";

    /// <summary>The request's headers that go upstream.</summary>
    /// <param name="headers">The request's.</param>
    /// <param name="operation">The operation.</param>
    /// <param name="dropped">Takes the names of those that look like the operation's and are not.</param>
    /// <exception cref="GatewayException">One stands there twice.</exception>
    public static List<KeyValuePair<string, string>> Pass(IHeaderDictionary headers, AwsOperation operation, List<string> dropped)
    {
        var passed = new List<KeyValuePair<string, string>>(4);
        if (operation.Method != HttpMethods.Get)
        {
            Add(ContentType);
        }

        foreach (string name in operation.Headers)
        {
            Add(name);
        }

        foreach (string name in headers.Keys)
        {
            if (name.StartsWith(Prefix, StringComparison.OrdinalIgnoreCase) && !operation.Headers.Contains(name, StringComparer.OrdinalIgnoreCase))
            {
                dropped.Add(name);
            }
        }

        return passed;

        void Add(string name)
        {
            StringValues values = headers[name];
            if (values.Count > 1)
            {
                throw new GatewayException(GatewayError.InvalidRequest($"The header {name} stands there twice."));
            }

            if (values.Count == 1 && values[0] is { Length: > 0 } value)
            {
                passed.Add(new(name, value));
            }
        }
    }

    /// <summary>Sets what AWS said in headers of its own.</summary>
    /// <param name="headers">The answer's headers.</param>
    /// <param name="requestId">AWS's id of the request.</param>
    /// <param name="given">The headers.</param>
    public static void Tell(IHeaderDictionary headers, string? requestId, IReadOnlyList<KeyValuePair<string, string>> given)
    {
        if (requestId is not null)
        {
            headers[AwsErrorWriter.RequestIdHeader] = requestId;
        }

        foreach ((string name, string value) in given)
        {
            headers[name] = value;
        }
    }
}

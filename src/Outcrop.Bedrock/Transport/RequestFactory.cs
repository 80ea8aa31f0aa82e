using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using Outcrop.Bedrock.Credentials;
using Outcrop.Bedrock.Errors;
using Outcrop.Bedrock.Signing;

namespace Outcrop.Bedrock.Transport;

/// <summary>Builds and signs the request of one attempt. What is signed is read back from what HttpClient will send, never taken from what was put in: it may write a header or a path in its own way.</summary>
internal static class RequestFactory
{
    private const string UserAgent = "outcrop/0.1";

    /// <summary>Builds a request.</summary>
    /// <param name="call">The call.</param>
    /// <param name="target">Where it goes.</param>
    /// <param name="credentials">Who calls; <see langword="null"/> leaves the request unsigned.</param>
    /// <param name="time">The time of signing, by the target's clock.</param>
    /// <param name="invocationId">The id all attempts of the call share.</param>
    /// <param name="attempt">Which attempt this is, from 1.</param>
    /// <param name="maxAttempts">How many there may be.</param>
    /// <param name="sent">Called when the body has gone out.</param>
    /// <exception cref="BedrockException">Kind Validation: a header's value is none. Kind Configuration: a bearer token would travel in clear, or the path would not arrive as it is.</exception>
    public static HttpRequestMessage Create(
        BedrockCall call, EndpointTarget target, ResolvedCredentials? credentials, DateTimeOffset time, string invocationId, int attempt, int maxAttempts, Action sent)
    {
        string path = target.BasePath + call.Path;
        var uri = new Uri(call.Query is null ? target.Origin + path : $"{target.Origin}{path}?{call.Query}");
        if (uri.AbsolutePath != path)
        {
            // System.Uri decodes unreserved escapes and folds dot segments: a path that changes on the way is not the one that was checked.
            throw new BedrockException(BedrockErrorKind.Validation, "The request's path is not in its normal form.");
        }

        var message = new HttpRequestMessage(call.Method, uri) { Version = HttpVersion.Version11, VersionPolicy = HttpVersionPolicy.RequestVersionExact };
        try
        {
            if (call.Method != HttpMethod.Get || !call.Body.IsEmpty)
            {
                message.Content = new RequestBody(call.Body, sent);
            }

            Fill(message, call, target, credentials, time, invocationId, attempt, maxAttempts);
            return message;
        }
        catch
        {
            message.Dispose();
            throw;
        }
    }

    private static void Fill(
        HttpRequestMessage message, BedrockCall call, EndpointTarget target, ResolvedCredentials? credentials, DateTimeOffset time, string invocationId, int attempt, int maxAttempts)
    {
        HttpRequestHeaders headers = message.Headers;
        headers.Host = target.Host;
        var signed = new List<KeyValuePair<string, string>>(call.Headers.Count + 3) { new("host", target.Host) };
        foreach (KeyValuePair<string, string> header in call.Headers)
        {
            signed.Add(new(header.Key, Add(message, header.Key, header.Value)));
        }

        if (credentials?.BearerToken is { } token)
        {
            if (!target.IsHttps && !target.IsLoopback)
            {
                throw new BedrockException(BedrockErrorKind.Configuration, $"A Bedrock API key is not sent to {target.Host} over plain http: use https.");
            }

            headers.Authorization = new AuthenticationHeaderValue("Bearer", token);
        }
        else if (credentials is not null)
        {
            string date = SigV4Signer.FormatDate(time);
            signed.Add(new("x-amz-date", Add(message, "x-amz-date", date)));
            if (credentials.SessionToken is { } session)
            {
                signed.Add(new("x-amz-security-token", Add(message, "x-amz-security-token", session)));
            }

            string query = message.RequestUri!.Query;
            var request = new SigV4Request
            {
                Method = message.Method.Method,
                Path = message.RequestUri.AbsolutePath,
                Query = query.Length > 0 ? query.AsSpan(1) : [],
                Headers = System.Runtime.InteropServices.CollectionsMarshal.AsSpan(signed),
                Body = call.Body.Span,
            };
            string authorization = target.Signer.Sign(request, credentials.AccessKeyId!, credentials.SecretAccessKey!, time);
            int space = authorization.IndexOf(' ', StringComparison.Ordinal);
            headers.Authorization = new AuthenticationHeaderValue(authorization[..space], authorization[(space + 1)..]);
        }

        // Not signed, as AWS's SDKs do not: what stands in between may change or drop them.
        headers.Add("User-Agent", UserAgent);
        headers.Add("amz-sdk-invocation-id", invocationId);
        headers.Add("amz-sdk-request", string.Create(CultureInfo.InvariantCulture, $"attempt={attempt}; max={maxAttempts}"));
    }

    /// <returns>The value as it will be sent.</returns>
    private static string Add(HttpRequestMessage message, string name, string value)
    {
        foreach (char c in value)
        {
            if (c is (< ' ' and not '\t') or > '~')
            {
                throw new BedrockException(BedrockErrorKind.Validation, $"The value of the header '{ErrorText.Clean(name)}' has a character that a header cannot hold.");
            }
        }

        HttpHeaders headers = name.StartsWith("Content-", StringComparison.OrdinalIgnoreCase) && message.Content is not null ? message.Content.Headers : message.Headers;
        try
        {
            headers.Add(name, value);
            return headers.NonValidated[name].ToString();
        }
        catch (Exception fault) when (fault is FormatException or InvalidOperationException or ArgumentException)
        {
            throw new BedrockException(BedrockErrorKind.Validation, $"The header '{ErrorText.Clean(name)}' is not valid.", fault);
        }
    }
}

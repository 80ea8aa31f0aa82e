using System.Net.Http.Headers;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Outcrop.Bedrock.Credentials;
using Outcrop.Bedrock.Errors;
using Outcrop.Bedrock.Signing;
using Outcrop.Bedrock.Telemetry;

namespace Outcrop.Bedrock.Transport;

/// <summary>
/// Signs requests that somebody else has built, with the credentials of a client's options, and sends them: for tools that speak Bedrock's HTTP themselves, such as
/// a recording proxy. Nothing is retried or changed but the credentials' headers. Thread-safe.
/// Source: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv.html.
/// </summary>
public sealed class BedrockSigningHandler : DelegatingHandler
{
    private readonly BedrockClientOptions _options;
    private readonly ClientSettings _settings;
    private readonly CredentialProvider _credentials;

    /// <summary>Creates a handler. Credentials are looked up with the first request.</summary>
    /// <param name="options">Region, credentials, time-outs and clock; default: what the environment says. The endpoint is each request's own.</param>
    /// <exception cref="BedrockException"><see cref="BedrockErrorKind.Configuration"/>: the settings contradict each other.</exception>
    public BedrockSigningHandler(BedrockClientOptions? options = null)
    {
        _options = options ?? new BedrockClientOptions();
        ClientEnvironment environment = ClientEnvironment.System;
        _settings = ClientSettings.Resolve(_options, environment);
        ILogger logger = (_options.LoggerFactory ?? NullLoggerFactory.Instance).CreateLogger("Outcrop.Bedrock");
        _credentials = new CredentialProvider(_options.Credentials, _settings, environment, _options.TimeProvider, logger, BedrockMetrics.Of(_options));
        InnerHandler = BedrockHandler.Create(_options.Timeouts);
    }

    /// <summary>The endpoint of the runtime, as resolved from options, environment and profile.</summary>
    public Uri Endpoint => _settings.Runtime;

    /// <summary>Signs and sends a request. What it had of <c>Authorization</c>, <c>x-amz-date</c> and <c>x-amz-security-token</c> is replaced.</summary>
    /// <param name="request">The request, with an absolute URL; its path is signed as it will go out.</param>
    /// <param name="cancellationToken">Gives it up.</param>
    /// <exception cref="BedrockException"><see cref="BedrockErrorKind.Credentials"/>: there are none. <see cref="BedrockErrorKind.Configuration"/>: an API key would travel in clear.</exception>
    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(request);
        byte[] body = request.Content is null ? [] : await request.Content.ReadAsByteArrayAsync(cancellationToken).ConfigureAwait(false);
        ResolvedCredentials credentials = await _credentials.GetAsync(false, cancellationToken).ConfigureAwait(false);
        Sign(request, body, credentials);
        return await base.SendAsync(request, cancellationToken).ConfigureAwait(false);
    }

    private void Sign(HttpRequestMessage request, byte[] body, ResolvedCredentials credentials)
    {
        Uri uri = request.RequestUri ?? throw new InvalidOperationException("The request has no URL.");
        var target = new EndpointTarget(uri, _settings.Region);
        HttpRequestHeaders headers = request.Headers;
        headers.Remove("x-amz-date");
        headers.Remove("x-amz-security-token");
        headers.Host = target.Host;
        if (credentials.BearerToken is { } token)
        {
            if (!target.IsHttps && !target.IsLoopback)
            {
                throw new BedrockException(BedrockErrorKind.Configuration, $"A Bedrock API key is not sent to {target.Host} over plain http: use https.");
            }

            headers.Authorization = new AuthenticationHeaderValue("Bearer", token);
            return;
        }

        DateTimeOffset time = _options.TimeProvider.GetUtcNow();
        string date = SigV4Signer.FormatDate(time);
        var signed = new List<KeyValuePair<string, string>> { new("host", target.Host), new("x-amz-date", date) };
        headers.Add("x-amz-date", date);
        if (credentials.SessionToken is { } session)
        {
            signed.Add(new("x-amz-security-token", session));
            headers.Add("x-amz-security-token", session);
        }

        string service = target.Host.StartsWith("bedrock-mantle.", StringComparison.Ordinal) ? _options.MantleSigningName : "bedrock";
        var signature = new SigV4Request
        {
            Method = request.Method.Method,
            Path = uri.AbsolutePath,
            Query = uri.Query.AsSpan().TrimStart('?'),
            Headers = System.Runtime.InteropServices.CollectionsMarshal.AsSpan(signed),
            Body = body,
        };
        string authorization = new SigV4Signer(_settings.Region, service).Sign(signature, credentials.AccessKeyId!, credentials.SecretAccessKey!, time);
        int space = authorization.IndexOf(' ', StringComparison.Ordinal);
        headers.Authorization = new AuthenticationHeaderValue(authorization[..space], authorization[(space + 1)..]);
    }
}

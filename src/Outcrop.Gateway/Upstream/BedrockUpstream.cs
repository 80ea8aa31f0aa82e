using Microsoft.Extensions.Logging;
using Outcrop.Bedrock;
using Outcrop.Bedrock.Converse;
using Outcrop.Bedrock.Errors;
using Outcrop.Bedrock.Transport;
using Outcrop.Gateway.Health;

namespace Outcrop.Gateway.Upstream;

/// <summary>Bedrock itself.</summary>
internal sealed partial class BedrockUpstream : IUpstream, IReadinessProbe, IDisposable
{
    private readonly BedrockClient _client;
    private readonly BedrockTransport _credentials;
    private readonly CredentialProbe _probe;
    private readonly ILogger _logger;

    /// <summary>Creates it. Nothing is looked up or sent before the first call.</summary>
    /// <param name="options">How Bedrock is reached.</param>
    /// <param name="logger">Where a failed credential check is told in full.</param>
    public BedrockUpstream(BedrockClientOptions options, ILogger<BedrockUpstream> logger)
    {
        _client = new BedrockClient(options);

        // Sends nothing but what the credential chain needs; the client keeps its own credentials to itself.
        _credentials = new BedrockTransport(options);
        _probe = new CredentialProbe(ResolveAsync);
        _logger = logger;
    }

    /// <inheritdoc/>
    public Task<ConverseEventStream> OpenAsync(ConverseRequest request, BedrockApi api, CancellationToken cancellationToken) =>
        _client.OpenStreamAsync(request, api, cancellationToken);

    /// <inheritdoc/>
    public Task<string?> CheckAsync(CancellationToken cancellationToken) => _probe.CheckAsync(cancellationToken);

    /// <inheritdoc/>
    public void Dispose()
    {
        _client.Dispose();
        _credentials.Dispose();
    }

    private async Task ResolveAsync(CancellationToken cancellationToken)
    {
        try
        {
            await _credentials.Credentials.GetAsync(false, cancellationToken);
        }
        catch (BedrockException exception)
        {
            LogNoCredentials(exception.Kind, exception.Message);
            throw;
        }
    }

    [LoggerMessage(1501, LogLevel.Warning, "not ready: {Kind}: {Detail}")]
    private partial void LogNoCredentials(BedrockErrorKind kind, string detail);
}

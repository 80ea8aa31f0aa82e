using Microsoft.Extensions.Logging;
using Outcrop.Bedrock;
using Outcrop.Bedrock.Errors;

namespace Outcrop.Gateway.Health;

/// <summary>Whether AWS credentials can be had. Asks the credential chain, never Bedrock.</summary>
/// <param name="client">The client whose credentials count.</param>
/// <param name="logger">Where a failed check is told in full.</param>
internal sealed partial class CredentialProbe(BedrockClient client, ILogger<CredentialProbe> logger) : IReadinessProbe
{
    /// <inheritdoc/>
    public async Task<string?> CheckAsync(CancellationToken cancellationToken)
    {
        try
        {
            await client.CheckCredentialsAsync(cancellationToken);
            return null;
        }
        catch (BedrockException exception)
        {
            LogNoCredentials(exception.Kind, exception.Message);
            return exception.Kind == BedrockErrorKind.Configuration ? "Bedrock is not configured correctly; the log says more" : "no AWS credentials could be had";
        }
    }

    [LoggerMessage(1501, LogLevel.Warning, "not ready: {Kind}: {Detail}")]
    private partial void LogNoCredentials(BedrockErrorKind kind, string detail);
}

using Outcrop.Bedrock.Errors;

namespace Outcrop.Gateway.Health;

/// <summary>Whether AWS credentials can be had. Asks the credential chain, never Bedrock.</summary>
/// <param name="resolve">Gets credentials and forgets them.</param>
internal sealed class CredentialProbe(Func<CancellationToken, Task> resolve) : IReadinessProbe
{
    /// <inheritdoc/>
    public async Task<string?> CheckAsync(CancellationToken cancellationToken)
    {
        try
        {
            await resolve(cancellationToken);
            return null;
        }
        catch (BedrockException exception)
        {
            return exception.Kind == BedrockErrorKind.Configuration ? "Bedrock is not configured correctly; the log says more" : "no AWS credentials could be had";
        }
    }
}

using Amazon.Runtime;
using Outcrop.Bedrock.Errors;
using Outcrop.Bedrock.Telemetry;

namespace Outcrop.Bedrock.Credentials;

/// <summary>Credentials of AWSSDK.Core, which renews by itself those that end. Thread-safe.</summary>
internal sealed class AwsSdkCredentialSource : ICredentialSource
{
    private readonly AWSCredentials _credentials;
    private readonly BedrockMetrics _metrics;
    private ResolvedCredentials? _last;

    /// <summary>Wraps credentials.</summary>
    /// <param name="credentials">The credentials.</param>
    /// <param name="metrics">Where renewals are counted.</param>
    public AwsSdkCredentialSource(AWSCredentials credentials, BedrockMetrics metrics) => (_credentials, _metrics) = (credentials, metrics);

    /// <inheritdoc/>
    public async ValueTask<ResolvedCredentials> GetAsync(ResolvedCredentials? refused, CancellationToken cancellationToken)
    {
        if (refused is not null && refused.Equals(Volatile.Read(ref _last)) && _credentials is RefreshingAWSCredentials refreshing)
        {
            refreshing.ClearCredentials();
        }

        try
        {
            ImmutableCredentials given = await _credentials.GetCredentialsAsync().WaitAsync(cancellationToken).ConfigureAwait(false);
            ResolvedCredentials fresh = ResolvedCredentials.Keys(given.AccessKey, given.SecretKey, given.Token);
            ResolvedCredentials? last = Volatile.Read(ref _last);
            if (fresh.Equals(last))
            {
                return last!;
            }

            Volatile.Write(ref _last, fresh);
            _metrics.Refreshed(last is null ? "first" : refused is not null ? "refused" : "expiring", "renewed");
            return fresh;
        }
        catch (Exception fault) when (fault is AmazonClientException or AmazonServiceException or IOException or HttpRequestException or InvalidDataException)
        {
            _metrics.Refreshed(Volatile.Read(ref _last) is null ? "first" : refused is not null ? "refused" : "expired", "failed");
            throw new BedrockException(BedrockErrorKind.Credentials, $"The AWS credentials could not be loaded: {ErrorText.Clean(fault.Message)}", fault);
        }
    }
}

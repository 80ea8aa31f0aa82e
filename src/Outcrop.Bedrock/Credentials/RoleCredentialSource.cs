using Amazon.Runtime;
using Microsoft.Extensions.Logging;
using Outcrop.Bedrock.Errors;
using Outcrop.Bedrock.Telemetry;

namespace Outcrop.Bedrock.Credentials;

/// <summary>An assumed role's credentials, renewed before they end. Thread-safe.</summary>
internal sealed class RoleCredentialSource : ICredentialSource
{
    private readonly AWSCredentials _source;
    private readonly RoleRequest _role;
    private readonly IAwsCredentialSources _sts;
    private readonly CredentialCache _cache;

    /// <summary>Creates a source. Nothing is assumed yet.</summary>
    /// <param name="source">Who assumes the role.</param>
    /// <param name="role">The role.</param>
    /// <param name="sts">Who asks STS.</param>
    /// <param name="time">The clock.</param>
    /// <param name="logger">Where renewals are told.</param>
    /// <param name="metrics">Where they are counted.</param>
    public RoleCredentialSource(AWSCredentials source, RoleRequest role, IAwsCredentialSources sts, TimeProvider time, ILogger logger, BedrockMetrics metrics)
    {
        _source = source;
        _role = role;
        _sts = sts;
        _cache = new CredentialCache(AssumeAsync, time, logger, metrics);
    }

    /// <inheritdoc/>
    public ValueTask<ResolvedCredentials> GetAsync(ResolvedCredentials? refused, CancellationToken cancellationToken) => _cache.GetAsync(refused, cancellationToken);

    private async Task<ExpiringCredentials> AssumeAsync(CancellationToken cancellationToken)
    {
        try
        {
            return await _sts.AssumeRoleAsync(_source, _role, cancellationToken).ConfigureAwait(false);
        }
        catch (AmazonServiceException fault)
        {
            string? code = string.IsNullOrEmpty(fault.ErrorCode) ? null : fault.ErrorCode;
            int? status = fault.StatusCode == 0 ? null : (int)fault.StatusCode;
            BedrockErrorKind kind = code is "ExpiredToken" or "ExpiredTokenException" ? BedrockErrorKind.ExpiredToken : BedrockErrorKind.Credentials;
            throw new BedrockException(kind, $"The role {_role.RoleArn} could not be assumed: {ErrorText.Clean(fault.Message)}", fault)
            {
                AwsCode = code,
                StatusCode = status,
                RequestId = fault.RequestId,
                IsRetryable = status is null or 429 or >= 500 || ErrorCodes.IsThrottle(code),
            };
        }
        catch (Exception fault) when (fault is AmazonClientException or HttpRequestException or IOException or OperationCanceledException)
        {
            throw new BedrockException(BedrockErrorKind.Credentials, $"STS could not be asked for the role {_role.RoleArn}: {ErrorText.Clean(fault.Message)}", fault) { IsRetryable = true };
        }
    }
}

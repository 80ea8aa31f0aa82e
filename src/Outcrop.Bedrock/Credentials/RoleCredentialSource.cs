using Amazon.Runtime;
using Microsoft.Extensions.Logging;
using Outcrop.Bedrock.Errors;
using Outcrop.Bedrock.Telemetry;

namespace Outcrop.Bedrock.Credentials;

/// <summary>An assumed role's credentials, renewed before they end. Thread-safe.</summary>
internal sealed class RoleCredentialSource : ICredentialSource
{
    /// <summary>All attempts at STS together: requests may be waiting, and another account may be there for them.</summary>
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(10);
    private readonly AWSCredentials _source;
    private readonly RoleRequest _role;
    private readonly IAwsCredentialSources _sts;
    private readonly TimeProvider _time;
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
        _time = time;
        _cache = new CredentialCache(AssumeAsync, time, logger, metrics);
    }

    /// <inheritdoc/>
    public ValueTask<ResolvedCredentials> GetAsync(ResolvedCredentials? refused, CancellationToken cancellationToken) => _cache.GetAsync(refused, cancellationToken);

    private async Task<ExpiringCredentials> AssumeAsync(CancellationToken cancellationToken)
    {
        using var limit = new CancellationTokenSource(Longest, _time);
        using var both = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellationToken);
        try
        {
            // Waited for besides: what the source itself has to fetch takes no token.
            ExpiringCredentials given = await _sts.AssumeRoleAsync(_source, _role, both.Token).WaitAsync(both.Token).ConfigureAwait(false);
            return given with { Expiration = EndOf(given.Expiration) };
        }
        catch (OperationCanceledException fault) when (limit.IsCancellationRequested && !cancellationToken.IsCancellationRequested)
        {
            throw new BedrockException(BedrockErrorKind.Credentials, $"STS did not answer within {Longest.TotalSeconds} seconds when it was asked for the role {_role.RoleArn}.", fault) { IsRetryable = true };
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
        catch (Exception fault) when (fault is not BedrockException)
        {
            // Of any sort: what answers in STS's place is whatever it is, and AWS's client takes it as it comes.
            throw new BedrockException(BedrockErrorKind.Credentials, $"STS could not be asked for the role {_role.RoleArn}: {ErrorText.Clean(fault.Message)}", fault) { IsRetryable = true };
        }
    }

    /// <summary>
    /// The session's end by our own clock. STS never gives longer than it was asked for, nor what has ended: an end out there means that the clocks disagree, and then only the length counts.
    /// </summary>
    private DateTimeOffset? EndOf(DateTimeOffset? told)
    {
        DateTimeOffset now = _time.GetUtcNow();
        DateTimeOffset longest = now + _role.Duration;
        return told is { } end && (end > longest || end <= now) ? longest : told;
    }
}

namespace Outcrop.Bedrock.Transport;

/// <summary>What is sent again: AWS's standard retry mode. Source: https://docs.aws.amazon.com/sdkref/latest/guide/feature-retry-behavior.html.</summary>
public sealed record BedrockRetryOptions
{
    /// <summary>The most attempts, the first included. Default: <c>AWS_MAX_ATTEMPTS</c>, else 3. One turns retries off.</summary>
    public int? MaxAttempts { get; init; }

    /// <summary>The longest wait between two attempts. Default: 20 seconds.</summary>
    public TimeSpan MaxBackoff { get; init; } = TimeSpan.FromSeconds(20);
}

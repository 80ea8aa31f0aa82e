using Outcrop.Bedrock.Errors;
using Outcrop.Bedrock.Transport;

namespace Outcrop.Bedrock.Tests.Transport;

/// <summary>The figures of the standard retry mode as tables.</summary>
public sealed class RetryPolicyTests
{
    [Theory]
    [InlineData(nameof(RetryClass.Transient), 1, 1.0, null, 50)]
    [InlineData(nameof(RetryClass.Transient), 2, 1.0, null, 100)]
    [InlineData(nameof(RetryClass.Transient), 4, 0.5, null, 200)]
    [InlineData(nameof(RetryClass.Transient), 20, 1.0, null, 20_000)]
    [InlineData(nameof(RetryClass.Throttle), 1, 1.0, null, 1000)]
    [InlineData(nameof(RetryClass.Throttle), 3, 1.0, null, 4000)]
    [InlineData(nameof(RetryClass.Throttle), 6, 0.5, null, 10_000)]
    [InlineData(nameof(RetryClass.Throttle), 1, 0.0, null, 0)]
    [InlineData(nameof(RetryClass.Throttle), 1, 1.0, 1500, 1500)]
    [InlineData(nameof(RetryClass.Throttle), 1, 1.0, 100, 1000)]
    [InlineData(nameof(RetryClass.Throttle), 1, 1.0, 60_000, 6000)]
    [InlineData(nameof(RetryClass.Transient), 1, 0.0, 60_000, 5000)]
    [InlineData(nameof(RetryClass.Transient), 20, 1.0, 60_000, 25_000)]
    public void Delay_ByClassAndNumber_IsJitteredBoundedAndStretched(string retry, int number, double jitter, int? askedMs, int expectedMs)
    {
        TimeSpan? asked = askedMs is { } ms ? TimeSpan.FromMilliseconds(ms) : null;
        Assert.Equal(expectedMs, RetryPolicy.Delay(Enum.Parse<RetryClass>(retry), number, jitter, asked, TimeSpan.FromSeconds(20)).TotalMilliseconds);
    }

    [Theory]
    [InlineData(BedrockErrorKind.Throttling, null, 3)]
    [InlineData(BedrockErrorKind.ModelNotReady, null, 5)]
    [InlineData(BedrockErrorKind.ModelNotReady, 2, 2)]
    [InlineData(BedrockErrorKind.InternalServer, 7, 7)]
    [InlineData(BedrockErrorKind.InternalServer, 0, 1)]
    public void MaxAttempts_ByKindAndSetting_IsKept(BedrockErrorKind kind, int? configured, int expected) => Assert.Equal(expected, RetryPolicy.MaxAttempts(kind, configured));

    [Theory]
    [InlineData(nameof(RetryClass.Transient), 35)]
    [InlineData(nameof(RetryClass.Throttle), 100)]
    public void Quota_FromFull_AllowsTheKnownNumberOfRetries(string retry, int expected)
    {
        var quota = new RetryQuota();
        int count = 0;
        while (quota.TryTake(RetryPolicy.Cost(Enum.Parse<RetryClass>(retry))))
        {
            count++;
        }

        Assert.Equal(expected, count);
        quota.Return(10_000);
        Assert.Equal(RetryQuota.Capacity, quota.Available);
    }

    [Fact]
    public void Quota_TakenFromManyThreads_NeverGoesBelowZero()
    {
        var quota = new RetryQuota();
        int taken = 0;
        Parallel.For(0, 1000, _ =>
        {
            if (quota.TryTake(5))
            {
                Interlocked.Increment(ref taken);
            }
        });
        Assert.Equal((100, 0), (taken, quota.Available));
    }
}

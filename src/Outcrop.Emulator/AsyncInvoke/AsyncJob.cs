namespace Outcrop.Emulator.AsyncInvoke;

/// <summary>An asynchronous invocation. Where it stands follows from the time alone, so it moves with the emulator's clock.</summary>
/// <param name="Arn">Its ARN.</param>
/// <param name="ModelArn">The model.</param>
/// <param name="Token">The caller's token.</param>
/// <param name="Request">A digest of the whole request, to know it again.</param>
/// <param name="S3Uri">Where the result would be put.</param>
/// <param name="BucketOwner">Who owns the bucket, if the caller said so.</param>
/// <param name="KmsKeyId">The key, if the caller named one.</param>
/// <param name="Failure">Why it will fail; <see langword="null"/> where it will not.</param>
/// <param name="Submitted">When it was asked for.</param>
internal sealed record AsyncJob(
    string Arn, string ModelArn, string Token, string Request, string S3Uri, string? BucketOwner, string? KmsKeyId, string? Failure, DateTimeOffset Submitted)
{
    /// <summary>How long a job takes.</summary>
    public static readonly TimeSpan Duration = TimeSpan.FromSeconds(60);

    public DateTimeOffset Ends => Submitted + Duration;

    public string StatusAt(DateTimeOffset now) => now < Ends ? "InProgress" : Failure is null ? "Completed" : "Failed";
}

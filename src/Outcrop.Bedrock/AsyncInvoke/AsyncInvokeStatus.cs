namespace Outcrop.Bedrock.AsyncInvoke;

/// <summary>How far an asynchronous invocation is. The three values Bedrock knows are constants here; any other keeps its raw text.</summary>
/// <param name="Value">The text on the wire.</param>
public readonly record struct AsyncInvokeStatus(string Value)
{
    /// <summary>It runs, or waits to.</summary>
    public static readonly AsyncInvokeStatus InProgress = new("InProgress");

    /// <summary>Its output lies in S3.</summary>
    public static readonly AsyncInvokeStatus Completed = new("Completed");

    /// <summary>It failed; <see cref="AsyncInvocation.FailureMessage"/> says why.</summary>
    public static readonly AsyncInvokeStatus Failed = new("Failed");

    /// <inheritdoc/>
    public override string ToString() => Value ?? "";
}

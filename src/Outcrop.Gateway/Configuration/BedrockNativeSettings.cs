namespace Outcrop.Gateway.Configuration;

/// <summary>What callers who speak Bedrock's own dialect may have: the <c>bedrockNative</c> member. Immutable.</summary>
public sealed record BedrockNativeSettings
{
    /// <summary>Whether the read-only operations about models, profiles and guardrails are served. Default: yes; a key sees only the models that it may use.</summary>
    public bool ControlPlane { get; init; } = true;

    /// <summary>Whether asynchronous invocations are served. Default: yes.</summary>
    public bool AsyncInvoke { get; init; } = true;

    /// <summary>The S3 buckets that asynchronous invocations may write to, with the gateway's own permissions; <see langword="null"/>, the default: those that AWS lets the gateway write to.</summary>
    public IReadOnlyList<string>? OutputBuckets { get; init; }

    /// <summary>The S3 buckets from which requests may have their model read, with the gateway's own permissions; <see langword="null"/>, the default: those that AWS lets the gateway read.</summary>
    public IReadOnlyList<string>? InputBuckets { get; init; }

    /// <summary>The guardrails, by id or ARN as callers write them, that requests may name; <see langword="null"/>, the default: any of the account's.</summary>
    public IReadOnlyList<string>? Guardrails { get; init; }
}

namespace Outcrop.Gateway.Configuration;

/// <summary>The guardrail that judges content for <c>POST /v1/moderations</c>: the <c>moderation</c> member. Immutable.</summary>
public sealed record ModerationSettings
{
    /// <summary>The guardrail's id or ARN; <see langword="null"/>, the default: there is none, and the endpoint says so.</summary>
    public string? Guardrail { get; init; }

    /// <summary>The guardrail's version. Default: <c>DRAFT</c>.</summary>
    public string Version { get; init; } = "DRAFT";
}

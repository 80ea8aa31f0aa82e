namespace Outcrop.Bedrock.Credentials;

/// <summary>A role to assume.</summary>
internal sealed record RoleRequest
{
    /// <summary>Its ARN.</summary>
    public required string RoleArn { get; init; }

    /// <summary>The session's name.</summary>
    public required string SessionName { get; init; }

    /// <summary>The external id.</summary>
    public string? ExternalId { get; init; }

    /// <summary>Session tags.</summary>
    public required IReadOnlyDictionary<string, string> Tags { get; init; }

    /// <summary>How long the session lives.</summary>
    public required TimeSpan Duration { get; init; }

    /// <summary>The endpoint of STS.</summary>
    public required Uri Endpoint { get; init; }

    /// <summary>The region to sign for.</summary>
    public required string Region { get; init; }
}

using Outcrop.Bedrock;

namespace Outcrop.Gateway.Configuration;

/// <summary>How Bedrock is reached: the <c>bedrock</c> member. Immutable; shows no secret.</summary>
public sealed class BedrockSettings
{
    internal BedrockSettings()
    {
    }

    /// <summary>The region; <see langword="null"/>: what the environment or profile says.</summary>
    public string? Region { get; init; }

    /// <summary>An endpoint of one's own; <see langword="null"/>: AWS's.</summary>
    public Uri? Endpoint { get; init; }

    /// <summary>Whether FIPS endpoints are used; <see langword="null"/>: what the environment says.</summary>
    public bool? UseFips { get; init; }

    /// <summary>Whether dual-stack endpoints are used; <see langword="null"/>: what the environment says.</summary>
    public bool? UseDualStack { get; init; }

    /// <summary>A profile of the shared AWS files.</summary>
    public string? Profile { get; init; }

    /// <summary>A role to assume.</summary>
    public string? RoleArn { get; init; }

    /// <summary>The API each model is called through; models not listed: automatic.</summary>
    public IReadOnlyDictionary<string, BedrockApi> ApiByModel { get; init; } = new Dictionary<string, BedrockApi>();

    /// <summary>The base model behind an identifier that does not tell it.</summary>
    public IReadOnlyDictionary<string, string> BaseModels { get; init; } = new Dictionary<string, string>();

    internal string? ExternalId { get; init; }

    internal string? SessionName { get; init; }

    internal IReadOnlyDictionary<string, string> SessionTags { get; init; } = new Dictionary<string, string>();

    internal TimeSpan? SessionDuration { get; init; }

    internal Uri? StsEndpoint { get; init; }

    internal string? ApiKey { get; init; }

    internal string? AccessKeyId { get; init; }

    internal string? SecretAccessKey { get; init; }

    internal string? SessionToken { get; init; }
}

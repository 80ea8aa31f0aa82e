namespace Outcrop.Gateway.Configuration;

/// <summary>An AWS account that requests may go to: one of <c>accounts</c>, or the <c>bedrock</c> member as the account <c>default</c>. Immutable; shows no secret.</summary>
public sealed record AccountSettings
{
    /// <summary>The id of the account that the <c>bedrock</c> member describes.</summary>
    public const string DefaultId = "default";

    /// <summary>The name it has in targets, quotas, logs and metrics. Not AWS's twelve digits, which no caller may see.</summary>
    public required string Id { get; init; }

    /// <summary>Its regions in the file's order; the first is that of targets which name none. Empty: what the environment or profile says.</summary>
    public IReadOnlyList<string> Regions { get; init; } = [];

    /// <summary>Who calls. No two sources of credentials are ever blended.</summary>
    public AccountCredentials Credentials { get; init; } = new();

    /// <summary>Endpoints of one's own, by region; regions not listed: <see cref="Endpoint"/>, else AWS's.</summary>
    public IReadOnlyDictionary<string, RegionEndpoints> Endpoints { get; init; } = new Dictionary<string, RegionEndpoints>();

    /// <summary>One endpoint for every region and service that <see cref="Endpoints"/> does not name; <see langword="null"/>: AWS's.</summary>
    public Uri? Endpoint { get; init; }

    /// <summary>An STS endpoint of one's own; <see langword="null"/>: the region's.</summary>
    public Uri? StsEndpoint { get; init; }

    /// <summary>Whether FIPS endpoints are used; <see langword="null"/>: what the environment says.</summary>
    public bool? UseFips { get; init; }

    /// <summary>Whether dual-stack endpoints are used; <see langword="null"/>: what the environment says.</summary>
    public bool? UseDualStack { get; init; }

    /// <summary>The region of targets that name none; <see langword="null"/>: what the environment or profile says.</summary>
    public string? DefaultRegion => Regions.Count > 0 ? Regions[0] : null;

    /// <inheritdoc/>
    public override string ToString() => $"account {Id}";
}

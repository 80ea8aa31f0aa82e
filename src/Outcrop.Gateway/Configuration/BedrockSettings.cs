using Outcrop.Bedrock;
using Outcrop.Bedrock.Catalog;

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
    public string? Profile => Credentials.Profile;

    /// <summary>A role to assume.</summary>
    public string? RoleArn => Credentials.RoleArn;

    /// <summary>The API each model is called through; models not listed: automatic.</summary>
    public IReadOnlyDictionary<string, BedrockApi> ApiByModel { get; init; } = new Dictionary<string, BedrockApi>();

    /// <summary>The surface each model is called on; models not listed: what the catalogue says.</summary>
    public IReadOnlyDictionary<string, BedrockSurface> SurfaceByModel { get; init; } = new Dictionary<string, BedrockSurface>();

    /// <summary>Whether a parameter that a model does not take is a 400 instead of being left out and reported. Default: no.</summary>
    public bool StrictParameters { get; init; }

    /// <summary>The bound of the output limit for requests that set none, in tokens; zero sends none. <see langword="null"/>: the client's own default.</summary>
    public int? DefaultMaxTokens { get; init; }

    /// <summary>Whether a refusal that names a parameter is answered by one more attempt without it. Default: yes.</summary>
    public bool LearnFromRefusals { get; init; } = true;

    /// <summary>The catalogue of models; <see langword="null"/>: the one that ships with this version.</summary>
    public ModelCatalog? Catalog { get; init; }

    /// <summary>The base model behind an identifier that does not tell it.</summary>
    public IReadOnlyDictionary<string, string> BaseModels { get; init; } = new Dictionary<string, string>();

    /// <summary>What stands for the file that <see cref="Catalog"/> is of.</summary>
    internal string? CatalogHash { get; init; }

    internal Uri? StsEndpoint { get; init; }

    internal AccountCredentials Credentials { get; init; } = new();
}

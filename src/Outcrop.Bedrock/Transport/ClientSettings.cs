using Outcrop.Bedrock.Credentials;
using Outcrop.Bedrock.Errors;

namespace Outcrop.Bedrock.Transport;

/// <summary>Region and endpoints, after options, environment and profile have been read. Source of the order: https://docs.aws.amazon.com/sdkref/latest/guide/feature-ss-endpoints.html.</summary>
internal sealed record ClientSettings
{
    /// <summary>The region of the last resort, as the origin project had it.</summary>
    public const string DefaultRegion = "us-east-1";

    /// <summary>The region.</summary>
    public required string Region { get; init; }

    /// <summary>The endpoint of bedrock-runtime.</summary>
    public required Uri Runtime { get; init; }

    /// <summary>The endpoint of bedrock, the control plane.</summary>
    public required Uri ControlPlane { get; init; }

    /// <summary>The endpoint of bedrock-mantle; <see langword="null"/> where it has none as configured.</summary>
    public required Uri? Mantle { get; init; }

    /// <summary>The endpoint of STS.</summary>
    public required Uri Sts { get; init; }

    /// <summary>The most attempts where they are set; <see langword="null"/> for the default.</summary>
    public required int? MaxAttempts { get; init; }

    /// <summary>Resolves the settings.</summary>
    /// <param name="options">The options.</param>
    /// <param name="environment">The surroundings.</param>
    /// <exception cref="BedrockException">Kind Configuration.</exception>
    public static ClientSettings Resolve(BedrockClientOptions options, ClientEnvironment environment)
    {
        SharedProfile? profile = environment.Profile(environment.ProfileName(options.Credentials.Profile));
        string region = options.Region is { Length: > 0 } configured ? configured
            : environment["AWS_REGION"] ?? environment["AWS_DEFAULT_REGION"] ?? profile?.Region ?? DefaultRegion;
        bool fips = options.UseFips ?? environment.Flag("AWS_USE_FIPS_ENDPOINT") ?? profile?.UseFips ?? false;
        bool dualStack = options.UseDualStack ?? environment.Flag("AWS_USE_DUALSTACK_ENDPOINT") ?? profile?.UseDualStack ?? false;
        bool ignore = environment.Flag("AWS_IGNORE_CONFIGURED_ENDPOINT_URLS") ?? profile?.IgnoreConfiguredEndpointUrls ?? false;

        Uri? Custom(Uri? own, string variable) =>
            Checked(own, "Endpoint")
            ?? (ignore ? null
                : Parsed(environment[variable], variable)
                    ?? Parsed(environment["AWS_ENDPOINT_URL"], "AWS_ENDPOINT_URL")
                    ?? Parsed(profile?.EndpointUrl, "the profile's endpoint_url"));

        // The options' endpoint is Bedrock's; STS has an option of its own.
        Uri? sts = Custom(options.Credentials.StsEndpoint, "AWS_ENDPOINT_URL_STS");
        return new ClientSettings
        {
            Region = region,
            Runtime = EndpointRules.Resolve("bedrock-runtime", region, fips, dualStack, Custom(options.RuntimeEndpoint ?? options.Endpoint, "AWS_ENDPOINT_URL_BEDROCK_RUNTIME")),
            ControlPlane = EndpointRules.Resolve("bedrock", region, fips, dualStack, Custom(options.ControlPlaneEndpoint ?? options.Endpoint, "AWS_ENDPOINT_URL_BEDROCK")),
            Mantle = EndpointRules.ResolveMantle(region, fips, Custom(options.MantleEndpoint ?? options.Endpoint, "AWS_ENDPOINT_URL_BEDROCK_MANTLE")),
            Sts = EndpointRules.ResolveSts(region, sts is null && fips, sts is null && dualStack, sts).Endpoint,
            MaxAttempts = options.Retry.MaxAttempts ?? (int.TryParse(environment["AWS_MAX_ATTEMPTS"], out int attempts) && attempts > 0 ? attempts : null),
        };
    }

    private static Uri? Parsed(string? text, string source)
    {
        if (text is null)
        {
            return null;
        }

        return Uri.TryCreate(text, UriKind.Absolute, out Uri? uri)
            ? Checked(uri, source)
            : throw new BedrockException(BedrockErrorKind.Configuration, $"{source} is not an absolute URL.");
    }

    private static Uri? Checked(Uri? uri, string source)
    {
        if (uri is null)
        {
            return null;
        }

        if (!uri.IsAbsoluteUri || uri.Scheme is not ("http" or "https"))
        {
            throw new BedrockException(BedrockErrorKind.Configuration, $"{source} must be an absolute http or https URL.");
        }

        return uri.UserInfo.Length == 0 && uri.Query.Length == 0 && uri.Fragment.Length == 0
            ? uri
            : throw new BedrockException(BedrockErrorKind.Configuration, $"{source} must have no user information, query or fragment.");
    }
}

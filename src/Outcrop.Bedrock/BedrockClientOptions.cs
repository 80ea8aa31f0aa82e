using System.Diagnostics.Metrics;
using Microsoft.Extensions.Logging;
using Outcrop.Bedrock.Catalog;
using Outcrop.Bedrock.Credentials;
using Outcrop.Bedrock.Transport;

namespace Outcrop.Bedrock;

/// <summary>How a <see cref="BedrockClient"/> reaches Bedrock. Read once, when the client is made. Secrets show neither in <see cref="object.ToString"/> nor in JSON.</summary>
public sealed class BedrockClientOptions
{
    /// <summary>The AWS region. Default: <c>AWS_REGION</c>, <c>AWS_DEFAULT_REGION</c>, the profile's, else <c>us-east-1</c>.</summary>
    public string? Region { get; set; }

    /// <summary>An endpoint of one's own for all services: an emulator, a VPC endpoint, a proxy; its path is kept. Default: <c>AWS_ENDPOINT_URL_BEDROCK_RUNTIME</c>, <c>AWS_ENDPOINT_URL</c>, the profile's, else AWS's own for the region.</summary>
    public Uri? Endpoint { get; set; }

    /// <summary>An endpoint of one's own for bedrock-runtime alone, in the place of <see cref="Endpoint"/>. Default: <see cref="Endpoint"/>, and as there.</summary>
    public Uri? RuntimeEndpoint { get; set; }

    /// <summary>An endpoint of one's own for the control plane alone, in the place of <see cref="Endpoint"/>. Default: <see cref="Endpoint"/>, then <c>AWS_ENDPOINT_URL_BEDROCK</c> and as there.</summary>
    public Uri? ControlPlaneEndpoint { get; set; }

    /// <summary>An endpoint of one's own for bedrock-mantle alone, in the place of <see cref="Endpoint"/>. Default: <see cref="Endpoint"/>, then <c>AWS_ENDPOINT_URL_BEDROCK_MANTLE</c> and as there.</summary>
    public Uri? MantleEndpoint { get; set; }

    /// <summary>Use FIPS endpoints. Default: <c>AWS_USE_FIPS_ENDPOINT</c>, else no. Not together with <see cref="Endpoint"/>.</summary>
    public bool? UseFips { get; set; }

    /// <summary>Use dual-stack endpoints. Default: <c>AWS_USE_DUALSTACK_ENDPOINT</c>, else no. Not together with <see cref="Endpoint"/>.</summary>
    public bool? UseDualStack { get; set; }

    /// <summary>Who is calling. Default: what the environment says.</summary>
    public BedrockCredentialOptions Credentials { get; set; } = new();

    /// <summary>How long to wait for what.</summary>
    public BedrockTimeouts Timeouts { get; set; } = new();

    /// <summary>What is sent again, and how often.</summary>
    public BedrockRetryOptions Retry { get; set; } = new();

    /// <summary>The API a model is called through, by model id as the caller gives it or by base model id. Models not listed: <see cref="BedrockApi.Auto"/>.</summary>
    public IDictionary<string, BedrockApi> ApiByModel { get; set; } = new Dictionary<string, BedrockApi>(StringComparer.Ordinal);

    /// <summary>The surface a model is called on, by model id as the caller gives it or by base model id. Models not listed: bedrock-mantle for those that the catalogue knows nowhere else, else bedrock-runtime.</summary>
    public IDictionary<string, BedrockSurface> SurfaceByModel { get; set; } = new Dictionary<string, BedrockSurface>(StringComparer.Ordinal);

    /// <summary>The service name that signatures for bedrock-mantle bear. Default: <c>bedrock-mantle</c>, as AWS's and OpenAI's SDKs have it; some deployments have been seen to want <c>bedrock</c>.</summary>
    public string MantleSigningName { get; set; } = EndpointRules.MantleService;

    /// <summary>The base model behind an identifier that does not tell it (application profile, provisioned, custom, imported or router ARN). What is not listed is looked up through the control plane, once.</summary>
    public IDictionary<string, string> BaseModels { get; set; } = new Dictionary<string, string>(StringComparer.Ordinal);

    /// <summary>The catalogue of models: limits, rules, prices. Default: the one that ships with this version.</summary>
    public ModelCatalog Catalog { get; set; } = ModelCatalog.Default;

    /// <summary>Whether a parameter that a model does not take fails the call (<see cref="Errors.BedrockErrorKind.Validation"/>) instead of being left out and reported. Default: no.</summary>
    public bool StrictParameters { get; set; }

    /// <summary>
    /// The bound of the output limit that is sent when a request sets none: the smaller of this and the model's own maximum, in tokens. Bedrock counts the model's whole maximum against the quota otherwise.
    /// Default: 4096. <see langword="null"/> sends no limit where the model's body needs none.
    /// </summary>
    public int? DefaultMaxTokens { get; set; } = 4096;

    /// <summary>Whether a refusal that names a parameter which may be left out is answered by one more attempt without it, remembered for the model, and reported. Default: yes.</summary>
    public bool LearnFromRefusals { get; set; } = true;

    /// <summary>How long the control plane's lists of models and profiles are kept. Zero keeps none. Default: fifteen minutes.</summary>
    public TimeSpan ControlPlaneCache { get; set; } = TimeSpan.FromMinutes(15);

    /// <summary>The clock. Default: the system's.</summary>
    public TimeProvider TimeProvider { get; set; } = TimeProvider.System;

    /// <summary>The chance behind retry jitter. Default: one seeded by the system for each client.</summary>
    public Random? Random { get; set; }

    /// <summary>What sends the requests. Default: a <see cref="SocketsHttpHandler"/> that honours <c>HTTPS_PROXY</c> and <c>NO_PROXY</c>. The client disposes only the one it made itself.</summary>
    public HttpMessageHandler? HttpMessageHandler { get; set; }

    /// <summary>Where the client logs retries, credential refreshes and what it ignored. Default: nowhere.</summary>
    public ILoggerFactory? LoggerFactory { get; set; }

    /// <summary>Makes the meter <c>Outcrop.Bedrock</c>: retries, renewals of credentials, the service's clock. Default: one meter of that name for the whole process.</summary>
    public IMeterFactory? MeterFactory { get; set; }

    /// <summary>The same options without strictness, for an explanation that tells every drop.</summary>
    internal BedrockClientOptions Lenient()
    {
        var lenient = (BedrockClientOptions)MemberwiseClone();
        lenient.StrictParameters = false;
        return lenient;
    }

    /// <summary>What the client is called in the label <c>account</c>. Default: <c>(default)</c>.</summary>
    internal string? AccountLabel { get; set; }

    /// <summary>What the retry quota of each endpoint and model holds.</summary>
    internal int RetryTokens { get; set; } = RetryQuota.Capacity;
}

using Amazon.Runtime;
using Microsoft.Extensions.Logging;
using Outcrop.Bedrock.Errors;
using Outcrop.Bedrock.Telemetry;
using Outcrop.Bedrock.Transport;

namespace Outcrop.Bedrock.Credentials;

/// <summary>Who is calling: chooses one source once, and renews what it gives. The order is <see cref="BedrockCredentialOptions"/>'s. Thread-safe.</summary>
internal sealed class CredentialProvider
{
    private const string HowToMend =
        "Set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, or AWS_BEARER_TOKEN_BEDROCK, or AWS_PROFILE (after 'aws sso login' for an SSO profile), or give the machine, container or pod a role.";

    private readonly BedrockCredentialOptions _options;
    private readonly ClientEnvironment _environment;
    private readonly ClientSettings _settings;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private readonly BedrockMetrics _metrics;
    private readonly SemaphoreSlim _choice = new(1, 1);
    private ICredentialSource? _source;

    /// <summary>Creates a provider. Nothing is looked up yet.</summary>
    /// <param name="options">The options.</param>
    /// <param name="settings">Region and STS endpoint.</param>
    /// <param name="environment">The surroundings.</param>
    /// <param name="time">The clock.</param>
    /// <param name="logger">Where the choice and renewals are told.</param>
    /// <param name="metrics">Where renewals are counted.</param>
    public CredentialProvider(BedrockCredentialOptions options, ClientSettings settings, ClientEnvironment environment, TimeProvider time, ILogger logger, BedrockMetrics metrics)
    {
        _options = options;
        _settings = settings;
        _environment = environment;
        _time = time;
        _logger = logger;
        _metrics = metrics;
    }

    /// <summary>Gets the credentials.</summary>
    /// <param name="forceRefresh">Whether even valid ones are fetched anew.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <exception cref="BedrockException">Kind Credentials: none were found or a role was refused. Kind Configuration: the options contradict each other.</exception>
    public async ValueTask<ResolvedCredentials> GetAsync(bool forceRefresh, CancellationToken cancellationToken)
    {
        ResolvedCredentials present = await GetAsync(null, cancellationToken).ConfigureAwait(false);
        return forceRefresh ? await GetAsync(present, cancellationToken).ConfigureAwait(false) : present;
    }

    /// <summary>Gets credentials after AWS refused some.</summary>
    /// <param name="refused">The refused ones; those of a source that cannot renew are given again.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <exception cref="BedrockException">As for <see cref="GetAsync(bool, CancellationToken)"/>.</exception>
    public async ValueTask<ResolvedCredentials> GetAsync(ResolvedCredentials? refused, CancellationToken cancellationToken)
    {
        ICredentialSource source = Volatile.Read(ref _source) ?? await ChooseOnceAsync(cancellationToken).ConfigureAwait(false);
        return await source.GetAsync(refused, cancellationToken).ConfigureAwait(false);
    }

    private async ValueTask<ICredentialSource> ChooseOnceAsync(CancellationToken cancellationToken)
    {
        await _choice.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            // A failed choice is not kept: credentials may appear, as after 'aws sso login'.
            return _source ??= await ChooseAsync(cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            _choice.Release();
        }
    }

    private async ValueTask<ICredentialSource> ChooseAsync(CancellationToken cancellationToken)
    {
        if (_options.ApiKey is { Length: > 0 } apiKey)
        {
            return _options.AccessKeyId is null && _options.SecretAccessKey is null && _options.SessionToken is null && _options.Profile is null && _options.RoleArn is null
                ? Bearer(apiKey, "the API key of the options")
                : throw new BedrockException(BedrockErrorKind.Configuration, "An API key excludes an access key, a profile and a role: give one of them.");
        }

        if (_options.AccessKeyId is { Length: > 0 } != _options.SecretAccessKey is { Length: > 0 })
        {
            throw new BedrockException(BedrockErrorKind.Configuration, "An access key id and its secret belong together: one of them is missing.");
        }

        if (_options.AccessKeyId is { Length: > 0 } id)
        {
            AWSCredentials keys = _options.SessionToken is { Length: > 0 } token
                ? new SessionAWSCredentials(id, _options.SecretAccessKey, token)
                : new BasicAWSCredentials(id, _options.SecretAccessKey);
            return WithRole(keys, "the access key of the options");
        }

        if (_options.Profile is { Length: > 0 } profile)
        {
            return WithRole(FromProfile(profile), $"profile '{ErrorText.Clean(profile)}'");
        }

        // A role in the options asks for AWS credentials, which a bearer token cannot be.
        if (_options.RoleArn is null && _environment["AWS_BEARER_TOKEN_BEDROCK"] is { } bearer)
        {
            return Bearer(bearer, "AWS_BEARER_TOKEN_BEDROCK");
        }

        return WithRole(await FromChainAsync(cancellationToken).ConfigureAwait(false), "AWS's default chain");
    }

    private FixedCredentialSource Bearer(string token, string description)
    {
        foreach (char c in token)
        {
            if (c is <= ' ' or > '~')
            {
                throw new BedrockException(BedrockErrorKind.Configuration, $"The token from {description} holds a character that no token has: a line feed or space copied along?");
            }
        }

        CredentialLog.Chosen(_logger, description);
        return new FixedCredentialSource(ResolvedCredentials.Bearer(token));
    }

    private AWSCredentials FromProfile(string name)
    {
        try
        {
            return _environment.Sources.FromProfile(name)
                ?? throw new BedrockException(BedrockErrorKind.Credentials, $"The shared AWS files have no profile '{ErrorText.Clean(name)}' with credentials. {HowToMend}");
        }
        catch (Exception fault) when (fault is AmazonClientException or InvalidDataException or ArgumentException or IOException)
        {
            throw new BedrockException(BedrockErrorKind.Credentials, $"Profile '{ErrorText.Clean(name)}' gives no credentials: {ErrorText.Clean(fault.Message)}", fault);
        }
    }

    private async Task<AWSCredentials> FromChainAsync(CancellationToken cancellationToken)
    {
        try
        {
            return await _environment.Sources.FromChainAsync(cancellationToken).ConfigureAwait(false);
        }
        catch (Exception fault) when (fault is AmazonClientException or AmazonServiceException or InvalidDataException or ArgumentException or IOException)
        {
            throw new BedrockException(
                BedrockErrorKind.Credentials,
                "No AWS credentials were found. Looked at the environment, web identity, the shared AWS files with SSO, the container's and the instance's role. " + HowToMend,
                fault);
        }
    }

    private ICredentialSource WithRole(AWSCredentials source, string description)
    {
        // AWS_ROLE_ARN beside a web identity is that identity's own role: assuming it again would fail.
        string? roleArn = _options.RoleArn is { Length: > 0 } own ? own
            : _environment["AWS_WEB_IDENTITY_TOKEN_FILE"] is null ? _environment["AWS_ROLE_ARN"] : null;
        if (roleArn is null)
        {
            CredentialLog.Chosen(_logger, description);
            return SourceOf(source);
        }

        CredentialLog.Chosen(_logger, $"{description}, assuming a role");
        RoleRequest role = BuildRole(roleArn);
        return new RoleCredentialSource(Renewed(source), role, _environment.Sources, _time, _logger, _metrics);
    }

    /// <summary>
    /// A role that a profile names is assumed by us: AWSSDK renews it only minutes before its end, blocks requests meanwhile, and cannot assume it in a Native AOT binary.
    /// </summary>
    private ICredentialSource SourceOf(AWSCredentials credentials)
    {
        if (credentials is not AssumeRoleAWSCredentials assumed)
        {
            return new AwsSdkCredentialSource(credentials, _metrics);
        }

        var role = new RoleRequest
        {
            RoleArn = assumed.RoleArn,
            SessionName = assumed.RoleSessionName,
            ExternalId = assumed.Options?.ExternalId,
            Tags = new Dictionary<string, string>(StringComparer.Ordinal),
            Duration = assumed.Options?.DurationSeconds is { } seconds ? TimeSpan.FromSeconds(seconds) : _options.Duration,
            Endpoint = _settings.Sts,
            Region = _settings.Region,
        };
        return assumed.Options?.MfaSerialNumber is { Length: > 0 }
            ? new AwsSdkCredentialSource(credentials, _metrics)
            : new RoleCredentialSource(Renewed(assumed.SourceCredentials), role, _environment.Sources, _time, _logger, _metrics);
    }

    private AWSCredentials Renewed(AWSCredentials credentials) =>
        credentials is AssumeRoleAWSCredentials ? new RenewedCredentials(SourceOf(credentials)) : credentials;

    private RoleRequest BuildRole(string roleArn)
    {
        TimeSpan duration = _options.Duration;
        if (duration < TimeSpan.FromMinutes(15) || duration > TimeSpan.FromHours(12))
        {
            throw new BedrockException(BedrockErrorKind.Configuration, "A role's session lives from 15 minutes to 12 hours.");
        }

        return new RoleRequest
        {
            RoleArn = roleArn,
            SessionName = _options.SessionName ?? _environment["AWS_ROLE_SESSION_NAME"] ?? $"outcrop-{Guid.NewGuid():N}",
            ExternalId = _options.ExternalId is { Length: > 0 } external ? external : null,
            Tags = new Dictionary<string, string>(_options.SessionTags, StringComparer.Ordinal),
            Duration = duration,
            Endpoint = _settings.Sts,
            Region = _settings.Region,
        };
    }
}

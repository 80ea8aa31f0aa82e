using Outcrop.Bedrock.Transport;
using Outcrop.Gateway.Configuration.Files;
using Outcrop.Gateway.Routing;

namespace Outcrop.Gateway.Configuration;

/// <summary>
/// Everything a gateway is told, checked as a whole. Immutable and safe to share: a request pins one and never sees half of another.
/// Neither <see cref="ToString"/> nor any member shows a secret. Made by <see cref="Load"/>.
/// </summary>
public sealed class OutcropConfiguration
{
    internal OutcropConfiguration()
    {
    }

    /// <summary>Where it came from: the file's path, or <c>built-in defaults</c>.</summary>
    public required string Source { get; init; }

    /// <summary>How the gateway listens.</summary>
    public required ServerSettings Server { get; init; }

    /// <summary>The keys that may call. Empty: nobody but loopback, and only in development mode.</summary>
    public required IReadOnlyList<ApiKey> Keys { get; init; }

    /// <summary>How Bedrock is reached.</summary>
    public required BedrockSettings Bedrock { get; init; }

    /// <summary>The accounts that requests may go to; at least one. The first is that of targets which name none.</summary>
    public IReadOnlyList<AccountSettings> Accounts { get; init; } = [new AccountSettings { Id = AccountSettings.DefaultId }];

    /// <summary>The names that are more than another name for a model: name asked for → where its requests go. They stand in <see cref="Aliases"/> too, with their first target's model.</summary>
    public IReadOnlyDictionary<string, ModelRouteSettings> Routes { get; init; } = new Dictionary<string, ModelRouteSettings>();

    /// <summary>Where the requests for a model without a route go; its targets' model is <c>*</c>. <see langword="null"/>: to the first account's first region.</summary>
    public ModelRouteSettings? DefaultRoute { get; init; }

    /// <summary>What AWS grants per minute, in the file's order; the first that matches holds.</summary>
    public IReadOnlyList<QuotaSettings> Quotas { get; init; } = [];

    /// <summary>When a target is passed over.</summary>
    public BreakerSettings Breaker { get; init; } = new();

    /// <summary>Going to another target before the first content.</summary>
    public FailoverSettings Failover { get; init; } = new();

    /// <summary>Asking a second target while the first is silent.</summary>
    public HedgingSettings Hedging { get; init; } = new();

    /// <summary>What keeps retries from making an outage worse.</summary>
    public RetryBudgetSettings RetryBudget { get; init; } = new();

    /// <summary>How streams run.</summary>
    public StreamSettings Streams { get; init; } = new();

    /// <summary>How the gateway stops.</summary>
    public DrainSettings Drain { get; init; } = new();

    /// <summary>Looking after accounts and regions by free calls.</summary>
    public HealthSettings Health { get; init; } = new();

    /// <summary>When the files are read again.</summary>
    public ReloadSettings Reload { get; init; } = new();

    /// <summary>How a request is sent where neither its model nor its key says otherwise.</summary>
    internal RoutePolicy Policy { get; init; } = RoutePolicy.Default;

    /// <summary>How long a request waits for what.</summary>
    public required BedrockTimeouts Timeouts { get; init; }

    /// <summary>What is sent again.</summary>
    public required BedrockRetryOptions Retry { get; init; }

    /// <summary>How much may happen at once.</summary>
    public required LimitSettings Limits { get; init; }

    /// <summary>What may be fetched for callers.</summary>
    public FetchingSettings Fetching { get; init; } = new();

    /// <summary>What becomes of what Anthropic's own service has and Bedrock has not.</summary>
    public AnthropicSettings Anthropic { get; init; } = new();

    /// <summary>What callers who speak Bedrock's own dialect may have.</summary>
    public BedrockNativeSettings BedrockNative { get; init; } = new();

    /// <summary>How much of OpenAI's Responses is kept.</summary>
    public ResponseStoreSettings Responses { get; init; } = new();

    /// <summary>What is logged, and where.</summary>
    public required LoggingSettings Logging { get; init; }

    /// <summary>Other names for models: name asked for → model id.</summary>
    public required IReadOnlyDictionary<string, string> Aliases { get; init; }

    /// <summary>What judges content for moderation.</summary>
    public required ModerationSettings Moderation { get; init; }

    /// <summary>The providers and models on offer.</summary>
    public required GeneratorConfiguration Generator { get; init; }

    /// <summary>What is odd but no fault: members that are not used, keys that are short. One line each, with the path.</summary>
    public required IReadOnlyList<string> Warnings { get; init; }

    /// <summary>The system prompts, by name.</summary>
    internal IReadOnlyDictionary<string, PromptTemplate> Prompts { get; init; } = new Dictionary<string, PromptTemplate>();

    /// <summary>Values that must never be shown, for the redactor.</summary>
    internal IReadOnlyList<string> Secrets { get; init; } = [];

    /// <summary>Reads a configuration: built-in defaults, then the file, then <c>OUTCROP__…</c> variables and the variables of the origin (<c>PORT</c>, <c>LOG_LEVEL</c>, …).</summary>
    /// <param name="path">The file. Default: <c>outcrop.json</c> in <paramref name="workingDirectory"/> if there is one, else defaults alone.</param>
    /// <param name="environment">The variables. Default: the process's.</param>
    /// <param name="workingDirectory">What relative paths are relative to. Default: the process's.</param>
    /// <exception cref="OutcropConfigurationException">Anything is wrong; every fault found is in it, each with its path.</exception>
    public static OutcropConfiguration Load(string? path = null, IReadOnlyDictionary<string, string>? environment = null, string? workingDirectory = null) =>
        new ConfigurationSource(path, environment ?? ProcessEnvironment.Read(), workingDirectory ?? Environment.CurrentDirectory, PhysicalFiles.Instance).Read().Require();

    /// <summary>Reads a configuration as <see cref="Load"/> does, and tells of every setting where it comes from, whatever is wrong with the whole. A <c>.env</c> file in the working directory counts, as it does for a gateway, unless variables are given.</summary>
    /// <inheritdoc cref="Load"/>
    public static ConfigurationReport Inspect(string? path = null, IReadOnlyDictionary<string, string>? environment = null, string? workingDirectory = null)
    {
        string folder = workingDirectory ?? Environment.CurrentDirectory;
        var source = new ConfigurationSource(path, environment ?? ProcessEnvironment.Read(), folder, PhysicalFiles.Instance) { DotEnv = environment is null ? Path.Combine(folder, ".env") : null };
        return ConfigurationReport.Of(source.Read());
    }

    /// <summary>Finds an account; <see langword="null"/> when there is none of that id.</summary>
    /// <param name="id">The id.</param>
    public AccountSettings? FindAccount(string id)
    {
        foreach (AccountSettings account in Accounts)
        {
            if (string.Equals(account.Id, id, StringComparison.Ordinal))
            {
                return account;
            }
        }

        return null;
    }

    /// <summary>The quota of a place; <see langword="null"/> where none is configured.</summary>
    /// <param name="target">The place.</param>
    public QuotaSettings? FindQuota(Target target)
    {
        ArgumentNullException.ThrowIfNull(target);
        foreach (QuotaSettings quota in Quotas)
        {
            if (quota.Matches(target.AccountId, target.Region, target.ModelId))
            {
                return quota;
            }
        }

        return null;
    }

    /// <inheritdoc/>
    public override string ToString() => $"configuration from {Source}: {Keys.Count} keys, {Generator.Providers.Count} providers";
}

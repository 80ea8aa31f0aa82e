using Outcrop.Bedrock.Transport;

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
        ConfigurationLoader.Load(path, environment ?? ProcessEnvironment.Read(), workingDirectory ?? Environment.CurrentDirectory);

    /// <inheritdoc/>
    public override string ToString() => $"configuration from {Source}: {Keys.Count} keys, {Generator.Providers.Count} providers";
}

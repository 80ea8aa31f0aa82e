using System.Text;
using System.Text.Json.Nodes;
using Outcrop.Bedrock.Transport;
using Outcrop.Gateway.Configuration.Files;
using Outcrop.Gateway.Configuration.Sections;
using Outcrop.Gateway.Routing;

namespace Outcrop.Gateway.Configuration;

/// <summary>Finds the files, lays the environment over them, and has every section read before it complains.</summary>
internal static class ConfigurationLoader
{
    private const string FileName = "outcrop.json";
    private const string GeneratorFileName = "generator.json";
    private const string FolderVariable = "OUTCROP_CONFIG_DIR";
    private const string DefaultsResource = "Outcrop.Gateway.Configuration.defaults.json";

    /// <summary>Reads the whole.</summary>
    /// <param name="from">Where from.</param>
    public static ConfigurationReading Read(ConfigurationSource from)
    {
        var files = new FilesRead(from.Files);
        IReadOnlyDictionary<string, string> environment = EnvironmentOf(from, files);
        EnvironmentOverlay overlay = EnvironmentOverlay.Read(environment);
        string? folder = FolderOf(environment, from.WorkingDirectory);
        string? file = from.Path is not null ? Path.GetFullPath(from.Path, from.WorkingDirectory) : Find(folder, from.WorkingDirectory, files);
        string source = file ?? "built-in defaults";
        var context = new ConfigurationContext(environment, files, file is null ? from.WorkingDirectory : Path.GetDirectoryName(file)!);
        foreach (string name in (string[])["AWS_SECRET_ACCESS_KEY", "AWS_SESSION_TOKEN", "AWS_BEARER_TOKEN_BEDROCK"])
        {
            context.Secret(environment.GetValueOrDefault(name));
        }

        // Without a root to read nothing else can be said; every other fault is collected.
        OutcropConfiguration? configuration = null;
        if ((file is null ? [] : ConfigurationFile.Read(file, "$", context)) is { } json)
        {
            configuration = ReadSections(new ConfigurationObject(context, "$", json, overlay), overlay, context, source, folder, from.WorkingDirectory);
        }

        return new ConfigurationReading(source, context.HasFaults ? null : configuration, context.Faults(), context.Warnings(), context.Values(), [.. context.Secrets], files.Found);
    }

    private static OutcropConfiguration? ReadSections(
        ConfigurationObject root, EnvironmentOverlay overlay, ConfigurationContext context, string source, string? folder, string workingDirectory)
    {
        ConfigurationObject defaults = Defaults(context);

        // For editors; nothing here goes by it.
        root.Member("$schema").ReadString();
        ConfigurationObject? serverSection = root.Member("server").ReadObject();
        ConfigurationObject? bedrockSection = root.Member("bedrock").ReadObject();
        ServerSettings server = SectionReader.ReadServer(serverSection);
        LoggingSettings logging = SectionReader.ReadLogging(root.Member("logging").ReadObject(), workingDirectory);
        IReadOnlyList<ApiKey> keys = KeysReader.Read(root.Member("keys"));
        BedrockSettings bedrock = BedrockSectionReader.Read(bedrockSection, context);
        IReadOnlyList<AccountSettings> accounts = AccountsReader.Read(root.Member("accounts"), bedrock, bedrockSection);
        IReadOnlyList<QuotaSettings> quotas = QuotasReader.Read(root.Member("quotas"), accounts);
        BedrockTimeouts timeouts = PolicyReader.ReadTimeouts(root.Member("timeouts").ReadObject());
        (BedrockRetryOptions retry, RetryBudgetSettings budget) = PolicyReader.ReadRetry(root.Member("retry").ReadObject());
        RoutePolicy policy = PolicyReader.Read(root.Member("routing").ReadObject(), timeouts, retry);
        BreakerSettings breaker = PolicyReader.ReadBreaker(root.Member("breaker").ReadObject());
        FailoverSettings failover = PolicyReader.ReadFailover(root.Member("failover").ReadObject());
        HedgingSettings hedging = PolicyReader.ReadHedging(root.Member("hedging").ReadObject());
        StreamSettings streams = StreamsReader.Read(root.Member("streams").ReadObject(), server, serverSection, timeouts);
        DrainSettings drain = StreamsReader.ReadDrain(root.Member("drain").ReadObject(), server, serverSection);
        HealthSettings health = SectionReader.ReadHealth(root.Member("health").ReadObject());
        ReloadSettings reload = SectionReader.ReadReload(root.Member("reload").ReadObject());
        LimitSettings limits = SectionReader.ReadLimits(root.Member("limits").ReadObject());
        FetchingSettings fetching = FetchingReader.Read(root.Member("fetching").ReadObject());
        AnthropicSettings anthropic = AnthropicReader.Read(root.Member("anthropic").ReadObject());
        BedrockNativeSettings bedrockNative = BedrockNativeReader.Read(root.Member("bedrockNative").ReadObject());
        ResponseStoreSettings responses = SectionReader.ReadResponses(root.Member("responses").ReadObject());
        ModelSettings models = ModelsReader.Read(root.Member("models").ReadObject(), new TargetsReader(accounts, bedrock));
        ModerationSettings moderation = ModerationReader.Read(root.Member("moderation").ReadObject());
        var prompts = new Dictionary<string, PromptTemplate>(StringComparer.Ordinal);
        ReadDefaults(context, () => PromptsReader.ReadInto(prompts, defaults.Member("prompts")));
        PromptsReader.ReadInto(prompts, root.Member("prompts"));
        GeneratorConfiguration? generator = ReadGenerator(root.Member("generator"), defaults, overlay, context, folder);
        root.RefuseUnknown();
        return generator is null ? null : new OutcropConfiguration
        {
            Source = source,

            // What could be said in two places stands in both from here on.
            Server = server with { HeartbeatInterval = streams.Heartbeat, WriteTimeout = streams.Stall, ShutdownTimeout = drain.Timeout },
            Keys = keys,
            Bedrock = bedrock,
            Accounts = accounts,
            Quotas = quotas,
            Timeouts = timeouts,
            Retry = retry,
            RetryBudget = budget,
            Policy = policy with { StreamTimeouts = timeouts with { FirstByte = streams.FirstByte, Idle = streams.Idle } },
            Breaker = breaker,
            Failover = failover,
            Hedging = hedging,
            Streams = streams,
            Drain = drain,
            Health = health,
            Reload = reload,
            Limits = limits,
            Fetching = fetching,
            Anthropic = anthropic,
            BedrockNative = bedrockNative,
            Responses = responses,
            Logging = logging,
            Aliases = models.Aliases,
            Routes = models.Routes,
            DefaultRoute = models.Default,
            Moderation = moderation,
            Generator = generator,
            Prompts = prompts,
            Warnings = context.Warnings(),
            Secrets = [.. context.Secrets],
        };
    }

    /// <summary>The variables with those of the <c>.env</c> file behind them. One that cannot be read is as none: it may hold what only another user needs.</summary>
    private static IReadOnlyDictionary<string, string> EnvironmentOf(ConfigurationSource from, FilesRead files)
    {
        if (from.DotEnv is null || !files.Exists(from.DotEnv))
        {
            return from.Environment;
        }

        var environment = new Dictionary<string, string>(from.Environment, StringComparer.Ordinal);
        try
        {
            foreach ((string name, string value) in DotEnvFile.Parse(Encoding.UTF8.GetString(files.Read(from.DotEnv))))
            {
                environment.TryAdd(name, value);
            }
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return from.Environment;
        }

        return environment;
    }

    private static string? FolderOf(IReadOnlyDictionary<string, string> environment, string workingDirectory) =>
        environment.GetValueOrDefault(FolderVariable) is { Length: > 0 } folder ? Path.GetFullPath(folder, workingDirectory) : null;

    private static string? Find(string? folder, string workingDirectory, FilesRead files)
    {
        foreach (string? candidate in (string?[])[folder, workingDirectory])
        {
            if (candidate is not null && Path.Combine(candidate, FileName) is var file && files.Exists(file))
            {
                return file;
            }
        }

        return null;
    }

    /// <summary>The generator comes from the member (an object, or the name of a file), from <c>generator.json</c> in the configuration folder, or from the defaults.</summary>
    private static GeneratorConfiguration? ReadGenerator(
        ConfigurationNode node, ConfigurationObject defaults, EnvironmentOverlay overlay, ConfigurationContext context, string? folder)
    {
        string? file = null;
        if (node.IsString)
        {
            file = node.ReadString() is { Length: > 0 } name ? Path.GetFullPath(name, context.Folder) : null;
        }
        else if (!node.HasJson && folder is not null)
        {
            file = Path.Combine(folder, GeneratorFileName);
            if (!context.Files.Exists(file))
            {
                file = context.Files.Exists(Path.Combine(folder, FileName)) ? null : Missing(file, context);
            }
        }

        if (file is not null)
        {
            string root = $"{Path.GetFileName(file)}#$";
            return ConfigurationFile.Read(file, root, context) is { } json ? GeneratorReader.Read(new ConfigurationObject(context, root, json, overlay.Child("generator"))) : null;
        }

        if (node.HasJson && !node.IsString)
        {
            return node.ReadObject() is { } written ? GeneratorReader.Read(written) : null;
        }

        GeneratorConfiguration? byDefault = null;
        var shipped = new ConfigurationObject(context, "$.generator", defaults.Member("generator").ReadRaw() as JsonObject, overlay.Child("generator"));
        ReadDefaults(context, () => byDefault = GeneratorReader.Read(shipped));
        return byDefault;
    }

    private static void ReadDefaults(ConfigurationContext context, Action read)
    {
        context.Origin = "default";
        read();
        context.Origin = "file";
    }

    private static string? Missing(string file, ConfigurationContext context)
    {
        context.Fault("$", $"{FolderVariable} names a folder without {FileName} and {GeneratorFileName}: {Path.GetDirectoryName(file)}");
        return null;
    }

    private static ConfigurationObject Defaults(ConfigurationContext context)
    {
        using Stream stream = typeof(ConfigurationLoader).Assembly.GetManifestResourceStream(DefaultsResource)
            ?? throw new InvalidOperationException($"The resource {DefaultsResource} is missing from the assembly.");
        using var bytes = new MemoryStream();
        stream.CopyTo(bytes);
        return new ConfigurationObject(context, "$", ConfigurationFile.Parse(bytes.GetBuffer().AsSpan(0, (int)bytes.Length), "defaults", "defaults#$", context), null);
    }
}

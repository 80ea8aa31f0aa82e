using System.Text.Json.Nodes;
using Outcrop.Bedrock.Transport;

namespace Outcrop.Gateway.Configuration;

/// <summary>Finds the files, lays the environment over them, and has every section read before it complains.</summary>
internal static class ConfigurationLoader
{
    private const string FileName = "outcrop.json";
    private const string GeneratorFileName = "generator.json";
    private const string FolderVariable = "OUTCROP_CONFIG_DIR";
    private const string DefaultsResource = "Outcrop.Gateway.Configuration.defaults.json";

    /// <summary>Loads the whole.</summary>
    /// <param name="path">The file asked for; <see langword="null"/> looks for one.</param>
    /// <param name="environment">The variables.</param>
    /// <param name="workingDirectory">What relative paths are relative to.</param>
    /// <exception cref="OutcropConfigurationException">Anything is wrong.</exception>
    public static OutcropConfiguration Load(string? path, IReadOnlyDictionary<string, string> environment, string workingDirectory)
    {
        var context = new ConfigurationContext(environment);
        EnvironmentOverlay overlay = EnvironmentOverlay.Read(environment);
        string? folder = FolderOf(environment, workingDirectory);
        string? file = path is not null ? Path.GetFullPath(path, workingDirectory) : Find(folder, workingDirectory);
        JsonObject? json = file is null ? [] : ConfigurationFile.Read(file, context);
        string source = file ?? "built-in defaults";

        // Without a root to read nothing else can be said; every other fault is collected.
        if (json is null)
        {
            throw new OutcropConfigurationException(source, context.Faults);
        }

        var root = new ConfigurationObject(context, "$", json, overlay);
        ConfigurationObject defaults = Defaults(context);
        string baseFolder = file is null ? workingDirectory : Path.GetDirectoryName(file)!;
        ServerSettings server = SectionReader.ReadServer(root.Member("server").ReadObject());
        LoggingSettings logging = SectionReader.ReadLogging(root.Member("logging").ReadObject(), workingDirectory);
        IReadOnlyList<ApiKey> keys = KeysReader.Read(root.Member("keys"));
        BedrockSettings bedrock = BedrockSectionReader.Read(root.Member("bedrock").ReadObject(), baseFolder);
        BedrockTimeouts timeouts = SectionReader.ReadTimeouts(root.Member("timeouts").ReadObject());
        BedrockRetryOptions retry = SectionReader.ReadRetry(root.Member("retry").ReadObject());
        LimitSettings limits = SectionReader.ReadLimits(root.Member("limits").ReadObject());
        FetchingSettings fetching = FetchingReader.Read(root.Member("fetching").ReadObject());
        AnthropicSettings anthropic = AnthropicReader.Read(root.Member("anthropic").ReadObject());
        BedrockNativeSettings bedrockNative = BedrockNativeReader.Read(root.Member("bedrockNative").ReadObject());
        ResponseStoreSettings responses = SectionReader.ReadResponses(root.Member("responses").ReadObject());
        IReadOnlyDictionary<string, string> aliases = SectionReader.ReadAliases(root.Member("models").ReadObject());
        ModerationSettings moderation = ModerationReader.Read(root.Member("moderation").ReadObject());
        var prompts = new Dictionary<string, PromptTemplate>(StringComparer.Ordinal);
        PromptsReader.ReadInto(prompts, defaults.Member("prompts"));
        PromptsReader.ReadInto(prompts, root.Member("prompts"));
        GeneratorConfiguration? generator = ReadGenerator(root.Member("generator"), defaults, overlay, context, folder, baseFolder);
        root.RefuseUnknown();

        foreach (string name in (string[])["AWS_SECRET_ACCESS_KEY", "AWS_SESSION_TOKEN", "AWS_BEARER_TOKEN_BEDROCK"])
        {
            context.Secret(environment.GetValueOrDefault(name));
        }

        if (context.Faults.Count > 0 || generator is null)
        {
            throw new OutcropConfigurationException(source, context.Faults);
        }

        return new OutcropConfiguration
        {
            Source = source,
            Server = server,
            Keys = keys,
            Bedrock = bedrock,
            Timeouts = timeouts,
            Retry = retry,
            Limits = limits,
            Fetching = fetching,
            Anthropic = anthropic,
            BedrockNative = bedrockNative,
            Responses = responses,
            Logging = logging,
            Aliases = aliases,
            Moderation = moderation,
            Generator = generator,
            Prompts = prompts,
            Warnings = context.Warnings,
            Secrets = [.. context.Secrets],
        };
    }

    private static string? FolderOf(IReadOnlyDictionary<string, string> environment, string workingDirectory) =>
        environment.GetValueOrDefault(FolderVariable) is { Length: > 0 } folder ? Path.GetFullPath(folder, workingDirectory) : null;

    private static string? Find(string? folder, string workingDirectory)
    {
        foreach (string? candidate in (string?[])[folder, workingDirectory])
        {
            if (candidate is not null && Path.Combine(candidate, FileName) is var file && File.Exists(file))
            {
                return file;
            }
        }

        return null;
    }

    /// <summary>The generator comes from the member (an object, or the name of a file), from <c>generator.json</c> in the configuration folder, or from the defaults.</summary>
    private static GeneratorConfiguration? ReadGenerator(
        ConfigurationNode node, ConfigurationObject defaults, EnvironmentOverlay overlay, ConfigurationContext context, string? folder, string baseFolder)
    {
        string? file = null;
        if (node.IsString)
        {
            file = node.ReadString() is { Length: > 0 } name ? Path.GetFullPath(name, baseFolder) : null;
        }
        else if (!node.HasJson && folder is not null)
        {
            file = Path.Combine(folder, GeneratorFileName);
            if (!File.Exists(file))
            {
                file = File.Exists(Path.Combine(folder, FileName)) ? null : Missing(file, context);
            }
        }

        if (file is not null)
        {
            return ConfigurationFile.Read(file, context) is { } json
                ? GeneratorReader.Read(new ConfigurationObject(context, $"{Path.GetFileName(file)}#$", json, overlay.Child("generator")))
                : null;
        }

        return node.HasJson && !node.IsString
            ? node.ReadObject() is { } written ? GeneratorReader.Read(written) : null
            : GeneratorReader.Read(new ConfigurationObject(context, "$.generator", defaults.Member("generator").ReadRaw() as JsonObject, overlay.Child("generator")));
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
        return new ConfigurationObject(context, "defaults#$", ConfigurationFile.Parse(bytes.GetBuffer().AsSpan(0, (int)bytes.Length), "defaults", context), null);
    }
}

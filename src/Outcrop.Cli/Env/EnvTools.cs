namespace Outcrop.Cli.Env;

/// <summary>Every tool that <c>outcrop env</c> knows. One entry each; what each variable does is in docs/tools.</summary>
internal static class EnvTools
{
    /// <summary>The tools.</summary>
    public static IReadOnlyList<EnvTool> All { get; } =
    [
        new("claude-code", "Claude Code over Anthropic's API", ClaudeCode, NoNotes),
        new("claude-code-bedrock", "Claude Code over Bedrock's API", ClaudeCodeBedrock, NoNotes),
        new("codex", "Codex, which takes the URL from its configuration file", Codex, CodexNotes),
        new("openai", "OpenAI's SDKs and tools built on them", OpenAI, NoNotes),
        new("anthropic", "Anthropic's SDKs and tools built on them", Anthropic, NoNotes),
        new("aws", "AWS's SDKs and CLI, LangChain on Bedrock, the AI SDK's Bedrock provider", Aws, NoNotes),
    ];

    /// <summary>The gateway refuses two different keys in one request, so another one lying around must go.</summary>
    private static EnvLine[] ClaudeCode(EnvSettings settings) =>
    [
        EnvLine.Set("ANTHROPIC_BASE_URL", settings.Url),
        new("ANTHROPIC_AUTH_TOKEN", settings.KeyValue),
        EnvLine.Set("CLAUDE_CODE_ENABLE_GATEWAY_MODEL_DISCOVERY", "1"),
        .. Model("ANTHROPIC_MODEL", settings),
        EnvLine.Unset("ANTHROPIC_API_KEY"),
        EnvLine.Unset("CLAUDE_CODE_USE_BEDROCK"),
    ];

    private static EnvLine[] ClaudeCodeBedrock(EnvSettings settings) =>
    [
        EnvLine.Set("CLAUDE_CODE_USE_BEDROCK", "1"),
        EnvLine.Set("ANTHROPIC_BEDROCK_BASE_URL", settings.Url),
        EnvLine.Set("AWS_REGION", settings.Region),
        .. Model("ANTHROPIC_MODEL", settings),
        .. settings.HasAccessKey ? settings.AccessKeyLines : [new EnvLine("AWS_BEARER_TOKEN_BEDROCK", settings.KeyValue)],
    ];

    private static EnvLine[] Codex(EnvSettings settings) => string.IsNullOrEmpty(settings.Key) ? [] : [new(EnvSettings.KeyVariable, settings.KeyValue)];

    private static string[] CodexNotes(EnvSettings settings) =>
    [
        "~/.codex/config.toml:",
        $"  model = {TomlText(settings.Model ?? "us.anthropic.claude-sonnet-4-5-20250929-v1:0")}",
        "  model_provider = \"outcrop\"",
        "  [model_providers.outcrop]",
        "  name = \"Outcrop\"",
        $"  base_url = {TomlText(settings.Url + "/v1")}",
        $"  env_key = \"{EnvSettings.KeyVariable}\"",
        "  wire_api = \"responses\"",
    ];

    private static EnvLine[] OpenAI(EnvSettings settings) => [EnvLine.Set("OPENAI_BASE_URL", settings.Url + "/v1"), new("OPENAI_API_KEY", settings.KeyValue), .. Model("OPENAI_MODEL", settings)];

    private static EnvLine[] Anthropic(EnvSettings settings) =>
    [
        EnvLine.Set("ANTHROPIC_BASE_URL", settings.Url),
        new("ANTHROPIC_API_KEY", settings.KeyValue),
        .. Model("ANTHROPIC_MODEL", settings),
        EnvLine.Unset("ANTHROPIC_AUTH_TOKEN"),
    ];

    /// <summary>SDKs refuse to send a bearer key over plain HTTP, so the access key is what is used unless a key was given.</summary>
    private static EnvLine[] Aws(EnvSettings settings) =>
    [
        EnvLine.Set("AWS_ENDPOINT_URL_BEDROCK_RUNTIME", settings.Url),
        EnvLine.Set("AWS_ENDPOINT_URL_BEDROCK", settings.Url),
        EnvLine.Set("AWS_REGION", settings.Region),

        // All that boto3 and version 1 of the CLI read.
        EnvLine.Set("AWS_DEFAULT_REGION", settings.Region),
        .. settings.HasAccessKey || string.IsNullOrEmpty(settings.Key) ? settings.AccessKeyLines : [new EnvLine("AWS_BEARER_TOKEN_BEDROCK", settings.KeyValue)],
    ];

    private static EnvLine[] Model(string name, EnvSettings settings) => string.IsNullOrEmpty(settings.Model) ? [] : [EnvLine.Set(name, settings.Model)];

    private static string TomlText(string text) => $"\"{text.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal)}\"";

    private static string[] NoNotes(EnvSettings settings) => [];
}

using Outcrop.Gateway.Configuration;
using Outcrop.Gateway.Configuration.Sections;
using Outcrop.Gateway.Pipeline;

namespace Outcrop.Gateway.FrontEnds.Seed;

/// <summary>Chooses and fills the system prompt of a request.</summary>
internal static class SeedPrompt
{
    private const string DefaultRepositoryType = "github";

    /// <summary>Renders the prompt: the one the request names, else <c>repository</c> when it has a repository, else <c>default</c>.</summary>
    /// <param name="prompts">The templates.</param>
    /// <param name="request">The request.</param>
    /// <returns><see langword="null"/> when there is none.</returns>
    /// <exception cref="GatewayException">The request names a template or variable that does not exist, or leaves out one that is needed.</exception>
    public static string? Render(IReadOnlyDictionary<string, PromptTemplate> prompts, SeedChatRequest request)
    {
        PromptTemplate? template = Choose(prompts, request);
        foreach (string name in request.Variables.Keys)
        {
            if (template?.Variables.ContainsKey(name) != true)
            {
                throw new GatewayException(GatewayError.InvalidRequest($"variables: the prompt has no variable '{Logging.SafeText.Clean(name)}'"));
            }
        }

        return template is null or { IsEmpty: true } ? null : template.Render(name => ValueOf(name, template, request));
    }

    /// <summary>The repository's name as the origin takes it: the last part of its URL, without <c>.git</c>.</summary>
    /// <param name="url">The URL or path.</param>
    public static string RepositoryName(string url)
    {
        ReadOnlySpan<char> text = url.AsSpan().TrimEnd('/');
        int slash = text.LastIndexOf('/');
        text = slash < 0 ? text : text[(slash + 1)..];
        return (text.EndsWith(".git", StringComparison.OrdinalIgnoreCase) ? text[..^4] : text).ToString();
    }

    private static PromptTemplate? Choose(IReadOnlyDictionary<string, PromptTemplate> prompts, SeedChatRequest request)
    {
        if (!string.IsNullOrEmpty(request.Prompt))
        {
            return prompts.TryGetValue(request.Prompt, out PromptTemplate? named)
                ? named
                : throw new GatewayException(GatewayError.InvalidRequest($"prompt: there is no prompt '{Logging.SafeText.Clean(request.Prompt)}'"));
        }

        return !string.IsNullOrEmpty(request.RepositoryUrl) && prompts.TryGetValue(PromptsReader.RepositoryPrompt, out PromptTemplate? repository)
            ? repository
            : prompts.GetValueOrDefault(PromptsReader.DefaultPrompt);
    }

    private static string ValueOf(string name, PromptTemplate template, SeedChatRequest request) => name switch
    {
        "repo_url" => request.RepositoryUrl ?? "",
        "repo_name" => RepositoryName(request.RepositoryUrl ?? ""),
        "repo_type" => string.IsNullOrEmpty(request.RepositoryType) ? DefaultRepositoryType : request.RepositoryType,
        "language_name" => Languages.NameOf(string.IsNullOrEmpty(request.Language) ? Languages.Default : request.Language),
        _ => request.Variables.GetValueOrDefault(name) ?? template.Variables[name]
            ?? throw new GatewayException(GatewayError.InvalidRequest($"variables: the prompt needs the variable '{name}'")),
    };
}

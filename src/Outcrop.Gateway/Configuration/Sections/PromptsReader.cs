using Outcrop.Gateway.Configuration.Files;

namespace Outcrop.Gateway.Configuration.Sections;

/// <summary>Reads the <c>prompts</c> section: name → text, or name → <c>{text, variables}</c>.</summary>
internal static class PromptsReader
{
    /// <summary>The template of a request that has a repository and names no template.</summary>
    public const string RepositoryPrompt = "repository";

    /// <summary>The template of any other request that names none.</summary>
    public const string DefaultPrompt = "default";

    /// <summary>What every template can use.</summary>
    public static readonly IReadOnlyList<string> BuiltIn = ["repo_url", "repo_name", "repo_type", "language_name"];

    /// <summary>Reads a section over what is already there.</summary>
    /// <param name="prompts">Takes the templates; one of the same name is replaced.</param>
    /// <param name="node">The section, if any.</param>
    public static void ReadInto(Dictionary<string, PromptTemplate> prompts, ConfigurationNode node)
    {
        foreach ((string name, ConfigurationNode value) in node.ReadObject()?.Entries() ?? [])
        {
            PromptTemplate? template = value.IsString
                ? PromptTemplate.Parse(value.ReadString() ?? "", new Dictionary<string, string?>())
                : ReadDetailed(value);
            if (template is null)
            {
                continue;
            }

            foreach (string placeholder in template.Placeholders)
            {
                if (!BuiltIn.Contains(placeholder) && !template.Variables.ContainsKey(placeholder))
                {
                    value.Fault($"{{{placeholder}}} is no variable; there are {string.Join(", ", BuiltIn.Concat(template.Variables.Keys))} (declare others under variables, write {{{{ for a brace)");
                }
            }

            prompts[name] = template;
        }
    }

    private static PromptTemplate? ReadDetailed(ConfigurationNode node)
    {
        if (node.ReadObject() is not { } section)
        {
            if (!node.HasValue)
            {
                node.Fault("must be a text or {text, variables}");
            }

            return null;
        }

        ConfigurationNode textNode = section.Member("text");
        string? text = textNode.ReadString();
        if (text is null)
        {
            textNode.Fault("is needed");
        }

        var variables = new Dictionary<string, string?>(StringComparer.Ordinal);
        foreach ((string name, ConfigurationNode value) in section.Member("variables").ReadObject()?.Entries() ?? [])
        {
            if (!PromptTemplate.IsName(name) || BuiltIn.Contains(name))
            {
                value.Fault($"'{name}' cannot name a variable");
            }

            variables[name] = value.ReadString();
        }

        section.RefuseUnknown();
        return PromptTemplate.Parse(text ?? "", variables);
    }
}

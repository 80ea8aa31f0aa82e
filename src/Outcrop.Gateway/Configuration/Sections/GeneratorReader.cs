using System.Text;
using Outcrop.Bedrock.Converse;
using Outcrop.Gateway.Configuration.Files;

namespace Outcrop.Gateway.Configuration.Sections;

/// <summary>Reads a <c>generator.json</c> of the origin's shape.</summary>
internal static class GeneratorReader
{
    /// <summary>The one client class that is served.</summary>
    public const string BedrockClientClass = "BedrockClient";

    /// <summary>The origin's client class for each of its provider ids, for files that leave <c>client_class</c> out.</summary>
    private static readonly Dictionary<string, string> ClassByProvider = new(StringComparer.Ordinal)
    {
        ["bedrock"] = BedrockClientClass,
        ["google"] = "GoogleGenAIClient",
        ["openai"] = "OpenAIClient",
        ["openrouter"] = "OpenRouterClient",
        ["ollama"] = "OllamaClient",
        ["azure"] = "AzureAIClient",
        ["dashscope"] = "DashscopeClient",
    };

    /// <summary>Reads the whole.</summary>
    /// <param name="root">The object of the origin's shape.</param>
    /// <returns><see langword="null"/> when a fault makes it unusable; the fault is noted.</returns>
    public static GeneratorConfiguration? Read(ConfigurationObject root)
    {
        ConfigurationNode defaultNode = root.Member("default_provider");
        string? defaultProvider = defaultNode.ReadString();
        ConfigurationNode providersNode = root.Member("providers");
        var providers = new List<GeneratorProvider>();
        foreach ((string id, ConfigurationNode node) in providersNode.ReadObject()?.Entries() ?? [])
        {
            if (node.ReadObject() is { } provider)
            {
                providers.Add(ReadProvider(id, provider));
            }
        }

        root.RefuseUnknown();
        if (providers.Count == 0)
        {
            providersNode.Fault("at least one provider is needed");
            return null;
        }

        if (defaultProvider is null)
        {
            defaultNode.Fault("is needed");
        }
        else if (!providers.Exists(provider => provider.Id == defaultProvider))
        {
            defaultNode.Fault($"'{defaultProvider}' is none of the providers ({string.Join(", ", providers.Select(provider => provider.Id))})");
        }

        return new GeneratorConfiguration { DefaultProvider = defaultProvider ?? providers[0].Id, Providers = providers };
    }

    private static GeneratorProvider ReadProvider(string id, ConfigurationObject provider)
    {
        string clientClass = ReadClientClass(id, provider);
        bool isServed = clientClass == BedrockClientClass;
        bool supportsCustomModel = provider.Member("supportsCustomModel").ReadBoolean() ?? false;
        var models = new List<GeneratorModel>();
        foreach ((string modelId, ConfigurationNode node) in provider.Member("models").ReadObject()?.Entries() ?? [])
        {
            if (node.ReadObject() is { } model)
            {
                models.Add(ReadModel(modelId, model, isServed));
            }
        }

        ConfigurationNode defaultNode = provider.Member("default_model");
        string? defaultModel = defaultNode.ReadString();
        if (isServed && defaultModel is null)
        {
            defaultNode.Fault("is needed");
        }
        else if (isServed && !models.Exists(model => model.Id == defaultModel))
        {
            defaultNode.Fault($"'{defaultModel}' is none of the models of '{id}'");
        }

        provider.WarnOfUnknown();
        return new GeneratorProvider { Id = id, ClientClass = clientClass, DefaultModel = defaultModel ?? "", SupportsCustomModel = supportsCustomModel, Models = models };
    }

    /// <summary>As in the origin the class decides, and without one the provider's id does. What neither knows is a fault, never a silent default.</summary>
    private static string ReadClientClass(string id, ConfigurationObject provider)
    {
        ConfigurationNode node = provider.Member("client_class");
        string? written = node.ReadString();
        if (written is null)
        {
            if (ClassByProvider.TryGetValue(id, out string? byId))
            {
                return byId;
            }

            node.Fault($"provider '{id}' is not known, so it needs a client_class ({string.Join(", ", ClassByProvider.Values)})");
            return "";
        }

        if (!ClassByProvider.ContainsValue(written))
        {
            node.Fault($"client class '{written}' is not known; known are {string.Join(", ", ClassByProvider.Values)}");
        }

        return written;
    }

    private static GeneratorModel ReadModel(string id, ConfigurationObject model, bool isServed)
    {
        if (!isServed)
        {
            // Only listed, never called: its parameters are that provider's own business.
            model.RequirePlaceholders();
            return new GeneratorModel { Id = id, Parameters = new InferenceConfiguration() };
        }

        var parameters = new InferenceConfiguration
        {
            Temperature = model.Member("temperature").ReadDouble(0, 2),
            TopP = model.Member("top_p").ReadDouble(0, 1),
            MaxTokens = (int?)model.Member("max_tokens").ReadInteger(1, int.MaxValue),
            StopSequences = model.Member("stop_sequences").ReadStrings() ?? [],
        };
        string? additional = model.Member("additional_fields").ReadRawObject();
        model.WarnOfUnknown();
        return new GeneratorModel { Id = id, Parameters = parameters, AdditionalFields = additional is null ? null : new RawJson(Encoding.UTF8.GetBytes(additional)) };
    }
}

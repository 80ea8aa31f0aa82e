using Outcrop.Bedrock;
using Outcrop.Gateway.Routing;

namespace Outcrop.Gateway.Configuration.Files;

/// <summary>Reads settings that are one of a few words.</summary>
internal static class Choices
{
    /// <summary>The words for <see cref="BedrockApi"/>.</summary>
    public static readonly (string Word, BedrockApi Value)[] Apis =
    [
        ("converse", BedrockApi.Converse),
        ("invoke", BedrockApi.InvokeModel),
        ("openai-chat", BedrockApi.OpenAIChat),
        ("openai-responses", BedrockApi.OpenAIResponses),
        ("anthropic-messages", BedrockApi.AnthropicMessages),
        ("auto", BedrockApi.Auto),
    ];

    /// <summary>The words for <see cref="BedrockSurface"/>.</summary>
    public static readonly (string Word, BedrockSurface Value)[] Surfaces = [("runtime", BedrockSurface.Runtime), ("mantle", BedrockSurface.Mantle)];

    /// <summary>The words for <see cref="RoutingStrategy"/>.</summary>
    public static readonly (string Word, RoutingStrategy Value)[] Strategies =
    [
        ("priority", RoutingStrategy.Priority),
        ("weighted", RoutingStrategy.Weighted),
        ("leastInFlight", RoutingStrategy.LeastInFlight),
        ("quota", RoutingStrategy.Quota),
    ];

    /// <summary>The words for <see cref="DisconnectPolicy"/>.</summary>
    public static readonly (string Word, DisconnectPolicy Value)[] Disconnects = [("drain", DisconnectPolicy.Drain), ("cancel", DisconnectPolicy.Cancel)];

    /// <summary>Reads one; <see langword="null"/> where none is written, or another word.</summary>
    /// <param name="node">The setting.</param>
    /// <param name="choices">The words.</param>
    public static T? Read<T>(ConfigurationNode node, (string Word, T Value)[] choices)
        where T : struct
    {
        string? text = node.ReadString();
        foreach ((string word, T value) in choices)
        {
            if (word == text)
            {
                return value;
            }
        }

        if (text is not null)
        {
            node.Fault($"must be {string.Join(", ", choices[..^1].Select(choice => choice.Word))} or {choices[^1].Word}");
        }

        return null;
    }

    /// <summary>Reads an object whose members' names are models.</summary>
    /// <param name="node">The object.</param>
    /// <param name="choices">The words.</param>
    public static IReadOnlyDictionary<string, T> ReadByModel<T>(ConfigurationNode node, (string Word, T Value)[] choices)
        where T : struct
    {
        var byModel = new Dictionary<string, T>(StringComparer.Ordinal);
        foreach ((string model, ConfigurationNode value) in node.ReadObject()?.Entries() ?? [])
        {
            if (Read(value, choices) is { } choice)
            {
                byModel[model] = choice;
            }
            else if (!value.HasValue)
            {
                value.Fault("must not be null");
            }
        }

        return byModel;
    }
}

using System.Text.Json;
using Microsoft.Extensions.AI;

namespace Outcrop.Extensions.AI.Chat;

/// <summary>Options that Converse has no member for and models have under names of their own. What a model has no name for is dropped, and said to be.</summary>
internal static class ModelFields
{
    /// <summary>Adds the model's own fields.</summary>
    /// <param name="options">The options.</param>
    /// <param name="plan">The request; takes the names of what was dropped.</param>
    /// <param name="fields">The fields to add to.</param>
    public static void Read(ChatOptions options, ChatPlan plan, Dictionary<string, JsonElement> fields)
    {
        if (options.TopK is { } topK)
        {
            Add(nameof(ChatOptions.TopK), topK, TopKName(plan.Provider), plan, fields);
        }

        bool openAIShaped = plan.Provider is "openai" or "qwen" or "deepseek" or "ai21" or "moonshot" or "moonshotai" or "minimax" or "zai" or "nvidia";
        if (options.FrequencyPenalty is { } frequency)
        {
            Add(nameof(ChatOptions.FrequencyPenalty), frequency, openAIShaped || plan.Provider == "cohere" ? "frequency_penalty" : null, plan, fields);
        }

        if (options.PresencePenalty is { } presence)
        {
            Add(nameof(ChatOptions.PresencePenalty), presence, openAIShaped || plan.Provider == "cohere" ? "presence_penalty" : null, plan, fields);
        }

        if (options.Seed is { } seed)
        {
            Add(nameof(ChatOptions.Seed), seed, openAIShaped || plan.Provider == "cohere" ? "seed" : null, plan, fields);
        }

        if (options.Reasoning is { } reasoning && !ReasoningFields.Read(reasoning, options.MaxOutputTokens, plan, fields))
        {
            plan.Dropped.Add(nameof(ChatOptions.Reasoning));
        }
    }

    /// <summary>The name of top_k; a dot leads into an object.</summary>
    private static string? TopKName(string provider) => provider switch
    {
        "anthropic" or "mistral" or "qwen" => "top_k",
        "amazon" => "inferenceConfig.topK",
        "cohere" => "k",
        _ => null,
    };

    private static void Add<T>(string option, T value, string? name, ChatPlan plan, Dictionary<string, JsonElement> fields)
    {
        if (name is null)
        {
            plan.Dropped.Add(option);
            return;
        }

        int dot = name.IndexOf('.', StringComparison.Ordinal);
        if (dot < 0)
        {
            fields[name] = Json.Element(value);
        }
        else
        {
            fields[name[..dot]] = Json.Parse(Json.Object(writer => Json.WriteMember(writer, name[(dot + 1)..], value)));
        }
    }
}

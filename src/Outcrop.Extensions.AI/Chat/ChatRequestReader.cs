using System.Text.Json;
using Microsoft.Extensions.AI;
using Outcrop.Bedrock.Catalog;
using Outcrop.Bedrock.Converse;

namespace Outcrop.Extensions.AI.Chat;

/// <summary>
/// Messages and options as a Converse request. The options are only read. A request that the caller's own factory made is completed: what it
/// has set stays, messages, tools and system prompts are added to it.
/// </summary>
internal static class ChatRequestReader
{
    /// <summary>Members of Converse's body that may stand among the additional properties; all others are the model's own.</summary>
    private static readonly HashSet<string> TopLevel = new(StringComparer.Ordinal)
    {
        "guardrailConfig", "requestMetadata", "performanceConfig", "serviceTier", "outputConfig", "promptVariables", "additionalModelResponseFieldPaths",
    };

    /// <summary>Makes the request.</summary>
    /// <param name="messages">The conversation.</param>
    /// <param name="options">The options.</param>
    /// <param name="client">The client the caller's factory is given.</param>
    /// <param name="catalog">What is known of models.</param>
    /// <param name="defaultModelId">The model where the options name none.</param>
    /// <exception cref="InvalidOperationException">No model is named.</exception>
    /// <exception cref="NotSupportedException">The conversation or the options hold what Converse does not take.</exception>
    public static ChatPlan Read(IEnumerable<ChatMessage> messages, ChatOptions? options, IChatClient client, ModelCatalog catalog, string? defaultModelId)
    {
        // 1. The model decides how options are written.
        ConverseRequest request = options?.RawRepresentationFactory?.Invoke(client) as ConverseRequest ?? new ConverseRequest { ModelId = "" };
        if (options?.ModelId is { Length: > 0 } asked)
        {
            request.ModelId = asked;
        }
        else if (string.IsNullOrEmpty(request.ModelId))
        {
            request.ModelId = !string.IsNullOrEmpty(defaultModelId) ? defaultModelId
                : throw new InvalidOperationException("No model is named: set ChatOptions.ModelId, or give AsIChatClient a default.");
        }

        var plan = new ChatPlan(request, catalog.Find(request.ModelId));

        // 2. The conversation.
        if (!string.IsNullOrWhiteSpace(options?.Instructions))
        {
            request.System.Add(new TextBlock(options.Instructions));
        }

        ConversationReader.Read(messages, request);

        // 3. The options; tools last, since a structured answer may need one.
        if (options is not null)
        {
            ReadInference(options, request);
            ReadAdditional(options, plan);
            if (options.ContinuationToken is not null)
            {
                throw new NotSupportedException("Bedrock's Converse has no background responses; a continuation token cannot be redeemed.");
            }

            if (options.ConversationId is not null)
            {
                plan.Dropped.Add(nameof(ChatOptions.ConversationId));
            }
        }

        ToolReader.Read(options, plan);
        OutputFormat.Apply(options?.ResponseFormat, plan);
        return plan;
    }

    private static void ReadInference(ChatOptions options, ConverseRequest request)
    {
        InferenceConfiguration given = request.InferenceConfig ?? new InferenceConfiguration();
        InferenceConfiguration inference = given with
        {
            MaxTokens = given.MaxTokens ?? options.MaxOutputTokens,
            Temperature = given.Temperature ?? Widen(options.Temperature),
            TopP = given.TopP ?? Widen(options.TopP),
            StopSequences = given.StopSequences.Count > 0 ? given.StopSequences : [.. options.StopSequences ?? []],
        };
        bool empty = inference is { MaxTokens: null, Temperature: null, TopP: null, StopSequences.Count: 0, Additional.IsEmpty: true };
        request.InferenceConfig = empty ? null : inference;
    }

    /// <summary>0.7f is 0.699999988 as a double; what the caller wrote is sent.</summary>
    private static double? Widen(float? value) => value is { } narrow ? (double)(decimal)narrow : null;

    private static void ReadAdditional(ChatOptions options, ChatPlan plan)
    {
        var fields = new Dictionary<string, JsonElement>(StringComparer.Ordinal);
        ModelFields.Read(options, plan, fields);
        AddMembers(plan.Request.AdditionalModelRequestFields, fields);
        foreach ((string name, object? value) in options.AdditionalProperties ?? [])
        {
            JsonElement json = Json.Element(value);
            if (name == "additionalModelRequestFields")
            {
                AddMembers(Json.Raw(json), fields);
            }
            else if (TopLevel.Contains(name))
            {
                plan.Request.SetMember(name, Json.Minify(json));
            }
            else
            {
                fields[name] = json;
            }
        }

        if (fields.Count > 0)
        {
            plan.Request.AdditionalModelRequestFields = Json.Object(writer =>
            {
                foreach ((string name, JsonElement value) in fields)
                {
                    Json.WriteMember(writer, name, value);
                }
            });
        }
    }

    private static void AddMembers(RawJson? json, Dictionary<string, JsonElement> fields)
    {
        if (json is not { IsEmpty: false } present || Json.Parse(present) is not { ValueKind: JsonValueKind.Object } members)
        {
            return;
        }

        foreach (JsonProperty member in members.EnumerateObject())
        {
            fields[member.Name] = member.Value;
        }
    }
}

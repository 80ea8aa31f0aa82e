using System.Text.Json;
using Outcrop.Bedrock.Catalog;
using Outcrop.Bedrock.Converse;

namespace Outcrop.Gateway.FrontEnds.Anthropic.Messages;

/// <summary>Reads <c>thinking</c>, <c>output_config</c> and its older form <c>output_format</c>. What this version does not know goes to Claude as it stands.</summary>
/// <param name="body">The request's object.</param>
/// <param name="request">Where they go.</param>
/// <param name="isClaude">Whether the model is Claude.</param>
/// <param name="dropped">Told what was left out.</param>
internal sealed class OutputReader(JsonElement body, ConverseRequest request, bool isClaude, List<string> dropped)
{
    /// <summary>Whether the caller said himself how to think.</summary>
    public bool AsksToThink { get; private set; }

    /// <summary>Reads them.</summary>
    public void Read()
    {
        request.Reasoning = ReadThinking();
        request.OutputConfig = null;
        if (RequestJson.TryGet(body, "output_config", out JsonElement config))
        {
            ReadConfig(RequestJson.Object(config, "output_config"));
        }

        if (RequestJson.TryGet(body, "output_format", out JsonElement format))
        {
            SetFormat(format, "output_format");
        }
    }

    private ReasoningConfiguration? ReadThinking()
    {
        if (!RequestJson.TryGet(body, "thinking", out JsonElement thinking))
        {
            return null;
        }

        AsksToThink = true;
        ReasoningMode? mode = RequestJson.RequiredText(RequestJson.Object(thinking, "thinking"), "type", "thinking") switch
        {
            "disabled" => ReasoningMode.Disabled,
            "enabled" => ReasoningMode.Enabled,
            "adaptive" => ReasoningMode.Adaptive,

            // Other models have no such difference: they think where they find it right.
            "between_tools" when !isClaude => ReasoningMode.Adaptive,
            _ => null,
        };
        if (mode is not { } known)
        {
            if (!isClaude)
            {
                throw RequestJson.Wrong("thinking.type", "must be enabled, adaptive, between_tools or disabled");
            }

            request.AdditionalModelRequestFields = ModelFields.Add(request.AdditionalModelRequestFields, "thinking", thinking);
            return null;
        }

        int? budget = RequestJson.Count(thinking, "budget_tokens");
        if (known == ReasoningMode.Enabled && budget is null)
        {
            throw RequestJson.Wrong("thinking.budget_tokens", "is required");
        }

        return new ReasoningConfiguration { Mode = known, BudgetTokens = budget, Display = RequestJson.Text(thinking, "display", "thinking") };
    }

    private void ReadConfig(JsonElement config)
    {
        foreach (JsonProperty member in config.EnumerateObject())
        {
            string path = "output_config." + member.Name;
            switch (member.Name)
            {
                case "effort":
                    SetEffort(RequestJson.Text(config, "effort", "output_config"));
                    break;
                case "format":
                    if (member.Value.ValueKind != JsonValueKind.Null)
                    {
                        SetFormat(member.Value, path);
                    }

                    break;
                default:
                    if (isClaude)
                    {
                        request.AdditionalModelRequestFields = ModelFields.AddWithin(request.AdditionalModelRequestFields, "output_config", member.Name, member.Value);
                    }
                    else if (!RequestJson.AsksForNothing(member.Value))
                    {
                        dropped.Add(path);
                    }

                    break;
            }
        }
    }

    /// <summary>Effort is about all that is written, thoughts among it. Models besides Claude have it for their thoughts alone, and only those that think unasked are told it.</summary>
    private void SetEffort(string? effort)
    {
        if (effort is null)
        {
            return;
        }

        if (request.Reasoning is { } reasoning)
        {
            request.Reasoning = reasoning with { Effort = effort };
        }
        else if (isClaude)
        {
            request.OutputConfig = (request.OutputConfig ?? new OutputConfiguration()) with { Effort = effort };
        }
        else if (ModelCatalog.Default.Find(request.ModelId)?.Rules.Reasoning.OnByDefault == true)
        {
            request.Reasoning = new ReasoningConfiguration { Mode = ReasoningMode.Adaptive, Effort = effort };
        }
        else
        {
            dropped.Add("output_config.effort");
        }
    }

    private void SetFormat(JsonElement format, string path)
    {
        if (RequestJson.RequiredText(RequestJson.Object(format, path), "type", path) != "json_schema")
        {
            throw RequestJson.Wrong(path + ".type", "must be json_schema");
        }

        JsonElement schema = RequestJson.TryGet(format, "schema", out JsonElement given) ? given : throw RequestJson.Wrong(path + ".schema", "is required");
        request.OutputConfig = (request.OutputConfig ?? new OutputConfiguration()) with
        {
            Format = new JsonOutputFormat(RequestJson.Raw(RequestJson.Object(schema, path + ".schema")), RequestJson.Text(format, "name", path)),
        };
    }
}

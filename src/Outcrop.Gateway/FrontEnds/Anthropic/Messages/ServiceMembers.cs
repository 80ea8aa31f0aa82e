using System.Text.Json;
using Outcrop.Bedrock.Converse;

namespace Outcrop.Gateway.FrontEnds.Anthropic.Messages;

/// <summary>Members that speak to the service and not to the model, and those that nobody knows: each goes to its place in Converse, to Claude as a field of its own, is left out and reported, or is refused.</summary>
/// <param name="body">The request's object.</param>
/// <param name="request">Where they go.</param>
/// <param name="isClaude">Whether the model is Claude.</param>
/// <param name="dropped">Told what was left out.</param>
internal sealed class ServiceMembers(JsonElement body, ConverseRequest request, bool isClaude, List<string> dropped)
{
    /// <summary>Reads them.</summary>
    /// <exception cref="Pipeline.GatewayException">One demands what Bedrock does not have and what no answer would be right without.</exception>
    public void Read()
    {
        foreach (JsonProperty member in body.EnumerateObject())
        {
            Read(member.Name, member.Value);
        }
    }

    private void Read(string name, JsonElement value)
    {
        switch (name)
        {
            case "model" or "messages" or "system" or "stream" or "max_tokens" or "temperature" or "top_p" or "top_k" or "stop_sequences"
                or "tools" or "tool_choice" or "thinking" or "output_config" or "output_format" or "cache_control" or "anthropic_version":
                break;
            case "metadata" when value.ValueKind != JsonValueKind.Null:
                ReadMetadata(RequestJson.Object(value, "metadata"));
                break;
            case "service_tier":
                ReadTier(RequestJson.Text(body, name, ""));
                break;
            case "bedrock" when value.ValueKind != JsonValueKind.Null:
                BedrockExtension.Read(value, request);
                break;
            case "mcp_servers" when !RequestJson.AsksForNothing(value):
                throw RequestJson.Wrong(name, "are called by Anthropic's own service; Bedrock calls none");
            case "container" when !RequestJson.AsksForNothing(value):
                throw RequestJson.Wrong(name, "is run by Anthropic's own service; Bedrock has none");
            case "inference_geo" when RequestJson.Text(body, name, "") is { } place and not "global":
                throw RequestJson.Wrong(name, $"cannot be chosen here: the model's own id says where it runs, such as {Example(place)}");
            default:
                ReadOther(name, value);
                break;
        }
    }

    private void ReadMetadata(JsonElement metadata)
    {
        foreach (JsonProperty entry in metadata.EnumerateObject())
        {
            if (entry.Value.ValueKind == JsonValueKind.Null)
            {
                continue;
            }

            string path = "metadata." + entry.Name;
            string text = RequestJson.Text(entry.Value, path);
            if (request.RequestMetadata.Count < 16 && RequestMetadataText.Fits(entry.Name, 1) && RequestMetadataText.Fits(text, 0))
            {
                request.RequestMetadata[entry.Name] = text;
            }
            else
            {
                dropped.Add(path);
            }
        }
    }

    /// <summary>Anthropic's two tiers, and Bedrock's own by their names.</summary>
    private void ReadTier(string? tier)
    {
        switch (tier)
        {
            case null or "auto":
                break;
            case "standard_only":
                request.ServiceTier = "default";
                break;
            case "default" or "flex" or "priority" or "reserved":
                request.ServiceTier = tier;
                break;
            default:
                dropped.Add("service_tier");
                break;
        }
    }

    private void ReadOther(string name, JsonElement value)
    {
        if (RequestJson.AsksForNothing(value) || (name == "speed" && value.ValueEquals("standard"u8)) || name == "inference_geo")
        {
            return;
        }

        // A conversation's thread and its diagnostics are kept by Anthropic's service, also for Claude.
        if (isClaude && name is not ("thread" or "diagnostics" or "user_profile_id" or "workspace_id" or "speed"))
        {
            request.AdditionalModelRequestFields = ModelFields.Add(request.AdditionalModelRequestFields, name, value);
        }
        else
        {
            dropped.Add(name);
        }
    }

    private static string Example(string place) => place is "us" or "eu" ? $"{place}.anthropic.claude-…" : "us.anthropic.claude-…";
}

using System.Text.Json;
using Outcrop.Bedrock.Converse;

namespace Outcrop.Gateway.FrontEnds.OpenAI;

/// <summary>Members that OpenAI's chat requests have alike, whichever endpoint they go to.</summary>
/// <param name="body">The request's object.</param>
/// <param name="request">Where they go.</param>
/// <param name="dropped">Told what was left out.</param>
internal sealed class CommonMembers(JsonElement body, ConverseRequest request, List<string> dropped)
{
    /// <summary>Reads whether one tool at most may be called in an answer. Parallel calls are what every model makes of silence, so asking for them is asking for nothing.</summary>
    /// <param name="body">The request's object.</param>
    public static bool? ReadParallelCalls(JsonElement body) => OpenAIJson.Switch(body, "parallel_tool_calls") == false ? true : null;

    /// <summary>Reads the tier, and what shall stand in Bedrock's invocation log.</summary>
    public void ReadService()
    {
        switch (OpenAIJson.Text(body, "service_tier", ""))
        {
            case null or "auto":
                break;
            case "default" or "flex" or "priority" or "reserved":
                request.ServiceTier = OpenAIJson.Text(body, "service_tier", "");
                break;
            default:
                dropped.Add("service_tier");
                break;
        }

        if (OpenAIJson.TryGet(body, "metadata", out JsonElement metadata))
        {
            foreach (JsonProperty entry in OpenAIJson.Object(metadata, "metadata").EnumerateObject())
            {
                AddMetadata(entry.Name, OpenAIJson.Text(entry.Value, $"metadata.{entry.Name}"), $"metadata.{entry.Name}");
            }
        }

        foreach (string name in (ReadOnlySpan<string>)["user", "safety_identifier"])
        {
            if (OpenAIJson.Text(body, name, "") is { Length: > 0 } user)
            {
                AddMetadata(name, user, name);
            }
        }
    }

    /// <summary>Reads what only Bedrock has words for, and the sampling fields that only models with OpenAI's own body have; elsewhere those are left out. Values that ask for nothing are none.</summary>
    public void ReadVendorFields()
    {
        if (OpenAIJson.TryGet(body, "bedrock", out JsonElement extension))
        {
            BedrockExtension.Read(extension, request);
        }

        bool takes = VendorFields.AreTaken(request.ModelId);
        foreach (string name in VendorFields.Names)
        {
            if (!OpenAIJson.TryGet(body, name, out JsonElement value) || VendorFields.AskForNothing(value))
            {
                continue;
            }

            if (takes)
            {
                request.AdditionalModelRequestFields = VendorFields.Add(request.AdditionalModelRequestFields, name, value);
            }
            else
            {
                dropped.Add(name);
            }
        }
    }

    /// <summary>Reports every member that nobody has read.</summary>
    /// <param name="read">The members that are read.</param>
    public void ReportTheRest(IReadOnlySet<string> read)
    {
        foreach (JsonProperty member in body.EnumerateObject())
        {
            if (!read.Contains(member.Name) && !VendorFields.AskForNothing(member.Value))
            {
                dropped.Add(member.Name);
            }
        }
    }

    /// <summary>Bedrock's invocation log takes 16 entries of a narrow alphabet.</summary>
    private void AddMetadata(string name, string value, string path)
    {
        if (request.RequestMetadata.Count < 16 && RequestMetadataText.Fits(name, 1) && RequestMetadataText.Fits(value, 0))
        {
            request.RequestMetadata[name] = value;
        }
        else
        {
            dropped.Add(path);
        }
    }
}

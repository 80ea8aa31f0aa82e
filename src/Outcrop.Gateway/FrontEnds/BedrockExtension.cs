using System.Text.Json;
using Outcrop.Bedrock.Converse;
using Outcrop.Bedrock.Errors;

namespace Outcrop.Gateway.FrontEnds;

/// <summary>
/// What Bedrock has and a dialect has no words for: the request's member <c>bedrock</c>, whose members are Converse's own. Most clients send it as <c>extra_body</c>.
/// Nothing in it can name an endpoint, an account or credentials.
/// </summary>
internal static class BedrockExtension
{
    /// <summary>Reads it into the request.</summary>
    /// <param name="extension">The member.</param>
    /// <param name="request">The request.</param>
    public static void Read(JsonElement extension, ConverseRequest request)
    {
        foreach (JsonProperty member in RequestJson.Object(extension, "bedrock").EnumerateObject())
        {
            string path = "bedrock." + member.Name;
            switch (member.Name)
            {
                case "additionalModelRequestFields":
                    foreach (JsonProperty field in RequestJson.Object(member.Value, path).EnumerateObject())
                    {
                        request.AdditionalModelRequestFields = ModelFields.Add(request.AdditionalModelRequestFields, field.Name, field.Value);
                    }

                    break;
                case "guardrailConfig" or "additionalModelResponseFieldPaths" or "performanceConfig" or "serviceTier" or "requestMetadata" or "outputConfig" or "promptVariables":
                    Set(request, member, path);
                    break;
                default:
                    throw RequestJson.Wrong(path, "is no member of Converse that can be given here");
            }
        }
    }

    private static void Set(ConverseRequest request, JsonProperty member, string path)
    {
        try
        {
            request.SetMember(member.Name, RequestJson.Raw(member.Value));
        }
        catch (BedrockException)
        {
            throw RequestJson.Wrong(path, "is not what Converse takes there");
        }

        // What has no property of its own would go out unchecked; a guardrail that is misspelt must not.
        if (request.AdditionalMembers.Remove(member.Name))
        {
            throw RequestJson.Wrong(path, "is not what Converse takes there");
        }
    }
}

using System.Diagnostics.CodeAnalysis;
using Outcrop.Bedrock.Errors;

namespace Outcrop.Bedrock.Catalog;

public sealed partial record ModelId
{
    /// <summary>Takes an identifier apart. Source of the forms: https://docs.aws.amazon.com/bedrock/latest/APIReference/API_runtime_Converse.html.</summary>
    /// <param name="value">A model id, an inference profile's id, or an ARN of either or of anything else that Bedrock invokes.</param>
    /// <exception cref="BedrockException">Kind Validation: empty, too long, or with a character that no identifier has.</exception>
    public static ModelId Parse(string value) =>
        TryParse(value, out ModelId? id) ? id : throw new BedrockException(BedrockErrorKind.Validation, "The model identifier is not valid.");

    /// <summary>Takes an identifier apart.</summary>
    /// <param name="value">The identifier.</param>
    /// <param name="id">Its parts.</param>
    /// <returns>Whether the value can be an identifier at all; one of no known form is <see cref="ModelIdKind.Unknown"/>.</returns>
    public static bool TryParse([NotNullWhen(true)] string? value, [NotNullWhen(true)] out ModelId? id)
    {
        id = null;
        if (value is not { Length: > 0 and <= 2048 } || !char.IsAsciiLetterOrDigit(value[0]))
        {
            return false;
        }

        foreach (char c in value)
        {
            if (!char.IsAsciiLetterOrDigit(c) && c is not ('.' or ':' or '/' or '_' or '-'))
            {
                return false;
            }
        }

        id = value.StartsWith("arn:", StringComparison.OrdinalIgnoreCase) ? FromArn(value) : FromBareId(value, value, region: null);
        return true;
    }

    private static ModelId FromArn(string value)
    {
        // arn:partition:service:region:account:resource, and the resource may hold colons itself.
        string[] parts = value.Split(':', 6);
        string? region = parts.Length == 6 && parts[3].Length > 0 ? parts[3] : null;
        int slash = parts.Length == 6 ? parts[5].IndexOf('/') : -1;
        if (slash < 0)
        {
            return new ModelId { Value = value, Kind = ModelIdKind.Unknown, Region = region };
        }

        string service = parts[2];
        string type = parts[5][..slash];
        string name = parts[5][(slash + 1)..];
        if (service == "sagemaker")
        {
            return new ModelId { Value = value, Kind = type == "endpoint" ? ModelIdKind.MarketplaceEndpoint : ModelIdKind.Unknown, Region = region };
        }

        switch (service == "bedrock" ? type : "")
        {
            case "foundation-model" or "inference-profile":
                ModelId named = FromBareId(value, name, region);
                ModelIdKind kind = type == "foundation-model" ? ModelIdKind.FoundationModel : ModelIdKind.InferenceProfile;
                return named with { Kind = kind };
            case "custom-model":
                // The ARN of a custom model names the base it was made from: custom-model/amazon.titan-text-lite-v1:0:4k/abcdefghijkl.
                int end = name.LastIndexOf('/');
                ModelId custom = FromBareId(value, end < 0 ? name : name[..end], region);
                return custom with { Kind = ModelIdKind.CustomModel };
            case "prompt-router" or "default-prompt-router":
                // default-prompt-router/anthropic.claude:1 tells the provider, but no model.
                return FromBareId(value, name, region) with { Kind = ModelIdKind.PromptRouter, BaseModelId = null };
            case "application-inference-profile":
                return new ModelId { Value = value, Kind = ModelIdKind.ApplicationInferenceProfile, Region = region };
            case "provisioned-model":
                return new ModelId { Value = value, Kind = ModelIdKind.ProvisionedModel, Region = region };
            case "custom-model-deployment":
                return new ModelId { Value = value, Kind = ModelIdKind.CustomModel, Region = region };
            case "imported-model":
                return new ModelId { Value = value, Kind = ModelIdKind.ImportedModel, Region = region };
            case "prompt":
                return new ModelId { Value = value, Kind = ModelIdKind.Prompt, Region = region };
            default:
                return new ModelId { Value = value, Kind = ModelIdKind.Unknown, Region = region };
        }
    }

    private static ModelId FromBareId(string value, string id, string? region)
    {
        string? prefix = ModelIdNames.RegionPrefixOf(id);
        string rest = prefix is null ? id : id[(prefix.Length + 1)..];
        int dot = rest.IndexOf('.');
        if (dot <= 0 || dot == rest.Length - 1 || !ModelIdNames.IsProviderName(rest.AsSpan(0, dot)))
        {
            return new ModelId { Value = value, Kind = ModelIdKind.Unknown, Region = region };
        }

        return new ModelId
        {
            Value = value,
            Kind = prefix is null ? ModelIdKind.FoundationModel : ModelIdKind.InferenceProfile,
            BaseModelId = WithoutVariant(rest),
            Provider = rest[..dot].ToLowerInvariant(),
            RegionPrefix = prefix,
            Region = region,
        };
    }

    /// <summary>Cuts the context length off the id of a provisioned variant: <c>…-v1:0:48k</c> is <c>…-v1:0</c>.</summary>
    private static string WithoutVariant(string id)
    {
        int first = id.IndexOf(':');
        int second = first < 0 ? -1 : id.IndexOf(':', first + 1);
        return second < 0 ? id : id[..second];
    }
}

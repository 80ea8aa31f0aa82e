using System.Text.Json;
using Microsoft.Extensions.AI;
using Outcrop.Bedrock.Converse;

namespace Outcrop.Extensions.AI.Chat;

/// <summary>
/// Converse blocks that the abstractions do not model travel as JSON among a content's additional properties: raw representations are lost
/// when a conversation is stored or cached, these are not.
/// </summary>
internal static class CarriedBlock
{
    /// <summary>The additional property that holds the block's JSON.</summary>
    public const string Property = "aws.bedrock.block";

    /// <summary>A block as content.</summary>
    public static AIContent Wrap(ContentBlock block) => Attach(new AIContent(), block);

    /// <summary>Gives a content the block it stands for.</summary>
    public static AIContent Attach(AIContent content, ContentBlock block)
    {
        content.RawRepresentation = block;
        (content.AdditionalProperties ??= [])[Property] = Json.Parse(block.ToJson());
        return content;
    }

    /// <summary>The block a content stands for; <see langword="null"/> when it stands for itself.</summary>
    public static ContentBlock? Unwrap(AIContent content)
    {
        if (content.AdditionalProperties?.TryGetValue(Property, out object? value) == true && value is JsonElement json)
        {
            return ContentBlock.FromJson(Json.Minify(json));
        }

        // A caller may hand any block over without knowing of the property.
        return content.GetType() == typeof(AIContent) ? content.RawRepresentation as ContentBlock : null;
    }
}

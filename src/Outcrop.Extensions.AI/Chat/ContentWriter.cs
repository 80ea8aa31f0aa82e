using Microsoft.Extensions.AI;
using Outcrop.Bedrock.Converse;

namespace Outcrop.Extensions.AI.Chat;

/// <summary>Converse blocks as the abstractions' contents; each has its block as its raw representation.</summary>
internal static class ContentWriter
{
    /// <summary>Adds a block's contents.</summary>
    /// <param name="block">The block.</param>
    /// <param name="contents">The contents to add to.</param>
    public static void Write(ContentBlock block, IList<AIContent> contents)
    {
        if (block is ReasoningBlock or RedactedReasoningBlock && contents.LastOrDefault() is TextReasoningContent { ProtectedData: null } unsigned)
        {
            unsigned.ProtectedData = ProtectedReasoning.Unsigned;
        }

        contents.Add(Write(block));
    }

    private static AIContent Write(ContentBlock block) => block switch
    {
        TextBlock text => new TextContent(text.Text) { RawRepresentation = text },
        CitationsBlock cited => new TextContent(cited.Text) { RawRepresentation = cited, Annotations = Citations.ReadAll(Json.Parse(cited.Citations)) },
        ImageBlock { Source: BytesSource bytes } image => new DataContent(bytes.Data.ToBytes(), "image/" + image.Format) { RawRepresentation = image },
        ImageBlock { Source: S3Source place } image => new UriContent(place.Uri, "image/" + image.Format) { RawRepresentation = image },
        ToolUseBlock call => FunctionCalls.Of(call),
        ReasoningBlock reasoning => new TextReasoningContent(reasoning.Text)
        {
            RawRepresentation = reasoning,
            ProtectedData = reasoning.Signature is { } signature ? ProtectedReasoning.OfSignature(signature) : null,
        },
        RedactedReasoningBlock redacted => new TextReasoningContent("") { RawRepresentation = redacted, ProtectedData = ProtectedReasoning.OfRedacted(redacted.Base64) },

        // What a tool of Bedrock's own gave; it stands in the model's turn and goes back there.
        ToolResultBlock result => CarriedBlock.Attach(new FunctionResultContent(result.ToolUseId, Json.Parse(result.ToJson())), result),
        _ => CarriedBlock.Wrap(block),
    };
}

using Microsoft.Extensions.AI;
using Outcrop.Bedrock.Converse;

namespace Outcrop.Extensions.AI.Chat;

/// <summary>The abstractions' contents as Converse blocks.</summary>
internal static class ContentReader
{
    /// <summary>The block; <see langword="null"/> for content that says nothing, which the service would refuse.</summary>
    /// <param name="content">The content.</param>
    /// <exception cref="NotSupportedException">Converse does not take such content.</exception>
    public static ContentBlock? Read(AIContent content)
    {
        if (CarriedBlock.Unwrap(content) is { } carried)
        {
            return carried;
        }

        return content switch
        {
            TextContent text => ReadText(text),
            TextReasoningContent reasoning => ProtectedReasoning.ToBlock(reasoning),
            DataContent data => MediaReader.Read(data),
            UriContent reference => MediaReader.Read(reference),
            FunctionCallContent call => new ToolUseBlock(call.CallId, call.Name, Arguments(call.Arguments)),
            FunctionResultContent result => ToolResultReader.Read(result),
            ErrorContent error => string.IsNullOrWhiteSpace(error.Message) ? null : new TextBlock(error.Message),

            // Says what an earlier exchange took and is no part of the conversation.
            UsageContent => null,
            _ => throw new NotSupportedException($"Bedrock's Converse has no block for content of type {content.GetType().Name}."),
        };
    }

    /// <summary>Cited text goes back with its citations, unless the text was changed since.</summary>
    private static ContentBlock? ReadText(TextContent text) => text.RawRepresentation is CitationsBlock cited && cited.Text == text.Text
        ? cited
        : string.IsNullOrWhiteSpace(text.Text) ? null : new TextBlock(text.Text);

    private static RawJson Arguments(IDictionary<string, object?>? arguments) => Json.Object(writer =>
    {
        foreach ((string name, object? value) in arguments ?? new Dictionary<string, object?>())
        {
            Json.WriteMember(writer, name, value);
        }
    });
}

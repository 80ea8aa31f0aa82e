using System.Text.Json;
using Microsoft.Extensions.AI;
using Outcrop.Bedrock.Converse;

namespace Outcrop.Extensions.AI.Chat;

/// <summary>What a function gave back, as the content of Converse's <c>toolResult</c>.</summary>
internal static class ToolResultReader
{
    /// <summary>The block. A function that threw is reported with <c>status: error</c>.</summary>
    /// <param name="result">The result.</param>
    /// <exception cref="NotSupportedException">The result holds content that Converse does not take, or a value that cannot be serialized.</exception>
    public static ToolResultBlock Read(FunctionResultContent result)
    {
        object? value = result.Result ?? result.Exception?.Message;
        return new ToolResultBlock(result.CallId, Content(value), result.Exception is null ? null : "error");
    }

    private static IReadOnlyList<ContentBlock> Content(object? value) => value switch
    {
        string text => Text(text),
        AIContent content => [Block(content)],
        IEnumerable<AIContent> contents => [.. contents.Select(content => Block(content))],
        _ => FromJson(Json.Element(value)),
    };

    /// <summary>The service refuses blank text; no content at all is what it takes for a result that says nothing.</summary>
    private static IReadOnlyList<ContentBlock> Text(string text) => string.IsNullOrWhiteSpace(text) ? [] : [new TextBlock(text)];

    /// <summary>The service takes an object as <c>json</c> and refuses every other value there; those go as their JSON text.</summary>
    private static IReadOnlyList<ContentBlock> FromJson(JsonElement json) => json.ValueKind switch
    {
        JsonValueKind.Object => [new JsonBlock(Json.Minify(json))],
        JsonValueKind.String => Text(json.GetString()!),
        JsonValueKind.Array or JsonValueKind.Number or JsonValueKind.True or JsonValueKind.False or JsonValueKind.Null => [new TextBlock(Json.Minify(json).ToString())],
        _ => [],
    };

    private static ContentBlock Block(AIContent content) => content switch
    {
        TextContent text => new TextBlock(text.Text),
        DataContent data => MediaReader.Read(data),
        UriContent reference => MediaReader.Read(reference),
        _ => CarriedBlock.Unwrap(content) ?? throw new NotSupportedException($"A tool result cannot hold a {content.GetType().Name}."),
    };
}

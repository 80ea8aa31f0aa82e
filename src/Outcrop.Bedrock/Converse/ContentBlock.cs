using System.Buffers;
using System.Text.Json;
using Outcrop.Bedrock.Errors;

namespace Outcrop.Bedrock.Converse;

/// <summary>One block of a message: Converse's <c>ContentBlock</c> union. Blocks this version does not model arrive as <see cref="UnknownBlock"/> and go out unchanged. Immutable.</summary>
public abstract record ContentBlock
{
    private protected ContentBlock()
    {
    }

    /// <summary>Members of the block's value that this version does not model, as one JSON object; empty (the default) when there are none. They go out again with the block.</summary>
    public RawJson Additional { get; init; }

    /// <summary>Members of another dialect's block that neither this type nor Converse can hold; empty (the default) when there are none.</summary>
    public DialectMembers Dialect { get; init; }

    /// <summary>How it was spelt where it was read.</summary>
    internal WireMark Mark { get; init; }

    /// <summary>Reads a block from its JSON on the wire: the union's object, such as <c>{"cachePoint":{"type":"default"}}</c>. What this version does not model becomes an <see cref="UnknownBlock"/>.</summary>
    /// <param name="json">One JSON object with one member.</param>
    /// <exception cref="BedrockException"><see cref="BedrockErrorKind.Validation"/>: that is no content block.</exception>
    public static ContentBlock FromJson(RawJson json)
    {
        try
        {
            using JsonDocument document = JsonDocument.Parse(json.Utf8, ConverseJson.DocumentOptions);
            return ContentBlockReader.Read(document.RootElement);
        }
        catch (Exception fault) when (ConverseJson.IsShapeFault(fault))
        {
            throw new BedrockException(BedrockErrorKind.Validation, "The JSON is no content block: " + fault.Message, fault);
        }
    }

    /// <summary>The block as it stands on the wire: the union's JSON object with its one member.</summary>
    /// <exception cref="BedrockException"><see cref="BedrockErrorKind.Validation"/>: an opaque member of the block is no JSON.</exception>
    public RawJson ToJson()
    {
        var buffer = new ArrayBufferWriter<byte>();
        try
        {
            using var writer = new Utf8JsonWriter(buffer, ConverseJson.WriterOptions);
            ContentBlockWriter.Write(writer, this);
        }
        catch (Exception fault) when (ConverseJson.IsShapeFault(fault))
        {
            throw new BedrockException(BedrockErrorKind.Validation, "The block cannot be written as JSON: " + fault.Message, fault);
        }

        return new RawJson(buffer.WrittenMemory);
    }
}

/// <summary>Text.</summary>
/// <param name="Text">The text.</param>
public sealed record TextBlock(string Text) : ContentBlock;

/// <summary>Text with the places it was taken from: Converse's <c>citationsContent</c>.</summary>
/// <param name="Content">The text, in the pieces the wire has it in.</param>
/// <param name="Citations">The citations: a JSON array, as it stands.</param>
public sealed record CitationsBlock(IReadOnlyList<string> Content, RawJson Citations) : ContentBlock
{
    /// <summary>The pieces, joined.</summary>
    public string Text => string.Concat(Content);

    /// <inheritdoc/>
    public bool Equals(CitationsBlock? other) => other is not null && base.Equals(other) && Citations.Equals(other.Citations) && Content.SequenceEqual(other.Content);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(base.GetHashCode(), Citations, Content.Count);
}

/// <summary>An image.</summary>
/// <param name="Format"><c>png</c>, <c>jpeg</c>, <c>gif</c> or <c>webp</c>; empty where a <see cref="UrlSource"/> does not tell.</param>
/// <param name="Source">The image: bytes convert by themselves.</param>
public sealed record ImageBlock(string Format, MediaSource Source) : ContentBlock;

/// <summary>A document. Source: https://docs.aws.amazon.com/bedrock/latest/APIReference/API_runtime_DocumentBlock.html.</summary>
/// <param name="Name">Its name, which the model sees: letters, digits, single white space, hyphens, parentheses and square brackets, at most 200; no two of a request alike.</param>
/// <param name="Format"><c>pdf</c>, <c>csv</c>, <c>doc</c>, <c>docx</c>, <c>xls</c>, <c>xlsx</c>, <c>html</c>, <c>txt</c> or <c>md</c>; <see langword="null"/> leaves it out.</param>
/// <param name="Source">The document.</param>
/// <param name="Context">What the model shall know about it, or <see langword="null"/>.</param>
/// <param name="Citations">Whether the model shall cite it; <see langword="null"/> leaves it out, which means no.</param>
public sealed record DocumentBlock(string Name, string? Format, MediaSource Source, string? Context = null, bool? Citations = null) : ContentBlock;

/// <summary>A video.</summary>
/// <param name="Format"><c>mkv</c>, <c>mov</c>, <c>mp4</c>, <c>webm</c>, <c>flv</c>, <c>mpeg</c>, <c>mpg</c>, <c>wmv</c> or <c>three_gp</c>.</param>
/// <param name="Source">The video.</param>
public sealed record VideoBlock(string Format, MediaSource Source) : ContentBlock;

/// <summary>A sound.</summary>
/// <param name="Format"><c>mp3</c>, <c>opus</c>, <c>wav</c>, <c>aac</c>, <c>flac</c>, <c>mp4</c>, <c>ogg</c> or <c>mkv</c>.</param>
/// <param name="Source">The sound.</param>
public sealed record AudioBlock(string Format, MediaSource Source) : ContentBlock;

/// <summary>A cache point: what stands before it in the request is kept in the prompt cache. Source: https://docs.aws.amazon.com/bedrock/latest/userguide/prompt-caching.html.</summary>
/// <param name="Ttl">How long: <c>5m</c> or <c>1h</c>; <see langword="null"/> leaves it to the service, which means five minutes.</param>
public sealed record CachePointBlock(string? Ttl = null) : ContentBlock;

/// <summary>Text or an image that a guardrail shall judge, and, in a request that has any, nothing else.</summary>
/// <param name="Content">A <see cref="TextBlock"/> or an <see cref="ImageBlock"/>.</param>
/// <param name="Qualifiers"><c>grounding_source</c>, <c>query</c>, <c>guard_content</c>; empty leaves it out.</param>
public sealed record GuardContentBlock(ContentBlock Content, IReadOnlyList<string> Qualifiers) : ContentBlock
{
    /// <inheritdoc/>
    public bool Equals(GuardContentBlock? other) => other is not null && base.Equals(other) && Content.Equals(other.Content) && Qualifiers.SequenceEqual(other.Qualifiers);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(base.GetHashCode(), Content, Qualifiers.Count);
}

/// <summary>A result of the caller's own search, which the model can cite.</summary>
/// <param name="Source">Where it comes from, such as a URL.</param>
/// <param name="Title">Its title.</param>
/// <param name="Content">Its text, in pieces that citations can name.</param>
/// <param name="Citations">Whether the model shall cite it; <see langword="null"/> leaves it out.</param>
public sealed record SearchResultBlock(string Source, string Title, IReadOnlyList<string> Content, bool? Citations = null) : ContentBlock
{
    /// <inheritdoc/>
    public bool Equals(SearchResultBlock? other) =>
        other is not null && base.Equals(other) && Source == other.Source && Title == other.Title && Citations == other.Citations && Content.SequenceEqual(other.Content);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(base.GetHashCode(), Source, Title, Content.Count);
}

/// <summary>The model's wish to call a tool.</summary>
/// <param name="ToolUseId">The call's id, at most 64 characters.</param>
/// <param name="Name">The tool's name.</param>
/// <param name="Input">The arguments: a JSON object, byte for byte as the model wrote it; <c>{}</c> when it wrote none.</param>
/// <param name="Type">The wire's <c>type</c>, such as <c>tool_use</c> or <c>server_tool_use</c>, where it has one.</param>
public sealed record ToolUseBlock(string ToolUseId, string Name, RawJson Input, string? Type = null) : ContentBlock;

/// <summary>What a tool gave back.</summary>
/// <param name="ToolUseId">The id of the call it answers.</param>
/// <param name="Content">Text, JSON, images or documents, in order.</param>
/// <param name="Status"><c>success</c> or <c>error</c>; <see langword="null"/> leaves it out.</param>
/// <param name="Type">The wire's <c>type</c>, such as <c>nova_code_interpreter_result</c> for a tool the service ran itself.</param>
public sealed record ToolResultBlock(string ToolUseId, IReadOnlyList<ContentBlock> Content, string? Status = null, string? Type = null) : ContentBlock
{
    /// <inheritdoc/>
    public bool Equals(ToolResultBlock? other) =>
        other is not null && base.Equals(other) && ToolUseId == other.ToolUseId && Status == other.Status && Type == other.Type && Content.SequenceEqual(other.Content);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(base.GetHashCode(), ToolUseId, Status, Content.Count);
}

/// <summary>A JSON value within a <see cref="ToolResultBlock"/>.</summary>
/// <param name="Json">The value.</param>
public sealed record JsonBlock(RawJson Json) : ContentBlock;

/// <summary>What the model thought, in the open.</summary>
/// <param name="Text">The thought.</param>
/// <param name="Signature">The model's proof that the thought is its own; it must go back unchanged in the next turn.</param>
public sealed record ReasoningBlock(string Text, string? Signature = null) : ContentBlock;

/// <summary>What the model thought, encrypted; it must go back unchanged in the next turn.</summary>
/// <param name="Base64">The wire's base64 text, as it came.</param>
public sealed record RedactedReasoningBlock(string Base64) : ContentBlock;

/// <summary>A block this version does not model, kept as it stands.</summary>
/// <param name="Name">The union member's name, such as <c>toolAddition</c>.</param>
/// <param name="Value">The union member's value.</param>
public sealed record UnknownBlock(string Name, RawJson Value) : ContentBlock;

using System.Text.Json;

namespace Outcrop.Bedrock.Converse;

/// <summary>Writes Converse's <c>ContentBlock</c> union.</summary>
internal static class ContentBlockWriter
{
    /// <summary>Writes an array of blocks.</summary>
    public static void WriteAll(Utf8JsonWriter writer, IEnumerable<ContentBlock> blocks)
    {
        writer.WriteStartArray();
        foreach (ContentBlock block in ItemSpan.Of(blocks))
        {
            Write(writer, block);
        }

        writer.WriteEndArray();
    }

    /// <summary>Writes one block.</summary>
    public static void Write(Utf8JsonWriter writer, ContentBlock block)
    {
        writer.WriteStartObject();
        switch (block)
        {
            case TextBlock text:
                LongText.Write(writer, "text"u8, text.Text);
                break;
            case ImageBlock image:
                WriteMedia(writer, "image", image.Format, image.Source, block);
                break;
            case VideoBlock video:
                WriteMedia(writer, "video", video.Format, video.Source, block);
                break;
            case AudioBlock audio:
                WriteMedia(writer, "audio", audio.Format, audio.Source, block);
                break;
            case DocumentBlock document:
                WriteDocument(writer, document);
                break;
            case CachePointBlock point:
                writer.WriteStartObject("cachePoint");
                WriteCachePoint(writer, point.Ttl);
                End(writer, block);
                break;
            case GuardContentBlock guarded:
                WriteGuardContent(writer, guarded);
                break;
            case SearchResultBlock found:
                WriteSearchResult(writer, found);
                break;
            case ToolUseBlock call:
                writer.WriteStartObject("toolUse");
                writer.WriteString("toolUseId", call.ToolUseId);
                writer.WriteString("name", call.Name);
                ConverseJson.WriteRaw(writer, "input", ToolArguments.OrEmpty(call.Input));
                WriteIfSet(writer, "type", call.Type);
                End(writer, block);
                break;
            case ToolResultBlock result:
                writer.WriteStartObject("toolResult");
                writer.WriteString("toolUseId", result.ToolUseId);
                writer.WritePropertyName("content");
                WriteAll(writer, result.Content);
                WriteIfSet(writer, "status", result.Status);
                WriteIfSet(writer, "type", result.Type);
                End(writer, block);
                break;
            case JsonBlock json:
                ConverseJson.WriteRaw(writer, "json", json.Json);
                break;
            case ReasoningBlock reasoning:
                writer.WriteStartObject("reasoningContent");
                writer.WriteStartObject("reasoningText");
                LongText.Write(writer, "text"u8, reasoning.Text);
                WriteIfSet(writer, "signature", reasoning.Signature);
                End(writer, block);
                writer.WriteEndObject();
                break;
            case RedactedReasoningBlock redacted:
                writer.WriteStartObject("reasoningContent");
                writer.WriteString("redactedContent", redacted.Base64);
                End(writer, block);
                break;
            case CitationsBlock cited:
                WriteCitations(writer, cited);
                break;
            case UnknownBlock { Dialect.IsEmpty: false } foreign:
                throw new JsonException($"Converse has no block of the kind {foreign.Name}, which is one of {foreign.Dialect.Dialect}.");
            case UnknownBlock unknown:
                ConverseJson.WriteRaw(writer, unknown.Name, unknown.Value);
                break;
            default:
                throw new JsonException($"A block of type {block.GetType().Name} cannot be written.");
        }

        writer.WriteEndObject();
    }

    /// <summary>Writes the members of a cache point into the object that is open.</summary>
    public static void WriteCachePoint(Utf8JsonWriter writer, string? ttl)
    {
        writer.WriteString("type", "default");
        WriteIfSet(writer, "ttl", ttl);
    }

    private static void WriteMedia(Utf8JsonWriter writer, string name, string format, MediaSource source, ContentBlock block)
    {
        writer.WriteStartObject(name);
        writer.WriteString("format", format);
        WriteSource(writer, source);
        End(writer, block);
    }

    private static void WriteDocument(Utf8JsonWriter writer, DocumentBlock document)
    {
        writer.WriteStartObject("document");
        writer.WriteString("name", document.Name);
        WriteIfSet(writer, "format", document.Format);
        WriteSource(writer, document.Source);
        WriteIfSet(writer, "context", document.Context);
        WriteSwitch(writer, document.Citations);
        End(writer, document);
    }

    private static void WriteSource(Utf8JsonWriter writer, MediaSource source)
    {
        writer.WriteStartObject("source");
        switch (source)
        {
            case BytesSource bytes:
                writer.WritePropertyName("bytes");
                bytes.Data.WriteValue(writer);
                break;
            case S3Source place:
                writer.WriteStartObject("s3Location");
                writer.WriteString("uri", place.Uri);
                WriteIfSet(writer, "bucketOwner", place.BucketOwner);
                writer.WriteEndObject();
                break;
            case TextSource text:
                LongText.Write(writer, "text"u8, text.Text);
                break;
            case ContentSource content:
                writer.WritePropertyName("content");
                WriteAll(writer, content.Content);
                break;
            case UrlSource:
                throw new JsonException("Converse takes no files by URL.");
            default:
                throw new JsonException($"A source of type {source.GetType().Name} cannot be written.");
        }

        ConverseJson.WriteMembers(writer, source.Additional);
        writer.WriteEndObject();
    }

    /// <summary>Writes what a guardrail shall take a text for, if anything is said.</summary>
    public static void WriteQualifiers(Utf8JsonWriter writer, IReadOnlyList<string> qualifiers)
    {
        if (qualifiers.Count == 0)
        {
            return;
        }

        writer.WriteStartArray("qualifiers");
        foreach (string qualifier in qualifiers)
        {
            writer.WriteStringValue(qualifier);
        }

        writer.WriteEndArray();
    }

    private static void WriteGuardContent(Utf8JsonWriter writer, GuardContentBlock guarded)
    {
        writer.WriteStartObject("guardContent");
        switch (guarded.Content)
        {
            case TextBlock text:
                writer.WriteStartObject("text");
                LongText.Write(writer, "text"u8, text.Text);
                WriteQualifiers(writer, guarded.Qualifiers);
                End(writer, guarded);
                break;
            case ImageBlock image:
                WriteMedia(writer, "image", image.Format, image.Source, image);
                break;
            default:
                throw new JsonException($"A guardrail judges text and images, not a block of type {guarded.Content.GetType().Name}.");
        }

        writer.WriteEndObject();
    }

    private static void WriteSearchResult(Utf8JsonWriter writer, SearchResultBlock found)
    {
        writer.WriteStartObject("searchResult");
        writer.WriteString("source", found.Source);
        writer.WriteString("title", found.Title);
        WritePieces(writer, found.Content);
        WriteSwitch(writer, found.Citations);
        End(writer, found);
    }

    private static void WriteSwitch(Utf8JsonWriter writer, bool? citations)
    {
        if (citations is { } enabled)
        {
            writer.WriteStartObject("citations");
            writer.WriteBoolean("enabled", enabled);
            writer.WriteEndObject();
        }
    }

    private static void WriteCitations(Utf8JsonWriter writer, CitationsBlock cited)
    {
        writer.WriteStartObject("citationsContent");
        ConverseJson.WriteRaw(writer, "citations", cited.Citations);
        WritePieces(writer, cited.Content);
        End(writer, cited);
    }

    private static void WritePieces(Utf8JsonWriter writer, IReadOnlyList<string> pieces)
    {
        writer.WriteStartArray("content");
        foreach (string piece in pieces)
        {
            writer.WriteStartObject();
            writer.WriteString("text", piece);
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
    }

    private static void WriteIfSet(Utf8JsonWriter writer, string name, string? value)
    {
        if (value is not null)
        {
            writer.WriteString(name, value);
        }
    }

    private static void End(Utf8JsonWriter writer, ContentBlock block)
    {
        ConverseJson.WriteMembers(writer, block.Additional);
        writer.WriteEndObject();
    }
}

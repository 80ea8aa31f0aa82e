using System.Text.Json;

namespace Outcrop.Bedrock.Converse;

/// <summary>Writes Converse's <c>ContentBlock</c> union.</summary>
internal static class ContentBlockWriter
{
    /// <summary>Writes an array of blocks.</summary>
    public static void WriteAll(Utf8JsonWriter writer, IEnumerable<ContentBlock> blocks)
    {
        writer.WriteStartArray();
        foreach (ContentBlock block in blocks)
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
                writer.WriteString("text", text.Text);
                break;
            case ImageBlock image:
                WriteImage(writer, image);
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
                writer.WriteString("text", reasoning.Text);
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
            case UnknownBlock unknown:
                ConverseJson.WriteRaw(writer, unknown.Name, unknown.Value);
                break;
            default:
                throw new JsonException($"A block of type {block.GetType().Name} cannot be written.");
        }

        writer.WriteEndObject();
    }

    private static void WriteImage(Utf8JsonWriter writer, ImageBlock image)
    {
        writer.WriteStartObject("image");
        writer.WriteString("format", image.Format);
        writer.WriteStartObject("source");
        if (image.S3Uri is { } uri)
        {
            writer.WriteStartObject("s3Location");
            writer.WriteString("uri", uri);
            WriteIfSet(writer, "bucketOwner", image.S3BucketOwner);
            writer.WriteEndObject();
        }
        else
        {
            // Straight into the output: an image of megabytes must not become a string first.
            writer.WriteBase64String("bytes", image.Bytes.Span);
        }

        writer.WriteEndObject();
        End(writer, image);
    }

    private static void WriteCitations(Utf8JsonWriter writer, CitationsBlock cited)
    {
        writer.WriteStartObject("citationsContent");
        ConverseJson.WriteRaw(writer, "citations", cited.Citations);
        writer.WriteStartArray("content");
        foreach (string piece in cited.Content)
        {
            writer.WriteStartObject();
            writer.WriteString("text", piece);
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
        End(writer, cited);
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

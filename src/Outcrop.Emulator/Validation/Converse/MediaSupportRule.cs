using System.Text.Json;
using Outcrop.Emulator.Catalog;
using static Outcrop.Emulator.Validation.Refusal;

namespace Outcrop.Emulator.Validation.Converse;

/// <summary>Media that the model does not take, or does not take from S3.</summary>
internal static class MediaSupportRule
{
    public static void Check(JsonElement body, ModelLine line)
    {
        foreach (ConverseBlock block in ConverseBlock.Of(body))
        {
            bool? supported = block.Kind switch
            {
                "image" => line.Images,
                "document" => line.Documents,
                "video" => line.Video,
                "audio" => line.Audio,
                _ => null,
            };
            if (supported == false)
            {
                throw Of($"This model doesn't support the {block.Kind} content block that you provided. Update the content block and try again.");
            }

            if (supported == true && !line.S3 && Member(block.Value, "source") is { } source && Member(source, "s3Location") is not null)
            {
                // A document's place is handed on, and it is Claude that does not know what to do with it (recorded).
                throw Of(block.Kind == "document" && line.Family == "anthropic"
                    ? Format($"{ModelErrors}messages.{block.Message}.content.{block.Index}.{(block.Inner is { } inner ? $"tool_result.content.{inner}." : "")}document.source.type: Field required")
                    : "This model doesn't support the s3Uri field. Remove s3Uri and try again.");
            }
        }
    }
}

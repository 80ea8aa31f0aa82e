using System.Text.Json;
using System.Text.Json.Serialization;
using Outcrop.Bedrock.Converse;
using Outcrop.Bedrock.Images;

namespace Outcrop.Bedrock.Tests.Images;

/// <summary>Reads the request of a golden case.</summary>
internal static class ImageCase
{
    private static readonly JsonSerializerOptions s_options = new() { PropertyNamingPolicy = JsonNamingPolicy.CamelCase, Converters = { new JsonStringEnumConverter(), new BlobConverter(), new RawConverter() } };

    public static ImageRequest Read(string json) => JsonSerializer.Deserialize<ImageRequest>(json, s_options)!;

    private sealed class BlobConverter : JsonConverter<Blob>
    {
        public override Blob Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) => reader.GetBytesFromBase64();

        public override void Write(Utf8JsonWriter writer, Blob value, JsonSerializerOptions options) => throw new NotSupportedException();
    }

    private sealed class RawConverter : JsonConverter<RawJson>
    {
        public override RawJson Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
        {
            using JsonDocument document = JsonDocument.ParseValue(ref reader);
            return RawJson.Parse(document.RootElement.GetRawText());
        }

        public override void Write(Utf8JsonWriter writer, RawJson value, JsonSerializerOptions options) => throw new NotSupportedException();
    }
}

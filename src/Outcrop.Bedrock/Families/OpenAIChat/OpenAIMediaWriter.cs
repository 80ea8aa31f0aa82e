using System.Text;
using System.Text.Json;
using Outcrop.Bedrock.Converse;

namespace Outcrop.Bedrock.Families.OpenAIChat;

/// <summary>Writes the parts of an OpenAI message that carry files.</summary>
internal static class OpenAIMediaWriter
{
    private const string Dialect = OpenAIRequestReader.Dialect;

    /// <summary>Writes an image by its data URL, or by a URL that the service fetches.</summary>
    public static void WriteImage(Utf8JsonWriter json, ImageBlock image, string family, string path)
    {
        json.WriteStartObject();
        json.WriteString("type", "image_url");
        json.WriteStartObject("image_url");
        json.WritePropertyName("url");
        switch (image.Source)
        {
            case BytesSource bytes:
                bytes.Data.WriteValue(json, Encoding.UTF8.GetBytes($"data:image/{image.Format};base64,"));
                break;
            case UrlSource url:
                json.WriteStringValue(url.Url);
                break;
            default:
                throw FamilyRequest.Refuse(family, path, "images from this source");
        }

        ConverseJson.WriteMembers(json, image.Dialect.Of(Dialect));
        json.WriteEndObject();
        json.WriteEndObject();
    }

    /// <summary>Writes a sound.</summary>
    public static void WriteAudio(Utf8JsonWriter json, AudioBlock audio, string family, string path)
    {
        json.WriteStartObject();
        json.WriteString("type", "input_audio");
        json.WriteStartObject("input_audio");
        json.WriteString("format", audio.Format);
        json.WritePropertyName("data");
        (audio.Source as BytesSource ?? throw FamilyRequest.Refuse(family, path, "sounds from this source")).Data.WriteValue(json);
        ConverseJson.WriteMembers(json, audio.Dialect.Of(Dialect));
        json.WriteEndObject();
        json.WriteEndObject();
    }
}

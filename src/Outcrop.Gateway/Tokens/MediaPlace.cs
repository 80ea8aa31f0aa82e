using System.Text.Json;

namespace Outcrop.Gateway.Tokens;

/// <summary>Where in a body a reader stands: within a member that is named for a medium, and at one of the names under which the dialects keep files. Not thread-safe.</summary>
internal struct MediaPlace
{
    private int _depth;

    /// <summary>What the innermost member around says that it holds.</summary>
    public MediaKind Kind { get; private set; }

    /// <summary>Whether strings that follow may be a file.</summary>
    public bool HoldsFile { get; private set; }

    /// <summary>The reader stands at a name.</summary>
    /// <param name="reader">The reader.</param>
    public void Enter(in Utf8JsonReader reader)
    {
        MediaKind kind = KindOf(in reader);
        if (kind != MediaKind.Unknown)
        {
            (Kind, _depth) = (kind, reader.CurrentDepth);
        }
        else if (reader.CurrentDepth <= _depth)
        {
            Kind = MediaKind.Unknown;
        }

        // OpenAI's image_url is itself the file in one dialect and around it in the other; Llama's images are a list of files.
        HoldsFile = kind == MediaKind.Image || reader.ValueTextEquals("bytes"u8) || reader.ValueTextEquals("data"u8) || reader.ValueTextEquals("url"u8) || reader.ValueTextEquals("file_data"u8);
    }

    /// <summary>The reader stands at an object's end.</summary>
    /// <param name="reader">The reader.</param>
    public void Leave(in Utf8JsonReader reader)
    {
        HoldsFile = false;
        if (reader.CurrentDepth <= _depth)
        {
            Kind = MediaKind.Unknown;
        }
    }

    private static MediaKind KindOf(in Utf8JsonReader reader) =>
        reader.ValueTextEquals("image"u8) || reader.ValueTextEquals("image_url"u8) || reader.ValueTextEquals("images"u8) ? MediaKind.Image
        : reader.ValueTextEquals("document"u8) || reader.ValueTextEquals("file"u8) ? MediaKind.Document
        : reader.ValueTextEquals("video"u8) ? MediaKind.Video
        : reader.ValueTextEquals("audio"u8) || reader.ValueTextEquals("input_audio"u8) ? MediaKind.Sound
        : MediaKind.Unknown;
}

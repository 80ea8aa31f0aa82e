using System.Text.Json;
using Outcrop.Wire.Json;

namespace Outcrop.Bedrock.Rules;

/// <summary>Makes the characters of a JSON string of a text.</summary>
internal static class JsonTexts
{
    /// <summary>Escapes a text.</summary>
    /// <param name="text">The text.</param>
    public static JsonText Quote(string text)
    {
        byte[] escaped = JsonEncodedText.Encode(text).EncodedUtf8Bytes.ToArray();
        return new JsonText(escaped, escaped.AsSpan().Contains((byte)'\\'));
    }
}

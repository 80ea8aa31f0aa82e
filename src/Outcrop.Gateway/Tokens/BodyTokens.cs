using System.Text.Json;

namespace Outcrop.Gateway.Tokens;

/// <summary>
/// Guesses how many input tokens a body is that is passed on in the words of any chat dialect, in one pass over its bytes and without a document of it: text by its length, the files in it as what they are, since an image of a
/// megabyte is some thousand tokens, not three hundred thousand.
/// </summary>
internal static class BodyTokens
{
    private const int BytesPerToken = 4;

    /// <summary>Shorter strings are no file, whatever they look like.</summary>
    private const int LeastFile = 64;

    /// <summary>The bounds of an answer stand in the body itself or in one object of it.</summary>
    private const int DeepestBound = 2;

    /// <summary>Reads a body.</summary>
    /// <param name="body">The body.</param>
    /// <returns>Its input, about, and the most that it lets be answered; that is <see langword="null"/> where it does not say. A body that is no JSON is read as far as it is.</returns>
    public static (double Input, int? Bound) Read(ReadOnlySpan<byte> body)
    {
        var reader = new Utf8JsonReader(body, new JsonReaderOptions { MaxDepth = 256 });
        long text = body.Length;
        long files = 0;
        int? bound = null;
        var place = default(MediaPlace);
        try
        {
            while (reader.Read())
            {
                switch (reader.TokenType)
                {
                    case JsonTokenType.PropertyName:
                        bool isBound = reader.CurrentDepth <= DeepestBound && IsBound(in reader);
                        place.Enter(in reader);
                        if (isBound && reader.Read() && reader.TokenType == JsonTokenType.Number && reader.TryGetInt32(out int most) && most > 0)
                        {
                            bound = most;
                        }

                        break;
                    case JsonTokenType.EndObject:
                        place.Leave(in reader);
                        break;
                    case JsonTokenType.String when place.HoldsFile && reader.ValueSpan.Length >= LeastFile && MediaTokens.TryEstimate(in reader, place.Kind, out int tokens):
                        text -= reader.ValueSpan.Length;
                        files += tokens;
                        break;
                    default:
                        break;
                }
            }
        }
        catch (JsonException)
        {
            // Whether a body is sound is for the model to say.
        }

        return ((Math.Max(0, text) / (double)BytesPerToken) + files, bound);
    }

    private static bool IsBound(in Utf8JsonReader reader) =>
        reader.ValueTextEquals("max_tokens"u8) || reader.ValueTextEquals("maxTokens"u8) || reader.ValueTextEquals("max_completion_tokens"u8)
        || reader.ValueTextEquals("max_output_tokens"u8) || reader.ValueTextEquals("max_gen_len"u8) || reader.ValueTextEquals("maxTokenCount"u8);
}

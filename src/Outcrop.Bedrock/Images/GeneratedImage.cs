namespace Outcrop.Bedrock.Images;

/// <summary>One image of an answer.</summary>
/// <param name="Bytes">The image file; empty when it was held back.</param>
/// <param name="Seed">The chance it was made with; <see langword="null"/> where not told.</param>
/// <param name="Refusal">Why it was held back or spoilt, in the model's words, such as <c>Filter reason: output image</c>; <see langword="null"/> for a good one.</param>
public sealed record GeneratedImage(ReadOnlyMemory<byte> Bytes, long? Seed = null, string? Refusal = null)
{
    /// <summary><c>image/png</c>, <c>image/jpeg</c> or <c>image/webp</c>, as the file itself says; <see langword="null"/> for any other.</summary>
    public string? MediaType => Bytes.Span switch
    {
        [0x89, (byte)'P', (byte)'N', (byte)'G', ..] => "image/png",
        [0xFF, 0xD8, 0xFF, ..] => "image/jpeg",
        [(byte)'R', (byte)'I', (byte)'F', (byte)'F', _, _, _, _, (byte)'W', (byte)'E', (byte)'B', (byte)'P', ..] => "image/webp",
        _ => null,
    };
}

using System.IO.Compression;
using System.Text;

namespace Outcrop.Gateway.FrontEnds.OpenAI.Tokens;

/// <summary>
/// OpenAI's encoding <c>cl100k_base</c>, backwards: the text of token numbers. Several clients cut long texts by tokens and send the numbers, and no model on Bedrock takes those.
/// The vocabulary is read from the data package of .NET's tokenizers when first asked for. Immutable and thread-safe.
/// </summary>
internal sealed class Cl100kDecoder
{
    // Written as one literal, which the trimmer and the native compiler follow: the type is internal, and its assembly holds nothing but the vocabulary.
    private const string DataType = "Microsoft.ML.Tokenizers.Cl100kBaseTokenizerData, Microsoft.ML.Tokenizers.Data.Cl100kBase";
    private const string Resource = "cl100k_base.tiktoken.deflate";

    private static readonly Lazy<Cl100kDecoder> Loaded = new(Load);

    private readonly byte[] _bytes;
    private readonly int[] _ends;

    private Cl100kDecoder(byte[] bytes, int[] ends)
    {
        _bytes = bytes;
        _ends = ends;
    }

    /// <summary>The decoder.</summary>
    public static Cl100kDecoder Default => Loaded.Value;

    /// <summary>The text of tokens; bytes that are no UTF-8, where a client cut within a character, become replacement characters.</summary>
    /// <param name="tokens">The tokens.</param>
    /// <param name="unknown">The first token that the encoding does not have.</param>
    /// <returns><see langword="null"/> where a token is unknown.</returns>
    public string? TryDecode(IReadOnlyList<int> tokens, out int unknown)
    {
        using var bytes = new MemoryStream();
        foreach (int token in tokens)
        {
            ReadOnlySpan<byte> piece = BytesOf(token);
            if (piece.IsEmpty)
            {
                unknown = token;
                return null;
            }

            bytes.Write(piece);
        }

        unknown = 0;
        return Encoding.UTF8.GetString(bytes.GetBuffer(), 0, (int)bytes.Length);
    }

    private ReadOnlySpan<byte> BytesOf(int token) => token switch
    {
        >= 0 when token < _ends.Length => _bytes.AsSpan((token == 0 ? 0 : _ends[token - 1])..(_ends[token])),
        100257 => "<|endoftext|>"u8,
        100258 => "<|fim_prefix|>"u8,
        100259 => "<|fim_middle|>"u8,
        100260 => "<|fim_suffix|>"u8,
        100276 => "<|endofprompt|>"u8,
        _ => default,
    };

    /// <summary>One line tells the count, then comes the base64 of one token a line, in the tokens' order.</summary>
    private static Cl100kDecoder Load()
    {
        using Stream stream = Type.GetType(DataType)?.Assembly.GetManifestResourceStream(Resource)
            ?? throw new InvalidOperationException($"The vocabulary {Resource} is missing.");
        using var inflated = new DeflateStream(stream, CompressionMode.Decompress);
        using var reader = new StreamReader(inflated, Encoding.ASCII);
        reader.ReadLine();
        var bytes = new List<byte>(1 << 20);
        var ends = new List<int>(100_256);
        Span<byte> piece = stackalloc byte[256];
        while (reader.ReadLine() is { } line)
        {
            if (!Convert.TryFromBase64String(line, piece, out int written) || written == 0)
            {
                throw new InvalidOperationException($"Line {ends.Count + 2} of the vocabulary {Resource} is no token.");
            }

            bytes.AddRange(piece[..written]);
            ends.Add(bytes.Count);
        }

        return new Cl100kDecoder([.. bytes], [.. ends]);
    }
}

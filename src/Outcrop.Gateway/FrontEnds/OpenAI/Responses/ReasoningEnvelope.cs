using System.Buffers;
using System.Buffers.Text;
using System.Text;
using Outcrop.Bedrock.Converse;
using Outcrop.Bedrock.Errors;
using Outcrop.Wire.Buffers;

namespace Outcrop.Gateway.FrontEnds.OpenAI.Responses;

/// <summary>
/// What stands in a reasoning item's <c>encrypted_content</c>: Converse's own block with its text, its signature or its encrypted data, so that a caller who keeps nothing else of the
/// item (some leave out its text) brings back every byte that the model wants to see again. It hides nothing that the item does not show; what the model encrypted stays encrypted.
/// </summary>
internal static class ReasoningEnvelope
{
    private static ReadOnlySpan<byte> Mark => "oc1_"u8;

    /// <summary>Writes an open thought.</summary>
    /// <param name="output">Where it goes; ASCII that needs no escape.</param>
    /// <param name="text">The thought, as escaped JSON characters.</param>
    /// <param name="signature">Its signature, likewise; empty for none.</param>
    public static void WriteThought(PooledBufferWriter output, ReadOnlySpan<byte> text, ReadOnlySpan<byte> signature)
    {
        using var block = new PooledBufferWriter(text.Length + signature.Length + 128);
        block.Write("{\"reasoningContent\":{\"reasoningText\":{\"text\":\""u8);
        block.Write(text);
        if (!signature.IsEmpty)
        {
            block.Write("\",\"signature\":\""u8);
            block.Write(signature);
        }

        block.Write("\"}}}"u8);
        Encode(output, block.WrittenSpan);
    }

    /// <summary>Writes an encrypted thought.</summary>
    /// <param name="output">Where it goes.</param>
    /// <param name="data">Its base64 text, as escaped JSON characters.</param>
    public static void WriteRedacted(PooledBufferWriter output, ReadOnlySpan<byte> data)
    {
        using var block = new PooledBufferWriter(data.Length + 64);
        block.Write("{\"reasoningContent\":{\"redactedContent\":\""u8);
        block.Write(data);
        block.Write("\"}}"u8);
        Encode(output, block.WrittenSpan);
    }

    /// <summary>Whether a text is one of these, and no other service's.</summary>
    /// <param name="content">The text.</param>
    public static bool Is(string content) => content.StartsWith("oc1_", StringComparison.Ordinal);

    /// <summary>Reads one.</summary>
    /// <param name="content">The text.</param>
    /// <param name="path">Where it stands.</param>
    /// <exception cref="Pipeline.GatewayException">It has been changed on its way.</exception>
    public static ContentBlock Read(string content, string path)
    {
        try
        {
            var json = new RawJson(Base64Url.DecodeFromUtf8(Encoding.UTF8.GetBytes(content).AsSpan(Mark.Length)));
            if (ContentBlock.FromJson(json) is ContentBlock block and (ReasoningBlock or RedactedReasoningBlock))
            {
                return block;
            }
        }
        catch (Exception fault) when (fault is FormatException or BedrockException)
        {
            throw OpenAIJson.Wrong(path, "is not as this gateway gave it");
        }

        throw OpenAIJson.Wrong(path, "is not as this gateway gave it");
    }

    private static void Encode(PooledBufferWriter output, ReadOnlySpan<byte> block)
    {
        output.Write(Mark);
        Base64Url.EncodeToUtf8(block, output.GetSpan(Base64Url.GetEncodedLength(block.Length)), out _, out int written);
        output.Advance(written);
    }
}

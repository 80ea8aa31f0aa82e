using System.Text;
using Outcrop.Bedrock.Converse;
using Outcrop.Wire.Buffers;
using Outcrop.Wire.EventStream;

namespace Outcrop.Benchmarks;

/// <summary>What the benchmarks work on, made here so that nothing is read from a disk.</summary>
internal static class Samples
{
    /// <summary>One text delta of ConverseStream as Bedrock sends it: about 200 bytes, padding included.</summary>
    public static byte[] ConverseDelta() => Frame("contentBlockDelta", """{"contentBlockIndex":0,"delta":{"text":" token and more"},"p":"abcdefghijklmnopqrstuvwxyzABCD"}""");

    /// <summary>The same delta as Claude's InvokeModel stream has it, in base64.</summary>
    public static byte[] AnthropicDelta()
    {
        byte[] chunk = """{"type":"content_block_delta","index":0,"delta":{"type":"text_delta","text":" token and more"}}"""u8.ToArray();
        return Frame("chunk", $$"""{"bytes":"{{Convert.ToBase64String(chunk)}}","p":"abcdefghijkl"}""");
    }

    /// <summary>One frame.</summary>
    /// <param name="eventType">Its type.</param>
    /// <param name="payload">Its payload.</param>
    public static byte[] Frame(string eventType, string payload)
    {
        using var writer = new EventStreamWriter();
        using var output = new PooledBufferWriter(512);
        writer
            .AddString(":event-type"u8, Encoding.UTF8.GetBytes(eventType))
            .AddString(":content-type"u8, "application/json"u8)
            .AddString(":message-type"u8, "event"u8)
            .WriteFrame(output, Encoding.UTF8.GetBytes(payload));
        return output.WrittenSpan.ToArray();
    }

    /// <summary>A conversation whose text is about that long.</summary>
    /// <param name="length">Bytes.</param>
    public static ConverseRequest Conversation(int length)
    {
        var request = new ConverseRequest { ModelId = "anthropic.claude-3-haiku-20240307-v1:0", InferenceConfig = new InferenceConfiguration { MaxTokens = 512, Temperature = 0.5 } };
        request.System.Add(new TextBlock("You answer briefly."));
        request.Messages.Add(new Message(ConversationRole.User, Text(length / 2)));
        request.Messages.Add(new Message(ConversationRole.Assistant, "Go on."));
        request.Messages.Add(new Message(ConversationRole.User, Text(length / 2)));
        return request;
    }

    /// <summary>A chat request of the kind that an envelope is scanned for.</summary>
    /// <param name="length">Bytes, about.</param>
    public static byte[] ChatBody(int length) =>
        Encoding.UTF8.GetBytes($$"""{"model":"anthropic.claude-3-haiku-20240307-v1:0","max_tokens":512,"stream":true,"messages":[{"role":"user","content":"{{Text(length - 150).Replace("\"", "\\\"", StringComparison.Ordinal).Replace("\n", "\\n", StringComparison.Ordinal)}}"}]}""");

    private static string Text(int length)
    {
        const string Sentence = "The quick brown fox said \"no\" to the lazy dog, twice, and went its way.\n";
        var text = new StringBuilder(length + Sentence.Length);
        while (text.Length < length)
        {
            text.Append(Sentence);
        }

        return text.ToString(0, length);
    }
}

using System.Buffers;
using System.Buffers.Text;
using System.Text.Json;
using Outcrop.Bedrock.Converse;
using Outcrop.Wire.Json;

namespace Outcrop.Gateway.FrontEnds.OpenAI.Chat;

/// <summary>
/// Writes the chunks of one answer. What every chunk says alike is made once. Unless the caller declines it, each chunk is padded by a member <c>obfuscation</c>
/// (<see cref="Obfuscation"/>). Not thread-safe.
/// </summary>
internal sealed class ChatChunkWriter
{
    private readonly IBufferWriter<byte> _output;
    private readonly byte[] _head;
    private readonly bool _padded;
    private readonly bool _hasUsage;
    private readonly bool _legacyFunctions;
    private int _length;

    /// <summary>Prepares the chunks of one answer.</summary>
    /// <param name="output">The answer.</param>
    /// <param name="identity">What it says of itself.</param>
    /// <param name="request">What was asked for.</param>
    public ChatChunkWriter(IBufferWriter<byte> output, ChatAnswerIdentity identity, ChatRequest request)
    {
        _output = output;
        _padded = request.Obfuscate;
        _hasUsage = request.IncludeUsage;
        _legacyFunctions = request.LegacyFunctions;
        var head = new ArrayBufferWriter<byte>(256);
        using (var json = new Utf8JsonWriter(head))
        {
            json.WriteStartObject();
            json.WriteString("id"u8, identity.Id);
            json.WriteString("object"u8, "chat.completion.chunk"u8);
            json.WriteNumber("created"u8, identity.Created);
            json.WriteString("model"u8, identity.Model);
            json.WriteEndObject();
        }

        _head = [.. "data: "u8, .. head.WrittenSpan[..^1], .. ",\"choices\":["u8];
    }

    /// <summary>Who speaks.</summary>
    public void WriteRole()
    {
        BeginDelta();
        Put("\"role\":\"assistant\",\"content\":\"\",\"refusal\":null"u8);
        EndDelta();
    }

    /// <summary>A piece of the answer.</summary>
    public void WriteContent(JsonText text)
    {
        BeginDelta();
        Put("\"content\":\""u8);
        Put(text.Utf8.Span);
        Put("\""u8);
        EndDelta();
    }

    /// <summary>A piece of an open thought, once as most clients show it and once as it is to be sent back.</summary>
    public void WriteThought(int index, JsonText text, int? follows)
    {
        BeginDelta();
        Put("\"reasoning_content\":\""u8);
        Put(text.Utf8.Span);
        Put("\",\"reasoning_details\":[{\"type\":\"reasoning.text\",\"text\":\""u8);
        EndThought(index, text, follows);
    }

    /// <summary>The proof of an open thought, or a piece of it.</summary>
    public void WriteSignature(int index, JsonText signature, int? follows)
    {
        BeginDelta();
        Put("\"reasoning_details\":[{\"type\":\"reasoning.text\",\"signature\":\""u8);
        EndThought(index, signature, follows);
    }

    /// <summary>An encrypted thought.</summary>
    public void WriteEncryptedThought(int index, JsonText data, int? follows)
    {
        BeginDelta();
        Put("\"reasoning_details\":[{\"type\":\"reasoning.encrypted\",\"data\":\""u8);
        EndThought(index, data, follows);
    }

    /// <summary>A call begins.</summary>
    public void WriteCall(int index, JsonText id, JsonText name)
    {
        BeginDelta();
        if (_legacyFunctions)
        {
            Put("\"function_call\":{\"name\":\""u8);
            Put(name.Utf8.Span);
            Put("\",\"arguments\":\"\"}"u8);
        }
        else
        {
            Put("\"tool_calls\":[{\"index\":"u8);
            PutNumber(index);
            Put(",\"id\":\""u8);
            Put(id.Utf8.Span);
            Put("\",\"type\":\"function\",\"function\":{\"name\":\""u8);
            Put(name.Utf8.Span);
            Put("\",\"arguments\":\"\"}}]"u8);
        }

        EndDelta();
    }

    /// <summary>A piece of a call's arguments.</summary>
    /// <param name="index">The call.</param>
    /// <param name="escaped">The characters as they stand in a JSON string.</param>
    public void WriteArguments(int index, ReadOnlySpan<byte> escaped)
    {
        BeginDelta();
        if (_legacyFunctions)
        {
            Put("\"function_call\":{\"arguments\":\""u8);
            Put(escaped);
            Put("\"}"u8);
        }
        else
        {
            Put("\"tool_calls\":[{\"index\":"u8);
            PutNumber(index);
            Put(",\"function\":{\"arguments\":\""u8);
            Put(escaped);
            Put("\"}}]"u8);
        }

        EndDelta();
    }

    /// <summary>A piece of the answer that this dialect has no words for, as Converse has it.</summary>
    public void WriteOther(ReadOnlySpan<byte> delta)
    {
        BeginDelta();
        Put("\"bedrock\":"u8);
        PutJson(delta.IsEmpty ? "{}"u8 : delta);
        EndDelta();
    }

    /// <summary>Why the model stopped, in this dialect's words and in Bedrock's.</summary>
    /// <param name="reason">The word.</param>
    /// <param name="stop">Bedrock's own.</param>
    /// <param name="details">What else Bedrock told at the end, as members of an object.</param>
    public void WriteFinish(string reason, StopReason stop, byte[]? details)
    {
        BeginDelta();
        Put("},\"logprobs\":null,\"finish_reason\":\""u8);
        Put(JsonEncodedText.Encode(reason).EncodedUtf8Bytes);
        Put("\"}],\"bedrock\":{\"stopReason\":\""u8);
        Put(JsonEncodedText.Encode(stop.Value).EncodedUtf8Bytes);
        Put("\""u8);
        PutJson(details);
        Put("}"u8);
        EndChunk();
    }

    /// <summary>The last chunk of a caller who asked for it: no choice, but the counts.</summary>
    public void WriteUsage(TokenUsage? usage)
    {
        var counts = new ArrayBufferWriter<byte>(512);
        using (var json = new Utf8JsonWriter(counts))
        {
            json.WriteStartObject();
            ChatUsageWriter.Write(json, usage);
            json.WriteEndObject();
        }

        _output.Write(_head);
        _output.Write("],"u8);
        _output.Write(counts.WrittenSpan[1..]);
        _output.Write("\n\n"u8);
    }

    private void EndThought(int index, JsonText text, int? follows)
    {
        Put(text.Utf8.Span);
        Put("\",\"index\":"u8);
        PutNumber(index);
        if (follows is { } before)
        {
            Put(",\"follows\":"u8);
            PutNumber(before);
        }

        Put("}]"u8);
        EndDelta();
    }

    private void BeginDelta()
    {
        _length = 0;
        Put(_head);
        Put("{\"index\":0,\"delta\":{"u8);
    }

    private void EndDelta()
    {
        Put("},\"logprobs\":null,\"finish_reason\":null}]"u8);
        EndChunk();
    }

    private void EndChunk()
    {
        if (_hasUsage)
        {
            Put(",\"usage\":null"u8);
        }

        if (_padded)
        {
            Put(",\"obfuscation\":\""u8);

            // What still follows is four bytes long: the quotation mark, the brace, two line ends.
            Put(Obfuscation.For(_length + 4));
            Put("\""u8);
        }

        Put("}\n\n"u8);
    }

    /// <summary>JSON from elsewhere may hold line breaks between its tokens, which would end the event.</summary>
    private void PutJson(ReadOnlySpan<byte> json)
    {
        foreach (Range line in json.SplitAny("\r\n"u8))
        {
            Put(json[line]);
        }
    }

    private void PutNumber(int number)
    {
        Span<byte> room = _output.GetSpan(11);
        Utf8Formatter.TryFormat(number, room, out int written);
        _output.Advance(written);
        _length += written;
    }

    private void Put(ReadOnlySpan<byte> bytes)
    {
        _output.Write(bytes);
        _length += bytes.Length;
    }
}

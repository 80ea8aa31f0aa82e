using System.Buffers;
using System.Text;
using Outcrop.Bedrock.Catalog;
using Outcrop.Bedrock.Converse;
using Outcrop.Bedrock.Families;

namespace Outcrop.Bedrock.Tests.Converse;

/// <summary>Done-when 6 of issue 4: an image of 1.4 MB is copied once, into the body that goes upstream.</summary>
public class LargeRequestTests
{
    private const int Size = 1_400_000;

    public static TheoryData<string, bool> Cases
    {
        get
        {
            var cases = new TheoryData<string, bool>();
            foreach (string family in (ReadOnlySpan<string>)["converse", "anthropic-messages", "openai-chat", "nova"])
            {
                cases.Add(family, true);
                cases.Add(family, false);
            }

            return cases;
        }
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void Write_LargeImage_GoesIntoTheBodyInOnePass(string family, bool base64)
    {
        ConverseRequest request = Request(base64);
        var output = new CountingWriter();
        long before = GC.GetAllocatedBytesForCurrentThread();

        Write(family, request, output);

        long allocated = GC.GetAllocatedBytesForCurrentThread() - before - output.Allocated;
        Assert.Equal(1, output.Buffers);
        Assert.Equal(0, output.Copied);
        Assert.True(allocated < 100_000, $"{allocated} bytes were allocated beside the body.");
        Assert.True(output.Written.Length > Size * 4 / 3);
        Assert.Contains(Convert.ToBase64String(Image(), 0, 3000), Encoding.ASCII.GetString(output.Written[..20_000]), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("converse")]
    [InlineData("anthropic-messages")]
    [InlineData("openai-chat")]
    [InlineData("nova")]
    public void Read_LargeImageInAKeptBody_IsAView(string family)
    {
        var body = new ArrayBufferWriter<byte>();
        Write(family, Request(base64: true), body);
        byte[] kept = body.WrittenMemory.ToArray();
        Read(family, kept);
        long before = GC.GetAllocatedBytesForCurrentThread();

        ConverseRequest read = Read(family, kept);

        long allocated = GC.GetAllocatedBytesForCurrentThread() - before;
        Assert.True(allocated < 100_000, $"{allocated} bytes were allocated.");
        var image = Assert.IsType<ImageBlock>(read.Messages[0].Content[1]);
        Assert.Equal(Image(), Assert.IsType<BytesSource>(image.Source).Data.ToBytes().ToArray());
    }

    [Fact]
    public void Blob_EveryByte_IsWrittenAsPlainBase64()
    {
        // All of base64's alphabet, + and / included, must come out unescaped, at any length.
        for (int length = 0; length < 4000; length += 7)
        {
            byte[] bytes = [.. Enumerable.Range(0, length).Select(static i => (byte)(i * 251))];
            string text = Convert.ToBase64String(bytes);
            foreach (Blob blob in (ReadOnlySpan<Blob>)[new Blob(bytes), Blob.FromBase64(Encoding.ASCII.GetBytes(text))])
            {
                var buffer = new ArrayBufferWriter<byte>();
                using (var writer = new System.Text.Json.Utf8JsonWriter(buffer, ConverseJson.WriterOptions))
                {
                    writer.WriteStartArray();
                    blob.WriteValue(writer);
                    blob.WriteValue(writer, "data:image/png;base64,"u8);
                    writer.WriteEndArray();
                }

                Assert.Equal($"[\"{text}\",\"data:image/png;base64,{text}\"]", Encoding.ASCII.GetString(buffer.WrittenSpan));
            }
        }
    }

    private static void Write(string family, ConverseRequest request, IBufferWriter<byte> output)
    {
        if (family == "converse")
        {
            ConverseRequestWriter.Write(request, output);
        }
        else
        {
            ModelId id = ModelId.Parse("m");
            ModelFamilies.All.Single(item => item.Name == family).WriteRequest(request, id, stream: true, output, []);
        }
    }

    private static ConverseRequest Read(string family, byte[] body) => family == "converse"
        ? ConverseRequestReader.Read(body, "m", keepsBody: true)
        : ModelFamilies.All.Single(item => item.Name == family).ReadRequest(body, "m", keepsBody: true);

    private static ConverseRequest Request(bool base64)
    {
        byte[] image = Image();
        Blob blob = base64 ? Blob.FromBase64(Encoding.ASCII.GetBytes(Convert.ToBase64String(image))) : new Blob(image);
        return new ConverseRequest { ModelId = "m", Messages = { new Message(ConversationRole.User, [new TextBlock("Look."), new ImageBlock("png", new BytesSource(blob))]) } };
    }

    private static byte[] Image()
    {
        byte[] image = new byte[Size];
        new Random(7).NextBytes(image);
        return image;
    }

    /// <summary>Counts the buffers it had to take and the bytes it had to move from one to the next, as a growing buffer does.</summary>
    private sealed class CountingWriter : IBufferWriter<byte>
    {
        private byte[] _buffer = [];
        private int _written;

        public int Buffers { get; private set; }

        public long Copied { get; private set; }

        public long Allocated { get; private set; }

        public ReadOnlySpan<byte> Written => _buffer.AsSpan(0, _written);

        public void Advance(int count) => _written += count;

        public Memory<byte> GetMemory(int sizeHint = 0)
        {
            int wanted = Math.Max(sizeHint, 1);
            if (_buffer.Length - _written < wanted)
            {
                long before = GC.GetAllocatedBytesForCurrentThread();
                byte[] grown = new byte[Math.Max(_written + wanted, _buffer.Length * 2)];
                Written.CopyTo(grown);
                Copied += _written;
                Buffers++;
                _buffer = grown;
                Allocated += GC.GetAllocatedBytesForCurrentThread() - before;
            }

            return _buffer.AsMemory(_written);
        }

        public Span<byte> GetSpan(int sizeHint = 0) => GetMemory(sizeHint).Span;
    }
}

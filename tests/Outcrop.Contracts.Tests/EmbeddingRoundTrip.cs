using System.Buffers;
using System.Text.Json;
using Outcrop.Bedrock.Embeddings;
using Outcrop.Bedrock.Families;
using Outcrop.Bedrock.Rerank;
using Outcrop.Testing;

namespace Outcrop.Contracts.Tests;

/// <summary>Whatever an embedding or reranking line writes it reads again: the same request, the same body.</summary>
public sealed class EmbeddingRoundTrip
{
    private static readonly byte[] s_png = [0x89, (byte)'P', (byte)'N', (byte)'G', 1, 2, 3];

    [Theory]
    [MemberData(nameof(Samples.Embeddings), MemberType = typeof(Samples))]
    public void AnyRequest_WrittenReadAndWrittenAgain_GivesTheSameBody(string name)
    {
        EmbeddingFamily family = EmbeddingFamilies.Find(Samples.IdOf(name));
        Seeds.ForEach(100, random =>
        {
            bool image = family.TakesImages && random.Next(2) == 0;
            var request = new EmbedRequest
            {
                ModelId = Samples.ModelOf(name),
                Texts = image ? [] : [.. Enumerable.Range(0, random.Next(1, family.MaxBatch + 1)).Select(i => $"text {i} — \"{random.Next()}\" 日本")],
                Images = image ? [new EmbedImage("png", s_png, random.Next(2) == 0 ? "a cat" : null)] : [],
                Dimensions = random.Next(2) == 0 ? 256 : null,
                Normalize = random.Next(3) switch { 0 => true, 1 => false, _ => null },
                InputType = random.Next(3) switch { 0 => "search_query", 1 => "clustering", _ => null },
                Truncate = random.Next(2) == 0 ? "END" : null,
            };
            byte[] first = Write(family, request);

            EmbedRequest read = family.ReadRequest(first, request.ModelId);

            AssertSame(first, Write(family, read));
            Assert.Equal(request.Texts, read.Texts);
            Assert.Equal(request.Images.Count, read.Images.Count);
        });
    }

    [Theory]
    [MemberData(nameof(Samples.Rerankers), MemberType = typeof(Samples))]
    public void AnyReranking_WrittenReadAndWrittenAgain_GivesTheSameBody(string name)
    {
        RerankFamily family = RerankFamilies.Find(Samples.IdOf(name));
        Seeds.ForEach(50, random =>
        {
            var request = new RerankRequest
            {
                ModelId = Samples.ModelOf(name),
                Query = $"q{random.Next()}",
                Documents = [.. Enumerable.Range(0, random.Next(1, 20)).Select(i => $"{i}\n{random.Next()}")],
                TopN = random.Next(2) == 0 ? random.Next(1, 5) : null,
            };
            var first = new ArrayBufferWriter<byte>();
            family.WriteRequest(request, first, []);
            var second = new ArrayBufferWriter<byte>();

            RerankRequest read = family.ReadRequest(first.WrittenMemory, request.ModelId);
            family.WriteRequest(read, second, []);

            AssertSame(first.WrittenMemory, second.WrittenMemory);
            Assert.Equal((request.Query, request.TopN, request.Documents.Count), (read.Query, read.TopN, read.Documents.Count));
        });
    }

    private static byte[] Write(EmbeddingFamily family, EmbedRequest request)
    {
        var buffer = new ArrayBufferWriter<byte>();
        var dropped = new List<DroppedParameter>();
        family.WriteRequest(request, EmbedItem.Of(request), buffer, dropped);
        return buffer.WrittenSpan.ToArray();
    }

    private static void AssertSame(ReadOnlyMemory<byte> first, ReadOnlyMemory<byte> second)
    {
        using JsonDocument left = JsonDocument.Parse(first);
        using JsonDocument right = JsonDocument.Parse(second);
        Assert.True(JsonElement.DeepEquals(left.RootElement, right.RootElement), right.RootElement.GetRawText());
    }
}

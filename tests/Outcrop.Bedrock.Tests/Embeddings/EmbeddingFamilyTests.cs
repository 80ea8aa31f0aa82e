using System.Buffers;
using System.Text;
using Outcrop.Bedrock.Catalog;
using Outcrop.Bedrock.Converse;
using Outcrop.Bedrock.Embeddings;
using Outcrop.Bedrock.Errors;
using Outcrop.Bedrock.Families;
using Outcrop.Bedrock.Families.Anthropic;
using Outcrop.Bedrock.Tests.Converse;

namespace Outcrop.Bedrock.Tests.Embeddings;

public class EmbeddingFamilyTests
{
    [Theory]
    [InlineData("amazon.titan-embed-text-v1", """{"inputText":"a"}""", "dimensions normalize inputType truncate")]
    [InlineData("amazon.titan-embed-text-v2:0", """{"inputText":"a","dimensions":256,"normalize":true}""", "inputType truncate")]
    [InlineData("cohere.embed-english-v3", """{"texts":["a"],"input_type":"search_query","truncate":"END","output_dimension":256}""", "normalize")]
    public void WriteRequest_EveryOption_GoesWhereTheModelWantsIt(string modelId, string body, string dropped)
    {
        var request = new EmbedRequest { ModelId = modelId, Texts = ["a"], Dimensions = 256, Normalize = true, InputType = "search_query", Truncate = "END" };
        var buffer = new ArrayBufferWriter<byte>();
        var losses = new List<DroppedParameter>();

        Find(modelId).WriteRequest(request, EmbedItem.Of(request), buffer, losses);

        JsonAssert.Equal(body, buffer.WrittenSpan);
        Assert.Equal(dropped, string.Join(' ', losses.Select(loss => loss.Name)));
    }

    [Theory]
    [InlineData("amazon.titan-embed-image-v1", """{"inputText":"cat","inputImage":"AAEC","embeddingConfig":{"outputEmbeddingLength":256}}""", "normalize inputType truncate")]
    [InlineData("amazon.nova-2-multimodal-embeddings-v1:0", """{"taskType":"SINGLE_EMBEDDING","singleEmbeddingParams":{"embeddingPurpose":"GENERIC_RETRIEVAL","embeddingDimension":256,"image":{"format":"png","source":{"bytes":"AAEC"}}}}""", "images.text truncate normalize")]
    [InlineData("cohere.embed-english-v3", """{"images":["data:image/png;base64,AAEC"],"input_type":"image","truncate":"END","output_dimension":256}""", "images.text normalize")]
    [InlineData("us.cohere.embed-v4:0", """{"inputs":[{"content":[{"type":"text","text":"cat"},{"type":"image_url","image_url":{"url":"data:image/png;base64,AAEC"}}]}],"input_type":"search_query","truncate":"END","output_dimension":256}""", "normalize")]
    public void WriteRequest_ImageWithText_GoesWhereTheModelWantsIt(string modelId, string body, string dropped)
    {
        var request = new EmbedRequest { ModelId = modelId, Texts = [], Images = [new EmbedImage("png", new byte[] { 0, 1, 2 }, "cat")], Dimensions = 256, Normalize = true, InputType = "search_query", Truncate = "END" };
        var buffer = new ArrayBufferWriter<byte>();
        var losses = new List<DroppedParameter>();

        Find(modelId).WriteRequest(request, EmbedItem.Of(request), buffer, losses);

        JsonAssert.Equal(body, buffer.WrittenSpan);
        Assert.Equal(dropped, string.Join(' ', losses.Select(loss => loss.Name)));
    }

    [Fact]
    public void WriteRequest_ImageForATextLine_IsRefused()
    {
        var request = new EmbedRequest { ModelId = "amazon.titan-embed-text-v2:0", Texts = [], Images = [new EmbedImage("png", new byte[] { 1 })] };

        Assert.Throws<BedrockException>(() => Find(request.ModelId).WriteRequest(request, EmbedItem.Of(request), new ArrayBufferWriter<byte>(), []));
    }

    [Fact]
    public void WriteRequest_VendorFields_StandInTheBody()
    {
        var request = new EmbedRequest { ModelId = "cohere.embed-english-v3", Texts = ["a"], AdditionalModelRequestFields = RawJson.Parse("""{"embedding_types":["binary"],"texts":["b"]}""") };
        var buffer = new ArrayBufferWriter<byte>();
        var losses = new List<DroppedParameter>();

        Find(request.ModelId).WriteRequest(request, EmbedItem.Of(request), buffer, losses);

        JsonAssert.Equal("""{"texts":["a"],"input_type":"search_document","embedding_types":["binary"]}""", buffer.WrittenSpan);
        Assert.Equal("additionalModelRequestFields.texts", Assert.Single(losses).Name);
    }

    [Theory]
    [InlineData("amazon.titan-embed-text-v2:0", 0)]
    [InlineData("amazon.titan-embed-text-v2:0", 2)]
    [InlineData("cohere.embed-english-v3", 97)]
    public void WriteRequest_TooManyTextsOrNone_IsRefused(string modelId, int count)
    {
        string[] texts = [.. Enumerable.Repeat("a", count)];

        var request = new EmbedRequest { ModelId = modelId, Texts = texts };

        Assert.Throws<BedrockException>(() => Find(modelId).WriteRequest(request, EmbedItem.Of(request), new ArrayBufferWriter<byte>(), []));
    }

    [Theory]
    [InlineData("amazon.titan-embed-text-v1", 1, """{"embedding":[1,-0.5],"inputTextTokenCount":3}""", 3)]
    [InlineData("amazon.titan-embed-text-v2:0", 1, """{"embeddingsByType":{"float":[1,-0.5]},"inputTextTokenCount":3}""", 3)]
    [InlineData("cohere.embed-english-v3", 2, """{"embeddings":[[1,-0.5],[2,0]],"id":"x","response_type":"embeddings_floats","texts":["a","b"]}""", null)]
    [InlineData("amazon.titan-embed-text-v2:0", 1, """{"embeddingsByType":{"binary":[1,-0.5]},"inputTextTokenCount":3}""", 3)]
    [InlineData("amazon.titan-embed-image-v1", 1, """{"embedding":[1,-0.5],"inputTextTokenCount":3,"message":null}""", 3)]
    [InlineData("amazon.nova-2-multimodal-embeddings-v1:0", 1, """{"embeddings":[{"embeddingType":"TEXT","embedding":[1,-0.5]}]}""", null)]
    [InlineData("cohere.embed-english-v3", 1, """{"embeddings":{"base64":["AACAPwAAAL8="]},"response_type":"embeddings_by_type"}""", null)]
    [InlineData("us.cohere.embed-v4:0", 2, """{"embeddings":{"float":[[1,-0.5],[2,0]]},"response_type":"embeddings_by_type"}""", null)]
    public void ReadResponse_EitherShape_GivesTheVectorsInOrder(string modelId, int count, string body, int? tokens)
    {
        EmbedResponse answer = Find(modelId).ReadResponse(Encoding.UTF8.GetBytes(body), default, count);

        Assert.Equal(count, answer.Embeddings.Count);
        Assert.Equal(new float[] { 1, -0.5f }, answer.Embeddings[0].ToArray());
        Assert.Equal(tokens, answer.InputTokens);
    }

    [Theory]
    [InlineData("""{"embeddings":[[1]]}""")]
    [InlineData("""{"embeddings":[["x"],[1]]}""")]
    [InlineData("{}")]
    public void ReadResponse_AnotherNumberOfVectorsOrNoNumbers_IsAnError(string body) =>
        Assert.Equal(
            BedrockErrorKind.UnexpectedResponse,
            Assert.Throws<BedrockException>(() => Find("cohere.embed-english-v3").ReadResponse(Encoding.UTF8.GetBytes(body), default, 2)).Kind);

    [Fact]
    public void Find_ModelThatEmbedsNothing_IsRefused() => Assert.Throws<BedrockException>(() => Find("anthropic.claude-3-haiku-20240307-v1:0"));

    private static EmbeddingFamily Find(string modelId) => EmbeddingFamilies.Find(ModelId.Parse(modelId));
}

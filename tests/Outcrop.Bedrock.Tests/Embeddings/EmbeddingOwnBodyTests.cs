using System.Buffers;
using System.Text;
using Outcrop.Bedrock.Catalog;
using Outcrop.Bedrock.Converse;
using Outcrop.Bedrock.Embeddings;
using Outcrop.Bedrock.Errors;
using Outcrop.Bedrock.Families;
using Outcrop.Bedrock.Families.Anthropic;
using Outcrop.Bedrock.Rerank;
using Outcrop.Bedrock.Tests.Converse;

namespace Outcrop.Bedrock.Tests.Embeddings;

/// <summary>Bodies with the members that no recording has: read and written again they are the same, and answers keep what no property holds.</summary>
public sealed class EmbeddingOwnBodyTests
{
    private const string TitanV1 = "amazon.titan-embed-text-v1";
    private const string TitanV2 = "amazon.titan-embed-text-v2:0";
    private const string TitanImage = "amazon.titan-embed-image-v1";
    private const string Nova = "amazon.nova-2-multimodal-embeddings-v1:0";
    private const string CohereV3 = "cohere.embed-english-v3";
    private const string CohereV4 = "us.cohere.embed-v4:0";
    private const string Png = "iVBORw0KGgo=";

    /// <summary>Columns: model, body, the texts and images that the neutral request has of it.</summary>
    [Theory]
    [InlineData(TitanV1, """{"inputText":"a","new":1}""", 1, 0)]
    [InlineData(TitanV2, """{"inputText":" ","dimensions":256,"normalize":false,"embeddingTypes":["binary"]}""", 1, 0)]
    [InlineData(TitanV2, """{"inputText":"a","dimensions":null,"normalize":"yes"}""", 1, 0)]
    [InlineData(TitanV2, """{"what":1}""", 0, 0)]
    [InlineData(TitanImage, $$$$"""{"inputText":"cat","inputImage":"{{{{Png}}}}","embeddingConfig":{"outputEmbeddingLength":384}}""", 0, 1)]
    [InlineData(TitanImage, $$$$"""{"inputImage":"{{{{Png}}}}","embeddingConfig":{"outputEmbeddingLength":384,"new":1}}""", 0, 1)]
    [InlineData(TitanImage, """{"inputText":"cat","inputImage":"AAEC"}""", 0, 0)]
    [InlineData(Nova, """{"schemaVersion":"nova-multimodal-embed-v1","taskType":"SINGLE_EMBEDDING","singleEmbeddingParams":{"embeddingPurpose":"TEXT_RETRIEVAL","text":{"truncationMode":"END","value":"a"}}}""", 1, 0)]
    [InlineData(Nova, """{"taskType":"SINGLE_EMBEDDING","singleEmbeddingParams":{"text":{"value":"a"}}}""", 1, 0)]
    [InlineData(Nova, """{"taskType":"SINGLE_EMBEDDING","singleEmbeddingParams":{"embeddingPurpose":"search_query","text":{"value":"a"}}}""", 0, 0)]
    [InlineData(Nova, $$$$"""{"taskType":"SINGLE_EMBEDDING","singleEmbeddingParams":{"embeddingPurpose":"CLUSTERING","embeddingDimension":384,"image":{"format":"png","source":{"bytes":"{{{{Png}}}}"} }}}""", 0, 1)]
    [InlineData(Nova, $$$$"""{"taskType":"SINGLE_EMBEDDING","singleEmbeddingParams":{"embeddingPurpose":"CLUSTERING","image":{"format":"png","detailLevel":"DOCUMENT_IMAGE","source":{"bytes":"{{{{Png}}}}"} }}}""", 0, 0)]
    [InlineData(Nova, """{"taskType":"SINGLE_EMBEDDING","singleEmbeddingParams":{"embeddingPurpose":"CLUSTERING","text":{"truncationMode":"END","source":{"s3Location":{"uri":"s3://b/k"}}}}}""", 0, 0)]
    [InlineData(Nova, """{"taskType":"SEGMENTED_EMBEDDING","segmentedEmbeddingParams":{"embeddingPurpose":"GENERIC_INDEX","text":{"truncationMode":"END","value":"a","segmentationConfig":{"maxLengthChars":800}}}}""", 0, 0)]
    [InlineData(CohereV3, """{"texts":["a"," ","b"],"input_type":"clustering","truncate":"LEFT","embedding_types":["int8","float"]}""", 3, 0)]
    [InlineData(CohereV3, """{"texts":["a"]}""", 1, 0)]
    [InlineData(CohereV3, """{"texts":[]}""", 0, 0)]
    [InlineData(CohereV3, $$$$"""{"images":["data:image/png;base64,{{{{Png}}}}"],"input_type":"image"}""", 0, 1)]
    [InlineData(CohereV3, $$$$"""{"images":["data:image/png;base64,{{{{Png}}}}","data:image/png;base64,{{{{Png}}}}"],"input_type":"image"}""", 0, 0)]
    [InlineData(CohereV3, """{"images":["data:image/png;base64,AA"],"input_type":"image"}""", 0, 0)]
    [InlineData(CohereV4, $$$$"""{"inputs":[{"content":[{"type":"text","text":"cat"},{"type":"image_url","image_url":{"url":"data:image/png;base64,{{{{Png}}}}"}}]}],"input_type":"search_query","output_dimension":512,"max_tokens":9}""", 0, 1)]
    [InlineData(CohereV4, $$$$"""{"inputs":[{"content":[{"type":"image_url","image_url":{"url":"data:image/png;base64,{{{{Png}}}}","detail":"low"}}]}],"input_type":"search_query"}""", 0, 0)]
    [InlineData(CohereV4, """{"inputs":[{"content":[{"type":"text","text":"a"}]},{"content":[{"type":"text","text":"b"}]}],"input_type":"search_query"}""", 0, 0)]
    public void Body_ReadAndWrittenAgain_IsTheSameJson(string modelId, string json, int texts, int images)
    {
        EmbeddingFamily family = EmbeddingFamilies.Find(ModelId.Parse(modelId));
        var output = new ArrayBufferWriter<byte>();
        var dropped = new List<DroppedParameter>();

        EmbedRequest request = family.ReadRequest(Encoding.UTF8.GetBytes(json), modelId);
        family.WriteRequest(request, EmbedItem.Of(request), output, dropped);

        JsonAssert.Equal(json, output.WrittenSpan);
        Assert.Empty(dropped);
        Assert.Equal((modelId, texts, images), (request.ModelId, request.Texts.Count, request.Images.Count));
    }

    [Fact]
    public void ReadRequest_OfOneLine_CanBeWrittenForAnother()
    {
        EmbedRequest request = EmbeddingFamilies.Find(ModelId.Parse(Nova)).ReadRequest(
            """{"taskType":"SINGLE_EMBEDDING","singleEmbeddingParams":{"embeddingPurpose":"GENERIC_RETRIEVAL","embeddingDimension":256,"text":{"truncationMode":"END","value":"a"}}}"""u8.ToArray(), Nova);
        var output = new ArrayBufferWriter<byte>();

        EmbeddingFamilies.Find(ModelId.Parse(CohereV4)).WriteRequest(request, EmbedItem.Of(request), output, []);

        JsonAssert.Equal("""{"texts":["a"],"input_type":"search_query","truncate":"END","output_dimension":256}""", output.WrittenSpan);
    }

    [Theory]
    [InlineData("[]")]
    [InlineData("{\"inputText\":")]
    [InlineData("{\"inputText\":\"\\ud800\"}")]
    public void ReadRequest_WhatIsNoRequest_IsRefused(string json) =>
        Assert.Equal(BedrockErrorKind.Validation, Assert.Throws<BedrockException>(() => EmbeddingFamilies.Find(ModelId.Parse(TitanV2)).ReadRequest(Encoding.UTF8.GetBytes(json), TitanV2)).Kind);

    [Theory]
    [InlineData(TitanV2, """{"embedding":[1],"embeddingsByType":{"float":[1],"binary":[0,1]},"inputTextTokenCount":3}""", """{"embeddingsByType":{"binary":[0,1]}}""")]
    [InlineData(TitanV2, """{"embedding":[1],"embeddingsByType":{"float":[1]},"inputTextTokenCount":3}""", "")]
    [InlineData(Nova, """{"embeddings":[{"embeddingType":"TEXT","embedding":[1]}]}""", """{"embeddings":[{"embeddingType":"TEXT"}]}""")]
    [InlineData(CohereV3, """{"embeddings":[[1]],"id":"i","texts":["a"]}""", """{"id":"i","texts":["a"]}""")]
    [InlineData(CohereV4, """{"embeddings":{"int8":[[5]],"float":[[1]]},"id":"i"}""", """{"embeddings":{"int8":[[5]]},"id":"i"}""")]
    public void ReadResponse_WhatNoPropertyHolds_IsKept(string modelId, string json, string rest)
    {
        EmbedResponse answer = EmbeddingFamilies.Find(ModelId.Parse(modelId)).ReadResponse(Encoding.UTF8.GetBytes(json), default, 1);

        Assert.Equal([1f], answer.Embeddings[0].ToArray());
        Assert.Equal(rest, Assert.Single(answer.AdditionalMembers).ToString());
    }

    [Theory]
    [InlineData("cohere.rerank-v3-5:0", """{"query":"q","documents":["a","b"],"top_n":1,"api_version":2,"max_tokens_per_doc":9}""")]
    [InlineData("cohere.rerank-v3-5:0", """{"query":"q","documents":["a"]}""")]
    [InlineData("cohere.rerank-v3-5:0", """{"query":"","documents":[{"title":"t"}],"rank_fields":["title"],"api_version":2}""")]
    [InlineData("amazon.rerank-v1:0", """{"query":"q","documents":["a"," "],"top_n":null}""")]
    public void Rerank_ReadAndWrittenAgain_IsTheSameJson(string modelId, string json)
    {
        RerankFamily family = RerankFamilies.Find(ModelId.Parse(modelId));
        var output = new ArrayBufferWriter<byte>();
        var dropped = new List<DroppedParameter>();

        family.WriteRequest(family.ReadRequest(Encoding.UTF8.GetBytes(json), modelId), output, dropped);

        JsonAssert.Equal(json, output.WrittenSpan);
        Assert.Empty(dropped);
    }

    [Theory]
    [InlineData("""{"results":[{"index":0,"relevance_score":0.5}]}""", "")]
    [InlineData("""{"id":"i","results":[{"index":0,"relevance_score":0.5}]}""", """{"id":"i"}""")]
    [InlineData("""{"results":[{"index":0,"relevance_score":0.5,"document":{"text":"a"}}],"meta":{"v":2}}""", """{"results":[{"document":{"text":"a"}}],"meta":{"v":2}}""")]
    public void Rerank_WhatNoPropertyHolds_IsKept(string json, string rest) =>
        Assert.Equal(rest, RerankFamilies.Find(ModelId.Parse("cohere.rerank-v3-5:0")).ReadResponse(Encoding.UTF8.GetBytes(json), default, 1).AdditionalMembers.ToString());
}

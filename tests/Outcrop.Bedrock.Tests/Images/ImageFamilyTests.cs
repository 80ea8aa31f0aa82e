using System.Buffers;
using System.Text;
using Outcrop.Bedrock.Catalog;
using Outcrop.Bedrock.Errors;
using Outcrop.Bedrock.Families;
using Outcrop.Bedrock.Families.Anthropic;
using Outcrop.Bedrock.Images;
using Outcrop.Bedrock.Tests.Converse;
using Outcrop.Bedrock.Tests.Surfaces;
using Outcrop.Testing;

namespace Outcrop.Bedrock.Tests.Images;

/// <summary>tests/golden/LINE/CASE: an image request, the line's body, and what was lost on the way; and what a filtered answer comes to.</summary>
public sealed class ImageFamilyTests
{
    public static TheoryData<string> Cases =>
        [.. ImageFamilies.All.SelectMany(family => Directory.GetDirectories(Repository.PathOf("tests", "golden", family.Name)).Order(StringComparer.Ordinal).Select(folder => $"{family.Name}/{Path.GetFileName(folder)}"))];

    [Theory]
    [MemberData(nameof(Cases))]
    public void WriteRequest_GoldenRequest_GivesTheBodyAndTheLosses(string @case)
    {
        string folder = Repository.PathOf("tests", "golden", @case);
        ImageRequest request = ImageCase.Read(File.ReadAllText(Path.Combine(folder, "request.json")));
        ModelId modelId = ModelId.Parse(request.ModelId);
        var buffer = new ArrayBufferWriter<byte>();
        var dropped = new List<DroppedParameter>();

        ImageFamily family = ImageFamilies.Find(modelId);
        family.WriteRequest(request, modelId, buffer, dropped);

        Assert.Equal(Path.GetDirectoryName(@case), family.Name);
        JsonAssert.Equal(File.ReadAllText(Path.Combine(folder, "body.json")), buffer.WrittenSpan);
        Assert.Equal(File.ReadAllLines(Path.Combine(folder, "losses.txt")), dropped.Select(loss => $"{loss.Name}: {loss.Reason}"));
    }

    [Theory]
    [InlineData("""{"modelId":"amazon.titan-image-generator-v1","task":"RemoveBackground","images":["AQID"]}""", "have no task RemoveBackground")]
    [InlineData("""{"modelId":"amazon.titan-image-generator-v1","prompt":"a","images":["AQID"]}""", "take no image")]
    [InlineData("""{"modelId":"amazon.nova-canvas-v1:0"}""", "need a prompt")]
    [InlineData("""{"modelId":"amazon.nova-canvas-v1:0","task":"Inpaint","images":["AQID"]}""", "a mask or a mask prompt")]
    [InlineData("""{"modelId":"amazon.nova-canvas-v1:0","task":"Inpaint","images":["AQID"],"mask":"AQID","maskPrompt":"a"}""", "one of them")]
    [InlineData("""{"modelId":"amazon.nova-canvas-v1:0","task":"Vary"}""", "need an image")]
    [InlineData("""{"modelId":"amazon.nova-canvas-v1:0","task":"ColorGuided","prompt":"a"}""", "need colours")]
    [InlineData("""{"modelId":"stability.stable-image-core-v1:1","prompt":"a","images":["AQID"]}""", "take no image")]
    [InlineData("""{"modelId":"stability.sd3-5-large-v1:0","task":"Inpaint","prompt":"a"}""", "have no task Inpaint")]
    [InlineData("""{"modelId":"us.stability.stable-image-inpaint-v1:0","task":"Outpaint","images":["AQID"]}""", "does not do Outpaint")]
    [InlineData("""{"modelId":"us.stability.stable-style-transfer-v1:0","images":["AQID"]}""", "need two images")]
    [InlineData("""{"modelId":"amazon.nova-lite-v1:0","prompt":"a"}""", "not among the image models")]
    public void WriteRequest_WithoutWhatItsTaskNeeds_IsRefused(string json, string reason)
    {
        ImageRequest request = ImageCase.Read(json);
        ModelId modelId = ModelId.Parse(request.ModelId);

        BedrockException fault = Assert.Throws<BedrockException>(() => ImageFamilies.Find(modelId).WriteRequest(request, modelId, new ArrayBufferWriter<byte>(), []));

        Assert.Equal(BedrockErrorKind.Validation, fault.Kind);
        Assert.Contains(reason, fault.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("amazon.nova-canvas-v1:0", """{"images":["iVBORw0K"],"error":null}""", "image/png:", false, null)]
    [InlineData("amazon.nova-canvas-v1:0", """{"images":["iVBORw0K"],"error":"Some images were blocked by our content filters."}""", "image/png:", true, "Some images were blocked by our content filters.")]
    [InlineData("stability.sd3-5-large-v1:0", """{"seeds":[2130420379],"finish_reasons":[null],"images":["/9j/"]}""", "image/jpeg:", false, null)]
    [InlineData("stability.sd3-5-large-v1:0", """{"seeds":["7","8"],"finish_reasons":[null,"Filter reason: output image"],"images":["/9j/",""]}""", "image/jpeg: :Filter reason: output image", true, null)]
    public void ReadResponse_GoodOrPartial_SaysWhich(string model, string body, string images, bool partial, string? error)
    {
        ImageResponse response = ImageFamilies.Find(ModelId.Parse(model)).ReadResponse(Encoding.UTF8.GetBytes(body));

        Assert.Equal(images, string.Join(' ', response.Images.Select(image => $"{image.MediaType}:{image.Refusal}")));
        Assert.Equal((partial, error), (response.IsPartial, response.Error));
    }

    /// <summary>A filtered answer is never an empty success.</summary>
    [Theory]
    [InlineData("amazon.nova-canvas-v1:0", """{"images":[],"error":"All of the generated images have been blocked by our content filters."}""", BedrockErrorKind.Validation, "All of the generated images have been blocked by our content filters.")]
    [InlineData("amazon.nova-canvas-v1:0", """{"error":"blocked"}""", BedrockErrorKind.Validation, "blocked")]
    [InlineData("amazon.titan-image-generator-v2:0", """{"images":[]}""", BedrockErrorKind.UnexpectedResponse, null)]
    [InlineData("amazon.titan-image-generator-v2:0", """{"images":["not base64!"]}""", BedrockErrorKind.UnexpectedResponse, null)]
    [InlineData("stability.sd3-5-large-v1:0", """{"seeds":[],"finish_reasons":["Filter reason: prompt"],"images":[]}""", BedrockErrorKind.Validation, "Filter reason: prompt")]
    [InlineData("stability.sd3-5-large-v1:0", """{"finish_reasons":["Filter reason: output image"],"images":["/9j/"]}""", BedrockErrorKind.Validation, "Filter reason: output image")]
    [InlineData("stability.sd3-5-large-v1:0", """{"finish_reasons":["Inference error"],"images":[null]}""", BedrockErrorKind.ModelError, "Inference error")]
    [InlineData("us.stability.stable-image-inpaint-v1:0", """[]""", BedrockErrorKind.UnexpectedResponse, null)]
    public void ReadResponse_WithoutAGoodImage_IsAnError(string model, string body, BedrockErrorKind kind, string? message)
    {
        BedrockException fault = Assert.Throws<BedrockException>(() => ImageFamilies.Find(ModelId.Parse(model)).ReadResponse(Encoding.UTF8.GetBytes(body)));

        Assert.Equal(kind, fault.Kind);
        Assert.Equal(message ?? fault.Message, fault.Message);
    }

    [Fact]
    public async Task GenerateImages_ThroughTheClient_InvokesTheModel()
    {
        using var handler = new SurfaceHandler("""{"images":["iVBORw0K"]}""");
        using BedrockClient client = handler.CreateClient();

        ImageResponse response = await client.GenerateImagesAsync(new ImageRequest { ModelId = "amazon.nova-canvas-v1:0", Prompt = "A kite.", OutputFormat = "png" }, TestContext.Current.CancellationToken);

        Assert.Equal("r-1", response.RequestId);
        Assert.Equal("outputFormat", Assert.Single(response.Dropped).Name);
        Assert.Equal("https://bedrock-runtime.us-east-1.amazonaws.com/model/amazon.nova-canvas-v1%3A0/invoke", Assert.Single(handler.Requests).Uri);
    }
}

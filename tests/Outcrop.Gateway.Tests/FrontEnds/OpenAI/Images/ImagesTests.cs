using System.Text.Json;
using Outcrop.Gateway.Tests.Support;

namespace Outcrop.Gateway.Tests.FrontEnds.OpenAI.Images;

public class ImagesTests
{
    private const string Path = "/v1/images/generations";
    private const string Canvas = "amazon.nova-canvas-v1:0";
    private const string Stability = "stability.sd3-5-large-v1:0";

    [Fact]
    public async Task Canvas_GetsSizeCountQualityAndSeed()
    {
        await using EmulatedPair gateway = await EmulatedPair.StartAsync();
        JsonAnswer answer = await gateway.PostAsync(Path, Request(
            Canvas, ""","n":2,"size":"512x320","quality":"hd","seed":7,"negative_prompt":"fog","response_format":"b64_json","style":"vivid","user":"me","background":"auto","moderation":"low" """));
        JsonElement[] images = [.. answer.Good.GetProperty("data").EnumerateArray()];
        Assert.Equal(2, images.Length);
        Assert.All(images, static image => Assert.Equal([0x89, (byte)'P', (byte)'N', (byte)'G'], image.GetProperty("b64_json").GetBytesFromBase64()[..4]));
        Assert.Equal("png", answer.Body.GetProperty("output_format").GetString());
        JsonElement sent = Assert.Single(gateway.Sent);
        JsonElement config = sent.GetProperty("imageGenerationConfig");
        Assert.Equal(2, config.GetProperty("numberOfImages").GetInt32());
        Assert.Equal(512, config.GetProperty("width").GetInt32());
        Assert.Equal(320, config.GetProperty("height").GetInt32());
        Assert.Equal("premium", config.GetProperty("quality").GetString());
        Assert.Equal(7, config.GetProperty("seed").GetInt32());
        Assert.Equal("fog", sent.GetProperty("textToImageParams").GetProperty("negativeText").GetString());
        Assert.Equal("user, moderation, style", answer.Dropped);
    }

    /// <summary>A model that makes one image a call is asked as often as images are wanted, with another seed each time.</summary>
    [Fact]
    public async Task ModelOfOneImageACall_IsAskedForEach()
    {
        await using EmulatedPair gateway = await EmulatedPair.StartAsync();
        JsonAnswer answer = await gateway.PostAsync(Path, Request(Stability, ""","n":3,"seed":10,"size":"1024x1024","output_format":"png" """));
        Assert.Equal(3, answer.Good.GetProperty("data").GetArrayLength());
        Assert.Equal([10, 11, 12], gateway.Sent.Select(static body => body.GetProperty("seed").GetInt32()).Order());
        Assert.All(gateway.Sent, static body => Assert.Equal("1:1", body.GetProperty("aspect_ratio").GetString()));
        Assert.All(gateway.Sent, static body => Assert.Equal("png", body.GetProperty("output_format").GetString()));
        Assert.DoesNotContain("n,", answer.Dropped + ",", StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("""{"model":"amazon.nova-canvas-v1:0"}""", "prompt")]
    [InlineData("""{"model":"amazon.nova-canvas-v1:0","prompt":"a","n":11}""", "n")]
    [InlineData("""{"model":"amazon.nova-canvas-v1:0","prompt":"a","n":0}""", "n")]
    [InlineData("""{"model":"amazon.nova-canvas-v1:0","prompt":"a","size":"huge"}""", "size")]
    [InlineData("""{"model":"amazon.nova-canvas-v1:0","prompt":"a","size":"0x10"}""", "size")]
    [InlineData("""{"model":"amazon.nova-canvas-v1:0","prompt":"a","size":"-1x10"}""", "size")]
    [InlineData("""{"model":"amazon.nova-canvas-v1:0","prompt":"a","quality":"superb"}""", "quality")]
    [InlineData("""{"model":"amazon.nova-canvas-v1:0","prompt":"a","response_format":"url"}""", "response_format")]
    [InlineData("""{"model":"amazon.nova-canvas-v1:0","prompt":"a","stream":true}""", "stream")]
    [InlineData("""{"model":"amazon.nova-canvas-v1:0","prompt":"a","partial_images":2}""", "stream")]
    [InlineData("""{"model":"amazon.nova-canvas-v1:0","prompt":"a","background":"transparent"}""", "background")]
    [InlineData("""{"model":"amazon.nova-canvas-v1:0","prompt":"a","output_format":"gif"}""", "output_format")]
    [InlineData("""{"model":"amazon.nova-canvas-v1:0","prompt":"a","bedrock":{"endpoint":"x"} }""", "bedrock.endpoint")]
    public async Task BadRequest_IsNamedAndNeverSent(string json, string parameter)
    {
        await using EmulatedPair gateway = await EmulatedPair.StartAsync();
        (await gateway.PostAsync(Path, json)).Refused(400, parameter);
        Assert.Empty(gateway.Emulator.Journal);
    }

    [Fact]
    public async Task ModelThatMakesNoImages_Is400()
    {
        await using EmulatedPair gateway = await EmulatedPair.StartAsync();
        Assert.Contains("image", (await gateway.PostAsync(Path, Request("amazon.nova-lite-v1:0"))).Refused(400));
    }

    private static string Request(string model, string more = "") => $$"""{"model":"{{model}}","prompt":"A quartz crystal"{{more}}}""";
}

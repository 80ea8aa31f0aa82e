using System.Buffers.Binary;
using System.Text;
using Outcrop.Bedrock.Native;
using Outcrop.Gateway.Configuration;
using Outcrop.Gateway.Routing;
using Outcrop.Gateway.Tokens;
using Outcrop.Gateway.Upstream;
using Outcrop.Testing;

namespace Outcrop.Gateway.Tests.Tokens;

/// <summary>The guess of bodies that are passed on: files count as what they are, in the words of every dialect.</summary>
public class BodyTokensTests
{
    private const int Pixels = 1_000;

    /// <summary>1000 × 1000 pixels at 750 a token.</summary>
    private const int ImageCosts = 1_334;

    private static readonly string Png = Convert.ToBase64String(PngOf(400_000));
    private static readonly string Jpeg = Convert.ToBase64String([0xFF, 0xD8, 0xFF, 0xC0, 0, 17, 8, Pixels >> 8, Pixels & 0xFF, Pixels >> 8, Pixels & 0xFF, 3, .. new byte[90_000]]);
    private static readonly string Pdf = Convert.ToBase64String(Encoding.ASCII.GetBytes("%PDF-1.7 /Type /Pages /Type /Page /Type/Page " + new string('x', 300_000)));
    private static readonly string Noise = Convert.ToBase64String(NoiseOf(90_000));

    private static readonly (string Name, string Body, int Files)[] Bodies =
    [
        ("Converse, image", $$$$"""{"messages":[{"role":"user","content":[{"text":"Hello"},{"image":{"format":"png","source":{"bytes":"{{{{Png}}}}"}}}]}]}""", ImageCosts),
        ("Converse, two images", $$$$"""{"messages":[{"content":[{"image":{"source":{"bytes":"{{{{Png}}}}"},"format":"png"}},{"image":{"source":{"bytes":"{{{{Jpeg}}}}"},"format":"jpeg"}}]}]}""", 2 * ImageCosts),
        ("Converse, in a tool's result", $$$$"""{"messages":[{"content":[{"toolResult":{"toolUseId":"t","content":[{"image":{"format":"png","source":{"bytes":"{{{{Png}}}}"}}}]}}]}]}""", ImageCosts),
        ("Converse, image that nobody knows", $$$$"""{"messages":[{"content":[{"image":{"format":"heic","source":{"bytes":"{{{{Noise}}}}"}}}]}]}""", 1_600),
        ("Converse, document", $$$$"""{"messages":[{"content":[{"document":{"format":"pdf","name":"d","source":{"bytes":"{{{{Pdf}}}}"}}}]}]}""", 4_000),
        ("Converse, video", $$$$"""{"messages":[{"content":[{"video":{"format":"mp4","source":{"bytes":"{{{{Noise}}}}"}}}]}]}""", 91),
        ("Converse, sound", $$$$"""{"messages":[{"content":[{"audio":{"format":"mp3","source":{"bytes":"{{{{Noise}}}}"}}}]}]}""", 181),
        ("Anthropic, image", $$$$"""{"max_tokens":5,"messages":[{"content":[{"type":"image","source":{"type":"base64","media_type":"image/png","data":"{{{{Png}}}}"}}]}]}""", ImageCosts),
        ("Anthropic, image, other order", $$$$"""{"messages":[{"content":[{"source":{"data":"{{{{Jpeg}}}}","type":"base64"},"type":"image"}]}]}""", ImageCosts),
        ("Anthropic, document", $$$$"""{"messages":[{"content":[{"type":"document","source":{"type":"base64","media_type":"application/pdf","data":"{{{{Pdf}}}}"}}]}]}""", 4_000),
        ("Chat completions, image", $$$$"""{"messages":[{"content":[{"type":"image_url","image_url":{"detail":"high","url":"data:image/png;base64,{{{{Png}}}}"}}]}]}""", ImageCosts),
        ("Chat completions, sound", $$$$"""{"messages":[{"content":[{"type":"input_audio","input_audio":{"data":"{{{{Noise}}}}","format":"wav"}}]}]}""", 181),
        ("Responses, image", $$$$"""{"input":[{"content":[{"type":"input_image","image_url":"data:image/jpeg;base64,{{{{Jpeg}}}}"}]}]}""", ImageCosts),
        ("Responses, file", $$$$"""{"input":[{"content":[{"type":"input_file","filename":"a.pdf","file_data":"data:application/pdf;base64,{{{{Pdf}}}}"}]}]}""", 4_000),
        ("Llama, images", $$$$"""{"prompt":"Hello","images":["{{{{Png}}}}","{{{{Jpeg}}}}"]}""", 2 * ImageCosts),
        ("escaped slashes", $$$$"""{"messages":[{"content":[{"image":{"format":"jpeg","source":{"bytes":"{{{{Jpeg.Replace("/", "\\/", StringComparison.Ordinal)}}}}"}}}]}]}""", ImageCosts),
    ];

    public static TheoryData<string> Names => [.. Bodies.Select(static body => body.Name)];

    [Theory]
    [MemberData(nameof(Names))]
    public void Files_CountAsWhatTheyAre(string name)
    {
        (_, string body, int files) = Bodies.Single(one => one.Name == name);
        (double input, _) = BodyTokens.Read(Encoding.UTF8.GetBytes(body));
        Assert.True(input >= files && input < files + 80, $"{name}: {input} of {body.Length} bytes");
    }

    /// <summary>What only looks like a file is text, and is counted by its length.</summary>
    [Theory]
    [InlineData("""{"messages":[{"content":[{"text":"FILE"}]}]}""")]
    [InlineData("""{"messages":[{"content":"FILE"}]}""")]
    [InlineData("""{"messages":[{"content":[{"type":"document","source":{"type":"text","media_type":"text/plain","data":"It is, all in all, plain words. TEXT"}}]}]}""")]
    [InlineData("""{"messages":[{"content":[{"toolUse":{"input":{"data":"NOISE"}}}]}]}""")]
    [InlineData("""{"messages":[{"content":[{"image":{"source":{"bytes":"x"}}},{"toolUse":{"input":{"data":"NOISE"}}}]}]}""")]
    [InlineData("""{"messages":[{"content":[{"image_url":{"url":"data:text/plain,NOISE"}}]}]}""")]
    public void Text_ThatLooksLikeAFile_CountsByItsLength(string template)
    {
        string body = template.Replace("FILE", Png, StringComparison.Ordinal).Replace("TEXT", new string('a', 90_000), StringComparison.Ordinal).Replace("NOISE", Noise, StringComparison.Ordinal);
        Assert.Equal(body.Length / 4.0, BodyTokens.Read(Encoding.UTF8.GetBytes(body)).Input);
    }

    [Theory]
    [InlineData("""{"max_tokens":7}""", 7)]
    [InlineData("""{"inferenceConfig":{"maxTokens":8}}""", 8)]
    [InlineData("""{"textGenerationConfig":{"maxTokenCount":9},"inputText":"x"}""", 9)]
    [InlineData("""{"max_completion_tokens":10}""", 10)]
    [InlineData("""{"max_output_tokens":{"max_gen_len":11}}""", 11)]
    [InlineData("""{"max_tokens":-1}""", null)]
    [InlineData("""{"a":{"b":{"max_tokens":3}}}""", null)]
    [InlineData("""{"messages":[{"content":"max_tokens"}]}""", null)]
    [InlineData("""{"max_tokens":12,""", 12)]
    [InlineData("no JSON", null)]
    public void Bound_IsTheBodys(string body, int? bound) => Assert.Equal((body.Length / 4.0, bound), BodyTokens.Read(Encoding.UTF8.GetBytes(body)));

    /// <summary>An account of 20,000 tokens a minute has room for a picture of half a megabyte, which was taken to be 130,000.</summary>
    [Fact]
    public void Quota_OfAPassedOnPicture_TakesWhatTheModelCounts()
    {
        byte[] body = Encoding.UTF8.GetBytes($$$$"""{"inferenceConfig":{"maxTokens":500},"messages":[{"role":"user","content":[{"image":{"format":"png","source":{"bytes":"{{{{Png}}}}"}}}]}]}""");
        var target = new Target("a", "us-east-1", "amazon.nova-lite-v1:0", Bedrock.BedrockApi.Auto);
        NativeRequest request = NativeRequest.Converse(target.ModelId, body, stream: false, []);
        Assert.InRange(RequestShape.TokensOf(request, target, new BedrockSettings()), ImageCosts + 500, ImageCosts + 600);
    }

    /// <summary>Whatever of a body is cut or changed: it is read to where it is one, and never fails.</summary>
    [Fact]
    public void Bodies_CutOrChanged_AreReadWithoutFailing() => Seeds.ForEach(20, static random =>
    {
        foreach ((string _, string whole, int _) in Bodies)
        {
            byte[] body = Encoding.UTF8.GetBytes(whole.Replace(Png, Png[..2_000], StringComparison.Ordinal).Replace(Noise, Noise[..2_000], StringComparison.Ordinal).Replace(Jpeg, Jpeg[..2_000], StringComparison.Ordinal).Replace(Pdf, Pdf[..2_000], StringComparison.Ordinal));
            for (int i = 0; i < 10; i++)
            {
                byte[] changed = [.. body.AsSpan(0, 1 + random.Next(body.Length))];
                changed[random.Next(changed.Length)] = (byte)random.Next(256);
                Assert.InRange(BodyTokens.Read(changed).Input, 0, 40_000);
            }
        }
    });

    private static byte[] NoiseOf(int size)
    {
        byte[] noise = new byte[size];
        new Random(17).NextBytes(noise);
        return noise;
    }

    private static byte[] PngOf(int size)
    {
        byte[] file = new byte[size];
        byte[] head = [0x89, (byte)'P', (byte)'N', (byte)'G', 13, 10, 26, 10, 0, 0, 0, 13, (byte)'I', (byte)'H', (byte)'D', (byte)'R'];
        head.CopyTo(file, 0);
        BinaryPrimitives.WriteInt32BigEndian(file.AsSpan(16), Pixels);
        BinaryPrimitives.WriteInt32BigEndian(file.AsSpan(20), Pixels);
        return file;
    }
}

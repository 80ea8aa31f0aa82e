using System.Buffers.Binary;
using System.IO.Compression;
using System.Text;
using Outcrop.Emulator.Tests.Support;

namespace Outcrop.Emulator.Tests.Images;

/// <summary>Models that draw: pictures of the size asked for that a decoder takes, the same for the same prompt.</summary>
public sealed class ImageTests
{
    private const string Canvas = "/model/amazon.nova-canvas-v1%3A0/invoke";

    [Theory]
    [InlineData(Canvas, """{"taskType":"TEXT_IMAGE","textToImageParams":{"text":"a cat"},"imageGenerationConfig":{"width":512,"height":320,"numberOfImages":2,"seed":7}}""", 2, 512, 320)]
    [InlineData("/model/amazon.titan-image-generator-v2%3A0/invoke", """{"taskType":"TEXT_IMAGE","textToImageParams":{"text":"a cat"}}""", 1, 1024, 1024)]
    [InlineData("/model/stability.stable-image-core-v1%3A1/invoke", """{"prompt":"a cat","aspect_ratio":"16:9","seed":3}""", 1, 1344, 768)]
    public async Task Invoke_Prompt_GivesPicturesThatDecode(string path, string body, int count, int width, int height)
    {
        await using BedrockEmulator emulator = await EmulatorTest.StartAsync();
        using var client = new EmulatorClient(emulator);
        Reply reply = await client.SendAsync(path, body);
        Assert.True(reply.Status == 200, reply.Text);
        byte[][] images = [.. reply.Json.GetProperty("images").EnumerateArray().Select(image => image.GetBytesFromBase64())];
        Assert.Equal(count, images.Length);
        Assert.All(images, image => Assert.Equal((width, height), Decode(image)));
        Assert.Equal(count, images.Select(Convert.ToBase64String).Distinct().Count());
        Assert.Equal(reply.Text, (await client.SendAsync(path, body)).Text);
        Assert.NotEqual(reply.Text, (await client.SendAsync(path, body.Replace("cat", "dog", StringComparison.Ordinal))).Text);
    }

    [Fact]
    public async Task Invoke_StableDiffusion_HasArtifacts()
    {
        await using BedrockEmulator emulator = await EmulatorTest.StartAsync();
        using var client = new EmulatorClient(emulator);
        Reply reply = await client.SendAsync("/model/stability.stable-diffusion-xl-v1/invoke", """{"text_prompts":[{"text":"a cat"}],"width":512,"height":512}""");
        Assert.Equal((512, 512), Decode(reply.Json.GetProperty("artifacts")[0].GetProperty("base64").GetBytesFromBase64()));
    }

    [Theory]
    [InlineData("""{"taskType":"TEXT_IMAGE","textToImageParams":{"text":""}}""")]
    [InlineData("""{"taskType":"TEXT_IMAGE"}""")]
    [InlineData("""{"taskType":"PAINT","textToImageParams":{"text":"x"}}""")]
    [InlineData("""{"taskType":"TEXT_IMAGE","textToImageParams":{"text":"x"},"imageGenerationConfig":{"width":500}}""")]
    [InlineData("""{"taskType":"TEXT_IMAGE","textToImageParams":{"text":"x"},"imageGenerationConfig":{"numberOfImages":6}}""")]
    [InlineData("""{"taskType":"TEXT_IMAGE","textToImageParams":{"text":"x"},"imageGenerationConfig":{"width":4096,"height":4096}}""")]
    public async Task Invoke_BadRequest_IsRefused(string body)
    {
        await using BedrockEmulator emulator = await EmulatorTest.StartAsync();
        using var client = new EmulatorClient(emulator);
        Reply reply = await client.SendAsync(Canvas, body);
        Assert.Equal((400, "ValidationException"), (reply.Status, reply.ErrorType));
    }

    /// <summary>Reads a PNG of eight bits and three colours: signature, checksums, filters and the number of rows.</summary>
    private static (int Width, int Height) Decode(byte[] png)
    {
        Assert.Equal([0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A], png[..8]);
        int width = 0;
        int height = 0;
        var data = new MemoryStream();
        for (int at = 8; at < png.Length;)
        {
            int length = BinaryPrimitives.ReadInt32BigEndian(png.AsSpan(at));
            string type = Encoding.ASCII.GetString(png, at + 4, 4);
            Assert.Equal(Crc(png.AsSpan(at + 4, length + 4)), BinaryPrimitives.ReadUInt32BigEndian(png.AsSpan(at + 8 + length)));
            if (type == "IHDR")
            {
                width = BinaryPrimitives.ReadInt32BigEndian(png.AsSpan(at + 8));
                height = BinaryPrimitives.ReadInt32BigEndian(png.AsSpan(at + 12));
            }
            else if (type == "IDAT")
            {
                data.Write(png, at + 8, length);
            }

            at += 12 + length;
        }

        data.Position = 0;
        using var zlib = new ZLibStream(data, CompressionMode.Decompress);
        byte[] row = new byte[1 + (width * 3)];
        for (int y = 0; y < height; y++)
        {
            zlib.ReadExactly(row);
            Assert.InRange(row[0], 0, 4);
        }

        Assert.Equal(-1, zlib.ReadByte());
        return (width, height);
    }

    /// <summary>CRC-32 bit by bit, as PNG's appendix D defines it.</summary>
    private static uint Crc(ReadOnlySpan<byte> bytes)
    {
        uint crc = uint.MaxValue;
        foreach (byte b in bytes)
        {
            crc ^= b;
            for (int i = 0; i < 8; i++)
            {
                crc = (crc & 1) == 0 ? crc >> 1 : (crc >> 1) ^ 0xEDB8_8320;
            }
        }

        return ~crc;
    }
}

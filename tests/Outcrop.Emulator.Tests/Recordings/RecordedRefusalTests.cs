using System.Text.Json;
using Outcrop.Emulator.Tests.Support;
using Outcrop.Testing;

namespace Outcrop.Emulator.Tests.Recordings;

/// <summary>Requests that AWS refused for what they say (not for their credentials, quotas or the models' load), sent to the emulator.</summary>
public sealed class RecordedRefusalTests
{
    /// <summary>
    /// As many as are refused alike today. The others were refused for what the request does not show: models that are on demand in one region and not
    /// in another or were not yet there, and texts that the recorder has taken out.
    /// </summary>
    private const int Floor = 40;

    [Fact]
    public async Task RecordedRequests_RefusedByAws_AreRefusedAlike()
    {
        string root = SharedFolder.Require("recordings");
        await using BedrockEmulator emulator = await EmulatorTest.StartAsync(options => options.VerifySignatures = false);
        using var client = new EmulatorClient(emulator) { Signer = null };
        ITestOutputHelper? output = TestContext.Current.TestOutputHelper;
        int same = 0;
        int total = 0;
        foreach (string file in Directory.EnumerateFiles(root, "*.json", SearchOption.AllDirectories).Order(StringComparer.Ordinal))
        {
            using JsonDocument document = JsonDocument.Parse(await File.ReadAllBytesAsync(file, TestContext.Current.CancellationToken));
            JsonElement record = document.RootElement;
            JsonElement response = record.GetProperty("response");
            string? path = record.GetProperty("operation").GetString() switch
            {
                "Converse" => "converse",
                "ConverseStream" => "converse-stream",
                "InvokeModel" => "invoke",
                "InvokeModelWithResponseStream" => "invoke-with-response-stream",
                "CountTokens" => "count-tokens",
                _ => null,
            };
            JsonElement body = record.GetProperty("request").GetProperty("body");
            if (response.GetProperty("status").GetInt32() != 400 || path is null || body.ValueKind != JsonValueKind.Object)
            {
                continue;
            }

            string expected = response.GetProperty("bodyJson").GetProperty("message").GetString()!;
            Reply reply = await client.SendAsync($"/model/{Uri.EscapeDataString(record.GetProperty("modelId").GetString()!)}/{path}", body.GetRawText());
            total++;
            if (reply.Status == 400 && reply.Message == expected)
            {
                same++;
            }
            else
            {
                output?.WriteLine($"{Path.GetRelativePath(root, file)}: AWS said \"{expected}\", the emulator {reply.Status}");
            }
        }

        output?.WriteLine($"{same} of {total} refused with the same status and text");
        Assert.True(same >= Floor, $"{same} of {total}; the floor is {Floor}");
    }
}

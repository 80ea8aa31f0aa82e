using System.Text.Json;
using Outcrop.Emulator.Tests.Support;

namespace Outcrop.Emulator.Tests.AsyncInvoke;

/// <summary>Asynchronous invocations: they move with the emulator's clock.</summary>
public sealed class AsyncInvokeTests
{
    private const string Request = """
        {"modelId":"amazon.nova-reel-v1:0","clientRequestToken":"token-1","modelInput":{"taskType":"TEXT_VIDEO","textToVideoParams":{"text":"waves"}},"outputDataConfig":{"s3OutputDataConfig":{"s3Uri":"s3://my-bucket/out"}}}
        """;

    [Fact]
    public async Task AsyncInvoke_Job_IsInProgressThenCompleted()
    {
        await using BedrockEmulator emulator = await StartAsync();
        using var client = new EmulatorClient(emulator);
        string arn = (await client.SendAsync("/async-invoke", Request)).Json.GetProperty("invocationArn").GetString()!;
        Assert.Matches("^arn:aws:bedrock:us-east-1:123456789012:async-invoke/[a-z0-9]{12}$", arn);

        JsonElement job = await GetAsync(client, arn);
        Assert.Equal("InProgress", job.GetProperty("status").GetString());
        Assert.False(job.TryGetProperty("endTime", out _));

        emulator.AdvanceClock(TimeSpan.FromMinutes(1));
        job = await GetAsync(client, arn);
        Assert.Equal(("Completed", "arn:aws:bedrock:us-east-1::foundation-model/amazon.nova-reel-v1:0"), (job.GetProperty("status").GetString(), job.GetProperty("modelArn").GetString()));
        Assert.StartsWith("s3://my-bucket/out/", job.GetProperty("outputDataConfig").GetProperty("s3OutputDataConfig").GetProperty("s3Uri").GetString(), StringComparison.Ordinal);
        Assert.True(job.TryGetProperty("endTime", out _));
    }

    [Fact]
    public async Task AsyncInvoke_SameToken_IsTheSameJobOrAConflict()
    {
        await using BedrockEmulator emulator = await StartAsync();
        using var client = new EmulatorClient(emulator);
        Assert.Equal((await client.SendAsync("/async-invoke", Request)).Text, (await client.SendAsync("/async-invoke", Request)).Text);
        Reply other = await client.SendAsync("/async-invoke", Request.Replace("waves", "hills", StringComparison.Ordinal));
        Assert.Equal((400, "ConflictException"), (other.Status, other.ErrorType));
    }

    [Fact]
    public async Task AsyncInvoke_List_FiltersAndPages()
    {
        await using BedrockEmulator emulator = await StartAsync();
        using var client = new EmulatorClient(emulator);
        for (int i = 0; i < 3; i++)
        {
            string owner = i == 2 ? "\"bucketOwner\":\"999999999999\"," : "";
            await client.SendAsync("/async-invoke", Request.Replace("token-1", $"token-{i}", StringComparison.Ordinal).Replace("\"s3Uri\"", owner + "\"s3Uri\"", StringComparison.Ordinal));
            emulator.AdvanceClock(TimeSpan.FromSeconds(50));
        }

        Assert.Equal(["token-2", "token-1", "token-0"], await TokensAsync(client, ""));
        Assert.Equal(["token-0", "token-1", "token-2"], await TokensAsync(client, "?sortOrder=Ascending"));
        Assert.Equal(["token-1", "token-0"], await TokensAsync(client, "?statusEquals=Completed"));
        emulator.AdvanceClock(TimeSpan.FromMinutes(1));
        Assert.Equal(["token-2"], await TokensAsync(client, "?statusEquals=Failed"));
        JsonElement page = (await client.SendAsync("/async-invoke?maxResults=2", method: HttpMethod.Get)).Json;
        Assert.Equal(2, page.GetProperty("asyncInvokeSummaries").GetArrayLength());
        Assert.Equal(["token-0"], await TokensAsync(client, "?maxResults=2&nextToken=" + page.GetProperty("nextToken").GetString()));
    }

    [Theory]
    [InlineData("s3://my-bucket/out", "my-bucket/out")]
    [InlineData("amazon.nova-reel-v1:0", "anthropic.claude-3-haiku-20240307-v1:0")]
    [InlineData("amazon.nova-reel-v1:0", "no.model")]
    [InlineData("\"modelInput\"", "\"input\"")]
    public async Task AsyncInvoke_BadRequest_IsRefused(string part, string instead)
    {
        await using BedrockEmulator emulator = await StartAsync();
        using var client = new EmulatorClient(emulator);
        Reply reply = await client.SendAsync("/async-invoke", Request.Replace(part, instead, StringComparison.Ordinal));
        Assert.Equal((400, "ValidationException"), (reply.Status, reply.ErrorType));
    }

    [Fact]
    public async Task AsyncOnlyModel_InvokedDirectly_IsRefused()
    {
        await using BedrockEmulator emulator = await StartAsync();
        using var client = new EmulatorClient(emulator);
        Assert.Equal(400, (await client.SendAsync("/model/amazon.nova-reel-v1%3A0/invoke", "{}")).Status);
    }

    private static Task<BedrockEmulator> StartAsync() => EmulatorTest.StartAsync(options => options.VerifySignatures = false);

    private static async Task<JsonElement> GetAsync(EmulatorClient client, string arn) => (await client.SendAsync("/async-invoke/" + Uri.EscapeDataString(arn), method: HttpMethod.Get)).Json;

    private static async Task<string[]> TokensAsync(EmulatorClient client, string query) =>
        [.. (await client.SendAsync("/async-invoke" + query, method: HttpMethod.Get)).Json.GetProperty("asyncInvokeSummaries").EnumerateArray().Select(job => job.GetProperty("clientRequestToken").GetString()!)];
}

using System.Text;
using System.Text.Json;
using Microsoft.Extensions.Time.Testing;
using Outcrop.Gateway.Tests.Support;
using Outcrop.Testing;

namespace Outcrop.Gateway.Tests.FrontEnds.OpenAI.Responses;

/// <summary>The model falls silent: end to end, with a clock that the test moves.</summary>
public class ResponsesSilenceTests
{
    private const string Claude = "us.anthropic.claude-sonnet-4-5-20250929-v1:0";

    /// <summary>Rows 16 and 17 of the faults: before the first content the idle timeout is a real status, after it an error, and never a proper end.</summary>
    [Theory]
    [InlineData(0, 504)]
    [InlineData(1, 504)]
    [InlineData(3, 200)]
    public async Task Rows16And17_Silence_EndsAtTheIdleTimeout(int frames, int status)
    {
        var clock = new FakeTimeProvider();
        var wire = new WireHandler { Body = [.. WireFrames.Converse.Take(frames).SelectMany(static frame => frame)], End = WireHandler.Ending.Never };
        await using RunningGateway gateway = await RunningGateway.StartAsync(
            null, "{\"retry\":{\"maxAttempts\":1},\"timeouts\":{\"idle\":90},\"bedrock\":{\"apiByModel\":{\"" + Claude + "\":\"converse\"}}}", timeProvider: clock, adjust: options => options.ConfigureBedrock = client =>
            {
                client.Region = "us-east-1";
                client.Endpoint = new Uri("http://bedrock.test/");
                client.Credentials = new() { AccessKeyId = "a", SecretAccessKey = "b" };
                client.HttpMessageHandler = wire;
            });

        Task<(int Status, string Body)> asking = AskAsync(gateway);
        await wire.Silent.Task.WaitAsync(Patience.Limit);
        await Eventually.TrueAsync(() =>
        {
            clock.Advance(TimeSpan.FromSeconds(10));
            return asking.IsCompleted;
        });

        (int actual, string body) = await asking;
        Assert.Equal(status, actual);
        if (status != 200)
        {
            Assert.Equal("timeout", JsonDocument.Parse(body).RootElement.GetProperty("error").GetProperty("code").GetString());
            return;
        }

        (string Type, JsonElement Data)[] events = [.. Read(body)];
        Assert.Equal(["response.failed", "error"], events[^2..].Select(static one => one.Type));
        Assert.Equal("failed", events[^2].Data.GetProperty("response").GetProperty("status").GetString());
        Assert.Equal("timeout", events[^1].Data.GetProperty("code").GetString());
        Assert.Contains(events, static one => one.Type == "response.output_text.delta");
        Assert.DoesNotContain(events, static one => one.Type is "response.completed" or "response.incomplete");
        Assert.Equal(Enumerable.Range(0, events.Length), events.Select(static one => one.Data.GetProperty("sequence_number").GetInt32()));
    }

    private static async Task<(int Status, string Body)> AskAsync(RunningGateway gateway)
    {
        var request = new HttpRequestMessage(HttpMethod.Post, new Uri("/v1/responses", UriKind.Relative))
        {
            Content = new StringContent($$"""{"model":"{{Claude}}","input":"H","stream":true}""", Encoding.UTF8, "application/json"),
        };
        using HttpResponseMessage response = await gateway.SendAsync(request);

        // It ends properly, or this throws.
        return ((int)response.StatusCode, await response.Content.ReadAsStringAsync());
    }

    private static IEnumerable<(string Type, JsonElement Data)> Read(string body)
    {
        foreach (string block in body.Split("\n\n", StringSplitOptions.RemoveEmptyEntries))
        {
            string[] lines = [.. block.Split('\n').Where(static line => !line.StartsWith(':'))];
            if (lines.Length == 2)
            {
                yield return (lines[0]["event: ".Length..], JsonDocument.Parse(lines[1]["data: ".Length..]).RootElement);
            }
        }
    }
}

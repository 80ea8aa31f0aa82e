using System.Text.Json;
using Microsoft.Extensions.Time.Testing;
using Outcrop.Bedrock.AsyncInvoke;
using Outcrop.Bedrock.Converse;
using Outcrop.Bedrock.Errors;
using Outcrop.Bedrock.Tests.Converse;
using Outcrop.Bedrock.Tests.Surfaces;
using Outcrop.Bedrock.Tests.Transport;

namespace Outcrop.Bedrock.Tests.AsyncInvoke;

public sealed class AsyncInvokeTests
{
    private const string Arn = "arn:aws:bedrock:us-east-1:123456789012:async-invoke/abcdefghij12";

    [Fact]
    public async Task Start_WhoseFirstAttemptFails_BearsOneTokenInAllAttempts()
    {
        await using LoopbackServer server = await LoopbackServer.StartAsync((context, number) => number == 1
            ? TransportFixture.Json(context, """{"message":"busy"}""", 503, "ServiceUnavailableException")
            : TransportFixture.Json(context, $$"""{"invocationArn":"{{Arn}}"}"""));
        using var client = new BedrockClient(TransportFixture.Options(server.Address));
        var request = new StartAsyncInvokeRequest
        {
            ModelId = "amazon.nova-reel-v1:1",
            ModelInput = RawJson.Parse("""{"taskType":"TEXT_VIDEO"}"""),
            OutputS3Uri = "s3://bucket/out",
            KmsKeyId = "key-1",
            BucketOwner = "123456789012",
            Tags = { ["team"] = "a" },
        };

        string arn = await client.StartAsyncInvokeAsync(request, TestContext.Current.CancellationToken);
        await client.StartAsyncInvokeAsync(request, TestContext.Current.CancellationToken);

        Assert.Equal(Arn, arn);
        string[] tokens = [.. server.Requests.Select(sent => JsonDocument.Parse(sent.Body).RootElement.GetProperty("clientRequestToken").GetString()!)];
        Assert.Equal(3, tokens.Length);
        Assert.Equal(tokens[0], tokens[1]);
        Assert.NotEqual(tokens[1], tokens[2]);
        Assert.All(server.Requests, sent => Assert.Equal(("POST", "/async-invoke"), (sent.Method, sent.RawTarget)));
        JsonAssert.Equal(
            $$"""
            {"clientRequestToken":"{{tokens[2]}}","modelId":"amazon.nova-reel-v1:1","modelInput":{"taskType":"TEXT_VIDEO"},
            "outputDataConfig":{"s3OutputDataConfig":{"s3Uri":"s3://bucket/out","kmsKeyId":"key-1","bucketOwner":"123456789012"} },"tags":[{"key":"team","value":"a"}]}
            """,
            server.Requests[2].Body);
    }

    [Fact]
    public async Task Start_WithATokenOfAnotherRequest_IsAConflictAndNotRetried()
    {
        await using LoopbackServer server = await LoopbackServer.StartAsync((context, _) => TransportFixture.Json(context, """{"message":"another request"}""", 400, "ConflictException"));
        using var client = new BedrockClient(TransportFixture.Options(server.Address));

        BedrockException fault = await Assert.ThrowsAsync<BedrockException>(() => client.StartAsyncInvokeAsync(
            new StartAsyncInvokeRequest { ModelId = "m.m", ModelInput = RawJson.Parse("{}"), OutputS3Uri = "s3://b/", ClientRequestToken = "t-1" }, TestContext.Current.CancellationToken));

        Assert.Equal((BedrockErrorKind.Conflict, 400, false), (fault.Kind, fault.StatusCode, fault.IsRetryable));
        Assert.Contains("\"clientRequestToken\":\"t-1\"", System.Text.Encoding.UTF8.GetString(Assert.Single(server.Requests).Body), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(-1)]
    public async Task Wait_WithoutAPauseBetweenQuestions_IsRefused(int seconds)
    {
        using var client = new BedrockClient(TransportFixture.Options(new Uri("http://127.0.0.1:9")));

        ArgumentOutOfRangeException fault = await Assert.ThrowsAsync<ArgumentOutOfRangeException>(() =>
            client.WaitForAsyncInvokeAsync(Arn, TimeSpan.FromSeconds(seconds), TestContext.Current.CancellationToken));

        Assert.Equal("interval", fault.ParamName);
    }

    [Theory]
    [InlineData("Completed")]
    [InlineData("Failed")]
    [InlineData("SomethingNew")]
    public async Task Wait_AsksUntilItNoLongerRuns(string last)
    {
        var time = new FakeTimeProvider(new DateTimeOffset(2026, 11, 22, 12, 0, 0, TimeSpan.Zero));
        using var handler = new AnswersInTurn(Invocation("InProgress"), Invocation("InProgress"), Invocation(last));
        using BedrockClient client = new(TransportFixture.Options(null, options => (options.TimeProvider, options.HttpMessageHandler) = (time, handler)));

        // Nothing but the clock is waited for: the handler answers at once.
        Task<AsyncInvocation> waiting = client.WaitForAsyncInvokeAsync(Arn, TimeSpan.FromMinutes(1), TestContext.Current.CancellationToken);
        for (int minute = 1; minute <= 2; minute++)
        {
            await handler.Asked(minute);
            Assert.False(waiting.IsCompleted);
            time.Advance(TimeSpan.FromMinutes(1));
        }

        AsyncInvocation invocation = await waiting;
        Assert.Equal(last, invocation.Status.Value);
        Assert.Equal("s3://bucket/out/abc", invocation.OutputS3Uri);
        Assert.Equal(new DateTimeOffset(2026, 7, 13, 14, 0, 42, TimeSpan.Zero), invocation.SubmitTime.AddTicks(-(invocation.SubmitTime.Ticks % TimeSpan.TicksPerSecond)));
        Assert.Equal(Enumerable.Repeat("/async-invoke/arn%3Aaws%3Abedrock%3Aus-east-1%3A123456789012%3Aasync-invoke%2Fabcdefghij12", 3), handler.Paths);
    }

    [Fact]
    public async Task List_OfSeveralPages_GivesAllWithTheFilters()
    {
        await using LoopbackServer server = await LoopbackServer.StartAsync((context, number) => TransportFixture.Json(context, number == 1
            ? $$"""{"asyncInvokeSummaries":[{{Invocation("InProgress")}},{{Invocation("Completed")}}],"nextToken":"a+/="}"""
            : $$"""{"asyncInvokeSummaries":[{{Invocation("Failed")}}]}"""));
        using var client = new BedrockClient(TransportFixture.Options(server.Address));
        var statuses = new List<string>();

        await foreach (AsyncInvocation invocation in client.ListAsyncInvokesAsync(
            new ListAsyncInvokesRequest { SubmittedAfter = new DateTimeOffset(2026, 1, 2, 3, 4, 5, TimeSpan.Zero), Status = AsyncInvokeStatus.Failed, PageSize = 2, Ascending = true }, TestContext.Current.CancellationToken))
        {
            statuses.Add(invocation.Status.Value);
        }

        Assert.Equal(["InProgress", "Completed", "Failed"], statuses);
        Assert.Equal(
            ["/async-invoke?submitTimeAfter=2026-01-02T03%3A04%3A05Z&statusEquals=Failed&maxResults=2&sortBy=SubmissionTime&sortOrder=Ascending",
             "/async-invoke?submitTimeAfter=2026-01-02T03%3A04%3A05Z&statusEquals=Failed&maxResults=2&nextToken=a%2B%2F%3D&sortBy=SubmissionTime&sortOrder=Ascending"],
            server.Requests.Select(sent => sent.RawTarget));
    }

    [Fact]
    public async Task List_WhosePageNamesItself_EndsWithAnError()
    {
        using var handler = new SurfaceHandler("""{"asyncInvokeSummaries":[],"nextToken":"a"}""");
        using BedrockClient client = handler.CreateClient();

        await Assert.ThrowsAsync<BedrockException>(async () =>
        {
            await foreach (AsyncInvocation _ in client.ListAsyncInvokesAsync(cancellationToken: TestContext.Current.CancellationToken))
            {
            }
        });
        Assert.Equal(2, handler.Requests.Count);
    }

    private static string Invocation(string status) =>
        $$"""{"invocationArn":"{{Arn}}","modelArn":"arn:aws:bedrock:us-east-1::foundation-model/amazon.nova-reel-v1:1","status":"{{status}}","submitTime":"2026-07-13T14:00:42.680622107Z","endTime":1784000000.5,"outputDataConfig":{"s3OutputDataConfig":{"s3Uri":"s3://bucket/out/abc"} } }""";

    private sealed class AnswersInTurn(params string[] answers) : HttpMessageHandler
    {
        private readonly TaskCompletionSource[] _asked = [.. answers.Select(_ => new TaskCompletionSource())];

        public List<string> Paths { get; } = [];

        public Task Asked(int number) => _asked[number - 1].Task;

        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            var response = new HttpResponseMessage { Content = new StringContent(answers[Paths.Count], System.Text.Encoding.UTF8, "application/json") };
            Paths.Add(request.RequestUri!.AbsolutePath);
            _asked[Paths.Count - 1].SetResult();
            return Task.FromResult(response);
        }
    }
}

using System.Text;
using Outcrop.Gateway.Ledger;
using Outcrop.Gateway.Tests.Support;
using static Outcrop.Gateway.Tests.FrontEnds.BedrockNative.NativeGateway;

namespace Outcrop.Gateway.Tests.FrontEnds.BedrockNative;

/// <summary>What goes up and what comes down of one call (fault rows S18 to S22).</summary>
public class NativeCallTests
{
    private const string Arn = "arn:aws:bedrock:us-east-1:123456789012:application-inference-profile/abc123";

    public static TheoryData<string, string, string, string> Targets => new()
    {
        { "POST", "/model/anthropic.claude-3-haiku-20240307-v1%3A0/converse", "", "/model/anthropic.claude-3-haiku-20240307-v1%3A0/converse" },
        { "POST", "/model/anthropic.claude-3-haiku-20240307-v1:0/invoke", "", "/model/anthropic.claude-3-haiku-20240307-v1%3A0/invoke" },
        { "POST", "/model/us.amazon.nova-lite-v1%3a0/count-tokens", "", "/model/us.amazon.nova-lite-v1%3A0/count-tokens" },
        { "POST", "/model/us%2Eamazon%2enova-lite-v1%3A0/converse", "", "/model/us.amazon.nova-lite-v1%3A0/converse" },
        { "POST", "/model/" + Arn + "/invoke", "", "/model/arn%3Aaws%3Abedrock%3Aus-east-1%3A123456789012%3Aapplication-inference-profile%2Fabc123/invoke" },
        { "POST", "/model/" + Arn.Replace("/", "%2F") + "/converse", "", "/model/arn%3Aaws%3Abedrock%3Aus-east-1%3A123456789012%3Aapplication-inference-profile%2Fabc123/converse" },
        { "POST", "/model/arn:aws:bedrock:us-east-1:1:custom-model/amazon.nova-lite-v1:0:256k/abc/invoke", "", "/model/arn%3Aaws%3Abedrock%3Aus-east-1%3A1%3Acustom-model%2Famazon.nova-lite-v1%3A0%3A256k%2Fabc/invoke" },
        { "POST", "/guardrail/gr-1/version/DRAFT/apply", "", "/guardrail/gr-1/version/DRAFT/apply" },
        { "POST", "/guardrail/arn:aws:bedrock:us-east-1:1:guardrail/gr1/version/3/apply", "", "/guardrail/arn%3Aaws%3Abedrock%3Aus-east-1%3A1%3Aguardrail%2Fgr1/version/3/apply" },
        { "POST", "/guardrail-checks/invoke", "", "/guardrail-checks/invoke" },
        { "GET", "/async-invoke/arn:aws:bedrock:us-east-1:1:async-invoke/x1", "", "/async-invoke/arn%3Aaws%3Abedrock%3Aus-east-1%3A1%3Aasync-invoke%2Fx1" },
        { "GET", "/async-invoke", "?maxResults=5&sortBy=SubmissionTime&statusEquals=Completed", "/async-invoke?maxResults=5&sortBy=SubmissionTime&statusEquals=Completed" },
        { "GET", "/foundation-models", "?byProvider=Anthropic&byOutputModality=TEXT", "/foundation-models?byProvider=Anthropic&byOutputModality=TEXT" },
        { "GET", "/inference-profiles", "?type=SYSTEM_DEFINED&nextToken=a%2Bb%2F%3D%3D", "/inference-profiles?type=SYSTEM_DEFINED&nextToken=a%2Bb%2F%3D%3D" },
        { "GET", "/inference-profiles/us.amazon.nova-lite-v1%3A0", "", "/inference-profiles/us.amazon.nova-lite-v1%3A0" },
        { "HEAD", "/foundation-models/amazon.nova-lite-v1%3A0", "", "/foundation-models/amazon.nova-lite-v1%3A0" },
        { "GET", "/guardrails/gr-1", "?guardrailVersion=DRAFT", "/guardrails/gr-1?guardrailVersion=DRAFT" },
        { "GET", "/imported-models/abc", "", "/imported-models/abc" },
        { "GET", "/provisioned-model-throughputs", "?nameContains=a%20b", "/provisioned-model-throughputs?nameContains=a%20b" },
    };

    [Theory]
    [MemberData(nameof(Targets))]
    public async Task Call_OfEachOperation_GoesUnderAPathWrittenAnewAndComesBackByteForByte(string method, string path, string query, string sent)
    {
        var wire = new NativeWire { Body = "{ \"odd\" :  [1.50, \"\\u00e9\"]}\n"u8.ToArray() };
        await using RunningGateway gateway = await NativeGateway.StartAsync(wire);
        byte[]? body = method == "POST" ? Encoding.UTF8.GetBytes("{ \"unknown\" : 1.0,\t\"x\":\"\\u00e9\" } ") : null;

        Answer answer = await gateway.AskAsync(method, path + query, body);

        Assert.True(answer.Status == 200, answer.Text);
        Assert.Equal(method == "HEAD" ? [] : wire.Body, answer.Body);
        Assert.Equal(wire.Body.Length.ToString(), answer.Headers["Content-Length"]);
        Assert.Equal("application/json", answer.Headers["Content-Type"]);
        Assert.Equal("11111111-2222-3333-4444-555555555555", answer.Headers["x-amzn-RequestId"]);
        Assert.StartsWith("req_", answer.Headers["x-request-id"]);
        NativeWire.Sent request = Assert.Single(wire.Requests);
        Assert.Equal((method == "HEAD" ? "GET" : method, sent), (request.Method, request.Target));
        Assert.Equal(body ?? [], request.Body);
        Assert.Contains("Credential=AKIAGATEWAYOWNKEY000/", request.Headers["Authorization"]);
    }

    [Fact]
    public async Task Counts_OfInvokeModel_ComeBackInAwsHeadersAndAreSettled()
    {
        var wire = new NativeWire { Body = "{\"content\":[],\"stop_reason\":\"end_turn\"}"u8.ToArray() };
        foreach ((string name, string value) in ((string, string)[])[("X-Amzn-Bedrock-Input-Token-Count", "11"), ("X-Amzn-Bedrock-Output-Token-Count", "7"), ("X-Amzn-Bedrock-Invocation-Latency", "432"), ("Set-Cookie", "a=b"), ("Server", "x")])
        {
            wire.Headers[name] = value;
        }

        var ledger = new NativeLedger();
        await using RunningGateway gateway = await NativeGateway.StartAsync(wire, ledger: ledger);
        Answer answer = await gateway.AskAsync("POST", Path("invoke"), "{}");

        Assert.Equal(("11", "7", "432"), (answer.Headers["X-Amzn-Bedrock-Input-Token-Count"], answer.Headers["X-Amzn-Bedrock-Output-Token-Count"], answer.Headers["X-Amzn-Bedrock-Invocation-Latency"]));
        Assert.DoesNotContain("Set-Cookie", answer.Headers.Keys);
        Assert.DoesNotContain("Server", answer.Headers.Keys);
        LedgerSettlement settled = Assert.Single(ledger.Settlements);
        Assert.Equal((11, 7, "end_turn"), (settled.Usage!.InputTokens, settled.Usage.OutputTokens, settled.StopReason));
        Assert.Equal(("bedrock", Claude), (settled.Intent.Dialect, settled.Intent.ModelId));
    }

    /// <summary>What runs no model is a request and no tokens.</summary>
    [Theory]
    [InlineData("POST", "/model/amazon.nova-lite-v1:0/count-tokens", "{\"inputTokens\":18}", "amazon.nova-lite-v1:0")]
    [InlineData("GET", "/guardrails/gr-1", "{\"status\":\"READY\",\"usage\":{\"inputTokens\":3}}", "gr-1")]
    [InlineData("GET", "/foundation-models", "{\"modelSummaries\":[]}", "ListFoundationModels")]
    public async Task Count_OfWhatRunsNoModel_IsARequestWithoutTokens(string method, string path, string body, string subject)
    {
        var ledger = new NativeLedger();
        await using RunningGateway gateway = await NativeGateway.StartAsync(new NativeWire { Body = Encoding.UTF8.GetBytes(body) }, ledger: ledger);
        Answer answer = await gateway.AskAsync(method, path, method == "POST" ? "{}"u8.ToArray() : null);

        Assert.Equal(body, answer.Text);
        LedgerSettlement settled = Assert.Single(ledger.Settlements);
        Assert.Equal((subject, Outcrop.Gateway.Pipeline.ExchangeOutcome.Completed, null, null), (settled.Intent.ModelId, settled.Outcome, settled.Usage, settled.StopReason));
    }

    /// <summary>S20: of the caller's headers only the operation's own go on.</summary>
    [Fact]
    public async Task S20_Headers_OnlyTheOperationsOwnGoOn()
    {
        var wire = new NativeWire();
        await using RunningGateway gateway = await NativeGateway.StartAsync(wire, Sample.WithKeys());
        Answer answer = await gateway.AskAsync(
            "POST",
            Path("invoke"),
            "{}",
            ("Authorization", "Bearer " + Sample.Key),
            ("Content-Type", "application/json; charset=utf-8"),
            ("Accept", "application/json"),
            ("X-Amzn-Bedrock-Trace", "ENABLED"),
            ("X-Amzn-Bedrock-GuardrailIdentifier", "gr-1"),
            ("X-Amzn-Bedrock-GuardrailVersion", "1"),
            ("X-Amzn-Bedrock-PerformanceConfig-Latency", "optimized"),
            ("x-amzn-bedrock-service-tier", "flex"),
            ("X-Amzn-Bedrock-Request-Metadata", "{\"team\":\"a\"}"),
            ("X-Amzn-Bedrock-Accept", "text/html"),
            ("X-Amzn-Bedrock-Agent-Id", "1"),
            ("X-Amz-Date", "20260101T000000Z"),
            ("X-Amz-Security-Token", "token"),
            ("X-Amz-Content-Sha256", "abc"),
            ("X-Amz-Target", "Other.Operation"),
            ("Cookie", "a=b"),
            ("Forwarded", "for=1.2.3.4"),
            ("X-Forwarded-For", "1.2.3.4"),
            ("X-Forwarded-Host", "evil.example"),
            ("Connection", "x-amzn-bedrock-trace, x-hop"),
            ("X-Hop", "1"),
            ("TE", "trailers"),
            ("User-Agent", "aws-sdk-js/3"),
            ("amz-sdk-invocation-id", "client"),
            ("Anthropic-Beta", "b"));

        Assert.True(answer.Status == 200, answer.Text);
        NativeWire.Sent request = Assert.Single(wire.Requests);
        string[] passed = [.. request.Headers.Keys.Where(static name => name is not ("Host" or "Authorization" or "x-amz-date" or "User-Agent" or "amz-sdk-request" or "amz-sdk-invocation-id" or "Content-Length")).Select(static name => name.ToLowerInvariant()).Order(StringComparer.Ordinal)];
        Assert.Equal(
            ["accept", "content-type", "x-amzn-bedrock-guardrailidentifier", "x-amzn-bedrock-guardrailversion", "x-amzn-bedrock-performanceconfig-latency", "x-amzn-bedrock-request-metadata", "x-amzn-bedrock-service-tier", "x-amzn-bedrock-trace"],
            passed);
        Assert.DoesNotContain(Sample.Key, request.Headers["Authorization"], StringComparison.Ordinal);
        Assert.NotEqual("20260101T000000Z", request.Headers["x-amz-date"]);
        Assert.NotEqual("client", request.Headers["amz-sdk-invocation-id"]);
        Assert.StartsWith("outcrop", request.Headers["User-Agent"]);
        Assert.Equal("{\"team\":\"a\"}", request.Headers["X-Amzn-Bedrock-Request-Metadata"]);
        Assert.Equal("X-Amzn-Bedrock-Accept, X-Amzn-Bedrock-Agent-Id", answer.Headers["x-outcrop-dropped-params"]);
    }

    [Fact]
    public async Task ContentType_ThatIsAbsent_StaysAbsent()
    {
        var wire = new NativeWire();
        await using RunningGateway gateway = await NativeGateway.StartAsync(wire);
        await gateway.SendRawAsync($"POST {Path("invoke")} HTTP/1.1\r\nHost: localhost\r\nContent-Length: 2\r\nConnection: close\r\n\r\n{{}}");

        Assert.DoesNotContain("Content-Type", Assert.Single(wire.Requests).Headers.Keys);
    }

    [Fact]
    public async Task Query_ThatIsNotTheOperations_IsLeftOutAndNamed()
    {
        var wire = new NativeWire();
        await using RunningGateway gateway = await NativeGateway.StartAsync(wire);
        Answer answer = await gateway.AskAsync("GET", "/inference-profiles?beta=true&type=APPLICATION&x-amz-signature=1");

        Assert.Equal("/inference-profiles?type=APPLICATION", Assert.Single(wire.Requests).Target);
        Assert.Equal("beta, x-amz-signature", answer.Headers["x-outcrop-dropped-params"]);
    }

    [Theory]
    [InlineData("/inference-profiles?type=A&type=B")]
    [InlineData("/inference-profiles?type=A%0d%0aX%3a1")]
    [InlineData("/inference-profiles?nextToken=%00")]
    public async Task Query_ThatIsNone_IsRefused(string target)
    {
        var wire = new NativeWire();
        await using RunningGateway gateway = await NativeGateway.StartAsync(wire);
        (await gateway.AskAsync("GET", target)).Refused(400, "ValidationException");

        Assert.Empty(wire.Requests);
    }

    [Fact]
    public async Task Model_ByAlias_GoesUnderTheTargetsNameInPathAndBody()
    {
        var wire = new NativeWire();
        await using RunningGateway gateway = await NativeGateway.StartAsync(wire, """{"models":{"aliases":{"fast":"amazon.nova-lite-v1:0","reel*":"amazon.nova-reel*"} } }""");
        await gateway.AskAsync("POST", "/model/fast/converse", "{}");
        await gateway.AskAsync("POST", "/async-invoke", "{ \"modelInput\": {\"a\":1.0}, \"modelId\":\"reel-v1:0\", \"outputDataConfig\":{}}");
        await gateway.AskAsync("POST", "/async-invoke", "{ \"modelId\" : \"amazon.nova-reel-v1:0\"} ");
        await gateway.AskAsync("GET", "/foundation-models/fast");

        Assert.Equal(["/model/amazon.nova-lite-v1%3A0/converse", "/async-invoke", "/async-invoke", "/foundation-models/amazon.nova-lite-v1%3A0"], wire.Requests.Select(static request => request.Target));
        Assert.Contains("{\"a\":1.0}", Encoding.UTF8.GetString(wire.Requests.ElementAt(1).Body), StringComparison.Ordinal);
        Assert.Contains("\"modelId\":\"amazon.nova-reel-v1:0\"", Encoding.UTF8.GetString(wire.Requests.ElementAt(1).Body), StringComparison.Ordinal);
        Assert.Equal("{ \"modelId\" : \"amazon.nova-reel-v1:0\"} ", Encoding.UTF8.GetString(wire.Requests.ElementAt(2).Body));
    }

    /// <summary>The Java SDK asks before it sends a body.</summary>
    [Fact]
    public async Task Expect_100Continue_IsAnswered()
    {
        var wire = new NativeWire();
        await using RunningGateway gateway = await NativeGateway.StartAsync(wire);
        using System.Net.Sockets.Socket socket = await gateway.ConnectAsync($"POST {Path("converse")} HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nContent-Length: 2\r\nExpect: 100-continue\r\n\r\n");
        byte[] buffer = new byte[1000];
        int count = await socket.ReceiveAsync(buffer);
        Assert.StartsWith("HTTP/1.1 100", Encoding.ASCII.GetString(buffer, 0, count));
        await socket.SendAsync("{}"u8.ToArray());
        count = await socket.ReceiveAsync(buffer);

        Assert.StartsWith("HTTP/1.1 200", Encoding.ASCII.GetString(buffer, 0, count));
        Assert.Equal("{}"u8.ToArray(), Assert.Single(wire.Requests).Body);
    }
}

using System.Text;
using Outcrop.Gateway.FrontEnds.BedrockNative;
using Outcrop.Gateway.Pipeline;
using Outcrop.Gateway.Tests.Support;
using Outcrop.Testing;
using static Outcrop.Gateway.Tests.FrontEnds.BedrockNative.NativeGateway;

namespace Outcrop.Gateway.Tests.FrontEnds.BedrockNative;

/// <summary>Every failure as AWS would tell it (fault section 3, the column of native Bedrock).</summary>
public class NativeErrorTests
{
    /// <summary>What AWS answers, and what comes out: the same name and status, except for what is the gateway's own trouble.</summary>
    [Theory]
    [InlineData(400, "ValidationException", "The provided model identifier is invalid.", 400, "ValidationException", "The provided model identifier is invalid.")]
    [InlineData(400, "ConflictException", "Twice.", 400, "ConflictException", "Twice.")]
    [InlineData(400, "ServiceQuotaExceededException", "Your limit.", 400, "ServiceQuotaExceededException", "Your limit.")]
    [InlineData(404, "ResourceNotFoundException", "End of its life.", 404, "ResourceNotFoundException", "End of its life.")]
    [InlineData(408, "ModelTimeoutException", "Too slow.", 408, "ModelTimeoutException", "Too slow.")]
    [InlineData(413, "RequestEntityTooLargeException", "Too long.", 413, "RequestEntityTooLargeException", "Too long.")]
    [InlineData(424, "ModelErrorException", "It broke.", 424, "ModelErrorException", "It broke.")]
    [InlineData(429, "ThrottlingException", "Too many requests, please wait before trying again.", 429, "ThrottlingException", "Too many requests, please wait before trying again.")]
    [InlineData(429, "ModelNotReadyException", "Loading.", 429, "ModelNotReadyException", "Loading.")]
    [InlineData(500, "InternalServerException", "Oops.", 500, "InternalServerException", "Oops.")]
    [InlineData(503, "ServiceUnavailableException", "Model is getting throttled.", 503, "ServiceUnavailableException", "Model is getting throttled.")]
    [InlineData(418, "SomethingNewException", "New.", 418, "SomethingNewException", "New.")]
    [InlineData(403, "AccessDeniedException", "User: arn:aws:sts::123456789012:assumed-role/r/s is not authorized", 403, "AccessDeniedException", "The gateway's AWS account may not use this model.")]
    [InlineData(403, "ExpiredTokenException", "The security token included in the request is expired", 500, "InternalServerException", "The gateway's own AWS credentials are missing or were refused.")]
    [InlineData(403, "UnrecognizedClientException", "The security token included in the request is invalid.", 500, "InternalServerException", "The gateway's own AWS credentials are missing or were refused.")]
    [InlineData(400, "ValidationException", "No arn:aws:bedrock:us-east-1:123456789012:x/y of 123456789012", 400, "ValidationException", "No [arn] of [account]")]
    public async Task Upstream_Error_KeepsAwsNameAndStatus(int given, string name, string words, int status, string type, string message)
    {
        var wire = new NativeWire { Status = given, Body = Encoding.UTF8.GetBytes("{\"message\":\"" + words + "\",\"originalStatusCode\":502}") };
        wire.Headers["x-amzn-ErrorType"] = name + ":http://internal.amazon.com/coral/com.amazon.bedrock/";
        await using RunningGateway gateway = await NativeGateway.StartAsync(wire);
        foreach (string operation in (string[])["converse", "converse-stream", "invoke", "invoke-with-response-stream", "count-tokens"])
        {
            Answer answer = await gateway.AskAsync("POST", Path(operation), "{}");
            Assert.Equal(message, answer.Refused(status, type));
            Assert.Equal("11111111-2222-3333-4444-555555555555", answer.Headers["x-amzn-RequestId"]);
            Assert.Equal(name == "ModelErrorException", answer.Json.TryGetProperty("originalStatusCode", out _));
            Assert.Equal(name is "ThrottlingException" or "ModelNotReadyException" or "InternalServerException" or "ServiceUnavailableException" ? "true" : "false", answer.Headers["x-should-retry"]);
        }
    }

    [Fact]
    public async Task Throttle_WithAWait_TellsItInEveryWayThatSdksRead()
    {
        var wire = new NativeWire { Status = 429, Body = "{\"message\":\"slow\"}"u8.ToArray() };
        wire.Headers["x-amzn-ErrorType"] = "ThrottlingException";
        wire.Headers["Retry-After"] = "7";
        await using RunningGateway gateway = await NativeGateway.StartAsync(wire);
        Answer answer = await gateway.AskAsync("POST", Path("converse"), "{}");

        answer.Refused(429, "ThrottlingException");
        Assert.Equal(("7", "7000", "7000"), (answer.Headers["Retry-After"], answer.Headers["retry-after-ms"], answer.Headers["x-amz-retry-after"]));
    }

    /// <summary>What AWS's front answers, with status 200, to a path that none of its operations has.</summary>
    [Fact]
    public async Task Disguised_Error_IsOne()
    {
        var wire = new NativeWire { Body = "{\"Output\":{\"__type\":\"com.amazon.coral.service#UnknownOperationException\"},\"Version\":\"1.0\"}"u8.ToArray() };
        await using RunningGateway gateway = await NativeGateway.StartAsync(wire);
        (await gateway.AskAsync("POST", Path("invoke"), "{}")).Refused(404, "UnknownOperationException");
    }

    [Theory]
    [InlineData("POST", "/model/anthropic.claude-3-haiku-20240307-v1:0/converse", null, 403, "UnrecognizedClientException")]
    [InlineData("POST", "/model/anthropic.claude-3-haiku-20240307-v1:0/converse", "wrong", 403, "UnrecognizedClientException")]
    [InlineData("GET", "/foundation-models", null, 403, "UnrecognizedClientException")]
    [InlineData("POST", "/model/anthropic.claude-3-haiku-20240307-v1:0/explode", Sample.Key, 404, "UnknownOperationException")]
    [InlineData("GET", "/inference-profiles/a/b/c/../d", Sample.Key, 403, "AccessDeniedException")]
    [InlineData("PUT", "/model/anthropic.claude-3-haiku-20240307-v1:0/converse", Sample.Key, 405, "UnknownOperationException")]
    [InlineData("DELETE", "/foundation-models", Sample.Key, 405, "UnknownOperationException")]
    [InlineData("POST", "/guardrails", Sample.Key, 403, "AccessDeniedException")]
    [InlineData("DELETE", "/custom-models/x", Sample.Key, 403, "AccessDeniedException")]
    [InlineData("POST", "/model/anthropic.claude-3-haiku-20240307-v1:0/invoke-with-bidirectional-stream", Sample.Key, 403, "AccessDeniedException")]
    [InlineData("GET", "/logging/modelinvocations", Sample.Key, 403, "AccessDeniedException")]
    [InlineData("POST", "/model/nothing/converse", Sample.Key, 404, "ResourceNotFoundException")]
    public async Task Gateway_Refusal_IsInAwsShape(string method, string path, string? key, int status, string type)
    {
        var wire = new NativeWire();
        await using RunningGateway gateway = await NativeGateway.StartAsync(wire, Sample.WithKeys(",\"models\":[\"anthropic.*\"]"));
        Answer answer = await gateway.AskAsync(method, path, method == "POST" ? "{}"u8.ToArray() : null, key is null ? [] : [("Authorization", "Bearer " + key)]);

        answer.Refused(status, type);
        Assert.Empty(wire.Requests);
    }

    [Fact]
    public async Task Body_ThatIsTooLongOrCompressed_IsRefused()
    {
        var wire = new NativeWire();
        await using RunningGateway gateway = await NativeGateway.StartAsync(wire, """{"server":{"maxRequestBodyBytes":1024} }""");
        (await gateway.AskAsync("POST", Path("converse"), new byte[2000])).Refused(413, "ValidationException");
        (await gateway.AskAsync("POST", Path("invoke"), "{}", ("Content-Encoding", "gzip"))).Refused(415, "ValidationException");
        (await gateway.AskAsync("POST", Path("invoke"), "{}", ("Content-Encoding", "aws-chunked"))).Refused(415, "ValidationException");

        Assert.Empty(wire.Requests);
    }

    [Fact]
    public async Task Ledger_ThatIsDown_Is503()
    {
        await using RunningGateway gateway = await NativeGateway.StartAsync(new NativeWire(), ledger: new NativeLedger { IsDown = true });
        (await gateway.AskAsync("POST", Path("converse"), "{}")).Refused(503, "ServiceUnavailableException");
        (await gateway.AskAsync("GET", "/foundation-models")).Refused(503, "ServiceUnavailableException");
    }

    /// <summary>S36: a key's limit counts streams and whole calls alike, and what only tells about models.</summary>
    [Fact]
    public async Task S36_TooManyOfOneKey_IsThrottled()
    {
        var wire = new WireHandler { Body = [.. WireFrames.Converse.Take(3).SelectMany(static frame => frame)], End = WireHandler.Ending.Never };
        await using RunningGateway gateway = await NativeGateway.StartAsync(wire, Sample.WithKeys(",\"maxConcurrentRequests\":1"));
        Task<Answer> first = gateway.AskAsync("POST", Path("converse-stream"), "{}", ("x-api-key", Sample.Key));
        await wire.Silent.Task.WaitAsync(Patience.Limit);
        foreach ((string method, string path) in ((string, string)[])[("POST", Path("converse-stream")), ("POST", Path("invoke")), ("POST", Path("count-tokens")), ("GET", "/foundation-models")])
        {
            Answer second = await gateway.AskAsync(method, path, method == "POST" ? "{}"u8.ToArray() : null, ("x-api-key", Sample.Key));
            second.Refused(429, "ThrottlingException");
            Assert.Equal(("1", "true"), (second.Headers["Retry-After"], second.Headers["x-should-retry"]));
        }

        Assert.False(first.IsCompleted);
    }

    /// <summary>A key without a model reaches it by no name: not by an alias, a wildcard, a region's prefix or an ARN, and not by the body.</summary>
    [Theory]
    [InlineData("/model/amazon.nova-lite-v1:0/converse", "{}")]
    [InlineData("/model/fast/converse", "{}")]
    [InlineData("/model/any-lite-v1:0/invoke", "{}")]
    [InlineData("/model/us.amazon.nova-lite-v1:0/converse-stream", "{}")]
    [InlineData("/model/arn:aws:bedrock:us-east-1::foundation-model%2Famazon.nova-lite-v1:0/invoke-with-response-stream", "{}")]
    [InlineData("/model/arn:aws:bedrock:us-east-1:1:application-inference-profile/abc/count-tokens", "{}")]
    [InlineData("/model/arn:aws:bedrock:us-east-1:1:custom-model/anthropic.claude-v2/abc/converse", "{}")]
    [InlineData("/async-invoke", "{\"modelId\":\"amazon.nova-reel-v1:0\"}")]
    [InlineData("/async-invoke", "{\"modelId\":\"fast\"}")]
    public async Task S12_KeyWithoutTheModel_ReachesItByNoName(string path, string body)
    {
        var wire = new NativeWire();
        await using RunningGateway gateway = await NativeGateway.StartAsync(
            wire, Sample.WithKeys(",\"models\":[\"anthropic.*\"]")[..^1] + ",\"models\":{\"aliases\":{\"fast\":\"amazon.nova-lite-v1:0\",\"any-*\":\"amazon.nova-*\"} } }");
        (await gateway.AskAsync("POST", path, body, ("x-api-key", Sample.Key))).Refused(403, "AccessDeniedException");

        Assert.Empty(wire.Requests);
    }

    public static TheoryData<string, int, string, string> Kinds => new()
    {
        { "InvalidRequest", 400, "ValidationException", "validationException" },
        { "InvalidKey", 403, "UnrecognizedClientException", "validationException" },
        { "PermissionDenied", 403, "AccessDeniedException", "validationException" },
        { "ModelNotFound", 404, "ResourceNotFoundException", "validationException" },
        { "NotFound", 404, "ResourceNotFoundException", "validationException" },
        { "EndpointNotFound", 404, "UnknownOperationException", "validationException" },
        { "MethodNotAllowed", 405, "UnknownOperationException", "validationException" },
        { "RequestTimeout", 408, "RequestTimeoutException", "validationException" },
        { "RequestTooLarge", 413, "ValidationException", "validationException" },
        { "UnsupportedMediaType", 415, "ValidationException", "validationException" },
        { "RateLimited", 429, "ThrottlingException", "throttlingException" },
        { "BudgetExceeded", 400, "ServiceQuotaExceededException", "throttlingException" },
        { "UpstreamThrottled", 429, "ThrottlingException", "throttlingException" },
        { "UpstreamQuotaExceeded", 400, "ServiceQuotaExceededException", "throttlingException" },
        { "UpstreamUnavailable", 503, "ServiceUnavailableException", "serviceUnavailableException" },
        { "UpstreamCredentials", 500, "InternalServerException", "internalServerException" },
        { "UpstreamTimeout", 408, "ModelTimeoutException", "modelTimeoutException" },
        { "ModelError", 424, "ModelErrorException", "modelStreamErrorException" },
        { "UpstreamBroken", 500, "InternalServerException", "modelStreamErrorException" },
        { "LedgerUnavailable", 503, "ServiceUnavailableException", "serviceUnavailableException" },
        { "ShuttingDown", 503, "ServiceUnavailableException", "serviceUnavailableException" },
        { "Internal", 500, "InternalServerException", "internalServerException" },
    };

    /// <summary>The whole column of the dialect map; within a stream only names that the stream's union has.</summary>
    [Fact]
    public void Kinds_All_HaveAStatusANameAndAFrame()
    {
        Assert.Equal(Enum.GetNames<GatewayErrorKind>().Order(), Kinds.Select(static row => row.Data.Item1).Order());
        foreach ((string kind, int status, string name, string frame) in Kinds.Select(static row => row.Data))
        {
            var error = new GatewayError(Enum.Parse<GatewayErrorKind>(kind), Blame.Upstream, ExchangePhase.BeforeContent, "m");
            Assert.Equal((status, name), AwsErrorNames.Of(error));
            Assert.Equal(frame, AwsErrorNames.InStream(error, isConverse: false));
            Assert.Equal(kind == "UpstreamTimeout" ? "modelStreamErrorException" : frame, AwsErrorNames.InStream(error, isConverse: true));
        }
    }

    /// <summary>An error of AWS's signature has AWS's name, whoever found it.</summary>
    [Theory]
    [InlineData("InvalidSignatureException", 403)]
    [InlineData("MissingAuthenticationTokenException", 403)]
    [InlineData("IncompleteSignatureException", 400)]
    [InlineData("ExpiredTokenException", 403)]
    public void Signature_Error_KeepsItsName(string name, int status) =>
        Assert.Equal((status, name), AwsErrorNames.Of(new GatewayError(GatewayErrorKind.InvalidKey, Blame.Client, ExchangePhase.Request, "m", AwsType: name)));
}

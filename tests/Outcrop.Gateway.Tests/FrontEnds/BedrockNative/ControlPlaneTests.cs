using System.Text;
using System.Text.Json;
using Outcrop.Gateway.Tests.Support;
using static Outcrop.Gateway.Tests.FrontEnds.BedrockNative.NativeGateway;

namespace Outcrop.Gateway.Tests.FrontEnds.BedrockNative;

/// <summary>A caller sees of the account what it may use, and nothing else (S12 to S14).</summary>
public class ControlPlaneTests
{
    private const string OnlyClaude = ",\"models\":[\"anthropic.*\",\"us.anthropic.*\"]";

    public static TheoryData<string, string, string> Lists => new()
    {
        {
            "/foundation-models",
            """{"modelSummaries":[{"modelArn":"arn:aws:bedrock:us-east-1::foundation-model/anthropic.claude-v2","modelId":"anthropic.claude-v2","modelLifecycle":{"status":"ACTIVE"}},{"modelId":"amazon.nova-lite-v1:0"},{"modelArn":"arn:aws:bedrock:us-east-1::foundation-model/anthropic.b"},{"odd":1},7],"more":[1.50]}""",
            """{"modelSummaries":[{"modelArn":"arn:aws:bedrock:us-east-1::foundation-model/anthropic.claude-v2","modelId":"anthropic.claude-v2","modelLifecycle":{"status":"ACTIVE"}},{"modelArn":"arn:aws:bedrock:us-east-1::foundation-model/anthropic.b"}],"more":[1.50]}"""
        },
        {
            "/inference-profiles",
            """{"inferenceProfileSummaries":[{"inferenceProfileId":"us.anthropic.claude-v2"},{"inferenceProfileId":"us.amazon.nova-lite-v1:0"},{"inferenceProfileArn":"arn:aws:bedrock:us-east-1:1:application-inference-profile/x"}],"nextToken":"t"}""",
            """{"inferenceProfileSummaries":[{"inferenceProfileId":"us.anthropic.claude-v2"}],"nextToken":"t"}"""
        },
        {
            "/async-invoke",
            """{"asyncInvokeSummaries":[{"modelArn":"arn:aws:bedrock:us-east-1::foundation-model/amazon.nova-reel-v1:0"},{"modelArn":"arn:aws:bedrock:us-east-1::foundation-model/anthropic.x"}]}""",
            """{"asyncInvokeSummaries":[{"modelArn":"arn:aws:bedrock:us-east-1::foundation-model/anthropic.x"}]}"""
        },
        {
            "/custom-models",
            """{"modelSummaries":[{"modelArn":"arn:aws:bedrock:us-east-1:1:custom-model/anthropic.claude-v2/abc","baseModelArn":"arn:aws:bedrock:us-east-1::foundation-model/anthropic.claude-v2"}]}""",
            """{"modelSummaries":[]}"""
        },
        { "/provisioned-model-throughputs", """{"provisionedModelSummaries":[{"provisionedModelArn":"arn:aws:bedrock:us-east-1:1:provisioned-model/a"}]}""", """{"provisionedModelSummaries":[]}""" },
    };

    [Theory]
    [MemberData(nameof(Lists))]
    public async Task S14_List_HoldsWhatTheKeyMayUse(string path, string given, string seen)
    {
        var wire = new NativeWire { Body = Encoding.UTF8.GetBytes(given) };
        await using RunningGateway some = await NativeGateway.StartAsync(wire, Sample.WithKeys(OnlyClaude));
        await using RunningGateway all = await NativeGateway.StartAsync(wire, Sample.WithKeys());
        Answer filtered = await some.AskAsync("GET", path, headers: ("x-api-key", Sample.Key));

        Assert.Equal((200, seen), (filtered.Status, filtered.Text));
        Assert.Equal(filtered.Body.Length.ToString(), filtered.Headers["Content-Length"]);
        Assert.Equal(given, (await all.AskAsync("GET", path, headers: ("x-api-key", Sample.Key))).Text);
    }

    /// <summary>Where no provider takes models that it does not list, those that are listed are all there is.</summary>
    [Fact]
    public async Task List_OfAClosedConfiguration_HoldsWhatItLists()
    {
        var wire = new NativeWire { Body = """{"modelSummaries":[{"modelId":"amazon.nova-lite-v1:0"},{"modelId":"amazon.nova-pro-v1:0"}]}"""u8.ToArray() };
        await using RunningGateway gateway = await NativeGateway.StartAsync(wire, """
            {"generator":{"default_provider":"bedrock","providers":{"bedrock":{"client_class":"BedrockClient","default_model":"amazon.nova-lite-v1:0","supportsCustomModel":false,"models":{"amazon.nova-lite-v1:0":{}}}}}}
            """);
        Assert.Equal("""{"modelSummaries":[{"modelId":"amazon.nova-lite-v1:0"}]}""", (await gateway.AskAsync("GET", "/foundation-models")).Text);
        (await gateway.AskAsync("GET", "/foundation-models/amazon.nova-pro-v1:0")).Refused(403, "AccessDeniedException");
        (await gateway.AskAsync("POST", "/model/amazon.nova-pro-v1:0/converse", "{}")).Refused(404, "ResourceNotFoundException");
    }

    [Fact]
    public async Task List_ThatCannotBeRead_IsNotShownToAKeyThatMayNotSeeAll()
    {
        var wire = new NativeWire { Body = "[1]"u8.ToArray() };
        await using RunningGateway gateway = await NativeGateway.StartAsync(wire, Sample.WithKeys(OnlyClaude));
        (await gateway.AskAsync("GET", "/foundation-models", headers: ("x-api-key", Sample.Key))).Refused(500, "InternalServerException");
    }

    [Theory]
    [InlineData("/foundation-models/amazon.nova-lite-v1:0")]
    [InlineData("/foundation-models/arn:aws:bedrock:us-east-1::foundation-model%2Famazon.nova-lite-v1:0")]
    [InlineData("/foundation-model-availability/amazon.nova-lite-v1:0")]
    [InlineData("/inference-profiles/us.amazon.nova-lite-v1:0")]
    [InlineData("/inference-profiles/arn:aws:bedrock:us-east-1:1:application-inference-profile/x")]
    [InlineData("/imported-models/abc")]
    [InlineData("/custom-models/abc")]
    [InlineData("/provisioned-model-throughput/abc")]
    [InlineData("/prompt-routers/arn:aws:bedrock:us-east-1:1:prompt-router/x")]
    public async Task S14_Model_ThatTheKeyMayNotUse_IsNotToldAbout(string path)
    {
        var wire = new NativeWire();
        await using RunningGateway gateway = await NativeGateway.StartAsync(wire, Sample.WithKeys(OnlyClaude));
        (await gateway.AskAsync("GET", path, headers: ("x-api-key", Sample.Key))).Refused(403, "AccessDeniedException");
        Assert.Empty(wire.Requests);
        Assert.Equal(200, (await gateway.AskAsync("GET", "/foundation-models/anthropic.claude-v2", headers: ("x-api-key", Sample.Key))).Status);
    }

    [Fact]
    public async Task S14_Invocation_OfAnotherKeysModel_IsNotToldAbout()
    {
        var wire = new NativeWire { Body = """{"invocationArn":"a","modelArn":"arn:aws:bedrock:us-east-1::foundation-model/amazon.nova-reel-v1:0","status":"Completed"}"""u8.ToArray() };
        await using RunningGateway some = await NativeGateway.StartAsync(wire, Sample.WithKeys(OnlyClaude));
        await using RunningGateway all = await NativeGateway.StartAsync(wire, Sample.WithKeys());
        (await some.AskAsync("GET", "/async-invoke/arn:aws:bedrock:us-east-1:1:async-invoke/x", headers: ("x-api-key", Sample.Key))).Refused(403, "AccessDeniedException");
        Assert.Equal(wire.Body, (await all.AskAsync("GET", "/async-invoke/arn:aws:bedrock:us-east-1:1:async-invoke/x", headers: ("x-api-key", Sample.Key))).Body);
    }

    [Theory]
    [InlineData("controlPlane", "GET", "/foundation-models")]
    [InlineData("controlPlane", "GET", "/inference-profiles/us.amazon.nova-lite-v1:0")]
    [InlineData("controlPlane", "GET", "/guardrails")]
    [InlineData("asyncInvoke", "GET", "/async-invoke")]
    [InlineData("asyncInvoke", "POST", "/async-invoke")]
    public async Task Setting_TurnedOff_IsRefused(string setting, string method, string path)
    {
        var wire = new NativeWire();
        await using RunningGateway gateway = await NativeGateway.StartAsync(wire, "{\"bedrockNative\":{\"" + setting + "\":false}}");
        (await gateway.AskAsync(method, path, method == "POST" ? "{\"modelId\":\"amazon.nova-reel-v1:0\"}"u8.ToArray() : null)).Refused(403, "AccessDeniedException");
        Assert.Empty(wire.Requests);
        Assert.Equal(200, (await gateway.AskAsync("POST", Path("converse"), "{}")).Status);
    }

    /// <summary>S23: where the configuration names guardrails, no other is reached: not by path, header or body.</summary>
    [Theory]
    [InlineData("/guardrail/other/version/1/apply", "{}", null, false)]
    [InlineData("/guardrail/ours/version/1/apply", "{}", null, true)]
    [InlineData("/model/amazon.nova-lite-v1:0/converse", "{\"guardrailConfig\":{\"guardrailIdentifier\":\"other\"}}", null, false)]
    [InlineData("/model/amazon.nova-lite-v1:0/converse", "{\"guardrailConfig\":{\"guardrailIdentifier\":\"ours\"}}", null, true)]
    [InlineData("/model/amazon.nova-lite-v1:0/converse-stream", "{\"guardrailConfig\":{}}", null, false)]
    [InlineData("/model/amazon.nova-lite-v1:0/converse", "{\"guardrailConfig\":{\"guardrailIdentifier\":\"ours\"},\"guardrailConfig\":{\"guardrailIdentifier\":\"other\"}}", null, false)]
    [InlineData("/model/amazon.nova-lite-v1:0/converse", "{\"guardrailConfig\":{\"guardrailIdentifier\":\"ours\",\"guardrailIdentifier\":\"other\"}}", null, false)]
    [InlineData("/model/amazon.nova-lite-v1:0/converse", "{\"guardrail\\u0043onfig\":{\"guardrailIdentifier\":\"other\"}}", null, false)]
    [InlineData("/model/amazon.nova-lite-v1:0/converse", "{}", null, true)]
    [InlineData("/model/amazon.nova-lite-v1:0/invoke", "{}", "other", false)]
    [InlineData("/model/amazon.nova-lite-v1:0/invoke", "{}", "ours", true)]
    public async Task S23_Guardrail_ThatIsNotNamed_IsNotReached(string path, string body, string? header, bool passes)
    {
        var wire = new NativeWire();
        await using RunningGateway gateway = await NativeGateway.StartAsync(wire, """{"bedrockNative":{"guardrails":["ours"]} }""");
        Answer answer = await gateway.AskAsync("POST", path, Encoding.UTF8.GetBytes(body), header is null ? [] : [("X-Amzn-Bedrock-GuardrailIdentifier", header)]);

        Assert.True(passes == (answer.Status == 200), answer.Text);
        Assert.Equal(passes ? 1 : 0, wire.Requests.Count);
    }

    /// <summary>S23 in the other dialects, whose member <c>bedrock</c> holds Converse's own words.</summary>
    [Theory]
    [InlineData("/v1/chat/completions", "\"messages\":[{\"role\":\"user\",\"content\":\"x\"}]")]
    [InlineData("/v1/chat/completions", "\"stream\":true,\"messages\":[{\"role\":\"user\",\"content\":\"x\"}]")]
    [InlineData("/v1/responses", "\"input\":\"x\"")]
    [InlineData("/v1/completions", "\"prompt\":[\"x\",\"y\"]")]
    [InlineData("/v1/messages", "\"max_tokens\":9,\"messages\":[{\"role\":\"user\",\"content\":\"x\"}]")]
    public async Task S23_Guardrail_ThatIsNotNamed_IsReachedThroughNoDialect(string path, string body)
    {
        var wire = new NativeWire();
        await using RunningGateway gateway = await NativeGateway.StartAsync(wire, """{"bedrockNative":{"guardrails":["ours"]} }""");
        foreach (string guardrail in (string[])["other", "ours"])
        {
            Answer answer = await gateway.AskAsync(
                "POST", path, "{\"model\":\"amazon.nova-lite-v1:0\",\"bedrock\":{\"guardrailConfig\":{\"guardrailIdentifier\":\"" + guardrail + "\",\"guardrailVersion\":\"1\"}}," + body + "}");
            Assert.True(answer.Status == 403 == (guardrail == "other"), $"{answer.Status} {answer.Text}");
            Assert.Equal(guardrail == "other", wire.Requests.IsEmpty);
        }
    }

    [Theory]
    [InlineData("{\"s3OutputDataConfig\":{\"s3Uri\":\"s3://ours/a/b\"}}", true)]
    [InlineData("{\"s3OutputDataConfig\":{\"s3Uri\":\"s3://ours\"}}", true)]
    [InlineData("{\"s3OutputDataConfig\":{\"s3Uri\":\"s3://other/ours\"}}", false)]
    [InlineData("{\"s3OutputDataConfig\":{\"s3Uri\":\"https://ours/\"}}", false)]
    [InlineData("{}", false)]
    [InlineData("null", false)]
    public async Task Invocation_IntoABucketThatIsNotNamed_IsRefused(string output, bool passes)
    {
        var wire = new NativeWire();
        await using RunningGateway gateway = await NativeGateway.StartAsync(wire, """{"bedrockNative":{"outputBuckets":["ours"]} }""");
        Answer answer = await gateway.AskAsync("POST", "/async-invoke", $$"""{"modelId":"amazon.nova-reel-v1:0","outputDataConfig":{{output}}}""");

        Assert.True(passes == (answer.Status == 200), answer.Text);
        Assert.Equal(passes ? 1 : 0, wire.Requests.Count);
    }

    /// <summary>What a model reads from S3 it reads with the gateway's permissions.</summary>
    [Theory]
    [InlineData("converse", """{"messages":[{"role":"user","content":[{"image":{"format":"png","source":{"s3Location":{"uri":"s3://ours/a.png"}}}}]}]}""", true)]
    [InlineData("converse", """{"messages":[{"role":"user","content":[{"image":{"format":"png","source":{"s3Location":{"uri":"s3://other/ours"}}}}]}]}""", false)]
    [InlineData("converse-stream", """{"messages":[{"content":[{"document":{"source":{"s3\u004cocation":{"ur\u0069":"s3:\/\/other/x"}}}}]}]}""", false)]
    [InlineData("converse", """{"a":{"s3Location":{"bucketOwner":"1","uri":"s3://ours/","uri":"s3://other/"}}}""", false)]
    [InlineData("converse", """{"a":{"s3Location":{"x":{"s3Location":{}},"uri":"s3://other/"}}}""", false)]
    [InlineData("converse", """{"a":{"s3Location":{"uri":"S3://ours/"}}}""", false)]
    [InlineData("invoke", """{"mediaSource":{"s3Location":{"uri":"s3://other/v.mp4"}}}""", false)]
    [InlineData("invoke", """{"mediaSource":{"s3Uri":"s3://other/v.mp4"}}""", false)]
    [InlineData("count-tokens", """{"input":{"converse":{"messages":[{"content":[{"video":{"source":{"s3Location":{"uri":"s3://other/v.mp4"}}}}]}]}}}""", false)]
    [InlineData("converse", """{"messages":[{"role":"user","content":[{"text":"s3://other/x"},{"toolUse":{"input":{"uri":"s3://other/x"}}}]}]}""", true)]
    [InlineData("invoke", "{\"a\":", false)]
    [InlineData("async", """{"modelId":"amazon.nova-reel-v1:0","modelInput":{"a":{"s3Location":{"uri":"s3://ours/x"}}},"outputDataConfig":{"s3OutputDataConfig":{"s3Uri":"s3://anywhere"}}}""", true)]
    [InlineData("async", """{"modelId":"amazon.nova-reel-v1:0","modelInput":{"outputDataConfig":{"s3Location":{"uri":"s3://other/x"}}}}""", false)]
    public async Task Source_InABucketThatIsNotNamed_IsNotRead(string operation, string body, bool passes)
    {
        var wire = new NativeWire();
        await using RunningGateway gateway = await NativeGateway.StartAsync(wire, """{"bedrockNative":{"inputBuckets":["ours"]} }""");
        Answer answer = await gateway.AskAsync("POST", operation == "async" ? "/async-invoke" : Path(operation), body);

        Assert.True(passes == (answer.Status == 200), answer.Text);
        Assert.Equal(passes ? 1 : 0, wire.Requests.Count);
    }

    [Theory]
    [InlineData("")]
    [InlineData("[]")]
    [InlineData("{}")]
    [InlineData("{\"modelId\":7}")]
    [InlineData("{\"modelId\":\"amazon.nova-reel-v1:0\",\"modelId\":\"anthropic.claude-v2\"}")]
    [InlineData("{\"modelId\":\"amazon.nova-reel-v1:0\"")]
    public async Task Invocation_OfNoModel_IsRefused(string body)
    {
        var wire = new NativeWire();
        await using RunningGateway gateway = await NativeGateway.StartAsync(wire);
        (await gateway.AskAsync("POST", "/async-invoke", body)).Refused(400, "ValidationException");
        Assert.Empty(wire.Requests);
    }
}

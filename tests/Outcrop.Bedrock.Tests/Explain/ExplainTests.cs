using System.Text;
using Outcrop.Bedrock.Converse;
using Outcrop.Bedrock.Explain;
using Outcrop.Emulator;

namespace Outcrop.Bedrock.Tests.Explain;

/// <summary>What an explanation shows is what a call sends, and nothing is sent by it.</summary>
public sealed class ExplainTests
{
    private const string Haiku = "anthropic.claude-3-haiku-20240307-v1:0";
    private const string Secret = "a-very-secret-key";

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(Haiku, BedrockApi.Auto, false)]
    [InlineData(Haiku, BedrockApi.Auto, true)]
    [InlineData(Haiku, BedrockApi.InvokeModel, false)]
    [InlineData(Haiku, BedrockApi.InvokeModel, true)]
    [InlineData("us.amazon.nova-lite-v1:0", BedrockApi.InvokeModel, true)]
    [InlineData("meta.llama3-8b-instruct-v1:0", BedrockApi.InvokeModel, false)]
    [InlineData("amazon.titan-text-express-v1", BedrockApi.Auto, false)]
    [InlineData("mistral.mistral-large-2402-v1:0", BedrockApi.Converse, true)]
    public async Task Explain_Request_IsByteForByteWhatTheCallSends(string model, BedrockApi api, bool stream)
    {
        await using BedrockEmulator emulator = await BedrockEmulator.StartAsync(new EmulatorOptions { TokenInterval = TimeSpan.Zero }, Token);
        using var client = new BedrockClient(new BedrockClientOptions
        {
            Region = "us-east-1",
            Endpoint = emulator.Endpoint,
            Credentials = { AccessKeyId = emulator.AccessKeyId, SecretAccessKey = emulator.SecretAccessKey },
            ApiByModel = { [model] = api },
        });
        ConverseRequest request = Question(model);
        request.System.Add(new TextBlock("Be brief, \"please\", 日本語."));
        request.InferenceConfig = new InferenceConfiguration { Temperature = 0.2, TopP = 0.9, MaxTokens = 30 };
        request.ServiceTier = api == BedrockApi.InvokeModel ? "default" : null;

        ExplainedRequest explained = await client.ExplainAsync(request, api, stream, Token);
        Assert.Empty(emulator.Journal);
        if (stream)
        {
            await using ConverseEventStream opened = await client.OpenStreamAsync(request, api, Token);
        }
        else
        {
            await (api == BedrockApi.InvokeModel ? client.CompleteAsync(request, Token) : client.ConverseAsync(request, Token));
        }

        EmulatorRequest sent = Assert.Single(emulator.Journal);
        Assert.False(explained.IsRefused);
        Assert.Equal(sent.Path, explained.Uri!.AbsolutePath);
        Assert.Equal(sent.BodyText, Encoding.UTF8.GetString(explained.Body.Span));
        Assert.Equal(stream, explained.IsStreamed);
        Assert.DoesNotContain(explained.Dispositions, disposition => disposition.Reason == DispositionJudge.Unreported);
        string[] names = [.. explained.Headers.Select(header => header.Key.ToLowerInvariant())];
        foreach (string name in (string[])["host", "content-type", "content-length", "authorization", "x-amz-date", "user-agent", "amz-sdk-request"])
        {
            Assert.Contains(name, names);
        }
    }

    [Fact]
    public async Task Explain_TemporaryKeys_ShowsScopeAndNoSecret()
    {
        using BedrockClient client = ExplainHost.Client(options => options.Credentials.SessionToken = "a-session-token");
        ExplainedRequest explained = await client.ExplainAsync(Question(Haiku), cancellationToken: Token);
        string headers = string.Join('\n', explained.Headers.Select(header => $"{header.Key}: {header.Value}"));
        Assert.Matches(
            "Authorization: AWS4-HMAC-SHA256 Credential=<hidden>/[0-9]{8}/us-east-1/bedrock/aws4_request, SignedHeaders=content-type;host;x-amz-date;x-amz-security-token, Signature=<hidden>\n", headers + "\n");
        Assert.Contains("x-amz-security-token: <hidden>", headers);
        foreach (string secret in (string[])["AKIDEXAMPLE", Secret, "a-session-token"])
        {
            Assert.DoesNotContain(secret, headers);
            Assert.DoesNotContain(secret, explained.ToString());
        }

        Assert.Empty(explained.Notes);
    }

    [Fact]
    public async Task Explain_ApiKey_IsHidden()
    {
        using BedrockClient client = ExplainHost.Client(options => options.Credentials = new() { ApiKey = "bedrock-api-key-0123456789" });
        ExplainedRequest explained = await client.ExplainAsync(Question(Haiku), cancellationToken: Token);
        Assert.Equal("Bearer <hidden>", Assert.Single(explained.Headers, header => header.Key == "Authorization").Value);
    }

    [Fact]
    public async Task Explain_NoCredentials_ShowsTheRequestUnsignedAndSaysSo()
    {
        using BedrockClient client = ExplainHost.Client(options => options.Credentials = new() { Profile = "there-is-no-such-profile" });
        ExplainedRequest explained = await client.ExplainAsync(Question(Haiku), cancellationToken: Token);
        Assert.False(explained.IsRefused);
        Assert.DoesNotContain(explained.Headers, header => header.Key is "Authorization" or "x-amz-date");
        Assert.Contains(explained.Notes, note => note.StartsWith("Unsigned", StringComparison.Ordinal));
        Assert.Equal("https://bedrock-runtime.us-east-1.amazonaws.com/model/anthropic.claude-3-haiku-20240307-v1%3A0/converse", explained.Uri!.AbsoluteUri);
    }

    [Fact]
    public async Task Explain_ManyRefusals_TellsThemAllAtOnce()
    {
        using BedrockClient client = ExplainHost.Client();
        ConverseRequest request = Question("meta.llama3-8b-instruct-v1:0");
        request.Messages[0].Content.Add(new ImageBlock("png", Convert.FromBase64String("iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==")));
        request.Messages[0].Content.Add(new VideoBlock("mp4", new byte[] { 1 }));
        request.ToolConfig = new ToolConfiguration([new ToolSpecification("lookup", null, RawJson.Parse("""{"type":"object"}"""))]);
        request.PromptVariables["name"] = "value";
        request.InferenceConfig = new InferenceConfiguration { MaxTokens = 64 };

        ExplainedRequest explained = await client.ExplainAsync(request, BedrockApi.InvokeModel, cancellationToken: Token);

        Assert.True(explained.IsRefused);
        Assert.True(explained.Body.IsEmpty && explained.Uri is null && explained.Headers.Count == 0);
        string[] refused = [.. explained.Dispositions.Where(disposition => disposition.Kind == DispositionKind.Refused).Select(disposition => disposition.Name)];
        Assert.Equal(["messages[0].content[1].image", "messages[0].content[2].video", "promptVariables", "toolConfig.tools[0].toolSpec"], refused.Order(StringComparer.Ordinal));
        Assert.Equal(DispositionKind.Mapped, Assert.Single(explained.Dispositions, disposition => disposition.Name == "inferenceConfig.maxTokens").Kind);
    }

    [Fact]
    public async Task Explain_StrictClient_ShowsDropsAsRefusals()
    {
        ConverseRequest request = Question("meta.llama3-8b-instruct-v1:0");
        request.InferenceConfig = new InferenceConfiguration { StopSequences = ["END"] };
        request.AdditionalModelResponseFieldPaths.Add("/stop");
        using BedrockClient lenient = ExplainHost.Client();
        using BedrockClient strict = ExplainHost.Client(options => options.StrictParameters = true);

        ExplainedRequest sent = await lenient.ExplainAsync(request, BedrockApi.InvokeModel, cancellationToken: Token);
        ExplainedRequest refused = await strict.ExplainAsync(request, BedrockApi.InvokeModel, cancellationToken: Token);

        Assert.Equal((false, true), (sent.IsRefused, refused.IsRefused));
        string[] dropped = [.. sent.Dispositions.Where(disposition => disposition.Kind == DispositionKind.Dropped).Select(disposition => disposition.Name)];
        Assert.Equal(["inferenceConfig.stopSequences", "additionalModelResponseFieldPaths"], dropped);
        Assert.Equal(dropped, refused.Dispositions.Where(disposition => disposition.Kind == DispositionKind.Refused).Select(disposition => disposition.Name));
    }

    [Fact]
    public async Task Explain_OpaqueArn_AsksNobodyAndTakesTheOptionsWord()
    {
        using BedrockClient unknown = ExplainHost.Client();
        using BedrockClient told = ExplainHost.Client(options => options.BaseModels[ExplainHost.Opaque] = "amazon.nova-lite-v1:0");
        ExplainedRequest generic = await unknown.ExplainAsync(Question(ExplainHost.Opaque), BedrockApi.InvokeModel, cancellationToken: Token);
        ExplainedRequest nova = await told.ExplainAsync(Question(ExplainHost.Opaque), BedrockApi.InvokeModel, cancellationToken: Token);
        Assert.Equal(("generic", null), (generic.Family, generic.BaseModelId));
        Assert.Contains(generic.Notes, note => note.Contains("BaseModels", StringComparison.Ordinal));
        Assert.Equal(("nova", "amazon.nova-lite-v1:0"), (nova.Family, nova.BaseModelId));
    }

    [Theory]
    [InlineData("")]
    [InlineData("../etc")]
    [InlineData("white space")]
    public async Task Explain_NoModelIdentifier_IsARefusal(string model)
    {
        using BedrockClient client = ExplainHost.Client();
        ExplainedRequest explained = await client.ExplainAsync(Question(model), cancellationToken: Token);
        Assert.True(explained.IsRefused);
        Assert.Equal(("modelId", DispositionKind.Refused), (explained.Dispositions[0].Name, explained.Dispositions[0].Kind));
    }

    [Fact]
    public async Task FormatBody_LargeFile_IsShortenedForTheEyeOnly()
    {
        byte[] image = new byte[30_000];
        Convert.FromHexString("89504E470D0A1A0A").CopyTo(image, 0);
        ConverseRequest request = Question(Haiku);
        request.Messages[0].Content.Add(new ImageBlock("png", image));
        using BedrockClient client = ExplainHost.Client();
        ExplainedRequest explained = await client.ExplainAsync(request, cancellationToken: Token);
        Assert.True(explained.Body.Length > 40_000);
        Assert.InRange(explained.FormatBody().Length, 100, 1_500);
        Assert.Contains("iVBORw0KGgoAAAAAAAAAAAAA… (40000 characters)", explained.FormatBody());
        Assert.True(explained.FormatBody(shortenFiles: false).Length > 40_000);
    }

    private static ConverseRequest Question(string model) => new() { ModelId = model, Messages = { new Message(ConversationRole.User, "Hello") } };
}

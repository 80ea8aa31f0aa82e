using Microsoft.Extensions.Time.Testing;
using Outcrop.Bedrock.Catalog;
using Outcrop.Bedrock.Tests.Transport;
using Outcrop.Bedrock.Transport;

namespace Outcrop.Bedrock.Tests.Catalog;

/// <summary>Acceptance row 15: the base model behind an opaque ARN.</summary>
public sealed class ModelIdResolverTests
{
    private const string Arn = "arn:aws:bedrock:us-east-1:123456789012:";

    [Theory]
    [InlineData("application-inference-profile/a1", "/inference-profiles/", "{\"models\":[{\"modelArn\":\"arn:aws:bedrock:us-east-1::foundation-model/anthropic.claude-3-haiku-20240307-v1:0\"}]}", "anthropic.claude-3-haiku-20240307-v1:0", "anthropic")]
    [InlineData("provisioned-model/p1", "/provisioned-model-throughput/", "{\"foundationModelArn\":\"arn:aws:bedrock:us-east-1::foundation-model/amazon.titan-text-lite-v1:0:4k\",\"modelArn\":\"x\"}", "amazon.titan-text-lite-v1:0", "amazon")]
    [InlineData("imported-model/i1", "/imported-models/", "{\"modelArn\":\"arn:aws:bedrock:us-east-1:123456789012:imported-model/i1\",\"modelArchitecture\":\"llama\"}", "llama", null)]
    [InlineData("prompt-router/r1", "/prompt-routers/", "{\"models\":[{\"modelArn\":\"arn:aws:bedrock:us-east-1:123456789012:inference-profile/us.meta.llama3-1-8b-instruct-v1:0\"}]}", "meta.llama3-1-8b-instruct-v1:0", "meta")]
    public async Task Resolve_OpaqueArn_AsksTheControlPlaneOnce(string resource, string path, string answer, string expected, string? provider)
    {
        await using LoopbackServer server = await LoopbackServer.StartAsync((context, _) => TransportFixture.Json(context, answer));
        BedrockClientOptions options = TransportFixture.Options(server.Address);
        using var transport = new BedrockTransport(options, TransportFixture.Nothing);
        var resolver = new ModelIdResolver(transport, options);
        ModelId id = await resolver.ResolveAsync(Arn + resource, default);
        await resolver.ResolveAsync(Arn + resource, default);
        Assert.Equal((expected, provider, Arn + resource), (id.BaseModelId, id.Provider, id.Value));
        RecordedRequest request = Assert.Single(server.Requests);
        Assert.Equal(("GET", path + Uri.EscapeDataString(Arn + resource)), (request.Method, request.RawTarget));
    }

    [Fact]
    public async Task Resolve_DeploymentOfACustomModel_FollowsToTheBase()
    {
        await using LoopbackServer server = await LoopbackServer.StartAsync((context, number) => TransportFixture.Json(context, number == 1
            ? $"{{\"modelArn\":\"{Arn}custom-model/tuned/c1\"}}"
            : "{\"baseModelArn\":\"arn:aws:bedrock:us-east-1::foundation-model/amazon.nova-lite-v1:0\",\"modelArn\":\"x\"}"));
        BedrockClientOptions options = TransportFixture.Options(server.Address);
        using var transport = new BedrockTransport(options, TransportFixture.Nothing);
        ModelId id = await new ModelIdResolver(transport, options).ResolveAsync(Arn + "custom-model-deployment/d1", default);
        Assert.Equal("amazon.nova-lite-v1:0", id.BaseModelId);
        Assert.Equal(2, server.Requests.Count);
    }

    [Fact]
    public async Task Resolve_ConfiguredBase_AsksNobody()
    {
        BedrockClientOptions options = TransportFixture.Options(new Uri("http://127.0.0.1:1"), o => o.BaseModels[Arn + "application-inference-profile/a1"] = "us.amazon.nova-pro-v1:0");
        using var transport = new BedrockTransport(options, TransportFixture.Nothing);
        ModelId id = await new ModelIdResolver(transport, options).ResolveAsync(Arn + "application-inference-profile/a1", default);
        Assert.Equal(("amazon.nova-pro-v1:0", "amazon"), (id.BaseModelId, id.Provider));
    }

    [Fact]
    public async Task Resolve_NotAllowedToAsk_IsRememberedBrieflyAndNotFatal()
    {
        await using LoopbackServer server = await LoopbackServer.StartAsync((context, _) => TransportFixture.Json(context, "{\"message\":\"no\"}", 403, "AccessDeniedException"));
        var time = new FakeTimeProvider(DateTimeOffset.UnixEpoch);
        BedrockClientOptions options = TransportFixture.Options(server.Address, o => o.TimeProvider = time);
        using var transport = new BedrockTransport(options, TransportFixture.Nothing);
        var resolver = new ModelIdResolver(transport, options);
        string arn = Arn + "application-inference-profile/a1";
        Assert.Null((await resolver.ResolveAsync(arn, default)).BaseModelId);
        Assert.Null((await resolver.ResolveAsync(arn, default)).BaseModelId);
        Assert.Single(server.Requests);
        time.Advance(TimeSpan.FromMinutes(2));
        Assert.Null((await resolver.ResolveAsync(arn, default)).BaseModelId);
        Assert.Equal(2, server.Requests.Count);
    }
}

using Microsoft.Extensions.Time.Testing;
using Outcrop.Bedrock.Converse;
using Outcrop.Bedrock.Embeddings;
using Outcrop.Bedrock.Errors;
using Outcrop.Bedrock.Native;
using Outcrop.Bedrock.Transport;
using static Outcrop.Bedrock.Tests.Transport.TransportFixture;

namespace Outcrop.Bedrock.Tests.Transport;

/// <summary>What one call has other than its client.</summary>
public sealed class CallPolicyTests
{
    [Theory]
    [InlineData(1, 1)]
    [InlineData(2, 2)]
    [InlineData(null, 3)]
    public async Task MaxAttempts_OfACall_GoesBeforeTheClients(int? most, int made)
    {
        await using LoopbackServer server = await LoopbackServer.StartAsync((context, _) => Json(context, "{}", 503));
        using var transport = new BedrockTransport(Options(server.Address), Nothing);
        BedrockException fault = await Assert.ThrowsAsync<BedrockException>(() => transport.SendAsync(With(new CallPolicy { MaxAttempts = most }), ReadText, default));
        Assert.Equal((made, made), (fault.Attempts, server.Requests.Count));
    }

    /// <summary>Fault row 21 under a bound of one: a corrected clock is nothing that another target could give.</summary>
    [Fact]
    public async Task MaxAttempts_OfOne_StillCorrectsTheClock()
    {
        var time = new FakeTimeProvider(new DateTimeOffset(2026, 11, 22, 15, 0, 0, TimeSpan.Zero));
        int asked = 0;
        await using LoopbackServer server = await LoopbackServer.StartAsync((context, _) =>
        {
            context.Response.Headers.Date = time.GetUtcNow().AddMinutes(6).ToString("r");
            return asked++ == 0 ? Json(context, "{\"message\":\"Signature expired\"}", 403, "InvalidSignatureException") : Json(context, "{}");
        });
        using var transport = new BedrockTransport(Options(server.Address, options => options.TimeProvider = time), Nothing);
        await transport.SendAsync(With(new CallPolicy { MaxAttempts = 1 }), ReadText, default);
        Assert.Equal(2, asked);
    }

    /// <summary>A retry needs a place in the budget, one for the whole call, and gives it back.</summary>
    [Theory]
    [InlineData(0, 1)]
    [InlineData(1, 3)]
    public async Task Budget_IsAskedOnceAndGivenBack(int places, int made)
    {
        await using LoopbackServer server = await LoopbackServer.StartAsync((context, _) => Json(context, "{}", 503));
        using var transport = new BedrockTransport(Options(server.Address), Nothing);
        var budget = new Places(places);
        BedrockException fault = await Assert.ThrowsAsync<BedrockException>(() => transport.SendAsync(With(new CallPolicy { Budget = budget }), ReadText, default));
        Assert.Equal(places == 0, fault.IsRetryDenied);
        Assert.Equal((made, 1, places), (server.Requests.Count, budget.Asked, budget.Left));
    }

    [Fact]
    public async Task RetryTokens_OfTheClient_BoundItsRetries()
    {
        await using LoopbackServer server = await LoopbackServer.StartAsync((context, _) => Json(context, "{}", 503));
        using var transport = new BedrockTransport(Options(server.Address, options => options.RetryTokens = 15), Nothing);
        BedrockException fault = await Assert.ThrowsAsync<BedrockException>(() => transport.SendAsync(Call(), ReadText, default));
        Assert.True(fault.IsRetryDenied);
        Assert.Equal(2, server.Requests.Count);
    }

    [Fact]
    public async Task Deadline_OfACall_IsOver_NothingIsSentAgain()
    {
        var time = new FakeTimeProvider();
        var deadline = new Deadline(time, TimeSpan.FromSeconds(10));
        await using LoopbackServer server = await LoopbackServer.StartAsync((context, _) =>
        {
            time.Advance(TimeSpan.FromSeconds(20));
            return Json(context, "{}", 503);
        });
        using var transport = new BedrockTransport(Options(server.Address, options => options.TimeProvider = time), Nothing);
        await Assert.ThrowsAsync<BedrockException>(() => transport.SendAsync(With(new CallPolicy { Deadline = deadline }), ReadText, default));
        Assert.Single(server.Requests);
    }

    /// <summary>A request for another target is a copy: what the caller holds stays as it was.</summary>
    [Fact]
    public void Requests_ForAnotherModel_AreCopies()
    {
        var policy = new CallPolicy { MaxAttempts = 1 };
        var chat = new ConverseRequest { ModelId = "a.b", Messages = { new Message(ConversationRole.User, "Hi") } };
        ConverseRequest other = chat.For("c.d", policy);
        Assert.Equal(("a.b", "c.d"), (chat.ModelId, other.ModelId));
        Assert.Same(chat.Messages, other.Messages);
        Assert.Null(chat.Policy);
        Assert.Same(policy, other.Policy);
        Assert.Equal("c.d", new EmbedRequest { ModelId = "a.b", Texts = ["x"] }.For("c.d", null).ModelId);
    }

    [Theory]
    [InlineData("anthropic.claude-3-haiku-20240307-v1:0", "us.anthropic.claude-sonnet-4-5-20250929-v1:0", false, true)]
    [InlineData("anthropic.claude-3-haiku-20240307-v1:0", "amazon.nova-lite-v1:0", false, false)]
    [InlineData("anthropic.claude-3-haiku-20240307-v1:0", "amazon.nova-lite-v1:0", true, true)]
    public void NativeRequest_GoesToModelsThatTakeItsBody(string made, string other, bool converse, bool fits)
    {
        NativeRequest request = converse ? NativeRequest.Converse(made, default, stream: true) : NativeRequest.Invoke(made, default, stream: true, NativeUnit.Frame);
        Assert.Equal(fits, request.Fits(other));
        Assert.True(request.Fits(made));
        if (fits)
        {
            Assert.Equal(ModelPath.For(other, converse ? "converse-stream" : "invoke-with-response-stream"), request.For(other, null).Call.Path);
        }
    }

    private static BedrockCall With(CallPolicy policy) => new() { Path = ConversePath, Body = "{}"u8.ToArray(), Headers = [new("Content-Type", "application/json")], ModelId = "amazon.nova-lite-v1:0", Policy = policy };

    private sealed class Places(int places) : IRetryBudget
    {
        public int Asked { get; private set; }

        public int Left { get; private set; } = places;

        public bool TryBegin()
        {
            Asked++;
            return Left > 0 && Left-- > 0;
        }

        public void End() => Left++;
    }
}

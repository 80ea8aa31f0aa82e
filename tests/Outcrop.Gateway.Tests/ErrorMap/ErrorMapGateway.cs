using System.Net.Http.Headers;
using System.Text;
using Microsoft.Extensions.DependencyInjection;
using Outcrop.Gateway.Configuration;
using Outcrop.Gateway.Keys;
using Outcrop.Gateway.Ledger;
using Outcrop.Gateway.Limits;
using Outcrop.Gateway.Pipeline;
using Outcrop.Gateway.Tests.Support;

namespace Outcrop.Gateway.Tests.ErrorMap;

/// <summary>One gateway for all cells, with every dialect and lane, keys that may and keys that may not, over <see cref="ErrorWire"/>.</summary>
public sealed class ErrorMapGateway : IAsyncLifetime
{
    /// <summary>A key for one request at a time.</summary>
    internal const string OneAtATime = "sk-outcrop-0123456789abcdef0123456789abcdec";

    private readonly SwitchedLedger _ledger = new();
    private RunningGateway? _gateway;

    internal ErrorWire Wire { get; private set; } = new();

    /// <summary>Whether the ledger cannot be written.</summary>
    internal bool IsLedgerDown
    {
        set => _ledger.IsDown = value;
    }

    public async ValueTask InitializeAsync()
    {
        string json = $$$"""
            {
              "keys": [
                {"id": "all", "hash": "{{{ApiKeyHash.Compute(Sample.Key)}}}"},
                {"id": "narrow", "hash": "{{{ApiKeyHash.Compute(Sample.OtherKey)}}}", "models": ["none.*"]},
                {"id": "one", "hash": "{{{ApiKeyHash.Compute(OneAtATime)}}}", "maxConcurrentRequests": 1}
              ],
              "server": {"maxRequestBodyBytes": 65536},
              "retry": {"maxAttempts": 1},
              "breaker": {"failures": 10000, "minimumRequests": 100000},
              "accounts": [{"id": "a", "regions": ["us-east-1", "us-west-2"]}],
              "generator": {"default_provider": "bedrock", "providers": {"bedrock": {"default_model": "{{{ErrorFront.Nova}}}", "supportsCustomModel": false, "models": {
                "{{{ErrorFront.Nova}}}": {}, "{{{ErrorFront.Claude}}}": {}, "{{{ErrorFront.OnChat}}}": {}, "{{{ErrorFront.OnResponses}}}": {} } } } },
              "bedrock": {
                "surfaceByModel": {"{{{ErrorFront.OnChat}}}": "mantle", "{{{ErrorFront.OnResponses}}}": "mantle"},
                "apiByModel": {"{{{ErrorFront.OnChat}}}": "openai-chat", "{{{ErrorFront.OnResponses}}}": "openai-responses"} },
              "models": {"aliases": {"{{{ErrorFront.Everywhere}}}": {"targets": [{"model": "{{{ErrorFront.Nova}}}"}, {"region": "us-west-2", "model": "{{{ErrorFront.Nova}}}"}]} } }
            }
            """;
        var wire = new Switch(() => Wire);
        _gateway = await RunningGateway.StartAsync(null, json, adjust: options =>
        {
            options.Ledger = _ledger;
            options.ConfigureBedrock = client =>
            {
                client.Endpoint = new Uri("http://bedrock.test/");
                client.Credentials = new() { AccessKeyId = "a", SecretAccessKey = "b" };
                client.HttpMessageHandler = wire;
            };
        });
    }

    public async ValueTask DisposeAsync()
    {
        if (_gateway is not null)
        {
            await _gateway.DisposeAsync();
        }
    }

    /// <summary>What Bedrock does from now on.</summary>
    internal void Answer(ErrorWire wire) => Wire = wire;

    /// <summary>Takes the one place of the key that has one.</summary>
    internal IDisposable TakePlace()
    {
        OutcropConfiguration configuration = _gateway!.App.Services.GetRequiredService<GatewaySnapshots>().Current.Configuration;
        var identity = new KeyIdentity("one", configuration.Keys.Single(key => key.Id == "one"));
        return new Place(_gateway.App.Services.GetRequiredService<ConcurrencyLimiter>().Reserve(configuration.Limits, identity));
    }

    internal async Task<ErrorAnswer> AskAsync(
        ErrorFront front, bool streamed, string? model = null, string? key = Sample.Key, byte[]? body = null, string method = "POST", string suffix = "", string? encoding = null)
    {
        var request = new HttpRequestMessage(new HttpMethod(method), new Uri(front.PathOf(streamed, model) + suffix, UriKind.Relative));
        if (method != "GET")
        {
            request.Content = new ByteArrayContent(body ?? Encoding.UTF8.GetBytes(front.BodyOf(streamed, model)));
            request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
            if (encoding is not null)
            {
                request.Content.Headers.ContentEncoding.Add(encoding);
            }
        }

        if (key is not null)
        {
            request.Headers.Add("Authorization", $"Bearer {key}");
        }

        if (front.Dialect == ErrorDialect.Anthropic)
        {
            request.Headers.Add("anthropic-version", "2023-06-01");
        }

        using HttpResponseMessage response = await _gateway!.SendAsync(request, TestContext.Current.CancellationToken);
        return await ErrorAnswer.ReadAsync(response);
    }

    private sealed class Switch(Func<ErrorWire> current) : HttpMessageHandler
    {
        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken) =>
            new HttpMessageInvoker(current(), disposeHandler: false).SendAsync(request, cancellationToken);
    }

    private sealed class Place(Reservation reservation) : IDisposable
    {
        public void Dispose() => reservation.Settle(null);
    }

    private sealed class SwitchedLedger : ILedger
    {
        public volatile bool IsDown;

        public ValueTask IntendAsync(LedgerIntent intent, CancellationToken cancellationToken) => IsDown ? throw new IOException("The disk is full.") : ValueTask.CompletedTask;

        public ValueTask SettleAsync(LedgerSettlement settlement) => ValueTask.CompletedTask;
    }
}

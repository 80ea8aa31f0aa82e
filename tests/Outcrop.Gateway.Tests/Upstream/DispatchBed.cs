using System.Collections.Concurrent;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using Outcrop.Bedrock.Converse;
using Outcrop.Bedrock.Errors;
using Outcrop.Gateway.Configuration;
using Outcrop.Gateway.Health.Targets;
using Outcrop.Gateway.Keys;
using Outcrop.Gateway.Logging;
using Outcrop.Gateway.Pipeline;
using Outcrop.Gateway.Routing;
using Outcrop.Gateway.Telemetry;
using Outcrop.Gateway.Tests.Support;
using Outcrop.Gateway.Upstream;

namespace Outcrop.Gateway.Tests.Upstream;

/// <summary>A dispatcher whose targets are functions, on a clock of the test's own.</summary>
internal sealed class DispatchBed
{
    public const int Seed = 20261122;

    public DispatchBed(string json, Func<Target, ConverseRequest, ConverseEventStream> answer)
        : this(json, (target, request, _) => Task.FromResult(answer(target, request)))
    {
    }

    public DispatchBed(string json, Func<Target, ConverseRequest, CancellationToken, Task<ConverseEventStream>> answer)
    {
        Configuration = new MemoryFiles().Load(json, new Dictionary<string, string> { ["K"] = Sample.Key });
        Snapshots = new GatewaySnapshots(
            Configuration,
            one => new UpstreamPool(one, static (_, _) => throw new InvalidOperationException("nothing real"), target => _upstreams.GetOrAdd(target!, _ => new FakeUpstream((request, token) =>
            {
                Asked.Enqueue((target!, request));
                return answer(target!, request, token);
            }))),
            new SecretRedactor([]));
        var metrics = new GatewayMetrics(Meters);
        Healths = new TargetHealths(Time, new Random(Seed), metrics, Snapshots);
        var order = new TargetOrder(new StickyTargets());
        Dispatcher = new Dispatcher(Snapshots, Healths, new TargetChooser(order, Healths, Time), new Hedging(order, Budget, Time, NullLogger<Hedging>.Instance), Budget, Time, metrics, NullLogger<Dispatcher>.Instance);
    }

    private readonly ConcurrentDictionary<Target, FakeUpstream> _upstreams = new();

    public TestMeters Meters { get; } = new();

    public CountedTime Time { get; } = new();

    public OutcropConfiguration Configuration { get; }

    public GatewaySnapshots Snapshots { get; }

    public TargetHealths Healths { get; }

    public ConcurrencyBudget Budget { get; } = new();

    public Dispatcher Dispatcher { get; }

    public ConcurrentQueue<(Target Target, ConverseRequest Request)> Asked { get; } = new();

    public IEnumerable<string> Regions => Asked.Select(one => one.Target.Region!);

    public static FakeStream Answer() => new(FakeStream.Give(Events.Text("yes")), FakeStream.Give(Events.Stop()), FakeStream.Give(Events.Usage(10, 20)));

    public static BedrockException Down(BedrockErrorKind kind = BedrockErrorKind.ServiceUnavailable) => new(kind, "down") { IsRetryable = true };

    public static ConverseRequest Request(string text = "Hello", string system = "") => new()
    {
        ModelId = "unset",
        System = { new TextBlock(system) },
        Messages = { new Message(ConversationRole.User, text) },
    };

    public KeyIdentity Identity => Configuration.Keys.Count > 0 ? new KeyIdentity(Configuration.Keys[0].Id, Configuration.Keys[0]) : KeyIdentity.Anonymous;

    public Dispatch Begin(string model, ConverseRequest? request = null) =>
        Dispatcher.Begin(new ExchangeCall("req", "test", Configuration, Identity, ModelRouter.ResolveByName(Configuration, Identity, model)), request ?? Request());

    public Task<ConverseEventStream> RunAsync(Dispatch dispatch, CancellationToken cancellationToken = default) =>
        Dispatcher.RunAsync(dispatch, (upstream, token) => upstream.OpenAsync((ConverseRequest)dispatch.Request!, dispatch.Call.Route.Api, token), isStream: true, cancellationToken);

    /// <summary>One request from its beginning to its end.</summary>
    public async Task<Dispatch> AskAsync(string model, ConverseRequest? request = null, TokenUsage? usage = null)
    {
        Dispatch dispatch = Begin(model, request);
        bool done = false;
        try
        {
            await using ConverseEventStream stream = await RunAsync(dispatch);
            done = true;
        }
        finally
        {
            dispatch.End(done ? ExchangeOutcome.Completed : ExchangeOutcome.Unavailable, done ? null : Blame.Upstream, done ? usage ?? new TokenUsage { InputTokens = 10, OutputTokens = 20 } : null);
        }

        return dispatch;
    }
}

using System.Net;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;
using Outcrop.Gateway.Configuration;
using Outcrop.Gateway.Configuration.Reload;
using Outcrop.Gateway.Pipeline;
using Outcrop.Gateway.Tests.Support;

namespace Outcrop.Gateway.Tests.Configuration.Reload;

/// <summary>A gateway whose configuration changes while it runs.</summary>
public sealed class ReloadTests : IAsyncDisposable
{
    private const string File = "/c/outcrop.json";

    private readonly MemoryFiles _files = new();
    private readonly FakeTimeProvider _clock = new();
    private RunningGateway? _gateway;

    [Fact]
    public async Task Change_OfTheFile_IsInForceForTheNextRequest()
    {
        await StartAsync(WithAlias("amazon.nova-micro-v1:0"), FakeUpstream.Saying("ok"));
        Assert.Equal("amazon.nova-micro-v1:0", await AskedAsync());

        _files.Write(File, WithAlias("amazon.nova-lite-v1:0"));
        Assert.Equal("amazon.nova-micro-v1:0", await AskedAsync());
        _clock.Advance(ConfigurationWatcher.Rest);

        Assert.Equal("amazon.nova-lite-v1:0", await AskedAsync());
        Assert.Contains(_gateway!.Log.Lines, line => line.Contains("configuration 2 is in force"));
    }

    [Fact]
    public async Task Change_NobodyTellsOf_IsSeenAtTheInterval()
    {
        _files.Tells = false;
        await StartAsync(WithAlias("amazon.nova-micro-v1:0"), FakeUpstream.Saying("ok"));
        _files.Write(File, WithAlias("amazon.nova-lite-v1:0"));
        _clock.Advance(ConfigurationWatcher.Rest);
        Assert.Equal(1, Version);

        _clock.Advance(TimeSpan.FromSeconds(30));
        Assert.Equal(2, Version);
    }

    [Fact]
    public async Task Row47_Change_ThatCannotBeUsed_KeepsTheLastGoodOneAndSaysSo()
    {
        await StartAsync(WithAlias("amazon.nova-micro-v1:0"), FakeUpstream.Saying("ok"));
        Change("{\n\"models\": {\"alaises\": {}},\n\"server\": {\"port\": -1},\n\"bedrock\": {\"apiKey\": \"canary-in-plain-text\"}}");

        Assert.Equal("amazon.nova-micro-v1:0", await AskedAsync());
        string health = await HealthAsync();
        Assert.Contains("\"version\":1", health);
        Assert.Contains("\"upToDate\":false", health);
        Assert.Contains("\"failures\":1", health);
        Assert.Contains("\"faults\":3", health);
        string log = string.Join('\n', _gateway!.Log.Lines);
        Assert.Contains("$.models.alaises (line 2): unknown member; did you mean", log);
        Assert.Contains("$.server.port (line 3)", log);
        Assert.DoesNotContain("canary", log + health);

        // The same file again is nothing new; the good one again is.
        _clock.Advance(TimeSpan.FromMinutes(1));
        Assert.Contains("\"failures\":1", await HealthAsync());
        Change(WithAlias("amazon.nova-micro-v1:0"));
        Assert.Contains("\"upToDate\":true", await HealthAsync());
        Assert.Contains("\"version\":1", await HealthAsync());
        Change(WithAlias("amazon.nova-lite-v1:0"));
        Assert.Contains("\"version\":2", await HealthAsync());
    }

    [Fact]
    public async Task File_Gone_KeepsTheLastGoodOne()
    {
        await StartAsync(WithAlias("amazon.nova-micro-v1:0"), FakeUpstream.Saying("ok"));
        _files.Delete(File);
        _clock.Advance(ConfigurationWatcher.Rest);

        Assert.Equal("amazon.nova-micro-v1:0", await AskedAsync());
        Assert.Contains("\"upToDate\":false", await HealthAsync());
    }

    [Fact]
    public async Task Secret_OfAFileOfItsOwn_ChangesWithIt()
    {
        _files.Write("/run/key", Sample.Key);
        await StartAsync("""{"keys": [{"id": "a", "key": "file:/run/key"}]}""", FakeUpstream.Saying("ok"));
        Assert.Contains("/run/key", _files.Watched);
        Assert.Equal(HttpStatusCode.OK, await StatusAsync(Sample.Key));

        _files.Write("/run/key", Sample.OtherKey);
        _clock.Advance(ConfigurationWatcher.Rest);

        Assert.Equal((HttpStatusCode.Unauthorized, HttpStatusCode.OK), (await StatusAsync(Sample.Key), await StatusAsync(Sample.OtherKey)));
    }

    /// <summary>The last key taken out would open the gateway to nobody, or to everybody: neither is a change to take up.</summary>
    [Fact]
    public async Task Keys_AllTakenOut_IsRefused()
    {
        await StartAsync(Sample.WithKeys(), FakeUpstream.Saying("ok"), development: false);
        Change("{}");

        Assert.Equal(HttpStatusCode.OK, await StatusAsync(Sample.Key));
        Assert.Contains(_gateway!.Log.Lines, line => line.Contains("$.keys: there are none"));
    }

    [Fact]
    public async Task Setting_OfTheStart_WaitsForARestartAndIsNamed()
    {
        await StartAsync("{}", FakeUpstream.Saying("ok"));
        Change("""{"server": {"port": 1234, "apiDocs": false}, "logging": {"level": "DEBUG", "file": ""}}""");

        Assert.Equal(
            ["$.server.port", "$.logging"],
            _gateway!.Log.Lines.Where(line => line.Contains("takes effect when")).Select(line => System.Text.RegularExpressions.Regex.Match(line, @"\$\.[A-Za-z.]+").Value));
        using HttpResponseMessage docs = await _gateway.GetAsync("/openapi.json");
        Assert.Equal(HttpStatusCode.NotFound, docs.StatusCode);
    }

    [Fact]
    public async Task Request_ThatRuns_KeepsItsConfigurationAndItsClients()
    {
        var arrived = new TaskCompletionSource();
        var go = new TaskCompletionSource();
        await StartAsync(WithAlias("amazon.nova-micro-v1:0"), new FakeUpstream(async (_, _) =>
        {
            arrived.SetResult();
            await go.Task;
            return new FakeStream([FakeStream.Give(Events.Text("old")), FakeStream.Give(Events.Stop())]);
        }));
        GatewaySnapshots snapshots = _gateway!.App.Services.GetRequiredService<GatewaySnapshots>();
        GatewaySnapshot old = snapshots.Current;
        Bedrock.BedrockClient client = old.Upstreams.Default.Client;
        Task<HttpResponseMessage> running = _gateway.ChatAsync("""{"model":"fast","messages":[{"role":"user","content":"x"}]}""");
        await arrived.Task;

        Change(WithAlias("amazon.nova-lite-v1:0"));
        Assert.NotSame(old, snapshots.Current);
        Assert.Same(old, snapshots.Of(old.Configuration));
        Assert.False(old.Upstreams.IsDisposed);
        go.SetResult();

        using HttpResponseMessage response = await running;
        Assert.Equal("old", await response.Content.ReadAsStringAsync());
        await Eventually.TrueAsync(() => old.Upstreams.IsDisposed);
        Assert.Same(client, snapshots.Current.Upstreams.Default.Client);
        Assert.False(snapshots.Current.Upstreams.IsDisposed);
    }

    [Fact]
    public async Task Snapshots_SwappedWhilePinnedByMany_DisposeEachOnceAndNoneInUse()
    {
        OutcropConfiguration[] configurations = [.. Enumerable.Range(0, 50).Select(_ => _files.Load("{}"))];
        await StartAsync("{}", FakeUpstream.Saying("ok"));
        GatewaySnapshots snapshots = _gateway!.App.Services.GetRequiredService<GatewaySnapshots>();
        var all = new List<GatewaySnapshot> { snapshots.Current };
        bool swapping = true;
        Task[] readers = [.. Enumerable.Range(0, 4).Select(_ => Task.Run(() =>
        {
            while (Volatile.Read(ref swapping))
            {
                GatewaySnapshot pinned = snapshots.Pin();
                Assert.False(pinned.Upstreams.IsDisposed);
                Assert.Same(pinned, snapshots.Of(pinned.Configuration));
                pinned.Unpin();
            }
        }))];
        foreach (OutcropConfiguration configuration in configurations)
        {
            all.Add(snapshots.Swap(configuration));
        }

        Volatile.Write(ref swapping, false);
        await Task.WhenAll(readers);
        Assert.All(all[..^1], old => Assert.True(old.Upstreams.IsDisposed));
        Assert.False(all[^1].Upstreams.IsDisposed);
    }

    [Fact]
    public void DotEnv_Change_IsAChange()
    {
        _files.Write(File, """{"bedrock": {"region": "${REGION:-us-east-1}"}}""");
        ConfigurationSource source = new(File, new Dictionary<string, string> { ["SET"] = "1" }, "/c", _files) { DotEnv = "/c/.env" };
        ConfigurationReading before = source.Read();
        _files.Write("/c/.env", "REGION=eu-west-1\nSET=2");
        ConfigurationReading after = source.Read();

        Assert.Equal(("us-east-1", "eu-west-1"), (before.Require().Bedrock.Region, after.Require().Bedrock.Region));
        Assert.NotEqual(before.Files["/c/.env"], after.Files["/c/.env"]);
    }

    public async ValueTask DisposeAsync()
    {
        if (_gateway is not null)
        {
            await _gateway.DisposeAsync();
        }
    }

    private static string WithAlias(string model) => """{"models": {"aliases": {"fast": "MODEL"}}}""".Replace("MODEL", model, StringComparison.Ordinal);

    private long Version => _gateway!.App.Services.GetRequiredService<GatewaySnapshots>().Current.Version;

    private async Task StartAsync(string json, FakeUpstream upstream, bool development = true)
    {
        _upstream = upstream;
        _files.Write(File, json);
        _gateway = await RunningGateway.StartAsync(upstream, timeProvider: _clock, adjust: options =>
        {
            options.Configuration = null;
            options.ConfigurationPath = File;
            options.Environment = new Dictionary<string, string> { ["OUTCROP__LOGGING__FILE"] = "" };
            options.WorkingDirectory = "/c";
            options.Files = _files;
            options.FileEvents = _files;
            options.ReloadOnHangup = false;
            options.DevelopmentMode = development;
        });
    }

    private FakeUpstream _upstream = FakeUpstream.Saying("ok");

    private void Change(string json)
    {
        _files.Write(File, json);
        _clock.Advance(ConfigurationWatcher.Rest);
    }

    private async Task<string> AskedAsync()
    {
        using HttpResponseMessage response = await _gateway!.ChatAsync("""{"model":"fast","messages":[{"role":"user","content":"x"}]}""");
        Assert.Equal("ok", await response.Content.ReadAsStringAsync());
        return _upstream.Requests.Last().ModelId;
    }

    private async Task<string> HealthAsync()
    {
        using HttpResponseMessage response = await _gateway!.GetAsync("/healthz");
        return await response.Content.ReadAsStringAsync();
    }

    private async Task<HttpStatusCode> StatusAsync(string key)
    {
        using HttpResponseMessage response = await _gateway!.ChatAsync(Sample.Chat, ("x-api-key", key));
        return response.StatusCode;
    }
}

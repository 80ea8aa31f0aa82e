using System.Net;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Time.Testing;
using Outcrop.Bedrock.Errors;
using Outcrop.Emulator;
using Outcrop.Gateway.Configuration;
using Outcrop.Gateway.Health.Places;
using Outcrop.Gateway.Health.Targets;
using Outcrop.Gateway.Pipeline;
using Outcrop.Gateway.Tests.Support;
using Outcrop.Gateway.Tests.Upstream;

namespace Outcrop.Gateway.Tests.Health.Places;

/// <summary>What free calls of the control plane tell of accounts and regions, and what becomes of it.</summary>
public class PlaceTests
{
    private const string Model = "anthropic.claude-3-haiku-20240307-v1:0";

    private const string Extra = """
        "models": {"aliases": {
          "m": {"targets": [{"account": "one", "model": "anthropic.claude-3-haiku-20240307-v1:0"}, {"account": "two", "model": "anthropic.claude-3-haiku-20240307-v1:0", "priority": 1},
            {"account": "three", "model": "anthropic.claude-3-haiku-20240307-v1:0", "priority": 2}]},
          "gone": {"targets": [{"account": "one", "model": "anthropic.claude-gone-v9:0"}, {"account": "one", "model": "us.anthropic.claude-gone-v9:0"}]},
          "profile": "us.anthropic.claude-sonnet-4-20250514-v1:0", "mine": "arn:aws:bedrock:us-east-1:123456789012:application-inference-profile/abc123def456",
          "mantle": {"targets": [{"account": "one", "model": "anthropic.claude-gone-v8:0", "surface": "mantle", "api": "anthropic-messages"}]}}},
        """;

    /// <summary>Each account is asked once a round; a bad secret is denied, a policy without the call says nothing, and what a region does not offer is told for each target.</summary>
    [Fact]
    public async Task Look_AtEachAccount_TellsWhatItFound()
    {
        await using EmulatedAccounts bed = await StartAsync(options =>
        {
            options.AdditionalKeys["AKIAtwo"] = "another-secret-than-the-gateway-has";
            options.Permissions["AKIAthree"] = new EmulatorPermissions { Actions = { "bedrock:InvokeModel*" } };
        });
        await CheckAsync(bed);
        JsonElement health = await HealthAsync(bed.Gateway);
        Assert.Equal(
            [("one", "ok", null), ("two", "denied", "AWS refuses the credentials"), ("three", "unknown", "the policy does not allow bedrock:ListFoundationModels, which is free and not needed")],
            health.GetProperty("places").EnumerateArray().Select(static place => (place.GetProperty("account").GetString(), place.GetProperty("controlPlane").GetString(), place.GetProperty("reason").GetString())));
        Assert.All(health.GetProperty("places").EnumerateArray(), static place => Assert.InRange(place.GetProperty("ageSeconds").GetDouble(), 0, 60));
        Assert.DoesNotContain("111111111111", health.GetRawText());
        Assert.All(bed.Emulator.Journal, static request => Assert.Contains(request.Operation, (string[])["ListFoundationModels", "ListInferenceProfiles"]));
    }

    [Fact]
    public async Task Target_ThatIsNotOffered_IsTold()
    {
        await using EmulatedAccounts bed = await StartAsync(static _ => { });
        await CheckAsync(bed);
        Dictionary<string, string?> words = (await HealthAsync(bed.Gateway)).GetProperty("targets").EnumerateArray().Where(static target => target.GetProperty("account").GetString() == "one")
            .ToDictionary(static target => target.GetProperty("model").GetString()!, static target => target.GetProperty("controlPlane").GetString());
        Assert.Equal("ok", words[Model]);
        Assert.Equal("notOffered", words["anthropic.claude-gone-v9:0"]);
        Assert.Equal("notOffered", words["us.anthropic.claude-gone-v9:0"]);
        Assert.Equal("ok", words["anthropic.claude-gone-v8:0"]);
    }

    /// <summary>A control plane that is away opens no breaker and makes nobody unready: requests go where they went.</summary>
    [Fact]
    public async Task Unreachable_MovesNoRequestAndMakesNobodyUnready()
    {
        await using EmulatedAccounts bed = await StartAsync(static _ => { });
        await bed.Emulator.BreakAsync(new EmulatorOutage { Kind = EmulatorOutageKind.Reset });
        await CheckAsync(bed);
        await bed.Emulator.RestoreAsync();
        JsonElement health = await HealthAsync(bed.Gateway);
        Assert.All(health.GetProperty("places").EnumerateArray(), static place => Assert.Equal("unreachable", place.GetProperty("controlPlane").GetString()));
        Assert.All(health.GetProperty("targets").EnumerateArray(), static target => Assert.Equal("healthy", target.GetProperty("state").GetString()));
        Assert.Equal(HttpStatusCode.OK, (await bed.Gateway.GetAsync("/readyz")).StatusCode);
        using HttpResponseMessage answer = await bed.Gateway.PostAsync("/v1/chat/completions", """{"model":"m","messages":[{"role":"user","content":"Hello"}]}""");
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        Assert.Contains(bed.Gateway.Log.Lines, static line => line.Contains("control plane of", StringComparison.Ordinal) && line.Contains("unreachable", StringComparison.Ordinal));
    }

    /// <summary>In the background: the first round comes soon, the next at the interval, none while the setting says never or the program wants none, and none where something stands in for Bedrock.</summary>
    [Theory]
    [InlineData("30", true, true)]
    [InlineData("0", true, false)]
    [InlineData("30", false, false)]
    public async Task Rounds_ComeAtTheInterval(string interval, bool isOn, bool looks)
    {
        var time = new FakeTimeProvider(TimeProvider.System.GetUtcNow());
        await using EmulatedAccounts bed = await EmulatedAccounts.StartAsync(["one"], ["us-east-1"], $"\"health\": {{\"interval\": {interval}}},", time: time, looks: isOn);
        if (!looks)
        {
            for (int i = 0; i < 100; i++)
            {
                time.Advance(TimeSpan.FromSeconds(6));
            }

            Assert.Empty(bed.Emulator.Journal);
            return;
        }

        // The clock goes on until three rounds have been; how far apart they were is then known.
        PlaceHealths places = bed.Gateway.App.Services.GetRequiredService<PlaceHealths>();
        var rounds = new List<DateTimeOffset>();
        await Eventually.TrueAsync(() =>
        {
            if (places.Find(new Place("one", "us-east-1")) is { } report && !rounds.Contains(report.Checked))
            {
                rounds.Add(report.Checked);
            }

            time.Advance(TimeSpan.FromSeconds(1));
            return rounds.Count == 3;
        });
        Assert.All(rounds.Zip(rounds.Skip(1)), static pair => Assert.True(pair.Second - pair.First >= TimeSpan.FromSeconds(27), $"{pair}"));
        Assert.NotEmpty(bed.Emulator.Journal);
    }

    /// <summary>Each kind of failure has one meaning, and only refused credentials count against a place.</summary>
    [Theory]
    [InlineData(BedrockErrorKind.Credentials, "Denied")]
    [InlineData(BedrockErrorKind.ExpiredToken, "Denied")]
    [InlineData(BedrockErrorKind.AccessDenied, "Unknown")]
    [InlineData(BedrockErrorKind.Throttling, "Unknown")]
    [InlineData(BedrockErrorKind.Transport, "Unreachable")]
    [InlineData(BedrockErrorKind.ServiceUnavailable, "Unreachable")]
    [InlineData(BedrockErrorKind.ResourceNotFound, "Unknown")]
    public void Failure_OfEachKind_HasItsMeaning(BedrockErrorKind kind, string state) => Assert.Equal(state, PlaceLook.Of(new BedrockException(kind, "x")).State.ToString());

    /// <summary>Ready as long as any place has credentials that are not refused and is not passed over; what requests have shown counts for more than the control plane.</summary>
    [Fact]
    public async Task Readiness_NeedsOnePlaceThatCanBeAsked()
    {
        const string Json = """
            {"accounts": [{"id": "a", "regions": ["us-east-1"]}, {"id": "b", "regions": ["us-west-2"]}],
             "models": {"default": {"targets": [{"account": "a"}, {"account": "b", "priority": 1}]}, "aliases": {
               "a": {"targets": [{"account": "a", "model": "amazon.nova-lite-v1:0"}]}, "b": {"targets": [{"account": "b", "region": "us-west-2", "model": "amazon.nova-lite-v1:0"}]}}}}
            """;
        bool dead = true;
        var bed = new DispatchBed(Json, (_, _) => dead ? throw DispatchBed.Down() : DispatchBed.Answer());
        var places = new PlaceHealths();
        var probe = new ServingProbe(bed.Snapshots, bed.Healths, places, bed.Time);
        var credentials = new Dictionary<string, string?> { ["a"] = null, ["b"] = null };
        Assert.Null(await ProbeAsync());
        credentials["a"] = "no AWS credentials could be had";
        Assert.Null(await ProbeAsync());

        // The one without credentials, the other passed over.
        for (int i = 0; i < 5; i++)
        {
            await Assert.ThrowsAsync<GatewayException>(() => bed.AskAsync("b"));
        }

        Assert.Equal("no AWS credentials could be had", await ProbeAsync());
        credentials["a"] = null;
        Assert.Null(await ProbeAsync());
        places.Note(new Place("a", "us-east-1"), new PlaceReport(PlaceState.Unreachable, "x", default));
        Assert.Null(await ProbeAsync());
        places.Note(new Place("a", "us-east-1"), new PlaceReport(PlaceState.Denied, "x", default));
        Assert.Equal("AWS refuses the gateway's credentials", await ProbeAsync());
        dead = false;
        await bed.AskAsync("a");
        Assert.Null(await ProbeAsync());

        Task<string?> ProbeAsync() => probe.CheckAsync((_, place, _) => Task.FromResult(credentials[place.AccountId]), default);
    }

    /// <summary>One account whose credentials hang does not hide another's.</summary>
    [Fact]
    public async Task Readiness_OneAccountHangs_TheOtherCounts()
    {
        const string Json = """
            {"accounts": [{"id": "a", "regions": ["us-east-1"]}, {"id": "b", "regions": ["us-west-2"]}], "models": {"default": {"targets": [{"account": "a"}, {"account": "b"}]}}}
            """;
        var bed = new DispatchBed(Json, (_, _) => DispatchBed.Answer());
        var probe = new ServingProbe(bed.Snapshots, bed.Healths, new PlaceHealths(), bed.Time);
        Task<string?> check = probe.CheckAsync(static (_, place, _) => place.AccountId == "a" ? new TaskCompletionSource<string?>().Task : Task.FromResult<string?>(null), default);
        Assert.False(check.IsCompleted);
        bed.Time.Advance(TimeSpan.FromSeconds(4));
        Assert.Null(await check);
        check = probe.CheckAsync(static (_, _, _) => new TaskCompletionSource<string?>().Task, default);
        bed.Time.Advance(TimeSpan.FromSeconds(4));
        Assert.Equal("a check did not end in time", await check);
    }

    /// <summary>/readyz turns as a gateway stops, and stays where only new files are wrong; wrong files at the start are no gateway at all.</summary>
    [Fact]
    public async Task Readyz_StoppingAndFaultyFiles()
    {
        await using EmulatedAccounts bed = await StartAsync(static _ => { });
        Assert.Equal(HttpStatusCode.OK, (await bed.Gateway.GetAsync("/readyz")).StatusCode);
        bed.Gateway.App.Services.GetRequiredService<Gateway.Configuration.Reload.ConfigurationHealth>().Failed(3);
        Assert.Equal(HttpStatusCode.OK, (await bed.Gateway.GetAsync("/readyz")).StatusCode);
        using HttpResponseMessage alive = await bed.Gateway.GetAsync("/healthz");
        Assert.Contains("\"upToDate\":false", await alive.Content.ReadAsStringAsync());

        var readiness = bed.Gateway.App.Services.GetRequiredService<Gateway.Health.Readiness>();
        bed.Gateway.App.Services.GetRequiredService<IHostApplicationLifetime>().StopApplication();
        Assert.Equal(["the gateway is stopping"], await readiness.CheckAsync(default));

        using var folder = new TemporaryFolder();
        string path = folder.Write("outcrop.json", """{"keys": [{"id": "k"}], "breaker": {"failures": 0}}""");
        Assert.Equal(2, Assert.Throws<OutcropConfigurationException>(() => GatewayHost.Create(new GatewayHostOptions { ConfigurationPath = path, Environment = new Dictionary<string, string>(), WorkingDirectory = folder.Path, Port = 0 })).Faults.Count);
    }

    /// <summary>Without a key the models' states and nothing else; with one what it may use; with a wrong one a 401.</summary>
    [Fact]
    public async Task HealthModels_Details_NeedAKeyAndAreItsOwn()
    {
        string keys = $$"""
            {"keys": [{"id": "all", "hash": "{{Gateway.Keys.ApiKeyHash.Compute(Sample.Key)}}"}, {"id": "nova", "hash": "{{Gateway.Keys.ApiKeyHash.Compute(Sample.OtherKey)}}", "models": ["amazon.nova-lite-v1:0"]}],
             "accounts": [{"id": "internal-name", "regions": ["us-east-1"]}],
             "models": {"aliases": {"m": {"targets": [{"model": "amazon.nova-lite-v1:0"}]}, "n": {"targets": [{"model": "amazon.nova-pro-v1:0"}]} } } }
            """;
        await using RunningGateway gateway = await RunningGateway.StartAsync(FakeUpstream.Saying("yes"), keys);
        using HttpResponseMessage open = await gateway.GetAsync("/health/models");
        string text = await open.Content.ReadAsStringAsync();
        Assert.Equal(HttpStatusCode.OK, open.StatusCode);
        Assert.DoesNotContain("internal-name", text);
        using JsonDocument told = JsonDocument.Parse(text);
        Assert.Equal(["models"], told.RootElement.EnumerateObject().Select(static member => member.Name));
        Assert.All(told.RootElement.GetProperty("models").EnumerateArray(), static model => Assert.Equal(["provider", "model", "state"], model.EnumerateObject().Select(static member => member.Name)));

        using HttpResponseMessage all = await gateway.GetAsync("/health/models", ("x-api-key", Sample.Key));
        using JsonDocument every = JsonDocument.Parse(await all.Content.ReadAsStringAsync());
        Assert.Equal(["amazon.nova-lite-v1:0", "amazon.nova-pro-v1:0"], every.RootElement.GetProperty("targets").EnumerateArray().Select(static target => target.GetProperty("model").GetString()));
        Assert.Equal("internal-name", Assert.Single(every.RootElement.GetProperty("places").EnumerateArray()).GetProperty("account").GetString());

        using HttpResponseMessage own = await gateway.GetAsync("/health/models", ("Authorization", $"Bearer {Sample.OtherKey}"));
        using JsonDocument few = JsonDocument.Parse(await own.Content.ReadAsStringAsync());
        Assert.Equal(["amazon.nova-lite-v1:0"], few.RootElement.GetProperty("targets").EnumerateArray().Select(static target => target.GetProperty("model").GetString()));
        Assert.All(few.RootElement.GetProperty("models").EnumerateArray(), static model => Assert.Equal("amazon.nova-lite-v1:0", model.GetProperty("model").GetString()));

        using HttpResponseMessage wrong = await gateway.GetAsync("/health/models", ("x-api-key", "sk-none"));
        Assert.Equal(HttpStatusCode.Unauthorized, wrong.StatusCode);
    }

    private static Task<EmulatedAccounts> StartAsync(Action<EmulatorOptions> adjust) =>
        EmulatedAccounts.StartAsync(["one", "two", "three"], ["us-east-1"], adjust: adjust, models: Extra, looks: false);

    private static Task CheckAsync(EmulatedAccounts bed) => bed.Gateway.App.Services.GetRequiredService<PlaceWatcher>().CheckAsync(default);

    private static async Task<JsonElement> HealthAsync(RunningGateway gateway)
    {
        using HttpResponseMessage response = await gateway.GetAsync("/health/models");
        return JsonDocument.Parse(await response.Content.ReadAsStringAsync()).RootElement;
    }
}

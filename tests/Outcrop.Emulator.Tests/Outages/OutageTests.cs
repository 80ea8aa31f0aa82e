using System.Net;
using System.Net.Sockets;
using System.Text.Json;
using Outcrop.Emulator.Tests.Support;
using Outcrop.Wire.EventStream;

namespace Outcrop.Emulator.Tests.Outages;

/// <summary>A region dies, in each of the ways it can, and comes back: by a call, by the admin surface, by a scenario's clock.</summary>
public sealed class OutageTests
{
    private const string Path = "/model/" + EmulatorTest.Claude + "/converse";

    private const string StreamPath = "/model/" + EmulatorTest.Claude + "/converse-stream";

    [Fact]
    public async Task Error_OfOneRegion_LeavesTheOthersAndEndsByRestore()
    {
        await using BedrockEmulator emulator = await EmulatorTest.StartAsync();
        using var client = new EmulatorClient(emulator);
        await emulator.BreakAsync(new EmulatorOutage { Region = "us-east-1", ErrorType = "InternalServerException", Status = 500 });
        Reply broken = await client.SendAsync(Path, EmulatorTest.Converse("x"));
        Assert.Equal((500, "InternalServerException"), (broken.Status, broken.ErrorType));
        client.Signer = client.Signer! with { Region = "eu-west-1" };
        Assert.Equal(200, (await client.SendAsync(Path, EmulatorTest.Converse("x"))).Status);
        client.Signer = client.Signer with { Region = "us-east-1" };
        await emulator.RestoreAsync("eu-west-1");
        Assert.Equal(500, (await client.SendAsync(Path, EmulatorTest.Converse("x"))).Status);
        await emulator.RestoreAsync("us-east-1");
        Assert.Equal(200, (await client.SendAsync(Path, EmulatorTest.Converse("x"))).Status);
    }

    [Fact]
    public async Task Outage_OfYears_BeginsAndStays()
    {
        var clock = new WaitingClock();
        await using BedrockEmulator emulator = await EmulatorTest.StartAsync(options => (options.TimeProvider, options.VerifySignatures) = (clock, false));
        using var client = new EmulatorClient(emulator) { Signer = null };
        await emulator.BreakAsync(new EmulatorOutage { After = TimeSpan.FromDays(1000), Duration = TimeSpan.MaxValue });
        Assert.Equal(200, (await client.SendAsync(Path, EmulatorTest.Converse("x"))).Status);
        clock.Advance(TimeSpan.FromDays(1001));
        Assert.Equal(503, (await client.SendAsync(Path, EmulatorTest.Converse("x"))).Status);
    }

    [Fact]
    public async Task Error_OfOneModel_LeavesTheOthers()
    {
        await using BedrockEmulator emulator = await EmulatorTest.StartAsync();
        using var client = new EmulatorClient(emulator);
        await emulator.BreakAsync(new EmulatorOutage { ModelId = "anthropic.*" });
        Assert.Equal(503, (await client.SendAsync(Path, EmulatorTest.Converse("x"))).Status);
        Assert.Equal(200, (await client.SendAsync("/model/amazon.nova-lite-v1%3A0/converse", EmulatorTest.Converse("x"))).Status);
    }

    [Theory]
    [InlineData(EmulatorOutageKind.Reset)]
    [InlineData(EmulatorOutageKind.Refuse)]
    public async Task Reset_WhileAStreamRuns_CutsItAndResetsWhatFollows(EmulatorOutageKind kind)
    {
        await using BedrockEmulator emulator = await EmulatorTest.StartAsync();
        using var client = new EmulatorClient(emulator);
        emulator.Script(new EmulatorScript { HangAfterEvents = 2 });
        using HttpResponseMessage response = await client.OpenAsync(StreamPath, EmulatorTest.Converse("x"));
        using var reader = new EventStreamReader(await response.Content.ReadAsStreamAsync(TestContext.Current.CancellationToken));
        Assert.True(await reader.ReadAsync());
        Assert.True(await reader.ReadAsync());
        ValueTask<bool> third = reader.ReadAsync();

        // One region of several: the port stays open even where it is to refuse.
        await emulator.BreakAsync(new EmulatorOutage { Region = "us-east-1", Kind = kind });
        Assert.IsType<IOException>(await Record.ExceptionAsync(async () => await third), exactMatch: false);
        await emulator.Journal[0].Completion.WaitAsync(TestContext.Current.CancellationToken);
        Assert.False(emulator.Journal[0].ClientAborted);
        await Assert.ThrowsAsync<HttpRequestException>(() => client.SendAsync(Path, EmulatorTest.Converse("x")));
        client.Signer = client.Signer! with { Region = "eu-west-1" };
        Assert.Equal(200, (await client.SendAsync(Path, EmulatorTest.Converse("x"))).Status);
    }

    [Fact]
    public async Task Blackhole_AnswersNothingUntilTheClientLeaves()
    {
        await using BedrockEmulator emulator = await EmulatorTest.StartAsync();
        using var client = new EmulatorClient(emulator);
        await emulator.BreakAsync(new EmulatorOutage { Kind = EmulatorOutageKind.Blackhole });
        using var patience = new CancellationTokenSource();
        Task<Reply> reply = client.SendAsync(Path, EmulatorTest.Converse("x"), cancellationToken: patience.Token);
        await emulator.Journal.WaitForAsync(1, TestContext.Current.CancellationToken);
        Assert.False(reply.IsCompleted);
        await patience.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => reply);
        await emulator.Journal[0].Completion.WaitAsync(TestContext.Current.CancellationToken);
        Assert.Equal((0, true), (emulator.Journal[0].StatusCode, emulator.Journal[0].ClientAborted));
    }

    [Fact]
    public async Task Refuse_OfTheWholePort_RefusesConnectionsAndReturnsOnTheSamePort()
    {
        await using BedrockEmulator emulator = await EmulatorTest.StartAsync();
        using var client = new EmulatorClient(emulator);
        Assert.Equal(200, (await client.SendAsync(Path, EmulatorTest.Converse("x"))).Status);
        for (int i = 0; i < 3; i++)
        {
            await emulator.BreakAsync(new EmulatorOutage { Kind = EmulatorOutageKind.Refuse });
            using var socket = new Socket(SocketType.Stream, ProtocolType.Tcp);
            SocketException refused = await Assert.ThrowsAsync<SocketException>(() => socket.ConnectAsync(IPAddress.Loopback, emulator.Endpoint.Port, TestContext.Current.CancellationToken).AsTask());
            Assert.Equal(SocketError.ConnectionRefused, refused.SocketErrorCode);
            await emulator.RestoreAsync();
            using var again = new EmulatorClient(emulator);
            Assert.Equal(200, (await again.SendAsync(Path, EmulatorTest.Converse("x"))).Status);
        }
    }

    [Fact]
    public async Task Emulator_DisposedWhileItRefuses_Ends()
    {
        BedrockEmulator emulator = await EmulatorTest.StartAsync();
        await emulator.BreakAsync(new EmulatorOutage { Kind = EmulatorOutageKind.Refuse });
        await emulator.DisposeAsync().AsTask().WaitAsync(TestContext.Current.CancellationToken);
    }

    [Fact]
    public async Task Scenario_OutageLaterAndForAWhile_GoesByTheClock()
    {
        var clock = new WaitingClock();
        EmulatorScenario scenario = EmulatorScenario.Parse("""{"acceptUnsigned":true,"outages":[{"region":"us-east-1","kind":"error","status":500,"afterSeconds":10,"seconds":30},{"kind":"refuse","afterSeconds":100,"seconds":20}]}""");
        await using BedrockEmulator emulator = await EmulatorTest.StartAsync(options =>
        {
            scenario.ApplyTo(options);
            options.TimeProvider = clock;
        });
        using var client = new EmulatorClient(emulator) { Signer = null };
        async Task<int> AfterAsync(double seconds)
        {
            clock.Advance(TimeSpan.FromSeconds(seconds));
            return (await client.SendAsync(Path, EmulatorTest.Converse("x"))).Status;
        }

        var statuses = new List<int>();
        foreach (double seconds in (double[])[0, 9.9, 0.1, 29.9, 0.1])
        {
            statuses.Add(await AfterAsync(seconds));
        }

        Assert.Equal([200, 200, 500, 500, 200], statuses);

        // Moving the emulator's date is no passing of time.
        emulator.AdvanceClock(TimeSpan.FromHours(1));
        JsonElement state = Assert.Single((await client.SendAsync("/_outcrop/outages", method: HttpMethod.Get)).Json.EnumerateArray());
        Assert.Equal(("refuse", false, 60), (state.GetProperty("kind").GetString(), state.GetProperty("active").GetBoolean(), state.GetProperty("secondsToBegin").GetDouble()));
        clock.Advance(TimeSpan.FromSeconds(60));
        await emulator.RestoreAsync("no such region");
        await Assert.ThrowsAsync<HttpRequestException>(() => client.SendAsync(Path, EmulatorTest.Converse("x")));
        clock.Advance(TimeSpan.FromSeconds(20));
        await emulator.RestoreAsync("no such region");
        Assert.Equal(200, await AfterAsync(0));
    }

    [Fact]
    public async Task Admin_OutagesAndFaults_AreInTheSameWords()
    {
        await using BedrockEmulator emulator = await EmulatorTest.StartAsync();
        using var client = new EmulatorClient(emulator);
        Reply refused = await client.SendAsync("/_outcrop/outages", """[{"kind":"refuse"},{"kind":"reset","status":500},{"kind":"gone"},{"regions":"a"}]""");
        Assert.Equal(400, refused.Status);
        Assert.Equal(["$[0]", "$[1]", "$[2].kind", "$[3].regions"], refused.Json.GetProperty("faults").EnumerateArray().Select(fault => fault.GetProperty("path").GetString()));
        Assert.Equal(204, (await client.SendAsync("/_outcrop/outages", """[{"region":"us-east-1"},{"region":"eu-west-1","seconds":60}]""")).Status);
        Assert.Equal(503, (await client.SendAsync(Path, EmulatorTest.Converse("x"))).Status);
        Assert.Equal(204, (await client.SendAsync("/_outcrop/outages?region=us-east-1", method: HttpMethod.Delete)).Status);
        Assert.Equal(200, (await client.SendAsync(Path, EmulatorTest.Converse("x"))).Status);
        JsonElement left = Assert.Single((await client.SendAsync("/_outcrop/outages", method: HttpMethod.Get)).Json.EnumerateArray());
        Assert.True(left.GetProperty("active").GetBoolean());
        Assert.InRange(left.GetProperty("secondsLeft").GetDouble(), 1, 60);
    }
}

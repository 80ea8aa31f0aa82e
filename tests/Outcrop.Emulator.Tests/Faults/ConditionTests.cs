using System.Text.Json;
using Outcrop.Emulator.Tests.Support;

namespace Outcrop.Emulator.Tests.Faults;

/// <summary>Which requests a script serves, said by scripts and by the fluent sentence.</summary>
public sealed class ConditionTests
{
    private const string Path = "/model/" + EmulatorTest.Claude + "/converse";
    private const string NovaPath = "/model/us.amazon.nova-lite-v1%3A0/converse";

    [Theory]
    [InlineData("anthropic.*", "hit/-")]
    [InlineData("*nova*", "-/hit")]
    [InlineData("us.amazon.nova-lite-v?:0", "-/hit")]
    [InlineData("amazon.nova-lite-v1:0", "-/-")]
    [InlineData("*", "hit/hit")]
    public async Task Model_Pattern_FitsTheIdAsNamed(string pattern, string expected)
    {
        await using BedrockEmulator emulator = await EmulatorTest.StartAsync();
        using var client = new EmulatorClient(emulator);
        emulator.When(model: pattern).Reply("hit").Always();
        Assert.Equal(expected, $"{await AskAsync(client, "x")}/{await AskAsync(client, "x", NovaPath)}");
    }

    [Fact]
    public async Task Text_LastMessage_IsWhatCounts()
    {
        await using BedrockEmulator emulator = await EmulatorTest.StartAsync();
        using var client = new EmulatorClient(emulator);
        emulator.When(text: "weather").Reply("hit").Always();
        string history = """{"messages":[{"role":"user","content":[{"text":"weather?"}]},{"role":"assistant","content":[{"text":"sunny"}]},{"role":"user","content":[{"text":"thanks"}]}]}""";
        Assert.Equal("hit", await AskAsync(client, "the weather in Bern"));
        Assert.Equal("-", Word(await client.SendAsync(Path, history)));
        string titan = """{"inputText":"weather \u0061nd more"}""";
        Reply embedding = await client.SendAsync("/model/amazon.titan-text-express-v1/invoke", titan);
        Assert.Contains("hit", embedding.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task TextPattern_CatastrophicBacktracking_EndsAndDoesNotFit()
    {
        await using BedrockEmulator emulator = await EmulatorTest.StartAsync();
        using var client = new EmulatorClient(emulator);
        emulator.When(new EmulatorScript { TextPattern = "^(a+)+$" }).Reply("hit");
        Assert.Equal("-", await AskAsync(client, new string('a', 60) + "!"));
        Assert.Equal("hit", await AskAsync(client, "aaa"));
        Assert.Throws<System.Text.RegularExpressions.RegexParseException>(() => emulator.Script(new EmulatorScript { TextPattern = "(" }));
    }

    [Fact]
    public async Task Headers_AllThatAreNamed_MustFit()
    {
        await using BedrockEmulator emulator = await EmulatorTest.StartAsync();
        using var client = new EmulatorClient(emulator);
        emulator.When(new EmulatorScript { RequestHeaders = { ["x-test"] = "One*", ["x-other"] = "*" } }).Reply("hit").Always();
        Assert.Equal("-", Word(await client.SendAsync(Path, EmulatorTest.Converse("x"), change: request => request.Headers.Add("X-Test", "one-1"))));
        Assert.Equal("hit", Word(await client.SendAsync(Path, EmulatorTest.Converse("x"), change: request =>
        {
            request.Headers.Add("X-Test", "one-1");
            request.Headers.Add("X-Other", "2");
        })));
    }

    [Theory]
    [InlineData(3, 0, 1, 1, "--h-----")]
    [InlineData(null, 2, 1, 2, "--hh----")]
    [InlineData(null, 0, 3, 0, "--h--h--")]
    [InlineData(null, 1, 2, 2, "--h-h---")]
    [InlineData(null, 0, 1, 0, "hhhhhhhh")]
    [InlineData(null, 0, 1, 3, "hhh-----")]
    public async Task CallNumber_NthEveryFirstAfter_ServesThose(int? call, int after, int every, int times, string expected)
    {
        await using BedrockEmulator emulator = await EmulatorTest.StartAsync();
        using var client = new EmulatorClient(emulator);
        emulator.When(new EmulatorScript { Call = call, After = after, Every = every }).Reply("hit").Times(times);
        string served = "";
        for (int i = 0; i < expected.Length; i++)
        {
            served += (await AskAsync(client, "x"))[0];
        }

        Assert.Equal(expected, served);
    }

    [Fact]
    public async Task Then_StepAfterStep_ServesThemInTheirOrder()
    {
        await using BedrockEmulator emulator = await EmulatorTest.StartAsync();
        using var client = new EmulatorClient(emulator);
        emulator.When(model: "anthropic.*", text: "go").Reply("hit").CallTool("t").Then.Throttle(2).Then.Fail(503).Then.Reason("hm").Reply("last");
        var statuses = new List<int>();
        for (int i = 0; i < 6; i++)
        {
            statuses.Add((await client.SendAsync(Path, EmulatorTest.Converse("go"))).Status);
        }

        Assert.Equal([200, 429, 429, 503, 200, 200], statuses);
        Assert.Equal("tool_use", (await FirstAsync(emulator)).GetProperty("stopReason").GetString());
        Assert.Equal([null, "ThrottlingException", "ThrottlingException", "ServiceUnavailableException", null, null], emulator.Journal.Take(6).Select(request => request.ErrorType));
        Assert.Equal([true, true, true, true, true, false], emulator.Journal.Take(6).Select(request => request.Scripted));
    }

    private static async Task<JsonElement> FirstAsync(BedrockEmulator emulator)
    {
        using var client = new EmulatorClient(emulator);
        emulator.When().CallTool("t", """{"a":1}""");
        return (await client.SendAsync(Path, EmulatorTest.Converse("again"))).Json;
    }

    private static async Task<string> AskAsync(EmulatorClient client, string text, string path = Path) => Word(await client.SendAsync(path, EmulatorTest.Converse(text)));

    private static string Word(Reply reply)
    {
        string text = reply.Json.GetProperty("output").GetProperty("message").GetProperty("content")[0].GetProperty("text").GetString()!;
        return text == "hit" ? text : "-";
    }
}

using System.Text.Json;
using Outcrop.Cli.Tests.Support;

namespace Outcrop.Cli.Tests;

/// <summary><c>outcrop explain</c> as a new user runs it: no credentials, no network.</summary>
public sealed class ExplainCommandTests
{
    private static readonly string[] FourParameters = ["--temperature", "0.5", "--top-p", "0.9", "--prefill", "The answer is", "--field", "vendor_field=1", "Why?"];

    /// <summary>One request for an old and a new Claude, a Nova and a Llama.</summary>
    [Theory]
    [InlineData("anthropic.claude-3-haiku-20240307-v1:0", "auto", "mapped", "mapped", "mapped")]
    [InlineData("us.anthropic.claude-sonnet-5", "auto", "dropped", "dropped", "dropped")]
    [InlineData("amazon.nova-pro-v1:0", "auto", "mapped", "mapped", "mapped")]
    [InlineData("meta.llama3-8b-instruct-v1:0", "invoke", "mapped", "mapped", "mapped")]
    public async Task Explain_FourParameters_TellsTheirDispositions(string model, string api, params string[] expected)
    {
        (int code, string output, string error) = await OutcropProcess.RunAsync(null, null, ["explain", "--json", "--api", api, "-m", model, .. FourParameters]);
        Assert.Equal((ExitCodes.Success, ""), (code, error));
        using JsonDocument explained = JsonDocument.Parse(output);
        Dictionary<string, string> told = explained.RootElement.GetProperty("dispositions").EnumerateArray()
            .ToDictionary(row => row.GetProperty("name").GetString()!, row => row.GetProperty("disposition").GetString()!);
        Assert.Equal([.. expected, "mapped"], ((string[])["inferenceConfig.temperature", "inferenceConfig.topP", "messages[1]", "additionalModelRequestFields.vendor_field"]).Select(name => told[name]));
        JsonElement body = explained.RootElement.GetProperty("request").GetProperty("body");
        Assert.Equal(expected[0] == "mapped", body.GetRawText().Contains("0.5", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("explain")]
    [InlineData("chat")]
    [InlineData("embed")]
    public async Task Option_Misspelt_IsNeverTakenForTheQuestion(string command)
    {
        (int code, string output, string error) = await OutcropProcess.RunAsync(null, null, command, "-m", "amazon.nova-lite-v1:0", "--temprature", "0.5", "Why?");
        Assert.Equal((ExitCodes.Usage, ""), (code, output));
        Assert.Contains("there is no option '--temprature'", error);
        (int behind, string shown, _) = await OutcropProcess.RunAsync(null, null, "explain", "-m", "amazon.nova-lite-v1:0", "--", "--temprature");
        Assert.Equal(ExitCodes.Success, behind);
        Assert.Contains("--temprature", shown);
    }

    [Fact]
    public async Task Explain_ForPeople_ShowsRequestBodyAndDispositionsInColumns()
    {
        (int code, string output, string error) = await OutcropProcess.RunAsync(null, null, ["explain", "-m", "us.anthropic.claude-sonnet-4-5-20250929-v1:0", "--region", "eu-west-1", .. FourParameters]);
        Assert.Equal((ExitCodes.Success, ""), (code, error));
        string[] lines = output.Split('\n');
        Assert.Contains("POST https://bedrock-runtime.eu-west-1.amazonaws.com/model/us.anthropic.claude-sonnet-4-5-20250929-v1%3A0/converse", lines);
        Assert.Contains("Content-Type: application/json", lines);
        Assert.Contains(lines, line => line.StartsWith("Note: Unsigned", StringComparison.Ordinal));
        Assert.Contains(lines, line => line.StartsWith("mapped    inferenceConfig.temperature ", StringComparison.Ordinal) && line.EndsWith("→ same", StringComparison.Ordinal));
        Assert.Contains(lines, line => line.StartsWith("dropped   inferenceConfig.topP ", StringComparison.Ordinal));
        Assert.DoesNotContain('\e', output);
    }

    [Fact]
    public async Task Explain_RefusedRequest_ExitsWithItsOwnCode()
    {
        string tool = OutcropProcess.WriteFile("""{"name":"lookup","inputSchema":{"json":{"type":"object"}}}""");
        (int code, string output, _) = await OutcropProcess.RunAsync(null, null, "explain", "--api", "invoke", "-m", "meta.llama3-8b-instruct-v1:0", "--tool", tool, "Why?");
        Assert.Equal(ExitCodes.Refused, code);
        Assert.Contains("Refused: nothing would be sent.", output);
        Assert.Contains("refused   toolConfig.tools[0].toolSpec", output);
        Assert.DoesNotContain("POST", output);
    }

    [Fact]
    public async Task Explain_RequestOnStandardInput_TakesItsModelAndMembers()
    {
        const string Request = """{"modelId":"amazon.nova-lite-v1:0","messages":[{"role":"user","content":[{"text":"Why?"}]}],"inferenceConfig":{"maxTokens":7},"futureMember":{"a":1}}""";
        (int code, string output, string error) = await OutcropProcess.RunAsync(null, Request, "explain", "--json", "--top-p", "0.5");
        Assert.Equal((ExitCodes.Success, ""), (code, error));
        using JsonDocument explained = JsonDocument.Parse(output);
        Assert.Equal("amazon.nova-lite-v1:0", explained.RootElement.GetProperty("model").GetString());
        JsonElement body = explained.RootElement.GetProperty("request").GetProperty("body");
        Assert.Equal("""{"maxTokens":7,"topP":0.5}""", body.GetProperty("inferenceConfig").GetRawText().Replace(" ", "").Replace("\n", ""));
        Assert.True(body.TryGetProperty("futureMember", out _) && !body.TryGetProperty("modelId", out _));
    }

    [Fact]
    public async Task Explain_Strict_RefusesWhatIsDropped()
    {
        (int code, string output, _) = await OutcropProcess.RunAsync(null, null, ["explain", "--strict", "-m", "us.anthropic.claude-sonnet-4-5-20250929-v1:0", .. FourParameters]);
        Assert.Equal(ExitCodes.Refused, code);
        Assert.Contains("refused   inferenceConfig.topP", output);
    }

    [Theory]
    [InlineData("{\"messages\":", "explain")]
    [InlineData("{\"messages\":[]}", "explain")]
    [InlineData(null, "explain", "--field", "a", "Why?")]
    [InlineData(null, "explain", "--field", "a=b", "Why?")]
    [InlineData(null, "explain", "--api", "soap", "Why?")]
    public async Task Explain_WrongInput_ExitsWithUsage(string? input, params string[] args)
    {
        (int code, _, string error) = await OutcropProcess.RunAsync(null, input, args);
        Assert.Equal(ExitCodes.Usage, code);
        Assert.NotEqual("", error);
    }
}

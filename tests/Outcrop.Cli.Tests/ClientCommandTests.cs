using System.Text.Json;
using Outcrop.Cli.Tests.Support;
using Outcrop.Emulator;

namespace Outcrop.Cli.Tests;

/// <summary>The commands that call a model, as a user runs them, against the emulator.</summary>
public sealed class ClientCommandTests : IAsyncLifetime
{
    private BedrockEmulator _emulator = null!;
    private Dictionary<string, string> _environment = [];

    public async ValueTask InitializeAsync()
    {
        _emulator = await BedrockEmulator.StartAsync(new EmulatorOptions { TokenInterval = TimeSpan.Zero }, TestContext.Current.CancellationToken);
        _environment = new Dictionary<string, string>
        {
            ["AWS_ENDPOINT_URL"] = _emulator.Endpoint.ToString(),
            ["AWS_ACCESS_KEY_ID"] = _emulator.AccessKeyId,
            ["AWS_SECRET_ACCESS_KEY"] = _emulator.SecretAccessKey,
        };
    }

    public ValueTask DisposeAsync() => _emulator.DisposeAsync();

    [Theory]
    [InlineData("converse-stream")]
    [InlineData("invoke-with-response-stream", "--invoke")]
    public async Task Chat_WithPrompt_StreamsTheAnswer(string operation, params string[] options)
    {
        _emulator.Script(new EmulatorScript { Text = "The answer, with \u001b[31mcolour\u001b[0m and é." });
        (int code, string output, string error) = await OutcropProcess.RunAsync(_environment, null, ["chat", "What", "is", "it?", .. options]);
        Assert.Equal((ExitCodes.Success, ""), (code, error));
        Assert.Equal("The answer, with \uFFFD[31mcolour\uFFFD[0m and é.", output.TrimEnd());
        EmulatorRequest request = Assert.Single(_emulator.Journal);
        Assert.EndsWith("/" + operation, request.Path);
        Assert.Contains("What is it?", request.BodyText);
    }

    /// <summary>Columns: options, what standard error tells.</summary>
    [Theory]
    [InlineData("usage: ", "--usage")]
    [InlineData(" USD", "--usage", "--invoke")]
    [InlineData("stopped: max_tokens", "--max-tokens", "3")]
    [InlineData("dropped reasoning: the model does not reason", "--effort", "high")]
    [InlineData("dropped inferenceConfig.topP: ", "-m", "us.anthropic.claude-haiku-4-5-20251001-v1:0", "--temperature", "0.5", "--top-p", "0.9")]
    [InlineData("changed reasoning.effort: a budget of 2048 tokens", "-m", "us.anthropic.claude-sonnet-4-20250514-v1:0", "--effort", "low")]
    public async Task Chat_WhatBecameOfTheRequest_IsToldOnStandardError(string told, params string[] options)
    {
        (int code, string output, string error) = await OutcropProcess.RunAsync(_environment, null, ["chat", .. options, "Tell me about rivers and the sea"]);
        Assert.Equal(ExitCodes.Success, code);
        Assert.Contains(told, error);
        Assert.DoesNotContain(told, output);
    }

    [Theory]
    [InlineData("us.anthropic.claude-haiku-4-5-20251001-v1:0", "")]
    [InlineData("us.anthropic.claude-sonnet-4-20250514-v1:0", "changed outputConfig.textFormat: by the tool \"answer\"")]
    public async Task Chat_WithASchema_PrintsJsonOnAnyModel(string model, string told)
    {
        string schema = OutcropProcess.WriteFile("""{"type":"object","properties":{"city":{"type":"string"}},"required":["city"],"additionalProperties":false}""");
        (int code, string output, string error) = await OutcropProcess.RunAsync(_environment, null, "chat", "-m", model, "--schema", schema, "Which city?");
        Assert.Equal(ExitCodes.Success, code);
        using JsonDocument answer = JsonDocument.Parse(output);
        Assert.Equal(JsonValueKind.String, answer.RootElement.GetProperty("city").ValueKind);
        Assert.Equal(told.Length == 0, error.Length == 0);
        Assert.Contains(told, error);
    }

    [Fact]
    public async Task Chat_SchemaThatIsNone_IsAUsageFault()
    {
        (int code, _, string error) = await OutcropProcess.RunAsync(_environment, null, "chat", "--schema", OutcropProcess.WriteFile("[1]"), "x");
        Assert.Equal(ExitCodes.Usage, code);
        Assert.Contains("an object was expected", error);
        Assert.Empty(_emulator.Journal);
    }

    [Fact]
    public async Task Chat_StreamBreaks_ExitsWithFailureAndSaysWhy()
    {
        _emulator.Script(new EmulatorScript { Text = "one two three four five six", ExceptionType = "throttlingException", ExceptionAfterEvents = 3, ExceptionMessage = "Too many tokens" });
        (int code, _, string error) = await OutcropProcess.RunAsync(_environment, null, "chat", "hello");
        Assert.Equal(ExitCodes.Failure, code);
        Assert.Contains("Too many tokens", error);
        Assert.Contains("ThrottlingException", error);
    }

    [Fact]
    public async Task Chat_UnknownModel_ExitsWithFailure()
    {
        (int code, string output, string error) = await OutcropProcess.RunAsync(_environment, null, "chat", "-m", "nobody.nothing-v1", "hello");
        Assert.Equal((ExitCodes.Failure, ""), (code, output));
        Assert.Contains("The provided model identifier is invalid.", error);
    }

    [Fact]
    public async Task Chat_NoCredentials_ExitsWithItsOwnCode()
    {
        var environment = new Dictionary<string, string> { ["AWS_ENDPOINT_URL"] = _emulator.Endpoint.ToString() };
        (int code, _, string error) = await OutcropProcess.RunAsync(environment, null, "chat", "hello");
        Assert.Equal(ExitCodes.Credentials, code);
        Assert.Contains("AWS_PROFILE", error);
        Assert.Empty(_emulator.Journal);
    }

    /// <summary>Profiles as people have them: a role over keys, and a role over that role.</summary>
    [Theory]
    [InlineData("keys", 0)]
    [InlineData("role", 1)]
    [InlineData("second", 2)]
    public async Task Chat_ProfileOfTheSharedFiles_AssumesItsRoles(string profile, int roles)
    {
        string config = OutcropProcess.WriteFile("""
            [profile keys]
            aws_access_key_id = outcrop
            aws_secret_access_key = outcrop-secret
            [profile role]
            role_arn = arn:aws:iam::123456789012:role/first
            source_profile = keys
            [profile second]
            role_arn = arn:aws:iam::123456789012:role/second
            source_profile = role
            """);
        var environment = new Dictionary<string, string> { ["AWS_ENDPOINT_URL"] = _emulator.Endpoint.ToString(), ["AWS_CONFIG_FILE"] = config, ["AWS_PROFILE"] = profile };
        (int code, string output, string error) = await OutcropProcess.RunAsync(environment, null, "chat", "hello");
        Assert.Equal((ExitCodes.Success, ""), (code, error));
        Assert.Contains("hello", output);
        Assert.Equal(roles, _emulator.Journal.Count(request => request.Operation == "AssumeRole"));
    }

    [Fact]
    public async Task Invoke_BodyFromStandardInput_PrintsTheAnswerUnchanged()
    {
        const string Body = """{"inputText":"hi","textGenerationConfig":{"maxTokenCount":20}}""";
        (int code, string output, _) = await OutcropProcess.RunAsync(_environment, Body, "invoke", "-m", "amazon.titan-text-express-v1");
        Assert.Equal(ExitCodes.Success, code);
        using JsonDocument answer = JsonDocument.Parse(output);
        Assert.Equal("FINISH", answer.RootElement.GetProperty("results")[0].GetProperty("completionReason").GetString() is "FINISH" or "LENGTH" ? "FINISH" : "?");
        Assert.Equal(Body, Assert.Single(_emulator.Journal).BodyText);
    }

    [Fact]
    public async Task Invoke_Stream_PrintsOneLineForEachChunk()
    {
        (int code, string output, _) = await OutcropProcess.RunAsync(
            _environment, null, "invoke", "--stream", "-m", "meta.llama3-8b-instruct-v1:0", "-b", """{"prompt":"hi","max_gen_len":30}""");
        Assert.Equal(ExitCodes.Success, code);
        string[] lines = output.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.True(lines.Length > 2);
        Assert.All(lines, line => Assert.NotNull(JsonDocument.Parse(line)));
        Assert.Contains("amazon-bedrock-invocationMetrics", lines[^1]);
    }

    [Fact]
    public async Task Embed_Json_GivesOneVectorForEachText()
    {
        (int code, string output, _) = await OutcropProcess.RunAsync(_environment, "first\nsecond\n", "embed", "--json", "--dimensions", "256");
        Assert.Equal(ExitCodes.Success, code);
        using JsonDocument answer = JsonDocument.Parse(output);
        Assert.Equal([256, 256], answer.RootElement.GetProperty("embeddings").EnumerateArray().Select(vector => vector.GetArrayLength()));
    }

    [Fact]
    public async Task Doctor_AgainstTheEmulator_IsHealthy()
    {
        (int code, string output, _) = await OutcropProcess.RunAsync(_environment, null, "doctor", "--json");
        Assert.Equal(ExitCodes.Success, code);
        using JsonDocument answer = JsonDocument.Parse(output);
        Dictionary<string, string?> checks = answer.RootElement.GetProperty("checks").EnumerateArray()
            .ToDictionary(check => check.GetProperty("name").GetString()!, check => check.GetProperty("status").GetString());
        Assert.Equal(["runtime", "configuration", "region", "credentials", "reachability", "clock", "model access"], checks.Keys);
        Assert.DoesNotContain("failed", checks.Values);
    }

    [Fact]
    public async Task Doctor_NothingListens_NamesTheMend()
    {
        var environment = new Dictionary<string, string>(_environment) { ["AWS_ENDPOINT_URL"] = "http://127.0.0.1:1", ["AWS_MAX_ATTEMPTS"] = "1" };
        (int code, string output, _) = await OutcropProcess.RunAsync(environment, null, "doctor");
        Assert.Equal(ExitCodes.Failure, code);
        Assert.Contains("failed   reachability", output);
        Assert.Contains("HTTPS_PROXY", output);
    }

    [Fact]
    public async Task Models_Live_ListsWhatTheRegionOffers()
    {
        (int code, string output, _) = await OutcropProcess.RunAsync(_environment, null, "models", "--live", "--json", "claude-3-haiku");
        Assert.Equal(ExitCodes.Success, code);
        using JsonDocument answer = JsonDocument.Parse(output);
        Assert.Equal("anthropic.claude-3-haiku-20240307-v1:0", answer.RootElement[0].GetProperty("id").GetString());
    }
}

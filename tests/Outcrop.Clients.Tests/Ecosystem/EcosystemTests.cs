using System.Text.Json;
using Outcrop.Clients.Tests.Aws;
using Outcrop.Clients.Tests.JavaScript;
using Outcrop.Emulator;
using Outcrop.Testing;

namespace Outcrop.Clients.Tests.Ecosystem;

/// <summary>
/// The clients people use over Bedrock, unmodified, held to one contract against the emulator: Anthropic's Bedrock SDK in both generations, Vercel's AI SDK and LangChain.
/// </summary>
public sealed class EcosystemTests
{
    private const string Role = "arn:aws:iam::123456789012:role/outcrop-app";
    private const string Unknown = "anthropic.claude-nobody-v1:0";

    private static readonly EmulatorOptions Quick = new() { TokenInterval = TimeSpan.Zero };

    /// <summary>Each client with the path its chat calls take.</summary>
    public static TheoryData<string, string> Clients => new()
    {
        { "bedrock-sdk", "invoke" },
        { "bedrock-sdk-0", "invoke" },
        { "ai-sdk", "converse" },
        { "langchain", "converse" },
    };

    [Theory]
    [MemberData(nameof(Clients))]
    public async Task Chat_ScriptedText_ArrivesWithUsage(string client, string operation)
    {
        await using BedrockEmulator emulator = await BedrockEmulator.StartAsync(Quick);
        const string Text = "Quartz, beryl — and “opal”. 石英 🪨 End.";
        emulator.Script(new EmulatorScript { Text = Text });

        ScenarioResult result = await new AwsJavaScript(emulator).RunAsync(new Scenario(client, "chat", Models.Sonnet));

        Assert.Equal(Text, result.Text);
        AssertEnd(result.Value, "end_turn");
        EmulatorRequest request = Assert.Single(emulator.Journal);
        Assert.Equal(200, request.StatusCode);
        Assert.EndsWith("/" + operation, request.Path, StringComparison.Ordinal);
        // LangChain's AWS clients speak HTTP/2 with prior knowledge; the others use fetch.
        Assert.Equal(client == "langchain" ? "HTTP/2" : "HTTP/1.1", request.HttpVersion);
    }

    [Theory]
    [MemberData(nameof(Clients))]
    public async Task Stream_ScriptedText_ArrivesInPiecesThatJoin(string client, string operation)
    {
        await using BedrockEmulator emulator = await BedrockEmulator.StartAsync(Quick);
        const string Text = "Quartz, beryl — and “opal”. 石英 🪨 And a few more words, so that there are pieces.";
        emulator.Script(new EmulatorScript { Text = Text });

        ScenarioResult result = await new AwsJavaScript(emulator).RunAsync(new Scenario(client, "stream", Models.Sonnet));

        Assert.Equal(Text, result.Text);
        Assert.Equal(Text, result.Value.GetProperty("joined").GetString());
        Assert.True(result.Value.GetProperty("deltas").GetInt32() > 3, result.Value.GetRawText());
        AssertEnd(result.Value, "end_turn");
        Assert.Contains(operation == "invoke" ? "/invoke-with-response-stream" : "/converse-stream", Assert.Single(emulator.Journal).Path, StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(Clients))]
    public async Task Tools_CallThenResult_GoesBackAndIsAnswered(string client, string operation)
    {
        await using BedrockEmulator emulator = await BedrockEmulator.StartAsync(Quick);
        emulator.Script(new EmulatorScript { ToolCalls = [new EmulatorToolCall { Name = "get_weather", InputJson = """{"city":"Tromsø"}""" }] });
        emulator.Script(new EmulatorScript { Text = "Take a coat." });

        ScenarioResult result = await new AwsJavaScript(emulator).RunAsync(new Scenario(client, "tools", Models.Sonnet, "Weather in Tromsø?"));

        JsonElement call = result.Value.GetProperty("call");
        Assert.Equal("get_weather", call.GetProperty("name").GetString());
        Assert.Equal("Tromsø", call.GetProperty("input").GetProperty("city").GetString());
        Assert.Contains(call.GetProperty("stop").GetString(), (string[])["tool_use", "tool-calls"]);
        Assert.Equal("Take a coat.", result.Text);
        Assert.Equal(2, emulator.Journal.Count);
        Assert.All(emulator.Journal, request => Assert.Equal(200, request.StatusCode));
        Assert.Contains("Snow, -4 degrees", emulator.Journal[1].BodyText, StringComparison.Ordinal);
        Assert.Contains(operation == "invoke" ? "tool_result" : "toolResult", emulator.Journal[1].BodyText, StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(Clients))]
    public async Task Image_Png_IsTaken(string client, string operation)
    {
        await using BedrockEmulator emulator = await BedrockEmulator.StartAsync(Quick);
        emulator.Script(new EmulatorScript { Text = "A red square." });

        ScenarioResult result = await new AwsJavaScript(emulator).RunAsync(new Scenario(client, "image", Models.Sonnet, "What is it?"));

        Assert.Equal("A red square.", result.Text);
        Assert.Contains("iVBORw0KGgo", Assert.Single(emulator.Journal).BodyText, StringComparison.Ordinal);
        Assert.Contains(operation == "invoke" ? "media_type" : "format", emulator.Journal[0].BodyText, StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(Clients))]
    public async Task Reasoning_TwoTurns_SignatureComesBackAndIsAccepted(string client, string operation)
    {
        await using BedrockEmulator emulator = await BedrockEmulator.StartAsync(Quick);
        emulator.Script(new EmulatorScript { Reasoning = "Quartz is common.", Text = "Quartz." });
        emulator.Script(new EmulatorScript { Text = "Beryl." });

        ScenarioResult result = await new AwsJavaScript(emulator).RunAsync(new Scenario(client, "reasoning", Models.Sonnet));

        Assert.Equal("Quartz is common.", result.Value.GetProperty("thought").GetString());
        Assert.True(result.Value.GetProperty("signed").GetBoolean());
        Assert.Equal("Beryl.", result.Text);
        Assert.Equal([200, 200], emulator.Journal.Select(static request => request.StatusCode));
        // The emulator checks the signature it issued; a changed one would have been refused.
        Assert.Contains("\"signature\":", emulator.Journal[1].BodyText, StringComparison.Ordinal);
        Assert.Contains(operation == "invoke" ? "\"thinking\"" : "reasoningContent", emulator.Journal[1].BodyText, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("ai-sdk", Models.TitanEmbedV2, 1024)]
    [InlineData("ai-sdk", Models.CohereEmbed, 1024)]
    [InlineData("langchain", Models.TitanEmbedV1, 1536)]
    [InlineData("langchain", Models.TitanEmbedV2, 1024)]
    public async Task Embeddings_OneText_GivesAVectorOfTheModelsLength(string client, string modelId, int dimensions)
    {
        await using BedrockEmulator emulator = await BedrockEmulator.StartAsync(Quick);

        ScenarioResult result = await new AwsJavaScript(emulator).RunAsync(new Scenario(client, "embeddings", modelId));

        Assert.Equal(dimensions, result.Value.GetProperty("dimensions").GetInt32());
        Assert.True(result.Value.GetProperty("finite").GetBoolean());
    }

    [Theory]
    [MemberData(nameof(Clients))]
    public async Task Chat_UnknownModel_IsTheClientsOwnErrorAndNotRetried(string client, string operation)
    {
        await using BedrockEmulator emulator = await BedrockEmulator.StartAsync(Quick);

        ScenarioError error = (await new AwsJavaScript(emulator).RunAsync(new Scenario(client, "chat", Unknown))).Error;

        Assert.Equal(400, error.Status);
        Assert.Contains("The provided model identifier is invalid.", error.ToString(), StringComparison.Ordinal);
        Assert.Contains(operation == "invoke" ? "BadRequestError" : client == "ai-sdk" ? "AI_APICallError" : "ValidationException", error.Classes.Append(error.Name));
        Assert.Single(emulator.Journal);
    }

    [Theory]
    [MemberData(nameof(Clients))]
    public async Task Chat_ThrottledTwice_TheClientsOwnRetriesSucceed(string client, string operation)
    {
        await using BedrockEmulator emulator = await BedrockEmulator.StartAsync(Quick);
        emulator.Script(new EmulatorScript { ErrorType = "ThrottlingException", Times = 2, Headers = { ["retry-after"] = "0" } });
        emulator.Script(new EmulatorScript { Text = "At last." });

        ScenarioResult result = await new AwsJavaScript(emulator).RunAsync(new Scenario(client, "chat", Models.Sonnet));

        Assert.Equal("At last.", result.Text);
        Assert.Equal([429, 429, 200], emulator.Journal.Select(static request => request.StatusCode));
        Assert.All(emulator.Journal, request => Assert.EndsWith("/" + operation, request.Path, StringComparison.Ordinal));
    }

    [Theory]
    [MemberData(nameof(Clients))]
    public async Task Stream_BreaksAfterContent_IsAnErrorNeverAnEnd(string client, string operation)
    {
        await using BedrockEmulator emulator = await BedrockEmulator.StartAsync(Quick);
        emulator.Script(new EmulatorScript { Text = "One two three four five six.", ExceptionType = "modelStreamErrorException", ExceptionMessage = "broken here", ExceptionAfterEvents = 4 });

        ScenarioError error = (await new AwsJavaScript(emulator).RunAsync(new Scenario(client, "stream", Models.Sonnet))).Error;

        Assert.NotEmpty(error.Message);
        Assert.StartsWith(operation, Assert.Single(emulator.Journal).Path.Split('/')[^1], StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(Clients))]
    public async Task Chat_RoleInAProfile_IsAssumedByTheClientItself(string client, string operation)
    {
        await using BedrockEmulator emulator = await BedrockEmulator.StartAsync(Quick);
        using var profile = TemporaryFile.With(
            $"""
            [default]
            region = us-east-1
            role_arn = {Role}
            role_session_name = by-profile
            source_profile = base

            [profile base]
            aws_access_key_id = {emulator.AccessKeyId}
            aws_secret_access_key = {emulator.SecretAccessKey}
            """);

        ScenarioResult result = await new AwsJavaScript(emulator).With("AWS_CONFIG_FILE", profile.Path)
            .With("AWS_ACCESS_KEY_ID", null).With("AWS_SECRET_ACCESS_KEY", null)
            .RunAsync(new Scenario(client, "chat", Models.Sonnet));

        Assert.NotEmpty(result.Text);
        Assert.Equal(["AssumeRole", operation == "invoke" ? "InvokeModel" : "Converse"], emulator.Journal.Select(static request => request.Operation));
    }

    private static void AssertEnd(JsonElement value, string reason)
    {
        // The AI SDK has a word of its own for a proper end.
        Assert.Contains(value.GetProperty("stop").GetString(), (string[])[reason, "stop"]);
        Assert.True(value.GetProperty("inputTokens").GetInt32() > 0, value.GetRawText());
        Assert.True(value.GetProperty("outputTokens").GetInt32() > 0, value.GetRawText());
    }
}

using Outcrop.Gateway.Tests.Fetching;
using Outcrop.Gateway.Tests.Support;
using static Outcrop.Gateway.Tests.FrontEnds.Anthropic.Native.NativeCalling;

namespace Outcrop.Gateway.Tests.FrontEnds.Anthropic.Native;

/// <summary>Claude's body goes out as the caller wrote it, but for what Bedrock has elsewhere.</summary>
public class NativeBodyTests
{
    private const string Version = ",\"anthropic_version\":\"bedrock-2023-05-31\"";

    [Theory]
    [InlineData("""{"model":"MODEL","max_tokens":9,"messages":[]}""", """{"max_tokens":9,"messages":[]VERSION}""")]
    [InlineData("""{ "max_tokens" : 9.0e0 ,"messages":[ {"role":"user","content":"\u00e9\/é"} ] , "model":"MODEL" }""", """{ "max_tokens" : 9.0e0 ,"messages":[ {"role":"user","content":"\u00e9\/é"} ]VERSION }""")]
    [InlineData("""{"stream":false,"model":"MODEL","max_tokens":9,"messages":[],"something_new":{"deep":[1,{"x":null}]},"other":0.10}""", """{"max_tokens":9,"messages":[],"something_new":{"deep":[1,{"x":null}]},"other":0.10VERSION}""")]
    [InlineData("""{"model":"MODEL","anthropic_version":"bedrock-2023-05-31","max_tokens":9,"messages":[]}""", """{"anthropic_version":"bedrock-2023-05-31","max_tokens":9,"messages":[]}""")]
    [InlineData("""{"model":"MODEL","temperature":1,"top_k":-1,"top_p":-1,"max_tokens":9,"messages":[]}""", """{"temperature":1,"max_tokens":9,"messages":[]VERSION}""")]
    [InlineData("""{"model":"MODEL","max_tokens":9,"temperature":0.50,"top_k":3,"stop_sequences":["a","\n\nb"],"messages":[],"metadata":{"user_id":"u"}}""", """{"max_tokens":9,"temperature":0.50,"top_k":3,"stop_sequences":["a","\n\nb"],"messages":[],"metadata":{"user_id":"u"}VERSION}""")]
    [InlineData("""{"model":"MODEL","max_tokens":9,"messages":[{"role":"user","content":[{"type":"text","text":"a","cache_control":{"type":"ephemeral","ttl":"1h"}}]}],"system":[{"type":"text","text":"s","cache_control":{"type":"ephemeral"}}]}""",
        """{"max_tokens":9,"messages":[{"role":"user","content":[{"type":"text","text":"a","cache_control":{"type":"ephemeral","ttl":"1h"}}]}],"system":[{"type":"text","text":"s","cache_control":{"type":"ephemeral"}}]VERSION}""")]
    public async Task Body_OfAnyForm_GoesOutAsItCame(string sent, string expected)
    {
        var bedrock = new ScriptedBedrock().Answer(Answer);
        await using RunningGateway gateway = await StartAsync(bedrock);
        (int status, string body, string? dropped) = await gateway.SendAsync(sent.Replace("MODEL", Haiku, StringComparison.Ordinal));

        Assert.Equal((200, Answer, null), (status, body, dropped));
        Assert.Equal(expected.Replace("VERSION", Version, StringComparison.Ordinal), bedrock.Last.Text);
        Assert.Equal($"/model/{Haiku}/invoke", bedrock.Last.Path);
    }

    /// <summary>Clients that write out what they do not set: a null is no choice, so it neither goes out nor takes another parameter's place.</summary>
    [Theory]
    [InlineData("\"temperature\":null,\"top_p\":0.9,", "\"top_p\":0.9,")]
    [InlineData("\"temperature\":0.50,\"top_p\":null,", "\"temperature\":0.50,")]
    [InlineData("\"temperature\":null,\"top_p\":0.5,\"top_k\":null,\"stop_sequences\":null,\"system\":null,\"tools\":null,\"tool_choice\":null,\"thinking\":null,\"metadata\":null,\"service_tier\":null,\"stream\":null,\"anthropic_version\":null,", "\"top_p\":0.5,")]
    public async Task Null_OfAnyMember_IsAsIfItWereNotThere(string members, string expected)
    {
        const string Claude = "us.anthropic.claude-sonnet-4-5-20250929-v1:0";
        var bedrock = new ScriptedBedrock().Answer(Answer);
        await using RunningGateway gateway = await StartAsync(bedrock);
        (int status, _, string? dropped) = await gateway.SendAsync($$"""{"model":"{{Claude}}","max_tokens":9,{{members}}{{Asked}}}""");

        Assert.Equal((200, null), (status, dropped));
        Assert.Equal($$"""{"max_tokens":9,{{expected}}{{Asked}}{{Version}}}""", bedrock.Last.Text);
    }

    [Theory]
    [InlineData("standard_only", "default", null)]
    [InlineData("priority", "priority", null)]
    [InlineData("auto", null, null)]
    [InlineData("express", null, "service_tier")]
    public async Task ServiceTier_OfEachName_BecomesTheHeader(string tier, string? header, string? told)
    {
        var bedrock = new ScriptedBedrock().Answer(Answer);
        await using RunningGateway gateway = await StartAsync(bedrock);
        (int status, _, string? dropped) = await gateway.SendAsync($$"""{"model":"{{Haiku}}","max_tokens":9,"service_tier":"{{tier}}",{{Asked}}}""");

        Assert.Equal((200, told), (status, dropped));
        Assert.Equal(header, bedrock.Last.Headers.GetValueOrDefault("X-Amzn-Bedrock-Service-Tier"));
        Assert.DoesNotContain("service_tier", bedrock.Last.Text, StringComparison.Ordinal);
    }

    /// <summary>The configuration's parameters hold where the body says nothing, and are no loss of the caller's where the model refuses them.</summary>
    [Theory]
    [InlineData(Haiku, "", "\"max_tokens\":77")]
    [InlineData(Haiku, "", "\"temperature\":0.7")]
    [InlineData(Haiku, "", "\"thing\":{\"a\":1}")]
    [InlineData(Haiku, "\"top_p\":0.5,\"thing\":2,", "\"max_tokens\":77")]
    [InlineData(Haiku, "\"top_p\":-1,\"top_k\":-1,", "\"temperature\":0.7")]
    [InlineData(Haiku, "\"max_tokens\":5,\"temperature\":0,", "\"top_p\":", false)]
    public async Task Defaults_OfTheRoute_FillWhatTheBodyLacks(string model, string members, string expected, bool contained = true)
    {
        var bedrock = new ScriptedBedrock().Answer(Answer);
        string generator = "{\"default_provider\":\"bedrock\",\"providers\":{\"bedrock\":{\"default_model\":\"" + model + "\",\"supportsCustomModel\":true,\"models\":{\"" + model
            + "\":{\"temperature\":0.7,\"top_p\":0.8,\"max_tokens\":77,\"additional_fields\":{\"thing\":{\"a\":1}}}}}}}";
        await using RunningGateway gateway = await StartAsync(bedrock, "{\"generator\":" + generator + "}");
        (int status, string body, string? dropped) = await gateway.SendAsync($$"""{"model":"{{model}}",{{members}}{{Asked}}}""");

        Assert.True(status == 200, body);
        Assert.Null(dropped);
        Assert.Equal(contained, bedrock.Last.Text.Contains(expected, StringComparison.Ordinal));
    }

    /// <summary>What the neutral lane is for: a route that is configured for Converse, and members that only Converse has.</summary>
    [Theory]
    [InlineData(Haiku, "converse", "", "/converse")]
    [InlineData("us." + Haiku, "converse", "", "/converse")]
    [InlineData(Haiku, "auto", ",\"bedrock\":{\"guardrailConfig\":{\"guardrailIdentifier\":\"g\",\"guardrailVersion\":\"1\"}}", "/converse")]
    [InlineData(Haiku, "invoke", "", "/invoke")]
    [InlineData(Haiku, "auto", "", "/invoke")]
    [InlineData("arn:aws:bedrock:us-east-1:123456789012:inference-profile/us.anthropic.claude-3-haiku-20240307-v1:0", "auto", "", "/invoke")]
    [InlineData("arn:aws:bedrock:us-east-1:123456789012:application-inference-profile/abc", "auto", "", "/invoke")]
    [InlineData("amazon.nova-lite-v1:0", "auto", "", "/converse")]
    public async Task Lane_OfEachRoute_IsTheModelsOwnWhereItCanBe(string model, string api, string members, string operation)
    {
        var bedrock = new ScriptedBedrock().Answer(operation == "/invoke" ? Answer : """{"output":{"message":{"role":"assistant","content":[{"text":"one"}]}},"stopReason":"end_turn","usage":{"inputTokens":1,"outputTokens":1,"totalTokens":2}}""");
        await using RunningGateway gateway = await StartAsync(
            bedrock,
            "{\"bedrock\":{\"apiByModel\":{\"" + Haiku + "\":\"" + api + "\"},\"baseModels\":{\"arn:aws:bedrock:us-east-1:123456789012:application-inference-profile/abc\":\"" + Haiku + "\"}}}");
        (int status, string body, _) = await gateway.SendAsync($$"""{"model":"{{model}}","max_tokens":9,{{Asked}}{{members}}}""");

        Assert.True(status == 200, body);
        Assert.EndsWith(operation, bedrock.Last.Path, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Url_OfAPicture_IsFetchedAndSplicedIn()
    {
        using var server = new FetchServer();
        byte[] png = [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A, 1, 2, 3];
        server.Answer("/a.png", png);
        var bedrock = new ScriptedBedrock().Answer(Answer);
        await using RunningGateway gateway = await RunningGateway.StartAsync(null, "{\"fetching\":{\"enabled\":true,\"allowHttp\":true}}", adjust: options =>
        {
            options.FetchNetwork = server.Network;
            options.ConfigureBedrock = client =>
            {
                client.Region = "us-east-1";
                client.Credentials = new() { AccessKeyId = "a", SecretAccessKey = "b" };
                client.HttpMessageHandler = bedrock;
            };
        });
        const string Before = """[{"role":"user","content":[{"type":"tool_result","tool_use_id":"t","content":[{"type":"image","source":""";
        const string After = """},{"type":"text","text":"x"}]},{"type":"tool_use","id":"t","name":"n","input":{"source":{"type":"url","url":"https://pictures.example/no.png"}}}]}]""";
        (int status, string body, _) = await gateway.SendAsync(
            $$"""{"model":"{{Haiku}}","max_tokens":9,"messages":{{Before}}{"type":"url","url":"http://pictures.example/a.png"}{{After}}}""");

        Assert.True(status == 200, body);
        Assert.Equal(
            $$"""{"max_tokens":9,"messages":{{Before}}{"type":"base64","media_type":"image/png","data":"{{Convert.ToBase64String(png)}}"}{{After}}{{Version}}}""", bedrock.Last.Text);
    }

    [Fact]
    public async Task Url_WhereNothingIsFetched_Is400()
    {
        var bedrock = new ScriptedBedrock().Answer(Answer);
        await using RunningGateway gateway = await StartAsync(bedrock);
        (int status, string body, _) = await gateway.SendAsync(
            "{\"model\":\"" + Haiku + "\",\"max_tokens\":9,\"messages\":[{\"role\":\"user\",\"content\":[{\"type\":\"image\",\"source\":{\"type\":\"url\",\"url\":\"https://pictures.example/a.png\"}}]}]}");

        Assert.Equal(400, status);
        Assert.Contains("messages.0.content.0.source.url", body, StringComparison.Ordinal);
        Assert.Empty(bedrock.Requests);
    }

    [Fact]
    public async Task Mantle_ModelIsReplacedAndBetasAreAHeader()
    {
        var bedrock = new ScriptedBedrock().Answer(Answer);
        await using RunningGateway gateway = await StartAsync(bedrock, "{\"bedrock\":{\"surfaceByModel\":{\"" + Haiku + "\":\"mantle\"},\"apiByModel\":{\"" + Haiku + "\":\"anthropic-messages\"}}}");
        (int status, string body, _) = await gateway.SendAsync(
            $$"""{"model":"{{Haiku}}","max_tokens":9,"new":1,{{Asked}},"anthropic_beta":["b-2"]}""", ("anthropic-beta", "a-1"), ("anthropic-version", "2026-10-21"));

        Assert.True(status == 200, body);
        Assert.Equal("/anthropic/v1/messages", bedrock.Last.Path);
        Assert.Equal($$"""{"max_tokens":9,"new":1,{{Asked}},"model":"anthropic.claude-3-5-haiku"}""", bedrock.Last.Text);
        Assert.Equal(("a-1,b-2", "2026-10-21"), (bedrock.Last.Headers["anthropic-beta"], bedrock.Last.Headers["anthropic-version"]));
    }

    [Fact]
    public async Task Alias_AnswerBearsTheNameThatWasAskedFor()
    {
        var bedrock = new ScriptedBedrock().Answer(Answer);
        await using RunningGateway gateway = await StartAsync(bedrock, "{\"models\":{\"aliases\":{\"sonnet \\\"x\\\"\":\"" + Haiku + "\"}}}");
        (int status, string body, _) = await gateway.SendAsync($$"""{"model":"sonnet \"x\"","max_tokens":9,{{Asked}}}""");

        Assert.Equal(200, status);
        Assert.Equal(Answer.Replace("\"claude-x\"", "\"sonnet \\u0022x\\u0022\"", StringComparison.Ordinal), body);
    }

    /// <summary>A good status with an error in its body, or with nothing that is JSON, is no answer (acceptance row 15).</summary>
    [Theory]
    [InlineData("""{"type":"error","error":{"type":"overloaded_error","message":"m"}}""", 529)]
    [InlineData("""{"Output":{"__type":"com.amazon.coral.service#UnknownOperationException"},"Version":"1.0"}""", 500)]
    [InlineData("not json", 500)]
    [InlineData("{\"type\":\"message\"", 500)]
    public async Task Answer_ThatIsNone_IsAnError(string answer, int status)
    {
        await using RunningGateway gateway = await StartAsync(new ScriptedBedrock().Answer(answer));
        (int actual, string body, _) = await gateway.SendAsync($$"""{"model":"{{Haiku}}","max_tokens":9,{{Asked}}}""");

        Assert.True(actual == status, $"{actual}: {body}");
        Assert.StartsWith("{\"type\":\"error\"", body, StringComparison.Ordinal);
    }
}

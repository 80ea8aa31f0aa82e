using Outcrop.Gateway.Logging;

namespace Outcrop.Gateway.Tests.Logging;

public class SecretPatternsTests
{
    /// <summary>One text for each alternative of each pattern, in a case of its own: the search that comes before the patterns must let all of them through.</summary>
    [Theory]
    [InlineData("Authorization: bEaReR abcdef0123")]
    [InlineData("BASIC dXNlcjpwYXNz")]
    [InlineData("Signature=0123456789abcdef")]
    [InlineData("X-Api-Key: abcdef")]
    [InlineData("apikey=abcdef")]
    [InlineData("API_KEY=abcdef")]
    [InlineData("api-key=abcdef")]
    [InlineData("X-Amz-Security-Token: abcdef")]
    [InlineData("AWS_SECRET_ACCESS_KEY=abcdef")]
    [InlineData("AWS_SESSION_TOKEN=abcdef")]
    [InlineData("aws_bearer_token_bedrock=abcdef")]
    [InlineData("secret-access-key: abcdef")]
    [InlineData("\"SecretAccessKey\":\"abcdef\"")]
    [InlineData("secretaccess_key=abcdef")]
    [InlineData("secret_accesskey=abcdef")]
    [InlineData("session-token=abcdef")]
    [InlineData("\"sessionToken\":\"abcdef\"")]
    [InlineData("Password=abcdef")]
    [InlineData("passwd: abcdef")]
    [InlineData("client_secret=abcdef")]
    [InlineData("client-secret=abcdef")]
    [InlineData("clientSecret=abcdef")]
    [InlineData("access-token=abcdef")]
    [InlineData("access_token=abcdef")]
    [InlineData("accessToken=abcdef")]
    [InlineData("accesso\u212Aen access_to\u212Aen=abcdef")]
    [InlineData("id AKIAABCDEFGHIJKLMNOP")]
    [InlineData("id ASIAABCDEFGHIJKLMNOP")]
    [InlineData("ABSKabcdefghijklmnopqrstuv")]
    [InlineData("bedrock-api-key-abcdefghijklmnopqrstuv")]
    [InlineData("sk-abcdefabcdef0123")]
    [InlineData("ghp_abcdefghijklmnopqrstuv")]
    [InlineData("gho_abcdefghijklmnopqrstuv")]
    [InlineData("ghu_abcdefghijklmnopqrstuv")]
    [InlineData("ghs_abcdefghijklmnopqrstuv")]
    [InlineData("ghr_abcdefghijklmnopqrstuv")]
    [InlineData("github_pat_abcdefghijklmnopqrstuv")]
    [InlineData("glpat-abcdefghijklmnopqrst")]
    public void Redact_EveryAlternative_IsFoundBehindTheFirstSearch(string text)
    {
        Assert.Contains(SecretPatterns.Mask, SecretPatterns.Redact(text), StringComparison.Ordinal);
    }

    /// <summary>AWS's ids have 20 characters, a gateway's own may have more.</summary>
    [Fact]
    public void Redact_LongAccessKeyId_LeavesNothingOfIt() => Assert.Equal($"id {SecretPatterns.Mask} of a key", SecretPatterns.Redact("id AKIAOUTCROPSDKEXAMPLE of a key"));

    [Fact]
    public void Redact_TextWithoutAnAnchor_IsTheSameString()
    {
        const string Text = "ledger intent req_1 key team-a model anthropic.claude-3-haiku-20240307-v1:0, 12 tokens";

        Assert.Same(Text, new SecretRedactor(["hunter2-hunter2"]).Redact(Text));
    }

    /// <summary>A secret anywhere in an event is found by the search of the whole line, and leaves every other text of it as it is; two texts side by side make up none.</summary>
    [Fact]
    public void Format_SecretInOnePlaceOfAnEvent_IsTakenOutThereAlone()
    {
        const string Secret = "hunter2-hunter2";
        var formatter = new SafeJsonFormatter(new SecretRedactor([Secret]));
        var parser = new Serilog.Parsing.MessageTemplateParser();
        string[] places = ["message", "value", "name", "structure", "exception"];
        foreach (string place in places)
        {
            string In(string name) => place == name ? $"begin {Secret} end" : name == "name" ? "Name" : "begin hunter2- end";
            var logEvent = new Serilog.Events.LogEvent(
                DateTimeOffset.UnixEpoch,
                Serilog.Events.LogEventLevel.Information,
                new InvalidOperationException(In("exception")),
                parser.Parse($"said {In("message")}"),
                [
                    new(In("name"), new Serilog.Events.ScalarValue(1)),
                    new("First", new Serilog.Events.ScalarValue("hunter2-")),
                    new("Second", new Serilog.Events.ScalarValue("hunter2")),
                    new("Value", new Serilog.Events.ScalarValue(In("value"))),
                    new("Structure", new Serilog.Events.StructureValue([new("Id", new Serilog.Events.ScalarValue(In("structure")))])),
                ]);
            using var output = new StringWriter();
            formatter.Format(logEvent, output);
            string line = output.ToString();

            Assert.DoesNotContain(Secret, line, StringComparison.Ordinal);
            Assert.Equal(1, line.Split(SecretPatterns.Mask).Length - 1);
            Assert.Contains("\"First\":\"hunter2-\",\"Second\":\"hunter2\"", line, StringComparison.Ordinal);
        }
    }

    /// <summary>A tool may cut a text within a pair of surrogates; its line is not lost for that.</summary>
    [Fact]
    public void Format_HalfOfASurrogatePair_KeepsTheLine()
    {
        var half = new Serilog.Events.ScalarValue("begin \uD83D");
        var logEvent = new Serilog.Events.LogEvent(
            DateTimeOffset.UnixEpoch,
            Serilog.Events.LogEventLevel.Information,
            null,
            new Serilog.Parsing.MessageTemplateParser().Parse("said"),
            [new("Text", half), new("List", new Serilog.Events.SequenceValue([half])), new("Structure", new Serilog.Events.StructureValue([new("Id", half)]))]);
        using var output = new StringWriter();
        new SafeJsonFormatter(new SecretRedactor([])).Format(logEvent, output);
        using var line = System.Text.Json.JsonDocument.Parse(output.ToString());
        foreach (string name in (string[])["Text", "List", "Structure"])
        {
            Assert.Contains("begin \uFFFD", line.RootElement.GetProperty(name).GetString(), StringComparison.Ordinal);
        }
    }

    [Fact]
    public void Format_OneEventForTwoSinks_GivesTheSameLineAndTheNextEventItsOwn()
    {
        var formatter = new SafeJsonFormatter(new SecretRedactor([]));
        var parser = new Serilog.Parsing.MessageTemplateParser();
        string[] lines = [.. ((string[])["first", "second"]).SelectMany(text =>
        {
            var logEvent = new Serilog.Events.LogEvent(DateTimeOffset.UnixEpoch, Serilog.Events.LogEventLevel.Information, null, parser.Parse(text), []);
            return (string[])[Format(logEvent), Format(logEvent)];
        })];

        Assert.Equal(lines[0], lines[1]);
        Assert.Equal(lines[2], lines[3]);
        Assert.Contains("first", lines[0], StringComparison.Ordinal);
        Assert.Contains("second", lines[2], StringComparison.Ordinal);

        string Format(Serilog.Events.LogEvent logEvent)
        {
            using var output = new StringWriter();
            formatter.Format(logEvent, output);
            return output.ToString();
        }
    }
}

using System.Text.Json;
using Outcrop.Emulator.Answers;
using Outcrop.Emulator.Tests.Support;
using Outcrop.Testing;

namespace Outcrop.Emulator.Tests.Answers;

/// <summary>What is made up must satisfy the schema, judged by a validator that shares no code with the sampler.</summary>
public sealed class SchemaSamplerTests
{
    public static TheoryData<string> Schemas { get; } = new(
        """{"type":"object","properties":{"name":{"type":"string"},"age":{"type":"integer"}},"required":["name","age"],"additionalProperties":false}""",
        """{"type":"object","properties":{"id":{"type":"string","pattern":"^[A-Z]{3}-\\d{4,6}(-(x|y))?$"}},"required":["id"]}""",
        """{"type":"object","properties":{"code":{"type":"string","pattern":"^(?:ab|cd)+[^a-c]\\.\\w\\s?$","minLength":6,"maxLength":9}},"required":["code"]}""",
        """{"type":"object","properties":{"n":{"type":"integer","exclusiveMinimum":10,"maximum":12,"multipleOf":4}},"required":["n"]}""",
        """{"type":"object","properties":{"n":{"type":"number","exclusiveMinimum":0,"exclusiveMaximum":0.1}},"required":["n"]}""",
        """{"type":"object","properties":{"n":{"type":"integer","maximum":-3}},"required":["n"]}""",
        """{"type":"array","items":{"type":"string","maxLength":3},"minItems":4,"uniqueItems":true}""",
        """{"type":"array","items":{"enum":["a","b","c"]},"minItems":3,"maxItems":3,"uniqueItems":true}""",
        """{"type":"array","prefixItems":[{"type":"integer"},{"type":"boolean"}],"items":{"type":"null"},"minItems":3}""",
        """{"type":"array","items":{"type":"integer"},"maxItems":0}""",
        """{"$defs":{"node":{"type":"object","properties":{"value":{"type":"integer"},"next":{"anyOf":[{"$ref":"#/$defs/node"},{"type":"null"}]}},"required":["value","next"]}},"$ref":"#/$defs/node"}""",
        """{"allOf":[{"type":"object","properties":{"a":{"type":"string"}},"required":["a"]},{"type":"object","properties":{"b":{"type":"integer","minimum":5}},"required":["b"]}]}""",
        """{"oneOf":[{"type":"object","properties":{"kind":{"const":"x"}},"required":["kind"]},{"type":"string"}]}""",
        """{"type":"object","minProperties":2,"properties":{"a":{"type":"boolean"}},"additionalProperties":{"type":"integer"}}""",
        """{"type":"object","properties":{"a":{"type":"integer"},"b":{"type":"string","format":"email"}},"required":["a"],"dependentRequired":{"a":["b"]}}""",
        """{"type":["null","string"],"minLength":20}""",
        """{"enum":[{"deep":[1,2]},3]}""",
        """{"allOf":[{"enum":["a","b"]},{"enum":["b","c"]}]}""",
        """{"type":"object","properties":{"t":{"type":"string","format":"date-time"},"u":{"type":"string","format":"uuid"},"i":{"type":"string","format":"ipv6"}},"required":["t","u","i"]}""");

    [Theory]
    [MemberData(nameof(Schemas))]
    public void Sample_Schema_IsSatisfied(string schema)
    {
        JsonElement root = JsonDocument.Parse(schema).RootElement;

        string sample = SchemaSampler.Sample(root, "What the user said", anyType: true);

        List<string> faults = SchemaCheck.Faults(root, JsonDocument.Parse(sample).RootElement);
        Assert.True(faults.Count == 0, $"{sample}: {string.Join("; ", faults)}");
        Assert.Equal(sample, SchemaSampler.Sample(root, "What the user said", anyType: true));
    }

    [Fact]
    public void Check_WrongValues_AreFound()
    {
        // The judge itself: what it must not let pass.
        foreach ((string schema, string value) in ((string, string)[])[
            ("""{"type":"integer"}""", "1.5"), ("""{"minLength":2,"type":"string"}""", "\"a\""), ("""{"required":["a"]}""", "{}"), ("""{"pattern":"^a$"}""", "\"b\""),
            ("""{"multipleOf":4}""", "6"), ("""{"uniqueItems":true}""", "[1,1]"), ("""{"oneOf":[{"type":"string"},{"type":"null"}]}""", "3"), ("""{"additionalProperties":false}""", """{"x":1}""")])
        {
            Assert.NotEmpty(SchemaCheck.Faults(JsonDocument.Parse(schema).RootElement, JsonDocument.Parse(value).RootElement));
        }
    }

    [Fact]
    public async Task Answer_WantedFormat_SatisfiesItsSchemaInEveryDialect()
    {
        await using BedrockEmulator emulator = await EmulatorTest.StartAsync();
        using var client = new EmulatorClient(emulator);
        const string schema = """{"type":"object","properties":{"name":{"type":"string"},"age":{"type":"integer","minimum":18}},"required":["name","age"],"additionalProperties":false}""";
        JsonElement root = JsonDocument.Parse(schema).RootElement;
        const string claude = "/model/us.anthropic.claude-sonnet-4-5-20250929-v1%3A0";
        string quoted = JsonSerializer.Serialize(schema);
        string converse = (await client.SendAsync(claude + "/converse", EmulatorTest.Converse("John", ", \"outputConfig\":{\"textFormat\":{\"type\":\"json_schema\",\"structure\":{\"jsonSchema\":{\"schema\":" + quoted + "}}}}"))).Json
            .GetProperty("output").GetProperty("message").GetProperty("content")[0].GetProperty("text").GetString()!;
        string invoke = (await client.SendAsync(claude + "/invoke", EmulatorTest.Messages("John", ", \"output_config\":{\"format\":{\"type\":\"json_schema\",\"schema\":" + schema + "}}"))).Json
            .GetProperty("content")[0].GetProperty("text").GetString()!;
        string chat = (await client.SendAsync(
            "/openai/v1/chat/completions",
            "{\"model\":\"qwen.qwen3-32b-v1:0\",\"messages\":[{\"role\":\"user\",\"content\":\"John\"}],\"response_format\":{\"type\":\"json_schema\",\"json_schema\":{\"name\":\"p\",\"schema\":" + schema + "}}}")).Json
            .GetProperty("choices")[0].GetProperty("message").GetProperty("content").GetString()!;
        foreach (string answer in (string[])[converse, invoke, chat])
        {
            Assert.Empty(SchemaCheck.Faults(root, JsonDocument.Parse(answer).RootElement));
        }
    }

    [Theory]
    [InlineData("""{"type":"object","properties":{"a":{"$ref":"#"}},"required":["a"]}""")]
    [InlineData("""{"type":"object","properties":{"a":{"$ref":"#"},"b":{"$ref":"#"}},"required":["a","b"]}""")]
    [InlineData("""{"type":"object","minProperties":4096,"additionalProperties":{"$ref":"#"}}""")]
    [InlineData("""{"type":"array","minItems":64,"items":{"$ref":"#"}}""")]
    [InlineData("""{"allOf":[{"$ref":"#"},{"$ref":"#"},{"$ref":"#"},{"$ref":"#"}]}""")]
    [InlineData("""{"type":"object","required":["a"],"properties":{"a":{"type":"string","pattern":"^(((a{4096}){4096}){4096}){4096}$"}}}""")]
    [InlineData("""{"type":"object","required":["a"],"properties":{"a":{"type":"string","minLength":4096,"pattern":"^((((a+)+)+)+)+$"}}}""")]
    public async Task Sample_SchemaThatNothingSatisfiesOrThatExplodes_EndsSmall(string schema)
    {
        // On a thread of its own: a sampler that does not end must fail this test, not hang the run.
        Task<string> sampling = Task.Run(() => SchemaSampler.Sample(JsonDocument.Parse(schema).RootElement, "text", anyType: true));

        string sample = await sampling.WaitAsync(Patience.Limit, TimeProvider.System, TestContext.Current.CancellationToken);

        Assert.InRange(sample.Length, 1, 1_000_000);
        JsonDocument.Parse(sample).Dispose();
    }

    public static TheoryData<string> Hostile { get; } = new(
        $$"""{"allOf":[{"enum":[{{Many(20_000, i => $"{i}")}}]},{"enum":[{{Many(20_000, i => $"-{i}")}}]}]}""",
        $$"""{"type":"object","required":[{{Many(20_000, i => $"\"a{i}\"")}}],"properties":{ {{Many(20_000, i => $"\"a{i}\":{{\"$ref\":\"#\"}}")}} } }""",
        """{"type":"object","required":["a"],"properties":{"a":{"type":"string","minLength":4000,"pattern":"^""" + string.Concat(Enumerable.Range(0, 100).Select(i => $"[^\\\\u0001-\\\\u2ff{i % 16:x}]")) + """$"}}}""",
        """{"type":"object","required":["a"],"properties":{"a":{"type":"string","minLength":4096,"pattern":"^(?!x)(((x|xx)+)+)+y$"}}}""",
        """{"type":"array","minItems":4096,"items":{"const":""" + "[" + Many(1000, _ => "1") + "]}}",
        """{"type":"array","minItems":4096,"items":{"type":"string","minLength":4096}}""",
        """{"type":"array","prefixItems":""" + "[" + Many(70, _ => """{"type":"integer"}""") + "]}",
        """{"type":"object","required":["a"],"properties":{"a":{"type":"number","minimum":1e400}}}""",
        """{"type":"object","required":["a"],"properties":{"a":{"type":5},"b":{"type":[1,2]}}}""",
        """{"type":"object","required":["a"],"properties":{"a":{"type":"string","pattern":"^\\ud800$"}}}""",
        """{"type":"object","required":["a"],"properties":{"a":{"type":"string","pattern":"a{99999999999999999999}"}}}""");

    [Theory]
    [MemberData(nameof(Hostile), DisableDiscoveryEnumeration = true)]
    public async Task Sample_HostileSchema_EndsSmallAndSoon(string schema) => await Sample_SchemaThatNothingSatisfiesOrThatExplodes_EndsSmall(schema);

    [Fact]
    public void Sample_HalfASurrogatePair_IsRefusedAndNoFault()
    {
        JsonElement schema = JsonDocument.Parse("""{"type":"object","required":["\ud800"]}""").RootElement;
        Assert.Equal("ValidationException", Assert.Throws<Emulator.Hosting.AwsErrorException>(() => SchemaSampler.Sample(schema, "text")).Error.Type);
    }

    private static string Many(int count, Func<int, string> item) => string.Join(',', Enumerable.Range(0, count).Select(item));
}

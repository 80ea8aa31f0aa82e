using System.Text;
using System.Text.Json;
using Outcrop.Testing;
using Outcrop.Wire.Json;

namespace Outcrop.Wire.Tests.Json;

public sealed class JsonEnvelopeTests
{
    [Theory]
    [InlineData("{}", "")]
    [InlineData(" \t\r\n{ } \n", "")]
    [InlineData("""{"a":1}""", "a=1")]
    [InlineData(" { \"a\" : 1 , \"b\" : [ 1 , { \"a\" : 2 } ] , \"c\" : \"x,}\" } ", "a=1;b=[ 1 , { \"a\" : 2 } ];c=\"x,}\"")]
    [InlineData("""{"\u006dodel":"x","a\"b":null}""", "model=\"x\";a\"b=null")]
    [InlineData("""{"":true,"é":1e400,"n":-0.0}""", "=true;é=1e400;n=-0.0")]
    [InlineData("""{"a":"\ud83c\udf0d","b":{"a":{"a":1,"a":2}}}""", "a=\"\\ud83c\\udf0d\";b={\"a\":{\"a\":1,\"a\":2}}")]
    public void Scan_AcceptableObject_FindsTheTopLevelMembers(string json, string expected)
    {
        JsonEnvelope envelope = Scan(json);

        Assert.Equal(expected, string.Join(';', envelope.Members.Select(member => $"{member.Name}={Encoding.UTF8.GetString(envelope.GetValue(member).Span)}")));
        Assert.All(envelope.Members, member => Assert.True(envelope.TryGet(member.Name, out JsonMember found) && found == member));
        Assert.False(envelope.TryGet("absent", out _));
    }

    [Theory]
    [InlineData("")]
    [InlineData("   ")]
    [InlineData("[]")]
    [InlineData("\"text\"")]
    [InlineData("null")]
    [InlineData("{")]
    [InlineData("{\"a\"")]
    [InlineData("{\"a\":")]
    [InlineData("{\"a\":1")]
    [InlineData("{\"a\":1,}")]
    [InlineData("{,\"a\":1}")]
    [InlineData("{\"a\":1 \"b\":2}")]
    [InlineData("{\"a\":[1,]}")]
    [InlineData("{\"a\":{\"b\":1,}}")]
    [InlineData("{a:1}")]
    [InlineData("{'a':1}")]
    [InlineData("{\"a\":01}")]
    [InlineData("{\"a\":NaN}")]
    [InlineData("{\"a\":\"\t\"}")]
    [InlineData("{\"a\":\"\\x\"}")]
    [InlineData("{}{}")]
    [InlineData("{} x")]
    [InlineData("{\"a\":1}]")]
    [InlineData("// c\n{}")]
    [InlineData("{/* c */}")]
    [InlineData("{\"a\":1}// c")]
    [InlineData("\uFEFF{}")]
    [InlineData("""{"a":1,"a":2}""")]
    [InlineData("""{"a":1,"\u0061":2}""")]
    [InlineData("""{"a":"\ud83c"}""")]
    [InlineData("""{"a":"\udf0d\ud83c"}""")]
    [InlineData("""{"\ud83c":1}""")]
    [InlineData("""{"a":{"b":["\ud83c x"]}}""")]
    [InlineData("""{"a":{"\udf0d":1}}""")]
    public void Scan_AnythingElse_IsRefusedAsTheSendersFault(string json) => Assert.Throws<JsonEnvelopeException>(() => Scan(json));

    [Theory]
    [InlineData("7B2261223A22FF227D")]
    [InlineData("7B2261223A22C3227D")]
    [InlineData("7B2261223A22EDA080227D")]
    [InlineData("7B22FF223A317D")]
    [InlineData("7B7DFF")]
    [InlineData("7B2261223A22C080227D")]
    public void Scan_BytesThatAreNoUtf8_AreRefused(string hex) => Assert.Throws<JsonEnvelopeException>(() => JsonEnvelope.Scan(Convert.FromHexString(hex)));

    [Fact]
    public void Scan_Depth_IsAcceptedToTheLimitAndRefusedBeyond()
    {
        static string Nested(int levels) => string.Concat(Enumerable.Repeat("{\"a\":", levels - 1)) + "{}" + new string('}', levels - 1);

        Assert.Single(Scan(Nested(JsonEnvelope.MaxDepth)).Members);
        Assert.Throws<JsonEnvelopeException>(() => Scan(Nested(JsonEnvelope.MaxDepth + 1)));
        Assert.Throws<JsonEnvelopeException>(() => Scan("{\"a\":" + new string('[', 1_000_000)));
    }

    [Fact]
    public void Scan_MemberTwice_NamesItWithoutControlOrHalfCharacters()
    {
        string name = "a\\n" + new string('x', 61) + "🌍" + new string('y', 100);
        JsonEnvelopeException fault = Assert.Throws<JsonEnvelopeException>(() => Scan($"{{\"{name}\":1,\"{name}\":2}}"));

        Assert.Contains("'a?xxx", fault.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("\n", fault.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("y", fault.Message.Replace("body", "", StringComparison.Ordinal), StringComparison.Ordinal);
        Assert.DoesNotContain(fault.Message, char.IsSurrogate);
    }

    [Fact]
    public void GetString_OnlyStrings_AreGiven()
    {
        JsonEnvelope envelope = Scan("""{"a":"x\n\u00e9","b":1,"c":null}""");

        Assert.Equal("x\né", envelope.GetString("a"));
        Assert.Null(envelope.GetString("b"));
        Assert.Null(envelope.GetString("c"));
        Assert.Null(envelope.GetString("d"));
    }

    /// <summary>A mutated body is accepted exactly when System.Text.Json, asked for everything separately, accepts it.</summary>
    [Fact]
    public void Scan_MutatedBody_AgreesWithTheOracle()
    {
        int accepted = 0;
        int refused = 0;
        Seeds.ForEach(3_000, random =>
        {
            byte[] bytes = Encoding.UTF8.GetBytes(RandomJson.Object(random));
            for (int left = random.Next(0, 3); left > 0; left--)
            {
                bytes[random.Next(bytes.Length)] = random.Next(3) == 0 ? (byte)random.Next(256) : "{}[]\",:\\u0 \n"u8[random.Next(12)];
            }

            bool expected = JsonOracle.Accepts(bytes);
            bool actual = true;
            try
            {
                JsonEnvelope.Scan(bytes);
            }
            catch (JsonEnvelopeException)
            {
                actual = false;
            }

            Assert.True(expected == actual, $"Oracle {expected}, envelope {actual}: {Encoding.UTF8.GetString(bytes)}");
            _ = actual ? accepted++ : refused++;
        });
        Assert.True(accepted > 300 && refused > 300, $"{accepted} accepted, {refused} refused: the cases are one-sided.");
    }

    private static JsonEnvelope Scan(string json) => JsonEnvelope.Scan(Encoding.UTF8.GetBytes(json));
}

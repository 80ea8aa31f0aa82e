using System.Text;
using Outcrop.Bedrock.Converse;
using Outcrop.Bedrock.Errors;

namespace Outcrop.Bedrock.Tests.Converse;

public class ConverseResponseReaderTests
{
    [Fact]
    public void Read_MembersWithoutAModel_AreKeptRaw()
    {
        const string Json = """{"metrics":{"latencyMs":7},"output":{"message":{"content":[{"text":"a"},{"new":{"x":1.50}},{"text":"b"}],"role":"assistant"}},"stopReason":"brand_new","trace":{"guardrail":{}},"usage":{"inputTokens":1,"outputTokens":2,"serverToolUsage":{},"totalTokens":3}}""";

        ConverseResponse answer = ConverseResponseReader.Read(Encoding.UTF8.GetBytes(Json), "id");

        Assert.Equal(("ab", "brand_new", "id", 7L), (answer.Text, answer.StopReason.Value, answer.RequestId, answer.LatencyMilliseconds!.Value));
        Assert.Equal("""{"x":1.50}""", Assert.IsType<UnknownBlock>(answer.Message.Content[1]).Value.ToString());
        Assert.Equal("""{"guardrail":{}}""", answer.AdditionalMembers["trace"].ToString());
        Assert.Equal("""{"serverToolUsage":{}}""", answer.Usage!.Additional.ToString());
    }

    [Theory]
    [InlineData("""{"Output":{"__type":"com.amazon.coral.service#UnknownOperationException"},"Version":"1.0"}""")]
    [InlineData("""{"output":{"message":{"content":[]}}}""")]
    [InlineData("""{"stopReason":"end_turn"}""")]
    [InlineData("""{"output":3,"stopReason":"end_turn"}""")]
    [InlineData("<html>")]
    [InlineData("")]
    public void Read_BodyThatIsNoAnswer_IsAnError(string body)
    {
        // acceptance 4.1 row 15: HTTP 200 with UnknownOperationException is no answer.
        var fault = Assert.Throws<BedrockException>(() => ConverseResponseReader.Read(Encoding.UTF8.GetBytes(body)));

        Assert.Equal(BedrockErrorKind.UnexpectedResponse, fault.Kind);
    }
}

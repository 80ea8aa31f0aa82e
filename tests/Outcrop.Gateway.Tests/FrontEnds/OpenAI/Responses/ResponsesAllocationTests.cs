namespace Outcrop.Gateway.Tests.FrontEnds.OpenAI.Responses;

/// <summary>One more text event costs no memory of its own; what the answer says again at its end is gathered in pooled memory.</summary>
public class ResponsesAllocationTests
{
    [Theory]
    [InlineData("""{"contentBlockIndex":0,"delta":{"text":" word\nand"},"p":"abcdefgh"}""")]
    [InlineData("""{"contentBlockIndex":0,"delta":{"reasoningContent":{"text":" word\nand"}},"p":"abcdefgh"}""")]
    public async Task Stream_MoreTextEventsInOneRead_AllocateNothing(string delta)
    {
        byte[] few = Body(delta, 4);
        byte[] many = Body(delta, 40);

        // The least of many runs: the pool is everybody's, and may be found empty.
        long ofFew = long.MaxValue;
        long ofMany = long.MaxValue;
        for (int i = 0; i < 64; i++)
        {
            ofFew = Math.Min(ofFew, (await RelayRun.OfAsync(few, keep: false)).Allocated);
            ofMany = Math.Min(ofMany, (await RelayRun.OfAsync(many, keep: false)).Allocated);
        }

        Assert.Equal(ofFew, ofMany);
    }

    private static byte[] Body(string delta, int events) => WireBody.Of(
        [("messageStart", """{"role":"assistant"}"""), .. Enumerable.Repeat(("contentBlockDelta", delta), events), ("messageStop", """{"stopReason":"end_turn"}""")]);
}

using Outcrop.Recordings;

namespace Outcrop.Bedrock.Tests.Recordings;

/// <summary>The walk is only worth what its comparison is: each difference must be seen.</summary>
public class AnswerTests
{
    public static TheoryData<string> Members => ["text", "reasoning", "signature", "stop", "input", "output", "read", "write", "error", "frame", "call", "arguments"];

    [Theory]
    [MemberData(nameof(Members))]
    public void DifferenceTo_OneMemberDiffers_IsSeen(string member)
    {
        Answer expected = Make();
        Answer ours = Make();
        Assert.Null(ours.DifferenceTo(expected));

        switch (member)
        {
            case "text": ours.Text += "!"; break;
            case "reasoning": ours.Reasoning += "!"; break;
            case "signature": ours.Signature += "!"; break;
            case "stop": ours.StopReason = "max_tokens"; break;
            case "input": ours.Input++; break;
            case "output": ours.Output = null; break;
            case "read": ours.CacheRead++; break;
            case "write": ours.CacheWrite++; break;
            case "error": ours.ErrorKind = "Validation"; break;
            case "frame": ours.StopFrame = 3; break;
            case "call": ours.ToolCalls.Clear(); break;
            case "arguments": ours.ToolCalls[0] = ours.ToolCalls[0] with { Arguments = """{"a":2}""" }; break;
            default: throw new InvalidOperationException(member);
        }

        Assert.NotNull(ours.DifferenceTo(expected));
    }

    [Fact]
    public void DifferenceTo_ArgumentsInAnotherOrder_IsNone()
    {
        Answer ours = Make();
        ours.ToolCalls[0] = ours.ToolCalls[0] with { Arguments = """{ "b":[1.0], "a":1 }""" };
        Answer expected = Make();
        expected.ToolCalls[0] = expected.ToolCalls[0] with { Arguments = """{"a":1,"b":[1]}""" };

        Assert.Null(ours.DifferenceTo(expected));
    }

    private static Answer Make()
    {
        var answer = new Answer { Text = "t", Reasoning = "r", Signature = "s", StopReason = "end_turn", Input = 1, Output = 2, CacheRead = 3, CacheWrite = 4 };
        answer.ToolCalls.Add(new ToolCall("id", "name", """{"a":1}"""));
        return answer;
    }
}

using Outcrop.Bedrock.Converse;
using Outcrop.Bedrock.Rules.Tools;

namespace Outcrop.Bedrock.Rules;

/// <summary>What was done to a request that must be undone in its answer: names that were changed, and the tool that stands for a structured answer. Only read once the request is prepared.</summary>
internal sealed class AnswerChanges
{
    /// <summary>Names of tools.</summary>
    public NameMap Names { get; } = new();

    /// <summary>Ids of calls, which may also hold dots and colons.</summary>
    public NameMap Ids { get; } = new(".:");

    /// <summary>The tool whose arguments are the answer's text; <see langword="null"/> when there is none.</summary>
    public string? AnswerTool { get; set; }

    /// <summary>Whether the answer must come through a tool, so that text beside it is no part of it.</summary>
    public bool OnlyAnswerTool { get; set; }

    /// <summary>Whether the model was told not to reason.</summary>
    public bool ReasoningOff { get; set; }

    /// <summary>Whether the answer goes to the caller as it comes.</summary>
    public bool IsEmpty => AnswerTool is null && Names.IsEmpty && Ids.IsEmpty;

    /// <summary>The answer as the caller expects it.</summary>
    /// <param name="answer">The answer as it came.</param>
    public ConverseResponse Restore(ConverseResponse answer)
    {
        if (IsEmpty)
        {
            return answer;
        }

        bool answered = AnswerTool is not null && answer.Message.Content.Any(block => block is ToolUseBlock call && call.Name == AnswerTool);
        var content = new List<ContentBlock>(answer.Message.Content.Count);
        bool calls = false;
        bool given = false;
        foreach (ContentBlock block in answer.Message.Content)
        {
            switch (block)
            {
                case ToolUseBlock call when answered && call.Name == AnswerTool:
                    // A second answer beside the first would make both unreadable.
                    if (!given)
                    {
                        content.Add(new TextBlock(call.Input.ToString()));
                    }

                    given = true;
                    break;
                case ToolUseBlock call:
                    calls |= call.Type != "server_tool_use";
                    content.Add(call with { Name = Names.Given(call.Name), ToolUseId = Ids.Given(call.ToolUseId) });
                    break;
                case TextBlock or CitationsBlock when answered:
                    break;
                default:
                    content.Add(block);
                    break;
            }
        }

        return new ConverseResponse
        {
            Message = new Message(answer.Message.Role, content) { Additional = answer.Message.Additional, Dialect = answer.Message.Dialect },
            StopReason = StopOf(answer.StopReason, answered && !calls),
            Usage = answer.Usage,
            LatencyMilliseconds = answer.LatencyMilliseconds,
            RequestId = answer.RequestId,
            Dropped = answer.Dropped,
            Adjusted = answer.Adjusted,
            AdditionalMembers = answer.AdditionalMembers,
        };
    }

    /// <summary>A structured answer through a tool is an end, not a call.</summary>
    /// <param name="stop">The reason as it came.</param>
    /// <param name="answered">Whether the answer's tool was called and no other.</param>
    public static StopReason StopOf(StopReason stop, bool answered) => answered && stop == StopReason.ToolUse ? StopReason.EndTurn : stop;
}

using System.Text;
using Outcrop.Bedrock.Converse;

namespace Outcrop.Bedrock.Families.TextPrompts;

/// <summary>A conversation as a family sees it that knows nothing but text: the system prompt and alternating turns. What text cannot hold is refused, or dropped where the answer would be the same without it.</summary>
internal sealed class TextConversation
{
    private readonly string _family;
    private readonly ICollection<DroppedParameter> _dropped;

    private TextConversation(string family, ICollection<DroppedParameter> dropped)
    {
        _family = family;
        _dropped = dropped;
    }

    /// <summary>The system prompts, joined by an empty line; empty when there are none.</summary>
    public string System { get; set; } = "";

    /// <summary>The turns; two of the same role never follow each other.</summary>
    public List<TextTurn> Turns { get; } = [];

    /// <summary>Reads a request.</summary>
    /// <param name="family">The family's name, for refusals.</param>
    /// <param name="request">The request.</param>
    /// <param name="dropped">Collects what is left out.</param>
    /// <exception cref="Errors.BedrockException">The conversation holds an image, a document, a tool call or its result, or has no turn.</exception>
    public static TextConversation Read(string family, ConverseRequest request, ICollection<DroppedParameter> dropped)
    {
        var conversation = new TextConversation(family, dropped) { };
        conversation.System = conversation.Join(request.System, "system", "\n\n");
        for (int i = 0; i < request.Messages.Count; i++)
        {
            string text = conversation.Join(request.Messages[i].Content, $"messages[{i}].content", "\n");
            conversation.Add(request.Messages[i].Role, text);
        }

        return conversation.Turns.Count > 0 ? conversation : throw FamilyRequest.Refuse(family, "messages", "request without a message");
    }

    /// <summary>A conversation that was read out of a prompt.</summary>
    /// <param name="system">The system prompt.</param>
    /// <param name="turns">The turns.</param>
    public static TextConversation Of(string system, IEnumerable<TextTurn> turns)
    {
        var conversation = new TextConversation("", []) { System = system };
        conversation.Turns.AddRange(turns);
        return conversation;
    }

    /// <summary>Adds the turns to a request, each as a message.</summary>
    public void AddTo(ConverseRequest request)
    {
        if (System.Length > 0)
        {
            request.System.Add(new TextBlock(System));
        }

        foreach (TextTurn turn in Turns)
        {
            request.Messages.Add(new Message(turn.IsAssistant ? ConversationRole.Assistant : ConversationRole.User, turn.Text));
        }
    }

    /// <summary>Reads a plain script. A text that is none is one text of the user's.</summary>
    /// <inheritdoc cref="ToScript"/>
    public static TextConversation FromScript(string script, string user, string assistant)
    {
        var single = Of("", [new TextTurn(false, script)]);
        int start = script.StartsWith(user + ": ", StringComparison.Ordinal) || script.StartsWith(assistant + ": ", StringComparison.Ordinal) ? 0 : FirstTurn(script, user, assistant);
        if (start < 0)
        {
            return single;
        }

        string system = start == 0 ? "" : script[..(start - 2)];
        List<TextTurn> turns = PromptParser.ReadScript(script[start..], user, assistant);
        return turns.Count == 0 ? single : Of(system, turns);
    }

    private static int FirstTurn(string script, string user, string assistant)
    {
        int a = script.IndexOf($"\n\n{user}: ", StringComparison.Ordinal);
        int b = script.IndexOf($"\n\n{assistant}: ", StringComparison.Ordinal);
        int at = a < 0 ? b : b < 0 ? a : Math.Min(a, b);
        return at < 0 ? -1 : at + 2;
    }

    /// <summary>The turns as a plain script: the system prompt, then a line for each turn with its speaker, then the speaker who is to answer.</summary>
    /// <param name="user">The user's name in the script.</param>
    /// <param name="assistant">The model's name in the script.</param>
    /// <returns>A single text of the user's stays just that text, as the models' own examples have it.</returns>
    public string ToScript(string user, string assistant)
    {
        if (System.Length == 0 && Turns is [{ IsAssistant: false } only])
        {
            return only.Text;
        }

        // A line that begins with a speaker's name would be a turn of that speaker's.
        string[] marks = [$"\n{user}:", $"\n{assistant}:"];
        string system = TemplateTokens.Break("\n" + System, marks);
        bool broken = system.Length != System.Length + 1;
        TemplateTokens.BreakTurns(this, marks, _dropped, broken);
        var script = new StringBuilder();
        if (System.Length > 0)
        {
            script.Append(system.AsSpan(1)).Append("\n\n");
        }

        foreach (TextTurn turn in Turns)
        {
            script.Append(turn.IsAssistant ? assistant : user).Append(": ").Append(turn.Text).Append('\n');
        }

        // A last turn of the model's own is the beginning of its answer: it goes on from there.
        return Turns[^1].IsAssistant ? script.ToString(0, script.Length - 1) : script.Append(assistant).Append(':').ToString();
    }

    private void Add(ConversationRole role, string text)
    {
        if (role == ConversationRole.System)
        {
            System = System.Length == 0 ? text : System + "\n\n" + text;
            return;
        }

        bool assistant = role == ConversationRole.Assistant;
        if (Turns.Count > 0 && Turns[^1].IsAssistant == assistant)
        {
            Turns[^1] = new TextTurn(assistant, Turns[^1].Text + "\n" + text);
        }
        else
        {
            Turns.Add(new TextTurn(assistant, text));
        }
    }

    private string Join(IList<ContentBlock> blocks, string path, string separator)
    {
        var text = new StringBuilder();
        for (int i = 0; i < blocks.Count; i++)
        {
            if (TextOf(_family, blocks[i], $"{path}[{i}]", _dropped) is not { } piece || string.IsNullOrWhiteSpace(piece))
            {
                continue;
            }

            text.Append(text.Length == 0 ? "" : separator).Append(piece);
        }

        return text.ToString();
    }

    /// <summary>The text of a block; <see langword="null"/> when it is left out.</summary>
    /// <param name="family">The family's name, for refusals.</param>
    /// <param name="block">The block.</param>
    /// <param name="path">Where it stands.</param>
    /// <param name="dropped">Collects what is left out.</param>
    /// <exception cref="Errors.BedrockException">The block means something that text cannot hold.</exception>
    public static string? TextOf(string family, ContentBlock block, string path, ICollection<DroppedParameter> dropped)
    {
        switch (block)
        {
            case TextBlock text:
                return text.Text;
            case CitationsBlock cited:
                dropped.Add(new DroppedParameter(path + ".citationsContent.citations", "the family knows text only"));
                return cited.Text;
            case ReasoningBlock or RedactedReasoningBlock:
                dropped.Add(new DroppedParameter(path + ".reasoningContent", "the family knows text only"));
                return null;
            case CachePointBlock:
                dropped.Add(new DroppedParameter(path + ".cachePoint", "the family has no prompt cache"));
                return null;
            case ImageBlock:
                throw FamilyRequest.Refuse(family, path, "images");
            case ToolUseBlock or ToolResultBlock:
                throw FamilyRequest.Refuse(family, path, "tool calls");
            case UnknownBlock unknown:
                throw FamilyRequest.Refuse(family, path, "blocks of the kind " + unknown.Name);
            default:
                throw FamilyRequest.Refuse(family, path, "blocks of the kind " + block.GetType().Name);
        }
    }
}

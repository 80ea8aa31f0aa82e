using System.Text.Json;
using Outcrop.Emulator.Answers;

namespace Outcrop.Emulator.Surfaces;

/// <summary>An item of a response's output.</summary>
/// <param name="Block">The block of the answer that it is.</param>
/// <param name="Index">Its place.</param>
/// <param name="Key">What its id is made of.</param>
/// <param name="CallKey">What a call's id is made of.</param>
internal sealed record ResponseItem(AnswerBlock Block, int Index, string Key, string CallKey)
{
    public string MessageId => "msg_" + Key;

    public string CallItemId => "fc_" + Key;

    /// <summary>Mantle counts the parts of all items through: a message behind reasoning has its part at 1.</summary>
    public int ContentIndex => Index;

    public string Text => Block switch
    {
        TextAnswer text => text.Text,
        ReasoningAnswer reasoning => reasoning.Text,
        _ => "",
    };

    public IReadOnlyList<string> Tokens => Block switch
    {
        TextAnswer text => text.Tokens,
        ReasoningAnswer reasoning => reasoning.Tokens,
        _ => [],
    };

    /// <param name="json">Where it goes.</param>
    /// <param name="status">How far it is.</param>
    /// <param name="open">Whether its content is still to come.</param>
    public void Write(Utf8JsonWriter json, string status, bool open)
    {
        json.WriteStartObject();
        switch (Block)
        {
            case ToolAnswer tool:
                json.WriteString("arguments"u8, open ? "" : tool.InputJson);
                json.WriteString("call_id"u8, "call_" + CallKey);
                json.WriteString("item_id"u8, CallItemId);
                json.WriteString("name"u8, tool.Name);
                json.WriteNumber("output_index"u8, Index);
                json.WriteString("status"u8, status);
                json.WriteString("type"u8, "function_call"u8);
                break;
            case ReasoningAnswer:
                if (!open)
                {
                    WriteContent(json, open);
                }

                json.WriteString("id"u8, MessageId);
                json.WriteString("status"u8, status);
                json.WriteStartArray("summary"u8);
                json.WriteEndArray();
                json.WriteString("type"u8, "reasoning"u8);
                break;
            default:
                WriteContent(json, open);
                json.WriteString("id"u8, MessageId);
                json.WriteString("role"u8, "assistant"u8);
                json.WriteString("status"u8, status);
                json.WriteString("type"u8, "message"u8);
                break;
        }

        json.WriteEndObject();
    }

    /// <summary>The members of a part; one that was just added has room for log probabilities.</summary>
    public void WritePart(Utf8JsonWriter json, string text, bool added)
    {
        if (Block is TextAnswer)
        {
            json.WriteStartArray("annotations"u8);
            json.WriteEndArray();
            if (added)
            {
                json.WriteStartArray("logprobs"u8);
                json.WriteEndArray();
            }
        }

        json.WriteString("text"u8, text);
        json.WriteString("type"u8, Block is TextAnswer ? "output_text"u8 : "reasoning_text"u8);
    }

    private void WriteContent(Utf8JsonWriter json, bool open)
    {
        json.WriteStartArray("content"u8);
        if (!open)
        {
            json.WriteStartObject();
            WritePart(json, Text, added: false);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }
}

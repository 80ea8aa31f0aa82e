using System.Globalization;
using System.Text.Json;
using Outcrop.Emulator.Answers;
using Outcrop.Emulator.Hosting;
using Outcrop.Emulator.Personas;
using Outcrop.Emulator.Streaming;

namespace Outcrop.Emulator.Surfaces;

/// <summary>Answers of the Responses API as mantle writes them: members in alphabetical order, and whole items where OpenAI has ids of its own.</summary>
internal sealed class ResponseWriter
{
    private const string IdAlphabet = "abcdefghijklmnopqrstuvwxyz234567";

    private readonly Utf8JsonWriter _json;
    private readonly SurfaceExchange _surface;
    private readonly JsonElement _body;
    private readonly string _id;
    private readonly ResponseItem[] _items;
    private int _sequence;

    public ResponseWriter(Utf8JsonWriter json, SurfaceExchange surface, JsonElement body)
    {
        _json = json;
        _surface = surface;
        _body = body;
        Random random = surface.Exchange.Random;
        _id = "resp_" + new string(random.GetItems<char>(IdAlphabet, 52));
        _items = [.. surface.Exchange.Answer.Blocks.Where(block => block is not RedactedAnswer)
            .Select((block, index) => new ResponseItem(block, index, $"{random.NextInt64():x16}"[..16], $"{random.NextInt64():x16}"[..16]))];
    }

    private bool Incomplete => _surface.Exchange.Answer.StopReason == Answer.MaxTokens;

    public void Write() => WriteResponse(Incomplete ? "incomplete" : "completed", whole: true, streaming: false);

    public IEnumerable<StreamPart> Stream()
    {
        yield return Event("response.created", PartKind.Structure, () => Response("in_progress", whole: false));
        yield return Event("response.in_progress", PartKind.Structure, () => Response("in_progress", whole: false));
        foreach (ResponseItem item in _items)
        {
            foreach (StreamPart part in item.Block is ToolAnswer tool ? Call(item, tool) : Text(item))
            {
                yield return part;
            }
        }

        yield return Event(Incomplete ? "response.incomplete" : "response.completed", PartKind.Stop, () => Response(Incomplete ? "incomplete" : "completed", whole: true));
    }

    private IEnumerable<StreamPart> Text(ResponseItem item)
    {
        bool reasoning = item.Block is ReasoningAnswer;
        string name = reasoning ? "response.reasoning_text" : "response.output_text";
        string part = reasoning ? "response.reasoning_part" : "response.content_part";
        yield return Event("response.output_item.added", PartKind.Structure, () => Item(item, "in_progress"), item);
        yield return Event(part + ".added", PartKind.Structure, () => Part(item, "", added: true), item);
        foreach (string token in item.Tokens)
        {
            yield return Event(name + ".delta", PartKind.Content, () => Delta(item, "delta", token), item);
        }

        yield return Event(name + ".done", PartKind.Structure, () => Delta(item, "text", item.Text), item);
        yield return Event(part + ".done", PartKind.Structure, () => Part(item, item.Text, added: false), item);
        yield return Event("response.output_item.done", PartKind.Structure, () => Item(item, "completed"), item);
    }

    private IEnumerable<StreamPart> Call(ResponseItem item, ToolAnswer tool)
    {
        yield return Event("response.output_item.added", PartKind.Structure, () => Item(item, "in_progress"), item);
        foreach (string fragment in AnthropicStream.Fragments(tool.InputJson))
        {
            yield return Event("response.function_call_arguments.delta", PartKind.Content, () => Argument(item, "delta", fragment), item);
        }

        yield return Event("response.function_call_arguments.done", PartKind.Structure, () => Argument(item, "arguments", tool.InputJson), item);
        yield return Event("response.output_item.done", PartKind.Structure, () => Item(item, "completed"), item);
    }

    /// <summary>Writes an event: what is its own, then its place, number and name.</summary>
    private StreamPart Event(string type, PartKind kind, Action write, ResponseItem? item = null)
    {
        _json.WriteStartObject();
        write();
        if (item is not null)
        {
            _json.WriteNumber("output_index"u8, item.Index);
        }

        _json.WriteNumber("sequence_number"u8, _sequence++);
        _json.WriteString("type"u8, type);
        _json.WriteEndObject();
        return StreamPart.Chunk(kind);
    }

    private void Response(string status, bool whole)
    {
        _json.WritePropertyName("response"u8);
        WriteResponse(status, whole, streaming: true);
    }

    private void Item(ResponseItem item, string status)
    {
        _json.WritePropertyName("item"u8);
        item.Write(_json, status, open: status == "in_progress");
    }

    private void Part(ResponseItem item, string text, bool added)
    {
        _json.WriteNumber("content_index"u8, item.ContentIndex);
        _json.WriteString("item_id"u8, item.MessageId);
        _json.WriteStartObject("part"u8);
        item.WritePart(_json, text, added);
        _json.WriteEndObject();
    }

    private void Delta(ResponseItem item, string member, string text)
    {
        _json.WriteNumber("content_index"u8, item.ContentIndex);
        if (member == "delta")
        {
            _json.WriteString("delta"u8, text);
        }

        _json.WriteString("item_id"u8, item.MessageId);
        if (item.Block is TextAnswer)
        {
            _json.WriteStartArray("logprobs"u8);
            _json.WriteEndArray();
        }

        if (member == "text")
        {
            _json.WriteString("text"u8, text);
        }
    }

    private void Argument(ResponseItem item, string member, string text)
    {
        _json.WriteString(member, text);
        _json.WriteString("item_id"u8, item.CallItemId);
    }

    private void WriteResponse(string status, bool whole, bool streaming)
    {
        // gpt-oss has its time as a float, GPT-5 as a whole number (recorded).
        string seconds = _surface.Exchange.UnixSeconds.ToString(CultureInfo.InvariantCulture);
        _json.WriteStartObject();
        _json.WriteBoolean("background"u8, false);
        _json.WritePropertyName("created_at"u8);
        _json.WriteRawValue(_surface.Model.Contains("gpt-5", StringComparison.Ordinal) ? seconds : seconds + ".0");
        _json.WriteNull("error"u8);
        _json.WriteString("id"u8, _id);
        if (status == "incomplete")
        {
            _json.WriteStartObject("incomplete_details"u8);
            _json.WriteString("reason"u8, "max_output_tokens"u8);
            _json.WriteEndObject();
        }
        else
        {
            _json.WriteNull("incomplete_details"u8);
        }

        Echo("instructions", "null");
        Echo("metadata", streaming ? "null" : "{}");
        _json.WriteString("model"u8, _surface.Model);
        _json.WriteString("object"u8, "response"u8);
        _json.WriteStartArray("output"u8);
        foreach (ResponseItem item in whole ? _items : [])
        {
            item.Write(_json, "completed", open: false);
        }

        _json.WriteEndArray();
        Echo("parallel_tool_calls", "true");
        _json.WriteString("service_tier"u8, streaming ? "auto"u8 : "default"u8);
        _json.WriteString("status"u8, status);
        Echo("temperature", "1.0");
        if (!streaming)
        {
            WriteText();
        }

        Echo("tool_choice", "\"auto\"");
        Echo("tools", "[]");
        Echo("top_p", "1.0");
        _json.WriteString("truncation"u8, "disabled"u8);
        if (whole)
        {
            WriteUsage();
            _surface.Exchange.Guardrail?.WriteInvokeMembers(_json);
        }

        _json.WriteEndObject();
    }

    /// <summary>Gives back what the request said, or what it means where it said nothing.</summary>
    private void Echo(string name, string usual)
    {
        _json.WritePropertyName(name);
        if (JsonMembers.Member(_body, name) is { } given)
        {
            given.WriteTo(_json);
        }
        else
        {
            _json.WriteRawValue(usual);
        }
    }

    private void WriteText()
    {
        _json.WriteStartObject("text"u8);
        _json.WritePropertyName("format"u8);
        if (JsonMembers.Member(_body, "text") is { } text && JsonMembers.Member(text, "format") is { } format)
        {
            format.WriteTo(_json);
        }
        else
        {
            _json.WriteRawValue("""{"type":"text"}""");
        }

        _json.WriteString("verbosity"u8, "medium"u8);
        _json.WriteEndObject();
    }

    private void WriteUsage()
    {
        Exchange exchange = _surface.Exchange;
        _json.WriteStartObject("usage"u8);
        _json.WriteNumber("input_tokens"u8, exchange.InputTokens + exchange.Cache.Read);
        _json.WriteStartObject("input_tokens_details"u8);
        _json.WriteNumber("cached_tokens"u8, exchange.Cache.Read);
        _json.WriteEndObject();
        _json.WriteNumber("output_tokens"u8, exchange.OutputTokens);
        _json.WriteStartObject("output_tokens_details"u8);
        _json.WriteNumber("reasoning_tokens"u8, exchange.Answer.Blocks.OfType<ReasoningAnswer>().Sum(block => block.Tokens.Count));
        _json.WriteEndObject();
        _json.WriteNumber("total_tokens"u8, exchange.TotalTokens);
        _json.WriteEndObject();
    }
}

using System.Text.Json;
using Outcrop.Emulator.Answers;
using Outcrop.Emulator.Hosting;

namespace Outcrop.Emulator.Guardrails;

/// <summary>A guardrail around one call of a model: it looks at the request, then at the answer, and tells what it did. Not thread-safe.</summary>
internal sealed class GuardrailSession(EmulatorCall call, GuardrailVersion guardrail, GuardrailTrace trace, bool converse, bool asynchronous)
{
    private IReadOnlyList<GuardedText> _input = [];
    private GuardrailAssessment? _before;
    private GuardrailAssessment? _after;
    private string? _modelOutput;

    /// <summary>Whether the model was not asked at all.</summary>
    public bool InputBlocked => _before is { Blocked: true };

    public bool Intervened => (_before?.Action ?? GuardrailAction.None) != GuardrailAction.None || (_after?.Action ?? GuardrailAction.None) != GuardrailAction.None;

    public bool Traced => trace != GuardrailTrace.Disabled;

    /// <summary>Looks at the request; what is to be masked, the model never sees.</summary>
    public void Look(IReadOnlyList<GuardedText> texts, Prompt prompt)
    {
        _input = texts;
        _before = GuardrailEngine.Assess(guardrail.Policy, GuardrailSide.Input, texts);
        if (_before.Masked)
        {
            prompt.UserText = GuardrailEngine.Assess(guardrail.Policy, GuardrailSide.Input, [new GuardedText(prompt.UserText)]).Texts[0];
        }
    }

    /// <summary>The answer in place of the model's, where the request was blocked.</summary>
    public Answer BlockedAnswer() => new([Whole(guardrail.Policy.BlockedInput)], StopReason(Answer.EndTurn), null, 0);

    /// <summary>Looks at the model's answer and gives what may go out of it.</summary>
    public Answer Look(Answer answer, bool streaming)
    {
        TextAnswer[] texts = [.. answer.Blocks.OfType<TextAnswer>()];
        _after = GuardrailEngine.Assess(guardrail.Policy, GuardrailSide.Output, [.. texts.Select(text => new GuardedText(text.Text))], _input);
        if (_after.Action != GuardrailAction.None)
        {
            _modelOutput = streaming ? answer.Text : ModelOutput(answer);
        }

        // Asynchronously nothing is held back: the text is on its way when the guardrail speaks, and masking is not possible.
        bool late = asynchronous && streaming;
        if (_after.Blocked)
        {
            TextAnswer message = Whole(guardrail.Policy.BlockedOutput);
            return answer with { Blocks = late ? [.. answer.Blocks, message] : [message], StopReason = StopReason(Answer.EndTurn), StopSequence = null };
        }

        if (late)
        {
            return answer with { StopReason = StopReason(answer.StopReason) };
        }

        // What was held back goes out in one piece.
        int next = 0;
        AnswerBlock[] blocks = [.. answer.Blocks.Select(block => block is TextAnswer text ? text with { Text = _after.Texts[next], Tokens = [_after.Texts[next++]] } : block)];
        return answer with { Blocks = blocks, StopReason = StopReason(answer.StopReason) };
    }

    /// <summary>Writes the member <c>trace</c> of Converse.</summary>
    public void WriteConverseTrace(Utf8JsonWriter json)
    {
        if (!Traced)
        {
            return;
        }

        json.WriteStartObject("trace"u8);
        json.WriteStartObject("guardrail"u8);
        json.WriteString("actionReason"u8, Reason());
        json.WriteStartObject("inputAssessment"u8);
        WriteAssessment(json, _before!);
        json.WriteEndObject();
        if (_after is not null)
        {
            WriteModelOutput(json);
            json.WriteStartObject("outputAssessments"u8);
            json.WriteStartArray(guardrail.Id);
            Writer(json).Write(_after, trace == GuardrailTrace.EnabledFull, nulls: false, call.ElapsedMilliseconds);
            json.WriteEndArray();
            json.WriteEndObject();
        }

        json.WriteEndObject();
        json.WriteEndObject();
    }

    /// <summary>Writes the members that stand at the end of a family's own body.</summary>
    public void WriteInvokeMembers(Utf8JsonWriter json)
    {
        WriteInvokeAction(json);
        if (!Traced)
        {
            return;
        }

        json.WriteStartObject("amazon-bedrock-trace"u8);
        json.WriteStartObject("guardrail"u8);
        json.WriteString("actionReason"u8, Reason());
        json.WriteStartObject("input"u8);
        WriteAssessment(json, _before!);
        json.WriteEndObject();
        if (_after is not null)
        {
            if (_modelOutput is not null)
            {
                WriteModelOutput(json);
            }

            json.WriteStartArray("outputs"u8);
            json.WriteStartObject();
            WriteAssessment(json, _after);
            json.WriteEndObject();
            json.WriteEndArray();
        }

        json.WriteEndObject();
        json.WriteEndObject();
    }

    public void WriteInvokeAction(Utf8JsonWriter json) => json.WriteString("amazon-bedrock-guardrailAction"u8, Intervened ? "INTERVENED"u8 : "NONE"u8);

    private static TextAnswer Whole(string text) => new(text, [text]);

    /// <summary>Converse says that a guardrail intervened; a family's own stop reason says nothing of it.</summary>
    private string StopReason(string usual) => converse && Intervened ? "guardrail_intervened" : usual;

    private string Reason() => _after is null || _after.Reason == _before!.Reason ? _before!.Reason : $"{_before.Reason}\n{_after.Reason}";

    private void WriteAssessment(Utf8JsonWriter json, GuardrailAssessment assessment)
    {
        json.WritePropertyName(guardrail.Id);
        Writer(json).Write(assessment, trace == GuardrailTrace.EnabledFull, nulls: false, call.ElapsedMilliseconds);
    }

    private AssessmentWriter Writer(Utf8JsonWriter json) => new(json, guardrail, ApplyGuardrailEndpoint.Arn(call, guardrail.Id));

    private void WriteModelOutput(Utf8JsonWriter json)
    {
        json.WriteStartArray("modelOutput"u8);
        if (_modelOutput is not null)
        {
            json.WriteStringValue(_modelOutput);
        }

        json.WriteEndArray();
    }

    /// <summary>What the model said, as a body in a string.</summary>
    private static string ModelOutput(Answer answer)
    {
        using var stream = new MemoryStream();
        using (var json = new Utf8JsonWriter(stream, JsonOutput.Options))
        {
            json.WriteStartObject();
            json.WriteStartObject("output"u8);
            json.WriteStartObject("message"u8);
            json.WriteStartArray("content"u8);
            json.WriteStartObject();
            json.WriteString("text"u8, answer.Text);
            json.WriteEndObject();
            json.WriteEndArray();
            json.WriteString("role"u8, "assistant"u8);
            json.WriteEndObject();
            json.WriteEndObject();
            json.WriteString("stopReason"u8, answer.StopReason);
            json.WriteEndObject();
        }

        return System.Text.Encoding.UTF8.GetString(stream.ToArray());
    }
}

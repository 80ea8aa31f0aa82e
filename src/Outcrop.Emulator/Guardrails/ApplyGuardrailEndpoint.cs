using System.Text.Json;
using Outcrop.Emulator.ControlPlane;
using Outcrop.Emulator.Hosting;
using Outcrop.Wire.Buffers;

namespace Outcrop.Emulator.Guardrails;

/// <summary>ApplyGuardrail: a guardrail on its own. The answer's nulls and doubled members are those of recorded answers.</summary>
internal static class ApplyGuardrailEndpoint
{
    /// <param name="call">The request.</param>
    /// <param name="body">Its body, which the service model has been held against.</param>
    /// <param name="idOrArn">The guardrail, decoded.</param>
    /// <param name="version">Its version.</param>
    public static Task InvokeAsync(EmulatorCall call, JsonElement body, string idOrArn, string version)
    {
        GuardrailSide side = RequestJson.Text(body, "source") == "OUTPUT" ? GuardrailSide.Output : GuardrailSide.Input;
        bool full = RequestJson.Text(body, "outputScope") == "FULL";
        List<GuardedText> texts = ReadContent(body);
        GuardrailVersion guardrail = call.State.Services.Guardrails.Find(idOrArn, version)
            ?? throw new AwsErrorException(AwsError.NotFound("The guardrail identifier or version provided in the request does not exist."));
        GuardrailAssessment assessment = GuardrailEngine.Assess(guardrail.Policy, side, texts);

        using var buffer = new PooledBufferWriter(2048);
        using (var json = new Utf8JsonWriter(buffer, JsonOutput.Options))
        {
            Write(json, call, guardrail, side, assessment, full);
        }

        return call.WriteBodyAsync("application/json", buffer.WrittenMemory.ToArray());
    }

    public static string Arn(EmulatorCall call, string id) => $"arn:aws:bedrock:{CallRegion.Of(call)}:{call.State.Options.AccountId}:guardrail/{id}";

    private static void Write(Utf8JsonWriter json, EmulatorCall call, GuardrailVersion guardrail, GuardrailSide side, GuardrailAssessment assessment, bool full)
    {
        string? blocked = assessment.Blocked ? guardrail.Policy.MessageFor(side) : null;
        IReadOnlyList<string> outputs = blocked is not null ? [blocked] : assessment.Masked ? assessment.Texts : [];
        json.WriteStartObject();
        json.WriteString("action"u8, assessment.Action == GuardrailAction.None ? "NONE"u8 : "GUARDRAIL_INTERVENED"u8);
        json.WriteString("actionReason"u8, assessment.Reason);
        json.WriteStartArray("assessments"u8);
        new AssessmentWriter(json, guardrail, Arn(call, guardrail.Id)).Write(assessment, full, nulls: true, call.ElapsedMilliseconds);
        json.WriteEndArray();
        json.WriteString("blockedResponse"u8, blocked);
        AssessmentWriter.WriteCoverage(json, assessment, nulls: true);
        foreach (string name in (ReadOnlySpan<string>)["output", "outputs"])
        {
            json.WriteStartArray(name);
            foreach (string text in outputs)
            {
                json.WriteStartObject();
                json.WriteString("text"u8, text);
                json.WriteEndObject();
            }

            json.WriteEndArray();
        }

        AssessmentWriter.WriteUsage(json, assessment.Units);
        json.WriteEndObject();
    }

    private static List<GuardedText> ReadContent(JsonElement body)
    {
        var texts = new List<GuardedText>();
        foreach (JsonElement block in body.GetProperty("content"u8).EnumerateArray())
        {
            if (block.TryGetProperty("text"u8, out JsonElement text) && text.ValueKind == JsonValueKind.Object)
            {
                texts.Add(GuardedTexts.OfBlock(text));
            }
        }

        return texts;
    }
}

using System.Globalization;
using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Outcrop.Emulator.Answers;
using Outcrop.Emulator.Catalog;
using Outcrop.Emulator.Guardrails;
using Outcrop.Emulator.Hosting;
using Outcrop.Emulator.Images;
using Outcrop.Emulator.Quotas;
using Outcrop.Emulator.Streaming;
using Outcrop.Emulator.Validation;
using Outcrop.Emulator.Validation.ServiceModel;
using Outcrop.Wire.Buffers;

namespace Outcrop.Emulator.Personas;

/// <summary>bedrock-runtime: finds the model, lets its persona read and answer, and sends the answer whole or in frames.</summary>
internal sealed class RuntimeEndpoint(EmulatorState state)
{
    private const string EventStream = "application/vnd.amazon.eventstream";

    public async Task InvokeAsync(EmulatorCall call)
    {
        // The layer in front checks what it can read before anyone asks for the model; InvokeModel's body is the model's own.
        using JsonDocument? read = call.Route.Operation is "InvokeModel" or "InvokeModelWithResponseStream" || call.Script?.RawBody is not null ? null : Parse(call.Body, invoke: false);
        ServiceModelCheck.Check(call.Route.Operation!, read?.RootElement, call.Http.Request, ("modelId", call.Route.Resource));
        ResolvedModel model = state.Models.Resolve(call.Route.Resource!, RequestRegion.Of(call.Http.Request.Headers), invoked: call.Route.Operation != "CountTokens");
        bool invoke = call.Route.Operation is "InvokeModel" or "InvokeModelWithResponseStream";
        bool streaming = call.Route.Operation is "ConverseStream" or "InvokeModelWithResponseStream";
        if (call.Script is { RawBody: { } raw } script)
        {
            await SendRawAsync(call, script, raw, streaming);
            return;
        }

        using JsonDocument document = read ?? Parse(call.Body, invoke);
        JsonElement body = document.RootElement;
        if (call.Route.Operation == "CountTokens")
        {
            await CountTokensEndpoint.InvokeAsync(call, model, body);
            return;
        }

        Persona? persona = invoke ? PersonaOf(model) : null;
        if (invoke && streaming && !model.Line.Streaming)
        {
            throw new AwsErrorException(AwsError.Validation("The model is unsupported for streaming."));
        }

        Prompt prompt;
        try
        {
            prompt = Read(body, model, persona, streaming);
        }
        catch (AwsErrorException refusal) when (refusal.InStream)
        {
            await RefuseInStreamAsync(call, refusal.Error, persona);
            return;
        }

        PromptExtras.Read(body, model.Line.Family == "anthropic", prompt);
        GuardrailSession? guardrail = persona is null ? GuardrailSettings.OfConverse(call, body) : GuardrailSettings.OfInvoke(call, body);
        Exchange exchange = ExchangeFactory.Create(call, model, prompt, body, guardrail, converse: persona is null, streaming);
        using QuotaReservation? quota = state.Quotas.Reserve(
            new QuotaKey(call.Caller!.Account, call.Region, model.BaseId), prompt.InputTokens, prompt.MaxTokens, model.Line.MaxTokens);
        await call.Pacing.FirstTokenAsync();
        if (streaming)
        {
            await StreamAsync(call, exchange, persona, body);
        }
        else
        {
            await AnswerAsync(call, exchange, persona, body);
        }

        // What is written to a cache counts like input, what is read from one not at all.
        quota?.Settle(exchange.InputTokens + exchange.Cache.Write, exchange.OutputTokens);
    }

    /// <exception cref="AwsErrorException">The model has no such operation.</exception>
    public static Persona PersonaOf(ResolvedModel model) =>
        PersonaList.Find(model.Line.Family) ?? throw new InvalidOperationException($"No persona for the family {model.Line.Family}.");

    /// <summary>A member whose JSON type is wrong where no reader looks at the type is refused here, once for all of them.</summary>
    private static Prompt Read(JsonElement body, ResolvedModel model, Persona? persona, bool streaming)
    {
        try
        {
            Prompt prompt = persona?.Read(body, model, streaming) ?? ConverseReader.Read(body, model, streaming);
            RequestRules.CheckContext(prompt, model.Line, converse: persona is null);
            return prompt;
        }
        catch (InvalidOperationException)
        {
            throw NotReadable(persona is not null);
        }
    }

    /// <summary>The refusal as the stream's only frame.</summary>
    private static async Task RefuseInStreamAsync(EmulatorCall call, AwsError error, Persona? persona)
    {
        if (persona is not null)
        {
            call.Http.Response.Headers["X-Amzn-Bedrock-Content-Type"] = "application/json";
        }

        call.Script = new EmulatorScript { ExceptionType = char.ToLowerInvariant(error.Type[0]) + error.Type[1..], ExceptionMessage = error.Message };
        using var stream = new FrameStream(call);
        await stream.StartAsync(EventStream);
        await stream.CompleteAsync();
    }

    private async Task StreamAsync(EmulatorCall call, Exchange exchange, Persona? persona, JsonElement body)
    {
        if (persona is not null)
        {
            call.Http.Response.Headers["X-Amzn-Bedrock-Content-Type"] = "application/json";
        }

        using var stream = new FrameStream(call);
        await stream.StartAsync(EventStream);
        using var payload = new PooledBufferWriter(1024);
        using var wrapped = new PooledBufferWriter(1024);
        using var json = new Utf8JsonWriter(payload, JsonOutput.Options);
        bool first = true;
        foreach (StreamPart part in persona?.Stream(json, exchange, body) ?? ConverseWriter.Stream(json, exchange))
        {
            json.Flush();
            if (part.Kind == PartKind.Content)
            {
                if (first)
                {
                    exchange.FirstByteMilliseconds = exchange.LatencyMilliseconds;
                }
                else
                {
                    await call.Pacing.TokenAsync();
                }

                first = false;
            }

            if (!part.IsOmittedBy(call.Script, invoke: persona is not null))
            {
                ReadOnlyMemory<byte> frame = persona is null ? payload.WrittenMemory : InvokeChunk.Wrap(payload.WrittenSpan, wrapped, call.Random);
                if (!await stream.SendAsync(part.EventType, frame))
                {
                    return;
                }
            }

            payload.Clear();
            json.Reset();
        }

        await stream.CompleteAsync();
    }

    private static async Task AnswerAsync(EmulatorCall call, Exchange exchange, Persona? persona, JsonElement body)
    {
        using var buffer = new PooledBufferWriter(2048);
        using (var json = new Utf8JsonWriter(buffer, JsonOutput.Options))
        {
            if (persona is null)
            {
                ConverseWriter.WriteAnswer(json, exchange);
            }
            else
            {
                persona.WriteAnswer(json, exchange, body);
            }
        }

        if (persona is not null)
        {
            WriteInvokeHeaders(call, exchange);
            if (exchange.Guardrail is not null)
            {
                await call.WriteBodyAsync("application/json", WithGuardrail(buffer.WrittenSpan, exchange.Guardrail));
                return;
            }
        }

        await call.WriteBodyAsync("application/json", buffer.WrittenMemory);
    }

    /// <summary>A family's own body with the guardrail's members behind its last.</summary>
    private static byte[] WithGuardrail(ReadOnlySpan<byte> body, GuardrailSession guardrail)
    {
        using var members = new PooledBufferWriter(512);
        using (var json = new Utf8JsonWriter(members, JsonOutput.Options))
        {
            json.WriteStartObject();
            guardrail.WriteInvokeMembers(json);
            json.WriteEndObject();
        }

        return [.. body[..^1], (byte)',', .. members.WrittenSpan[1..]];
    }

    /// <summary>The counts that InvokeModel, and only it, gives in headers.</summary>
    private static void WriteInvokeHeaders(EmulatorCall call, Exchange exchange)
    {
        IHeaderDictionary headers = call.Http.Response.Headers;
        headers["X-Amzn-Bedrock-Invocation-Latency"] = exchange.LatencyMilliseconds.ToString(CultureInfo.InvariantCulture);
        if (exchange.Blocked || ImagePersona.Draws(exchange.Model.Line))
        {
            return;
        }

        headers["X-Amzn-Bedrock-Input-Token-Count"] = exchange.InputTokens.ToString(CultureInfo.InvariantCulture);
        if (!exchange.Model.Line.Embedding)
        {
            headers["X-Amzn-Bedrock-Output-Token-Count"] = exchange.OutputTokens.ToString(CultureInfo.InvariantCulture);
        }

        if (exchange.Model.Line.Caching)
        {
            headers["X-Amzn-Bedrock-Cache-Read-Input-Token-Count"] = exchange.Cache.Read.ToString(CultureInfo.InvariantCulture);
            headers["X-Amzn-Bedrock-Cache-Write-Input-Token-Count"] = exchange.Cache.Write.ToString(CultureInfo.InvariantCulture);
        }
    }

    private static async Task SendRawAsync(EmulatorCall call, EmulatorScript script, byte[] raw, bool streaming)
    {
        call.Http.Response.StatusCode = script.Status ?? StatusCodes.Status200OK;
        if (!streaming)
        {
            await call.WriteBodyAsync(script.RawContentType ?? "application/json", raw);
            return;
        }

        using var stream = new FrameStream(call);
        await stream.StartAsync(script.RawContentType ?? EventStream);
        if (await stream.SendRawAsync(raw))
        {
            await stream.CompleteAsync();
        }
    }

    private static JsonDocument Parse(ReadOnlyMemory<byte> body, bool invoke)
    {
        JsonDocument? document = null;
        try
        {
            document = JsonDocument.Parse(body, new JsonDocumentOptions { MaxDepth = 256 });
            if (document.RootElement.ValueKind == JsonValueKind.Object)
            {
                return document;
            }
        }
        catch (JsonException)
        {
            // Refused below, like a body that is JSON but no object.
        }

        document?.Dispose();
        throw NotReadable(invoke);
    }

    private static AwsErrorException NotReadable(bool invoke) => new(invoke
        ? AwsError.Validation("Malformed input request, please reformat your input and try again.")
        : new AwsError(400, "SerializationException", "The request body is not valid for this operation.", AwsErrorLayer.Authentication));
}

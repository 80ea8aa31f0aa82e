using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Outcrop.Emulator.Answers;
using Outcrop.Emulator.Catalog;
using Outcrop.Emulator.ControlPlane;
using Outcrop.Emulator.Guardrails;
using Outcrop.Emulator.Hosting;
using Outcrop.Emulator.Personas;
using Outcrop.Emulator.Quotas;
using Outcrop.Emulator.Streaming;
using Outcrop.Emulator.Verification;
using Outcrop.Wire.Buffers;

namespace Outcrop.Emulator.Surfaces;

/// <summary>
/// The surfaces that speak OpenAI's and Anthropic's own APIs, on bedrock-runtime and on bedrock-mantle. Sources:
/// https://docs.aws.amazon.com/bedrock/latest/userguide/bedrock-mantle.html, https://docs.aws.amazon.com/bedrock/latest/userguide/inference-chat-completions.html, recorded answers.
/// </summary>
internal sealed class SurfaceEndpoint(EmulatorState state)
{
    private const string EventStream = "text/event-stream";

    private static readonly GenericPersona Chat = new();

    private static readonly AnthropicPersona Messages = new();

    public async Task InvokeAsync(EmulatorCall call, CallerIdentity caller)
    {
        SurfaceHost.AddHeaders(call);
        if (call.Route.Operation is "ListModels" or "RetrieveModel")
        {
            await ServiceEndpoint.WriteAsync(call, json =>
            {
                if (call.Route.Resource is null)
                {
                    SurfaceModels.WriteList(json);
                }
                else
                {
                    SurfaceModels.WriteOne(json, call.Route.Resource);
                }
            });
            return;
        }

        using JsonDocument document = RequestJson.Parse(call);
        JsonElement body = document.RootElement;
        string id = RequestJson.Text(body, "model") ?? throw Invalid("Missing required parameter: 'model'.");
        ResolvedModel model = SurfaceModels.Resolve(call, id);
        call.Entry.ModelId = id;
        AccessCheck.DemandModel(call, caller, id);
        bool stream = body.TryGetProperty("stream"u8, out JsonElement streaming) && streaming.ValueKind == JsonValueKind.True;
        if (call.Script is { RawBody: { } raw } script)
        {
            await SendRawAsync(call, script, raw, stream);
            return;
        }

        using JsonDocument? claude = call.Route.Operation is "Messages" or "CountMessageTokens" ? AnthropicSurface.ToInvokeBody(body, call.Route.Operation == "CountMessageTokens") : null;
        body = claude?.RootElement ?? body;
        Prompt prompt = Read(call.Route.Operation!, body, model, stream);
        if (call.Route.Operation == "CountMessageTokens")
        {
            await ServiceEndpoint.WriteAsync(call, json =>
            {
                json.WriteStartObject();
                json.WriteNumber("input_tokens"u8, prompt.InputTokens);
                json.WriteEndObject();
            });
            return;
        }

        PromptExtras.Read(body, claude is not null, prompt);
        Exchange exchange = ExchangeFactory.Create(call, model, prompt, body, GuardrailSettings.OfInvoke(call, body), converse: false, stream, metrics: false);
        var surface = new SurfaceExchange(exchange, id, SurfaceHost.IsMantle(call), stream);
        using QuotaReservation? quota = state.Quotas.Reserve(
            new QuotaKey(call.Caller!.Account, call.Region, model.BaseId), prompt.InputTokens, prompt.MaxTokens, model.Line.MaxTokens);
        await call.Pacing.FirstTokenAsync();
        await (stream ? StreamAsync(call, surface, body) : AnswerAsync(call, surface, body));
        quota?.Settle(exchange.InputTokens + exchange.Cache.Write, exchange.OutputTokens);
    }

    private static AwsErrorException Invalid(string message) => new(AwsError.Validation(message));

    /// <summary>A member whose JSON type is wrong where no reader looks at the type is refused here, once for all of them.</summary>
    private static Prompt Read(string operation, JsonElement body, ResolvedModel model, bool stream)
    {
        try
        {
            Prompt prompt = operation switch
            {
                "ChatCompletions" => Chat.Read(body, model, stream),
                "Responses" => ResponsesReader.Read(body),
                _ when model.Line.Family == "anthropic" => Messages.Read(body, model, stream),
                _ => throw Invalid("This model doesn't support the Messages API."),
            };
            prompt.Reasoning |= model.Line.Family == "openai-gpt-oss";
            return prompt;
        }
        catch (InvalidOperationException)
        {
            throw Invalid("The request body is not valid for this operation.");
        }
    }

    private static async Task AnswerAsync(EmulatorCall call, SurfaceExchange surface, JsonElement body)
    {
        if (call.Route.Operation == "Messages")
        {
            call.Http.Response.Headers["request-id"] = call.RequestId;
        }

        await ServiceEndpoint.WriteAsync(call, json =>
        {
            switch (call.Route.Operation)
            {
                case "ChatCompletions":
                    ChatCompletionWriter.Write(json, surface);
                    break;
                case "Responses":
                    new ResponseWriter(json, surface, body).Write();
                    break;
                default:
                    Messages.WriteAnswer(json, surface.Exchange, body);
                    break;
            }
        });
    }

    private static async Task SendRawAsync(EmulatorCall call, EmulatorScript script, byte[] raw, bool streaming)
    {
        call.Http.Response.StatusCode = script.Status ?? StatusCodes.Status200OK;
        if (!streaming)
        {
            await call.WriteBodyAsync(script.RawContentType ?? "application/json", raw);
            return;
        }

        using var stream = new SseStream(call) { Raw = true };
        await stream.StartAsync(script.RawContentType ?? EventStream);
        if (await stream.SendRawAsync(raw))
        {
            await stream.CompleteAsync();
        }
    }

    private async Task StreamAsync(EmulatorCall call, SurfaceExchange surface, JsonElement body)
    {
        using var stream = new SseStream(call);
        await stream.StartAsync(EventStream);
        using var payload = new PooledBufferWriter(1024);
        using var json = new Utf8JsonWriter(payload, JsonOutput.Options);
        IEnumerable<StreamPart> parts = call.Route.Operation switch
        {
            "ChatCompletions" => ChatCompletionWriter.Stream(json, surface, body),
            "Responses" => new ResponseWriter(json, surface, body).Stream(),
            _ => AnthropicStream.Write(json, surface.Exchange),
        };
        bool first = true;
        foreach (StreamPart part in parts)
        {
            json.Flush();
            if (part.Kind == PartKind.Content)
            {
                if (!first)
                {
                    await call.Pacing.TokenAsync();
                }

                first = false;
            }

            if (!part.IsOmittedBy(call.Script, invoke: true) && !await stream.SendAsync(payload.WrittenMemory))
            {
                return;
            }

            payload.Clear();
            json.Reset();
        }

        await stream.CompleteAsync();
    }
}

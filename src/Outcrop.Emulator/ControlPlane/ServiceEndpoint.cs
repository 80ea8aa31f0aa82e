using System.Text.Json;
using Outcrop.Emulator.AsyncInvoke;
using Outcrop.Emulator.Guardrails;
using Outcrop.Emulator.Hosting;
using Outcrop.Emulator.Validation.ServiceModel;
using Outcrop.Wire.Buffers;

namespace Outcrop.Emulator.ControlPlane;

/// <summary>The operations of bedrock-runtime that are not on a model's path.</summary>
internal static class ServiceEndpoint
{
    public static async Task InvokeAsync(EmulatorCall call)
    {
        using JsonDocument document = RequestJson.Parse(call);
        JsonElement body = document.RootElement;
        string? resource = call.Route.Resource;
        string? version = call.Route.Operation == "ApplyGuardrail" ? GuardrailVersionOf(call) : null;
        ServiceModelCheck.Check(
            call.Route.Operation!, body, call.Http.Request, ("guardrailIdentifier", resource), ("guardrailVersion", version), ("invocationArn", resource));
        switch (call.Route.Operation)
        {
            case "ApplyGuardrail":
                await ApplyGuardrailEndpoint.InvokeAsync(call, body, resource!, version!);
                break;
            case "InvokeGuardrailChecks":
                await GuardrailChecksEndpoint.InvokeAsync(call, body);
                break;
            case "StartAsyncInvoke":
                await WriteAsync(call, json => AsyncInvokeEndpoint.Start(call, body, json));
                break;
            case "GetAsyncInvoke":
                await WriteAsync(call, json => AsyncInvokeEndpoint.Get(call, call.Route.Resource!, json));
                break;
            case "ListAsyncInvokes":
                await WriteAsync(call, json => AsyncInvokeEndpoint.List(call, json));
                break;
            default:
                throw new InvalidOperationException($"No operation {call.Route.Operation}.");
        }
    }

    public static async Task WriteAsync(EmulatorCall call, Action<Utf8JsonWriter> write)
    {
        using var buffer = new PooledBufferWriter(4096);
        using (var json = new Utf8JsonWriter(buffer, JsonOutput.Options))
        {
            write(json);
        }

        await call.WriteBodyAsync("application/json", buffer.WrittenMemory);
    }

    /// <summary>The fourth segment of <c>/guardrail/ID/version/VERSION/apply</c>.</summary>
    private static string GuardrailVersionOf(EmulatorCall call) =>
        Uri.UnescapeDataString(OperationRoute.PathOf(call.Entry.RawTarget).ToString().Split('/', StringSplitOptions.RemoveEmptyEntries)[3]);
}

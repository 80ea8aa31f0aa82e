using System.Text.Json;
using Outcrop.Emulator.Guardrails;
using Outcrop.Emulator.Hosting;

namespace Outcrop.Emulator.ControlPlane;

/// <summary>The control plane: models, inference profiles, guardrails, and what it takes to find out which model an ARN stands for.</summary>
internal static class ControlPlaneEndpoint
{
    /// <summary>What is created is kept, unlike a model's input.</summary>
    private const int MaximumBody = 1024 * 1024;

    public static async Task InvokeAsync(EmulatorCall call)
    {
        if (call.Body.Length > MaximumBody)
        {
            throw new AwsErrorException(new AwsError(413, "RequestEntityTooLargeException", "Request body is too large.", AwsErrorLayer.Authentication));
        }

        using JsonDocument document = RequestJson.Parse(call);
        JsonElement body = document.RootElement;
        await ServiceEndpoint.WriteAsync(call, json => Write(call, body, json));
    }

    private static void Write(EmulatorCall call, JsonElement body, Utf8JsonWriter json)
    {
        var writer = new ControlPlaneWriter(json, call.Caller?.Account ?? call.State.Options.AccountId, CallRegion.Of(call));
        string resource = call.Route.Resource ?? "";
        switch (call.Route.Operation)
        {
            case "ListFoundationModels":
                writer.WriteModels(ModelFilter.Read(call));
                break;
            case "GetFoundationModel":
                writer.WriteModel(resource);
                break;
            case "ListInferenceProfiles":
                ProfileList.Write(call, writer, json);
                break;
            case "GetInferenceProfile" when call.State.Services.Profiles.Find(resource) is { } profile:
                ProfileEndpoint.Write(profile, json);
                break;
            case "GetInferenceProfile":
                writer.WriteProfile(resource);
                break;
            case "CreateInferenceProfile":
                ProfileEndpoint.Create(call, body, json);
                break;
            case "DeleteInferenceProfile":
                ProfileEndpoint.Delete(call, resource, json);
                break;
            case "GetProvisionedModelThroughput":
                writer.WriteProvisioned(resource);
                break;
            case "GetCustomModel":
                writer.WriteCustom(resource);
                break;
            case "GetImportedModel":
                writer.WriteImported(resource);
                break;
            case "CreateGuardrail":
                GuardrailControl.Create(call, body, json);
                break;
            case "UpdateGuardrail":
                GuardrailControl.Update(call, resource, body, json);
                break;
            case "CreateGuardrailVersion":
                GuardrailControl.AddVersion(call, resource, body, json);
                break;
            case "DeleteGuardrail":
                GuardrailControl.Delete(call, resource, json);
                break;
            case "ListGuardrails":
                GuardrailControl.List(call, json);
                break;
            case "GetGuardrail":
                GuardrailControl.Get(call, resource, json);
                break;
            default:
                throw new InvalidOperationException($"No control plane operation {call.Route.Operation}.");
        }
    }
}

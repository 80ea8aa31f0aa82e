using System.Text.Json;
using Outcrop.Emulator.Catalog;
using Outcrop.Emulator.Hosting;
using Outcrop.Wire.Buffers;

namespace Outcrop.Emulator.ControlPlane;

/// <summary>As much of the control plane as it takes to find out which model an id or ARN stands for.</summary>
internal static class ControlPlaneEndpoint
{
    public static Task InvokeAsync(EmulatorCall call)
    {
        using var buffer = new PooledBufferWriter(4096);
        using (var json = new Utf8JsonWriter(buffer, JsonOutput.Options))
        {
            var writer = new ControlPlaneWriter(json, call.State.Options.AccountId, RegionOf(call));
            switch (call.Route.Operation)
            {
                case "ListFoundationModels":
                    writer.WriteModels();
                    break;
                case "GetFoundationModel":
                    writer.WriteModel(call.Route.Resource!);
                    break;
                case "ListInferenceProfiles":
                    writer.WriteProfiles(call.Http.Request.Query["type"].ToString());
                    break;
                case "GetInferenceProfile":
                    writer.WriteProfile(call.Route.Resource!);
                    break;
                case "GetProvisionedModelThroughput":
                    writer.WriteProvisioned(call.Route.Resource!);
                    break;
                case "GetCustomModel":
                    writer.WriteCustom(call.Route.Resource!);
                    break;
                case "GetImportedModel":
                    writer.WriteImported(call.Route.Resource!);
                    break;
                default:
                    throw new InvalidOperationException($"No control plane operation {call.Route.Operation}.");
            }
        }

        return call.WriteBodyAsync("application/json", buffer.WrittenMemory.ToArray());
    }

    /// <summary>The region the client signed for; the emulator stands for all of them.</summary>
    private static string RegionOf(EmulatorCall call)
    {
        string[] scope = call.Http.Request.Headers.Authorization.ToString().Split('/');
        return scope.Length > 2 ? scope[2] : "us-east-1";
    }
}

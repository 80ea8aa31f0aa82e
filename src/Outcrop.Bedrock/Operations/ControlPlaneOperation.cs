using System.Text.Json;
using Outcrop.Bedrock.Catalog;
using Outcrop.Bedrock.Errors;
using Outcrop.Bedrock.Transport;

namespace Outcrop.Bedrock.Operations;

/// <summary>The free calls of the control plane. Thread-safe.</summary>
internal sealed class ControlPlaneOperation(BedrockTransport transport, TimeProvider time)
{
    /// <summary>Calls <c>ListFoundationModels</c> and says what the answer tells about the way to it.</summary>
    /// <param name="cancellationToken">The caller's own end.</param>
    public async Task<BedrockProbe> ProbeAsync(CancellationToken cancellationToken)
    {
        long started = time.GetTimestamp();
        return await transport.SendWholeAsync(
            new BedrockCall { Service = BedrockService.ControlPlane, Method = HttpMethod.Get, Path = "/foundation-models" },
            (response, body) => new BedrockProbe(
                transport.Settings.ControlPlane,
                time.GetElapsedTime(started),
                response.Message.Headers.Date is { } date ? date - time.GetUtcNow() : null,
                ReadModels(body)),
            cancellationToken).ConfigureAwait(false);
    }

    private static List<FoundationModel> ReadModels(ReadOnlyMemory<byte> body)
    {
        try
        {
            using JsonDocument document = JsonDocument.Parse(body);
            var models = new List<FoundationModel>();
            foreach (JsonElement model in document.RootElement.GetProperty("modelSummaries").EnumerateArray())
            {
                models.Add(new FoundationModel(
                    Text(model, "modelId") ?? "",
                    Text(model, "modelName") ?? "",
                    Text(model, "providerName") ?? "",
                    model.TryGetProperty("modelLifecycle", out JsonElement lifecycle) && lifecycle.ValueKind == JsonValueKind.Object ? Text(lifecycle, "status") : null));
            }

            return models;
        }
        catch (Exception fault) when (fault is JsonException or KeyNotFoundException or InvalidOperationException)
        {
            throw new BedrockException(BedrockErrorKind.UnexpectedResponse, "The answer is no list of foundation models.", fault) { StatusCode = 200 };
        }
    }

    private static string? Text(JsonElement element, string name) =>
        element.TryGetProperty(name, out JsonElement value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;
}

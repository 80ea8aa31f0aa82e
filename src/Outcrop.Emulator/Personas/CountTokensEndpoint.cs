using System.Globalization;
using System.Text;
using System.Text.Json;
using Outcrop.Emulator.Answers;
using Outcrop.Emulator.Catalog;
using Outcrop.Emulator.Hosting;

namespace Outcrop.Emulator.Personas;

/// <summary>CountTokens: the same count that the answer's usage would have. As on AWS, Claude only, and not by a region-prefixed id.</summary>
internal static class CountTokensEndpoint
{
    public static Task InvokeAsync(EmulatorCall call, ResolvedModel model, JsonElement body)
    {
        if (model.Line.Family != "anthropic" || call.Route.Resource != model.BaseId)
        {
            throw new AwsErrorException(AwsError.Validation("The provided model doesn't support counting tokens."));
        }

        JsonElement input = ConverseReader.Member(body, "input")
            ?? throw new AwsErrorException(AwsError.Validation("1 validation error detected: Value null at 'input' failed to satisfy constraint: Member must not be null"));
        int tokens;
        if (ConverseReader.Member(input, "converse") is { } converse)
        {
            tokens = ConverseReader.Read(converse, model, streaming: false).InputTokens;
        }
        else if (ConverseReader.Member(input, "invokeModel") is { } invoke && ConverseReader.Member(invoke, "body") is { } base64 && base64.TryGetBytesFromBase64(out byte[]? bytes))
        {
            using JsonDocument document = JsonDocument.Parse(bytes);
            tokens = RuntimeEndpoint.PersonaOf(model).Read(document.RootElement, model, streaming: false).InputTokens;
        }
        else
        {
            throw new AwsErrorException(AwsError.Validation("The input must be either converse or invokeModel."));
        }

        return call.WriteBodyAsync("application/json", Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{{\"inputTokens\":{tokens}}}")));
    }
}

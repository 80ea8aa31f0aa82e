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

        JsonElement input = body.GetProperty("input"u8);
        int tokens;
        if (ConverseReader.Member(input, "converse") is { } converse)
        {
            tokens = ConverseReader.Read(converse, model, streaming: false).InputTokens;
        }
        else
        {
            byte[] bytes = input.GetProperty("invokeModel"u8).GetProperty("body"u8).GetBytesFromBase64();
            using JsonDocument document = JsonDocument.Parse(bytes);
            tokens = RuntimeEndpoint.PersonaOf(model).Read(document.RootElement, model, streaming: false).InputTokens;
        }

        return call.WriteBodyAsync("application/json", Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{{\"inputTokens\":{tokens}}}")));
    }
}

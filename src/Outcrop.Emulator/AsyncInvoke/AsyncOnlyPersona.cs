using System.Text.Json;
using Outcrop.Emulator.Answers;
using Outcrop.Emulator.Catalog;
using Outcrop.Emulator.Hosting;
using Outcrop.Emulator.Personas;
using Outcrop.Emulator.Streaming;

namespace Outcrop.Emulator.AsyncInvoke;

/// <summary>Models that make videos, which only StartAsyncInvoke can ask.</summary>
internal sealed class AsyncOnlyPersona : Persona
{
    public override string Family => "async-only";

    public override Prompt Read(JsonElement body, ResolvedModel model, bool streaming) =>
        throw new AwsErrorException(AwsError.Validation("This model doesn't support synchronous invocation. Use StartAsyncInvoke."));

    public override void WriteAnswer(Utf8JsonWriter json, Exchange exchange, JsonElement body) => throw new NotSupportedException("Refused when it was read.");

    public override IEnumerable<StreamPart> Stream(Utf8JsonWriter json, Exchange exchange, JsonElement body) => throw new NotSupportedException("Refused when it was read.");
}

using Outcrop.Emulator.Hosting;

namespace Outcrop.Emulator.Faults;

/// <summary>A request as scripts see it. Not thread-safe.</summary>
internal sealed class ScriptedRequest(EmulatorCall call)
{
    private string? _text;

    public string? Operation => call.Route.Operation;

    public string? ModelId => call.Route.Resource;

    public IReadOnlyDictionary<string, string> Headers => call.Entry.Headers;

    /// <summary>The texts of the last message, or of the whole body where there are no messages; read when first asked for.</summary>
    public string Text => _text ??= RequestText.Of(call.Body);
}

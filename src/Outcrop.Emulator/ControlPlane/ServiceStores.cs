using Outcrop.Emulator.Answers;
using Outcrop.Emulator.AsyncInvoke;
using Outcrop.Emulator.Guardrails;

namespace Outcrop.Emulator.ControlPlane;

/// <summary>What requests create and later requests find again. Thread-safe.</summary>
internal sealed class ServiceStores(EmulatorOptions options, TimeProvider clock)
{
    public GuardrailStore Guardrails { get; } = new(options, clock);

    public ProfileStore Profiles { get; } = new();

    public AsyncInvokeStore AsyncInvokes { get; } = new(clock);

    public PromptCache PromptCache { get; } = new(clock);
}

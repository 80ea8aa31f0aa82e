using System.Text.Json;
using Outcrop.Emulator.Answers;
using Outcrop.Emulator.Catalog;
using Outcrop.Emulator.Guardrails;
using Outcrop.Emulator.Hosting;

namespace Outcrop.Emulator.Personas;

/// <summary>Makes an exchange of a request that was read: guardrail, answer, guardrail, prompt cache.</summary>
internal static class ExchangeFactory
{
    /// <param name="call">The request.</param>
    /// <param name="model">The model it asks.</param>
    /// <param name="prompt">What was read of it.</param>
    /// <param name="body">Its body.</param>
    /// <param name="guardrail">The guardrail it wants.</param>
    /// <param name="converse">Whether the body is Converse's.</param>
    /// <param name="streaming">Whether the answer streams.</param>
    /// <param name="metrics">Whether the last chunk has Bedrock's metrics.</param>
    public static Exchange Create(
        EmulatorCall call, ResolvedModel model, Prompt prompt, JsonElement body, GuardrailSession? guardrail, bool converse, bool streaming, bool metrics = true)
    {
        guardrail?.Look(converse ? GuardedTexts.OfConverse(body) : GuardedTexts.OfInvoke(body), prompt);
        if (guardrail is { InputBlocked: true })
        {
            // The model is not asked, and nothing is counted.
            return new Exchange(call, model, prompt, guardrail.BlockedAnswer()) { Guardrail = guardrail, Metrics = metrics };
        }

        Answer answer = AnswerComposer.Compose(prompt, call.Script);
        CacheUse cache = model.Line.Caching
            ? call.State.Services.PromptCache.Use(model.BaseId, CachePlanReader.Read(body), prompt.InputTokens, CacheMinimum.Of(model.BaseId))
            : default;
        return new Exchange(call, model, prompt, guardrail?.Look(answer, streaming) ?? answer) { Guardrail = guardrail, Cache = cache, Metrics = metrics };
    }
}

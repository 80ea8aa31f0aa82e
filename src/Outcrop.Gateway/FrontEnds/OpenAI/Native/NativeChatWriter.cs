using System.IO.Pipelines;
using Outcrop.Gateway.FrontEnds.OpenAI.Chat;
using Outcrop.Gateway.Pipeline;
using Outcrop.Wire.Sse;

namespace Outcrop.Gateway.FrontEnds.OpenAI.Native;

/// <summary>Passes chunks of Chat Completions on. Finish reasons are the model's own; <c>[DONE]</c> comes only when the stream has ended properly.</summary>
/// <param name="output">The answer.</param>
/// <param name="model">The name by which the model was asked for.</param>
/// <param name="includeUsage">Whether the caller wants the chunk with the counts.</param>
internal sealed class NativeChatWriter(PipeWriter output, string model, bool includeUsage) : NativeWriter(output, model)
{
    /// <inheritdoc/>
    public override string NameOf(string name) => ChatParameterNames.Of(name);

    /// <inheritdoc/>
    public override void WriteEnd() => SseWriter.WriteEvent(Output, default, "[DONE]"u8);

    /// <inheritdoc/>
    public override void WriteError(GatewayError error) => OpenAIErrorWriter.WriteMark(Output, error);

    /// <inheritdoc/>
    protected override bool IsShown(in NativeDocument document) => includeUsage || !document.IsUsageOnly;

    /// <inheritdoc/>
    protected override ReadOnlySpan<byte> EventNameOf(in NativeDocument document) => default;
}

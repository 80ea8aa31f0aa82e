namespace Outcrop.Bedrock.Rules.Tools;

/// <summary>A model that does not stream with tools is asked for its whole answer, of which a stream is made (acceptance row 27).</summary>
internal sealed class ToolStreamingRule : RequestRule
{
    /// <inheritdoc/>
    public override string Name => "tool-streaming";

    /// <inheritdoc/>
    public override void Apply(RequestDraft draft)
    {
        if (draft.Stream && draft.Request.ToolConfig is not null && !draft.Rules.Tools.Streaming)
        {
            draft.Adjust("stream", "made of the whole answer: the model does not stream with tools");
            draft.Stream = false;
        }
    }
}

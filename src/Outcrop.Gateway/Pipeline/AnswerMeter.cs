using System.Text;
using Outcrop.Bedrock.Converse;

namespace Outcrop.Gateway.Pipeline;

/// <summary>How much of an answer has been shown, for the account of one that breaks before Bedrock has counted it. Costs next to nothing per event. Not thread-safe.</summary>
internal struct AnswerMeter
{
    private const int BytesPerToken = 4;

    /// <summary>A letter of another script than Latin is about a token.</summary>
    private const int FirstOfWideLetters = 0xE0;

    /// <summary>A call of a tool has marks of its own beside its name.</summary>
    private const int PerCall = 20;

    private long _narrow;
    private long _wide;
    private int _calls;

    /// <summary>What was shown: characters of text, thoughts and tools' input as UTF-8, escapes and encrypted blocks as they came.</summary>
    public long Bytes { get; private set; }

    /// <summary>About how many tokens that is.</summary>
    public readonly int Tokens => (int)Math.Min(int.MaxValue, ((_narrow + BytesPerToken - 1) / BytesPerToken) + _wide + ((long)_calls * PerCall));

    /// <summary>Counts an event.</summary>
    /// <param name="shown">Any event.</param>
    public void Add(in ConverseEvent shown)
    {
        switch (shown.Kind)
        {
            case ConverseEventKind.TextDelta or ConverseEventKind.ReasoningTextDelta or ConverseEventKind.ToolInputDelta:
                Add(shown.Text.Utf8.Span);
                break;
            case ConverseEventKind.ToolUseStart:
                _calls++;
                Add(shown.ToolName.Utf8.Span);
                break;
            case ConverseEventKind.OtherDelta or ConverseEventKind.OtherBlockStart:
                Add(shown.Raw.Span);
                break;
            case ConverseEventKind.RedactedReasoningDelta:
                // What is encrypted is longer than what it says.
                Bytes += shown.Text.Utf8.Length;
                _narrow += shown.Text.Utf8.Length / 2;
                break;
            case ConverseEventKind.Unknown or ConverseEventKind.MessageStart or ConverseEventKind.ReasoningSignatureDelta or ConverseEventKind.ContentBlockStop or ConverseEventKind.MessageStop or ConverseEventKind.Metadata:
                break;
            default:
                throw new InvalidOperationException($"An event of kind {shown.Kind} cannot be counted.");
        }
    }

    private void Add(ReadOnlySpan<byte> utf8)
    {
        Bytes += utf8.Length;
        if (Ascii.IsValid(utf8))
        {
            _narrow += utf8.Length;
            return;
        }

        foreach (byte unit in utf8)
        {
            // The bytes behind a letter's first one are its own.
            _wide += unit >= FirstOfWideLetters ? 1 : 0;
            _narrow += unit < 0x80 ? 1 : unit is >= 0xC0 and < FirstOfWideLetters ? 2 : 0;
        }
    }
}

using System.Text;

namespace Outcrop.Emulator.Guardrails;

/// <summary>Collects the places of a text that get a placeholder.</summary>
internal sealed class TextMask(string text)
{
    private readonly List<(int Start, int End, string Label)> _spans = [];

    public void Add(int start, int length, string label)
    {
        if (length > 0)
        {
            _spans.Add((start, start + length, label));
        }
    }

    /// <summary>The text with <c>{LABEL}</c> in every place. Where places overlap the first and longest counts, and nothing of the others stays to be read.</summary>
    public string Apply()
    {
        if (_spans.Count == 0)
        {
            return text;
        }

        _spans.Sort(static (a, b) => a.Start != b.Start ? a.Start.CompareTo(b.Start) : b.End.CompareTo(a.End));
        var masked = new StringBuilder();
        int done = 0;
        foreach ((int start, int end, string label) in _spans)
        {
            if (start >= done)
            {
                masked.Append(text, done, start - done).Append('{').Append(label).Append('}');
            }

            done = Math.Max(done, end);
        }

        return masked.Append(text, done, text.Length - done).ToString();
    }
}

using System.Text.RegularExpressions;

namespace Outcrop.Emulator.Recorded;

/// <summary>In which order a stream's events may come.</summary>
internal static partial class EventGrammar
{
    /// <returns>The order that is wrong; <see langword="null"/> when it is right.</returns>
    public static string? Check(string operation, IReadOnlyList<string> kinds)
    {
        string order = string.Join(' ', kinds) + " ";
        bool right = operation == "ConverseStream" ? Converse().IsMatch(order)
            : kinds.Contains("message_start") ? Anthropic().IsMatch(order)
            : kinds.Count > 0;
        return right ? null : $"the events come as {order}";
    }

    [GeneratedRegex("^messageStart ((contentBlockStart )?(contentBlockDelta )+contentBlockStop )*messageStop metadata $", RegexOptions.CultureInvariant)]
    private static partial Regex Converse();

    [GeneratedRegex("^message_start (content_block_start ((text|input_json|thinking|signature|citations)_delta )*content_block_stop )*message_delta message_stop $", RegexOptions.CultureInvariant)]
    private static partial Regex Anthropic();
}

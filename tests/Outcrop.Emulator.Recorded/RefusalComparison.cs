using System.Text;
using System.Text.RegularExpressions;
using Outcrop.Emulator.Tests.Support;

namespace Outcrop.Emulator.Recorded;

/// <summary>Holds a refusal of the emulator against AWS's: status, error and text.</summary>
internal static partial class RefusalComparison
{
    /// <returns>What differs; <see langword="null"/> when nothing does.</returns>
    public static string? Compare(RecordedExchange exchange, Reply reply)
    {
        if (exchange.ExceptionFrame is { } frame)
        {
            return CompareFrame(frame.GetProperty("headers").GetProperty(":exception-type").GetString()!, frame.GetProperty("payload").GetProperty("message").GetString()!, reply);
        }

        if (reply.Status != exchange.Status)
        {
            return $"AWS {exchange.Status} \"{exchange.ErrorMessage}\", the emulator {Describe(reply)}";
        }

        if (exchange.ErrorType is { } type && type != reply.ErrorType)
        {
            return $"AWS {type}, the emulator {reply.ErrorType}";
        }

        return exchange.ErrorMessage is not { } text || SameText(text, reply.Message) ? null : $"AWS \"{text}\", the emulator \"{reply.Message}\"";
    }

    private static string? CompareFrame(string type, string text, Reply reply)
    {
        if (reply.Status != 200)
        {
            return $"AWS 200 and {type}, the emulator {Describe(reply)}";
        }

        Frame last = reply.Frames()[^1];
        return last.MessageType != "exception" || last.Type != type ? $"AWS {type}, the emulator ended with {last.Type}"
            : SameText(text, last.Payload.GetProperty("message").GetString()!) ? null : $"AWS \"{text}\", the emulator \"{last.Payload}\"";
    }

    /// <summary>Ids that AWS makes up are as good as one another, and so is the order in which the schema check lists its findings (recorded both ways).</summary>
    private static bool SameText(string recorded, string ours) =>
        Normal(recorded) == Normal(ours) || (recorded.Contains(": #", StringComparison.Ordinal) && Findings(recorded).SequenceEqual(Findings(ours)));

    private static string Normal(string text) => GeneratedId().Replace(text, "ID");

    private static IEnumerable<string> Findings(string text)
    {
        const string prefix = "Malformed input request: ";
        const string suffix = ", please reformat your input and try again.";
        int start = text.IndexOf(prefix, StringComparison.Ordinal);
        string core = start < 0 ? text : text[(start + prefix.Length)..].Replace(suffix, "", StringComparison.Ordinal);
        return core.Split('#').Order(StringComparer.Ordinal);
    }

    private static string Describe(Reply reply) => $"{reply.Status} {Encoding.UTF8.GetString(reply.Body.AsSpan(0, reply.Status == 200 ? 0 : Math.Min(400, reply.Body.Length)))}";

    [GeneratedRegex("(tooluse_|toolu_(bdrk_)?|req_(bdrk_)?)[A-Za-z0-9_-]+", RegexOptions.CultureInvariant)]
    private static partial Regex GeneratedId();
}

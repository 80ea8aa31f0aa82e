using System.Buffers;
using System.Globalization;
using System.Text.RegularExpressions;
using Outcrop.Bedrock.Converse;
using Outcrop.Bedrock.Errors;
using Outcrop.Bedrock.Families;
using Outcrop.Bedrock.Families.Anthropic;

namespace Outcrop.Contracts.Tests;

/// <summary>Writes a conversation as a family's own body and reads it back. What the family refuses is taken out and noted, so that the rest can be seen too.</summary>
internal static partial class RoundTrip
{
    /// <summary>Takes the way to the family's body and back.</summary>
    /// <param name="name">The family.</param>
    /// <param name="request">The conversation; what is refused is taken out of it.</param>
    /// <param name="losses">What was refused and what was dropped, in that order.</param>
    /// <returns>The conversation as it came back; <see langword="null"/> when nothing of it was left to write.</returns>
    public static ConverseRequest? Take(string name, ConverseRequest request, List<string> losses)
    {
        ModelFamily family = Samples.Family(name);
        for (int round = 0; round < 50; round++)
        {
            var body = new ArrayBufferWriter<byte>();
            var dropped = new List<DroppedParameter>();
            try
            {
                family.WriteRequest(request, Samples.IdOf(name), stream: false, body, dropped);
            }
            catch (BedrockException refusal) when (refusal.Kind == BedrockErrorKind.Validation)
            {
                losses.Add("refused " + refusal.Message);
                if (!Remove(request, refusal.Message))
                {
                    return null;
                }

                continue;
            }

            losses.AddRange(dropped.Select(loss => $"{loss.Name}: {loss.Reason}"));
            return family.ReadRequest(body.WrittenMemory, request.ModelId);
        }

        throw new InvalidOperationException($"{name} refuses without end: {losses[^1]}");
    }

    /// <summary>Takes out what a refusal names.</summary>
    private static bool Remove(ConverseRequest request, string refusal)
    {
        if (refusal.Contains("(toolConfig", StringComparison.Ordinal))
        {
            bool had = request.ToolConfig is not null;
            request.ToolConfig = null;
            return had;
        }

        Match at = PathPattern().Match(refusal);
        if (!at.Success)
        {
            return false;
        }

        IList<ContentBlock> blocks = at.Groups["list"].Value == "system" ? request.System : request.Messages[Number(at, "message")].Content;
        int index = Number(at, "block");
        if (at.Groups["inner"].Success && blocks[index] is ToolResultBlock result)
        {
            blocks[index] = result with { Content = [.. result.Content.Where((_, i) => i != Number(at, "inner"))] };
        }
        else
        {
            blocks.RemoveAt(index);
        }

        for (int i = request.Messages.Count - 1; i >= 0; i--)
        {
            if (request.Messages[i].Content.Count == 0)
            {
                request.Messages.RemoveAt(i);
            }
        }

        return true;
    }

    private static int Number(Match match, string group) => int.Parse(match.Groups[group].Value, CultureInfo.InvariantCulture);

    [GeneratedRegex(@"\((?<list>system|messages\[(?<message>\d+)\]\.content)\[(?<block>\d+)\](\.toolResult\.content\[(?<inner>\d+)\])?")]
    private static partial Regex PathPattern();
}

using System.Runtime.CompilerServices;
using Microsoft.Extensions.AI;
using Outcrop.Bedrock.Converse;

namespace Outcrop.Extensions.AI.Tests.Support;

/// <summary>Keeps the proofs of reasoning that Bedrock sent, from the raw representations: what must come back.</summary>
internal sealed class Recorder(IChatClient inner) : DelegatingChatClient(inner)
{
    /// <summary>For each answer, each reasoning block: text, signature or the redacted base64.</summary>
    public List<List<(string? Text, string? Signature, string? Redacted)>> Answers { get; } = [];

    public override async Task<ChatResponse> GetResponseAsync(IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default)
    {
        ChatResponse response = await base.GetResponseAsync(messages, options, cancellationToken);
        var raw = (ConverseResponse)response.RawRepresentation!;
        Answers.Add([.. raw.Message.Content.SelectMany<ContentBlock, (string?, string?, string?)>(block => block switch
        {
            ReasoningBlock open => [(open.Text, open.Signature, null)],
            RedactedReasoningBlock redacted => [(null, null, redacted.Base64)],
            _ => [],
        })]);
        return response;
    }

    public override async IAsyncEnumerable<ChatResponseUpdate> GetStreamingResponseAsync(
        IEnumerable<ChatMessage> messages, ChatOptions? options = null, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        var blocks = new SortedDictionary<int, (string? Text, string? Signature, string? Redacted)>();
        await foreach (ChatResponseUpdate update in base.GetStreamingResponseAsync(messages, options, cancellationToken))
        {
            if (update.RawRepresentation is ContentBlockDeltaEvent { Delta: var delta, ContentBlockIndex: int index })
            {
                (string? text, string? signature, string? redacted) = blocks.GetValueOrDefault(index);
                switch (delta)
                {
                    case ReasoningTextDelta piece:
                        blocks[index] = (text + piece.Text, signature, redacted);
                        break;
                    case ReasoningSignatureDelta piece:
                        blocks[index] = (text, signature + piece.Signature, redacted);
                        break;
                    case RedactedReasoningDelta piece:
                        blocks[index] = (text, signature, redacted + piece.Base64);
                        break;
                    default:
                        break;
                }
            }

            yield return update;
        }

        Answers.Add([.. blocks.Values]);
    }
}

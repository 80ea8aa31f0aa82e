using Outcrop.Bedrock.Converse;
using Outcrop.Bedrock.Errors;
using Outcrop.Bedrock.Operations;

namespace Outcrop.Bedrock.Explain;

/// <summary>
/// Prepares a request; when it is refused, takes what was refused out of a copy and looks on, so that everything that is wrong is told at once.
/// </summary>
/// <param name="table">The table, which helps where a refusal names a message and not the block.</param>
/// <param name="upstream">The family's name, or Converse.</param>
/// <param name="prepare">Prepares a request as a call would.</param>
internal sealed class RefusalSearch(DispositionTable table, string upstream, Func<ConverseRequest, ValueTask<PreparedChat>> prepare)
{
    // A request can hold thousands of refused blocks; nobody reads so many.
    private const int MostTold = 64;

    /// <summary>What was refused, in the order it was found.</summary>
    public List<ExplainedRefusal> Refusals { get; } = [];

    /// <summary>Prepares the request, or what is left of it.</summary>
    /// <param name="request">The request.</param>
    /// <param name="parameters">Its parameters.</param>
    /// <returns><see langword="null"/> when nothing sensible is left.</returns>
    public async ValueTask<PreparedChat?> PrepareAsync(ConverseRequest request, IReadOnlyList<RequestParameter> parameters)
    {
        ConverseRequest? left = request;
        while (left is not null && Refusals.Count < MostTold)
        {
            try
            {
                return await prepare(left).ConfigureAwait(false);
            }
            catch (BedrockException refusal) when (refusal.Kind == BedrockErrorKind.Validation)
            {
                left = Prune(left, refusal.Message, parameters);
            }
        }

        return null;
    }

    private ConverseRequest? Prune(ConverseRequest request, string message, IReadOnlyList<RequestParameter> parameters)
    {
        ConverseRequest? pruned = request;
        foreach (string path in Blame(message, parameters))
        {
            if (Refusals.Exists(known => known.Path == path))
            {
                // It is gone already and still named: there is no way on.
                return null;
            }

            Refusals.Add(new ExplainedRefusal(path, message));
            pruned = pruned is null ? null : RequestPruning.Without(pruned, path);
        }

        return pruned;
    }

    /// <summary>The parameters that a refusal is about: the most particular path that its text names, and of what stands below it that which the table knows to be refused.</summary>
    private IReadOnlyList<string> Blame(string message, IReadOnlyList<RequestParameter> parameters)
    {
        string? named = parameters.SelectMany(parameter => ParameterPath.Ancestors(parameter.Path))
            .Where(path => Names(message, path))
            .MaxBy(path => path.Length);
        if (named is null)
        {
            return ["request"];
        }

        string[] below = [.. parameters.Where(parameter => ParameterPath.IsWithin(parameter.Path, named) && !Refusals.Exists(known => ParameterPath.IsWithin(parameter.Path, known.Path))
            && parameter.Row is { } row && table.CellOf(row, upstream) is { Kind: DispositionKind.Refused }).Select(parameter => parameter.Path)];
        return below.Length == 0 || below.Contains(named) || !named.StartsWith("messages", StringComparison.Ordinal) ? [named] : below;
    }

    /// <summary>Whether a text names a path and not just one that begins with it.</summary>
    private static bool Names(string message, string path)
    {
        for (int at = message.IndexOf(path, StringComparison.Ordinal); at >= 0; at = message.IndexOf(path, at + 1, StringComparison.Ordinal))
        {
            int end = at + path.Length;
            bool starts = at == 0 || !(char.IsAsciiLetterOrDigit(message[at - 1]) || message[at - 1] is '.' or ']');
            if (starts && (end == message.Length || !char.IsAsciiLetterOrDigit(message[end])))
            {
                return true;
            }
        }

        return false;
    }
}

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
                left = await PruneAsync(left, refusal.Message, parameters).ConfigureAwait(false);
            }
        }

        return null;
    }

    private async ValueTask<ConverseRequest?> PruneAsync(ConverseRequest request, string message, IReadOnlyList<RequestParameter> parameters)
    {
        ConverseRequest? pruned = request;
        IReadOnlyList<string> blamed = Blame(message, parameters) ?? [await TryWithoutEachAsync(request, message, parameters).ConfigureAwait(false) ?? "request"];
        foreach (string path in blamed)
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
    /// <returns><see langword="null"/> when the refusal names none.</returns>
    private IReadOnlyList<string>? Blame(string message, IReadOnlyList<RequestParameter> parameters)
    {
        string? named = parameters.SelectMany(parameter => ParameterPath.Ancestors(parameter.Path))
            .Where(path => Names(message, path))
            .MaxBy(path => path.Length);
        if (named is null)
        {
            return null;
        }

        if (Refusals.Exists(known => known.Path == named))
        {
            // It is gone and still missed: the rest of what belongs to it is to go, too.
            string[] rest = [.. parameters.Where(parameter => IsRefused(parameter)).Select(parameter => parameter.Path)];
            return rest.Length > 0 ? rest : null;
        }

        string[] below = [.. parameters.Where(parameter => ParameterPath.IsWithin(parameter.Path, named) && IsRefused(parameter)).Select(parameter => parameter.Path)];
        return below.Length == 0 || below.Contains(named) || !named.StartsWith("messages", StringComparison.Ordinal) ? [named] : below;
    }

    /// <summary>The parameter without which a refusal does not come: a rule may refuse what it has itself made of another parameter, and names that.</summary>
    private async ValueTask<string?> TryWithoutEachAsync(ConverseRequest request, string message, IReadOnlyList<RequestParameter> parameters)
    {
        foreach (RequestParameter parameter in parameters.Where(parameter => !Refusals.Exists(known => ParameterPath.IsWithin(parameter.Path, known.Path))).Take(MostTold))
        {
            if (RequestPruning.Without(request, parameter.Path) is not { } without)
            {
                continue;
            }

            try
            {
                (await prepare(without).ConfigureAwait(false)).Dispose();
                return parameter.Path;
            }
            catch (BedrockException refusal) when (refusal.Kind == BedrockErrorKind.Validation)
            {
                if (refusal.Message != message)
                {
                    return parameter.Path;
                }
            }
        }

        return null;
    }

    private bool IsRefused(RequestParameter parameter) => parameter.Row is { } row && table.CellOf(row, upstream) is { Kind: DispositionKind.Refused }
        && !Refusals.Exists(known => ParameterPath.IsWithin(parameter.Path, known.Path));

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

using Microsoft.Extensions.Logging;
using Outcrop.Bedrock.Errors;
using Outcrop.Bedrock.Rules;
using Outcrop.Bedrock.Rules.Learning;

namespace Outcrop.Bedrock.Operations;

/// <summary>
/// What one call learns from its refusals. A parameter that is refused is left out and the request sent again, each parameter once and a few at most; what helped is written down when the model has answered. Not thread-safe.
/// </summary>
/// <param name="book">What the client has learnt.</param>
/// <param name="learner">Whose request it is.</param>
/// <param name="enabled">Whether anything is learnt at all.</param>
/// <param name="logger">Told what was learnt.</param>
internal sealed class ChatLearning(LessonBook book, string learner, bool enabled, ILogger logger)
{
    private const int MostRounds = 3;
    private readonly List<Lesson> _learnt = [];
    private int _rounds;

    /// <summary>What is known of a model: from former calls, and from this one.</summary>
    /// <param name="model">The model.</param>
    /// <param name="api">The API.</param>
    public IReadOnlyList<Lesson> Known(string model, BedrockApi api)
    {
        IReadOnlyList<Lesson> known = enabled ? book.Of(learner, model, api) : [];
        return _learnt.Count == 0 ? known : [.. known, .. _learnt];
    }

    /// <summary>Learns from a refusal.</summary>
    /// <param name="fault">The refusal.</param>
    /// <param name="draft">The request that was refused.</param>
    /// <param name="others">What it teaches about parts that the draft does not hold.</param>
    /// <returns>Whether there was anything to learn, so that the request is worth another attempt.</returns>
    public bool TryLearn(BedrockException fault, RequestDraft draft, IReadOnlyList<Lesson>? others = null)
    {
        if (!enabled || _rounds == MostRounds)
        {
            return false;
        }

        int before = _learnt.Count;
        foreach (Lesson lesson in (IEnumerable<Lesson>)[.. RefusalTable.Default.Read(fault, draft.Request), .. others ?? []])
        {
            if (!_learnt.Exists(known => known.Kind == lesson.Kind && known.Path == lesson.Path))
            {
                _learnt.Add(lesson);
                OperationLog.Learnt(logger, draft.Request.ModelId, lesson.Kind, lesson.Text);
            }
        }

        _rounds++;
        return _learnt.Count > before;
    }

    /// <summary>The model has answered: what was learnt is true.</summary>
    /// <param name="draft">The request that was answered.</param>
    public void Keep(RequestDraft draft)
    {
        if (_learnt.Count > 0)
        {
            book.Add(learner, draft.LessonKey, draft.Api, _learnt);
        }
    }
}

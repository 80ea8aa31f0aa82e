using System.Collections.Concurrent;

namespace Outcrop.Bedrock.Rules.Learning;

/// <summary>
/// What models have taught one client, per caller, model and API. A refusal repeats words of the request it refuses, so whoever writes the request can have a say in what it teaches: that is why nobody goes by what
/// another has been taught. Bounded; forgetting costs one refusal more. Thread-safe.
/// </summary>
internal sealed class LessonBook
{
    private const int MostPages = 1024;
    private const int MostLessons = 32;
    private readonly ConcurrentDictionary<(string Learner, string Model, BedrockApi Api), Lesson[]> _lessons = new();

    /// <summary>What a model taught.</summary>
    /// <param name="learner">Whose request it is.</param>
    /// <param name="model">Its base id, or its id as the caller gives it.</param>
    /// <param name="api">The API.</param>
    public IReadOnlyList<Lesson> Of(string learner, string model, BedrockApi api) => _lessons.TryGetValue((learner, model, api), out Lesson[]? known) ? known : [];

    /// <summary>Writes down what a model taught.</summary>
    /// <param name="learner">Whose request it is.</param>
    /// <param name="model">Its base id, or its id as the caller gives it.</param>
    /// <param name="api">The API.</param>
    /// <param name="lessons">The lessons.</param>
    public void Add(string learner, string model, BedrockApi api, IReadOnlyList<Lesson> lessons)
    {
        if (_lessons.Count >= MostPages && !_lessons.ContainsKey((learner, model, api)))
        {
            _lessons.Clear();
        }

        foreach (Lesson lesson in lessons)
        {
            if (lesson.IsLasting)
            {
                _lessons.AddOrUpdate((learner, model, api), static (_, one) => [one], static (_, known, one) => With(known, one), lesson);
            }
        }
    }

    /// <summary>A newer lesson about the same part replaces the older one, such as a lower limit.</summary>
    private static Lesson[] With(Lesson[] known, Lesson lesson)
    {
        Lesson[] others = Array.FindAll(known, one => one.Kind != lesson.Kind || one.Path != lesson.Path);
        return others.Length >= MostLessons ? [.. others[1..], lesson] : [.. others, lesson];
    }
}

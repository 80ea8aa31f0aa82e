using System.Collections.Concurrent;

namespace Outcrop.Bedrock.Rules;

/// <summary>What models have taught one client, per model and API. Bounded; forgetting costs one refusal more. Thread-safe.</summary>
internal sealed class LessonBook
{
    private const int MostModels = 256;
    private const int MostLessons = 32;
    private readonly ConcurrentDictionary<(string Model, BedrockApi Api), Lesson[]> _lessons = new();

    /// <summary>What a model taught.</summary>
    /// <param name="model">Its base id, or its id as the caller gives it.</param>
    /// <param name="api">The API.</param>
    public IReadOnlyList<Lesson> Of(string model, BedrockApi api) => _lessons.TryGetValue((model, api), out Lesson[]? known) ? known : [];

    /// <summary>Writes down what a model taught.</summary>
    /// <param name="model">Its base id, or its id as the caller gives it.</param>
    /// <param name="api">The API.</param>
    /// <param name="lessons">The lessons.</param>
    public void Add(string model, BedrockApi api, IReadOnlyList<Lesson> lessons)
    {
        if (_lessons.Count >= MostModels && !_lessons.ContainsKey((model, api)))
        {
            _lessons.Clear();
        }

        foreach (Lesson lesson in lessons)
        {
            if (lesson.IsLasting)
            {
                _lessons.AddOrUpdate((model, api), static (_, one) => [one], static (_, known, one) => With(known, one), lesson);
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

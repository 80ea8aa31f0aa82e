using Outcrop.Bedrock.Converse;

namespace Outcrop.Bedrock.Rules.Learning;

/// <summary>Leaves out what the model has refused before and no rule of the catalogue knows of.</summary>
internal sealed class LearntRule : RequestRule
{
    /// <inheritdoc/>
    public override string Name => "learnt";

    /// <inheritdoc/>
    public override void Apply(RequestDraft draft)
    {
        for (int i = 0; i < draft.Lessons.Count; i++)
        {
            Lesson lesson = draft.Lessons[i];
            if (lesson.Kind == LessonKind.Drop && Parameters.TryDrop(draft, lesson.Path))
            {
                draft.Drop(lesson.Path, lesson.Reason);
            }
            else if (lesson.Kind == LessonKind.ThinkingNow && draft.Field(lesson.Path) is not null)
            {
                draft.RemoveField(lesson.Path);
                draft.Drop(RequestDraft.FieldPath(lesson.Path), lesson.Reason);
            }
            else if (lesson.Kind == LessonKind.MaxTokens && draft.Request.InferenceConfig is { MaxTokens: { } asked } inference && asked > lesson.Value)
            {
                draft.Adjust("inferenceConfig.maxTokens", $"{lesson.Value}: {lesson.Reason}");
                draft.Edit().InferenceConfig = inference with { MaxTokens = lesson.Value };
            }
        }
    }
}

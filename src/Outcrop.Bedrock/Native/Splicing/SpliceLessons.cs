using System.Globalization;
using System.Text.Json;
using Outcrop.Bedrock.Converse;
using Outcrop.Bedrock.Errors;
using Outcrop.Bedrock.Rules.Learning;

namespace Outcrop.Bedrock.Native.Splicing;

/// <summary>What a refusal teaches of a body's inner parts and of its beta flags, which the table of refusals does not know by place.</summary>
internal static class SpliceLessons
{
    private const string Extra = ": Extra inputs are not permitted";
    private const string Prefix = "body:";

    /// <summary>Members without which a block or a tool would be another one.</summary>
    private static readonly string[] s_meaning = ["type", "role", "content", "text", "name", "id", "input", "input_schema", "source", "data", "media_type", "tool_use_id", "thinking", "signature"];

    /// <summary>Reads a refusal.</summary>
    /// <param name="fault">The refusal.</param>
    /// <param name="request">The request that was refused.</param>
    public static IReadOnlyList<Lesson> Read(BedrockException fault, SplicedRequest request)
    {
        if (fault is not { Kind: BedrockErrorKind.Validation, IsMidStream: false, StatusCode: not null })
        {
            return [];
        }

        var lessons = new List<Lesson>();
        ReadBetas(fault.Message, request, lessons);
        for (int at = fault.Message.IndexOf(Extra, StringComparison.Ordinal); at >= 0; at = fault.Message.IndexOf(Extra, at + 1, StringComparison.Ordinal))
        {
            int start = at;
            while (start > 0 && (char.IsAsciiLetterOrDigit(fault.Message[start - 1]) || fault.Message[start - 1] is '_' or '.' or '-'))
            {
                start--;
            }

            string name = fault.Message[start..at];
            if (PlaceOf(name, request) is { } place)
            {
                lessons.Add(new Lesson(LessonKind.Drop, Prefix + place, name + Extra));
            }
        }

        return lessons;
    }

    /// <summary>The places that lessons say to leave out.</summary>
    /// <param name="lessons">The lessons.</param>
    public static IReadOnlyList<JsonPlace> Places(IReadOnlyList<Lesson> lessons)
    {
        List<JsonPlace>? places = null;
        for (int i = 0; i < lessons.Count; i++)
        {
            if (lessons[i].Path.StartsWith(Prefix, StringComparison.Ordinal))
            {
                (places ??= []).Add(JsonPlace.Parse(lessons[i].Path[Prefix.Length..]));
            }
        }

        return places ?? [];
    }

    /// <summary>The lesson behind a place.</summary>
    /// <param name="lessons">The lessons.</param>
    /// <param name="place">The place.</param>
    public static Lesson? Find(IReadOnlyList<Lesson> lessons, JsonPlace place) => Lesson.Find(lessons, Prefix + place.Text);

    /// <summary>Bedrock's own words name no flag; Anthropic's do.</summary>
    private static void ReadBetas(string message, SplicedRequest request, List<Lesson> lessons)
    {
        if (!message.Contains("beta flag", StringComparison.OrdinalIgnoreCase) && !message.Contains("anthropic-beta", StringComparison.OrdinalIgnoreCase) && !message.Contains("anthropic_beta", StringComparison.Ordinal))
        {
            return;
        }

        string[] named = [.. request.Betas.Where(beta => message.Contains(beta, StringComparison.Ordinal))];
        foreach (string beta in named.Length > 0 ? named : request.UncertainBetas)
        {
            lessons.Add(new Lesson(LessonKind.Drop, SpliceDraft.BetaPath(beta), "invalid beta flag"));
        }
    }

    /// <summary>
    /// The place of a path such as <c>tools.0.custom.defer_loading</c>. Steps that the body does not have are the checker's names for the alternatives it tried. A member of every element is left out at once:
    /// what one tool may not have, the next one may not have either.
    /// </summary>
    private static string? PlaceOf(string name, SplicedRequest request)
    {
        string[] steps = name.Split('.');

        // A member without a name has no place that could be written down.
        if (steps.Length < 2 || Array.Exists(steps, static step => step.Length == 0) || !request.Body.TryGet(steps[0], out Wire.Json.JsonMember top) || top.Kind is not (JsonTokenType.StartArray or JsonTokenType.StartObject))
        {
            return null;
        }

        using JsonDocument document = JsonDocument.Parse(request.Body.GetValue(top), ConverseJson.DocumentOptions);
        JsonElement value = document.RootElement;
        string place = steps[0];
        string last = "";
        bool nested = false;
        for (int i = 1; i < steps.Length; i++)
        {
            string step = steps[i];
            if (value.ValueKind == JsonValueKind.Array && int.TryParse(step, NumberStyles.None, CultureInfo.InvariantCulture, out int index) && index < value.GetArrayLength())
            {
                value = value[index];
                place += "[]";
                nested = true;
                last = "";
            }
            else if (value.ValueKind == JsonValueKind.Object && value.TryGetProperty(step, out JsonElement member)
                && (i == steps.Length - 1 || member.ValueKind is JsonValueKind.Object or JsonValueKind.Array))
            {
                value = member;
                place += "." + step;
                last = step;
            }
        }

        int cache = place.IndexOf(".cache_control.", StringComparison.Ordinal);
        return !nested || last != steps[^1] || s_meaning.Contains(last) ? null : cache >= 0 ? "**" + place[cache..] : place;
    }
}

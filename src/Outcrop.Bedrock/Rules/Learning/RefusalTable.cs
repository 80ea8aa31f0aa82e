using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;
using Outcrop.Bedrock.Converse;
using Outcrop.Bedrock.Errors;

namespace Outcrop.Bedrock.Rules.Learning;

/// <summary>The texts by which models refuse parameters, read from a data file when first asked. Immutable, thread-safe.</summary>
internal sealed class RefusalTable
{
    private const string Resource = "Outcrop.Bedrock.Rules.Learning.refusals.json";
    private const int LongestMessage = 8192;
    private const int LongestText = 160;
    private static readonly TimeSpan s_patience = TimeSpan.FromMilliseconds(250);
    private static readonly Lazy<RefusalTable> s_default = new(Load);
    private readonly (Regex Pattern, LessonKind Kind, string? Path)[] _rows;

    private RefusalTable(RefusalData data) =>
        _rows = [.. data.Refusals.Select(static row => (new Regex(row.Pattern, RegexOptions.CultureInvariant | RegexOptions.IgnoreCase, s_patience), Enum.Parse<LessonKind>(row.Teaches), row.Path))];

    /// <summary>The table that ships with this version.</summary>
    public static RefusalTable Default => s_default.Value;

    /// <summary>What a failure teaches about a request.</summary>
    /// <param name="fault">The failure.</param>
    /// <param name="request">The request as it went out.</param>
    /// <returns>Nothing for a failure that names no parameter which the request holds and can be without.</returns>
    public IReadOnlyList<Lesson> Read(BedrockException fault, ConverseRequest request)
    {
        if (fault is not { Kind: BedrockErrorKind.Validation, IsMidStream: false, StatusCode: not null })
        {
            return [];
        }

        string message = fault.Message.Length > LongestMessage ? fault.Message[..LongestMessage] : fault.Message;
        var lessons = new List<Lesson>();
        try
        {
            foreach ((Regex pattern, LessonKind kind, string? path) in _rows)
            {
                foreach (Match match in pattern.Matches(message))
                {
                    if (Read(match, kind, path, request) is { } lesson && !lessons.Exists(known => known.Path == lesson.Path))
                    {
                        lessons.Add(lesson);
                    }
                }
            }
        }
        catch (RegexMatchTimeoutException)
        {
            // A message that takes so long to read is none of the known ones; the failure itself goes to the caller.
            return [];
        }

        return lessons;
    }

    private static Lesson? Read(Match match, LessonKind kind, string? path, ConverseRequest request)
    {
        string text = match.Value.Length > LongestText ? match.Value[..LongestText] : match.Value;
        if (kind == LessonKind.MaxTokens)
        {
            return int.TryParse(match.Groups["value"].Value, NumberStyles.AllowThousands, CultureInfo.InvariantCulture, out int most) && most > 0 ? new Lesson(kind, path ?? "inferenceConfig.maxTokens", text, most) : null;
        }

        if (kind != LessonKind.Drop)
        {
            return new Lesson(kind, path ?? "", text);
        }

        string name = path ?? PathOf(match.Groups["name"].Value);
        string place = match.Groups["place"].Value;
        return Parameters.Find(request, place.Length > 0 ? place + "/" + name : name) is { } found ? new Lesson(kind, found, text) : null;
    }

    /// <summary>A path as pydantic writes it, <c>"body","ChatCompletionRequest","stream_options","include_usage"</c>, as one with dots; other names as they are.</summary>
    private static string PathOf(string name)
    {
        if (!name.Contains('"', StringComparison.Ordinal))
        {
            return name;
        }

        IEnumerable<string> parts = name.Split(',').Select(static part => part.Trim(' ', '"', '\\')).Where(static part => part.Length > 0 && part != "body" && !char.IsAsciiLetterUpper(part[0]));
        return string.Join('.', parts);
    }

    private static RefusalTable Load()
    {
        using Stream stream = typeof(RefusalTable).Assembly.GetManifestResourceStream(Resource)
            ?? throw new InvalidOperationException($"The resource {Resource} is missing from the assembly.");
        return new RefusalTable(JsonSerializer.Deserialize(stream, RefusalJson.Default.RefusalData)
            ?? throw new InvalidOperationException($"The resource {Resource} is empty."));
    }
}

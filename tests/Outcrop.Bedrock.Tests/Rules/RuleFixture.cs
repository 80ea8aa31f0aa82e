using System.Buffers;
using System.Collections.Concurrent;
using System.Text;
using Outcrop.Bedrock.Catalog;
using Outcrop.Bedrock.Converse;
using Outcrop.Bedrock.Rules;
using Outcrop.Bedrock.Rules.Learning;

namespace Outcrop.Bedrock.Tests.Rules;

/// <summary>Requests taken through the rules of a model that a test makes up, as the catalogue's file would state it.</summary>
internal static class RuleFixture
{
    public const string Model = "acme.model-v1:0";
    public const string Png = "iVBORw0KGgoAAAAN";

    private static readonly ConcurrentDictionary<string, ModelCatalog> s_catalogs = new();

    /// <summary>The catalogue with one model more.</summary>
    /// <param name="members">The members of its row, such as <c>"rules":{"sampling":false}</c>.</param>
    public static ModelCatalog Catalog(string members) => s_catalogs.GetOrAdd(members, static members =>
    {
        string row = $$"""{"models":[{"id":"{{Model}}","name":"Model","kind":"chat","provider":"acme","system":true,"converse":true,"converseStream":true,"source":"test"{{(members.Length > 0 ? "," + members : "")}}}]}""";
        return ModelCatalog.Default.With(ModelCatalogOverrides.Parse(Encoding.UTF8.GetBytes(row)));
    });

    public static RequestDraft Prepare(ConverseRequest request, string members, bool stream = true, int? defaultMaxTokens = null, IReadOnlyList<Lesson>? lessons = null)
    {
        ModelCatalog catalog = Catalog(members);
        ModelParameterRules rules = catalog.Find(Model)!.Rules;
        foreach (Lesson lesson in lessons ?? [])
        {
            rules = lesson.ApplyTo(rules);
        }

        var draft = new RequestDraft(request, RequestSurvey.Of(request), ModelId.Parse(Model))
        {
            Model = catalog.Find(Model),
            Rules = rules,
            Stream = stream,
            DefaultMaxTokens = defaultMaxTokens,
            Lessons = lessons ?? [],
        };
        RequestRules.Apply(draft);
        return draft;
    }

    public static RequestDraft Prepare(string body, string members, bool stream = true, int? defaultMaxTokens = null) =>
        Prepare(Read(body), members, stream, defaultMaxTokens);

    public static ConverseRequest Read(string body) => ConverseRequest.FromJson(new RawJson(Encoding.UTF8.GetBytes(body)), Model);

    public static byte[] Write(ConverseRequest request)
    {
        var buffer = new ArrayBufferWriter<byte>();
        ConverseRequestWriter.Write(request, buffer);
        return buffer.WrittenSpan.ToArray();
    }

    public static string Names(RequestDraft draft) =>
        string.Join(", ", draft.Report.Dropped.Select(static one => "-" + one.Name).Concat(draft.Report.Adjusted.Select(static one => "~" + one.Name)).Order(StringComparer.Ordinal));
}

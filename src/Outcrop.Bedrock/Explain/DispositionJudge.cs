using System.Text.Json;
using Outcrop.Bedrock.Families;
using Outcrop.Bedrock.Rules;

namespace Outcrop.Bedrock.Explain;

/// <summary>
/// Says what became of each parameter: first what the client itself reports, then what the table says, and that only where the upstream request bears it out. Not thread-safe.
/// </summary>
internal sealed class DispositionJudge
{
    /// <summary>The reason of a loss that nothing has reported. The table may know of it; but only what the client itself says is told as its doing.</summary>
    public const string Unreported = "nothing of it stands in the upstream request";

    private static readonly string[] Shapes = ["messages", "messages[]", "messages[].content", "system", "toolConfig", "toolConfig.tools"];

    private readonly DispositionTable _table;
    private readonly string _upstreamName;
    private readonly RequestReport _report;
    private readonly UpstreamView? _upstream;
    private readonly IReadOnlyList<ExplainedRefusal> _refusals;
    private readonly bool _strict;
    private readonly List<ParameterDisposition> _told = [];
    private readonly HashSet<string> _used = new(StringComparer.Ordinal);

    /// <summary>Creates a judge of one request.</summary>
    /// <param name="table">The table.</param>
    /// <param name="upstreamName">The family's name, or Converse.</param>
    /// <param name="report">What the client reports.</param>
    /// <param name="upstream">The upstream request; <see langword="null"/> when not even a part could be written.</param>
    /// <param name="refusals">What was refused.</param>
    /// <param name="strict">Whether a drop is a refusal.</param>
    public DispositionJudge(DispositionTable table, string upstreamName, RequestReport report, UpstreamView? upstream, IReadOnlyList<ExplainedRefusal> refusals, bool strict)
    {
        _table = table;
        _upstreamName = upstreamName;
        _report = report;
        _upstream = upstream;
        _refusals = refusals;
        _strict = strict;
    }

    /// <summary>Judges all parameters.</summary>
    /// <param name="parameters">The request's.</param>
    public IReadOnlyList<ParameterDisposition> Judge(IReadOnlyList<RequestParameter> parameters)
    {
        foreach (RequestParameter parameter in parameters)
        {
            _told.Add(Of(parameter));
        }

        foreach (ExplainedRefusal refusal in _refusals.Where(refusal => !_used.Contains(refusal.Path)))
        {
            _told.Add(new ParameterDisposition(refusal.Path, DispositionKind.Refused, null, refusal.Reason));
        }

        foreach (DroppedParameter dropped in _report.Dropped.Where(dropped => !_used.Contains(dropped.Name)))
        {
            _told.Add(Drop(dropped.Name, dropped.Reason));
        }

        foreach (AdjustedParameter adjusted in _report.Adjusted.Where(adjusted => !_used.Contains(adjusted.Name)))
        {
            bool there = parameters.Any(parameter => ParameterPath.Overlap(parameter.Path, adjusted.Name));
            _told.Add(new ParameterDisposition(adjusted.Name, there ? DispositionKind.Adjusted : DispositionKind.Added, PlaceOf(adjusted.Name), adjusted.Change));
        }

        AddMembers();
        return _told;
    }

    private ParameterDisposition Of(RequestParameter parameter)
    {
        string path = parameter.Path;
        ExplainedRefusal[] refused = [.. _refusals.Where(refusal => ParameterPath.IsWithin(path, refusal.Path))];
        if (refused.Length > 0)
        {
            _used.UnionWith(refused.Select(refusal => refusal.Path));
            return new ParameterDisposition(path, DispositionKind.Refused, null, refused[^1].Reason);
        }

        // A report of a part of this parameter is told on its own.
        string loose = ParameterPath.WithoutPlaces(path);
        DroppedParameter[] left = [.. _report.Dropped.Where(dropped =>
            IsAbout(dropped.Name, path) || (!HasAllPlaces(dropped.Name, path) && ParameterPath.IsWithin(loose, ParameterPath.WithoutPlaces(dropped.Name))))];
        if (left.Length > 0)
        {
            _used.UnionWith(left.Select(dropped => dropped.Name));
            return Drop(path, left[0].Reason);
        }

        DispositionCell? cell = parameter.Row is { } row ? _table.CellOf(row, _upstreamName) : null;
        if (cell is null && parameter.Row is not null && _upstream is not null && _report.Adjusted.TrueForAll(adjusted => !IsAbout(adjusted.Name, path)))
        {
            return new ParameterDisposition(path, DispositionKind.Mapped, null, "not reported as left out; the table has no column for this API");
        }

        string? place = cell?.To is { } to ? Standing(parameter, to) : parameter.Row is null && _upstream?.Has(path) == true ? path : null;
        if (_report.Adjusted.FindIndex(adjusted => IsAbout(adjusted.Name, path)) is >= 0 and int changed)
        {
            _used.Add(_report.Adjusted[changed].Name);
            return new ParameterDisposition(path, DispositionKind.Adjusted, place, _report.Adjusted[changed].Change);
        }

        if (place is null && (cell?.Implied ?? ImpliedBy(parameter)) is { } implied)
        {
            return new ParameterDisposition(path, DispositionKind.Mapped, null, implied);
        }

        if (place is null)
        {
            // Where nothing could be written, the table's word is all there is.
            return (_upstream, cell) switch
            {
                (null, { Refused: { } why }) => new ParameterDisposition(path, DispositionKind.Refused, null, why),
                (null, { Adjusted: { } how }) => new ParameterDisposition(path, DispositionKind.Adjusted, null, how),
                (null, { Dropped: { } why }) => Drop(path, why),
                _ => Drop(path, Unreported),
            };
        }

        return SentAs(parameter.Value, place) is { } sent
            ? new ParameterDisposition(path, DispositionKind.Adjusted, place, $"sent as {sent}")
            : new ParameterDisposition(path, DispositionKind.Mapped, place, cell?.Note);
    }

    private static string? ImpliedBy(RequestParameter parameter) =>
        parameter is { Row.Default: { } value, Value.ValueKind: JsonValueKind.String } && parameter.Value.ValueEquals(value) ? "what leaving it out means" : null;

    /// <summary>Where a parameter really stands: just where the table says, or at another place of the list when blocks or messages were merged.</summary>
    private string? Standing(RequestParameter parameter, string to)
    {
        foreach (string one in to.Split(DispositionCell.Or))
        {
            string place = parameter.PlaceOf(one);
            string pattern = ParameterPath.Pattern(place);
            if (_upstream is null || _upstream.Has(place))
            {
                return place;
            }

            if (_upstream.Has(pattern))
            {
                return pattern;
            }
        }

        return null;
    }

    /// <summary>The value upstream where it is another than the caller's. Only numbers and Booleans are compared: texts are part of something greater as often as not.</summary>
    private string? SentAs(JsonElement value, string place)
    {
        if (value.ValueKind is not (JsonValueKind.Number or JsonValueKind.True or JsonValueKind.False) || place.Contains('[', StringComparison.Ordinal) || _upstream?.Find(place) is not { } sent)
        {
            return null;
        }

        bool same = value.ValueKind == JsonValueKind.Number ? sent.ValueKind == JsonValueKind.Number && value.GetDouble() == sent.GetDouble() : value.ValueKind == sent.ValueKind;
        return same ? null : sent.GetRawText();
    }

    private ParameterDisposition Drop(string name, string reason) => _strict
        ? new ParameterDisposition(name, DispositionKind.Refused, null, "strict: " + reason)
        : new ParameterDisposition(name, DispositionKind.Dropped, null, reason);

    private string? PlaceOf(string name)
    {
        DispositionRow? row = _table.Find(ParameterPath.Pattern(name));
        string? place = row is not null && _table.CellOf(row, _upstreamName)?.To is { } to ? Standing(new RequestParameter(name, row, null, default), to) : null;
        return place ?? (_upstream?.Has(name) == true ? name : null);
    }

    /// <summary>Tells the members that stand in the body and that no parameter accounts for, those of its objects included.</summary>
    private void AddMembers()
    {
        if (_upstream is null || _refusals.Count > 0)
        {
            return;
        }

        string[] places = [.. _told.Where(told => told.Target is not null).Select(told => told.Target!)];
        foreach (JsonProperty member in _upstream.Body.EnumerateObject())
        {
            if (!places.Any(place => ParameterPath.Overlap(place, member.Name)))
            {
                AddMember(member.Name);
            }
            else if (member.Value.ValueKind == JsonValueKind.Object && !places.Contains(member.Name))
            {
                foreach (JsonProperty inner in member.Value.EnumerateObject())
                {
                    string path = $"{member.Name}.{inner.Name}";
                    if (!places.Any(place => ParameterPath.Overlap(place, path)))
                    {
                        AddMember(path);
                    }
                }
            }
        }
    }

    private void AddMember(string path) =>
        _told.Add(new ParameterDisposition(path, DispositionKind.Added, path, _table.ReasonOfAdded(_upstreamName, path) ?? "the client writes it"));

    /// <summary>Whether a reported path tells the same places of lists as the parameter's own, so that it is about that one alone.</summary>
    private static bool HasAllPlaces(string reported, string path) =>
        reported.AsSpan().Count('[') >= path.AsSpan().Count('[') || (reported.LastIndexOf(']') is >= 0 and int last && !ParameterPath.IsWithin(path, reported.AsSpan(0, last + 1)));

    /// <summary>Whether a report is about a parameter: it names it or what it is a part of. What is reported of a whole message or list is about its shape, not about what stands in it.</summary>
    private static bool IsAbout(string reported, string path) => reported == path || (ParameterPath.IsWithin(path, reported) && !Shapes.Contains(ParameterPath.Pattern(reported)));
}

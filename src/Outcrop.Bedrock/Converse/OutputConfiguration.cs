namespace Outcrop.Bedrock.Converse;

/// <summary>Converse's <c>outputConfig</c>: an answer that keeps to a JSON schema. A model without it is given a tool that it must call, and the tool's arguments become the answer's text. Immutable.</summary>
public sealed record OutputConfiguration
{
    /// <summary>The schema the answer keeps to; <see langword="null"/> for none.</summary>
    public JsonOutputFormat? Format { get; init; }

    /// <summary>Converse's <c>effort</c>; <see langword="null"/> leaves it out.</summary>
    public string? Effort { get; init; }

    /// <summary>Members that this version does not model, as one JSON object; empty (the default) when there are none.</summary>
    public RawJson Additional { get; init; }
}

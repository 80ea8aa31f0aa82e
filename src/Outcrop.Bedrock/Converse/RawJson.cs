using System.Text;

namespace Outcrop.Bedrock.Converse;

/// <summary>JSON that passes through as bytes: tool arguments, schemas, vendor fields. Never re-parsed, so numbers, order and escapes stay as they were. Immutable.</summary>
public readonly struct RawJson : IEquatable<RawJson>
{
    /// <summary>Wraps UTF-8 JSON. It is not checked here.</summary>
    /// <param name="utf8">One JSON value.</param>
    public RawJson(ReadOnlyMemory<byte> utf8) => Utf8 = utf8;

    /// <summary>The value's bytes.</summary>
    public ReadOnlyMemory<byte> Utf8 { get; }

    /// <summary>Whether there is no value at all.</summary>
    public bool IsEmpty => Utf8.IsEmpty;

    /// <summary>Wraps JSON text.</summary>
    /// <param name="json">One JSON value.</param>
    public static RawJson Parse(string json)
    {
        byte[] utf8 = Encoding.UTF8.GetBytes(json);
        using var document = System.Text.Json.JsonDocument.Parse(utf8, new System.Text.Json.JsonDocumentOptions { MaxDepth = Wire.Json.JsonEnvelope.MaxDepth });
        return new RawJson(utf8);
    }

    /// <summary>A copy that owns its bytes.</summary>
    public RawJson ToOwned() => new(Utf8.ToArray());

    /// <inheritdoc/>
    public bool Equals(RawJson other) => Utf8.Span.SequenceEqual(other.Utf8.Span);

    /// <inheritdoc/>
    public override bool Equals(object? obj) => obj is RawJson other && Equals(other);

    /// <inheritdoc/>
    public override int GetHashCode()
    {
        var hash = default(HashCode);
        hash.AddBytes(Utf8.Span);
        return hash.ToHashCode();
    }

    /// <inheritdoc/>
    public override string ToString() => Encoding.UTF8.GetString(Utf8.Span);
}

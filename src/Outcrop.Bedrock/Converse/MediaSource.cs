namespace Outcrop.Bedrock.Converse;

/// <summary>Where the content of an image, document, video or audio block is. Immutable.</summary>
public abstract record MediaSource
{
    private protected MediaSource()
    {
    }

    /// <summary>Members that this version does not model, as one JSON object; empty (the default) when there are none.</summary>
    public RawJson Additional { get; init; }

    /// <summary>A file's bytes.</summary>
    /// <param name="bytes">The bytes.</param>
    public static implicit operator MediaSource(byte[] bytes) => new BytesSource(bytes);

    /// <summary>A file's bytes.</summary>
    /// <param name="bytes">The bytes.</param>
    public static implicit operator MediaSource(ReadOnlyMemory<byte> bytes) => new BytesSource(bytes);
}

/// <summary>In the request itself: Converse's <c>bytes</c>.</summary>
/// <param name="Data">The file.</param>
public sealed record BytesSource(Blob Data) : MediaSource;

/// <summary>In S3: Converse's <c>s3Location</c>. Not every model takes it.</summary>
/// <param name="Uri">The object's <c>s3://</c> URI.</param>
/// <param name="BucketOwner">The account that owns the bucket, when it is not the caller's.</param>
public sealed record S3Source(string Uri, string? BucketOwner = null) : MediaSource;

/// <summary>Plain text in place of a document's file: Converse's <c>text</c>.</summary>
/// <param name="Text">The text.</param>
public sealed record TextSource(string Text) : MediaSource;

/// <summary>A document cut into pieces that citations can name: Converse's <c>content</c>.</summary>
/// <param name="Content">The pieces; Bedrock takes <see cref="TextBlock"/>s.</param>
public sealed record ContentSource(IReadOnlyList<ContentBlock> Content) : MediaSource
{
    /// <inheritdoc/>
    public bool Equals(ContentSource? other) => other is not null && base.Equals(other) && Content.SequenceEqual(other.Content);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(base.GetHashCode(), Content.Count);
}

/// <summary>At a URL that the model's own service fetches. Converse has no such member and refuses it; some families' own bodies take it.</summary>
/// <param name="Url">The URL.</param>
public sealed record UrlSource(string Url) : MediaSource;

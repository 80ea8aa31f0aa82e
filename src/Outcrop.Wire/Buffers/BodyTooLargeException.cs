namespace Outcrop.Wire.Buffers;

/// <summary>A body is longer than the reader allows. It was given up as soon as that was known.</summary>
public sealed class BodyTooLargeException : IOException
{
    /// <summary>Creates the exception.</summary>
    /// <param name="limit">The most bytes allowed.</param>
    public BodyTooLargeException(long limit)
        : base($"The body is longer than the {limit} bytes allowed.") => Limit = limit;

    /// <summary>The most bytes allowed.</summary>
    public long Limit { get; }
}

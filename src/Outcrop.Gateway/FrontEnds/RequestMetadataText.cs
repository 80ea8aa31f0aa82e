namespace Outcrop.Gateway.FrontEnds;

/// <summary>The texts that Bedrock takes as request metadata. Source: https://docs.aws.amazon.com/bedrock/latest/APIReference/API_runtime_Converse.html.</summary>
internal static class RequestMetadataText
{
    private const int Longest = 256;

    private static readonly System.Buffers.SearchValues<char> Allowed =
        System.Buffers.SearchValues.Create("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789 \t\r\n:_@$#=/+,-.");

    /// <summary>Whether a text fits.</summary>
    /// <param name="text">The text.</param>
    /// <param name="shortest">The fewest characters.</param>
    public static bool Fits(string text, int shortest) => text.Length >= shortest && text.Length <= Longest && !text.AsSpan().ContainsAnyExcept(Allowed);
}

using System.Buffers;

namespace Outcrop.Gateway.Configuration;

/// <summary>An access key of the gateway's own making, with which an AWS SDK signs requests to the gateway. AWS does not know it. Immutable.</summary>
/// <param name="Id">The access key id.</param>
/// <param name="Secret">The secret; unlike a gateway key it cannot be kept as a hash, since a signature is checked by making it again.</param>
/// <param name="SessionToken">The session token that has to come with it; <see langword="null"/>: none may.</param>
internal sealed record AwsKeyPair(string Id, string Secret, string? SessionToken)
{
    private const int ShortestId = 16;
    private const int LongestId = 128;

    private static readonly SearchValues<char> IdCharacters = SearchValues.Create("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_");

    /// <summary>Whether a text can be an access key id. Source: https://docs.aws.amazon.com/IAM/latest/APIReference/API_AccessKey.html.</summary>
    /// <param name="text">The text.</param>
    public static bool IsId(ReadOnlySpan<char> text) => text.Length is >= ShortestId and <= LongestId && !text.ContainsAnyExcept(IdCharacters);

    /// <summary>The id only: the rest is secret.</summary>
    public override string ToString() => Id;
}

using System.Text.Json;
using Outcrop.Recordings;

namespace Outcrop.Bedrock.Tests.Converse;

/// <summary>Compares JSON, the order of members aside.</summary>
internal static class JsonAssert
{
    public static void Equal(string expected, ReadOnlySpan<byte> actual)
    {
        using JsonDocument left = JsonDocument.Parse(actual.ToArray());
        using JsonDocument right = JsonDocument.Parse(expected);
        string? difference = JsonEquality.Difference(left.RootElement, right.RootElement, "$");
        Assert.True(difference is null, $"{difference}\nwritten: {left.RootElement.GetRawText()}");
    }
}

using Outcrop.Gateway.Tests.Support;

namespace Outcrop.Gateway.Tests.Upstream;

/// <summary>Fault row 21 through the whole gateway: a clock that is off is learnt for each endpoint, by the first who are refused, and held from then on.</summary>
public sealed class ClockSkewTests
{
    [Theory]
    [InlineData(CredentialBed.Keys)]
    [InlineData(null)]
    public async Task Row21_TwoEndpointsWithClocksOfTheirOwn_AreLearntOnceEach(string? credentials)
    {
        await using CredentialBed bed = await CredentialBed.StartAsync(bed => bed.Json(one: credentials, two: credentials));
        bed.One.AdvanceClock(TimeSpan.FromHours(1));
        bed.Two.AdvanceClock(TimeSpan.FromHours(-2));

        // The first ones pay one more attempt each, at most.
        int[][] first = await Task.WhenAll(bed.AskAsync("one", 50), bed.AskAsync("two", 50));
        Assert.All(first.SelectMany(static statuses => statuses), static status => Assert.Equal(200, status));
        int one = CredentialBed.Asked(bed.One).Length;
        int two = CredentialBed.Asked(bed.Two).Length;
        Assert.InRange(one, 51, 100);
        Assert.InRange(two, 51, 100);

        // Everybody after them signs right at once.
        int[][] later = await Task.WhenAll(bed.AskAsync("one", 50), bed.AskAsync("two", 50));
        Assert.All(later.SelectMany(static statuses => statuses), static status => Assert.Equal(200, status));
        Assert.Equal((one + 50, two + 50), (CredentialBed.Asked(bed.One).Length, CredentialBed.Asked(bed.Two).Length));

        // A clock that is set right again is learnt just so, and the other stays as it is.
        bed.One.AdvanceClock(TimeSpan.FromHours(-1));
        Assert.All(await bed.AskAsync("one", 50), static status => Assert.Equal(200, status));
        one = CredentialBed.Asked(bed.One).Length;
        Assert.All(await bed.AskAsync("one", 50), static status => Assert.Equal(200, status));
        Assert.All(await bed.AskAsync("two", 50), static status => Assert.Equal(200, status));
        Assert.Equal((one + 50, two + 100), (CredentialBed.Asked(bed.One).Length, CredentialBed.Asked(bed.Two).Length));
        Assert.Equal(credentials is null ? (1, 1) : (0, 0), (CredentialBed.Sessions(bed.One), CredentialBed.Sessions(bed.Two)));
        Assert.True(bed.Logged("clock") > 0);
    }

    /// <summary>A difference that AWS lets pass is no skew, and a wrong secret is none either: it is refused once and told.</summary>
    [Fact]
    public async Task Signature_Wrong_IsNoSkew()
    {
        await using CredentialBed bed = await CredentialBed.StartAsync(static bed => bed.Json(one: """{"accessKeyId": "outcrop", "secretAccessKey": "${SECRET}x"}"""));
        bed.One.AdvanceClock(TimeSpan.FromMinutes(3));
        Assert.All(await bed.AskAsync("one", 20), static status => Assert.Equal(502, status));
        Assert.Equal(20, CredentialBed.Asked(bed.One).Length);
        Assert.Equal(200, await bed.AskAsync("both"));
    }
}

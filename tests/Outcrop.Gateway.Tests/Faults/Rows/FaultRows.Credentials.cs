namespace Outcrop.Gateway.Tests.Faults.Rows;

/// <summary>Rows 20 to 23: tokens that have expired, clocks that are wrong, an STS that is down or throttles.</summary>
internal static partial class FaultRows
{
    private const string AssumeRole = "AssumeRole";
    private const string Role = """{ "accessKeyId": "outcrop", "secretAccessKey": "${AWS_SECRET}", "roleArn": "arn:aws:iam::123456789012:role/bedrock", "sessionDuration": 3600 }""";
    private static readonly TimeSpan Skew = TimeSpan.FromMinutes(10);

    /// <summary>Into the last quarter of an hour, when a fresh session is looked for and an old one still good.</summary>
    private static readonly TimeSpan Advisory = TimeSpan.FromMinutes(47);

    private static IEnumerable<FaultCase> Credentials()
    {
        yield return new FaultCase(20, "expired token")
        {
            Credentials = Role,
            End = FaultEnd.Hidden,
            Attempts = OpenedAt(2),
            First = 2,
            Then = static (bed, _) => AssertSessions(bed, 2),
        }.With(static bed => Rule(bed, bed.First).Fail("ExpiredTokenException"));
        yield return new FaultCase(20, "expired token again and again")
        {
            Credentials = Role,
            End = FaultEnd.Refused(FaultKind.Credentials),
            Attempts = "first credential 2",
            First = 2,
            Then = static (bed, _) => AssertSessions(bed, 2),
        }.With(static bed => Rule(bed, bed.First).Fail("ExpiredTokenException", times: 0));
        yield return new FaultCase(21, "clock ten minutes off")
        {
            Ask = static bed => AskTwiceAsync(bed),
            First = 3,
        }.With(static bed => bed.First.Emulator.AdvanceClock(Skew));
        yield return new FaultCase(22, "STS down while the session is good") { OwnTime = true, Credentials = Role, Ask = static bed => AskAcrossAsync(bed, Advisory, 503, null) };
        yield return new FaultCase(23, "STS throttles while the session is good") { OwnTime = true, Credentials = Role, Ask = static bed => AskAcrossAsync(bed, Advisory, 429, null) };
        yield return new FaultCase(23, "STS throttles and the session is over")
        {
            OwnTime = true,
            Credentials = Role,
            Ask = static bed => AskAcrossAsync(bed, TimeSpan.FromMinutes(61), 429, FaultKind.Credentials),
        };
    }

    private static Task AssertSessions(FaultBed bed, int count)
    {
        Assert.Equal(count, bed.First.Emulator.Journal.Count(static request => request.Operation == AssumeRole));
        return Task.CompletedTask;
    }

    /// <summary>The first request learns the difference, the second has it.</summary>
    private static async Task<FaultAnswer> AskTwiceAsync(FaultBed bed)
    {
        FaultAssert.Seen(bed.Dialect, await bed.AskAsync(), FaultEnd.Hidden, bed.Streamed);
        Assert.Equal(2, bed.First.Asked);
        FaultAnswer second = await bed.AskAsync();
        FaultAssert.Seen(bed.Dialect, second, FaultEnd.Hidden, bed.Streamed);
        return second;
    }

    /// <summary>One request while all is well, and one when so much of its session's hour is over and STS fails.</summary>
    private static async Task<FaultAnswer> AskAcrossAsync(FaultBed bed, TimeSpan later, int status, FaultKind? kind)
    {
        FaultAssert.Seen(bed.Dialect, await bed.AskAsync(), FaultEnd.Hidden, bed.Streamed);
        bed.First.Emulator.When(operation: AssumeRole).Fail(status, 0);
        bed.First.Emulator.AdvanceClock(later);
        bed.Time!.Advance(later);
        Task<FaultAnswer> asking = bed.AskAsync();
        await bed.PassTimeUntilAsync(asking, Moment);
        FaultAnswer answer = await asking;
        if (kind is { } told)
        {
            FaultAssert.Refused(bed.Dialect, answer, told);
        }
        else
        {
            FaultAssert.Seen(bed.Dialect, answer, FaultEnd.Hidden, bed.Streamed);
        }

        return answer;
    }
}

using Outcrop.Gateway.Ledger;
using Outcrop.Gateway.Pipeline;
using Outcrop.Gateway.Tests.Faults.Dialects;

namespace Outcrop.Gateway.Tests.Faults;

/// <summary>What the cells of the fault matrix hold.</summary>
internal static class FaultAssert
{
    private const string AccountNumber = "123456789012";

    /// <summary>The attempts of a request in a line.</summary>
    public static string AttemptsOf(LedgerSettlement settled) =>
        string.Join(", ", settled.Targets.Select(static attempt => $"{(attempt.Target!.Region == FaultBed.East ? "first" : "second")} {attempt.Outcome} {attempt.Count}"));

    /// <summary>How the ledger settles what is seen so.</summary>
    public static ExchangeOutcome OutcomeOf(FaultEnd end) => end.Status switch
    {
        FaultSight.Nothing => ExchangeOutcome.Completed,
        FaultSight.Mark => end.Kind == FaultKind.ShuttingDown ? ExchangeOutcome.Drained : ExchangeOutcome.Broken,
        _ => end.Kind == FaultKind.ShuttingDown ? ExchangeOutcome.Drained : end.Kind == FaultKind.Invalid ? ExchangeOutcome.RejectedUpstream : ExchangeOutcome.Unavailable,
    };

    /// <summary>What a caller sees is what it should.</summary>
    /// <param name="dialect">The dialect.</param>
    /// <param name="answer">The answer.</param>
    /// <param name="end">What it should be.</param>
    /// <param name="streamed">Whether it is a stream.</param>
    /// <param name="said">What the model says if it is let.</param>
    /// <param name="isFinished">Whether the model has said that it had finished before the error, to a dialect that passes that on as it comes.</param>
    public static void Seen(FaultDialect dialect, FaultAnswer answer, FaultEnd end, bool streamed, string said = FaultDialect.Said, bool isFinished = false)
    {
        Assert.NotEmpty(answer["x-request-id"]!);
        switch (end.Status)
        {
            case FaultSight.Nothing:
                Assert.True(answer is { Status: 200, IsWhole: true }, $"{answer.Status}: {answer.Text}");
                Assert.Equal(new FaultReading(said, true, null), dialect.Read(answer, streamed));
                break;
            case FaultSight.Mark:
                Assert.True(answer.Status == 200, $"{answer.Status}: {answer.Text}");
                FaultReading reading = dialect.Read(answer, streamed);
                Assert.True(reading.Text.Length > 0 && said.StartsWith(reading.Text, StringComparison.Ordinal), $"text so far: '{reading.Text}' of {answer.Text}");
                Assert.Equal((isFinished, dialect.MarkOf(end.Kind)), (reading.IsFinished, reading.Error));
                Assert.Equal(dialect.MarkEndsBody, answer.IsWhole);
                break;
            default:
                Refused(dialect, answer, end.Kind);
                break;
        }
    }

    /// <summary>A status of its own, in the dialect's words, whole, with the hints that clients go by.</summary>
    public static void Refused(FaultDialect dialect, FaultAnswer answer, FaultKind kind, bool? mayRetry = null)
    {
        (int status, string error) = dialect.ErrorOf(kind);
        Assert.True(answer.Status == status && answer.IsWhole, $"{answer.Status}: {answer.Text}");
        Assert.Equal(error, dialect.ReadError(answer));
        bool passes = kind is FaultKind.Throttled or FaultKind.ThrottledEverywhere or FaultKind.Unavailable or FaultKind.ServiceFailed or FaultKind.ShuttingDown;
        Assert.Equal((mayRetry ?? passes) ? "true" : "false", answer["x-should-retry"]);
        Assert.Equal((passes, passes), (answer["retry-after"] is not null, answer["retry-after-ms"] is not null));
    }

    /// <summary>N4: what has been answered is billed, and so it is settled, counted by Bedrock or guessed; what has not is not.</summary>
    public static void Counted(LedgerSettlement settled, bool streamed)
    {
        bool isAnswered = settled.Outcome is ExchangeOutcome.Completed or ExchangeOutcome.Broken;
        Assert.True(isAnswered == settled.Usage is { InputTokens: > 0, OutputTokens: > 0 }, $"{settled}");
        Assert.True(settled.UsageSource == (isAnswered ? UsageSource.Upstream : UsageSource.None) || (isAnswered && streamed && settled.UsageSource == UsageSource.Estimated), $"{settled}");
    }

    /// <summary>No answer tells the account, its keys, or where Bedrock was asked.</summary>
    public static void NoSecret(FaultBed bed, FaultAnswer answer)
    {
        string told = answer.Text + string.Join('\n', answer.Headers.Values);
        string[] secrets =
        [
            AccountNumber, "arn:aws", bed.First.Emulator.SecretAccessKey, "127.0.0.1", bed.First.Address, bed.Second.Address, "   at ",
        ];
        foreach (string secret in secrets)
        {
            Assert.DoesNotContain(secret, told, StringComparison.OrdinalIgnoreCase);
        }
    }
}

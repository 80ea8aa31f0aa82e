using System.Text;
using Outcrop.Gateway.Pipeline;
using Outcrop.Gateway.Tests.Support;

namespace Outcrop.Gateway.Tests.ErrorMap;

/// <summary>
/// The error map (fault section 3): every kind of failure × every dialect and lane × before and within the stream × whole and streamed, through a real gateway. What is expected stands in <see cref="ErrorCell"/>.
/// </summary>
public class ErrorMapTests(ErrorMapGateway gateway) : IClassFixture<ErrorMapGateway>
{
    private const int Wait = 7;

    /// <summary>AWS's failures: name, status, whether streams can have it, what it is here, and what callers of AWS's own dialect are told: the same, but for our credentials.</summary>
    private static readonly (string Name, int Status, bool InStreams, GatewayErrorKind Kind, int AwsStatus, string AwsName)[] OfAws =
    [
        ("ThrottlingException", 429, true, GatewayErrorKind.UpstreamThrottled, 429, "ThrottlingException"),
        ("ServiceQuotaExceededException", 400, true, GatewayErrorKind.UpstreamQuotaExceeded, 400, "ServiceQuotaExceededException"),
        ("ModelNotReadyException", 429, true, GatewayErrorKind.UpstreamUnavailable, 429, "ModelNotReadyException"),
        ("InternalServerException", 500, true, GatewayErrorKind.UpstreamUnavailable, 500, "InternalServerException"),
        ("ServiceUnavailableException", 503, true, GatewayErrorKind.UpstreamUnavailable, 503, "ServiceUnavailableException"),
        ("ModelTimeoutException", 408, true, GatewayErrorKind.UpstreamTimeout, 408, "ModelTimeoutException"),
        ("ModelErrorException", 424, true, GatewayErrorKind.ModelError, 424, "ModelErrorException"),
        ("ModelStreamErrorException", 424, true, GatewayErrorKind.ModelError, 424, "ModelStreamErrorException"),
        ("ValidationException", 400, true, GatewayErrorKind.InvalidRequest, 400, "ValidationException"),
        ("ConflictException", 400, true, GatewayErrorKind.InvalidRequest, 400, "ConflictException"),
        ("ResourceNotFoundException", 404, true, GatewayErrorKind.ModelNotFound, 404, "ResourceNotFoundException"),
        ("RequestEntityTooLargeException", 413, false, GatewayErrorKind.RequestTooLarge, 413, "RequestEntityTooLargeException"),

        // That the account may not use the model is told in AWS's words, since the caller's own administrator may be who can mend it; everywhere else it is a fault of ours.
        ("AccessDeniedException", 403, true, GatewayErrorKind.UpstreamCredentials, 403, "AccessDeniedException"),
        ("ExpiredTokenException", 403, true, GatewayErrorKind.UpstreamCredentials, 500, "InternalServerException"),
        ("UnrecognizedClientException", 403, true, GatewayErrorKind.UpstreamCredentials, 500, "InternalServerException"),
        ("InvalidSignatureException", 403, false, GatewayErrorKind.UpstreamCredentials, 500, "InternalServerException"),
        ("SomethingNewException", 418, true, GatewayErrorKind.UpstreamBroken, 418, "SomethingNewException"),
    ];

    public static TheoryData<string, string> Cells => [.. Enum.GetNames<GatewayErrorKind>().SelectMany(kind => ErrorFront.All.Select(front => (kind, front.Name)))];

    public static TheoryData<string, string> Failures => [.. OfAws.SelectMany(failure => ErrorFront.All.Select(front => (failure.Name, front.Name)))];

    public static TheoryData<string, string> Refusals => [.. Causes.SelectMany(cause => ErrorFront.All.Select(front => (cause, front.Name)))];

    private static readonly string[] Causes = ["no key", "wrong key", "key without the model", "unknown model", "malformed", "too long", "compressed", "limit", "ledger", "method", "path"];

    [Fact]
    public void Map_HasARowForEveryKind() => Assert.Equal(Enum.GetValues<GatewayErrorKind>(), ErrorCell.Map.Keys.Order());

    [Theory]
    [MemberData(nameof(Cells))]
    public async Task Kind_BeforeTheAnswer_IsItsCell(string kindName, string frontName)
    {
        (GatewayErrorKind kind, ErrorFront front) = (Enum.Parse<GatewayErrorKind>(kindName), ErrorFront.Of(frontName));
        ErrorCell cell = ErrorCell.Of(kind);
        gateway.Answer(new ErrorWire { Thrown = ErrorOf(kind, cell) });
        foreach (bool streamed in front.Ways)
        {
            (await gateway.AskAsync(front, streamed)).IsError(front.Dialect, kind, cell, Wait);
        }
    }

    [Theory]
    [MemberData(nameof(Cells))]
    public async Task Kind_WithinTheStream_IsItsCell(string kindName, string frontName)
    {
        (GatewayErrorKind kind, ErrorFront front) = (Enum.Parse<GatewayErrorKind>(kindName), ErrorFront.Of(frontName));
        ErrorCell cell = ErrorCell.Of(kind);
        gateway.Answer(new ErrorWire { Thrown = ErrorOf(kind, cell), After = ErrorWire.WithContent(front.Wire) });

        // The union of ConverseStream has no modelTimeoutException.
        string frame = kind == GatewayErrorKind.UpstreamTimeout && front.Wire == ErrorWireKind.Converse ? "modelStreamErrorException" : cell.Frame;
        (await gateway.AskAsync(front, streamed: true)).IsBroken(front, kind, cell, frame);
    }

    /// <summary>AWS refuses, or answers with a good status and fails before the first content: the caller cannot tell the difference.</summary>
    [Theory]
    [MemberData(nameof(Failures))]
    public async Task AwsFailure_BeforeTheFirstContent_IsItsCell(string name, string frontName)
    {
        ErrorFront front = ErrorFront.Of(frontName);
        (_, int status, bool inStreams, GatewayErrorKind kind, int awsStatus, string awsName) = OfAws.Single(failure => failure.Name == name);
        ErrorCell cell = ErrorCell.Of(kind) with { Aws = awsStatus, Name = awsName };
        gateway.Answer(new ErrorWire { Name = name, Status = status });
        foreach (bool streamed in front.Ways)
        {
            (await gateway.AskAsync(front, streamed)).IsError(front.Dialect, kind, cell);
        }

        Assert.Equal(front.Ways.Count(), gateway.Wire.Requests);
        for (int frames = 0; inStreams && frames < ErrorWire.WithContent(front.Wire); frames++)
        {
            gateway.Answer(new ErrorWire { Name = name, After = frames });

            // What AWS says with status 200 has the status that its name has.
            GatewayErrorKind within = Within(name, kind, front);
            ErrorCell told = ErrorCell.Of(within);
            (await gateway.AskAsync(front, streamed: true)).IsError(front.Dialect, within, told with { Aws = name == "SomethingNewException" ? told.Aws : awsStatus, Name = awsName });
        }
    }

    [Theory]
    [MemberData(nameof(Failures))]
    public async Task AwsFailure_WithinTheStream_IsItsCell(string name, string frontName)
    {
        ErrorFront front = ErrorFront.Of(frontName);
        (_, _, bool inStreams, GatewayErrorKind kind, _, string awsName) = OfAws.Single(failure => failure.Name == name);
        if (!inStreams)
        {
            return;
        }

        gateway.Answer(new ErrorWire { Name = name, After = ErrorWire.WithContent(front.Wire) });
        kind = Within(name, kind, front);
        (await gateway.AskAsync(front, streamed: true)).IsBroken(front, kind, ErrorCell.Of(kind), char.ToLowerInvariant(awsName[0]) + awsName[1..]);
        Assert.Equal(1, gateway.Wire.Requests);
    }

    /// <summary>What the gateway itself refuses, by each real cause: nothing is asked of Bedrock.</summary>
    [Theory]
    [MemberData(nameof(Refusals))]
    public async Task Refusal_OfTheGateway_IsItsCell(string cause, string frontName)
    {
        ErrorFront front = ErrorFront.Of(frontName);
        if (cause == "malformed" && front.PassesBodyOn)
        {
            return;
        }

        gateway.Answer(new ErrorWire { Name = "ValidationException", Status = 400 });
        foreach (bool streamed in front.Ways)
        {
            (GatewayErrorKind kind, ErrorAnswer answer) = await RefuseAsync(cause, front, streamed);
            answer.IsError(front.Dialect, kind, ErrorCell.Of(kind));
            Assert.Equal(cause == "limit" && front.Dialect is ErrorDialect.OpenAI or ErrorDialect.Responses, answer.Headers.ContainsKey("x-ratelimit-remaining-requests"));
        }

        Assert.Equal(0, gateway.Wire.Requests);
    }

    /// <summary>Where one target throttles, callers are too fast; where all do, the service is full, which Anthropic's dialect has a status of its own for.</summary>
    [Fact]
    public async Task Throttle_OfAllTargets_IsOverloadInAnthropicsWords()
    {
        gateway.Answer(new ErrorWire { Name = "ThrottlingException", Status = 429 });
        ErrorCell cell = ErrorCell.Of(GatewayErrorKind.UpstreamThrottled);
        foreach (ErrorFront front in ErrorFront.All.Where(static front => front.Wire == ErrorWireKind.Converse))
        {
            foreach (bool streamed in front.Ways)
            {
                (await gateway.AskAsync(front, streamed, ErrorFront.Everywhere)).IsError(front.Dialect, GatewayErrorKind.UpstreamThrottled, cell with { Anthropic = 529, Word = "overloaded_error" });
            }
        }
    }

    /// <summary>While an outage has used the gateway's own retries up, its callers' would be the same storm; a throttle tells when to come back.</summary>
    [Theory]
    [InlineData("UpstreamUnavailable", "false")]
    [InlineData("UpstreamThrottled", "true")]
    [InlineData("BudgetExceeded", "false")]
    public async Task RetryHint_WithTheRetryBudgetSpent_IsFalseButForThrottles(string kindName, string hint)
    {
        GatewayErrorKind kind = Enum.Parse<GatewayErrorKind>(kindName);
        gateway.Answer(new ErrorWire { Thrown = ErrorOf(kind, ErrorCell.Of(kind)) with { IsRetryDenied = true } });
        foreach (ErrorFront front in ErrorFront.All)
        {
            ErrorAnswer answer = await gateway.AskAsync(front, streamed: true);
            Assert.Equal(hint, answer.Headers["x-should-retry"]);
        }
    }

    /// <summary>The surfaces' own events tell by their words alone; an error without a known one is the model's.</summary>
    private static GatewayErrorKind Within(string name, GatewayErrorKind kind, ErrorFront front) =>
        name == "SomethingNewException" && (front.Wire is ErrorWireKind.ChatEvents or ErrorWireKind.ResponsesEvents) ? GatewayErrorKind.ModelError : kind;

    private static GatewayError ErrorOf(GatewayErrorKind kind, ErrorCell cell) =>
        new(kind, cell.Seed < 500 ? Blame.Client : Blame.Upstream, ExchangePhase.BeforeContent, "It failed.", RetryAfter: cell.Retry ? TimeSpan.FromSeconds(Wait) : null);

    private async Task<(GatewayErrorKind Kind, ErrorAnswer Answer)> RefuseAsync(string cause, ErrorFront front, bool streamed)
    {
        switch (cause)
        {
            case "no key":
                return (GatewayErrorKind.InvalidKey, await gateway.AskAsync(front, streamed, key: null));
            case "wrong key":
                return (GatewayErrorKind.InvalidKey, await gateway.AskAsync(front, streamed, key: Sample.Key[..^1] + "0"));
            case "key without the model":
                return (GatewayErrorKind.PermissionDenied, await gateway.AskAsync(front, streamed, key: Sample.OtherKey));
            case "unknown model":
                return (GatewayErrorKind.ModelNotFound, await gateway.AskAsync(front, streamed, model: "acme.unheard-of-v1:0"));
            case "malformed":
                return (GatewayErrorKind.InvalidRequest, await gateway.AskAsync(front, streamed, body: "{\"model\""u8.ToArray()));
            case "too long":
                return (GatewayErrorKind.RequestTooLarge, await gateway.AskAsync(front, streamed, body: Encoding.UTF8.GetBytes(front.BodyOf(streamed).PadRight(70_000))));
            case "compressed":
                return (GatewayErrorKind.UnsupportedMediaType, await gateway.AskAsync(front, streamed, encoding: "gzip"));
            case "limit":
                using (gateway.TakePlace())
                {
                    return (GatewayErrorKind.RateLimited, await gateway.AskAsync(front, streamed, key: ErrorMapGateway.OneAtATime));
                }

            case "ledger":
                gateway.IsLedgerDown = true;
                try
                {
                    return (GatewayErrorKind.LedgerUnavailable, await gateway.AskAsync(front, streamed));
                }
                finally
                {
                    gateway.IsLedgerDown = false;
                }

            case "method":
                return (GatewayErrorKind.MethodNotAllowed, await gateway.AskAsync(front, streamed, method: "PUT"));
            case "path":
                return (GatewayErrorKind.EndpointNotFound, await gateway.AskAsync(front, streamed, suffix: "/no/where"));
            default:
                throw new ArgumentOutOfRangeException(nameof(cause), cause, null);
        }
    }
}

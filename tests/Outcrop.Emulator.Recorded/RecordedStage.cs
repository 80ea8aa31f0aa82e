using System.Globalization;
using System.Net;
using Outcrop.Emulator.Tests.Support;

namespace Outcrop.Emulator.Recorded;

/// <summary>
/// The emulators that the walk plays on. A refusal for who asked, or for an account's state, is set up as its text tells: an unknown key, an expired
/// session, a late signature, a model without access, a throttled model, a model that failed. Everything else must follow from the request.
/// </summary>
internal sealed class RecordedStage : IAsyncDisposable
{
    private static readonly string[] GuardrailHeaders = ["X-Amzn-Bedrock-GuardrailIdentifier", "X-Amzn-Bedrock-GuardrailVersion", "X-Amzn-Bedrock-Trace"];

    private readonly BedrockEmulator _dated;
    private readonly BedrockEmulator _undated;
    private readonly BedrockEmulator _verifying;
    private readonly EmulatorClient _datedClient;
    private readonly EmulatorClient _undatedClient;
    private readonly EmulatorClient _verifyingClient;
    private readonly MovedClock _datedClock;
    private readonly MovedClock _verifyingClock;

    private RecordedStage(BedrockEmulator dated, MovedClock datedClock, BedrockEmulator undated, BedrockEmulator verifying, MovedClock verifyingClock)
    {
        (_dated, _undated, _verifying) = (dated, undated, verifying);
        (_datedClock, _verifyingClock) = (datedClock, verifyingClock);
        _datedClient = new EmulatorClient(dated) { Signer = null };
        _undatedClient = new EmulatorClient(undated) { Signer = null };
        _verifyingClient = new EmulatorClient(verifying);
    }

    public static async Task<RecordedStage> StartAsync(CancellationToken cancellationToken)
    {
        var datedClock = new MovedClock();
        var verifyingClock = new MovedClock();
        return new RecordedStage(
            await BedrockEmulator.StartAsync(new EmulatorOptions { TokenInterval = TimeSpan.Zero, VerifySignatures = false, CheckAvailability = true, TimeProvider = datedClock }, cancellationToken),
            datedClock,
            await BedrockEmulator.StartAsync(new EmulatorOptions { TokenInterval = TimeSpan.Zero, VerifySignatures = false }, cancellationToken),
            await BedrockEmulator.StartAsync(new EmulatorOptions { TokenInterval = TimeSpan.Zero, TimeProvider = verifyingClock }, cancellationToken),
            verifyingClock);
    }

    public async Task<Reply> SendAsync(RecordedExchange exchange, CancellationToken cancellationToken)
    {
        switch (exchange.ErrorMessage)
        {
            case "The security token included in the request is invalid.":
                _verifyingClient.Signer = new TestSigner("AKIAUNKNOWNTOANYONE0", "secret", Time: _verifyingClock.GetUtcNow());
                return await SendAsync(_verifyingClient, exchange, cancellationToken);
            case "The security token included in the request is expired":
                await SignWithExpiredSessionAsync(cancellationToken);
                return await SendAsync(_verifyingClient, exchange, cancellationToken);
            case { } text when text.StartsWith("Signature expired: ", StringComparison.Ordinal):
                // "Signature expired: SIGNED is now earlier than … (NOW - 5 min.)"
                DateTimeOffset signed = TimeOf(text["Signature expired: ".Length..]);
                _verifyingClock.Now = TimeOf(text[(text.IndexOf('(', StringComparison.Ordinal) + 1)..]);
                _verifyingClient.Signer = new TestSigner(_verifying.AccessKeyId, _verifying.SecretAccessKey, Time: signed);
                return await SendAsync(_verifyingClient, exchange, cancellationToken);
            case "You don't have access to the model with the specified model ID.":
                return await SendAsync(new EmulatorOptions { TokenInterval = TimeSpan.Zero, VerifySignatures = false, DeniedModels = { exchange.ModelId } }, null, exchange, cancellationToken);
            case not null when exchange.Status is 408 or 424 or 429 or >= 500:
                return await SendAsync(
                    new EmulatorOptions { TokenInterval = TimeSpan.Zero, VerifySignatures = false },
                    new EmulatorScript { Status = exchange.Status, ErrorType = exchange.ErrorType },
                    exchange,
                    cancellationToken);
            case null when exchange.ExceptionFrame is { } frame && frame.GetProperty("headers").GetProperty(":exception-type").GetString() is { } exception and not "validationException":
                return await SendAsync(
                    new EmulatorOptions { TokenInterval = TimeSpan.Zero, VerifySignatures = false },
                    new EmulatorScript { ExceptionType = exception, ExceptionAfterEvents = exchange.Events!.Count - 1 },
                    exchange,
                    cancellationToken);
            case null when exchange.ExceptionFrame is null && RecordedGuardrail.Of(exchange) is { } guardrail:
                EmulatorScript? guarded = RecordedContent.ScriptOf(exchange);
                if (guarded is not null)
                {
                    guarded.Text = $"{guarded.Text} {guardrail.Said}".Trim();
                }

                return await SendAsync(
                    new EmulatorOptions { TokenInterval = TimeSpan.Zero, VerifySignatures = false, Guardrails = { [guardrail.Id] = guardrail.Definition() } }, guarded, exchange, cancellationToken);
            default:
                BedrockEmulator emulator = exchange.Date is null ? _undated : _dated;
                _datedClock.Now = exchange.Date ?? _datedClock.Now;
                emulator.ClearScripts();
                if (exchange.Status == 200 && exchange.ExceptionFrame is null && RecordedContent.ScriptOf(exchange) is { } content)
                {
                    emulator.Script(content);
                }

                return await SendAsync(exchange.Date is null ? _undatedClient : _datedClient, exchange, cancellationToken);
        }
    }

    public async ValueTask DisposeAsync()
    {
        _datedClient.Dispose();
        _undatedClient.Dispose();
        _verifyingClient.Dispose();
        await _dated.DisposeAsync();
        await _undated.DisposeAsync();
        await _verifying.DisposeAsync();
    }

    private static async Task<Reply> SendAsync(EmulatorOptions options, EmulatorScript? script, RecordedExchange exchange, CancellationToken cancellationToken)
    {
        await using BedrockEmulator emulator = await BedrockEmulator.StartAsync(options, cancellationToken);
        if (script is not null)
        {
            emulator.Script(script);
        }

        using var client = new EmulatorClient(emulator) { Signer = null };
        return await SendAsync(client, exchange, cancellationToken);
    }

    private static Task<Reply> SendAsync(EmulatorClient client, RecordedExchange exchange, CancellationToken cancellationToken) => client.SendAsync(
        exchange.Path,
        exchange.Body ?? "{}",
        exchange.Method,
        request =>
        {
            // The region and the service stand in the host; a signature is over the host it was sent to.
            if (client.Signer is null && exchange.Host is { } host)
            {
                request.Headers.Host = host;
            }

            foreach (string name in GuardrailHeaders)
            {
                if (exchange.RequestHeader(name) is { } value)
                {
                    request.Headers.Add(name, value);
                }
            }
        },
        cancellationToken);

    private async Task SignWithExpiredSessionAsync(CancellationToken cancellationToken)
    {
        _verifyingClient.Signer = new TestSigner(_verifying.AccessKeyId, _verifying.SecretAccessKey, Service: "sts", Time: _verifyingClock.GetUtcNow());
        Reply session = await _verifyingClient.SendAsync(
            "/",
            "Action=AssumeRole&Version=2011-06-15&RoleArn=arn%3Aaws%3Aiam%3A%3A123456789012%3Arole%2Frecorded&RoleSessionName=recorded",
            change: request => request.Content!.Headers.ContentType = new("application/x-www-form-urlencoded"),
            cancellationToken: cancellationToken);
        if (session.Status != (int)HttpStatusCode.OK)
        {
            throw new InvalidOperationException($"No session to expire: {session.Text}");
        }

        _verifyingClock.Now += TimeSpan.FromHours(13);
        _verifyingClient.Signer = new TestSigner(
            Between(session.Text, "AccessKeyId"), Between(session.Text, "SecretAccessKey"), Between(session.Text, "SessionToken"), Time: _verifyingClock.GetUtcNow());
    }

    private static string Between(string xml, string name)
    {
        int start = xml.IndexOf($"<{name}>", StringComparison.Ordinal) + name.Length + 2;
        return xml[start..xml.IndexOf($"</{name}>", StringComparison.Ordinal)];
    }

    private static DateTimeOffset TimeOf(string text) =>
        DateTimeOffset.ParseExact(text[..16], "yyyyMMdd'T'HHmmss'Z'", CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal);

    /// <summary>A clock that stands where it is put; timers run as ever.</summary>
    private sealed class MovedClock : TimeProvider
    {
        public DateTimeOffset Now { get; set; } = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);

        public override DateTimeOffset GetUtcNow() => Now;
    }
}

using Outcrop.Clients.Tests.JavaScript;
using Outcrop.Emulator;

namespace Outcrop.Clients.Tests.Aws;

/// <summary>Errors as an application catches them: the class, not the text, decides what it does next.</summary>
public sealed class ErrorTests
{
    private static readonly EmulatorOptions Quick = new() { TokenInterval = TimeSpan.Zero };

    private static readonly (string Type, int Status)[] Modelled =
    [
        ("ValidationException", 400), ("ServiceQuotaExceededException", 400), ("AccessDeniedException", 403),
        ("ResourceNotFoundException", 404), ("ModelTimeoutException", 408), ("ModelErrorException", 424),
        ("ThrottlingException", 429), ("ModelNotReadyException", 429), ("InternalServerException", 500),
        ("ServiceUnavailableException", 503),
    ];

    [Theory]
    [InlineData("Converse")]
    [InlineData("ConverseStream")]
    public async Task Call_ModelledErrorBeforeTheAnswer_IsItsOwnClassWithStatusMessageAndRequestId(string operation)
    {
        await using BedrockEmulator emulator = await BedrockEmulator.StartAsync(Quick);
        foreach ((string type, int status) in Modelled)
        {
            emulator.Script(new EmulatorScript { Status = status, ErrorType = type, ErrorMessage = $"told so: {type}" });
        }

        SdkCall call = operation == "Converse" ? SdkCall.Converse(Models.Haiku, "Hello.") : SdkCall.ConverseStream(Models.Haiku, "Hello.");
        SdkResult result = await new AwsJavaScript(emulator).With("AWS_MAX_ATTEMPTS", "1")
            .RunAsync(new SdkPlan([.. Modelled.Select(_ => call)]));

        for (int n = 0; n < Modelled.Length; n++)
        {
            SdkError error = result.Calls[n].AssertFailed();
            Assert.Equal((Modelled[n].Type, Modelled[n].Type, Modelled[n].Status), (error.Name, error.Class, error.Status));
            Assert.Equal($"told so: {Modelled[n].Type}", error.Message);
            Assert.True(Guid.TryParse(error.RequestId, out _), error.ToString());
        }
    }

    [Fact]
    public async Task Converse_ThrottledTwice_ClientRetriesByItselfAndSucceeds()
    {
        await using BedrockEmulator emulator = await BedrockEmulator.StartAsync(Quick);
        emulator.Script(new EmulatorScript { Status = 429, ErrorType = "ThrottlingException", ErrorMessage = "Too many requests, please wait before trying again.", Times = 2 });

        SdkOutcome call = (await new AwsJavaScript(emulator).RunAsync(new SdkPlan(SdkCall.Converse(Models.Haiku, "Hello.")))).Single().AssertOk();

        Assert.Equal(3, call.Attempts);
        Assert.Equal([429, 429, 200], emulator.Journal.Select(static request => request.StatusCode));
    }

    [Theory]
    [InlineData("ConverseStream", "throttlingException", "ThrottlingException", 0)]
    [InlineData("ConverseStream", "throttlingException", "ThrottlingException", 3)]
    [InlineData("ConverseStream", "modelStreamErrorException", "ModelStreamErrorException", 3)]
    [InlineData("ConverseStream", "internalServerException", "InternalServerException", 3)]
    [InlineData("ConverseStream", "serviceUnavailableException", "ServiceUnavailableException", 3)]
    [InlineData("ConverseStream", "validationException", "ValidationException", 0)]
    [InlineData("InvokeModelWithResponseStream", "throttlingException", "ThrottlingException", 3)]
    [InlineData("InvokeModelWithResponseStream", "modelTimeoutException", "ModelTimeoutException", 3)]
    public async Task Stream_ExceptionFrame_ThrowsItsClassAfterTheEventsBeforeIt(string operation, string exceptionType, string expected, int events)
    {
        await using BedrockEmulator emulator = await BedrockEmulator.StartAsync(Quick);
        emulator.Script(new EmulatorScript { ExceptionType = exceptionType, ExceptionMessage = "broken on purpose", ExceptionAfterEvents = events });

        // One attempt: an exception in the first frame is retried by the client itself, which the next test shows.
        SdkOutcome call = (await new AwsJavaScript(emulator).With("AWS_MAX_ATTEMPTS", "1").RunAsync(new SdkPlan(Streaming(operation)))).Single();

        SdkError error = call.AssertFailed();
        Assert.Equal((expected, "broken on purpose"), (error.Class, error.Message));
        Assert.Equal(events, call.Events.Count);
    }

    [Fact]
    public async Task ConverseStream_ThrottledInItsFirstFrame_ClientRetriesByItselfAndSucceeds()
    {
        await using BedrockEmulator emulator = await BedrockEmulator.StartAsync(Quick);
        emulator.Script(new EmulatorScript { ExceptionType = "throttlingException", ExceptionAfterEvents = 0 });

        SdkOutcome call = (await new AwsJavaScript(emulator).RunAsync(new SdkPlan(Streaming("ConverseStream")))).Single().AssertOk();

        Assert.Equal("end_turn", call.Event("messageStop").GetProperty("stopReason").GetString());
        // Both answers were HTTP 200: the throttle was in the stream.
        Assert.Equal([200, 200], emulator.Journal.Select(static request => request.StatusCode));
    }

    [Fact]
    public async Task ConverseStream_ThrottledAfterContent_IsNeverRetried()
    {
        await using BedrockEmulator emulator = await BedrockEmulator.StartAsync(Quick);
        emulator.Script(new EmulatorScript { ExceptionType = "throttlingException", ExceptionAfterEvents = 3 });

        SdkOutcome call = (await new AwsJavaScript(emulator).RunAsync(new SdkPlan(Streaming("ConverseStream")))).Single();

        Assert.Equal("ThrottlingException", call.AssertFailed().Class);
        Assert.Single(emulator.Journal);
    }

    [Theory]
    [InlineData("ConverseStream")]
    [InlineData("InvokeModelWithResponseStream")]
    public async Task Stream_CorruptFrame_FailsAndGivesNothingBehindIt(string operation)
    {
        await using BedrockEmulator emulator = await BedrockEmulator.StartAsync(Quick);
        emulator.Script(new EmulatorScript { CorruptEvent = 3 });

        SdkOutcome call = (await new AwsJavaScript(emulator).RunAsync(new SdkPlan(Streaming(operation)))).Single();

        Assert.Contains("checksum", call.AssertFailed().Message, StringComparison.OrdinalIgnoreCase);
        Assert.True(call.Events.Count <= 3, call.ToString());
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Stream_Reset_IsAnErrorAndNeverAnEnd(bool http1)
    {
        await using BedrockEmulator emulator = await BedrockEmulator.StartAsync(Quick);
        emulator.Script(new EmulatorScript { CutAfterEvents = 3, Reset = true });

        SdkOutcome call = (await new AwsJavaScript(emulator).RunAsync(new SdkPlan(Streaming("ConverseStream")) { Http1 = http1 })).Single();

        call.AssertFailed();
        Assert.DoesNotContain("messageStop", call.EventNames());
    }

    [Fact]
    public async Task Converse_UnknownModel_IsAValidationException()
    {
        await using BedrockEmulator emulator = await BedrockEmulator.StartAsync(Quick);

        SdkError error = (await new AwsJavaScript(emulator).RunAsync(new SdkPlan(SdkCall.Converse("nobody.no-such-model-v1:0", "Hello.")))).Single().AssertFailed();

        Assert.Equal(("ValidationException", 400, "The provided model identifier is invalid."), (error.Class, error.Status, error.Message));
    }

    [Fact]
    public async Task InvokeModel_ExtraneousKey_IsRefusedInAwsOwnWords()
    {
        await using BedrockEmulator emulator = await BedrockEmulator.StartAsync(Quick);
        SdkCall call = SdkCall.Invoke(Models.TitanText, """{"inputText":"Hello.","colour":"blue"}""");

        SdkError error = (await new AwsJavaScript(emulator).RunAsync(new SdkPlan(call))).Single().AssertFailed();

        Assert.Equal(("ValidationException", 400), (error.Class, error.Status));
        Assert.Equal("Malformed input request: #: extraneous key [colour] is not permitted, please reformat your input and try again.", error.Message);
    }

    private static SdkCall Streaming(string operation) => operation == "ConverseStream"
        ? SdkCall.ConverseStream(Models.Haiku, "Name three gemstones.")
        : SdkCall.InvokeStream(Models.Haiku, FamilyBody.All["anthropic"].Request);
}

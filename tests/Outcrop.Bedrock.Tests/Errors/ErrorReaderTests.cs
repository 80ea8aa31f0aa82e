using System.Text;
using Outcrop.Bedrock.Errors;
using Outcrop.Wire.Buffers;
using Outcrop.Wire.EventStream;

namespace Outcrop.Bedrock.Tests.Errors;

/// <summary>Every shape in which AWS, or what stands before it, reports an error.</summary>
public sealed class ErrorReaderTests
{
    [Theory]
    [InlineData(400, "ValidationException:http://internal.amazon.com/coral/com.amazon.bedrock/", "{\"message\":\"no\"}", BedrockErrorKind.Validation, "ValidationException", "no")]
    [InlineData(400, null, "{\"__type\":\"com.amazon.coral.validate#ValidationException:http://x/\",\"Message\":\"no\"}", BedrockErrorKind.Validation, "ValidationException", "no")]
    [InlineData(403, null, "{\"code\":\"AccessDeniedException\",\"message\":\"no\"}", BedrockErrorKind.AccessDenied, "AccessDeniedException", "no")]
    [InlineData(429, null, "{\"error\":{\"code\":\"ThrottlingException\",\"message\":\"slow\"}}", BedrockErrorKind.Throttling, "ThrottlingException", "slow")]
    [InlineData(400, "ThrottledException", "{}", BedrockErrorKind.Throttling, "ThrottledException", null)]
    [InlineData(400, "BrandNewException", "{\"message\":\"new\"}", BedrockErrorKind.Unknown, "BrandNewException", "new")]
    [InlineData(500, "BrandNewException", "{\"message\":\"new\"}", BedrockErrorKind.InternalServer, "BrandNewException", "new")]
    [InlineData(404, null, "{\"Output\":{\"__type\":\"com.amazon.coral.service#UnknownOperationException\"},\"Version\":\"1.0\"}", BedrockErrorKind.UnexpectedResponse, "UnknownOperationException", null)]
    [InlineData(503, null, "upstream connect error", BedrockErrorKind.ServiceUnavailable, null, "upstream connect error")]
    [InlineData(502, null, "<html><body>Bad Gateway</body></html>", BedrockErrorKind.ServiceUnavailable, null, null)]
    [InlineData(500, null, "", BedrockErrorKind.InternalServer, null, null)]
    [InlineData(400, null, "{\"message\":\"cut o", BedrockErrorKind.Validation, null, null)]
    [InlineData(403, null, "\uFEFF {\"message\":\"bom\"}", BedrockErrorKind.AccessDenied, null, "bom")]
    [InlineData(403, "ExpiredTokenException:http://internal.amazon.com/coral/com.amazon.coral.service/", "{\"message\":\"The security token included in the request is expired\"}", BedrockErrorKind.ExpiredToken, "ExpiredTokenException", "The security token included in the request is expired")]
    [InlineData(403, "MissingAuthenticationTokenException", "{}", BedrockErrorKind.Credentials, "MissingAuthenticationTokenException", null)]
    [InlineData(408, "RequestTimeoutException", "{}", BedrockErrorKind.ServiceUnavailable, "RequestTimeoutException", null)]
    [InlineData(413, null, "", BedrockErrorKind.RequestTooLarge, null, null)]
    public void FromResponse_AnyShape_IsTyped(int status, string? header, string body, BedrockErrorKind kind, string? code, string? message)
    {
        BedrockException fault = ErrorReader.FromResponse(status, header, "application/json", Encoding.UTF8.GetBytes(body), "id-1");
        Assert.Equal((kind, code, (int?)status, "id-1"), (fault.Kind, fault.AwsCode, fault.StatusCode, fault.RequestId));
        if (message is not null)
        {
            Assert.Equal(message, fault.Message);
        }
        else
        {
            Assert.NotEmpty(fault.Message);
        }
    }

    [Theory]
    [InlineData(400, false)]
    [InlineData(500, true)]
    [InlineData(503, true)]
    public void FromResponse_ModelError_IsRetryableByTheModelsOwnStatus(int original, bool retryable)
    {
        BedrockException fault = ErrorReader.FromResponse(424, "ModelErrorException", null, Encoding.UTF8.GetBytes($$"""{"message":"m","originalStatusCode":{{original}},"originalMessage":"inner","resourceName":"x"}"""), null);
        Assert.Equal((BedrockErrorKind.ModelError, (int?)original, "inner", retryable), (fault.Kind, fault.OriginalStatusCode, fault.OriginalMessage, fault.IsRetryable));
    }

    [Fact]
    public void FromResponse_InvalidUtf8_StillGivesAMessage()
    {
        BedrockException fault = ErrorReader.FromResponse(500, null, null, [(byte)'{', 0xFF, 0xFE, (byte)'}'], null);
        Assert.Equal(BedrockErrorKind.InternalServer, fault.Kind);
        Assert.NotEmpty(fault.Message);
    }

    [Fact]
    public void FromResponse_HostileMessage_IsOneBoundedLine()
    {
        string text = "a\r\nX-Evil: 1\u001b[31m\u202Eb" + new string('x', 10_000);
        BedrockException fault = ErrorReader.FromResponse(400, null, null, Encoding.UTF8.GetBytes("{\"message\":\"" + System.Text.Json.JsonEncodedText.Encode(text) + "\"}"), null);
        Assert.True(fault.Message.Length <= ErrorText.MaxLength + 1);
        Assert.DoesNotContain(fault.Message, char.IsControl);
        Assert.DoesNotContain('\u202E', fault.Message);
    }

    [Theory]
    [InlineData("throttlingException", BedrockErrorKind.Throttling, "ThrottlingException", true)]
    [InlineData("modelStreamErrorException", BedrockErrorKind.ModelStreamError, "ModelStreamErrorException", true)]
    [InlineData("internalServerException", BedrockErrorKind.InternalServer, "InternalServerException", true)]
    [InlineData("serviceUnavailableException", BedrockErrorKind.ServiceUnavailable, "ServiceUnavailableException", true)]
    [InlineData("modelTimeoutException", BedrockErrorKind.ModelTimeout, "ModelTimeoutException", false)]
    [InlineData("validationException", BedrockErrorKind.Validation, "ValidationException", false)]
    [InlineData("somethingNewException", BedrockErrorKind.Unknown, "SomethingNewException", false)]
    public void FromFrame_Exception_IsTypedAndFinalOnceContentWasShown(string type, BedrockErrorKind kind, string code, bool retryable)
    {
        EventStreamFrame frame = Frame([(":exception-type", type), (":content-type", "application/json"), (":message-type", "exception")], "{\"message\":\"m\",\"originalStatusCode\":500,\"originalMessage\":\"o\"}");
        BedrockException fault = ErrorReader.FromFrame(frame, "id-2");
        Assert.Equal((kind, code, (int?)200, "id-2", "m", (int?)500, "o", retryable), (fault.Kind, fault.AwsCode, fault.StatusCode, fault.RequestId, fault.Message, fault.OriginalStatusCode, fault.OriginalMessage, fault.IsRetryable));
        BedrockException final = fault.AsMidStream();
        Assert.Equal((true, false, RetryClass.None), (final.IsMidStream, final.IsRetryable, RetryClassifier.Classify(final)));
        Assert.Equal((kind, code, "m"), (final.Kind, final.AwsCode, final.Message));
    }

    [Fact]
    public void FromFrame_UnmodelledError_TakesCodeAndMessageFromHeaders()
    {
        EventStreamFrame frame = Frame([(":message-type", "error"), (":error-code", "InternalFailure"), (":error-message", "An internal server error occurred")], "");
        BedrockException fault = ErrorReader.FromFrame(frame, null);
        Assert.Equal((BedrockErrorKind.InternalServer, "InternalFailure", "An internal server error occurred"), (fault.Kind, fault.AwsCode, fault.Message));
    }

    [Fact]
    public void FromFrame_WithoutAName_IsUnknownAndFinal()
    {
        BedrockException fault = ErrorReader.FromFrame(Frame([(":message-type", "exception")], ""), null);
        Assert.Equal((BedrockErrorKind.Unknown, null, false), (fault.Kind, fault.AwsCode, fault.IsRetryable));
    }

    [Theory]
    [InlineData("1500", null, 1500)]
    [InlineData("1500", "9", 1500)]
    [InlineData(null, "2", 2000)]
    [InlineData(null, "Sun, 22 Nov 2026 15:00:30 GMT", 30_000)]
    [InlineData(null, "Sun, 22 Nov 2026 14:00:00 GMT", 0)]
    [InlineData("soon", "later", null)]
    [InlineData("-5", null, null)]
    [InlineData(null, null, null)]
    public void ReadRetryAfter_EitherHeader_IsUnderstood(string? milliseconds, string? retryAfter, int? expected)
    {
        TimeSpan? asked = ErrorReader.ReadRetryAfter(milliseconds, retryAfter, new DateTimeOffset(2026, 11, 22, 15, 0, 0, TimeSpan.Zero));
        Assert.Equal(expected, (int?)asked?.TotalMilliseconds);
    }

    [Theory]
    [InlineData("{\"output\":{\"__type\":\"x\"}}", false)]
    [InlineData("{\"Output\":\"text\"}", false)]
    [InlineData("{\"Output\":{\"__type\":\"com.amazon.coral.service#UnknownOperationException\"}", true)]
    [InlineData("{\n \"__type\":\"x#Y\"", true)]
    [InlineData("{\"a\":1,\"__type\":\"x\"}", false)]
    [InlineData("", false)]
    [InlineData("[1]", false)]
    public void IsDisguised_ByBody_TellsCoralsAnswerFromAModels(string body, bool expected) =>
        Assert.Equal(expected, ErrorReader.IsDisguised(null, "application/json", Encoding.UTF8.GetBytes(body)));

    private static EventStreamFrame Frame((string Name, string Value)[] headers, string payload)
    {
        using var writer = new EventStreamWriter();
        foreach ((string name, string value) in headers)
        {
            writer.AddString(Encoding.UTF8.GetBytes(name), value);
        }

        using var bytes = new PooledBufferWriter();
        writer.WriteFrame(bytes, Encoding.UTF8.GetBytes(payload));
        var decoder = new EventStreamDecoder();
        decoder.Append(bytes.WrittenSpan);
        Assert.True(decoder.TryRead(out EventStreamFrame frame));
        return frame;
    }
}

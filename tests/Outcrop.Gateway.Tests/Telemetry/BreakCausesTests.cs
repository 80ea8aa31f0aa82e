using System.Net.Sockets;
using Outcrop.Bedrock.Errors;
using Outcrop.Gateway.Telemetry;
using Outcrop.Wire.EventStream;

namespace Outcrop.Gateway.Tests.Telemetry;

/// <summary>Why streams break and connections fail, as one table each.</summary>
public class BreakCausesTests
{
    public static TheoryData<string, BedrockException, string, bool> Rows
    {
        get
        {
            var rows = new TheoryData<string, BedrockException, string, bool>();

            // Rows 3 to 8: exception frames have status 200.
            Add("throttlingException", new(BedrockErrorKind.Throttling, "") { StatusCode = 200 }, "Throttled", true);
            Add("quota", new(BedrockErrorKind.ServiceQuotaExceeded, "") { StatusCode = 200 }, "Throttled", true);
            Add("modelStreamErrorException", new(BedrockErrorKind.ModelStreamError, "") { StatusCode = 200 }, "Model", true);
            Add("modelErrorException", new(BedrockErrorKind.ModelError, "") { StatusCode = 200 }, "Model", true);
            Add("internalServerException", new(BedrockErrorKind.InternalServer, "") { StatusCode = 200 }, "Service", true);
            Add("serviceUnavailableException", new(BedrockErrorKind.ServiceUnavailable, "") { StatusCode = 200 }, "Service", true);
            Add("modelNotReadyException", new(BedrockErrorKind.ModelNotReady, "") { StatusCode = 200 }, "Service", true);
            Add("modelTimeoutException", new(BedrockErrorKind.ModelTimeout, "") { StatusCode = 200 }, "Timeout", true);
            Add("validationException", new(BedrockErrorKind.Validation, "") { StatusCode = 200 }, "Refused", true);
            Add("conflictException", new(BedrockErrorKind.Conflict, "") { StatusCode = 200 }, "Refused", true);
            Add("resourceNotFoundException", new(BedrockErrorKind.ResourceNotFound, "") { StatusCode = 200 }, "Refused", true);
            Add("too large", new(BedrockErrorKind.RequestTooLarge, "") { StatusCode = 200 }, "Refused", true);
            Add("accessDeniedException", new(BedrockErrorKind.AccessDenied, "") { StatusCode = 200 }, "Credentials", true);
            Add("expiredTokenException", new(BedrockErrorKind.ExpiredToken, "") { StatusCode = 200 }, "Credentials", true);
            Add("no credentials", new(BedrockErrorKind.Credentials, ""), "Credentials", false);
            Add("settings", new(BedrockErrorKind.Configuration, ""), "Credentials", false);
            Add("newKindOfException", new(BedrockErrorKind.Unknown, "") { StatusCode = 200 }, "Unknown", true);
            Add("unreadable", new(BedrockErrorKind.UnexpectedResponse, "") { StatusCode = 200 }, "Malformed", true);

            // Rows 9 to 15: the bytes.
            Add("prelude CRC", Corrupt(EventStreamFault.PreludeChecksum), "Crc", true);
            Add("message CRC", Corrupt(EventStreamFault.MessageChecksum), "Crc", true);
            Add("long headers", Corrupt(EventStreamFault.HeadersLength), "FrameLimit", true);
            Add("long frame", Corrupt(EventStreamFault.FrameLength), "FrameLimit", true);
            Add("bad header", Corrupt(EventStreamFault.MalformedHeader), "Malformed", true);
            Add("half a surrogate pair", new(BedrockErrorKind.StreamCorrupted, "", new FormatException()), "Malformed", true);
            Add("cut frame", new(BedrockErrorKind.StreamTruncated, "", new EventStreamException(EventStreamFault.Truncated, "")), "Truncated", true);
            Add("cut body", new(BedrockErrorKind.StreamTruncated, "", new HttpIOException(HttpRequestError.ResponseEnded)), "Truncated", true);
            Add("clean end without a stop", new(BedrockErrorKind.StreamTruncated, ""), "NoStop", true);
            Add("reset", new(BedrockErrorKind.StreamTruncated, "", new IOException("", new SocketException((int)SocketError.ConnectionReset))), "Reset", true);
            Add("reset before headers", new(BedrockErrorKind.Transport, "", new HttpRequestException(HttpRequestError.ResponseEnded)), "Reset", false);

            // Rows 16 and 17: our own timeouts.
            Add("no answer", TimedOut(TimeoutStage.FirstByte), "Timeout", false);
            Add("no connection", TimedOut(TimeoutStage.Connect), "Timeout", false);
            Add("an answer without content", TimedOut(TimeoutStage.FirstContent), "Timeout", true);
            Add("silence", TimedOut(TimeoutStage.Idle), "Idle", true);
            Add("total", TimedOut(TimeoutStage.Total), "Timeout", false);
            Add("total, amid the answer", new(BedrockErrorKind.Timeout, "") { TimedOutAt = TimeoutStage.Total, IsMidStream = true }, "Timeout", true);
            return rows;

            void Add(string what, BedrockException fault, string cause, bool ofStream) => rows.Add(what, fault, cause, ofStream);
        }
    }

    [Theory]
    [MemberData(nameof(Rows))]
    public void Fault_HasItsCause(string what, BedrockException fault, string cause, bool ofStream)
    {
        Assert.Equal((cause, ofStream), (BreakCauses.Of(fault).ToString(), BreakCauses.IsOfStream(fault)));
        Assert.NotEmpty(what);
    }

    [Fact]
    public void Table_HasEveryKindAndCause()
    {
        Assert.Empty(Enum.GetValues<BedrockErrorKind>().Except(Rows.Select(row => row.Data.Item2.Kind)));
        Assert.Equal([BreakCause.Stopping, BreakCause.Gateway], Enum.GetValues<BreakCause>().Except(Rows.Select(row => Enum.Parse<BreakCause>(row.Data.Item3))));
    }

    [Theory]
    [InlineData(HttpRequestError.NameResolutionError, "Dns")]
    [InlineData(HttpRequestError.ConnectionError, "Connect")]
    [InlineData(HttpRequestError.SecureConnectionError, "Tls")]
    [InlineData(HttpRequestError.ResponseEnded, "Reset")]
    [InlineData(HttpRequestError.Unknown, "Reset")]
    [InlineData(HttpRequestError.HttpProtocolError, "Protocol")]
    [InlineData(HttpRequestError.ProxyTunnelError, "Protocol")]
    public void Connection_HasItsCause(HttpRequestError error, string cause) =>
        Assert.Equal(cause, TransportCauses.Of(new BedrockException(BedrockErrorKind.Transport, "", new HttpRequestException(error))).ToString());

    private static BedrockException Corrupt(EventStreamFault fault) => new(BedrockErrorKind.StreamCorrupted, "", new EventStreamException(fault, ""));

    private static BedrockException TimedOut(TimeoutStage stage) => new(BedrockErrorKind.Timeout, "") { TimedOutAt = stage };
}

using System.Text;
using Outcrop.Emulator.Hosting;

namespace Outcrop.Emulator.Sts;

/// <summary>Answers an error of STS: XML, and names of its own for what the signature layer refuses.</summary>
internal static class StsErrorWriter
{
    public static Task WriteAsync(EmulatorCall call, AwsError error)
    {
        string code = CodeOf(error);
        string message = code == "MissingAuthenticationToken" ? "Request is missing Authentication Token" : error.Message;
        string text =
            $"""
            <ErrorResponse xmlns="{StsEndpoint.Namespace}">
              <Error>
                <Type>{(error.Status >= 500 ? "Receiver" : "Sender")}</Type>
                <Code>{Xml.Escape(code)}</Code>
                <Message>{Xml.Escape(message)}</Message>
              </Error>
              <RequestId>{call.RequestId}</RequestId>
            </ErrorResponse>

            """;
        call.Http.Response.StatusCode = error.Status;
        return call.WriteBodyAsync("text/xml", Encoding.UTF8.GetBytes(text));
    }

    /// <summary>The query protocol's own names; what is not in the table is named as it is.</summary>
    private static string CodeOf(AwsError error) => error.Type switch
    {
        "UnrecognizedClientException" => "InvalidClientTokenId",
        "InvalidSignatureException" => "SignatureDoesNotMatch",
        "MissingAuthenticationTokenException" => "MissingAuthenticationToken",
        "IncompleteSignatureException" => "IncompleteSignature",
        // A web identity's token that is too old keeps the exception's name, and its status of 400.
        "ExpiredTokenException" when error.Status == 403 => "ExpiredToken",
        "ThrottlingException" => "Throttling",
        "InternalServerException" => "InternalFailure",
        "ServiceUnavailableException" => "ServiceUnavailable",
        "AccessDeniedException" => "AccessDenied",
        string other => other,
    };
}

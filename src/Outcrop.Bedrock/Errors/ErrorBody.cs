using System.Text;
using System.Text.Json;
using System.Text.Unicode;

namespace Outcrop.Bedrock.Errors;

/// <summary>What an error's body says: JSON of restJson1, awsJson or Coral, or any other text.</summary>
internal readonly struct ErrorBody
{
    /// <summary>The error's name, namespace and URI still on it.</summary>
    public string? Code { get; private init; }

    /// <summary>The <c>type</c> by which OpenAI and Anthropic name an error: a word with an underscore.</summary>
    public string? Type { get; private init; }

    /// <summary>The message.</summary>
    public string? Message { get; private init; }

    /// <summary><c>originalStatusCode</c>.</summary>
    public int? OriginalStatusCode { get; private init; }

    /// <summary><c>originalMessage</c>.</summary>
    public string? OriginalMessage { get; private init; }

    /// <summary>Reads a body. Never fails: what is no JSON is text.</summary>
    /// <param name="body">The body.</param>
    public static ErrorBody Read(ReadOnlySpan<byte> body)
    {
        body = (body.StartsWith("\uFEFF"u8) ? body[3..] : body).TrimStart(" \t\r\n"u8);
        if (body.IsEmpty)
        {
            return default;
        }

        if (body[0] == (byte)'{' && Utf8.IsValid(body))
        {
            try
            {
                return ReadJson(body);
            }
            catch (Exception fault) when (fault is JsonException or InvalidOperationException)
            {
                // Cut off or broken JSON: its text is still the best that can be said.
            }
        }

        // A page of HTML from a proxy tells a reader nothing and may be long.
        return body[0] == (byte)'<' ? default : new ErrorBody { Message = Encoding.UTF8.GetString(body[..Math.Min(body.Length, 4 * ErrorText.MaxLength)]) };
    }

    private static ErrorBody ReadJson(ReadOnlySpan<byte> body)
    {
        string? code = null;
        string? type = null;
        string? message = null;
        int? originalStatus = null;
        string? originalMessage = null;
        var reader = new Utf8JsonReader(body, new JsonReaderOptions { AllowTrailingCommas = true, MaxDepth = 256 });
        reader.Read();
        while (reader.Read())
        {
            if (reader.TokenType == JsonTokenType.EndObject && reader.CurrentDepth == 0)
            {
                break;
            }

            if (reader.TokenType != JsonTokenType.PropertyName)
            {
                continue;
            }

            // Coral wraps the name in "Output", OpenAI and Anthropic wrap all in "error".
            bool wrapper = reader.CurrentDepth == 1 && (reader.ValueTextEquals("Output"u8) || reader.ValueTextEquals("error"u8) || reader.ValueTextEquals("Error"u8));
            bool isCode = reader.ValueTextEquals("__type"u8) || reader.ValueTextEquals("code"u8) || reader.ValueTextEquals("Code"u8);
            bool isType = reader.ValueTextEquals("type"u8);
            bool isMessage = reader.ValueTextEquals("message"u8) || reader.ValueTextEquals("Message"u8) || reader.ValueTextEquals("errorMessage"u8) || reader.ValueTextEquals("detail"u8);
            bool isOriginalStatus = reader.ValueTextEquals("originalStatusCode"u8);
            bool isOriginalMessage = reader.ValueTextEquals("originalMessage"u8);
            reader.Read();
            if (reader.TokenType == JsonTokenType.StartObject && wrapper)
            {
                continue;
            }

            if (reader.TokenType == JsonTokenType.String)
            {
                code ??= isCode ? reader.GetString() : null;
                type ??= isType && reader.ValueSpan.Contains((byte)'_') ? reader.GetString() : null;
                message ??= isMessage || wrapper ? reader.GetString() : null;
                originalMessage ??= isOriginalMessage ? reader.GetString() : null;
            }
            else if (reader.TokenType == JsonTokenType.Number && isOriginalStatus && reader.TryGetInt32(out int status))
            {
                originalStatus = status;
            }
            else
            {
                reader.Skip();
            }
        }

        return new ErrorBody { Code = code, Type = type, Message = message, OriginalStatusCode = originalStatus, OriginalMessage = originalMessage };
    }
}

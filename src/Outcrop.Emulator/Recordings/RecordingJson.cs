using System.Text.Json;
using System.Text.Unicode;
using Outcrop.Emulator.Hosting;
using Outcrop.Wire.EventStream;

namespace Outcrop.Emulator.Recordings;

/// <summary>Writes an exchange in the neutral format for recorded Bedrock traffic; what proves who the caller was is left out.</summary>
internal static class RecordingJson
{
    public static void Write(Utf8JsonWriter json, RecordedExchange exchange, string host)
    {
        EmulatorCall call = exchange.Call;
        json.WriteStartObject();
        json.WriteString("source"u8, "outcrop emulate --record");
        json.WriteNull("license"u8);
        json.WriteString("fidelity"u8, "verbatim");
        json.WriteString("operation"u8, call.Route.Operation);
        json.WriteString("modelId"u8, call.Route.Kind == OperationKind.Runtime ? call.Route.Resource : null);
        json.WriteStartObject("request"u8);
        json.WriteString("method"u8, call.Http.Request.Method);
        json.WriteString("host"u8, host);
        json.WriteString("path"u8, call.Entry.RawTarget);
        json.WriteStartObject("headers"u8);
        foreach ((string name, string value) in call.Entry.Headers)
        {
            if (!SecretHeaders.Contains(name) && !name.StartsWith(':'))
            {
                json.WriteString(name, value);
            }
        }

        json.WriteEndObject();
        WriteBody(json, "body"u8, null, "bodyBase64"u8, call.Body.Span);
        json.WriteEndObject();
        WriteResponse(json, exchange);
        json.WriteStartArray("notes"u8);
        json.WriteEndArray();
        json.WriteEndObject();
    }

    private static void WriteResponse(Utf8JsonWriter json, RecordedExchange exchange)
    {
        json.WriteStartObject("response"u8);
        json.WriteNumber("status"u8, exchange.Status);
        json.WriteStartObject("headers"u8);
        foreach (IGrouping<string, string> header in exchange.Headers.Where(header => !SecretHeaders.Contains(header.Key)).GroupBy(header => header.Key, header => header.Value, StringComparer.OrdinalIgnoreCase))
        {
            json.WriteString(header.Key, string.Join(", ", header));
        }

        json.WriteEndObject();
        string type = exchange.Header("Content-Type");
        bool frames = type.StartsWith("application/vnd.amazon.eventstream", StringComparison.OrdinalIgnoreCase);
        if (frames || type.StartsWith("text/event-stream", StringComparison.OrdinalIgnoreCase))
        {
            WriteNumbers(json, "networkChunkSizes"u8, exchange.Sizes);
            WriteNumbers(json, "networkChunkDelaysMs"u8, exchange.Delays);
        }

        if (frames)
        {
            json.WriteBase64String("bodyBase64"u8, exchange.Body);
            WriteEvents(json, exchange.Body);
        }
        else
        {
            WriteBody(json, "bodyJson"u8, "bodyText", "bodyBase64"u8, exchange.Body);
        }

        json.WriteEndObject();
    }

    private static void WriteNumbers(Utf8JsonWriter json, ReadOnlySpan<byte> name, IReadOnlyList<int> numbers)
    {
        json.WriteStartArray(name);
        foreach (int number in numbers)
        {
            json.WriteNumberValue(number);
        }

        json.WriteEndArray();
    }

    /// <summary>JSON as JSON, other text as text, anything else as bytes. The text, where it is asked for, keeps what JSON does not: white space and the writing of numbers.</summary>
    private static void WriteBody(Utf8JsonWriter json, ReadOnlySpan<byte> jsonName, string? textName, ReadOnlySpan<byte> bytesName, ReadOnlySpan<byte> body)
    {
        bool text = Utf8.IsValid(body);
        bool parsed = text && TryWriteJson(json, jsonName, body);
        if (!parsed && textName is null)
        {
            json.WriteNull(jsonName);
        }

        if (textName is not null && text)
        {
            json.WriteString(textName, body);
        }
        else if (!parsed && !body.IsEmpty)
        {
            json.WriteBase64String(bytesName, body);
        }
    }

    private static bool TryWriteJson(Utf8JsonWriter json, ReadOnlySpan<byte> name, ReadOnlySpan<byte> body)
    {
        var reader = new Utf8JsonReader(body, new JsonReaderOptions { MaxDepth = 256 });
        try
        {
            if (!JsonDocument.TryParseValue(ref reader, out JsonDocument? document))
            {
                return false;
            }

            using (document)
            {
                bool single = document.RootElement.ValueKind is JsonValueKind.Object or JsonValueKind.Array && !reader.Read();
                if (single)
                {
                    json.WritePropertyName(name);
                    document.RootElement.WriteTo(json);
                }

                return single;
            }
        }
        catch (JsonException)
        {
            // It is no JSON; the caller writes it otherwise.
            return false;
        }
    }

    private static void WriteEvents(Utf8JsonWriter json, ReadOnlySpan<byte> body)
    {
        using var decoder = new EventStreamDecoder();
        json.WriteStartArray("events"u8);
        decoder.Append(body);
        try
        {
            while (decoder.TryRead(out EventStreamFrame frame))
            {
                WriteEvent(json, frame);
            }
        }
        catch (EventStreamException)
        {
            // The bytes are kept; the decoding of what cannot be decoded ends here.
        }

        json.WriteEndArray();
    }

    private static void WriteEvent(Utf8JsonWriter json, EventStreamFrame frame)
    {
        json.WriteStartObject();
        json.WriteStartObject("headers"u8);
        EventStreamHeaderEnumerator headers = frame.GetHeaders();
        while (headers.MoveNext())
        {
            if (headers.Current.Type == EventStreamHeaderType.String)
            {
                json.WriteString(headers.Current.Name, headers.Current.Value);
            }
        }

        json.WriteEndObject();
        json.WriteNumber("totalLength"u8, frame.Bytes.Length);
        json.WriteNumber("headersLength"u8, frame.HeaderBytes.Length);
        ReadOnlySpan<byte> payload = frame.Payload.Span;
        if (!payload.IsEmpty && !TryWriteJson(json, "payload"u8, payload))
        {
            json.WriteBase64String("payloadBase64"u8, payload);
        }

        WriteChunk(json, payload);
        json.WriteEndObject();
    }

    /// <summary>What stands inside the chunks of InvokeModelWithResponseStream.</summary>
    private static void WriteChunk(Utf8JsonWriter json, ReadOnlySpan<byte> payload)
    {
        try
        {
            var reader = new Utf8JsonReader(payload);
            while (reader.Read())
            {
                if (reader.CurrentDepth == 1 && reader.TokenType == JsonTokenType.PropertyName && reader.ValueTextEquals("bytes"u8) && reader.Read())
                {
                    TryWriteJson(json, "chunk"u8, reader.GetBytesFromBase64());
                    return;
                }
            }
        }
        catch (Exception fault) when (fault is JsonException or FormatException or InvalidOperationException)
        {
            // Already written as it came, under payload or payloadBase64.
        }
    }
}

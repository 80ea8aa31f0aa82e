using System.Buffers;
using System.Globalization;
using System.Text.Json;
using Outcrop.Bedrock.Converse;
using Outcrop.Bedrock.Families;

namespace Outcrop.Bedrock.AsyncInvoke;

/// <summary>The bodies and queries of the asynchronous operations.</summary>
internal static class AsyncInvokeJson
{
    /// <summary>Writes a start.</summary>
    /// <param name="request">The request.</param>
    /// <param name="token">The token by which a repetition is known.</param>
    /// <param name="output">Where the body goes.</param>
    /// <exception cref="Errors.BedrockException">The model's input is no JSON.</exception>
    public static void Write(StartAsyncInvokeRequest request, string token, IBufferWriter<byte> output)
    {
        try
        {
            using var json = new Utf8JsonWriter(output, ConverseJson.WriterOptions);
            json.WriteStartObject();
            json.WriteString("clientRequestToken", token);
            json.WriteString("modelId", request.ModelId);
            ConverseJson.WriteRaw(json, "modelInput", request.ModelInput);
            json.WriteStartObject("outputDataConfig");
            json.WriteStartObject("s3OutputDataConfig");
            json.WriteString("s3Uri", request.OutputS3Uri);
            WriteIf(json, "kmsKeyId", request.KmsKeyId);
            WriteIf(json, "bucketOwner", request.BucketOwner);
            json.WriteEndObject();
            json.WriteEndObject();
            WriteTags(json, request.Tags);
            json.WriteEndObject();
        }
        catch (Exception fault) when (ConverseJson.IsShapeFault(fault))
        {
            throw FamilyRequest.Invalid(fault);
        }
    }

    /// <summary>Reads the ARN of what was started.</summary>
    public static string ReadArn(ReadOnlyMemory<byte> body) => Read(body, static root => root.GetProperty("invocationArn").GetString() ?? throw new JsonException("invocationArn is null."));

    /// <summary>Reads an invocation.</summary>
    public static AsyncInvocation ReadInvocation(ReadOnlyMemory<byte> body) =>
        Read(body, static root => ReadEntry(root) is { Status.Value.Length: > 0 } invocation ? invocation : throw new JsonException("status is missing."));

    /// <summary>Reads a page.</summary>
    public static (List<AsyncInvocation> Entries, string? NextToken) ReadPage(ReadOnlyMemory<byte> body) => Read(body, static root =>
    {
        var entries = new List<AsyncInvocation>();
        if (root.TryGetProperty("asyncInvokeSummaries", out JsonElement list) && list.ValueKind == JsonValueKind.Array)
        {
            foreach (JsonElement entry in list.EnumerateArray())
            {
                entries.Add(ReadEntry(entry));
            }
        }

        return (entries, ConverseJson.GetString(root, "nextToken"));
    });

    /// <summary>The query of a page.</summary>
    public static string Query(ListAsyncInvokesRequest request, string? nextToken)
    {
        var query = new List<string>();
        Add(query, "submitTimeAfter", Time(request.SubmittedAfter));
        Add(query, "submitTimeBefore", Time(request.SubmittedBefore));
        Add(query, "statusEquals", request.Status?.Value);
        Add(query, "maxResults", request.PageSize?.ToString(CultureInfo.InvariantCulture));
        Add(query, "nextToken", nextToken);
        Add(query, "sortBy", "SubmissionTime");
        Add(query, "sortOrder", request.Ascending ? "Ascending" : "Descending");
        return string.Join('&', query);
    }

    private static void Add(List<string> query, string name, string? value)
    {
        if (value is not null)
        {
            query.Add($"{name}={Uri.EscapeDataString(value)}");
        }
    }

    private static string? Time(DateTimeOffset? time) => time?.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.FFFFFFF'Z'", CultureInfo.InvariantCulture);

    private static AsyncInvocation ReadEntry(JsonElement entry) => new()
    {
        InvocationArn = entry.GetProperty("invocationArn").GetString() ?? throw new JsonException("invocationArn is null."),
        ModelArn = ConverseJson.GetString(entry, "modelArn") ?? "",
        Status = new AsyncInvokeStatus(ConverseJson.GetString(entry, "status") ?? ""),
        FailureMessage = ConverseJson.GetString(entry, "failureMessage"),
        SubmitTime = ReadTime(entry, "submitTime") ?? throw new JsonException("submitTime is missing."),
        LastModifiedTime = ReadTime(entry, "lastModifiedTime"),
        EndTime = ReadTime(entry, "endTime"),
        OutputS3Uri = entry.TryGetProperty("outputDataConfig", out JsonElement output) && output.TryGetProperty("s3OutputDataConfig", out JsonElement place) ? ConverseJson.GetString(place, "s3Uri") : null,
        ClientRequestToken = ConverseJson.GetString(entry, "clientRequestToken"),
        Raw = ConverseJson.Raw(entry),
    };

    /// <summary>The model says ISO 8601; a number of seconds is the protocol's default.</summary>
    private static DateTimeOffset? ReadTime(JsonElement entry, string name) => !entry.TryGetProperty(name, out JsonElement time) || time.ValueKind == JsonValueKind.Null ? null
        : time.ValueKind == JsonValueKind.Number ? DateTimeOffset.UnixEpoch.AddSeconds(time.GetDouble())
        : DateTimeOffset.Parse(time.GetString()!, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal);

    private static T Read<T>(ReadOnlyMemory<byte> body, Func<JsonElement, T> read)
    {
        try
        {
            using JsonDocument document = JsonDocument.Parse(body, ConverseJson.DocumentOptions);
            return read(document.RootElement);
        }
        catch (Exception fault) when (ConverseJson.IsShapeFault(fault))
        {
            throw ConverseJson.Unexpected("The body is no answer about an asynchronous invocation: " + fault.Message, fault);
        }
    }

    private static void WriteTags(Utf8JsonWriter json, IDictionary<string, string> tags)
    {
        if (tags.Count == 0)
        {
            return;
        }

        json.WriteStartArray("tags");
        foreach ((string key, string value) in tags)
        {
            json.WriteStartObject();
            json.WriteString("key", key);
            json.WriteString("value", value);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    private static void WriteIf(Utf8JsonWriter json, string name, string? value)
    {
        if (value is not null)
        {
            json.WriteString(name, value);
        }
    }
}

using System.Globalization;
using System.Security.Cryptography;
using System.Text.Json;
using Outcrop.Emulator.Catalog;
using Outcrop.Emulator.ControlPlane;
using Outcrop.Emulator.Hosting;
using Outcrop.Wire.Buffers;

namespace Outcrop.Emulator.AsyncInvoke;

/// <summary>
/// StartAsyncInvoke, GetAsyncInvoke and ListAsyncInvokes. A job ends a minute of the emulator's clock after it began; nothing is put into a bucket.
/// Source: https://docs.aws.amazon.com/bedrock/latest/APIReference/API_runtime_StartAsyncInvoke.html.
/// </summary>
internal static class AsyncInvokeEndpoint
{
    private const string IdAlphabet = "abcdefghijklmnopqrstuvwxyz0123456789";

    /// <exception cref="AwsErrorException">The request is not good.</exception>
    public static void Start(EmulatorCall call, JsonElement body, Utf8JsonWriter json)
    {
        string modelId = body.GetProperty("modelId"u8).GetString()!;
        JsonElement s3 = body.GetProperty("outputDataConfig"u8).GetProperty("s3OutputDataConfig"u8);
        string uri = s3.GetProperty("s3Uri"u8).GetString()!;
        ResolvedModel model = call.State.Models.Resolve(modelId);
        if (model.Line.Converse)
        {
            throw new AwsErrorException(AwsError.Validation("The provided model doesn't support asynchronous invocation."));
        }

        // Only the bucket can be wrong where nothing is rendered: another account's, by what the caller says of it.
        string? owner = RequestJson.Text(s3, "bucketOwner");
        string? failure = owner is null || owner == call.State.Options.AccountId ? null : "The bucket owner does not match the expected bucket owner.";
        string id = new(call.Random.GetItems<char>(IdAlphabet, 12));
        string region = CallRegion.Of(call);
        AsyncJob job = call.State.Services.AsyncInvokes.Add(new AsyncJob(
            $"arn:aws:bedrock:{region}:{call.State.Options.AccountId}:async-invoke/{id}", $"arn:aws:bedrock:{region}::foundation-model/{model.BaseId}",
            RequestJson.Text(body, "clientRequestToken") ?? Identifiers.Uuid(call.Random), Convert.ToHexStringLower(SHA256.HashData(call.Body.Span)), $"{uri.TrimEnd('/')}/{id}", owner,
            RequestJson.Text(s3, "kmsKeyId"), failure, call.State.Services.AsyncInvokes.Now));
        json.WriteStartObject();
        json.WriteString("invocationArn"u8, job.Arn);
        json.WriteEndObject();
    }

    /// <exception cref="AwsErrorException">There is no such invocation.</exception>
    public static void Get(EmulatorCall call, string arn, Utf8JsonWriter json)
    {
        AsyncJob job = call.State.Services.AsyncInvokes.Find(arn) ?? throw new AwsErrorException(AwsError.Validation("The provided invocation ARN does not exist."));
        Write(json, job, call.State.Services.AsyncInvokes.Now);
    }

    /// <exception cref="AwsErrorException">The query is not good.</exception>
    public static void List(EmulatorCall call, Utf8JsonWriter json)
    {
        DateTimeOffset now = call.State.Services.AsyncInvokes.Now;
        string status = call.Http.Request.Query["statusEquals"].ToString();
        string order = call.Http.Request.Query["sortOrder"].ToString();
        DateTimeOffset? after = Time(call, "submitTimeAfter");
        DateTimeOffset? before = Time(call, "submitTimeBefore");
        IEnumerable<AsyncJob> jobs = call.State.Services.AsyncInvokes.All()
            .Where(job => (status.Length == 0 || job.StatusAt(now) == status) && (after is null || job.Submitted > after) && (before is null || job.Submitted < before));
        (IReadOnlyList<AsyncJob> page, string? next) = RequestJson.Page(call, [.. order == "Ascending" ? jobs : jobs.Reverse()]);
        json.WriteStartObject();
        json.WriteStartArray("asyncInvokeSummaries"u8);
        foreach (AsyncJob job in page)
        {
            Write(json, job, now);
        }

        json.WriteEndArray();
        if (next is not null)
        {
            json.WriteString("nextToken"u8, next);
        }

        json.WriteEndObject();
    }

    private static void Write(Utf8JsonWriter json, AsyncJob job, DateTimeOffset now)
    {
        string status = job.StatusAt(now);
        json.WriteStartObject();
        json.WriteString("clientRequestToken"u8, job.Token);
        if (status != "InProgress")
        {
            json.WriteString("endTime"u8, RequestJson.Time(job.Ends));
        }

        if (status == "Failed")
        {
            json.WriteString("failureMessage"u8, job.Failure);
        }

        json.WriteString("invocationArn"u8, job.Arn);
        json.WriteString("lastModifiedTime"u8, RequestJson.Time(status == "InProgress" ? job.Submitted : job.Ends));
        json.WriteString("modelArn"u8, job.ModelArn);
        json.WriteStartObject("outputDataConfig"u8);
        json.WriteStartObject("s3OutputDataConfig"u8);
        WriteOptional(json, "bucketOwner", job.BucketOwner);
        WriteOptional(json, "kmsKeyId", job.KmsKeyId);
        json.WriteString("s3Uri"u8, job.S3Uri);
        json.WriteEndObject();
        json.WriteEndObject();
        json.WriteString("status"u8, status);
        json.WriteString("submitTime"u8, RequestJson.Time(job.Submitted));
        json.WriteEndObject();
    }

    private static void WriteOptional(Utf8JsonWriter json, string name, string? value)
    {
        if (value is not null)
        {
            json.WriteString(name, value);
        }
    }

    private static DateTimeOffset? Time(EmulatorCall call, string name)
    {
        string text = call.Http.Request.Query[name].ToString();
        return text.Length == 0 ? null
            : DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out DateTimeOffset time) ? time
            : throw RequestJson.Constraint($"'{text}'", name, "be a timestamp");
    }
}

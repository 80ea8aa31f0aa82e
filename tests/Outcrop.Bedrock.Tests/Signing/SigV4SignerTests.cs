using System.Text.Json;
using Outcrop.Bedrock.Signing;
using Outcrop.Testing;

namespace Outcrop.Bedrock.Tests.Signing;

/// <summary>The signer against cases of our own, and its allocations.</summary>
public sealed class SigV4SignerTests
{
    private static readonly DateTimeOffset Time = new(2026, 11, 22, 15, 0, 0, TimeSpan.Zero);

    /// <summary>Acceptance row 33: an id with a colon, encoded once on the wire, is encoded twice in what is signed.</summary>
    [Theory]
    [InlineData("/model/anthropic.claude-3-haiku-20240307-v1%3A0/converse", "/model/anthropic.claude-3-haiku-20240307-v1%253A0/converse")]
    [InlineData("/model/us.amazon.nova-lite-v1:0/converse", "/model/us.amazon.nova-lite-v1%3A0/converse")]
    [InlineData("/model/arn%3Aaws%3Abedrock%3Aus-east-1%3A1%3Ainference-profile%2Fx/invoke", "/model/arn%253Aaws%253Abedrock%253Aus-east-1%253A1%253Ainference-profile%252Fx/invoke")]
    [InlineData("", "/")]
    [InlineData("//a//b/", "/a/b/")]
    [InlineData("/a/../../b/./c/..", "/b/")]
    public void CanonicalPath_AnyWirePath_IsEncodedOnceMore(string path, string expected)
    {
        var output = new ByteWriter(stackalloc byte[8]);
        CanonicalPath.Write(path, normalize: true, ref output);
        Assert.Equal(expected, System.Text.Encoding.UTF8.GetString(output.Written));
        output.Dispose();
    }

    [Theory]
    [InlineData("b=2&a=1", "a=1&b=2")]
    [InlineData("a=2&a=1&a=10", "a=1&a=10&a=2")]
    [InlineData("flag&z=", "flag=&z=")]
    [InlineData("a=%7e%2D&b=%2f", "a=~-&b=%2F")]
    [InlineData("a-b=1&a=2", "a=2&a-b=1")]
    [InlineData("a=100%&b=%zz", "a=100%25&b=%25zz")]
    [InlineData("&&a=1&", "a=1")]
    public void CanonicalQuery_AnyQuery_IsSortedAndEncoded(string query, string expected)
    {
        var output = new ByteWriter(stackalloc byte[8]);
        CanonicalQuery.Write(query, ref output);
        Assert.Equal(expected, System.Text.Encoding.UTF8.GetString(output.Written));
        output.Dispose();
    }

    [Fact]
    public void CanonicalQuery_TooManyParameters_IsRefused()
    {
        string query = string.Join('&', Enumerable.Range(0, CanonicalQuery.MaxParameters + 1).Select(i => $"p{i}=1"));
        Assert.Throws<ArgumentException>(() =>
        {
            var output = new ByteWriter(stackalloc byte[8]);
            CanonicalQuery.Write(query, ref output);
        });
    }

    /// <summary>Cases whose signatures were computed by hand with another implementation of HMAC-SHA256.</summary>
    [Fact]
    public void Signer_OwnCases_MatchExpectedSignatures()
    {
        using JsonDocument document = JsonDocument.Parse(File.ReadAllBytes(Repository.PathOf("tests", "vectors", "sigv4", "cases.json")));
        int count = 0;
        foreach (JsonElement entry in document.RootElement.GetProperty("cases").EnumerateArray())
        {
            string Text(string name) => entry.GetProperty(name).GetString()!;
            new SigningCase
            {
                Name = Text("name"),
                Region = Text("region"),
                Service = Text("service"),
                AccessKeyId = Text("accessKeyId"),
                Secret = Text("secretAccessKey"),
                Time = SigningCase.ParseDate(Text("time")),
                Method = Text("method"),
                Path = Text("path"),
                Query = Text("query"),
                Headers = [.. entry.GetProperty("headers").EnumerateArray().Select(h => KeyValuePair.Create(h[0].GetString()!, h[1].GetString()!))],
                Body = System.Text.Encoding.UTF8.GetBytes(Text("body")),
                CanonicalRequest = Text("canonicalRequest"),
                Authorization = Text("authorization"),
            }.Verify();
            count++;
        }

        Assert.True(count >= 5, $"{count} cases.");
    }

    [Fact]
    public void Signer_SecretOrDayChanges_UsesAnotherKey()
    {
        var signer = new SigV4Signer("us-east-1");
        string first = Sign(signer, "secret-one", Time);
        Assert.NotEqual(first, Sign(signer, "secret-two", Time));
        Assert.NotEqual(first, Sign(signer, "secret-one", Time.AddDays(1)));
        Assert.Equal(first, Sign(signer, "secret-one", Time));
    }

    [Theory]
    [InlineData(2_000)]
    [InlineData(100_000)]
    public void Signer_WarmedUp_AllocatesItsResultOnly(int bodyLength)
    {
        var signer = new SigV4Signer("us-east-1");
        byte[] body = new byte[bodyLength];
        KeyValuePair<string, string>[] headers =
        [
            new("Host", "bedrock-runtime.us-east-1.amazonaws.com"), new("Content-Type", "application/json"), new("x-amz-date", SigV4Signer.FormatDate(Time)),
            new("x-amz-security-token", new string('t', 1200)),
        ];
        string result = "";
        for (int i = 0; i < 50; i++)
        {
            result = Run();
        }

        long before = GC.GetAllocatedBytesForCurrentThread();
        result = Run();
        long allocated = GC.GetAllocatedBytesForCurrentThread() - before;

        before = GC.GetAllocatedBytesForCurrentThread();
        string copy = new(result.AsSpan());
        long ofResult = GC.GetAllocatedBytesForCurrentThread() - before;
        GC.KeepAlive(copy);
        Assert.Equal(ofResult, allocated);

        string Run() => signer.Sign(
            new SigV4Request { Method = "POST", Path = "/model/anthropic.claude-3-haiku-20240307-v1%3A0/converse-stream", Headers = headers, Body = body }, "AKIDEXAMPLE", "secret", Time);
    }

    private static string Sign(SigV4Signer signer, string secret, DateTimeOffset time) =>
        signer.Sign(new SigV4Request { Method = "GET", Path = "/", Headers = (KeyValuePair<string, string>[])[new("host", "h"), new("x-amz-date", SigV4Signer.FormatDate(time))] }, "AKID", secret, time);
}

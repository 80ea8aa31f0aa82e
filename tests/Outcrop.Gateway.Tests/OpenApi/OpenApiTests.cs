using System.Net;
using System.Text.Json;
using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Outcrop.Gateway.Tests.Support;

namespace Outcrop.Gateway.Tests.OpenApi;

public partial class OpenApiTests
{
    /// <summary>The document is kept by hand: every endpoint that is mapped stands in it, and nothing else does.</summary>
    [Fact]
    public async Task Document_HoldsEveryMappedEndpointAndNothingElse()
    {
        await using RunningGateway gateway = await RunningGateway.StartAsync(FakeUpstream.Saying("never"));
        JsonElement document = await ReadAsync(gateway);
        var mapped = new SortedSet<string>(StringComparer.Ordinal);
        foreach (RouteEndpoint endpoint in gateway.App.Services.GetRequiredService<EndpointDataSource>().Endpoints.OfType<RouteEndpoint>().Where(static endpoint => endpoint.Metadata.GetMetadata<IExcludeFromDescriptionMetadata>() is null))
        {
            foreach (string method in endpoint.Metadata.GetMetadata<HttpMethodMetadata>()!.HttpMethods.Where(static method => method != "HEAD"))
            {
                mapped.Add($"{method} {endpoint.RoutePattern.RawText!.Replace("{**", "{")}");
            }
        }

        var described = new SortedSet<string>(StringComparer.Ordinal);
        foreach (JsonProperty path in document.GetProperty("paths").EnumerateObject())
        {
            string[] servers = path.Value.TryGetProperty("servers", out JsonElement own) ? [.. own.EnumerateArray().Select(static server => server.GetProperty("url").GetString()!.TrimEnd('/'))] : [""];
            foreach (JsonProperty operation in path.Value.EnumerateObject().Where(static member => member.Name is not ("servers" or "parameters")))
            {
                described.UnionWith(servers.Select(server => $"{operation.Name.ToUpperInvariant()} {server}{path.Name}"));
            }
        }

        Assert.Equal(mapped, described);
    }

    [Fact]
    public async Task Document_References_AllLeadSomewhere()
    {
        await using RunningGateway gateway = await RunningGateway.StartAsync(FakeUpstream.Saying("never"));
        JsonElement document = await ReadAsync(gateway);
        Assert.Equal("3.1.0", document.GetProperty("openapi").GetString());
        IReadOnlyList<Match> references = Reference().Matches(document.GetRawText());
        Assert.NotEmpty(references);
        foreach (Match reference in references)
        {
            JsonElement place = document;
            foreach (string step in reference.Groups[1].Value.Split('/'))
            {
                Assert.True(place.TryGetProperty(step, out place), reference.Value);
            }
        }

        string[] ids = [.. Operation().Matches(document.GetRawText()).Select(static match => match.Groups[1].Value)];
        Assert.Equal(ids.Distinct(), ids);
    }

    /// <summary>Open endpoints say so in the document, and the others do not.</summary>
    [Fact]
    public async Task Document_Security_IsWhatTheEndpointAsks()
    {
        await using RunningGateway gateway = await RunningGateway.StartAsync(FakeUpstream.Saying("never"), Sample.WithKeys());
        JsonElement document = await ReadAsync(gateway);
        foreach (JsonProperty path in document.GetProperty("paths").EnumerateObject())
        {
            foreach (JsonProperty operation in path.Value.EnumerateObject().Where(static member => member.Value.ValueKind == JsonValueKind.Object))
            {
                bool open = operation.Value.TryGetProperty("security", out JsonElement security)
                    && (security.GetArrayLength() == 0 || security.EnumerateArray().Any(static way => !way.EnumerateObject().Any()));
                using HttpResponseMessage response = await gateway.SendAsync(new HttpRequestMessage(new HttpMethod(operation.Name.ToUpperInvariant()), new Uri(path.Name, UriKind.Relative)));
                Assert.True(open != response.StatusCode is HttpStatusCode.Unauthorized or HttpStatusCode.Forbidden, $"{operation.Name} {path.Name}: {response.StatusCode}");
            }
        }
    }

    /// <summary>The page and all it names come from the gateway itself, under a policy that lets no script in from elsewhere or from within the page.</summary>
    [Fact]
    public async Task Page_AndItsFiles_ComeFromHere()
    {
        await using RunningGateway gateway = await RunningGateway.StartAsync(FakeUpstream.Saying("never"));
        using HttpResponseMessage page = await gateway.GetAsync("/docs");
        string html = await page.Content.ReadAsStringAsync();
        string policy = page.Headers.GetValues("Content-Security-Policy").Single();
        Assert.Contains("script-src 'self';", policy, StringComparison.Ordinal);
        Assert.DoesNotContain("http", html, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotMatch("<script(?![^>]*src=)", html);
        string[] files = [.. Link().Matches(html).Select(static match => match.Groups[1].Value)];
        Assert.Equal(6, files.Length);
        foreach (string file in files)
        {
            using HttpResponseMessage plain = await gateway.GetAsync("/" + file);
            Assert.Equal(HttpStatusCode.OK, plain.StatusCode);
            Assert.Empty(plain.Content.Headers.ContentEncoding);
            using HttpResponseMessage packed = await gateway.GetAsync("/" + file, ("Accept-Encoding", "gzip, br"));
            byte[] bytes = await packed.Content.ReadAsByteArrayAsync();
            Assert.Equal(bytes is [0x1F, 0x8B, ..], packed.Content.Headers.ContentEncoding.Contains("gzip"));
            Assert.Equal(plain.Content.Headers.ContentType, packed.Content.Headers.ContentType);
            Assert.False(await plain.Content.ReadAsByteArrayAsync() is [0x1F, 0x8B, ..]);
        }

        using HttpResponseMessage slash = await gateway.GetAsync("/docs/");
        Assert.Equal("../docs", slash.Headers.Location!.OriginalString);
        using HttpResponseMessage none = await gateway.GetAsync("/docs/outcrop.json");
        Assert.Equal(HttpStatusCode.NotFound, none.StatusCode);
    }

    [Theory]
    [InlineData("/openapi.json")]
    [InlineData("/docs")]
    [InlineData("/docs/page.js")]
    public async Task TurnedOff_ThereIsNothing(string path)
    {
        await using RunningGateway gateway = await RunningGateway.StartAsync(FakeUpstream.Saying("never"), """{"server":{"apiDocs":false} }""");
        using HttpResponseMessage response = await gateway.GetAsync(path);
        Assert.Equal(HttpStatusCode.NotFound, response.StatusCode);
    }

    private static async Task<JsonElement> ReadAsync(RunningGateway gateway)
    {
        using HttpResponseMessage response = await gateway.GetAsync("/openapi.json");
        Assert.Equal("application/json", response.Content.Headers.ContentType!.MediaType);
        return JsonDocument.Parse(await response.Content.ReadAsStringAsync()).RootElement;
    }

    [GeneratedRegex("\"\\$ref\":\"#/([^\"]+)\"")]
    private static partial Regex Reference();

    [GeneratedRegex("\"operationId\":\"([^\"]+)\"")]
    private static partial Regex Operation();

    [GeneratedRegex("(?:src|href)=\"([^\"]+)\"")]
    private static partial Regex Link();
}

